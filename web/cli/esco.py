"""Commands: import the ESCO taxonomy, say what is loaded, search it, and measure it."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from web.settings import settings

if TYPE_CHECKING:
    from esco_data import ConceptKind, SearchHit, Taxonomy

app = typer.Typer(no_args_is_help=True, help="The ESCO taxonomy: skills, occupations, and what links them.")

AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]
KINDS = {"skill", "occupation", "skill-group", "isco-group"}


@app.command("import")
def import_(
    paths: Annotated[list[Path], typer.Argument(help="ESCO packages: zip files, or folders of them.")],
    force: Annotated[bool, typer.Option(help="Read the packages again though they are the same.")] = False,
    as_json: AsJson = False,
) -> None:
    """Import ESCO packages of any number and language into one taxonomy, in place of the one in use."""
    from esco_data.importer import import_packages

    with _told(as_json):
        report = import_packages(
            paths, settings().taxonomy_path, source="the given path", force=force, progress=_progress
        )
    _print(report.as_json() if as_json else report.lines())


@app.command()
def prepare() -> None:
    """Make or renew the taxonomy from the best source within reach, as 'talent run' does."""
    from esco_data.prepare import ensure

    with _told(as_json=False):
        chosen = settings()
        with ensure(chosen.data, operator_path=chosen.esco, report=_note, progress=_progress) as taxonomy:
            _note(f"The taxonomy in use is {taxonomy.info.name}, from {taxonomy.info.source}.")


@app.command()
def info(as_json: AsJson = False) -> None:
    """Which taxonomy is in use, where it came from, and what is in it."""
    with _told(as_json), _taxonomy() as taxonomy:
        described = taxonomy.info.as_json()
    _print(described if as_json else _spoken(described))


@app.command()
def search(
    text: Annotated[str, typer.Argument(help="A label or its beginning, in any loaded language.")],
    lang: Annotated[str, typer.Option(help="The language to answer in.")] = "en",
    kind: Annotated[str | None, typer.Option(help=f"One of: {', '.join(sorted(KINDS))}.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=100)] = 10,
    as_json: AsJson = False,
) -> None:
    """Find skills and occupations by what they are called, typing errors forgiven."""
    wanted = _kind(kind)
    with _told(as_json), _taxonomy() as taxonomy:
        hits = taxonomy.search(text, language=lang, kind=wanted, limit=limit)
    _print({"hits": [_hit(hit) for hit in hits]} if as_json else _hit_lines(hits))


@app.command()
def bench(
    queries: Annotated[int, typer.Option(min=100, help="Searches to time.")] = 1400,
    packages: Annotated[
        list[Path] | None, typer.Option("--import", help="Also time importing these.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Time searches as people type them, with errors, in several languages; and an import, if asked to."""
    from esco_data import bench as benchmark

    with _told(as_json), _taxonomy() as taxonomy:
        timings = [timing.as_json() for timing in benchmark.measure(taxonomy, queries=queries)]
        measured: dict[str, object] = {
            "taxonomy": taxonomy.info.name,
            "languages": list(taxonomy.info.languages),
            "searches": timings,
            "resident_megabytes": benchmark.resident_megabytes(),
        }
        if packages:
            measured["import_seconds"] = _timed_import(packages)
    _print(measured if as_json else _bench_lines(measured, timings))


@app.command("starter-check")
def starter_check(
    package: Annotated[Path, typer.Argument(help="The official English package.")], as_json: AsJson = False
) -> None:
    """Measure what the starter gets right against the official package; both are imported aside for it."""
    from tempfile import TemporaryDirectory

    from esco_data import Taxonomy
    from esco_data.importer import import_packages
    from esco_data.starter import import_starter
    from esco_data.starter_check import check

    with _told(as_json), TemporaryDirectory() as folder:
        starter, official = Path(folder) / "starter.sqlite", Path(folder) / "official.sqlite"
        import_starter(starter, settings().data / "esco-starter", report=_note)
        import_packages([package], official, progress=_progress)
        with Taxonomy.open(starter) as ours, Taxonomy.open(official) as theirs:
            scores = [score.as_json() for score in check(ours, theirs)]
    _print(scores if as_json else [line for score in scores for line in ("", *_spoken(score))])


@contextmanager
def _told(as_json: bool) -> Iterator[None]:
    """Says what went wrong in one message, or one JSON document, and ends with status 1."""
    from esco_data import EscoError, PackageError

    try:
        yield
    except EscoError as error:
        if as_json:
            fault = error.as_json() if isinstance(error, PackageError) else {"problem": str(error)}
            _print({"error": fault})
        _note(str(error))
        raise typer.Exit(1) from error


@contextmanager
def _taxonomy() -> Iterator["Taxonomy"]:
    from esco_data import Taxonomy

    with Taxonomy.open(settings().taxonomy_path) as taxonomy:
        yield taxonomy


def _kind(name: str | None) -> "ConceptKind | None":
    from esco_data import ConceptKind

    if name is None:
        return None
    if name not in KINDS:
        raise typer.BadParameter(f"{name} is none of {', '.join(sorted(KINDS))}.", param_hint="--kind")
    return ConceptKind(name)


def _timed_import(packages: list[Path]) -> float:
    from tempfile import TemporaryDirectory

    from esco_data.importer import import_packages

    with TemporaryDirectory() as folder:
        return round(
            import_packages(packages, Path(folder) / "taxonomy.sqlite", progress=_progress).seconds, 1
        )


def _hit(hit: "SearchHit") -> dict[str, object]:
    return {
        "uri": hit.uri,
        "kind": hit.kind,
        "label": hit.label,
        "text": hit.text,
        "language": hit.language,
        "label_kind": hit.label_kind,
        "score": hit.score,
    }


def _hit_lines(hits: "list[SearchHit]") -> Iterable[str]:
    for hit in hits:
        matched = "" if hit.text == hit.label else f"  ({hit.language}: {hit.text})"
        yield f"{hit.score:.2f}  {hit.kind:10}  {hit.label}{matched}\n      {hit.uri}"
    if not hits:
        _note("Nothing is called so, in any loaded language.")


def _bench_lines(measured: dict[str, object], timings: list[dict[str, object]]) -> Iterable[str]:
    yield f"{'searches':14} {'number':>7} {'p50 ms':>8} {'p95 ms':>8} {'slowest':>8} {'found':>7}"
    for one in timings:
        yield (
            f"{one['what']:14} {one['queries']:>7} {one['p50']:>8} {one['p95']:>8}"
            f" {one['slowest']:>8} {one['found']:>7.1%}"
        )
    yield f"resident memory at most {measured['resident_megabytes']} MB"
    if "import_seconds" in measured:
        yield f"import {measured['import_seconds']} s"


def _spoken(described: dict[str, object]) -> Iterable[str]:
    for key, value in described.items():
        parts = value.items() if isinstance(value, dict) else None
        shown = ", ".join(f"{k} {v:,}" for k, v in parts) if parts else value
        yield f"{key:22} {', '.join(shown) if isinstance(shown, list) else shown}"


def _print(answer: object) -> None:
    if isinstance(answer, dict) or (isinstance(answer, list) and not all(isinstance(a, str) for a in answer)):
        typer.echo(json.dumps(answer, ensure_ascii=False, indent=2))
        return
    for line in answer if isinstance(answer, Iterable) else ():
        typer.echo(line)


def _progress(done: int, total: int) -> None:
    _note(f"  {done} of {total}")


def _note(text: str) -> None:
    typer.echo(text, err=True)
