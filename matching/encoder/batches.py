"""Groups token sequences of like length, so that little of what is computed is padding."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from matching.encoder.tokens import PADDING_ID

Tokens = NDArray[np.int64]


def by_length(lengths: Sequence[int], *, budget: int) -> Iterator[list[int]]:
    """The places of all sequences, longest first, in groups that hold at most `budget` tokens with padding.

    A sequence longer than the budget is a group of its own, and none is padded to more than twice its length: a few
    long sentences among many clauses would make most of what is computed padding.
    """
    order = sorted(range(len(lengths)), key=lambda place: -lengths[place])
    while order:
        longest = lengths[order[0]]
        group = order[: max(1, budget // max(1, longest))]
        like = sum(2 * lengths[place] >= longest for place in group)
        yield group[:like]
        order = order[like:]


def padded(sequences: Sequence[Sequence[int]]) -> tuple[Tokens, Tokens]:
    """Token ids and mask (1 for a token, 0 for padding), both (len(sequences), longest)."""
    longest = max(len(sequence) for sequence in sequences)
    ids = np.full((len(sequences), longest), PADDING_ID, dtype=np.int64)
    mask = np.zeros_like(ids)
    for row, sequence in enumerate(sequences):
        ids[row, : len(sequence)] = sequence
        mask[row, : len(sequence)] = 1
    return ids, mask
