"""`talent bench recommend`: how fast many vacancies are ranked for one candidate."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from web.cli import parts
from web.cli.bench import people
from web.cli.bench.printing import Json, print_json, print_tables
from web.cli.bench.tables import ms, table, times

if TYPE_CHECKING:
    from rich.table import Table

    from web.benchmarks.recommending import RecommendationReport

CANDIDATES = 20


def register(parent: typer.Typer) -> None:
    parent.command()(recommend)


def recommend(
    vacancies: Annotated[int, typer.Option(min=1, help="How many vacancies there are.")] = 2000,
    folder: people.Data = None,
    as_json: Json = False,
) -> None:
    """Milliseconds to rank many vacancies for one candidate, and what retrieval loses of the best."""
    from web.benchmarks import recommending

    invented = people.invented(folder)
    matcher = parts.matcher()
    step = max(len(invented.candidates) // CANDIDATES, 1)
    texts = [candidate.text.strip() for candidate in invented.candidates[::step][:CANDIDATES]]
    report = recommending.measure(matcher, texts, invented.vacancies, vacancies)
    manifest = matcher.mapper.index.manifest
    if as_json:
        print_json(manifest, **asdict(report))
    else:
        print_tables(manifest, _table(report))


def _table(report: "RecommendationReport") -> "Table":
    rows = [
        ["the first time, with reading all outlines", ms(report.first_ms), "", ""],
        times(f"retrieving {report.ranked:,} of {report.vacancies:,}, ranking those", report.recommending),
        times(f"ranking all {report.vacancies:,}", report.ranking_all),
        ["of the first 20 of all, found", f"{report.recall:.3f}", "", ""],
    ]
    return table("", "p50", "p95", "slowest", rows=rows)
