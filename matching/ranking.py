"""Scores a candidate against a vacancy, and says why. Pure: no database, no clock, no network.

A vacancy is a list of requirements, a candidate a list of evidence. Each requirement is answered by the piece of
evidence that answers it best; the score is the sum of weight × similarity over the requirements, and the parts of
that sum are the explanation. There is no other one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from matching import weights
from matching.claims import CEFR, LanguageClaim
from matching.copying import Advertised
from matching.facts import Facts, Relation
from matching.index import Calibration


class Kind(StrEnum):
    """What a requirement is about."""

    OCCUPATION = "occupation"
    EXPERIENCE = "experience"
    SKILL = "skill"
    LANGUAGE = "language"
    EDUCATION = "education"
    WHOLE = "whole"  # the advertisement as a whole against all the candidate wrote


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a piece of text means to the machine: ESCO concepts with their scores, a vector, telling words.

    `vector` has shape (dimensions,), float32, length 1. `words` are stems; `concepts` are (URI, score in (0, 1]).
    """

    concepts: tuple[tuple[str, float], ...]
    vector: NDArray[np.float32]
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Requirement:
    """A piece of an advertisement's text with what it asks for. `level` is CEFR; `education` ISCED 2011."""

    text: str
    kind: Kind
    essential: bool
    meaning: Meaning
    language: str | None = None
    level: str | None = None
    education: int | None = None
    years: float | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """That a piece was chosen from a list, and written by nobody. Of a skill or occupation with its `concept`, and the
    candidate's own words that it was suggested from: whoever may see one of the `sections` where these stand may see
    the `quote`.
    """

    concept: str | None = None
    quote: str | None = None
    sections: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Evidence:
    """A piece of a candidate's text with what it speaks of. It has no field for who the candidate is, on purpose.

    `start` and `end` are characters in the candidate's text; `whole` marks the text as a whole. `until` is the year
    in which it ended, None where it lasts or nobody knows. `worth`, in (0, 1], is less for one of very many things
    listed. `section` is the part of a profile that it was read in, by which it may be left out; None for the whole.
    `language` says how the piece was read; what was `chosen` has none of its own.
    """

    text: str
    start: int
    end: int
    language: str
    meaning: Meaning
    languages: tuple[LanguageClaim, ...] = ()
    education: int | None = None
    years: float | None = None
    whole: bool = False
    until: int | None = None
    worth: float = 1.0
    section: str | None = None
    chosen: Chosen | None = None

    @property
    def says_something(self) -> bool:
        """A bare name at the top of a CV says nothing of work, and must not move the whole."""
        said = self.meaning.concepts or self.languages or self.education or self.years
        return bool(said)


@dataclass(frozen=True, slots=True)
class Part:
    """One term of the score: `contribution == weight * similarity`. In the similarity is `worth`: what the evidence
    still counts for, being old or one of very many things listed.
    """

    requirement: Requirement
    weight: float
    similarity: float
    relation: Relation
    evidence: Evidence | None
    contribution: float
    worth: float = 1.0


@dataclass(frozen=True, slots=True)
class Match:
    """A candidate's answer to a vacancy. `score` is in [0, 1]. `copied` pieces are the advertisement's own words and
    were left out.
    """

    candidate: str
    score: float
    parts: tuple[Part, ...]
    copied: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class Knowledge:
    """What similarity is judged by: relations of concepts, the encoder's cosines, how telling a word is, and the year
    it is now (None: nothing is old).
    """

    facts: Facts
    calibration: Calibration
    telling: Mapping[str, float] = field(default_factory=dict)  # stem → weight; absent: `unseen`
    unseen: float = 1.0
    year: int | None = None

    def weight_of(self, words: Iterable[str]) -> float:
        return sum(self.telling.get(word, self.unseen) for word in words)

    def freshness(self, until: int | None) -> float:
        """What remains of a skill last used in that year: all of it for some years, then less, never little."""
        if until is None or self.year is None:
            return 1.0
        return max(weights.FADED, 1.0 - weights.FADES * max(0, self.year - until - weights.FRESH))


@dataclass(frozen=True, slots=True)
class _Asked:
    """A requirement made ready for many candidates: its share of the score, and what each concept offered is worth."""

    requirement: Requirement
    share: float
    worth: Mapping[str, tuple[float, Relation]]


@dataclass(frozen=True, slots=True)
class _Question:
    """A vacancy made ready for many candidates."""

    asked: Sequence[_Asked]
    advertised: Advertised


def rank(
    requirements: Sequence[Requirement], candidates: Mapping[str, Sequence[Evidence]], knowledge: Knowledge
) -> list[Match]:
    """All candidates, best first; equal scores in the order of their names, so that the order is always the same."""
    question = _question(requirements, knowledge)
    matches = [_match(name, question, evidence, knowledge) for name, evidence in candidates.items()]
    return sorted(matches, key=lambda m: (-m.score, m.candidate))


