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

Owner = tuple[str, str | None]
"""A candidate with the section of the profile that a piece is from; of a whole None."""

Partly = Mapping[str, Sequence[Evidence]]
"""By candidate of whom only a part may be counted, that part; its last piece is its whole. The others count whole."""


class Retrieval:
    """The evidence of many candidates: its vectors in FAISS, its concepts as lists of who names them."""

    def __init__(self, evidence: Mapping[str, Sequence[Evidence]]) -> None:
        pieces = [((name, piece.section), piece) for name, found in evidence.items() for piece in found]
        self._parts = _Vectors((owner, piece.meaning) for owner, piece in pieces if not piece.whole)
        self._wholes = _Vectors((owner, piece.meaning) for owner, piece in pieces if piece.whole)
        self._named: dict[str, dict[Owner, float]] = defaultdict(dict)
        for owner, piece in pieces:
            for uri, sureness in piece.meaning.concepts:
                known = self._named[uri]
                known[owner] = max(sureness * piece.worth, known.get(owner, 0.0))

    def best(
        self,
        asked: Sequence[Requirement],
        knowledge: Knowledge,
        visible: set[str],
        *,
        most: int,
        partly: Partly | None = None,
    ) -> set[str]:
        """The `most` visible candidates with the highest sums, made as in the ranking but for what only it knows:
        words in common, levels, years, and which piece says both the concept and the words.
        """
        counted = _Counted(partly or {})
        merit: Gains = defaultdict(float)
        for requirement, share in zip(asked, ranking.shares_of(asked, knowledge.facts), strict=True):
            for name, gain in self._answers(requirement, knowledge, counted):
                merit[name] += share * gain
        ordered = sorted((name for name in merit if name in visible), key=lambda name: (-merit[name], name))
        return set(ordered[:most])

    def _answers(
        self, asked: Requirement, knowledge: Knowledge, counted: "_Counted"
    ) -> Iterable[tuple[str, float]]:
        """By candidate, twice where both concepts and vectors find them."""
        by_words = 1 - weights.CONCEPTS if ranking.by_concepts(asked) else 1.0
        whole = asked.kind is Kind.WHOLE
        vectors = self._wholes if whole else self._parts
        near = vectors.near(asked.meaning, knowledge, counted, counted.wholes if whole else None)
        named = self._naming(asked, knowledge, counted) if ranking.by_concepts(asked) else {}
        return chain(
            ((name, by_words * weights.VECTORS * gain) for name, gain in near.items()),
            ((name, weights.CONCEPTS * gain) for name, gain in named.items()),
        )

    def _naming(self, asked: Requirement, knowledge: Knowledge, counted: "_Counted") -> Gains:
        """What the concepts that candidates name are worth for a requirement."""
        best: Gains = {}
        for uri, (worth, _) in ranking.worth(asked, knowledge.facts).items():
            for owner, sureness in self._named.get(uri, {}).items():
                if owner in counted:
                    best[owner[0]] = max(worth * sureness, best.get(owner[0], 0.0))
        return best


class _Counted:
    """Which pieces count: all, but of those in `partly` the ones from the same sections as their part."""

    def __init__(self, partly: Partly) -> None:
        self._sections = {
            name: {each.section for each in part if not each.whole} for name, part in partly.items()
        }
        self.wholes = {name: part[-1].meaning for name, part in partly.items() if part}

    def __contains__(self, owner: Owner) -> bool:
        sections = self._sections.get(owner[0])
        return sections is None or owner[1] in sections


class _Vectors:
    """Vectors of pieces with their owners."""

    def __init__(self, pieces: Iterable[tuple[Owner, Meaning]]) -> None:
        import faiss

        rows = [(owner, meaning.vector) for owner, meaning in pieces]
        self._owner = [owner for owner, _ in rows]
        self._faiss = faiss.IndexFlatIP(len(rows[0][1]) if rows else 1)
        if rows:
            self._faiss.add(np.stack([vector for _, vector in rows]))

    def near(
        self,
        asked: Meaning,
        knowledge: Knowledge,
        counted: _Counted,
        others: Mapping[str, Meaning] | None = None,
    ) -> Gains:
        """How much nearer the best piece of each candidate is than the last piece that was found; of `others`, who
        are not among the pieces, their own.
        """
        if not self._owner:
            return {}
        cosines, found = self._faiss.search(asked.vector[None], min(PIECES, len(self._owner)))
        similar = knowledge.calibration.similarity(cosines[0])
        best: Gains = {}
        for gain, piece in zip((similar - similar[-1]).tolist(), found[0].tolist(), strict=True):
            if self._owner[piece] in counted:
                best.setdefault(self._owner[piece][0], gain)  # pieces come best first
        if others:
            given = np.stack([meaning.vector for meaning in others.values()]) @ asked.vector
            gains = (knowledge.calibration.similarity(given) - similar[-1]).tolist()
            best |= {name: gain for name, gain in zip(others, gains, strict=True) if gain > 0}
        return best
