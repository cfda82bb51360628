"""Judged sets: what is asked, what is ranked, what is right. Plain data, whatever file it came from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class SetError(Exception):
    """A set that is not there or not as it should be. The message names the file, line and column, and what to do."""


class Family(StrEnum):
    """Sets that are measured alike."""

    LINKING = "occupation titles"  # MELO: titles of other classifications → surfaces of ESCO occupations
    SIMILARITY = "similar titles"  # job titles → job titles that mean alike
    SENTENCES = "sentences"  # sentences of advertisements → ESCO skills
    TERMS = "skill terms"  # skills of other vocabularies → ESCO skills
    VACANCIES = "vacancy titles"  # titles of real vacancies → ESCO occupations
    PEOPLE = "CVs"  # advertisements → CVs
    PARALLEL = "parallel texts"  # the same text in many languages → ESCO concepts


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked. `relevant` are ids of elements of the set's corpus or, for a set without one, concepts: URIs,
    or English preferred labels where the files have those.
    """

    id: str
    text: str
    relevant: frozenset[str]


@dataclass(frozen=True, slots=True)
class Element:
    """One text of a corpus; `concept` is what it names, its own id where it stands for itself."""

    id: str
    text: str
    concept: str


@dataclass(frozen=True, slots=True)
class Parallel:
    """One text in many languages, by ISO 639-1 code, and what it should be understood as: English preferred labels."""

    name: str
    texts: Mapping[str, str]
    occupation: str | None
    skills: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EvaluationSet:
    """One judged set. `language` is that of the queries, `corpus_language` that of the corpus, where there is one.

    `trained_on`: the notes on the set allow training on it, so that its figures flatter. `notes` say what had to be
    left out. `sampled` is out of how many queries these were drawn, 0 where they are all.
    """

    name: str
    family: Family
    language: str = ""
    corpus_language: str = ""
    queries: tuple[Query, ...] = ()
    corpus: tuple[Element, ...] = ()
    parallel: tuple[Parallel, ...] = ()
    trained_on: bool = False
    sampled: int = 0
    notes: tuple[str, ...] = field(default=())

    @property
    def languages(self) -> str:
        """As shown: `de`, or `de → en` where something of another language is ranked."""
        other = self.corpus_language and self.corpus_language != self.language
        return f"{self.language} → {self.corpus_language}" if other else self.language
