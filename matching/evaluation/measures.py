"""Measures of ranked lists with their uncertainty. Pure: numbers in, numbers out."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log2

import numpy as np

Relevance = Sequence[bool]
"""Of everything that was ranked, best first: whether it is relevant."""

SEED = 2026
RESAMPLES = 2000


# --- one list -----------------------------------------------------------------------------------------------


def precision_at(ranked: Relevance, k: int) -> float:
    """P@k = (relevant among the first k) / k.

    Manning, Raghavan, Schütze, Introduction to Information Retrieval (2008), 8.4.
    """
    return sum(ranked[:k]) / k


def recall_at(ranked: Relevance, k: int, *, relevant: int | None = None) -> float:
    """R@k = (relevant among the first k) / R, R being all relevant ones: those of the list, unless `relevant` says
    that there are more than the list holds. Ibid., 8.3 and 8.4.
    """
    return sum(ranked[:k]) / (relevant or _all_relevant(ranked))


def r_precision_at(ranked: Relevance, k: int, *, relevant: int) -> float:
    """RP@k = (relevant among the first k) / min(k, R): 1 where the first k places are as good as they can be.

    As Decorte et al. report it for sentences and ESCO skills (arXiv:2209.05987).
    """
    return sum(ranked[:k]) / min(k, relevant)


def reciprocal_rank(ranked: Relevance) -> float:
    """RR = 1 / the first relevant one's place, 0 where the list holds none; its mean over lists is MRR.

    Voorhees, The TREC-8 Question Answering Track Report (1999).
    """
    return next((1 / place for place, relevant in enumerate(ranked, start=1) if relevant), 0.0)


def average_precision(ranked: Relevance, *, relevant: int | None = None) -> float:
    """AP = (1/R) Σ P@k over the places k that hold a relevant one; its mean over lists is MAP. R as in `recall_at`.

    Manning, Raghavan, Schütze, 8.4.
    """
    places = (place for place, found in enumerate(ranked, start=1) if found)
    precisions = sum(found / place for found, place in enumerate(places, start=1))
    return precisions / (relevant or _all_relevant(ranked))


def ndcg_at(ranked: Relevance, k: int) -> float:
    """nDCG@k = DCG@k / DCG@k of the best order, with DCG@k = Σ rel(i) / log₂(i + 1) and rel(i) 0 or 1.

    Järvelin, Kekäläinen, Cumulated gain-based evaluation of IR techniques, ACM TOIS 20 (2002), with the discount
    of Burges et al., Learning to rank using gradient descent, ICML 2005.
    """
    best = [True] * min(_all_relevant(ranked), k)
    return _discounted(ranked[:k]) / _discounted(best)


def _discounted(ranked: Relevance) -> float:
    return sum(1 / log2(place + 1) for place, relevant in enumerate(ranked, start=1) if relevant)


def rank_percentile(place: int, length: int) -> float:
    """Share of the others that stand behind this place of a list: 1 for the first (place 1), 0 for the last."""
    return (length - place) / (length - 1) if length > 1 else 1.0


def _all_relevant(ranked: Relevance) -> int:
    """R. Raises ValueError where it is 0, for then recall and all that is built on it mean nothing."""
    if not (number := sum(ranked)):
        raise ValueError("nothing in this list is relevant: leave it out of the mean")
    return number


# --- many lists ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over `number` lists with the ends of its confidence interval."""

    value: float
    low: float
    high: float
    number: int


def bootstrap(
    totals: Sequence[float],
    counts: Sequence[int] | None = None,
    *,
    level: float = 0.95,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> Estimate:
    """Mean of `totals`, or Σ totals / Σ counts where each list counts several things, with the percentile bootstrap.

    Whole lists are drawn with replacement, since what stands in one list is not independent. Lists whose count is
    0 say nothing and are left out; raises ValueError where none is left. Efron, Tibshirani, An Introduction to the
    Bootstrap (1993), 13.3. The seed is fixed: the same values give the same interval.
    """
    n = np.array(counts if counts is not None else [1] * len(totals), np.float64)
    values, n = np.array(totals, np.float64)[n > 0], n[n > 0]
    if not len(values):
        raise ValueError("there is no list to take the mean of")
    drawn = np.random.default_rng(seed).integers(len(values), size=(resamples, len(values)))
    means = values[drawn].sum(axis=1) / n[drawn].sum(axis=1)
    tail = (1 - level) / 2
    low, high = np.quantile(means, [tail, 1 - tail])
    return Estimate(float(values.sum() / n.sum()), float(low), float(high), len(values))
