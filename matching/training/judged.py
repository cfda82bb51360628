"""Texts whose concepts are known, to fit the weights of the mapping on and to check them with: never the same."""

import ast
import csv
import io
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from esco_data import ConceptKind, Taxonomy
from matching.training.sets import HELD_BACK, SENTENCES, TITLES


@dataclass(frozen=True, slots=True)
class Judged:
    """A text, its language where it is known, and the URIs of all concepts of one kind that it speaks of: none where
    it speaks of no skill at all, which is worth learning, too.
    """

    text: str
    concepts: frozenset[str]
    language: str | None = None


def sentences(folder: Path, taxonomy: Taxonomy, *, held_back: bool) -> list[Judged]:
    """Of skillskape in this folder: train.csv to fit on, or dev.csv to check with. Those whose labels the taxonomy
    lacks are left out. Raises FileNotFoundError where the archive is missing.
    """
    uris = {taxonomy.label(c.uri, "en"): c.uri for c in taxonomy.concepts(ConceptKind.SKILL)}
    archive, file = SENTENCES
    return list(_sentences(_rows(folder / archive, "dev.csv" if held_back else file), uris))


def _sentences(rows: Iterator[dict[str, str]], uris: dict[str, str]) -> Iterator[Judged]:
    for row in rows:
        labels = [label for label in ast.literal_eval(row["skills"]) if label != "UNK"]
        known = frozenset(uris[label] for label in labels if label in uris)
        if known or not labels:
            yield Judged(row["sentence"], known, "en")


def titles(folder: Path, *, held_back: bool) -> list[Judged]:
    """Of vacancies: nine of ten to fit on, or the tenth. Raises FileNotFoundError where the archive is missing."""
    return [
        Judged(row["vacancyTitle"], frozenset([row["conceptUri"]]))
        for number, row in enumerate(_rows(folder / TITLES[0], TITLES[1]))
        if (number % HELD_BACK == 0) == held_back
    ]


def _rows(archive: Path, name: str) -> Iterator[dict[str, str]]:
    with tarfile.open(archive) as tar:
        member = next((m for m in tar if Path(m.name).name == name), None)
        file = tar.extractfile(member) if member else None
        if file is None:
            raise FileNotFoundError(f"{archive}: there is no {name} in it")
        yield from csv.DictReader(io.TextIOWrapper(file, "utf-8", newline=""))
