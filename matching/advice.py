"""What would help a candidate most: a piece of evidence is added, and the employers' rankings are made again. Pure.

Nothing is estimated. What others score does not depend on the candidate, so that only the candidate's own sum is made
anew; places are then counted as in the ranking.
"""

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median_low
from typing import Final, Self

from matching import ranking, weights
from matching.claims import CEFR, LanguageClaim
from matching.evidence import of_sections
from matching.facts import Facts, Relation
from matching.ranking import Evidence, Kind, Knowledge, Meaning, Part, Requirement

FEWEST_OTHERS: Final = 10
"""Where fewer others are in a ranking, no place in it is told: it could say something of one of them."""

LACKING: Final = 0.5
"""Share of a skill's points below which it is looked at what having the skill would change."""

MOST_CHANGES: Final = 8
"""Changes that are tried; those that touch the most points."""

NATIVE: Final = CEFR[-1]

SECTIONS: Final[Mapping[Kind, str]] = {
    Kind.LANGUAGE: "languages",
    Kind.EDUCATION: "education",
    Kind.SKILL: "skills",
}
"""Where a profile would say it (talent.sections): employers see the sections that somebody agreed to show."""


@dataclass(frozen=True, slots=True)
class Change:
    """Something that a person could add: a language at a CEFR level (None: at any), a skill (ESCO URI), a level of
    education (ISCED 2011).
    """

    kind: Kind
    language: str | None = None
    level: str | None = None
    concept: str | None = None
    education: int | None = None

    def covers(self, other: Self) -> bool:
        """Whether who has this has the other, too."""
        if (self.kind, self.language, self.concept) != (other.kind, other.language, other.concept):
            return False
        return _height(self) >= _height(other)


def _height(change: Change) -> int:
    if change.kind is Kind.EDUCATION:
        return change.education or 0
    return CEFR.index(change.level) + 1 if change.level else 0


@dataclass(frozen=True, slots=True)
class Standing:
    """The others in a vacancy's ranking: their scores with their names, best first, of `visible` ones.

    `sections` are those of the candidate's profile that its employer may see; None: all of it.
    """

    vacancy: str
    requirements: Sequence[Requirement]
    others: Sequence[tuple[float, str]]
    visible: int
    sections: frozenset[str] | None = None

    @classmethod
    def of(
        cls, vacancy: str, requirements: Sequence[Requirement], scores: Mapping[str, float], visible: int
    ) -> Self:
        """`scores` by the name of the candidate, as the ranking gives them."""
        return cls(vacancy, requirements, sorted((-score, name) for name, score in scores.items()), visible)

    def beside(self, candidate: str, sections: frozenset[str] | None) -> Self:
        """Without the candidate, of whom these sections are shown."""
        others = [each for each in self.others if each[1] != candidate]
        visible = self.visible - len(self.others) + len(others)
        return replace(self, others=others, visible=visible, sections=sections)

    def place(self, candidate: str, score: float) -> int:
        """From 1, in the order of the ranking: equal scores stand in the order of the names."""
        return bisect_left(self.others, (-score, candidate)) + 1


@dataclass(frozen=True, slots=True)
class Move:
    """The candidate's place in one vacancy's ranking, among `others` who are ranked, of `visible` ones."""

    vacancy: str
    before: int
    after: int
    others: int
    visible: int


@dataclass(frozen=True, slots=True)
class Step:
    """A change with where it leads: one move for each vacancy in which the candidate gets ahead, the farthest first."""

    change: Change
    moves: tuple[Move, ...]

    @property
    def before(self) -> int:
        """Half of the moves begin at this place or before it."""
        return median_low(move.before for move in self.moves)

    @property
    def after(self) -> int:
        return median_low(move.after for move in self.moves)

    @property
    def gained(self) -> int:
        return sum(move.before - move.after for move in self.moves)

    @property
    def merit(self) -> tuple[int, int]:
        return len(self.moves), self.gained


# --- what could be changed --------------------------------------------------------------------------------


def changes(parts: Iterable[Part], facts: Facts, *, most: int = MOST_CHANGES) -> list[Change]:
    """What is missing or met in part, by how many points it touches in all; of the candidate's best vacancies.
    Nobody is told to take up another occupation.
    """
    lacking = [
        (change, part.weight - part.contribution)
        for part in parts
        if (change := _change(part)) and change.concept not in facts.isco
    ]
    gains = {
        change: sum(points for other, points in lacking if change.covers(other)) for change, _ in lacking
    }
    return sorted(gains, key=lambda change: (-gains[change], _name(change)))[:most]


