"""Cosines of any encoder on one scale, from a taxonomy of any size."""

import numpy as np
import pytest

from esco_data import Taxonomy
from matching import calibration
from matching.centring import Centring
from matching.cosines import Calibration
from matching.encoder import StandInEncoder, Vectors


def labels(taxonomy: Taxonomy, most: int) -> Vectors:
    texts = [s.text for s in taxonomy.surfaces(languages=("en",))][:most]
    return StandInEncoder().encode_queries(texts)


@pytest.mark.parametrize("most", [0, 1, 2, 12, 60])
def test_strangers_and_synonyms_stay_apart_however_small_the_taxonomy(taxonomy: Taxonomy, most: int) -> None:
    encoder = StandInEncoder()
    measured = calibration.measure(taxonomy, encoder, Centring.measure(encoder), labels(taxonomy, most))
    assert measured.synonyms - measured.strangers >= calibration.LEAST_APART - 1e-6
    assert measured.strangers < 0.9, "a label is no stranger to itself"


def test_similarity_is_held_to_0_and_1_and_scaled_is_not() -> None:
    cosines = np.array([0.0, 0.2, 0.5, 0.8, 1.0], np.float32)
    scale = Calibration(0.2, 0.8)
    assert scale.similarity(cosines).tolist() == pytest.approx([0, 0, 0.5, 1, 1])
    assert scale.scaled(cosines)[[0, -1]].tolist() == pytest.approx([-1 / 3, 4 / 3])
