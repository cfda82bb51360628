"""Vacancies beside what a person has: requirement by requirement, in plain words. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from matching.advice import Change, Step
from matching.facts import Facts, Relation
from matching.ranking import Evidence, Kind, Match, Part
from matching.weights import LEVEL_UNKNOWN
from web.concepts import Name
from web.i18n import N_
from web.views import matches
from web.views.levels import EDUCATION
from web.views.matches import LITTLE, Answer, Explained, Named

ENOUGH: Final = 0.5
"""Share of a skill's points from which the page says that the profile has it. Said on the page; ranks nothing."""

REASONS: Final = 3
"""What matches and what does not, named for each vacancy of the list."""


class Met(StrEnum):
    """How far a requirement is met. Unknown is not absent: a profile is silent about many things."""

    MET = "met"
    PARTLY = "partly"
    MISSING = "missing"
    UNKNOWN = "unknown"


WORDS: Final[Mapping[Met, str]] = {
    Met.MET: N_("You have it"),
    Met.PARTLY: N_("You have a part of it"),
    Met.MISSING: N_("Missing"),
    Met.UNKNOWN: N_("Your profile does not say"),
}

TONES: Final[Mapping[Met, str]] = {
    Met.MET: "success",
    Met.PARTLY: "info",
    Met.MISSING: "warning",
    Met.UNKNOWN: "neutral",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A requirement with what answers it."""

    answer: Answer
    met: Met

    @property
    def shows_words(self) -> bool:
        """Words that answer nearly nothing are not held up as an answer; a language without its level is one."""
        return self.met in (Met.MET, Met.PARTLY) or self.answer.asked.language is not None


@dataclass(frozen=True, slots=True)
class Comparison:
    """All rows but that of the whole, essential ones first, in the order of the vacancy."""

    explained: Explained
    rows: Sequence[Row]

    def of(self, *wanted: Met) -> list[Row]:
        return [row for row in self.rows if row.met in wanted]

    @property
    def reasons(self) -> list[Row]:
        """What adds most."""
        have = self.of(Met.MET, Met.PARTLY)
        return _once(sorted(have, key=lambda row: -row.answer.points))[:REASONS]

    @property
    def lacking(self) -> list[Row]:
        """Essential ones that are missing or not said."""
        return _once(row for row in self.of(Met.MISSING, Met.UNKNOWN) if row.answer.asked.essential)


def _once(rows: Iterable[Row]) -> list[Row]:
    """The first of those that a line names alike: the same thing is often asked for in two sentences."""
    first: dict[object, Row] = {}
    for row in rows:
        asked = row.answer.asked
        particulars = (asked.language, asked.level, asked.years, asked.education)
        concept = asked.concepts[0] if asked.concepts else asked.text
        first.setdefault(particulars if any(particulars) else concept, row)
    return list(first.values())


def comparison(
    match: Match, evidence: Iterable[Evidence], facts: Facts, named: Named, denied: frozenset[str]
) -> Comparison:
    """`denied`: concepts (ESCO URIs) of which the person said that they are not theirs."""
    explained = matches.explained(match, facts, named)
    said = _said(evidence)
    rows = [
        Row(answer, _met(part, said, denied))
        for part, answer in zip(match.parts, explained.answers, strict=True)
        if part.requirement.kind is not Kind.WHOLE
    ]
    return Comparison(explained, sorted(rows, key=lambda row: not row.answer.asked.essential))


def _said(evidence: Iterable[Evidence]) -> frozenset[Kind]:
    """The kinds of which the profile says anything: who names languages does not speak the others."""
    told = set()
    for piece in evidence:
        named = {
            Kind.LANGUAGE: piece.languages,
            Kind.EDUCATION: piece.education,
            Kind.EXPERIENCE: piece.years,
        }
        told |= {kind for kind, value in named.items() if value}
    return frozenset(told)


def _met(part: Part, said: frozenset[Kind], denied: frozenset[str]) -> Met:
    kind = part.requirement.kind
    if kind in (Kind.OCCUPATION, Kind.SKILL):
        return _met_in_content(part, denied)
    if part.relation is Relation.MEETS:
        return Met.MET
    if kind is Kind.LANGUAGE and part.similarity == LEVEL_UNKNOWN:
        return Met.UNKNOWN  # the language is there, its level is not
    if part.evidence:
        return Met.PARTLY
    return Met.MISSING if kind in said else Met.UNKNOWN


def _met_in_content(part: Part, denied: frozenset[str]) -> Met:
    concepts = part.requirement.meaning.concepts
    if concepts and max(concepts, key=lambda each: each[1])[0] in denied:
        return Met.MISSING
    if part.similarity >= ENOUGH:
        return Met.MET
    return Met.PARTLY if part.similarity >= LITTLE else Met.UNKNOWN


# --- what would help --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Help:
    """A change in words: a language (code) at a level, a skill by its name, or a level of education."""

    language: str | None
    level: str | None
    skill: Name | None
    education: str | None
    step: Step


def helps(steps: Iterable[Step], named: Named) -> list[Help]:
    return [_help(step.change, step, named) for step in steps]


def _help(change: Change, step: Step, named: Named) -> Help:
    education = None if change.education is None else EDUCATION[change.education]
    skill = named(change.concept) if change.concept else None
    return Help(change.language, change.level, skill, education, step)
