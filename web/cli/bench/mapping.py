"""`talent bench mapping`: how fast texts are mapped to ESCO, and whether the probabilities are right."""

import os
from dataclasses import asdict
from itertools import starmap
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from web.cli import parts
from web.cli.bench import people
from web.cli.bench.printing import Json, print_json, print_tables
from web.cli.bench.tables import mib, table, times

if TYPE_CHECKING:
    from rich.table import Table

    from matching.reliability import Reliability
    from matching.training.judged import Judged
    from web.benchmarks.mapping import MappingReport


def register(parent: typer.Typer) -> None:
    parent.command()(mapping)


def mapping(
    sets: Annotated[
        Path, typer.Option(help="Folder with skillskape and vacancy-titles-dev, for the probabilities.")
    ] = Path("../shared/eval"),
    texts: Annotated[int, typer.Option(min=10, help="Judged texts of each kind, drawn evenly.")] = 300,
    plot: Annotated[Path | None, typer.Option(help="Where an SVG of the probabilities goes.")] = None,
    as_json: Json = False,
) -> None:
    """How fast texts are mapped, in what memory, and how often suggestions of each probability are right."""
    from matching.reliability import plot as drawn
    from web.benchmarks import mapping, serving

    before = serving.resident(os.getpid())
    invented = people.invented()
    mapper = parts.matcher().mapper
    speed = mapping.measure(mapper, [candidate.text.strip() for candidate in invented.candidates], before)
    found = mapping.reliabilities(mapper, **_judged(sets, texts))
    if plot and found:
        plot.write_text(drawn(found), encoding="utf-8")
        parts.say(f"The plot is in {plot}.")
    manifest = mapper.index.manifest
    if as_json:
        reliable = {name: asdict(each) for name, each in found.items()}
        print_json(manifest, **asdict(speed), reliability=reliable)
    else:
        print_tables(manifest, _speed(speed), *starmap(_reliable, found.items()))


def _judged(folder: Path, most: int) -> "dict[str, list[Judged]]":
    """Texts that no weight was fitted on, by kind; none, with a word about it, where the sets are missing."""
    from matching.training import judged

    try:
        found = {
            "sentences": judged.sentences(folder, parts.taxonomy(), to_fit=False),
            "titles": judged.titles(folder, to_fit=False),
        }
    except FileNotFoundError as error:
        parts.say(f"Without judged texts nothing is said about the probabilities: {error}")
        return {"sentences": [], "titles": []}
    return {kind: each[:: max(1, len(each) // most)][:most] for kind, each in found.items()}


def _speed(report: "MappingReport") -> "Table":
    resident = [mib(report.resident_mib), "", mib(report.before_mib) + " before"]
    rows = [
        times("one sentence", report.sentence),
        times(f"a CV of two pages ({report.cv_words} words)", report.cv),
        ["short texts in bulk", f"{report.titles_per_second:,.0f} a second", "", ""],
        ["resident, model and index loaded", *resident],
    ]
    return table("", "p50", "p95", "slowest", rows=rows)


def _reliable(name: str, found: "Reliability") -> "Table":
    rows = [
        [f"{each.low:.0%}-{each.high:.0%}", str(each.number), f"{each.said:.1%}", f"{each.right:.1%}"]
        for each in found.bins
    ]
    title = f"{name}: calibration error {found.error:.3f}, Brier {found.brier:.3f}"
    return table("probability", "suggestions", "said", "right", rows=rows, title=title)
