"""Takes out of a vector what only says which language its text is in, so that texts of all languages compare.

A multilingual encoder places each language in a region of its own: two French sentences about nothing in common
lie nearer than a French and a German one that say the same. Subtracting the mean of a language's sentences removes
most of that. The means are measured with parallel sentences (sentences.toml), the same in every language.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matching.encoder import Encoder, Vectors

FEW = 200
"""Names in one language. The mean of fewer says more of them than of their language."""


@dataclass(frozen=True)
class Centring:
    """Mean vector of each language by its ISO 639-1 code, each of shape (dimensions,), float32."""

    means: dict[str, NDArray[np.float32]]

    @classmethod
    def measure(cls, encoder: Encoder) -> "Centring":
        sentences = tomllib.loads(files("matching").joinpath("sentences.toml").read_text("utf-8"))
        texts = [text for these in sentences.values() for text in these]
        vectors = encoder.encode_queries(texts, public=True)
        ends = np.cumsum([len(these) for these in sentences.values()])[:-1]
        parts = np.split(vectors, ends)
        return cls({code: part.mean(axis=0) for code, part in zip(sentences, parts, strict=True)})

    def centre(self, vectors: Vectors, languages: Sequence[str]) -> Vectors:
        """Vectors of texts in these languages without what is common to each language; of length 1 again."""
        return (
            unit(vectors - np.stack([self.means.get(code, self._any) for code in languages]))
            if len(vectors)
            else vectors
        )

    @cached_property
    def _any(self) -> NDArray[np.float32]:
        """For a language without sentences: the mean of all."""
        mean: NDArray[np.float32] = np.mean(list(self.means.values()), axis=0, dtype=np.float32)
        return mean

    def save(self, path: Path) -> None:
        with path.open("wb") as file:
            np.savez(file, **self.means)  # type: ignore[arg-type]  # the stub takes keywords for options

    @classmethod
    def load(cls, path: Path) -> "Centring":
        with np.load(path) as arrays:
            return cls({code: arrays[code] for code in arrays.files})


def unit(vectors: Vectors) -> Vectors:
    """Each row scaled to length 1; a row of zeros stays."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(lengths > 0, lengths, 1), np.float32)


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
