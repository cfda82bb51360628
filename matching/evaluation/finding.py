"""Finds judged sets in folders, archives and files, and picks those that somebody asks for by name or path."""

import tarfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from matching.evaluation.formats import FORMATS, Format
from matching.evaluation.measures import SEED
from matching.evaluation.sets import EvaluationSet, Family, SetError

ARCHIVES = (".tar.xz", ".tar.gz", ".tgz", ".tar", ".zip")
DEEPEST = 4
"""Folders below the one that was named."""

SAMPLE = {Family.TERMS: 1000, Family.VACANCIES: 1000, Family.SENTENCES: 1500, Family.LINKING: 2000}
"""Queries drawn of a larger set unless all are wanted; the seed is fixed, so they are the same each time."""


@dataclass(frozen=True, slots=True)
class Found:
    """A set that is there, not read yet. `training` sets are measured only when they are asked for by name."""

    name: str
    path: Path
    format: Format

    @property
    def training(self) -> bool:
        return self.path.name == "train.csv"

    def read(self, *, whole: bool = False) -> EvaluationSet:
        """Raises SetError where a file is not as it should be, or holds nothing to measure with."""
        found = self.format.read(self.path, self.name)
        if not found.queries and not found.parallel:
            raise SetError(f"{self.name}: no query has anything relevant, so there is nothing to measure.")
        return found if whole else sampled(found)


def sampled(found: EvaluationSet) -> EvaluationSet:
    most = SAMPLE.get(found.family, len(found.queries))
    if len(found.queries) <= most:
        return found
    drawn = Random(SEED).sample(range(len(found.queries)), most)  # noqa: S311 - no secret
    chosen = tuple(found.queries[place] for place in sorted(drawn))
    return replace(found, queries=chosen, sampled=len(found.queries))


@contextmanager
def opened(places: Sequence[Path]) -> Iterator[list[Found]]:
    """All sets in these folders, archives and files. Archives are unpacked for as long as the `with` block lasts.

    Raises SetError for a place that is not there or holds no set of a known format.
    """
    with ExitStack() as stack:
        yield [found for place in places for found in _in_place(place, stack)]


def _in_place(place: Path, stack: ExitStack) -> list[Found]:
    if not place.exists():
        raise SetError(f"{place} is not there.")
    found = [
        replace(
            each, name=each.name.removeprefix(f"{_bare(place.resolve())}/") if place.is_dir() else each.name
        )
        for each in _search(place, _bare(place.resolve()), stack, DEEPEST)
    ]
    if not found:
        known = "\n".join(f"  - {known.looked_for}" for known in FORMATS)
        raise SetError(
            f"{place} holds no judged set of a known format. Looked for:\n{known}\ndocs/evaluation.md"
        )
    return found


def _search(place: Path, name: str, stack: ExitStack, depth: int) -> Iterator[Found]:
    for known in FORMATS:
        if known.known(place):
            yield Found(name, place, known)
            return
    if place.is_file() and place.name.endswith(ARCHIVES):
        place = _unpacked(place, stack)
    if place.is_dir() and depth:
        for child in sorted(place.iterdir()):
            yield from _search(child, f"{name}/{_bare(child)}", stack, depth - 1)


def _bare(path: Path) -> str:
    """The name without the ending of an archive or a table."""
    ending = next((ending for ending in (*ARCHIVES, ".csv") if path.name.endswith(ending)), "")
    return path.name.removesuffix(ending)


def _unpacked(archive: Path, stack: ExitStack) -> Path:
    """In a folder that goes when the stack closes. Nothing is written outside it, whatever the archive says."""
    folder = Path(stack.enter_context(TemporaryDirectory()))
    try:
        if archive.suffix == ".zip":
            zipfile.ZipFile(archive).extractall(folder)  # noqa: S202 - it takes no name that leads out
        else:
            with tarfile.open(archive) as tar:
                tar.extractall(folder, filter="data")
    except (tarfile.TarError, zipfile.BadZipFile, EOFError, OSError) as error:
        raise SetError(f"{archive} is no whole archive: {error}.") from error
    return folder


def chosen(found: Sequence[Found], names: Sequence[str]) -> list[Found]:
    """Sets by a name, or by any whole part of it at either end (`melo-dev`, `en`); without names all but those for
    training. Raises SetError for a name that fits none.
    """
    if not names:
        return [each for each in found if not each.training]
    picked: dict[str, Found] = {}
    for name in names:
        fitting = [each for each in found if fits(each.name, name)]
        if not fitting:
            there = "\n".join(f"  - {each.name}" for each in found) or "  (none)"
            raise SetError(
                f"There is no set {name!r}. There are:\n{there}\nOr name a folder, an archive or a file."
            )
        picked |= {each.name: each for each in fitting}
    return list(picked.values())


def fits(name: str, asked: str) -> bool:
    """Whether consecutive parts of the name are those asked for; a part may be cut short at a hyphen or underscore."""
    parts, wanted = name.split("/"), asked.strip("/").split("/")
    windows = (parts[start : start + len(wanted)] for start in range(len(parts) - len(wanted) + 1))
    return any(all(map(_begins, window, wanted)) for window in windows)


def _begins(part: str, asked: str) -> bool:
    return part == asked or part.startswith((asked + "-", asked + "_"))
