"""`talent bench ranking`: how well the invented candidates are ranked, in all and by language and style."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from web.cli import parts
from web.cli.bench import people
from web.cli.bench.printing import Json, print_json, print_tables
from web.cli.bench.tables import interval, table

if TYPE_CHECKING:
    from rich.table import Table

    from web.benchmarks.ranking import Parity, Quality, Style, SystemReport
    from web.benchmarks.retrieval import RetrievalReport


def register(parent: typer.Typer) -> None:
    parent.command()(ranking)


def ranking(
    by_language: Annotated[
        bool,
        typer.Option("--by-language", help="Also by language of vacancy and of candidate, and by style."),
    ] = False,
    folder: people.Data = None,
    as_json: Json = False,
) -> None:
    """How well the invented candidates are ranked for each invented vacancy, beside two plain ways to rank."""
    from web.benchmarks import ranking, retrieval

    invented = people.invented(folder)
    matcher = parts.matcher()
    asked = ranking.read_vacancies(matcher, invented.vacancies)
    offered = ranking.read_candidates(matcher, invented.candidates, people.progress())
    parts.say("Ranking")
    ways = ranking.systems(matcher.knowledge, offered, invented.candidates)
    reports = ranking.measure(ways, asked, invented.candidates)
    parts.say("Retrieving")
    retrieved = retrieval.measure(asked, offered, matcher.knowledge)
    manifest = matcher.mapper.index.manifest
    if as_json:
        print_json(
            manifest,
            vacancies=len(asked),
            candidates=len(offered),
            systems={name: asdict(report) for name, report in reports.items()},
            retrieval=asdict(retrieved),
        )
    else:
        print_tables(manifest, *_tables(reports, by_language=by_language), _retrieved(retrieved))


def _tables(reports: Mapping[str, "SystemReport"], *, by_language: bool) -> "Iterator[Table]":
    yield _qualities("all vacancies", {name: report.quality for name, report in reports.items()})
    if by_language:
        for name, report in reports.items():
            yield _qualities(f"{name}, by language of the vacancy", report.by_vacancy_language)
            yield parities(f"{name}, relevant candidates by their language", report.by_candidate_language)
    yield _styles(reports)
    yield _behind(reports)


def _qualities(title: str, found: Mapping[str, "Quality"]) -> "Table":
    rows = [
        [name, str(q.map.number), *map(interval, (q.map, q.ndcg_at_10, q.precision_at_1, q.recall_at_50))]
        for name, q in found.items()
    ]
    return table("", "vacancies", "MAP", "nDCG@10", "P@1", "recall@50", rows=rows, title=title)


def parities(title: str, found: Mapping[str, "Parity"]) -> "Table":
    rows = [
        [name, str(each.pairs), interval(each.percentile), interval(each.difference, signed=True)]
        for name, each in found.items()
    ]
    return table("", "pairs", "mean rank percentile", "difference to others", rows=rows, title=title)


def _styles(reports: Mapping[str, "SystemReport"]) -> "Table":
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
    return table(*columns, rows=rows, title=title)


def _style(found: "Style") -> list[str]:
    percentile = interval(found.parity.percentile) if found.parity else ""
    return [percentile, str(found.wrongly_first), f"{found.share_of_wrong:.1%}"]


def _behind(reports: Mapping[str, "SystemReport"]) -> "Table":
    rows = [[name, interval(report.behind)] for name, report in reports.items() if report.behind]
    return table("system", "MAP behind the platform", rows=rows)


def _retrieved(report: "RetrievalReport") -> "Table":
    row = [
        f"{report.retrieved:,} of {report.pool:,}",
        interval(report.recall_at_10),
        interval(report.recall_at_50),
    ]
    return table("retrieved", "recall of the first 10", "of the first 50", rows=[row])
