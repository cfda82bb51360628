"""How alike two names are letter by letter: the runs of three letters that both have, rare ones counting most."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from esco_data.files import replacing
from esco_data.words import search_key

RUN = 3
"""Letters. Runs of two to four, as character TF-IDF mostly has, rank no better and take three times the space."""

BUCKETS = 1 << 16
"""Runs are numbered by a hash: the taxonomy has about as many different ones."""

_PRIMES = np.array([2654435761, 2246822519, 3266489917], np.uint64)
_SHIFT, _ROW = np.uint64(11), np.uint64(16)

Runs = NDArray[np.uint16]
"""Numbers of the different runs of a text, ascending."""

Values = NDArray[np.float64]

Rarity = NDArray[np.float32]
"""Of each run, shape (BUCKETS,): how much it tells."""


def runs(text: str) -> Runs:
    """Those of each word of a text, folded, with its beginning and end; empty for a text without letters and digits."""
    return _numbered([text])[0]


def _numbered(texts: Sequence[str]) -> tuple[Runs, NDArray[np.int64]]:
    """Runs of all texts one after another, and how many of them are each text's."""
    keys = [f" {search_key(text)} " for text in texts]
    codes = np.frombuffer("".join(keys).encode("utf-32-le", "replace"), np.uint32).astype(np.uint64)
    if len(codes) < RUN:
        return np.empty(0, np.uint16), np.zeros(len(texts), np.int64)
    row = np.repeat(np.arange(len(texts), dtype=np.uint64), [len(key) for key in keys])[1:-1]
    inside = codes[1:-1] != ord(" ")  # between two words, and two texts, there is a blank
    mixed = codes[:-2] * _PRIMES[0] + codes[1:-1] * _PRIMES[1] + codes[2:] * _PRIMES[2]
    numbers = (mixed ^ (mixed >> _SHIFT)) % np.uint64(BUCKETS)
    distinct = np.unique((row[inside] << _ROW) | numbers[inside])
    counts = np.bincount((distinct >> _ROW).astype(np.int64), minlength=len(texts))
    return distinct.astype(np.uint16), counts


@dataclass(frozen=True)
class Letters:
    """Names by row. `numbers` holds the runs of all one after another, those of row r from `starts[r]` to
    `starts[r + 1]`; it may lie on disk. `lengths` is the Euclidean length of each row in its runs' rarity.
    """

    rarity: Rarity
    numbers: Runs
    starts: NDArray[np.int64]
    lengths: NDArray[np.float32]

    @classmethod
    def of(cls, texts: Sequence[str]) -> "Letters":
        """A run tells the logarithm of how few of these have it, from 1 for a run of all."""
        numbers, counts = _numbered(texts)
        having = np.bincount(numbers, minlength=BUCKETS)
        rare = (np.log((1 + len(texts)) / (1 + having)) + 1).astype(np.float32)
        starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        squares = np.concatenate([[0.0], np.cumsum(rare[numbers] ** 2, dtype=np.float64)])
        lengths = np.sqrt(squares[starts[1:]] - squares[starts[:-1]]).astype(np.float32)
        return cls(rare, numbers, starts, np.maximum(lengths, 1e-6))

    def alike(self, texts: Sequence[str], rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Cosine in [0, 1] of each text with the names of its row of `rows`, shape (texts, names), and of that shape;
        0 where either has no letters.
        """
        numbers, counts = _numbered(texts)
        number_of_text = np.arange(len(texts), dtype=np.int64)
        asked = np.repeat(number_of_text, counts) << 16 | numbers  # ascending
        told = (self.rarity[numbers] ** 2).astype(np.float64)
        places, ends = self._places(rows.ravel())
        of_text = np.repeat(np.repeat(number_of_text, rows.shape[1]), np.diff(ends, prepend=0))
        shared = _looked_up(of_text << 16 | self.numbers[places], asked, told)
        sums = np.concatenate([[0.0], np.cumsum(shared)])
        alike = np.diff(sums[np.concatenate([[0], ends])]).reshape(rows.shape)
        lengths = np.sqrt(np.bincount(asked >> 16, told, minlength=len(texts)))
        return np.asarray(
            np.clip(alike / np.maximum(lengths[:, None] * self.lengths[rows], 1e-9), 0, 1), np.float32
        )

    def _places(self, rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Where in `numbers` the runs of these rows stand, one row after another; and where each row's end."""
        firsts, counts = self.starts[rows], self.starts[rows + 1] - self.starts[rows]
        ends = np.cumsum(counts)
        within = np.arange(counts.sum()) - np.repeat(ends - counts, counts)
        return np.repeat(firsts, counts) + within, ends

    def save(self, path: Path) -> None:
        """As `<path>.runs.npy`, which is read from disk as needed, and `<path>.rows.npz`."""
        with replacing(_runs(path)) as part, part.open("wb") as file:
            np.save(file, self.numbers)
        with replacing(_rows(path)) as part, part.open("wb") as file:
            np.savez(file, starts=self.starts.astype(np.uint32), lengths=self.lengths, rarity=self.rarity)

    @classmethod
    def load(cls, path: Path) -> "Letters":
        with np.load(_rows(path)) as rows:
            starts, lengths, rare = rows["starts"].astype(np.int64), rows["lengths"], rows["rarity"]
        return cls(rare, np.load(_runs(path), mmap_mode="r"), starts, lengths)


def _looked_up(keys: NDArray[np.int64], known: NDArray[np.int64], values: Values) -> Values:
    """For each key the value at its place in `known`, which is ascending; 0 for those that are not there."""
    if not len(known):
        return np.zeros(len(keys))
    places = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    return np.where(known[places] == keys, values[places], 0.0)


def _runs(path: Path) -> Path:
    return path.with_name(f"{path.name}.runs.npy")


def _rows(path: Path) -> Path:
    return path.with_name(f"{path.name}.rows.npz")
