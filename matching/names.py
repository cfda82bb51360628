"""Finds which of many names a short text means (a job title, a term for a skill): by meaning and letters together."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching import scoring
from matching.centring import Centring, unit
from matching.encoder import Encoder, Vectors
from matching.letters import Letters

FEW = 200
"""Names in one language. The mean of fewer says more of them than of their language."""

_ASKED_AT_ONCE = 64  # a row of cosines with all names for each
_READ_CLOSELY = 200  # names next in meaning whose letters are compared


@dataclass(frozen=True, slots=True)
class Name:
    """`owner` is what it is a name of; one owner may have several. `language` by its ISO 639-1 code."""

    owner: int
    text: str
    language: str


class Names:
    """Names in memory, ready to be asked."""

    def __init__(self, names: Sequence[Name], vectors: Vectors, encoder: Encoder, centring: Centring) -> None:
        """`vectors`: of the names, centred by language."""
        self._owners = np.array([name.owner for name in names], np.int64)
        self._vectors = vectors
        self._letters = Letters.of([name.text for name in names])
        self._encoder = encoder
        self._centring = centring

    @classmethod
    def of(cls, names: Sequence[Name], encoder: Encoder, centring: Centring) -> "Names":
        """Encodes them as what people say, not as passages: they are as short. Their vectors may be cached."""
        vectors = encoder.encode_queries([name.text for name in names], public=True)
        return cls(
            names, centred_by_language(vectors, [n.language for n in names], centring), encoder, centring
        )

    def rank(
        self, asked: Sequence[str], languages: Sequence[str], *, first: int = 100
    ) -> list[list[tuple[int, float]]]:
        """For each text, in the language beside it, owners best first, each once, with a score in [0, 1]: as good as
        the owner's best name.
        """
        vectors = self._centring.centre(self._encoder.encode_queries([plain(a) for a in asked]), languages)
        ranked: list[list[tuple[int, float]]] = []
        for start in range(0, len(asked), _ASKED_AT_ONCE):
            cosines = vectors[start : start + _ASKED_AT_ONCE] @ self._vectors.T
            ranked += [
                self._ranked(text, row, first) for text, row in zip(asked[start:], cosines, strict=False)
            ]
        return ranked

    def _ranked(self, text: str, cosines: NDArray[np.float32], first: int) -> list[tuple[int, float]]:
        scores = scoring.of_name(cosines, np.zeros_like(cosines))
        near = np.argsort(-cosines)[: max(_READ_CLOSELY, 4 * first)]
        scores[near] = scoring.of_name(cosines[near], self._letters.alike([text], near[None])[0])
        best: dict[int, float] = {}
        for row in np.argsort(-scores, kind="stable"):
            best.setdefault(int(self._owners[row]), float(scores[row]))
            if len(best) == first:
                break
        return list(best.items())


def plain(text: str) -> str:
    """A text in capitals alone in small letters, as long as before: capitals are rare where encoders learn."""
    small = text.lower()
    return small if text.isupper() and len(text.split()) > 1 and len(small) == len(text) else text


def centred_by_language(vectors: Vectors, languages: Sequence[str], centring: Centring) -> Vectors:
    """Vectors of names without what is common to those of their language: by their own mean where they are many."""
    centred = np.array(vectors)
    codes = np.array(languages)
    for code in dict.fromkeys(languages):
        rows = codes == code
        if rows.sum() >= FEW:
            centred[rows] = unit(vectors[rows] - vectors[rows].mean(axis=0))
        else:
            centred[rows] = centring.centre(vectors[rows], [code] * int(rows.sum()))
    return centred
