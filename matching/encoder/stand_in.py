"""A stand-in for the language model: deterministic, instant, and only as clever as shared letters."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b

import numpy as np

from matching.encoder.protocol import Progress, Stretch, Vectors, apart

_DIMENSIONS = 128
_NGRAM = 3
_TRIPLES_WEIGHT = 1.5  # all letter triples of a word together; the word as a whole counts 1
_LONG_WORD = 8  # letters from which on a word counts in full: "of" and "in" say little
_WORD = re.compile(r"\w+")


class StandInEncoder:
    """Words and their letter triples, each a random direction among 128 dimensions, added up.

    Texts that share words are near, texts that share parts of words somewhat near, all others about
    orthogonal (cosine within ±0.3). Languages are not bridged: that takes a real model.
    """

    name = "stand-in"
    revision = "stand-in-1"
    dimensions = _DIMENSIONS

    def encode_queries(
        self,
        texts: Sequence[str],
        *,
        public: bool = False,  # noqa: ARG002 - part of the protocol; nothing is kept here
        progress: Progress | None = None,
    ) -> Vectors:
        return self._encode(texts, progress)

    def encode_passages(
        self,
        texts: Sequence[str],
        *,
        public: bool = False,  # noqa: ARG002 - part of the protocol; nothing is kept here
        progress: Progress | None = None,
    ) -> Vectors:
        return self._encode(texts, progress)

    def encode_within(
        self,
        texts: Sequence[str],
        stretches: Sequence[Sequence[Stretch]],
        *,
        progress: Progress | None = None,
    ) -> list[Vectors]:
        return apart(self, texts, stretches, progress)

    def _encode(self, texts: Sequence[str], progress: Progress | None) -> Vectors:
        vectors = np.zeros((len(texts), _DIMENSIONS), dtype=np.float32)
        for row, text in enumerate(texts):
            vectors[row] = _vector(text)
        if progress is not None:
            progress(len(texts), len(texts))
        return vectors


def _vector(text: str) -> Vectors:
    words = _WORD.findall(_folded(text)) or [""]
    total: Vectors = np.sum([_word_vector(word) for word in words], axis=0, dtype=np.float32)
    total /= np.linalg.norm(total)
    return total


def _folded(text: str) -> str:
    """Lower case, without accents: "Élève" is "eleve"."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


@lru_cache(maxsize=50_000)
def _word_vector(word: str) -> Vectors:
    vector = _feature_vector(word)
    triples = list(_triples(word))
    for triple in triples:
        vector += _TRIPLES_WEIGHT / len(triples) ** 0.5 * _feature_vector(triple)
    vector *= min(len(word) + 1, _LONG_WORD)
    vector.flags.writeable = False  # the cache hands the same array to everyone
    return vector


def _triples(word: str) -> Iterator[str]:
    padded = f"<{word}>"
    for start in range(len(padded) - _NGRAM + 1):
        yield padded[start : start + _NGRAM]


def _feature_vector(feature: str) -> Vectors:
    """A random-looking corner of the cube: +1 or -1 in every dimension, drawn from the feature's hash."""
    digest = blake2b(feature.encode(), digest_size=_DIMENSIONS // 8).digest()
    bits = np.unpackbits(np.frombuffer(digest, dtype=np.uint8))
    return bits.astype(np.float32) * 2 - 1
