"""`talent bench simulated`: how well people made from the taxonomy are ranked for vacancies made from it."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from web.cli import parts
from web.cli.bench import people
from web.cli.bench.printing import Json, print_json, print_tables
from web.cli.bench.ranking import parities
from web.cli.bench.tables import interval, table

if TYPE_CHECKING:
    from rich.table import Table

    from web.benchmarks.simulated import Report


def register(parent: typer.Typer) -> None:
    parent.command()(simulated)


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
    offered, asked = simulated.read(matcher, profiles, wanted, people.progress())
    parts.say("Ranking")
    reports = simulated.measure(matcher, offered, asked, profiles)
    manifest = matcher.mapper.index.manifest
    if as_json:
        systems = {name: asdict(report) | {"gap": report.gap} for name, report in reports.items()}
        print_json(manifest, candidates=len(profiles), vacancies=len(asked), seed=seed, systems=systems)
    else:
        print_tables(manifest, _qualities(reports), _first_by_language(reports))


def _qualities(reports: Mapping[str, "Report"]) -> "Table":
    rows = [
        [name, *map(interval, (r.map, r.ndcg_at_10, r.recall_at_50)), f"{r.gap:.3f}"]
        for name, r in reports.items()
    ]
    columns = ("", "MAP", "nDCG@10", "recall@50", "gap between languages")
    return table(*columns, rows=rows, title="all vacancies")


def _first_by_language(reports: Mapping[str, "Report"]) -> "Table":
    """Of the first system alone: the platform."""
    name, report = next(iter(reports.items()))
    return parities(f"{name}, profiles by their language", report.by_candidate_language)