def match(
    candidate: str, requirements: Sequence[Requirement], evidence: Sequence[Evidence], knowledge: Knowledge
) -> Match:
    """The parts and their sum for one candidate."""
    return _match(candidate, _question(requirements, knowledge), evidence, knowledge)


def _match(candidate: str, question: _Question, evidence: Sequence[Evidence], knowledge: Knowledge) -> Match:
    own, copied = _own_words(evidence, question.advertised)
    cosines = _cosines([each.requirement for each in question.asked], own)
    parts = tuple(_part(each, own, row, knowledge) for each, row in zip(question.asked, cosines, strict=True))
    return Match(candidate, sum(part.contribution for part in parts), parts, copied)


def _own_words(
    evidence: Sequence[Evidence], advertised: Advertised
) -> tuple[Sequence[Evidence], tuple[Evidence, ...]]:
    """(What counts, what is copied from the advertisement). The whole is then that of the rest."""
    pieces = [piece for piece in evidence if not piece.whole]
    if not advertised.may_be_in((piece.text, piece.meaning.words) for piece in pieces):
        return evidence, ()
    marks = advertised.copied([piece.text for piece in pieces])
    if not any(marks):
        return evidence, ()
    own = [piece for piece, copy in zip(pieces, marks, strict=True) if not copy]
    copies = tuple(piece for piece, copy in zip(pieces, marks, strict=True) if copy)
    return [*own, *([whole_of(own)] if own else [])], copies


def whole_of(pieces: Sequence[Evidence]) -> Evidence:
    """A text as a whole: the mean vector of the pieces that say something and count in full, and all their words."""
    full = [piece for piece in pieces if piece.worth == 1] or pieces
    saying = [piece for piece in full if piece.says_something] or full
    mean: NDArray[np.float32] = np.mean([piece.meaning.vector for piece in saying], axis=0, dtype=np.float32)
    vector = (mean / (float(np.linalg.norm(mean)) or 1.0)).astype(np.float32)
    words = frozenset().union(*(piece.meaning.words for piece in full))
    text = "\n".join(piece.text for piece in pieces)
    first, last = pieces[0], pieces[-1]
    return Evidence(text, first.start, last.end, first.language, Meaning((), vector, words), whole=True)


def _question(requirements: Sequence[Requirement], knowledge: Knowledge) -> _Question:
    shares = shares_of(requirements, knowledge.facts)
    asked = [
        _Asked(r, share, worth(r, knowledge.facts)) for r, share in zip(requirements, shares, strict=True)
    ]
    return _Question(asked, Advertised.of(dict.fromkeys(r.text for r in requirements)))


def worth(requirement: Requirement, facts: Facts) -> dict[str, tuple[float, Relation]]:
    """What each concept answers of a requirement: its certainty there times the strength of the relation."""
    found: dict[str, tuple[float, Relation]] = {}
    for wanted, certainty in requirement.meaning.concepts:
        for offered, relation in facts.reach(wanted).items():
            value = certainty * weights.STRENGTH[relation]
            if value > found.get(offered, _NO_WORTH)[0]:
                found[offered] = (value, relation)
    return found


def by_concepts(requirement: Requirement) -> bool:
    """Whether concepts have a say in what answers a requirement."""
    content = requirement.kind in (Kind.OCCUPATION, Kind.SKILL)
    return content and bool(requirement.meaning.concepts)


_NO_WORTH = (0.0, Relation.NONE)


def shares_of(requirements: Sequence[Requirement], facts: Facts | None = None) -> list[float]:
    """The weight of each requirement, scaled so that together they are 1. `facts` say which skills are rare."""
    raw = [_weight(requirement, facts or Facts()) for requirement in requirements]
    skills = sum(w for w, r in zip(raw, requirements, strict=True) if r.kind is Kind.SKILL)
    shrink = min(1.0, weights.SKILLS_TOGETHER / skills) if skills else 1.0
    raw = [w * shrink if r.kind is Kind.SKILL else w for w, r in zip(raw, requirements, strict=True)]
    total = sum(raw)
    return [w / total for w in raw] if total else []


def _weight(requirement: Requirement, facts: Facts) -> float:
    """By kind, less for what is optional, and for a skill that most occupations use: it tells them least apart."""
    weight = weights.WEIGHT[requirement.kind] * (1.0 if requirement.essential else weights.OPTIONAL)
    if requirement.kind is not Kind.SKILL or not requirement.meaning.concepts:
        return weight
    rarest = max(facts.rarity(uri) * certainty for uri, certainty in requirement.meaning.concepts)
    return weight * (1 - weights.RARITY + weights.RARITY * rarest)


def _cosines(requirements: Sequence[Requirement], evidence: Sequence[Evidence]) -> NDArray[np.float32]:
    """Shape (requirements, pieces of evidence)."""
    if not requirements or not evidence:
        return np.zeros((len(requirements), len(evidence)), np.float32)
    asked = np.stack([r.meaning.vector for r in requirements])
    offered = np.stack([e.meaning.vector for e in evidence])
    product: NDArray[np.float32] = asked @ offered.T
    return product


