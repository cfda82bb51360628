"""`talent bench`: how well and how fast lists are ranked, what memory the server needs, how fast pages come."""

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from itertools import starmap
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from web.cli import parts
from web.settings import Settings, settings

if TYPE_CHECKING:
    from matching.evaluation.measures import Estimate
    from matching.index import Manifest
    from matching.reliability import Reliability
    from matching.training.judged import Judged
    from talent.demonstration.data import Demonstration
    from web.benchmarks.conditions import Conditions
    from web.benchmarks.mapping import MappingReport
    from web.benchmarks.ranking import Parity, Quality, Style, SystemReport
    from web.benchmarks.retrieval import RetrievalReport
    from web.benchmarks.simulated import Report
    from web.benchmarks.speed import Times

app = typer.Typer(
    no_args_is_help=True, help="Measurements of the whole; docs/benchmarks.md says what they mean."
)

Json = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]

Data = Annotated[
    Path | None,
    typer.Option(
        "--data", help="A folder with candidates/*.toml and vacancies/*.toml in place of the invented ones."
    ),
]

TIMED_VACANCIES = 10

ATTACKED = 4
"""Of the vacancies one in so many is applied for by people who cheat."""


@app.command()
def ranking(
    by_language: Annotated[
        bool,
        typer.Option("--by-language", help="Also by language of vacancy and of candidate, and by style."),
    ] = False,
    folder: Data = None,
    as_json: Json = False,
) -> None:
    """How well the invented candidates are ranked for each invented vacancy, beside two plain ways to rank."""
    from web.benchmarks import ranking, retrieval

    invented = _invented(folder)
    matcher = parts.matcher()
    asked = ranking.read_vacancies(matcher, invented.vacancies)
    offered = ranking.read_candidates(matcher, invented.candidates, _progress())
    parts.say("Ranking")
    ways = ranking.systems(matcher.knowledge, offered, invented.candidates)
    reports = ranking.measure(ways, asked, invented.candidates)
    parts.say("Retrieving")
    retrieved = retrieval.measure(asked, offered, matcher.knowledge)
    made = _conditions(matcher.mapper.index.manifest)
    if as_json:
        _print_json(
            made,
            vacancies=len(asked),
            candidates=len(offered),
            systems={name: asdict(report) for name, report in reports.items()},
            retrieval=asdict(retrieved),
        )
    else:
        _print_ranking(made, reports, retrieved, by_language)


@app.command()
def simulated(
    candidates: Annotated[int, typer.Option(min=1, help="How many profiles are made.")] = 600,
    vacancies: Annotated[
        int, typer.Option(min=1, help="How many vacancies, each of another occupation.")
    ] = 120,
    seed: Annotated[int, typer.Option(help="Another number makes other people.")] = 2026,
    as_json: Json = False,
) -> None:
    """How well simulated profiles, made from the taxonomy's occupations with noise, are ranked for vacancies."""
    from web.benchmarks import simulated

    matcher = parts.matcher()
    profiles, wanted = simulated.make(parts.taxonomy(), candidates=candidates, vacancies=vacancies, seed=seed)
    if not wanted:
        parts.stop("The taxonomy gives no occupation its skills. Import ESCO: talent esco import")
    offered, asked = simulated.read(matcher, profiles, wanted, _progress())
    parts.say("Ranking")
    reports = simulated.measure(matcher, offered, asked, profiles)
    made = _conditions(matcher.mapper.index.manifest)
    if as_json:
        systems = {name: asdict(report) | {"gap": report.gap} for name, report in reports.items()}
        _print_json(made, candidates=len(profiles), vacancies=len(asked), seed=seed, systems=systems)
        return
    rows = [
        [name, *map(_interval, (r.map, r.ndcg_at_10, r.recall_at_50)), f"{r.gap:.3f}"]
        for name, r in reports.items()
    ]
    tables = [_parities(f"{name}, profiles by their language", report) for name, report in reports.items()]
    columns = ("", "MAP", "nDCG@10", "recall@50", "gap between languages")
    _print_tables(made, _table(*columns, rows=rows, title="all vacancies"), *tables[:1])


