"""What was found and under which conditions, as one JSON document or as tables."""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from rich.table import Table

    from matching.index import Manifest

Json = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]


def print_json(manifest: "Manifest | None", **found: Any) -> None:
    """The manifest is that of the index measured with; None where there is none."""
    from web.benchmarks.conditions import conditions

    made = asdict(conditions(manifest))
    typer.echo(json.dumps({"conditions": made, **found}, ensure_ascii=False, indent=2))


def print_tables(manifest: "Manifest | None", *tables: "Table") -> None:
    """The tables, and the conditions in a line below them."""
    from rich.console import Console

    from web.benchmarks.conditions import conditions

    made = conditions(manifest)
    console = Console()
    for table in tables:
        console.print(table)
    machine = made.machine
    console.print(
        f"{made.date}; {machine.processor}, {machine.cpus} cores, {machine.memory_gib or '?'} GiB; "
        f"taxonomy {made.taxonomy or 'none'}; encoder {made.encoder or 'none'}; "
        f"index stages {made.stages}; weights {made.weights}"
    )
