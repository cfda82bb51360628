"""Which of many candidates are worth ranking: found by concepts in common, and by vectors in FAISS."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

import numpy as np

from matching import ranking, weights
from matching.ranking import Evidence, Kind, Knowledge, Meaning, Requirement

PIECES = 600
"""Pieces of evidence asked of FAISS for each requirement."""

Gains = dict[str, float]
"""By candidate, what is gained over the candidates that were not found."""


class Retrieval:
    """The evidence of many candidates: its vectors in FAISS, its concepts as lists of who names them."""

    def __init__(self, evidence: Mapping[str, Sequence[Evidence]]) -> None:
        pieces = [(name, piece) for name, found in evidence.items() for piece in found]
        self._parts = _Vectors((name, piece.meaning) for name, piece in pieces if not piece.whole)
        self._wholes = _Vectors((name, piece.meaning) for name, piece in pieces if piece.whole)
        self._named: dict[str, Gains] = defaultdict(dict)
        for name, piece in pieces:
            for uri, sureness in piece.meaning.concepts:
                known = self._named[uri]
                known[name] = max(sureness * piece.worth, known.get(name, 0.0))

    def best(
        self, asked: Sequence[Requirement], knowledge: Knowledge, visible: set[str], *, most: int
    ) -> set[str]:
        """The `most` visible candidates with the highest sums, made as in the ranking but for what only it knows:
        words in common, levels, years, and which piece says both the concept and the words.
        """
        merit: Gains = defaultdict(float)
        for requirement, share in zip(asked, ranking.shares_of(asked, knowledge.facts), strict=True):
            for name, gain in self._answers(requirement, knowledge):
                merit[name] += share * gain
        ordered = sorted((name for name in merit if name in visible), key=lambda name: (-merit[name], name))
        return set(ordered[:most])

    def _answers(self, asked: Requirement, knowledge: Knowledge) -> Iterable[tuple[str, float]]:
        """By candidate, twice where both concepts and vectors find them."""
        by_words = 1 - weights.CONCEPTS if ranking.by_concepts(asked) else 1.0
        vectors = self._wholes if asked.kind is Kind.WHOLE else self._parts
        near = vectors.near(asked.meaning, knowledge)
        named = self._naming(asked, knowledge) if ranking.by_concepts(asked) else {}
        return chain(
            ((name, by_words * weights.VECTORS * gain) for name, gain in near.items()),
            ((name, weights.CONCEPTS * gain) for name, gain in named.items()),
        )

    def _naming(self, asked: Requirement, knowledge: Knowledge) -> Gains:
        """What the concepts that candidates name are worth for a requirement."""
        best: Gains = {}
        for uri, (worth, _) in ranking.worth(asked, knowledge.facts).items():
            for name, sureness in self._named.get(uri, {}).items():
                best[name] = max(worth * sureness, best.get(name, 0.0))
        return best


class _Vectors:
    """Vectors of pieces with their owners."""

    def __init__(self, pieces: Iterable[tuple[str, Meaning]]) -> None:
        import faiss

        rows = [(name, meaning.vector) for name, meaning in pieces]
        self._owner = [name for name, _ in rows]
        self._faiss = faiss.IndexFlatIP(len(rows[0][1]) if rows else 1)
        if rows:
            self._faiss.add(np.stack([vector for _, vector in rows]))

    def near(self, asked: Meaning, knowledge: Knowledge) -> Gains:
        """How much nearer the best piece of each candidate is than the last piece that was found."""
        if not self._owner:
            return {}
        cosines, found = self._faiss.search(asked.vector[None], min(PIECES, len(self._owner)))
        similar = knowledge.calibration.similarity(cosines[0])
        best: Gains = {}
        for gain, piece in zip((similar - similar[-1]).tolist(), found[0].tolist(), strict=True):
            best.setdefault(self._owner[piece], gain)  # pieces come best first
        return best
