"""Finds which of many names a short text means (a job title, a term for a skill): by meaning and letters together."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching import scoring
from matching.encoder import Encoder, Vectors
from matching.letters import Letters

_AT_ONCE = 64  # a row of cosines with all names for each
_READ_CLOSELY = 200  # names next in meaning whose letters are compared

_NEIGHBOURS = 10
"""Names of others whose nearness says how crowded it is around a name."""


@dataclass(frozen=True, slots=True)
class Name:
    """`owner` is what it is a name of; one owner may have several."""

    owner: int
    text: str


class Names:
    """Names in memory, ready to be asked."""

    def __init__(self, names: Sequence[Name], vectors: Vectors, encoder: Encoder) -> None:
        """`vectors`: of the names, of length 1."""
        self._owners = np.array([name.owner for name in names], np.int64)
        self._vectors = vectors
        self._crowded = _crowded(vectors, self._owners)
        self._letters = Letters.of([name.text for name in names])
        self._encoder = encoder

    @classmethod
    def of(cls, names: Sequence[Name], encoder: Encoder) -> "Names":
        """Encodes them as what people say, not as passages: they are as short. Their vectors may be cached."""
        return cls(names, encoder.encode_queries([name.text for name in names], public=True), encoder)

    def rank(self, asked: Sequence[str], *, first: int = 100) -> list[list[tuple[int, float]]]:
        """For each text owners best first, each once, with a score in [0, 1]: as good as the owner's best name."""
        return [self._owned(found, first) for found in self._scored(asked, first)]

    def rank_names(self, asked: Sequence[str], *, first: int = 100) -> list[list[tuple[int, float]]]:
        """The same for names, by their places in the list that was given."""
        return [
            [(row, float(scores[row])) for row in _best(scores)[:first]]
            for scores in self._scored(asked, first)
        ]

    def _owned(self, scores: NDArray[np.float32], first: int) -> list[tuple[int, float]]:
        best: dict[int, float] = {}
        for row in _best(scores):
            best.setdefault(int(self._owners[row]), float(scores[row]))
            if len(best) == first:
                break
        return list(best.items())

    def _scored(self, asked: Sequence[str], first: int) -> Iterator[NDArray[np.float32]]:
        """For each text the score of every name. Letters are compared where meaning is near, and count as none else."""
        vectors = self._encoder.encode_queries([plain(text) for text in asked])
        for start in range(0, len(asked), _AT_ONCE):
            for text, row in zip(
                asked[start:], vectors[start : start + _AT_ONCE] @ self._vectors.T, strict=False
            ):
                yield self._score(text, row, first)

    def _score(self, text: str, cosines: NDArray[np.float32], first: int) -> NDArray[np.float32]:
        letters = np.zeros_like(cosines)
        near = np.argsort(-cosines)[: max(_READ_CLOSELY, 4 * first)]
        letters[near] = self._letters.alike([text], near[None])[0]
        return scoring.of_name(cosines, letters, self._crowded)


def _best(scores: NDArray[np.float32]) -> list[int]:
    rows: list[int] = np.argsort(-scores, kind="stable").tolist()
    return rows


def _crowded(vectors: Vectors, owners: NDArray[np.int64]) -> NDArray[np.float32]:
    """Of each name the mean cosine with the nearest names of other owners: one in a crowd is near to everything asked
    (a hub), and that it is near says the less.
    """
    crowded = np.zeros(len(vectors), np.float32)
    for start in range(0, len(vectors), 16 * _AT_ONCE):
        some = slice(start, start + 16 * _AT_ONCE)
        cosines = np.where(owners[some, None] == owners[None], 0, vectors[some] @ vectors.T)
        crowded[some] = np.partition(cosines, -min(_NEIGHBOURS, len(vectors)), axis=1)[:, -_NEIGHBOURS:].mean(
            axis=1
        )
    return crowded


def plain(text: str) -> str:
    """A text in capitals alone in small letters, as long as before: capitals are rare where encoders learn."""
    small = text.lower()
    return small if text.isupper() and len(text.split()) > 1 and len(small) == len(text) else text
