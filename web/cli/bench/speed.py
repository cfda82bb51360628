"""`talent bench rank`: how fast many candidates are read and ranked."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from web.cli import parts
from web.cli.bench import people
from web.cli.bench.printing import Json, print_json, print_tables
from web.cli.bench.tables import table, times

if TYPE_CHECKING:
    from rich.table import Table

    from web.benchmarks.speed import SpeedReport

TIMED_VACANCIES = 10


def register(parent: typer.Typer) -> None:
    parent.command()(rank)


def rank(
    candidates: Annotated[int, typer.Option(min=1, help="How many candidates are ranked.")] = 1000,
    folder: people.Data = None,
    as_json: Json = False,
) -> None:
    """Seconds to rank many candidates against one advertisement: reading apart, ranking apart."""
    from web.benchmarks import speed

    invented = people.invented(folder)
    matcher = parts.matcher()
    texts = speed.many([candidate.text.strip() for candidate in invented.candidates], candidates)
    step = max(len(invented.vacancies) // TIMED_VACANCIES, 1)
    vacancies = invented.vacancies[::step][:TIMED_VACANCIES]
    report = speed.measure(matcher, texts, vacancies, people.progress())
    manifest = matcher.mapper.index.manifest
    if as_json:
        print_json(manifest, **asdict(report))
    else:
        print_tables(manifest, _seconds(report))


def _seconds(report: "SpeedReport") -> "Table":
    rows = [
        ["reading all candidates", f"{report.reading_candidates_s:,.1f} s", "", ""],
        times("reading one vacancy", report.reading_vacancy),
        times(f"ranking all {report.candidates:,}", report.ranking_all),
        times(f"retrieving {report.retrieved:,} of them, ranking those", report.ranking_retrieved),
    ]
    return table("", "p50", "p95", "slowest", rows=rows)
