"""`talent bench memory`, `talent bench pages`: what memory a real server needs, and how fast its pages come."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from web.cli import parts
from web.cli.bench import people
from web.cli.bench.printing import Json, print_json, print_tables
from web.cli.bench.tables import kb, mib, ms, table
from web.settings import Settings, settings

if TYPE_CHECKING:
    from rich.table import Table

    from matching.index import Manifest
    from web.benchmarks.serving import MemoryReport, PageReport


def register(parent: typer.Typer) -> None:
    parent.command()(memory)
    parent.command()(pages)


def memory(as_json: Json = False) -> None:
    """Resident memory of the real server, on a free port, as it is asked one thing after another."""
    from web.benchmarks import serving
    from web.benchmarks.ranking import text_of

    chosen = settings()
    invented = people.invented()
    try:
        report = serving.measure_memory(chosen, text_of(invented.vacancies[0]), invented.candidates[0].text)
    except serving.ServingError as error:
        parts.stop(str(error))
    manifest = _manifest(chosen)
    if as_json:
        print_json(manifest, **asdict(report))
    else:
        print_tables(manifest, _memory(report))


def pages(
    address: Annotated[
        str | None, typer.Argument(help="Of a running server; without it, the one of the settings.")
    ] = None,
    requests: Annotated[int, typer.Option(min=1, help="Requests to each page.")] = 40,
    candidate: Annotated[
        bool, typer.Option("--candidate", help="Sign in as the invented candidate, and measure their pages.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Time to the first byte and compressed weight of the main pages of a running server."""
    from web.benchmarks import serving

    chosen = settings()
    where = (address or f"http://{chosen.host}:{chosen.port}").rstrip("/")
    try:
        reports = _candidates(where, requests) if candidate else serving.measure_pages(where, requests)
    except serving.ServingError as error:
        parts.stop(str(error))
    manifest = _manifest(chosen)
    if as_json:
        print_json(manifest, address=where, pages=[asdict(report) for report in reports])
    else:
        print_tables(manifest, _pages(reports))


def _candidates(where: str, requests: int) -> "list[PageReport]":
    from talent.demonstration import seed
    from web.benchmarks import serving

    cookie = serving.sign_in(where, f"candidate@{seed.DOMAIN}", seed.PASSWORD)
    return serving.measure_pages(where, requests, serving.CANDIDATE_PAGES, cookie=cookie)


def _manifest(chosen: Settings) -> "Manifest | None":
    """Of the concept index that a server with these settings uses; None where there is none yet."""
    from matching.index import Manifest
    from matching.indexing import CURRENT, is_started

    current = chosen.index_path / CURRENT
    if not current.exists():
        return None
    folder = chosen.index_path / json.loads(current.read_text("utf-8"))["folder"]
    return Manifest.read(folder) if is_started(folder) else None


def _memory(report: "MemoryReport") -> "Table":
    rows = [
        [step.what, str(step.status or ""), f"{step.milliseconds:,.0f} ms", mib(step.resident_mib)]
        for step in report.steps
    ]
    peak = ["most at any time", "", "", mib(report.peak_mib)]
    return table("after", "status", "took", "resident", rows=[*rows, peak])


def _pages(reports: Iterable["PageReport"]) -> "Table":
    rows = [
        [
            report.path, str(report.status), ms(report.first_byte.p50), ms(report.first_byte.p95),
            kb(report.page_bytes), f"{kb(report.all_bytes)} in {report.files + 1}",
        ]
        for report in reports
    ]  # fmt: skip
    return table("page", "status", "p50", "p95", "page", "with all its files", rows=rows)
