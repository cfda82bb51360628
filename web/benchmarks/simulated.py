"""Simulated people and vacancies, made from the taxonomy's occupations with noise: do they find each other?

A profile is what somebody of an occupation might list, by whatever name the taxonomy has for it in one of its
languages: some of the skills, some that do not belong, the occupation's name or not, with typing errors. Nobody
writes so; but the truth is known without anybody's judgement, and there can be as many as one likes.
"""

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from math import log2
from typing import TYPE_CHECKING

from matching.evaluation import measures
from matching.evaluation.measures import Estimate, bootstrap
from matching.ranking import Evidence, Requirement
from web.benchmarks.ranking import Parity, System, parity, read_texts, systems

if TYPE_CHECKING:
    from esco_data import Taxonomy
    from matching.encoder import Progress
    from matching.matcher import Matcher

SAME, NEAR = 2, 1
"""Gains of a profile of the same occupation, and of one of the same unit group."""

LEAST_SKILLS = 2
"""Essential skills of an occupation that somebody is made from."""

TITLED = 0.6
"""Share of profiles that name their occupation."""

MISTYPED = 0.04
"""Share of words with a typing error."""

MOST = {"essential": 12, "optional": 4, "others": 3}
"""Skills in a profile that are essential, optional, and of any other occupation."""


@dataclass(frozen=True, slots=True)
class Simulated:
    """A profile or a vacancy. `group` is the ISCO-08 unit group."""

    id: str
    language: str
    occupation: str
    group: str
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """A vacancy with what was read in it."""

    vacancy: Simulated
    requirements: Sequence[Requirement]

    @property
    def text(self) -> str:
        return self.vacancy.text


@dataclass(frozen=True, slots=True)
class List:
    """All profiles in the order in which a system puts them."""

    vacancy: Simulated
    order: Sequence[Simulated]

    @property
    def relevance(self) -> list[bool]:
        return [profile.occupation == self.vacancy.occupation for profile in self.order]

    @property
    def gains(self) -> list[int]:
        return [_gain(self.vacancy, profile) for profile in self.order]

    def percentiles(self) -> list[tuple[Simulated, float]]:
        """The relevant profiles with their rank percentiles."""
        return [
            (profile, measures.rank_percentile(place, len(self.order)))
            for place, profile in enumerate(self.order, start=1)
            if profile.occupation == self.vacancy.occupation
        ]


@dataclass(frozen=True, slots=True)
class Report:
    """Means over vacancies. `gap` is between the languages of profiles that stand highest and lowest."""

    map: Estimate
    ndcg_at_10: Estimate
    recall_at_50: Estimate
    by_candidate_language: dict[str, Parity]

    @property
    def gap(self) -> float:
        found = [each.difference.value for each in self.by_candidate_language.values()]
        return max(found) - min(found)


# --- making them --------------------------------------------------------------------------------------------


def make(
    taxonomy: "Taxonomy", *, candidates: int, vacancies: int, seed: int
) -> tuple[list[Simulated], list[Simulated]]:
    """(Profiles, vacancies): of three profiles two are of an occupation that a vacancy asks for, one of any other. The
    same seed makes the same of the same taxonomy. Nobody, where no occupation has skills.
    """
    maker = _Maker(taxonomy, random.Random(seed))  # noqa: S311  nothing secret
    wanted = maker.random.sample(maker.occupations, min(vacancies, len(maker.occupations)))
    if not wanted:
        return [], []
    asked = [maker.vacancy(uri) for uri in wanted]
    held = [
        wanted[n % len(wanted)] if n % 3 else maker.random.choice(maker.occupations)
        for n in range(candidates)
    ]
    return [maker.profile(uri, number) for number, uri in enumerate(held)], asked


