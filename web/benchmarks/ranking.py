"""How well the ranking finds the right people among the invented ones, beside two plain ways to rank them.

Relevant for a vacancy is whoever really works in its ISCO-08 unit group, whatever the text claims. Of a candidate
only the CV is read, of a vacancy title and text: what is measured is the reading and the sum, not the form fields.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from matching.evaluation import measures
from matching.evaluation.baselines import BM25
from matching.evaluation.measures import Estimate, bootstrap
from matching.ranking import Evidence, Kind, Requirement, rank
from matching.text import Span, words
from talent.demonstration.data import CandidateEntry, VacancyEntry

if TYPE_CHECKING:
    from matching.encoder import Progress
    from matching.matcher import Matcher
    from matching.ranking import Knowledge

FIRST = 10
"""Places of a list that somebody surely reads."""

Offered = Mapping[str, Sequence[Evidence]]
"""Evidence of candidates by their ids: digests, so that equal scores stand in no order that says anything."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A vacancy with what was read in it."""

    vacancy: VacancyEntry
    requirements: Sequence[Requirement]

    @property
    def text(self) -> str:
        return text_of(self.vacancy)


class Question(Protocol):
    """What a system is asked: the text of an advertisement, and what was read in it."""

    @property
    def requirements(self) -> Sequence[Requirement]: ...
    @property
    def text(self) -> str: ...


class Person(Protocol):
    """Somebody who is ranked."""

    @property
    def id(self) -> str: ...
    @property
    def text(self) -> str: ...


class Standing(Protocol):
    """A list that says where the relevant stand."""

    def percentiles(self) -> Sequence[tuple[Person, float]]: ...


System = Callable[[Question], Mapping[str, float]]
"""A way to rank: scores of all candidates, by id."""


@dataclass(frozen=True, slots=True)
class List:
    """All candidates in the order in which a system puts them for a vacancy."""

    vacancy: VacancyEntry
    order: Sequence[CandidateEntry]

    @property
    def relevance(self) -> list[bool]:
        return [candidate.isco == self.vacancy.isco for candidate in self.order]

    def percentiles(self) -> list[tuple[CandidateEntry, float]]:
        """The relevant candidates with their rank percentiles."""
        return [
            (candidate, measures.rank_percentile(place, len(self.order)))
            for place, candidate in enumerate(self.order, start=1)
            if candidate.isco == self.vacancy.isco
        ]


@dataclass(frozen=True, slots=True)
class Quality:
    """Means over vacancies."""

    map: Estimate
    ndcg_at_10: Estimate
    precision_at_1: Estimate
    recall_at_50: Estimate


@dataclass(frozen=True, slots=True)
class Parity:
    """Where the relevant candidates of one language or style stand: mean rank percentile, over pairs with a vacancy.

    `difference` is to all relevant candidates of the same vacancy, so that easy occupations don't count as an
    advantage: 0 is parity.
    """

    pairs: int
    percentile: Estimate
    difference: Estimate


@dataclass(frozen=True, slots=True)
class Style:
    """How texts of one style fare. `wrongly_first` counts places among the first 10 of all lists that somebody of
    another occupation holds; by chance, the style's share of them would be its share of the candidates.
    """

    parity: Parity | None
    share_of_candidates: float
    wrongly_first: int
    share_of_wrong: float


@dataclass(frozen=True, slots=True)
class SystemReport:
    """`behind` is by how much MAP is lower than the platform's, over the same vacancies; None for the platform."""

    quality: Quality
    behind: Estimate | None
    by_vacancy_language: dict[str, Quality]
    by_candidate_language: dict[str, Parity]
    by_style: dict[str, Style]


def text_of(vacancy: VacancyEntry) -> str:
    """As the platform reads a vacancy on record."""
    return f"{vacancy.title}\n\n{vacancy.text.strip()}"


def read_vacancies(matcher: "Matcher", vacancies: Sequence[VacancyEntry]) -> list[Asked]:
    """Vacancies of an occupation that no candidate has may be among them; `measure` leaves those out."""
    from matching.requirements import requirements

    languages = [vacancy.language for vacancy in vacancies]
    read = matcher.mapper.read_many([text_of(vacancy) for vacancy in vacancies], languages=languages)
    return [Asked(vacancy, requirements(reading)) for vacancy, reading in zip(vacancies, read, strict=True)]


def read_candidates(
    matcher: "Matcher", candidates: Sequence[CandidateEntry], progress: "Progress | None" = None
) -> dict[str, list[Evidence]]:
    texts, languages = [c.text.strip() for c in candidates], [c.language for c in candidates]
    found = read_texts(matcher, texts, languages, progress)
    return {c.id: evidence for c, evidence in zip(candidates, found, strict=True)}


def read_texts(
    matcher: "Matcher", texts: Sequence[str], languages: Sequence[str], progress: "Progress | None" = None
) -> list[list[Evidence]]:
    """What each candidate's text gives."""
    from matching.evidence import evidence

    read = matcher.mapper.read_many(texts, languages=languages, progress=progress)
    return [evidence(reading) for reading in read]


