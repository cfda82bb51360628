"""BM25 against its formula, and both plain ways as rankers of owners with several texts."""

from math import log

import pytest

from matching.evaluation.baselines import BASELINES, BM25, Letters, Words

DOCUMENTS = [
    ("nurse", "registered nurse"),
    ("nurse", "ward sister"),
    ("cook", "cook of hot dishes"),
    ("welder", "welder"),
]


@pytest.mark.parametrize("made", BASELINES.values(), ids=list(BASELINES))
def test_an_owner_is_as_good_as_the_best_of_its_texts_and_comes_once(
    made: type[Words] | type[Letters],
) -> None:
    (order,) = made(DOCUMENTS).rank(["sister on a ward, registered"], first=3)
    assert order[0] == "nurse"
    assert len(order) == len(set(order))


@pytest.mark.parametrize("made", BASELINES.values(), ids=list(BASELINES))
def test_what_shares_nothing_is_left_out(made: type[Words] | type[Letters]) -> None:
    assert made(DOCUMENTS).rank(["ممرضة"], first=3) == [[]]


def test_letters_forgive_a_typing_error_and_words_do_not() -> None:
    assert Letters(DOCUMENTS).rank(["weldr"], first=1) == [["welder"]]
    assert Words(DOCUMENTS).rank(["weldr"], first=1) == [[]]


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
