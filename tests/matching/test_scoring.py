"""Evidence becomes a probability: what is nearer, spelt more alike or stands there literally is likelier."""

import numpy as np
import pytest
from numpy.typing import NDArray

from matching import scoring
from matching.cosines import Calibration
from matching.scoring import FEATURES, Found, Model, evidence, of_name

FAR = Found(0.1, 0.1, 0.1, 0.0)


class Small:
    """Four concepts, the last an occupation."""

    calibration = Calibration(0.1, 0.6)
    occupations: NDArray[np.bool_] = np.array([False, False, False, True])


def feature(found: scoring.Evidence, name: str) -> list[float]:
    column: list[float] = found.features[:, FEATURES.index(name)].tolist()
    return column


def test_each_concept_has_the_evidence_of_its_best_clause() -> None:
    clauses = [{0: Found(0.6, 0.3, 0.5, 0.2), 1: FAR}, {0: FAR, 1: Found(0.35, 0.2, 0.3, 0.9)}]
    found = evidence({0: Found(0.6, 0.3, 0.5, 0.0), 1: FAR}, clauses, {}, Small())
    assert found.rows.tolist() == [0, 1]
    assert found.clause.tolist() == [0, 1]
    assert feature(found, "whole") == pytest.approx([1, 0])
    assert feature(found, "clause") == pytest.approx([1, 0.5])
    assert feature(found, "letters") == pytest.approx([0.2, 0.9])
    assert feature(found, "behind") == pytest.approx([0, -1.5])
    assert found.cosine.tolist() == pytest.approx([0.6, 0.225])


def test_what_the_index_did_not_return_is_as_near_as_the_last_that_it_did() -> None:
    found = evidence({0: Found(0.6, 0.6, 0.6, 1), 1: Found(0.35, 0.35, 0.35, 0)}, [{0: FAR}], {2: 3}, Small())
    assert found.rows.tolist() == [0, 1, 2]
    assert feature(found, "whole") == pytest.approx([1, 0.5, 0.5])
    assert feature(found, "label") == [0, 0, 1]


def test_labels_of_one_word_and_of_more_are_told_apart() -> None:
    found = evidence({0: FAR, 1: FAR}, [{0: FAR}], {0: 1, 1: 2}, Small())
    assert (feature(found, "word"), feature(found, "label")) == ([1, 0], [0, 1])


def test_of_an_occupation_the_text_around_has_a_say() -> None:
    near = {0: Found(0.6, 0.1, 0.1, 0), 3: Found(0.6, 0.1, 0.1, 0)}
    gist = {3: FAR, 0: FAR}
    alone, within = (evidence(near, [near], {}, Small(), around) for around in (None, gist))
    assert feature(alone, "whole") == pytest.approx([1, 1])
    assert feature(within, "whole") == pytest.approx([1, 0.5])


def test_each_kind_is_compared_with_the_nearest_of_its_own() -> None:
    near = {0: Found(0.6, 0.1, 0.1, 0), 1: Found(0.35, 0.1, 0.1, 0), 3: Found(0.2, 0.1, 0.1, 0)}
    assert feature(evidence(near, [near], {}, Small()), "behind") == pytest.approx([0, -1, 0])


def test_a_text_near_nothing_has_no_evidence() -> None:
    found = evidence({}, [{}], {}, Small())
    assert found.features.shape == (0, len(FEATURES))
    assert scoring.probabilities(found, "none").shape == (0,)


def test_probabilities_rise_with_what_speaks_for_a_concept() -> None:
    model = Model(np.array([1, 1, 1, 1, 1, 1, 1, 0], np.float32), -4)
    less, more = np.zeros(len(FEATURES), np.float32), np.ones(len(FEATURES), np.float32)
    low, high = model.probability(np.stack([less, more])).tolist()
    assert 0 < low < 0.05
    assert 0.9 < high < 1


def test_a_model_is_shipped_for_encoders_that_nothing_was_fitted_for() -> None:
    for occupations in (True, False):
        model = scoring.model("never heard of", occupations=occupations)
        assert model.weights.shape == (len(FEATURES),)
        assert model.probability(np.zeros((1, len(FEATURES)), np.float32))[0] < 0.1


def test_the_score_of_a_name_stays_within_0_and_1() -> None:
    cosines, letters = np.array([-1, 0.5, 1], np.float32), np.array([0, 1, 1], np.float32)
    scores = of_name(cosines, letters, np.zeros(3, np.float32)).tolist()
    assert scores[0] == 0
    assert scores[2] == 1
    assert 0.5 < scores[1] < 1
    crowded = of_name(cosines, letters, np.ones(3, np.float32)).tolist()
    assert crowded[0] == 0
    assert all(among < alone for among, alone in zip(crowded[1:], scores[1:], strict=True))