@app.command()
def adversarial(folder: Data = None, as_json: Json = False) -> None:
    """What people of another occupation gain by tricks in their CV: keywords, a pasted advertisement, hidden text."""
    from web.benchmarks import adversarial, ranking

    invented = _invented(folder)
    matcher = parts.matcher()
    asked = ranking.read_vacancies(matcher, invented.vacancies)[::ATTACKED]
    skills = adversarial.keywords(parts.taxonomy(), asked)
    gains = adversarial.measure(matcher, asked, invented.candidates, skills, _progress())
    made = _conditions(matcher.mapper.index.manifest)
    if as_json:
        _print_json(made, pairs=len(asked), gains={name: asdict(gain) for name, gain in gains.items()})
        return
    rows = [[name, _interval(gain.mean, signed=True), f"{gain.largest:+.3f}"] for name, gain in gains.items()]
    _print_tables(made, _table("attack", "mean gain of score", "largest", rows=rows))


@app.command()
def rank(
    candidates: Annotated[int, typer.Option(min=1, help="How many candidates are ranked.")] = 1000,
    folder: Data = None,
    as_json: Json = False,
) -> None:
    """Seconds to rank many candidates against one advertisement: reading apart, ranking apart."""
    from web.benchmarks import speed

    invented = _invented(folder)
    matcher = parts.matcher()
    texts = speed.many([candidate.text.strip() for candidate in invented.candidates], candidates)
    step = max(len(invented.vacancies) // TIMED_VACANCIES, 1)
    report = speed.measure(matcher, texts, invented.vacancies[::step][:TIMED_VACANCIES], _progress())
    made = _conditions(matcher.mapper.index.manifest)
    if as_json:
        _print_json(made, **asdict(report))
        return
    reading = ["reading all candidates", f"{report.reading_candidates_s:,.1f} s", "", ""]
    rows = [
        _times("reading one vacancy", report.reading_vacancy),
        _times(f"ranking all {report.candidates:,}", report.ranking_all),
        _times(f"retrieving {report.retrieved:,} of them, ranking those", report.ranking_retrieved),
    ]
    _print_tables(made, _table("", "p50", "p95", "slowest", rows=[reading, *rows]))


@app.command()
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
    invented = _invented()
    mapper = parts.matcher().mapper
    speed = mapping.measure(mapper, [candidate.text.strip() for candidate in invented.candidates], before)
    found = mapping.reliabilities(mapper, **_judged(sets, texts))
    if plot and found:
        plot.write_text(drawn(found), encoding="utf-8")
        parts.say(f"The plot is in {plot}.")
    made = _conditions(mapper.index.manifest)
    if as_json:
        reliable = {name: asdict(each) for name, each in found.items()}
        _print_json(made, **asdict(speed), reliability=reliable)
    else:
        _print_tables(made, _mapping_speed(speed), *starmap(_reliable, found.items()))


@app.command()
def memory(as_json: Json = False) -> None:
    """Resident memory of the real server, on a free port, as it is asked one thing after another."""
    from web.benchmarks import serving
    from web.benchmarks.ranking import text_of

    chosen = settings()
    invented = _invented()
    try:
        report = serving.measure_memory(chosen, text_of(invented.vacancies[0]), invented.candidates[0].text)
    except serving.ServingError as error:
        parts.stop(str(error))
    made = _conditions(_manifest(chosen))
    if as_json:
        _print_json(made, **asdict(report))
        return
    rows = [
        [step.what, str(step.status or ""), f"{step.milliseconds:,.0f} ms", _mib(step.resident_mib)]
        for step in report.steps
    ]
    peak = ["most at any time", "", "", _mib(report.peak_mib)]
    _print_tables(made, _table("after", "status", "took", "resident", rows=[*rows, peak]))


@app.command()
def pages(
    address: Annotated[
        str | None, typer.Argument(help="Of a running server; without it, the one of the settings.")
    ] = None,
    requests: Annotated[int, typer.Option(min=1, help="Requests to each page.")] = 40,
    as_json: Json = False,
) -> None:
    """Time to the first byte and compressed weight of the main pages of a running server."""
    from web.benchmarks import serving

    chosen = settings()
    where = (address or f"http://{chosen.host}:{chosen.port}").rstrip("/")
    try:
        reports = serving.measure_pages(where, requests)
    except serving.ServingError as error:
        parts.stop(str(error))
    made = _conditions(_manifest(chosen))
    if as_json:
        _print_json(made, address=where, pages=[asdict(report) for report in reports])
        return
    rows = [
        [
            report.path, str(report.status), _ms(report.first_byte.p50), _ms(report.first_byte.p95),
            _kb(report.page_bytes), f"{_kb(report.all_bytes)} in {report.files + 1}",
        ]
        for report in reports
    ]  # fmt: skip
    _print_tables(made, _table("page", "status", "p50", "p95", "page", "with all its files", rows=rows))


def _invented(folder: Path | None = None) -> "Demonstration":
    """The demonstration data, or what the folder has. Stops where it is faulty or empty."""
    from talent.demonstration import data

    try:
        found = data.read(folder or data.PACKAGED)
    except data.SeedError as error:
        parts.stop(str(error))
    if not found.candidates or not found.vacancies:
        parts.stop(
            f"{folder} has no candidates or no vacancies. docs/benchmarks.md says what is expected there."
        )
    return found


def _judged(folder: Path, most: int) -> "dict[str, list[Judged]]":
    """Texts that no weight was fitted on, by kind; none, with a word about it, where the sets are missing."""
    from matching.training import judged

    try:
        found = {
            "sentences": judged.sentences(folder, parts.taxonomy(), held_back=False),
            "titles": judged.titles(folder, held_back=False),
        }
    except FileNotFoundError as error:
        parts.say(f"Without judged texts nothing is said about the probabilities: {error}")
        return {"sentences": [], "titles": []}
    return {kind: each[:: max(1, len(each) // most)][:most] for kind, each in found.items()}


# --- conditions ---------------------------------------------------------------------------------------------


def _manifest(chosen: Settings) -> "Manifest | None":
    """Of the concept index that a server with these settings uses; None where there is none yet."""
    from matching.index import Manifest
    from matching.indexing import CURRENT, is_started

    current = chosen.index_path / CURRENT
    if not current.exists():
        return None
    folder = chosen.index_path / json.loads(current.read_text("utf-8"))["folder"]
    return Manifest.read(folder) if is_started(folder) else None


def _conditions(manifest: "Manifest | None") -> "Conditions":
    from web.benchmarks.conditions import conditions

    return conditions(manifest)


def _progress() -> Any:
    from web.prepare import Steps

    return Steps(parts.say, "Reading the candidates")


# --- what is printed ----------------------------------------------------------------------------------------


def _print_json(made: "Conditions", **found: Any) -> None:
    typer.echo(json.dumps({"conditions": asdict(made), **found}, ensure_ascii=False, indent=2))


def _print_tables(made: "Conditions", *tables: Any) -> None:
    from rich.console import Console

    console = Console()
    for table in tables:
        console.print(table)
    machine = made.machine
    console.print(
        f"{made.date}; {machine.processor}, {machine.cpus} cores, {machine.memory_gib or '?'} GiB; "
        f"taxonomy {made.taxonomy or 'none'}; encoder {made.encoder or 'none'}; "
        f"index stages {made.stages}; weights {made.weights}"
    )


def _print_ranking(
    made: "Conditions", reports: Mapping[str, "SystemReport"], retrieved: "RetrievalReport", by_language: bool
) -> None:
    tables = [_qualities("all vacancies", {name: report.quality for name, report in reports.items()})]
    if by_language:
        for name, report in reports.items():
            tables.append(_qualities(f"{name}, by language of the vacancy", report.by_vacancy_language))
            tables.append(_parities(f"{name}, relevant candidates by their language", report))
    tables.append(_styles(reports))
    behind = [[name, _interval(r.behind)] for name, r in reports.items() if r.behind]
    tables.append(_table("system", "MAP behind the platform", rows=behind))
    recall = [f"{retrieved.retrieved:,} of {retrieved.pool:,}"]
    recall += [_interval(retrieved.recall_at_10), _interval(retrieved.recall_at_50)]
    tables.append(_table("retrieved", "recall of the first 10", "of the first 50", rows=[recall]))
    _print_tables(made, *tables)


def _mapping_speed(report: "MappingReport") -> Any:
    resident = [_mib(report.resident_mib), "", _mib(report.before_mib) + " before"]
    rows = [
        _times("one sentence", report.sentence),
        _times(f"a CV of two pages ({report.cv_words} words)", report.cv),
        ["short texts in bulk", f"{report.titles_per_second:,.0f} a second", "", ""],
        ["resident, model and index loaded", *resident],
    ]
    return _table("", "p50", "p95", "slowest", rows=rows)


def _reliable(name: str, found: "Reliability") -> Any:
    rows = [
        [f"{each.low:.0%}-{each.high:.0%}", str(each.number), f"{each.said:.1%}", f"{each.right:.1%}"]
        for each in found.bins
    ]
    title = f"{name}: calibration error {found.error:.3f}, Brier {found.brier:.3f}"
    return _table("probability", "suggestions", "said", "right", rows=rows, title=title)


def _qualities(title: str, found: Mapping[str, "Quality"]) -> Any:
    rows = [
        [name, str(q.map.number), *map(_interval, (q.map, q.ndcg_at_10, q.precision_at_1, q.recall_at_50))]
        for name, q in found.items()
    ]
    return _table("", "vacancies", "MAP", "nDCG@10", "P@1", "recall@50", rows=rows, title=title)


def _parities(title: str, report: "SystemReport | Report") -> Any:
    rows = [_parity(code, parity) for code, parity in report.by_candidate_language.items()]
    return _table("", "pairs", "mean rank percentile", "difference to others", rows=rows, title=title)


def _parity(name: str, parity: "Parity") -> list[str]:
    return [name, str(parity.pairs), _interval(parity.percentile), _interval(parity.difference, signed=True)]


def _styles(reports: Mapping[str, "SystemReport"]) -> Any:
    """Of the first system all styles, of the others only the misleading ones."""
    first = next(iter(reports))
    rows = [
        [name, style, f"{found.share_of_candidates:.1%}", *_style(found)]
        for name, report in reports.items()
        for style, found in report.by_style.items()
        if name == first or style == "misleading"
    ]
    title = "by style: where the relevant stand, and who wrongly stands in the first 10"
    columns = (
        "",
        "style",
        "of candidates",
        "mean rank percentile",
        "wrongly first",
        "of those wrongly first",
    )
    return _table(*columns, rows=rows, title=title)


def _style(found: "Style") -> list[str]:
    percentile = _interval(found.parity.percentile) if found.parity else ""
    return [percentile, str(found.wrongly_first), f"{found.share_of_wrong:.1%}"]


def _table(*columns: str, rows: Iterable[list[str]], title: str | None = None) -> Any:
    from rich.table import Table

    table = Table(title=title, title_justify="left")
    for number, column in enumerate(columns):
        table.add_column(column, justify="right" if number else "left")
    for row in rows:
        table.add_row(*row)
    return table


def _interval(estimate: "Estimate", *, signed: bool = False) -> str:
    """With one space, where a narrow column may break it."""
    form = "+.3f" if signed else ".3f"
    return f"{estimate.value:{form}} ({estimate.low:{form}}…{estimate.high:{form}})"


def _times(what: str, taken: "Times") -> list[str]:
    return [what, _ms(taken.p50), _ms(taken.p95), _ms(taken.slowest)]


def _ms(milliseconds: float) -> str:
    return f"{milliseconds:,.1f} ms"


def _mib(mib: float | None) -> str:
    return f"{mib:,.0f} MiB" if mib is not None else "not told"


def _kb(number: int) -> str:
    return f"{number / 1000:,.1f} kB"
