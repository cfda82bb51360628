"""Reads what is trained on besides names: sentences with their skills, titles of vacancies with their occupation."""

import ast
import csv
import io
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from esco_data.folding import fold
from matching.encoder import Stretch
from matching.training.corpus import Corpus

SENTENCES, TITLES = ("skillskape.tar.xz", "train.csv"), ("vacancy-titles-dev.tar.xz", "titles.csv")
"""(Archive, file in it). Nothing else in that folder is for training."""

HELD_BACK = 10
"""One title in so many is kept for development: those whose number divides by it."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text and the concepts, by number, that it speaks of; one for a title, one or more for a sentence."""

    text: str
    concepts: tuple[int, ...]
    stretches: tuple[Stretch, ...] = ()
    """Where each of them stands, if that is known."""


@dataclass(frozen=True, slots=True)
class Sets:
    sentences: tuple[Labelled, ...] = ()
    titles: tuple[Labelled, ...] = ()
    written: tuple[Labelled, ...] = ()
    """Sentences of our own in other languages than English."""


def read(folder: Path, corpus: Corpus) -> Sets:
    """From the archives in a folder, empty where one is missing, and what was written for this project."""
    return Sets(tuple(_sentences(folder, corpus)), tuple(_titles(folder, corpus)), tuple(_written(corpus)))


def _sentences(folder: Path, corpus: Corpus) -> Iterator[Labelled]:
    """Sentences without any skill that the taxonomy knows teach nothing here."""
    for row in _rows(folder, *SENTENCES):
        labels = ast.literal_eval(row["skills"])
        known = tuple(corpus.by_label[fold(label)] for label in labels if fold(label) in corpus.by_label)
        if known:
            yield Labelled(row["sentence"], known)


def _titles(folder: Path, corpus: Corpus) -> Iterator[Labelled]:
    for number, row in enumerate(_rows(folder, *TITLES)):
        if number % HELD_BACK and row["conceptUri"] in corpus.number:
            yield Labelled(row["vacancyTitle"], (corpus.number[row["conceptUri"]],))


def _written(corpus: Corpus) -> Iterator[Labelled]:
    """Lines of sentences/<language>.tsv: the concepts as "skill/<uuid>,skill/<uuid>", a tab, and the sentence."""
    folder = files("matching.training").joinpath("sentences")
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        for line in file.read_text("utf-8").splitlines():
            concepts, text = line.split("\t")
            uris = [f"http://data.europa.eu/esco/{concept}" for concept in concepts.split(",")]
            if known := tuple(corpus.number[uri] for uri in uris if uri in corpus.number):
                yield Labelled(text, known)


def _rows(folder: Path, archive: str, name: str) -> Iterator[dict[str, str]]:
    if not (folder / archive).exists():
        return
    with tarfile.open(folder / archive) as tar:
        member = next((m for m in tar if Path(m.name).name == name), None)
        if member is None or (file := tar.extractfile(member)) is None:
            raise ValueError(f"{folder / archive}: there is no {name} in it")
        yield from csv.DictReader(io.TextIOWrapper(file, "utf-8", newline=""))
