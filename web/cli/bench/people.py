"""Who is ranked for what: the invented people and vacancies, or those of a folder."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from web.cli import parts

if TYPE_CHECKING:
    from talent.demonstration.data import Demonstration
    from web.prepare import Steps

Data = Annotated[
    Path | None,
    typer.Option(
        "--data", help="A folder with candidates/*.toml and vacancies/*.toml in place of the invented ones."
    ),
]


def invented(folder: Path | None = None) -> "Demonstration":
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


def progress() -> "Steps":
    """Says how many candidates have been read."""
    from web.prepare import Steps

    return Steps(parts.say, "Reading the candidates")
