"""Measures against values worked out by hand, and their properties on random lists."""

from collections.abc import Callable
from functools import partial
from math import log2, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.evaluation.measures import (
    average_precision,
    bootstrap,
    ndcg_at,
    precision_at,
    r_precision_at,
    rank_percentile,
    recall_at,
    reciprocal_rank,
)

YES, NO = True, False
LIST = [YES, NO, YES, NO, NO, YES]

relevance = st.lists(st.booleans(), min_size=1, max_size=30).filter(any)


def test_values_worked_out_by_hand() -> None:
    assert average_precision(LIST) == pytest.approx((1 / 1 + 2 / 3 + 3 / 6) / 3)
    assert precision_at(LIST, 1) == 1
    assert precision_at(LIST, 5) == pytest.approx(2 / 5)
    assert recall_at(LIST, 3) == pytest.approx(2 / 3)
    best = 1 + 1 / log2(3) + 1 / log2(4)
    assert ndcg_at(LIST, 4) == pytest.approx((1 + 1 / log2(4)) / best)


def test_what_a_list_does_not_hold_counts_as_not_found() -> None:
    assert recall_at([YES, NO], 2, relevant=4) == pytest.approx(1 / 4)
    assert average_precision([YES, NO], relevant=4) == pytest.approx(1 / 4)
    assert average_precision([NO, NO], relevant=4) == 0


def test_r_precision_is_one_where_the_first_places_could_not_be_better() -> None:
    assert r_precision_at([YES, YES, NO, NO, NO], 5, relevant=2) == 1
    assert r_precision_at([YES, NO, NO, NO, NO], 5, relevant=2) == pytest.approx(1 / 2)
    assert r_precision_at([YES] * 5, 5, relevant=9) == 1


def test_the_reciprocal_rank_is_that_of_the_first_relevant_one() -> None:
    assert reciprocal_rank([NO, NO, YES, YES]) == pytest.approx(1 / 3)
    assert reciprocal_rank([NO, NO]) == 0


def test_precision_of_a_list_shorter_than_k_counts_the_missing_places() -> None:
    assert precision_at([YES], 10) == pytest.approx(0.1)


@pytest.mark.parametrize(
    "measure", [average_precision, partial(recall_at, k=3), partial(ndcg_at, k=3)], ids=range(3)
)
def test_a_list_without_anything_relevant_is_refused(measure: Callable[[list[bool]], float]) -> None:
    with pytest.raises(ValueError, match="leave it out"):
        measure([NO, NO, NO])


@given(relevance)
def test_the_best_order_is_perfect_and_no_other_is_better(ranked: list[bool]) -> None:
    best = sorted(ranked, reverse=True)
    for measure in (average_precision, lambda r: ndcg_at(r, 10)):
        assert measure(best) == pytest.approx(1)
        assert 0 <= measure(ranked) <= 1 + 1e-12


@given(relevance, st.data())
def test_moving_a_relevant_one_up_never_makes_a_measure_worse(
    ranked: list[bool], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(ranked) - 1))
    better = [*ranked]
    if place and ranked[place]:
        better[place - 1], better[place] = better[place], better[place - 1]
    assert average_precision(better) >= average_precision(ranked)
    assert ndcg_at(better, 10) >= ndcg_at(ranked, 10)
    assert recall_at(better, 5) >= recall_at(ranked, 5)


def test_rank_percentile_runs_from_one_to_nothing() -> None:
    assert [rank_percentile(place, 5) for place in range(1, 6)] == [1, 0.75, 0.5, 0.25, 0]
    assert rank_percentile(1, 1) == 1


def test_the_interval_is_that_of_the_normal_distribution_for_many_values() -> None:
    values = np.random.default_rng(7).normal(3, 2, size=400)
    found = bootstrap(values.tolist())
    half = 1.96 * values.std() / sqrt(len(values))
    assert found.value == pytest.approx(values.mean())
    assert found.low == pytest.approx(values.mean() - half, abs=0.03)
    assert found.high == pytest.approx(values.mean() + half, abs=0.03)


def test_the_interval_is_the_same_each_time_and_another_with_another_seed() -> None:
    values = [0.1, 0.9, 0.4, 0.7, 0.3]
    assert bootstrap(values) == bootstrap(values)
    assert bootstrap(values) != bootstrap(values, seed=1)


def test_equal_values_leave_nothing_uncertain() -> None:
    found = bootstrap([0.5] * 8)
    assert (found.low, found.value, found.high, found.number) == (0.5, 0.5, 0.5, 8)


def test_totals_are_divided_by_counts_and_lists_without_any_are_left_out() -> None:
    found = bootstrap([3.0, 1.0, 0.0], [3, 1, 0])
    assert (found.value, found.low, found.high, found.number) == (1.0, 1.0, 1.0, 2)


@pytest.mark.parametrize(("totals", "counts"), [([], None), ([0.0], [0])])
def test_a_mean_of_nothing_is_refused(totals: list[float], counts: list[int] | None) -> None:
    with pytest.raises(ValueError, match="no list"):
        bootstrap(totals, counts)