class _Maker:
    def __init__(self, taxonomy: "Taxonomy", chance: random.Random) -> None:
        from esco_data import ConceptKind

        self.taxonomy, self.random = taxonomy, chance
        self.languages = taxonomy.info.languages
        self.isco = {c.uri: c.isco for c in taxonomy.concepts(ConceptKind.OCCUPATION) if c.isco}
        self.skills = [c.uri for c in taxonomy.concepts(ConceptKind.SKILL)]
        self.occupations = [uri for uri in self.isco if len(self._essential(uri)) >= LEAST_SKILLS]

    def profile(self, occupation: str, number: int) -> Simulated:
        """In a random language, as far as the taxonomy has its words."""
        language = self.random.choice(self.languages)
        essential, optional = self._essential(occupation), self._optional(occupation)
        chosen = self._some(essential, self.random.randint(3, MOST["essential"]))
        chosen += self._some(optional, self.random.randint(0, MOST["optional"]))
        chosen += self._some(self.skills, self.random.randint(0, MOST["others"]))
        title = [occupation] if self.random.random() < TITLED else []
        return self._written(
            f"profile {number}", occupation, language, [*title, *self._some(chosen, len(chosen))]
        )

    def vacancy(self, occupation: str) -> Simulated:
        """Its name, skills that it cannot do without, and some that it can."""
        language = self.random.choice(self.languages)
        skills = self._some(self._essential(occupation), 8) + self._some(self._optional(occupation), 3)
        return self._written("vacancy", occupation, language, [occupation, *skills])

    def _written(self, what: str, occupation: str, language: str, uris: Iterable[str]) -> Simulated:
        lines = (self._mistyped(name) for uri in uris if (name := self._name(uri, language)))
        text = "\n".join(lines)
        name = sha256(f"{what} {occupation} {text}".encode()).hexdigest()
        return Simulated(name, language, occupation, self.isco[occupation], text)

    def _name(self, uri: str, language: str) -> str:
        """One of its labels in the language; one in English where it has none."""
        labels = self.taxonomy.labels(uri, language) or self.taxonomy.labels(uri, "en")
        return self.random.choice([label.text for label in labels]) if labels else ""

    def _mistyped(self, text: str) -> str:
        return " ".join(
            self._slip(word) if len(word) > 3 and self.random.random() < MISTYPED else word
            for word in text.split()
        )

    def _slip(self, word: str) -> str:
        """Two letters in the wrong order, or one that is missing."""
        at = self.random.randrange(1, len(word) - 1)
        swapped = self.random.random() < 0.5
        return word[:at] + (word[at + 1] + word[at] + word[at + 2 :] if swapped else word[at + 1 :])

    def _some(self, uris: Sequence[str], number: int) -> list[str]:
        return self.random.sample(uris, min(number, len(uris)))

    def _essential(self, occupation: str) -> list[str]:
        return [skill.uri for skill in self.taxonomy.skills_of(occupation) if skill.essential]

    def _optional(self, occupation: str) -> list[str]:
        return [skill.uri for skill in self.taxonomy.skills_of(occupation) if not skill.essential]


# --- measuring ----------------------------------------------------------------------------------------------


def read(
    matcher: "Matcher",
    profiles: Sequence[Simulated],
    vacancies: Sequence[Simulated],
    progress: "Progress | None" = None,
) -> tuple[dict[str, list[Evidence]], list[Question]]:
    """Both as the platform reads them."""
    from matching.requirements import requirements

    texts, languages = [p.text for p in profiles], [p.language for p in profiles]
    found = read_texts(matcher, texts, languages, progress)
    readings = matcher.mapper.read_many(
        [v.text for v in vacancies], languages=[v.language for v in vacancies]
    )
    asked = [Question(v, requirements(reading)) for v, reading in zip(vacancies, readings, strict=True)]
    return {p.id: evidence for p, evidence in zip(profiles, found, strict=True)}, asked


def measure(
    matcher: "Matcher",
    offered: Mapping[str, Sequence[Evidence]],
    asked: Sequence[Question],
    profiles: Sequence[Simulated],
) -> dict[str, Report]:
    """One report for each system, the platform's first. Vacancies whose occupation nobody has are left out."""
    there = {profile.occupation for profile in profiles}
    judged = [each for each in asked if each.vacancy.occupation in there]
    ways = systems(matcher.knowledge, offered, profiles)
    return {name: _report([_list(way, each, profiles) for each in judged]) for name, way in ways.items()}


def _list(way: System, asked: Question, profiles: Sequence[Simulated]) -> List:
    scores = way(asked)
    return List(asked.vacancy, sorted(profiles, key=lambda p: (-scores[p.id], p.id)))


def _report(lists: Sequence[List]) -> Report:
    speakers: dict[str, set[str]] = defaultdict(set)
    for profile in lists[0].order:
        speakers[profile.language].add(profile.id)
    found = {code: parity(lists, group) for code, group in sorted(speakers.items())}
    return Report(
        bootstrap([measures.average_precision(each.relevance) for each in lists]),
        bootstrap([graded_ndcg_at(each.gains, 10) for each in lists]),
        bootstrap([measures.recall_at(each.relevance, 50) for each in lists]),
        {code: each for code, each in found.items() if each},
    )


def _gain(vacancy: Simulated, profile: Simulated) -> int:
    if profile.occupation == vacancy.occupation:
        return SAME
    return NEAR if profile.group == vacancy.group else 0


def graded_ndcg_at(gains: Sequence[int], k: int) -> float:
    """nDCG@k with DCG@k = Σ gain(i) / log₂(i + 1), as `measures.ndcg_at` with gains of more than one degree."""
    best = _discounted(sorted(gains, reverse=True)[:k])
    return _discounted(gains[:k]) / best if best else 0.0


def _discounted(gains: Sequence[int]) -> float:
    return sum(gain / log2(place + 1) for place, gain in enumerate(gains, start=1))
