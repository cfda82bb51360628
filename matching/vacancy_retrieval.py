"""Which of many vacancies are worth ranking for one candidate: by concepts in common, and by a few vectors. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching import ranking, weights
from matching.facts import Facts
from matching.ranking import Evidence, Kind, Knowledge, Requirement

Numbers = NDArray[np.float32]

SEEN = (Kind.OCCUPATION, Kind.WHOLE)
"""Requirements whose vectors are kept in memory, for they weigh most."""


Numbering = dict[str, int]
"""A number for every concept that some vacancy asks for; it only grows."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A vacancy as retrieval takes it: about 3 kB.

    For each concept that it asks for: the number of its requirement, its own number, and what it adds to the score
    if it is there for certain. `vectors`: float16, shape (len(SEEN), dimensions); `shares`: what each adds where the
    words mean the same.
    """

    requirement: NDArray[np.int64]
    concept: NDArray[np.int64]
    worth: Numbers
    vectors: NDArray[np.float16]
    shares: tuple[float, ...]

    @classmethod
    def of(cls, asked: Sequence[Requirement], facts: Facts, numbering: Numbering) -> "Outline":
        """Of at least one requirement."""
        shares = ranking.shares_of(asked, facts)
        named = [
            (number, numbering.setdefault(uri, len(numbering)), weights.CONCEPTS * share * certainty)
            for number, (each, share) in enumerate(zip(asked, shares, strict=True))
            if ranking.by_concepts(each)
            for uri, certainty in each.meaning.concepts
        ]
        columns = np.array(named, np.float64).reshape(-1, 3)
        vectors, in_words = _seen(asked, shares)
        return cls(
            columns[:, 0].astype(np.int64), columns[:, 1].astype(np.int64), columns[:, 2].astype(np.float32),
            vectors, in_words,
        )  # fmt: skip


def _seen(
    asked: Sequence[Requirement], shares: Sequence[float]
) -> tuple[NDArray[np.float16], tuple[float, ...]]:
    """Vectors and shares of what is kept in memory; nothing where a vacancy has no such requirement."""
    places = [next((n for n, each in enumerate(asked) if each.kind is kind), None) for kind in SEEN]
    nothing = np.zeros_like(asked[0].meaning.vector)
    vectors = [nothing if n is None else asked[n].meaning.vector for n in places]
    in_words = [0.0 if n is None else shares[n] * _by_words(asked[n]) for n in places]
    return np.stack(vectors).astype(np.float16), tuple(in_words)


def _by_words(asked: Requirement) -> float:
    return weights.VECTORS * (1 - weights.CONCEPTS if ranking.by_concepts(asked) else 1.0)


class VacancyRetrieval:
    """Many vacancies: which concepts they ask for, as flat arrays, and the vectors that weigh most."""

    def __init__(self, outlines: Mapping[str, Outline], numbering: Numbering) -> None:
        self.ids = np.array(list(outlines), dtype=np.str_)
        self._numbering = numbering
        every = list(outlines.values())
        owners = np.repeat(np.arange(len(every)), [len(each.concept) for each in every])
        self._concept = np.concatenate([_NONE, *(each.concept for each in every)])
        self._worth = np.concatenate([_NONE, *(each.worth for each in every)])
        self._starts = _starts(owners, np.concatenate([_NONE, *(each.requirement for each in every)]))
        self._owner = owners[self._starts]
        self._vectors = np.stack([each.vectors for each in every]) if every else None
        self._shares = np.array([each.shares for each in every], np.float32).reshape(-1, len(SEEN))

    def best(
        self, evidence: Sequence[Evidence], knowledge: Knowledge, visible: frozenset[str], *, most: int
    ) -> list[str]:
        """The `most` visible vacancies with the highest sums, best first. What it does not see: words in common,
        levels, years, and the words of single skills.
        """
        there = np.flatnonzero(np.isin(self.ids, list(visible)))
        if len(there) > most:
            merit = self._in_concepts(evidence, knowledge) + self._in_words(evidence, knowledge)
            there = there[np.lexsort((self.ids[there], -merit[there]))][:most]
        return [str(vacancy) for vacancy in self.ids[there]]

    def _in_concepts(self, evidence: Sequence[Evidence], knowledge: Knowledge) -> NDArray[np.float64]:
        """For each requirement the concept that is worth most to it, summed up for each vacancy."""
        if not len(self._starts):
            return np.zeros(len(self.ids))
        answers = self._answers(evidence, knowledge)
        best = np.maximum.reduceat(self._worth * answers[self._concept], self._starts)
        merit = np.zeros(len(self.ids))
        np.add.at(merit, self._owner, best)
        return merit

    def _answers(self, evidence: Sequence[Evidence], knowledge: Knowledge) -> NDArray[np.float64]:
        """How well the evidence answers each concept that some vacancy asks for, in [0, 1]."""
        answers = np.zeros(len(self._numbering))
        for offered, sureness in _offered(evidence, knowledge).items():
            for uri, relation in knowledge.facts.answered_by(offered).items():
                if (number := self._numbering.get(uri)) is not None:
                    answers[number] = max(answers[number], sureness * weights.STRENGTH[relation])
        return answers

    def _in_words(self, evidence: Sequence[Evidence], knowledge: Knowledge) -> Numbers:
        merit = np.zeros(len(self.ids), np.float32)
        for number, kind in enumerate(SEEN):
            pieces = [each.meaning.vector for each in evidence if each.whole is (kind is Kind.WHOLE)]
            if pieces and self._vectors is not None:
                cosines = self._vectors[:, number].astype(np.float32) @ np.stack(pieces).T
                merit += self._shares[:, number] * knowledge.calibration.similarity(cosines.max(axis=1))
        return merit


_NONE = np.zeros(0, np.int64)


def _starts(owners: NDArray[np.int64], numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where the concepts of each requirement begin."""
    if not len(owners):
        return np.zeros(0, np.int64)
    changes = (np.diff(owners) != 0) | (np.diff(numbers) != 0)
    return np.concatenate([[0], np.flatnonzero(changes) + 1]).astype(np.int64)


def _offered(evidence: Sequence[Evidence], knowledge: Knowledge) -> dict[str, float]:
    """Each concept that the evidence names, with how sure it is and what it still counts for."""
    best: dict[str, float] = {}
    for piece in evidence:
        counts = piece.worth * knowledge.freshness(piece.until)
        for uri, sureness in piece.meaning.concepts:
            best[uri] = max(best.get(uri, 0.0), sureness * counts)
    return best
