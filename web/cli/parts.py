"""What commands need of the platform: taxonomy, model and index, made where they are missing, with progress."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import typer

from web.settings import Settings, settings

if TYPE_CHECKING:
    from esco_data import Taxonomy
    from matching.mapping import Mapper
    from matching.matcher import Matcher
    from web.platform import Platform


@contextmanager
def platform(chosen: Settings | None = None) -> Iterator["Platform"]:
    """The platform of these settings, closed at the end."""
    from web.platform import Platform

    opened = Platform.of(chosen or settings())
    try:
        yield opened
    finally:
        opened.close()


def matcher(chosen: Settings | None = None) -> "Matcher":
    """A matcher that needs no database. Prepares taxonomy, model and the first stage of the index if need be."""
    from matching.index import ConceptIndex
    from matching.matcher import Matcher
    from web import prepare

    made = prepare.matching(chosen or settings(), say)
    index = ConceptIndex(made.folder)
    progress = index.manifest.progress
    if not progress.complete:
        say(
            f"The concept index has {progress.done:,} of {progress.total:,} texts; results get better with the rest "
            "(`talent index build`, or while the platform runs)."
        )
    return Matcher(index, made.encoder)


def say(text: str) -> None:
    """A line for people: to stderr, so that stdout holds the answer alone."""
    typer.echo(text, err=True)


def stop(problem: str) -> NoReturn:
    """Ends the command with what is wrong and what to do."""
    typer.secho(problem, err=True, fg=typer.colors.RED if sys.stderr.isatty() else None)
    raise typer.Exit(2)


def read_text(path: Path) -> str:
    """The text of a file, or of standard input for `-`. Stops where it is no UTF-8 text."""
    try:
        data = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    except OSError as error:
        stop(f"{path}: cannot be read ({error.strerror}). Name a text file, or - for standard input.")
    return decode(data, str(path))


def decode(data: bytes, name: str) -> str:
    """UTF-8 (with or without a byte order mark) or UTF-16 with one."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        stop(f"{name}: byte {error.start} is not {encoding}. Save the file as plain text in UTF-8.")
    if "\x00" in text:
        stop(f"{name}: this is not plain text. Save it as plain text in UTF-8.")
    return text


def taxonomy() -> "Taxonomy":
    """The imported taxonomy; `matcher` has made sure that there is one."""
    from esco_data import Taxonomy

    return Taxonomy.open(settings().taxonomy_path)


def read_all_profiles(platform: "Platform", mapper: "Mapper", *, batch: int = 40) -> int:
    """Brings all readings up to date, one transaction a batch; returns how many profiles were read."""
    from web.reconcile import read_some

    count = 0
    while read := read_some(platform, mapper, most=batch):
        count += read
        say(f"  {count} profiles read")
    return count
