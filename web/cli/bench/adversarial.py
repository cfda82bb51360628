"""`talent bench adversarial`: what people gain who cheat in their CV."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from web.cli import parts
from web.cli.bench import people
from web.cli.bench.printing import Json, print_json, print_tables
from web.cli.bench.tables import interval, table

if TYPE_CHECKING:
    from rich.table import Table

    from web.benchmarks.adversarial import Gain

ATTACKED = 4
"""Of the vacancies one in so many is applied for by people who cheat."""


def register(parent: typer.Typer) -> None:
    parent.command()(adversarial)


def adversarial(folder: people.Data = None, as_json: Json = False) -> None:
    """What people of another occupation gain by tricks in their CV: keywords, a pasted advertisement, hidden text."""
    from web.benchmarks import adversarial, ranking

    invented = people.invented(folder)
    matcher = parts.matcher()
    asked = ranking.read_vacancies(matcher, invented.vacancies)[::ATTACKED]
    skills = adversarial.keywords(parts.taxonomy(), asked)
    gains = adversarial.measure(matcher, asked, invented.candidates, skills, people.progress())
    manifest = matcher.mapper.index.manifest
    if as_json:
        print_json(manifest, pairs=len(asked), gains={name: asdict(gain) for name, gain in gains.items()})
    else:
        print_tables(manifest, _gains(gains))


def _gains(gains: Mapping[str, "Gain"]) -> "Table":
    rows = [[name, interval(gain.mean, signed=True), f"{gain.largest:+.3f}"] for name, gain in gains.items()]
    return table("attack", "mean gain of score", "largest", rows=rows)