# --- the systems --------------------------------------------------------------------------------------------


def systems(knowledge: "Knowledge", offered: Offered, candidates: Iterable[Person]) -> dict[str, System]:
    """The platform first, then the plain ways."""
    return {
        "platform": lambda asked: {
            match.candidate: match.score for match in rank(asked.requirements, offered, knowledge)
        },
        "mean vector": _mean_vector(offered),
        "BM25": _bm25(candidates),
    }


def _mean_vector(offered: Offered) -> System:
    """Cosine of the mean of a vacancy's vectors with the mean of a candidate's: the ranking's last part alone."""
    wholes = {name: next((e for e in found if e.whole), None) for name, found in offered.items()}

    def scores(asked: Question) -> dict[str, float]:
        whole = next((r for r in asked.requirements if r.kind is Kind.WHOLE), None)
        return {
            name: float(whole.meaning.vector @ e.meaning.vector) if whole and e else -1.0
            for name, e in wholes.items()
        }

    return scores


def _bm25(candidates: Iterable[Person]) -> System:
    index = BM25({candidate.id: _words(candidate.text) for candidate in candidates})
    return lambda asked: index.scores(_words(asked.text))


def _words(text: str) -> list[str]:
    return [word.folded for word in words(Span(0, len(text), text))]


# --- the measures -------------------------------------------------------------------------------------------


def measure(
    ways: Mapping[str, System], asked: Iterable[Asked], candidates: Sequence[CandidateEntry]
) -> dict[str, SystemReport]:
    """One report for each system, in their order; the first is the one that the others are compared with."""
    there = {candidate.isco for candidate in candidates}
    judged = [each for each in asked if each.vacancy.isco in there]
    lists = {name: [_list(way, each, candidates) for each in judged] for name, way in ways.items()}
    first = next(iter(lists.values()))
    return {name: _report(these, None if these is first else first) for name, these in lists.items()}


def _list(way: System, asked: Asked, candidates: Sequence[CandidateEntry]) -> List:
    scores = way(asked)
    return List(asked.vacancy, sorted(candidates, key=lambda c: (-scores[c.id], c.id)))


def _report(lists: Sequence[List], reference: Sequence[List] | None) -> SystemReport:
    languages = sorted({each.vacancy.language for each in lists})
    people = lists[0].order
    return SystemReport(
        _quality(lists),
        _behind(lists, reference) if reference else None,
        {code: _quality([each for each in lists if each.vacancy.language == code]) for code in languages},
        _by_candidate_language(lists),
        {style: _style(lists, style) for style in sorted({person.style for person in people})},
    )


def _quality(lists: Sequence[List]) -> Quality:
    found = [each.relevance for each in lists]
    return Quality(
        bootstrap([measures.average_precision(ranked) for ranked in found]),
        bootstrap([measures.ndcg_at(ranked, 10) for ranked in found]),
        bootstrap([measures.precision_at(ranked, 1) for ranked in found]),
        bootstrap([measures.recall_at(ranked, 50) for ranked in found]),
    )


def _behind(lists: Sequence[List], reference: Sequence[List]) -> Estimate:
    """Of differences, vacancy by vacancy: narrower than what two intervals beside each other suggest."""
    pairs = zip(reference, lists, strict=True)
    return bootstrap(
        [
            measures.average_precision(one.relevance) - measures.average_precision(other.relevance)
            for one, other in pairs
        ]
    )


def _by_candidate_language(lists: Sequence[List]) -> dict[str, Parity]:
    people = lists[0].order
    languages = sorted({person.language for person in people})
    found = {code: parity(lists, {p.id for p in people if p.language == code}) for code in languages}
    return {code: each for code, each in found.items() if each}


def parity(lists: Sequence[Standing], group: Set[str]) -> Parity | None:
    """Of the relevant candidates whose ids are in the group; None where there are none."""
    totals, differences, counts = [], [], []
    for each in lists:
        standing = each.percentiles()
        mean = float(np.mean([percentile for _, percentile in standing]))
        own = [percentile for candidate, percentile in standing if candidate.id in group]
        totals.append(sum(own))
        differences.append(sum(own) - mean * len(own))
        counts.append(len(own))
    if not sum(counts):
        return None
    return Parity(sum(counts), bootstrap(totals, counts), bootstrap(differences, counts))


def _style(lists: Sequence[List], style: str) -> Style:
    people = lists[0].order
    group = {person.id for person in people if person.style == style}
    wrong = [c for each in lists for c in each.order[:FIRST] if c.isco != each.vacancy.isco]
    wrongly_first = sum(candidate.id in group for candidate in wrong)
    return Style(
        parity(lists, group), len(group) / len(people), wrongly_first, wrongly_first / max(len(wrong), 1)
    )
