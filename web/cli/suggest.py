"""`talent suggest`: which ESCO skills and occupations a text speaks of."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from esco_data import ConceptKind
from web.cli import parts


def register(parent: typer.Typer) -> None:
    parent.command()(suggest)


def suggest(
    file: Annotated[Path, typer.Argument(help="A plain text in any language; - reads standard input.")],
    lang: Annotated[
        str | None, typer.Option(help="Language of the text (ISO 639-1); unset: detected.")
    ] = None,
    top: Annotated[int, typer.Option(min=1, max=500, help="How many suggestions at most.")] = 20,
    kind: Annotated[ConceptKind | None, typer.Option(help="Only skills, or only occupations.")] = None,
    labels: Annotated[str, typer.Option(help="Language of the labels shown (ISO 639-1).")] = "en",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")] = False,
) -> None:
    """ESCO skills and occupations that a text speaks of, likeliest first, with the words they came from."""
    text = parts.read_text(file)
    matcher, taxonomy = parts.matcher(), parts.taxonomy()
    found = [_as_json(s, taxonomy.label(s.uri, labels)) for s in matcher.mapper.suggest(text, language=lang)]
    chosen = [s for s in found if kind is None or s["kind"] == kind][:top]
    if as_json:
        typer.echo(json.dumps({"suggestions": chosen}, ensure_ascii=False, indent=2))
    else:
        _print(chosen)


def _as_json(suggestion: Any, label: str) -> dict[str, Any]:
    return {
        "uri": suggestion.uri,
        "label": label,
        "kind": ConceptKind.OCCUPATION if suggestion.occupation else ConceptKind.SKILL,
        "probability": round(suggestion.probability, 4),
        "score": round(suggestion.score, 4),
        "text": suggestion.text,
        "start": suggestion.start,
        "end": suggestion.end,
        "how": suggestion.how,
    }


def _print(found: list[dict[str, Any]]) -> None:
    from rich.console import Console
    from rich.table import Table

    if not found:
        typer.echo("No ESCO skill or occupation was recognised in this text.")
        return
    table = Table("probability", "kind", "ESCO concept", "how", "in the words")
    for s in found:
        table.add_row(f"{s['probability']:.0%}", s["kind"], s["label"], s["how"], s["text"])
    Console().print(table)