def _change(part: Part) -> Change | None:
    asked = part.requirement
    if part.relation is Relation.MEETS:
        return None
    if asked.kind is Kind.LANGUAGE and asked.level != NATIVE:
        return Change(Kind.LANGUAGE, language=asked.language, level=asked.level)
    if asked.kind is Kind.EDUCATION:
        return Change(Kind.EDUCATION, education=asked.education)
    lacks = asked.kind is Kind.SKILL and asked.essential and part.similarity < LACKING
    if lacks and asked.meaning.concepts:
        return Change(Kind.SKILL, concept=max(asked.meaning.concepts, key=lambda each: each[1])[0])
    return None


def _name(change: Change) -> tuple[str, ...]:
    return tuple(str(part) for part in (change.kind, change.language, change.level, change.concept))


# --- what it would change ---------------------------------------------------------------------------------


def added(change: Change, text: str, language: str, meaning: Meaning) -> Evidence:
    """The piece that a profile would have more, where `text` says it and means `meaning`."""
    piece = Evidence(text, 0, len(text), language, meaning, section=SECTIONS[change.kind])
    if change.kind is Kind.LANGUAGE:
        claim = LanguageClaim(change.language or "", change.level, 0, len(text))
        return replace(piece, languages=(claim,))
    if change.kind is Kind.EDUCATION:
        return replace(piece, education=change.education)
    others = tuple(each for each in meaning.concepts if each[0] != change.concept)
    concepts = ((change.concept or "", weights.PREFERRED), *others)
    return replace(piece, meaning=replace(meaning, concepts=concepts))


def steps(
    candidate: str,
    evidence: Sequence[Evidence],
    pieces: Mapping[Change, Evidence],
    standings: Sequence[Standing],
    knowledge: Knowledge,
) -> list[Step]:
    """The changes that lead ahead somewhere, the best first; `pieces` say what each adds. A higher level that leads
    no further than a lower one is left out.
    """
    before = _scores(candidate, evidence, None, standings, knowledge)
    found = [
        Step(
            change,
            _moves(candidate, before, _scores(candidate, evidence, piece, standings, knowledge), standings),
        )
        for change, piece in pieces.items()
    ]
    ahead = [step for step in found if step.moves]
    useful = [step for step in ahead if not any(_makes_needless(other, step) for other in ahead)]
    return sorted(useful, key=lambda step: (-step.merit[0], -step.merit[1], _name(step.change)))


def _makes_needless(other: Step, step: Step) -> bool:
    return other is not step and step.change.covers(other.change) and other.merit >= step.merit


def _scores(
    candidate: str,
    evidence: Sequence[Evidence],
    piece: Evidence | None,
    standings: Sequence[Standing],
    knowledge: Knowledge,
) -> list[float]:
    """In each ranking, from what its employer sees of the candidate and of the piece."""
    seen = {each.sections: _as_seen(evidence, piece, each.sections) for each in standings}
    own = narrowed(knowledge, [*evidence, *([piece] if piece else [])])
    return [ranking.match(candidate, each.requirements, seen[each.sections], own).score for each in standings]


def _as_seen(
    evidence: Sequence[Evidence], piece: Evidence | None, sections: Collection[str] | None
) -> Sequence[Evidence]:
    shown = evidence if sections is None else of_sections(evidence, sections)
    if piece is None or (sections is not None and piece.section not in sections):
        return shown
    pieces = [*(each for each in shown if not each.whole), piece]
    language = evidence[-1].language if evidence else piece.language
    return [*pieces, replace(ranking.whole_of(pieces), language=language)]


def _moves(
    candidate: str, before: Sequence[float], after: Sequence[float], standings: Sequence[Standing]
) -> tuple[Move, ...]:
    found = (
        Move(
            each.vacancy,
            each.place(candidate, old),
            each.place(candidate, new),
            len(each.others),
            each.visible,
        )
        for each, old, new in zip(standings, before, after, strict=True)
    )
    ahead = (move for move in found if move.after < move.before)
    return tuple(sorted(ahead, key=lambda move: (move.after - move.before, move.vacancy)))


def narrowed(knowledge: Knowledge, evidence: Iterable[Evidence]) -> Knowledge:
    """The same knowledge for many vacancies and one candidate: the sums are the same, and are there much sooner."""
    concepts = {uri for piece in evidence for uri, _ in piece.meaning.concepts}
    return replace(knowledge, facts=knowledge.facts.narrowed(concepts))


Words = Callable[[Change], str]
"""How a profile would say it, in a line."""