def _part(
    asked: _Asked, evidence: Sequence[Evidence], cosines: NDArray[np.float32], knowledge: Knowledge
) -> Part:
    """The requirement with the evidence that answers it best; the first of equals."""
    similarity, relation, best, worth = 0.0, Relation.NONE, None, 1.0
    nearness = knowledge.calibration.similarity(cosines)
    for piece, near in zip(evidence, nearness.tolist(), strict=True):
        if piece.whole is not (asked.requirement.kind is Kind.WHOLE):
            continue
        found, how = _similarity(asked, piece, near, knowledge)
        counts = _counts(asked.requirement.kind, piece, knowledge)
        if found * counts > similarity:
            similarity, relation, best, worth = found * counts, how, piece, counts
    return Part(asked.requirement, asked.share, similarity, relation, best, asked.share * similarity, worth)


def _counts(kind: Kind, piece: Evidence, knowledge: Knowledge) -> float:
    """What a piece counts for: a language is spoken and a school finished however long ago that was."""
    lasting = kind in (Kind.LANGUAGE, Kind.EDUCATION)
    return piece.worth if lasting else piece.worth * knowledge.freshness(piece.until)


def _similarity(asked: _Asked, piece: Evidence, near: float, knowledge: Knowledge) -> tuple[float, Relation]:
    """How well one piece answers one requirement, in [0, 1], and by which relation."""
    kind = asked.requirement.kind
    if kind is Kind.LANGUAGE:
        return _language(asked.requirement, piece)
    if kind is Kind.EDUCATION:
        return _education(asked.requirement, piece)
    if kind is Kind.EXPERIENCE:
        return _experience(asked, piece, near)
    return _content(asked, piece, near, knowledge)


def _content(asked: _Asked, piece: Evidence, near: float, knowledge: Knowledge) -> tuple[float, Relation]:
    """Concepts and words together. The relation named is the concepts', unless the words say more."""
    requirement = asked.requirement
    in_words = weights.VECTORS * near + (1 - weights.VECTORS) * _shared_words(requirement, piece, knowledge)
    if not by_concepts(requirement):
        return in_words, Relation.WORDS if in_words else Relation.NONE
    in_concepts, relation = _concepts(asked, piece)
    concepts, words = weights.CONCEPTS * in_concepts, (1 - weights.CONCEPTS) * in_words
    return concepts + words, relation if concepts >= words / 2 else Relation.WORDS


def _concepts(asked: _Asked, piece: Evidence) -> tuple[float, Relation]:
    """The concept of the evidence that is worth most, by how sure it is that the evidence speaks of it."""
    best, how = _NO_WORTH
    for found, sureness in piece.meaning.concepts:
        value, relation = asked.worth.get(found, _NO_WORTH)
        if value * sureness > best:
            best, how = value * sureness, relation
    return best, how


def _shared_words(requirement: Requirement, piece: Evidence, knowledge: Knowledge) -> float:
    """Share of the requirement's telling words that the evidence has too."""
    asked = knowledge.weight_of(requirement.meaning.words)
    return knowledge.weight_of(requirement.meaning.words & piece.meaning.words) / asked if asked else 0.0


def _language(requirement: Requirement, piece: Evidence) -> tuple[float, Relation]:
    """Full for the level asked for or a higher one, less for each level below, a middle value where none is said."""
    claim = next((c for c in piece.languages if c.code == requirement.language), None)
    if claim is None:
        return 0.0, Relation.NONE
    if requirement.level is None:
        return 1.0, Relation.MEETS
    if claim.level is None:
        return weights.LEVEL_UNKNOWN, Relation.PARTLY_MEETS
    below = CEFR.index(requirement.level) - CEFR.index(claim.level)
    return _degrees(below, weights.LEVEL_BELOW)


def _education(requirement: Requirement, piece: Evidence) -> tuple[float, Relation]:
    if piece.education is None or requirement.education is None:
        return 0.0, Relation.NONE
    return _degrees(requirement.education - piece.education, weights.EDUCATION_BELOW)


def _degrees(below: int, loss: float) -> tuple[float, Relation]:
    if below <= 0:
        return 1.0, Relation.MEETS
    left = max(0.0, 1.0 - loss * below)
    return left, Relation.PARTLY_MEETS if left else Relation.NONE


def _experience(asked: _Asked, piece: Evidence, near: float) -> tuple[float, Relation]:
    """Years as a share of those asked for, worth more in a piece that speaks of the occupation asked for."""
    if piece.years is None or not asked.requirement.years:
        return 0.0, Relation.NONE
    enough = min(1.0, piece.years / asked.requirement.years)
    link = max(near, _concepts(asked, piece)[0])
    value = enough * (weights.YEARS_WITHOUT_LINK + (1 - weights.YEARS_WITHOUT_LINK) * link)
    return value, Relation.MEETS if enough >= 1 else Relation.PARTLY_MEETS
