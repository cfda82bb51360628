"""How long it takes to rank many candidates against an advertisement: reading of texts apart, ranking apart."""

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count, islice
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import numpy as np

from talent.demonstration.data import VacancyEntry
from web.benchmarks.ranking import text_of

if TYPE_CHECKING:
    from matching.encoder import Progress
    from matching.matcher import Matcher
    from matching.ranking import Evidence, Requirement

P = ParamSpec("P")
T = TypeVar("T")

_END = re.compile(r"(?<=[^\s.,;:!?،؛؟।۔])(?=[.,;:!?،؛؟।۔](?:\s|$)|\s*(?:\n|$))")
"""Where a clause, a sentence or a line ends."""


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds: median, 95th percentile, longest."""

    p50: float
    p95: float
    slowest: float
    number: int


@dataclass(frozen=True, slots=True)
class SpeedReport:
    """`reading_candidates_s` seconds for all texts together; all else for one vacancy.

    `ranking_all` scores every candidate; `ranking_retrieved` is what the platform does with more candidates than
    it ranks: `retrieved` are picked, those are scored.
    """

    candidates: int
    characters: int
    reading_candidates_s: float
    reading_vacancy: Times
    retrieved: int
    ranking_all: Times
    ranking_retrieved: Times


def many(texts: Sequence[str], number: int) -> list[str]:
    """So many texts: these again and again, each round with a number at the end of every clause.

    So no piece of a text comes twice, and the model can't be spared the work.
    """
    return list(
        islice((_END.sub(f" {turn}", text) if turn else text for turn in count() for text in texts), number)
    )


def measure(
    matcher: "Matcher",
    texts: Sequence[str],
    vacancies: Sequence[VacancyEntry],
    progress: "Progress | None" = None,
) -> SpeedReport:
    """Of `texts` as candidates. Everything is loaded first, by one small question that isn't counted."""
    from matching.evidence import evidence
    from matching.matcher import RETRIEVED
    from matching.requirements import requirements

    matcher.rank_texts(text_of(vacancies[0]), {"": texts[0]})
    reading, read = timed(matcher.mapper.read_many, texts, progress=progress)
    offered = {str(number): evidence(each) for number, each in enumerate(read)}
    vacancy_times, asked = [], []
    for vacancy in vacancies:
        taken, read_vacancy = timed(matcher.mapper.read, text_of(vacancy))
        vacancy_times.append(taken)
        asked.append(requirements(read_vacancy))
    exhaustive, retrieving = _ranking_times(matcher, asked, offered)
    characters = sum(map(len, texts))
    return SpeedReport(
        len(texts), characters, round(reading / 1000, 2), times(vacancy_times), RETRIEVED, exhaustive, retrieving
    )  # fmt: skip


def _ranking_times(
    matcher: "Matcher", asked: Sequence["Sequence[Requirement]"], offered: "dict[str, list[Evidence]]"
) -> tuple[Times, Times]:
    from matching.matcher import RETRIEVED
    from matching.ranking import rank
    from matching.retrieval import Retrieval

    retrieval = Retrieval(offered)

    def retrieved(wanted: "Sequence[Requirement]") -> None:
        chosen = retrieval.best(wanted, matcher.knowledge, set(offered), most=RETRIEVED)
        rank(wanted, {name: offered[name] for name in chosen}, matcher.knowledge)

    everyone = [timed(rank, wanted, offered, matcher.knowledge)[0] for wanted in asked]
    some = [timed(retrieved, wanted)[0] for wanted in asked]
    return times(everyone), times(some)


def timed(work: Callable[P, T], *args: P.args, **options: P.kwargs) -> tuple[float, T]:
    """Milliseconds that it took, and what it gave."""
    start = time.perf_counter()
    result = work(*args, **options)
    return 1000 * (time.perf_counter() - start), result


def times(milliseconds: Sequence[float]) -> Times:
    p50, p95 = np.percentile(milliseconds, [50, 95])
    return Times(round(float(p50), 1), round(float(p95), 1), round(max(milliseconds), 1), len(milliseconds))
