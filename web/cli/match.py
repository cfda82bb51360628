"""`talent rank` and `talent match`: who fits an advertisement, with the reasons."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from web.cli import parts

if TYPE_CHECKING:
    from matching.matcher import Ranking

Json = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]
Top = Annotated[int | None, typer.Option(min=1, help="Only the first so many.")]


def register(parent: typer.Typer) -> None:
    parent.command()(rank)
    parent.command()(match)


def rank(
    vacancy: Annotated[Path, typer.Option(help="The advertisement, a plain text in any language.")],
    candidates: Annotated[Path, typer.Option(help="A folder of plain-text CVs (*.txt), in any languages.")],
    top: Top = None,
    as_json: Json = False,
) -> None:
    """Ranks plain-text CVs against a plain-text advertisement. Needs no database."""
    files = _texts(candidates)
    texts = {file.name: parts.read_text(file) for file in files}
    ranking = parts.matcher().rank_texts(parts.read_text(vacancy), texts)
    _show(ranking, top, as_json)


def match(
    vacancy: Annotated[str, typer.Argument(metavar="VACANCY_ID", help="Id or code of a vacancy.")],
    top: Top = None,
    as_json: Json = False,
) -> None:
    """Ranks the profiles on record against a vacancy on record."""
    from talent import vacancies
    from talent.actors import OPERATOR
    from talent.errors import NotFound

    matcher = parts.matcher()
    with parts.platform() as platform:
        parts.read_all_profiles(platform, matcher.mapper)
        with platform.database.transaction(writing=False) as db:
            try:
                found = vacancies.get(db, OPERATOR, vacancy)
            except NotFound:
                parts.stop(f"There is no vacancy {vacancy!r}. `talent vacancies` lists them.")
            ranking = matcher.match(db, OPERATOR, found)
    _show(ranking, top, as_json)


def _texts(folder: Path) -> list[Path]:
    if not folder.is_dir():
        parts.stop(f"{folder} is not a folder. Name the folder that holds the CVs as *.txt files.")
    files = sorted(folder.glob("*.txt"))
    if not files:
        parts.stop(f"{folder} holds no *.txt file. CVs are read as plain text in UTF-8.")
    return files


def _show(ranking: "Ranking", top: int | None, as_json: bool) -> None:
    from matching.matcher import match_as_json

    matches = ranking.matches[:top]
    if as_json:
        document: dict[str, Any] = {"matches": [match_as_json(m) for m in matches]}
        typer.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        _print(ranking, top)


def _print(ranking: "Ranking", top: int | None) -> None:
    """A table of all, then why the first three are first."""
    from rich.console import Console
    from rich.table import Table

    console = Console()
    if not ranking.requirements:
        console.print(
            "No requirement was recognised in this advertisement, so nobody can be ranked against it."
        )
        return
    table = Table("", "score", "candidate", "strongest reasons")
    for place, found in enumerate(ranking.matches[:top], 1):
        reasons = sorted(found.parts, key=lambda p: -p.contribution)[:3]
        words = "; ".join(
            f"{p.requirement.kind} {p.contribution:.2f} ({p.relation})" for p in reasons if p.evidence
        )
        table.add_row(str(place), f"{found.score:.3f}", found.candidate, words)
    console.print(table)
    for found in ranking.matches[: min(3, top or 3)]:
        console.print(_why(found))


def _why(match: Any) -> Any:
    from rich.table import Table

    table = Table(
        "share",
        "asked",
        "relation",
        "in the candidate's words",
        title=f"{match.candidate}: {match.score:.3f}",
    )
    for part in match.parts:
        said = part.evidence.text if part.evidence else "(nothing found)"
        asked = f"{part.requirement.kind}{'' if part.requirement.essential else ', optional'}: {part.requirement.text}"
        table.add_row(f"{part.contribution:.3f} of {part.weight:.3f}", asked[:110], part.relation, said[:110])
    return table
