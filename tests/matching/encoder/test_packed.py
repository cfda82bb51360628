"""The packaged file: its weights to the last bit, and a plain error for anything else."""

import numpy as np
import pytest

from matching.encoder import EncoderError
from matching.encoder.packed import read_packed
from tests.matching.encoder.tiny import PIECES, Tiny


def test_weights_are_what_the_four_bits_stand_for(tiny: Tiny) -> None:
    model = read_packed(tiny.content)
    assert model.shape.hidden == 32
    assert set(model.matrices) | set(model.vectors) == set(tiny.weights)
    for name, blocks in model.matrices.items():
        np.testing.assert_array_equal(blocks.dequantised(), tiny.weights[name])
    for name, vector in model.vectors.items():
        np.testing.assert_array_equal(vector, tiny.weights[name])


def test_pieces_come_in_the_order_of_their_ids(tiny: Tiny) -> None:
    assert read_packed(tiny.content).pieces[:5] == [(piece, -float(n)) for n, piece in enumerate(PIECES[:5])]


@pytest.mark.parametrize("length", [0, 3, 60, 400, 2000, -1])
def test_a_truncated_file_is_refused(tiny: Tiny, length: int) -> None:
    with pytest.raises(EncoderError, match="Not a whole 4-bit model file"):
        read_packed(tiny.content[:length])


def test_another_version_is_refused(tiny: Tiny) -> None:
    with pytest.raises(EncoderError, match="unknown kind or version"):
        read_packed(tiny.content[:4] + b"\x02" + tiny.content[5:])
