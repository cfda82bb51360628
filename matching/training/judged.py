"""Texts whose concepts are known, to fit the weights of the mapping on and to check them with: never the same."""

import ast
import csv
import io
import tarfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
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
    weight: float = 1.0  # how much it counts among others


def sentences(folder: Path, taxonomy: Taxonomy, *, to_fit: bool) -> list[Judged]:
    """One half of the sentences of skillskape's dev.csv in this folder: `to_fit` says whether the one to fit the
    weights on or the other, to check them with. Those whose labels the taxonomy lacks are left out. The encoder has
    learnt train.csv by heart: fitted on that, all seems surer than it is. Raises FileNotFoundError where the archive
    is missing.
    """
    uris = {taxonomy.label(c.uri, "en"): c.uri for c in taxonomy.concepts(ConceptKind.SKILL)}
    return _half(_sentences(_rows(folder / SENTENCES[0], "dev.csv"), uris), to_fit=to_fit)


def _sentences(rows: Iterator[dict[str, str]], uris: dict[str, str]) -> Iterator[Judged]:
    for row in rows:
        labels = [label for label in ast.literal_eval(row["skills"]) if label != "UNK"]
        known = frozenset(uris[label] for label in labels if label in uris)
        if known or not labels:
            yield Judged(row["sentence"], known, "en")


ANNOTATED = (
    "skill-extraction-validation.tar.xz",
    ("house_validation_annotations.csv", "tech_validation_annotations.csv"),
)
TERMS, TERMS_LANGUAGE = ("skill-crosswalk-de.tar.xz", "national_skill_to_esco_de.csv"), "de"
MANY_TERMS = 700


def annotated(folder: Path, taxonomy: Taxonomy) -> list[Judged]:
    """Sentences of real advertisements with at least one skill that the taxonomy knows by its label."""
    uris = {taxonomy.label(c.uri, "en"): c.uri for c in taxonomy.concepts(ConceptKind.SKILL)}
    archive, files = ANNOTATED
    rows = (row for file in files for row in _rows(folder / archive, file))
    return _together((row["sentence"], uris.get(row["label"]), "en") for row in rows)


def terms(folder: Path) -> list[Judged]:
    """National terms for skills, evenly spread over the alphabet."""
    rows = _rows(folder / TERMS[0], TERMS[1])
    known = _together((row["nationalSkill"], row["escoSkillUri"], TERMS_LANGUAGE) for row in rows)
    known.sort(key=lambda term: term.text)
    return known[:: max(1, len(known) // MANY_TERMS)][:MANY_TERMS]


def weighed(judged: Iterable[Judged], share: float) -> list[Judged]:
    """The same texts, which together count for a share of all."""
    some = list(judged)
    return [replace(each, weight=share / len(some)) for each in some]


def _together(rows: Iterable[tuple[str, str | None, str]]) -> list[Judged]:
    """From (text, URI of one of its concepts if known, language)."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for text, uri, language in rows:
        if uri is not None:
            found[text, language].add(uri)
    return [Judged(text, frozenset(uris), language) for (text, language), uris in found.items()]


def titles(folder: Path, *, to_fit: bool) -> list[Judged]:
    """One half of the titles of vacancies that no encoder was trained on: `to_fit` says whether the one to fit the
    weights on or the other, to check them with. Raises FileNotFoundError where the archive is missing.
    """
    rows = enumerate(_rows(folder / TITLES[0], TITLES[1]))
    unseen = (row for number, row in rows if number % HELD_BACK == 0)
    return _half(
        (Judged(row["vacancyTitle"], frozenset([row["conceptUri"]])) for row in unseen), to_fit=to_fit
    )


def _half(judged: Iterator[Judged], *, to_fit: bool) -> list[Judged]:
    """Every second text is to fit on, the others are to check with: never the same."""
    return [each for number, each in enumerate(judged) if number % 2 == to_fit]


def _rows(archive: Path, name: str) -> Iterator[dict[str, str]]:
    with tarfile.open(archive) as tar:
        member = next((m for m in tar if Path(m.name).name == name), None)
        file = tar.extractfile(member) if member else None
        if file is None:
            raise FileNotFoundError(f"{archive}: there is no {name} in it")
        yield from csv.DictReader(io.TextIOWrapper(file, "utf-8", newline=""))
