"""A ranking as a page shows it: what matches, in whose words, what is missing, in points that add up. Pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import floor
from typing import Final

from matching.facts import Facts, Relation
from matching.matcher import Ranking
from matching.ranking import Evidence, Kind, Match, Part, Requirement
from web.concepts import Name
from web.i18n import N_
from web.views.levels import EDUCATION

LITTLE: Final = 0.25
"""Share of a requirement's points below which the page lists it under "little or nothing found". Said on the page;
decides nothing but the order of the rows."""

CONCEPTS_NAMED: Final = 3
"""Concepts named for each requirement; further ones count in the ranking all the same."""

Named = Callable[[str], Name]
"""The name of a concept, by its URI, for this reader."""

KINDS: Final[Mapping[Kind, str]] = {
    Kind.OCCUPATION: N_("Occupation"),
    Kind.EXPERIENCE: N_("Experience"),
    Kind.SKILL: N_("Skill or task"),
    Kind.LANGUAGE: N_("Language"),
    Kind.EDUCATION: N_("Education"),
    Kind.WHOLE: N_("The whole text"),
}

RELATIONS: Final[Mapping[Relation, str]] = {
    Relation.SAME: N_("the same skill"),
    Relation.ESSENTIAL_FOR_OCCUPATION: N_("belongs to the occupation, essential there"),
    Relation.OPTIONAL_FOR_OCCUPATION: N_("belongs to the occupation, optional there"),
    Relation.NARROWER: N_("more special than what is asked for"),
    Relation.BROADER: N_("more general than what is asked for"),
    Relation.RELATED: N_("a related skill"),
    Relation.SIBLING: N_("a skill of the same group"),
    Relation.SAME_UNIT_GROUP: N_("an occupation of the same group"),
    Relation.SAME_MINOR_GROUP: N_("an occupation of a neighbouring group"),
    Relation.WORDS: N_("the words are close"),
    Relation.MEETS: N_("is enough"),
    Relation.PARTLY_MEETS: N_("is enough in part"),
    Relation.NONE: N_("nothing found"),
}

SAME_OCCUPATION: Final = N_("the same occupation")

OCCUPATION_ADDRESS: Final = "/esco/occupation/"
"""What the URIs of ESCO's occupations have, and no skill's."""

BETWEEN_CONCEPTS: Final = frozenset(Relation) - {
    Relation.WORDS,
    Relation.MEETS,
    Relation.PARTLY_MEETS,
    Relation.NONE,
}
"""Relations that ESCO or ISCO-08 know; the others are of words, levels and years."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A requirement. `text` is the vacancy's own words; None for the vacancy as a whole."""

    text: str | None
    kind: str
    essential: bool
    concepts: tuple[Name, ...]
    language: str | None
    level: str | None
    years: float | None
    education: str | None


@dataclass(frozen=True, slots=True)
class Choice:
    """A line that was made of what somebody chose: a skill or occupation by its name and for how many years, languages
    by code and level, or `text` (English) where it is neither.
    """

    name: Name | None
    years: float | None
    languages: tuple[tuple[str, str | None], ...]
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A part of a score: what was asked, what answers it, and `points` of `most`, in steps of 0.1.

    `words` are the candidate's own, None for all of them together; `found` says whether there are any. `chosen` is what
    they chose from a list instead of writing it, with or without words that it was suggested from. `link` names the
    concept found and the concept asked for, where ESCO relates them.
    """

    asked: Asked
    relation: str
    link: tuple[Name, Name] | None
    found: bool
    words: str | None
    language: str | None
    chosen: "Choice | None"
    share: float
    points: float
    most: float


@dataclass(frozen=True, slots=True)
class Explained:
    """A candidate's score from 0 to 100 and the answers whose points add up to it."""

    score: float
    answers: tuple[Answer, ...]

    @property
    def matching(self) -> list[Answer]:
        """What adds most to the score first."""
        return sorted((a for a in self.answers if a.share >= LITTLE), key=lambda a: -a.points)

    @property
    def missing(self) -> list[Answer]:
        """Essential ones first, and among them those without a word first."""
        left = (a for a in self.answers if a.share < LITTLE)
        return sorted(left, key=lambda a: (not a.asked.essential, a.found, -a.most))

    @property
    def essential_missing(self) -> list[Answer]:
        """What a reader of the list has to know at first sight; the text as a whole is no requirement of its own."""
        return [a for a in self.missing if a.asked.essential and a.asked.text]

    @property
    def widest(self) -> float:
        """The most points of one answer: the length of its bar is the full length."""
        return max((a.most for a in self.answers), default=1.0)


