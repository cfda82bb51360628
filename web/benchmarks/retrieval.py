"""How much of the best is lost when retrieval picks the candidates that are ranked, instead of ranking them all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING

import numpy as np

from matching.evaluation.measures import SEED, Estimate, bootstrap
from matching.ranking import Evidence, rank
from web.benchmarks.ranking import Asked

if TYPE_CHECKING:
    from matching.ranking import Knowledge

COPIES = 4
"""Each invented candidate is in the pool so many times, so that it is larger than what is retrieved."""

NOISE = 0.5
"""Length of the random vector added to each vector of a copy; its cosine with the original is then about 0.89."""

EVERY = 4
"""Of the vacancies one in so many is measured, for each is ranked against the whole pool."""


@dataclass(frozen=True, slots=True)
class RetrievalReport:
    """Recall of the first 10 and 50 of the exhaustive list among the candidates that were retrieved."""

    pool: int
    retrieved: int
    recall_at_10: Estimate
    recall_at_50: Estimate


def measure(
    asked: Sequence[Asked], offered: Mapping[str, Sequence[Evidence]], knowledge: "Knowledge"
) -> RetrievalReport:
    """Retrieves and ranks exhaustively for a sample of the vacancies, in a pool of noisy copies of the candidates.

    A retrieved candidate gets the same score either way, so what is missing of the first k is all that is lost.
    """
    from matching.matcher import RETRIEVED
    from matching.retrieval import Retrieval

    copies = pool(offered)
    retrieving = Retrieval(copies)
    shares = []
    for each in asked[::EVERY]:
        best = [match.candidate for match in rank(each.requirements, copies, knowledge)[:50]]
        found = retrieving.best(each.requirements, knowledge, set(copies), most=RETRIEVED)
        shares.append([len(found.intersection(best[:k])) / len(best[:k]) for k in (10, 50)])
    first, more = zip(*shares, strict=True)
    return RetrievalReport(len(copies), RETRIEVED, bootstrap(first), bootstrap(more))


def pool(offered: Mapping[str, Sequence[Evidence]], copies: int = COPIES) -> dict[str, list[Evidence]]:
    """The candidates and their copies; the names of copies are digests too, the same each time."""
    noise = np.random.default_rng(SEED)
    return {
        name if not copy else sha256(f"{name}/{copy}".encode()).hexdigest(): [
            _noisy(piece, noise) if copy else piece for piece in found
        ]
        for copy in range(copies)
        for name, found in offered.items()
    }


def _noisy(piece: Evidence, noise: np.random.Generator) -> Evidence:
    """The same words and concepts, meant a little differently."""
    random = noise.standard_normal(len(piece.meaning.vector))
    vector = piece.meaning.vector + NOISE * random / np.linalg.norm(random)
    meaning = replace(piece.meaning, vector=(vector / np.linalg.norm(vector)).astype(np.float32))
    return replace(piece, meaning=meaning)
