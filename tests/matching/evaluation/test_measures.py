"""Measures against values worked out by hand, their properties on random lists, and BM25 against its formula."""

from collections.abc import Callable
from functools import partial
from math import log, log2, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.evaluation.baselines import BM25
from matching.evaluation.measures import (
    average_precision,
    bootstrap,
    ndcg_at,
    precision_at,
    rank_percentile,
    recall_at,
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


def test_bm25_is_its_formula() -> None:
    index = BM25({"a": ["nurse", "nurse", "ward"], "b": ["cook"], "c": ["nurse", "cook", "ward", "shift"]})
    mean = 8 / 3
    idf = log(1 + (3 - 2 + 0.5) / (2 + 0.5))
    weight = 2 * (1.2 + 1) / (2 + 1.2 * (1 - 0.75 + 0.75 * 3 / mean))
    scores = index.scores(["nurse"])
    assert scores["a"] == pytest.approx(idf * weight)
    assert scores["b"] == 0
    assert scores["a"] > scores["c"] > 0


def test_bm25_counts_a_repeated_word_of_the_query_again() -> None:
    index = BM25({"a": ["nurse"], "b": ["cook"]})
    assert index.scores(["nurse", "nurse"])["a"] == pytest.approx(2 * index.scores(["nurse"])["a"])


def test_bm25_prefers_the_rare_word() -> None:
    index = BM25({"a": ["rare"], "b": ["common"], "c": ["common"], "d": ["common"]})
    scores = index.scores(["rare", "common"])
    assert scores["a"] > scores["b"] == scores["c"]


@pytest.mark.parametrize("documents", [{}, {"empty": []}])
def test_bm25_of_nothing_is_nothing(documents: dict[str, list[str]]) -> None:
    assert BM25(documents).scores(["nurse"]) == dict.fromkeys(documents, 0.0)
