"""How alike two names are letter by letter: the runs of three letters that both have, rare ones counting most."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from esco_data.words import search_key

RUN = 3
"""Letters. Runs of two to four, as character TF-IDF mostly has, rank no better and take three times the space."""

BUCKETS = 1 << 16
"""Runs are numbered by a hash: the taxonomy has about as many different ones."""

_PRIMES = np.array([2654435761, 2246822519, 3266489917], np.uint64)
_SHIFT = np.uint64(11)

Runs = NDArray[np.uint16]
"""Numbers of the different runs of a text, ascending."""


def runs(text: str) -> Runs:
    """Those of each word of a text, folded, with its beginning and end; empty for a text without letters and digits."""
    codes = np.frombuffer(f" {search_key(text)} ".encode("utf-32-le"), np.uint32).astype(np.uint64)
    if len(codes) <= RUN - 1:
        return np.empty(0, np.uint16)
    windows = np.lib.stride_tricks.sliding_window_view(codes, RUN)
    inside = windows[windows[:, 1] != ord(" ")]
    mixed = (inside * _PRIMES).sum(axis=1, dtype=np.uint64)
    return np.unique((mixed ^ (mixed >> _SHIFT)) % np.uint64(BUCKETS)).astype(np.uint16)


@dataclass(frozen=True)
class Letters:
    """Names by row. `numbers` holds the runs of all one after another, those of row r from `starts[r]` to
    `starts[r + 1]`; it may lie on disk. `rarity`, of shape (BUCKETS,), is how much each run tells, `lengths` the
    Euclidean length of each row in it.
    """

    numbers: Runs
    starts: NDArray[np.int64]
    rarity: NDArray[np.float32]
    lengths: NDArray[np.float32]

    @classmethod
    def of(cls, texts: Sequence[str]) -> "Letters":
        each = [runs(text) for text in texts]
        starts = np.concatenate([[0], np.cumsum([len(r) for r in each], dtype=np.int64)]).astype(np.int64)
        numbers = np.concatenate([*each, np.empty(0, np.uint16)])
        having = np.bincount(numbers, minlength=BUCKETS)
        rarity = (np.log((1 + len(each)) / (1 + having)) + 1).astype(np.float32)
        squares = np.concatenate([[0.0], np.cumsum(rarity[numbers] ** 2, dtype=np.float64)])
        lengths = np.sqrt(squares[starts[1:]] - squares[starts[:-1]]).astype(np.float32)
        return cls(numbers, starts, rarity, np.maximum(lengths, 1e-6))

    def alike(self, text: str, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Cosine in [0, 1] of a text with the names of these rows, of their shape; 0 where either has no letters."""
        asked = runs(text)
        weights = np.zeros(BUCKETS + 1, np.float32)
        weights[asked] = self.rarity[asked] ** 2
        length = float(np.sqrt(weights.sum())) or 1.0
        places, ends = self._places(rows)
        sums = np.concatenate([[0.0], np.cumsum(weights[self.numbers[places]], dtype=np.float64)])
        shared = sums[ends] - sums[np.concatenate([[0], ends[:-1]]).astype(np.int64)]
        return np.asarray(np.clip(shared / (length * self.lengths[rows]), 0, 1), np.float32)

    def _places(self, rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Where in `numbers` the runs of these rows stand, one row after another; and where each row's end."""
        firsts, counts = self.starts[rows], self.starts[rows + 1] - self.starts[rows]
        ends = np.cumsum(counts)
        within = np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - counts, counts)
        return np.repeat(firsts, counts) + within, ends
