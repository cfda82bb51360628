"""Rounding of weights: codes and scales give the weights back as nearly as their bits allow."""

import numpy as np
import pytest

from matching.encoder.graph import by_block, quantised


def weights(inputs: int) -> np.ndarray:
    """With one input a hundred times the rest."""
    made = np.random.default_rng(1).normal(size=(24, inputs)).astype(np.float32)
    made[:, 3] *= 100
    return made


@pytest.mark.parametrize(("inputs", "block"), [(384, 128), (64, 64), (32, 32), (48, 16)])
def test_a_block_has_a_scale_of_its_own(inputs: int, block: int) -> None:
    codes, scales = by_block(weights(inputs))
    assert codes.shape == (24, inputs // block, block)
    back = ((codes.astype(np.float32) - 128) * scales[:, :, None]).reshape(24, inputs)
    assert (np.abs(back - weights(inputs)) <= np.repeat(scales, block, axis=1) / 2 + 1e-6).all()


def test_a_row_of_zeros_stays() -> None:
    codes, scales = by_block(np.zeros((2, 32), np.float32))
    assert (codes == 128).all()
    assert np.isfinite(scales).all()
    assert not quantised(np.zeros((2, 32), np.float32))[0].any()
