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
