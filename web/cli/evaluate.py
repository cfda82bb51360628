"""`talent evaluate`: how good the answers are on judged sets, beside plain ways, the last run and what is published."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from web.cli import parts
from web.settings import Settings, settings

if TYPE_CHECKING:
    from esco_data import Taxonomy
    from matching.encoder import Encoder
    from matching.evaluation.finding import Found
    from matching.evaluation.results import Kept, Results
    from matching.evaluation.subject import Subject

ROOT = Path(__file__).parents[2]
PLACES = (ROOT.parent / "shared" / "eval", ROOT / "docs" / "examples" / "parallel")
"""Where judged sets are looked for unless a path is given: beside the project, and in its own examples."""

WIDTH = 150
"""Characters that the table needs."""

DEFAULT, BASE = "default", "base"
"""What --model may say besides the folder of a model."""


def register(parent: typer.Typer) -> None:
    parent.command()(evaluate)


def evaluate(
    sets: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SET…]", help="Names or parts of names, or folders, archives, files; unset: all."
        ),
    ] = None,
    model: Annotated[
        str, typer.Option(help="default: the product's; base: without fine-tuning; or a model's folder.")
    ] = DEFAULT,
    whole: Annotated[bool, typer.Option("--all", help="All queries of large sets, not a sample.")] = False,
    baselines: Annotated[bool, typer.Option(help="Also BM25 and TF-IDF over letters.")] = True,
    out: Annotated[Path | None, typer.Option(help="Also write the results there, as JSON.")] = None,
    document: Annotated[
        Path | None, typer.Option(help="Also put the table and a plot into PATH.md and PATH.svg.")
    ] = None,
    listed: Annotated[bool, typer.Option("--list", help="Only say which sets there are.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")] = False,
) -> None:
    """Measures on judged sets with the functions that the product uses; docs/evaluation.md says how to read it."""
    from matching.evaluation import results

    with _found(sets or []) as found:
        if listed:
            typer.echo("\n".join(each.name for each in found))
            return
        subject = _subject(model)
        kept = results.Kept(settings().data / "evaluation")
        measured = _measured(found, subject, kept, model, whole=whole, baselines=baselines)
    parts.say(f"Kept in {kept.keep(measured)}")
    if out:
        results.write(out, measured)
    if document:
        _document(document, measured)
    if as_json:
        typer.echo(json.dumps(measured.as_json(), ensure_ascii=False, indent=2))
    else:
        _print(measured)


@contextmanager
def _found(asked: Sequence[str]) -> "Iterator[list[Found]]":
    """What is asked for: names among the sets at the usual places, and whatever is at a path."""
    from matching.evaluation.finding import chosen, opened
    from matching.evaluation.sets import SetError

    paths = [Path(name) for name in asked if _is_path(name)]
    names = [name for name in asked if not _is_path(name)]
    places = [place for place in PLACES if place.exists()] if names or not paths else []
    try:
        with opened(paths) as given, opened(places) as usual:
            picked = chosen(usual, names)
            if not given and not picked:
                parts.stop(
                    f"There is no judged set in {PLACES[0]} or {PLACES[1]}. Name a folder or an archive."
                )
            yield [*given, *picked]
    except SetError as error:
        parts.stop(str(error))


def _is_path(name: str) -> bool:
    """Names of sets have slashes too, so what is there decides; a name that starts like a path is one."""
    return name.startswith((".", "/")) or Path(name).exists()


def _measured(
    found: "Sequence[Found]",
    subject: "Subject",
    kept: "Kept",
    model: str,
    *,
    whole: bool,
    baselines: bool,
) -> "Results":
    from matching.evaluation import results
    from matching.evaluation.judging import resolved
    from matching.evaluation.tasks import measure
    from web.benchmarks.conditions import conditions

    last, base = kept.values(model), kept.values(BASE) if model != BASE else {}
    if model == DEFAULT and not base:
        parts.say("There are no results of the base model to compare with: `talent evaluate --model base`.")
    rows: list[results.Row] = []
    notes: dict[str, tuple[str, ...]] = {}
    for each in found:
        judged = resolved(each.read(whole=whole), subject.taxonomy, subject.labels)
        parts.say(f"{judged.name}: {len(judged.queries) or len(judged.parallel)} {judged.family}")
        rows += results.rows(judged, measure(judged, subject, baselines=baselines), last, base)
        if judged.notes:
            notes[judged.name] = judged.notes
    made = asdict(conditions(subject.matcher.mapper.index.manifest))
    return results.Results(model, made, rows, notes)


# --- what is measured ---------------------------------------------------------------------------------------


def _subject(model: str) -> "Subject":
    """The product with this model and the whole index of concepts, which is built where it is missing: figures of a
    half-built one say little.
    """
    from matching import indexing
    from matching.evaluation.subject import Subject
    from matching.index import ConceptIndex
    from matching.matcher import Matcher
    from web import prepare

    made = prepare.matching(settings(), parts.say)
    encoder = made.encoder if model == DEFAULT else _encoder(model, settings())
    folder = _index_folder(made.taxonomy, encoder)
    indexing.build(folder, made.taxonomy, encoder, prepare.Counter(parts.say, "Reading ESCO concepts"))
    return Subject.of(Matcher(ConceptIndex(folder), encoder), made.taxonomy)


def _encoder(model: str, chosen: Settings) -> "Encoder":
    """The base model, or that of a folder: one made by `talent model build` or `talent train`, or any other."""
    from matching.encoder import EncoderError, open_encoder
    from matching.encoder.cache import CachedEncoder
    from matching.encoder.convert import MANIFEST_FILE, default_folder
    from matching.encoder.onnx import OnnxEncoder

    folder = default_folder(chosen.models_path, None) if model == BASE else Path(model)
    if not folder.is_dir():
        parts.stop(f"There is no folder {folder}. --model takes {DEFAULT}, {BASE}, or the folder of a model.")
    try:
        if (folder / MANIFEST_FILE).exists():
            return CachedEncoder(OnnxEncoder.open(folder), chosen.vectors_path)
        return open_encoder(model, chosen.models_path, vectors=chosen.vectors_path)
    except EncoderError as error:
        parts.stop(str(error))


def _index_folder(taxonomy: "Taxonomy", encoder: "Encoder") -> Path:
    """That of the platform where it is of this model; else a place apart, so that no server takes it for its own."""
    from matching import indexing

    own = indexing.folder_for(settings().index_path, taxonomy, encoder)
    apart = indexing.folder_for(settings().data / "evaluation" / "index", taxonomy, encoder)
    return own if indexing.is_started(own) else apart


# --- what is shown ------------------------------------------------------------------------------------------


def _print(results: "Results") -> None:
    from rich.box import SIMPLE
    from rich.console import Console
    from rich.table import Table

    from matching.evaluation.document import COLUMNS, cells, conditions

    table = Table(box=SIMPLE, padding=(0, 1))
    for number, column in enumerate(COLUMNS):
        table.add_column(column, justify="right" if number > 2 else "left", no_wrap=True)
    for row in results.rows:
        table.add_row(*cells(row))
    console = Console()
    console.width = max(
        console.width, WIDTH
    )  # a narrower terminal wraps lines, which reads better than cells
    console.print(table)
    for name, notes in results.notes.items():
        console.print(f"{name}: {'; '.join(notes)}", markup=False)
    console.print(conditions(results), markup=False)


def _document(path: Path, results: "Results") -> None:
    """Into the page, between its marks, where there is one; else a new page."""
    from matching.evaluation import document

    page, plot = path.with_suffix(".md"), path.with_suffix(".svg")
    page.parent.mkdir(parents=True, exist_ok=True)
    plot.write_text(document.plot(results), encoding="utf-8")
    before = page.read_text("utf-8") if page.exists() else document.EMPTY
    try:
        page.write_text(document.put_into(before, results, plot.name), encoding="utf-8")
    except ValueError as error:
        parts.stop(f"{page}: {error}")
    parts.say(f"Wrote {page} and {plot}")
