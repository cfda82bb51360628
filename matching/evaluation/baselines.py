"""Plain ways to rank, to compare with: BM25 over words, and TF-IDF over runs of letters. No model, no tuning."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from heapq import nsmallest
from math import log
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from matching.text import Span, words

Documents = Sequence[tuple[str, str]]
"""(Whose text it is, text). One may have several: it is then as good as the best of them."""

_QUERIES_AT_ONCE = 64  # a dense row of scores for each


class Baseline(Protocol):
    """Made from documents."""

    def rank(self, asked: Sequence[str], *, first: int) -> list[list[str]]:
        """For each text the first owners, best first, each once; those that share nothing with it are left out."""
        ...


class BM25:
    """score(D, Q) = Σ over the words q of Q: idf(q) · f (k₁ + 1) / (f + k₁ (1 − b + b |D| / mean |D|)), f = f(q, D).

    idf(q) = ln(1 + (N − n + ½) / (n + ½)) for a word in n of N documents, so never negative; a word that the query
    repeats counts each time. Robertson, Zaragoza, The Probabilistic Relevance Framework (2009), 3.4.
    """

    def __init__(self, documents: Mapping[str, Sequence[str]], *, k1: float = 1.2, b: float = 0.75) -> None:
        mean = sum(map(len, documents.values())) / max(len(documents), 1) or 1.0
        self._names = tuple(documents)
        self._postings: dict[str, list[tuple[str, float]]] = {}
        for name, those in documents.items():
            damping = k1 * (1 - b + b * len(those) / mean)
            for word, f in Counter(those).items():
                self._postings.setdefault(word, []).append((name, f * (k1 + 1) / (f + damping)))

    def scores(self, query: Sequence[str]) -> dict[str, float]:
        """Of every document by its name; 0 for those that share no word with the query."""
        return dict.fromkeys(self._names, 0.0) | self.found(query)

    def found(self, query: Sequence[str]) -> dict[str, float]:
        """Of the documents that share a word with the query."""
        scores: dict[str, float] = {}
        for word, times in Counter(query).items():
            postings = self._postings.get(word, [])
            idf = log(1 + (len(self._names) - len(postings) + 0.5) / (len(postings) + 0.5))
            for name, weight in postings:
                scores[name] = scores.get(name, 0.0) + times * idf * weight
        return scores


class Words:
    """BM25 over whole words, folded as everywhere."""

    def __init__(self, documents: Documents) -> None:
        self._owners = [owner for owner, _ in documents]
        self._bm25 = BM25({str(row): _words(text) for row, (_, text) in enumerate(documents)})

    def rank(self, asked: Sequence[str], *, first: int) -> list[list[str]]:
        return [self._best(self._bm25.found(_words(text)), first) for text in asked]

    def _best(self, scores: Mapping[str, float], first: int) -> list[str]:
        best: dict[str, float] = {}
        for row, score in scores.items():
            owner = self._owners[int(row)]
            best[owner] = max(best.get(owner, 0.0), score)
        return nsmallest(first, best, key=lambda owner: (-best[owner], owner))


class Letters:
    """Cosine of TF-IDF vectors over runs of two to four letters within words: forgiving of endings and spelling."""

    def __init__(self, documents: Documents) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer  # type: ignore[import-untyped]  # has none

        ordered = sorted(documents)
        self._owners = sorted({owner for owner, _ in ordered})
        changes = [row for row, (owner, _) in enumerate(ordered) if not row or owner != ordered[row - 1][0]]
        self._starts = np.array(changes, np.int64)
        self._vectorizer = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True, dtype=np.float32
        )
        self._documents: Any = self._vectorizer.fit_transform([text for _, text in ordered]).T.tocsr()

    def rank(self, asked: Sequence[str], *, first: int) -> list[list[str]]:
        return [self._best(scores, first) for scores in self._scores(asked)]

    def _scores(self, asked: Sequence[str]) -> Iterator[NDArray[np.float32]]:
        """For each text the cosine of the best document of each owner, shape (owners,)."""
        for start in range(0, len(asked), _QUERIES_AT_ONCE):
            queries = self._vectorizer.transform(asked[start : start + _QUERIES_AT_ONCE])
            dense = (queries @ self._documents).toarray()
            yield from np.maximum.reduceat(dense, self._starts, axis=1)

    def _best(self, scores: NDArray[np.float32], first: int) -> list[str]:
        """Equal scores stand in the order of their owners."""
        least = np.partition(scores, -first)[-first] if first < len(scores) else 0.0
        near = np.flatnonzero((scores > 0) & (scores >= least))
        order = near[np.argsort(-scores[near], kind="stable")[:first]]
        return [self._owners[row] for row in order]


def _words(text: str) -> list[str]:
    return [word.folded for word in words(Span(0, len(text), text))]


BASELINES: Mapping[str, type[Words] | type[Letters]] = {"BM25": Words, "char TF-IDF": Letters}