@dataclass(frozen=True, slots=True)
class Understanding:
    """How a vacancy was understood. `cut` is the number of characters read of a text that was too long.

    `something_asked` is False where no concept, language, education or number of years was found in it;
    `only_offers` is True where all of it speaks of the employer or of what is offered.
    """

    language: str
    occupations: tuple[Name, ...]
    confirmed: bool
    requirements: tuple[Asked, ...]
    cut: int | None
    something_asked: bool
    only_offers: bool

    @property
    def essential(self) -> int:
        return sum(asked.essential for asked in self.particular)

    @property
    def particular(self) -> list[Asked]:
        """The requirements without the text as a whole."""
        return [asked for asked in self.requirements if asked.text]


def understanding(ranking: Ranking, confirmed: str | None, named: Named) -> Understanding:
    """`confirmed` is the occupation that the employer has named (ESCO URI)."""
    uris = [confirmed] if confirmed else [hit.uri for hit in ranking.occupations]
    return Understanding(
        language=ranking.reading.language,
        occupations=tuple(map(named, uris)),
        confirmed=confirmed is not None,
        requirements=tuple(asked(each, named) for each in ranking.requirements),
        cut=ranking.reading.cut,
        something_asked=any(r.meaning.concepts or r.kind in _PARTICULARS for r in ranking.requirements),
        only_offers=bool(ranking.reading.pieces or ranking.reading.skipped) and not ranking.requirements,
    )


_PARTICULARS = frozenset({Kind.LANGUAGE, Kind.EDUCATION, Kind.EXPERIENCE})


def asked(requirement: Requirement, named: Named) -> Asked:
    best = sorted(requirement.meaning.concepts, key=lambda concept: -concept[1])
    level = requirement.education
    return Asked(
        text=None if requirement.kind is Kind.WHOLE else requirement.text,
        kind=KINDS[requirement.kind],
        essential=requirement.essential,
        concepts=tuple(named(uri) for uri, _ in best[:CONCEPTS_NAMED]),
        language=requirement.language,
        level=requirement.level,
        years=requirement.years,
        education=None if level is None else EDUCATION[level],
    )


def explained(match: Match, facts: Facts, named: Named) -> Explained:
    """The parts in points: each is rounded so that all together are the score, and the most of all is 100."""
    score = round(match.score * 1000)
    points = apportion([part.contribution for part in match.parts], score)
    gaps = apportion([part.weight - part.contribution for part in match.parts], 1000 - score)
    answers = (
        _answer(part, facts, named, tenths, tenths + gap)
        for part, tenths, gap in zip(match.parts, points, gaps, strict=True)
    )
    return Explained(score / 10, tuple(answers))


def apportion(shares: Sequence[float], total: int) -> list[int]:
    """Whole numbers that add up to `total`, each the share × 1000 rounded down or up (the largest rests go up)."""
    exact = [share * 1000 for share in shares]
    whole = [floor(each) for each in exact]
    by_rest = sorted(range(len(exact)), key=lambda n: (whole[n] - exact[n], n))
    for n in by_rest[: total - sum(whole)]:
        whole[n] += 1
    return whole


def _answer(part: Part, facts: Facts, named: Named, points: int, most: int) -> Answer:
    evidence = part.evidence
    link = closest(part, facts)
    words, language = _words(evidence) if evidence else (None, None)
    return Answer(
        asked=asked(part.requirement, named),
        relation=_relation(part.relation, link),
        link=(named(link[0]), named(link[1])) if link else None,
        found=evidence is not None,
        words=words,
        language=language,
        chosen=_choice(evidence, named) if evidence else None,
        share=part.similarity,
        points=points / 10,
        most=most / 10,
    )


def _words(evidence: Evidence) -> tuple[str | None, str | None]:
    """The candidate's own words with their language, as far as it is known."""
    if evidence.chosen:
        return evidence.chosen.quote, None
    return None if evidence.whole else evidence.text, evidence.language


def _choice(evidence: Evidence, named: Named) -> Choice | None:
    if evidence.chosen is None:
        return None
    concept = evidence.chosen.concept
    return Choice(
        named(concept) if concept else None,
        evidence.years,
        tuple((claim.code, claim.level) for claim in evidence.languages),
        evidence.text,
    )


def _relation(relation: Relation, link: tuple[str, str] | None) -> str:
    same_occupation = relation is Relation.SAME and link is not None and OCCUPATION_ADDRESS in link[0]
    return SAME_OCCUPATION if same_occupation else RELATIONS[relation]


def closest(part: Part, facts: Facts) -> tuple[str, str] | None:
    """The concept found and the concept asked for that stand in the part's relation, the surest pair of them."""
    if part.evidence is None or part.relation not in BETWEEN_CONCEPTS:
        return None
    pairs = _pairs(part.requirement, part.evidence, part.relation, facts)
    best = max(pairs, key=lambda pair: pair[0], default=None)
    return best[1:] if best else None


def _pairs(
    requirement: Requirement, evidence: Evidence, relation: Relation, facts: Facts
) -> Iterator[tuple[float, str, str]]:
    for wanted, certainty in requirement.meaning.concepts:
        for found, sureness in evidence.meaning.concepts:
            if facts.between(wanted, found)[0] is relation:
                yield certainty * sureness, found, wanted
