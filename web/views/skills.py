"""What somebody says of skills, as pages show it: rows to answer, what is confirmed, what was removed. Pure but for the
labels, which come from the taxonomy.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from talent.skill_claims import ClaimKind, ClaimLevel, SkillClaim
from web.concepts import Name, name_of
from web.i18n import N_
from web.profile_words import TITLES
from web.views.understanding import Sure, sure_of

if TYPE_CHECKING:
    from esco_data import SkillRelation, Taxonomy
    from matching.mapping import Suggestion
    from matching.skill_suggestions import Suggested

LEVELS: Final[Mapping[ClaimLevel, str]] = {
    ClaimLevel.LEARNING: N_("I am learning it"),
    ClaimLevel.WITH_HELP: N_("I do it with help"),
    ClaimLevel.ALONE: N_("I do it on my own"),
    ClaimLevel.TEACHES: N_("I teach it to others"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A concept to say yes or no to. `quote` are the words it came from, in `language`; `answer` what was said before:
    "yes", "no" or nothing.
    """

    number: int
    uri: str
    name: Name
    occupation: bool = False
    quote: str = ""
    language: str | None = None
    sure: Sure | None = None
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """The rows that one piece of the profile gave rise to. `text` is that piece."""

    section: str
    text: str
    language: str | None
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """A concept that was decided on."""

    claim: SkillClaim
    name: Name

    @property
    def is_occupation(self) -> bool:
        return self.claim.kind is ClaimKind.OCCUPATION


@dataclass(frozen=True, slots=True)
class Decided:
    """What is theirs, by kind and name, and what they removed, the latest first."""

    occupations: tuple[Kept, ...]
    skills: tuple[Kept, ...]
    removed: tuple[Kept, ...]


def decided(claims: Iterable[SkillClaim], taxonomy: "Taxonomy | None", language: str) -> Decided:
    """`claims` the latest first."""
    kept = [Kept(claim, named(claim, taxonomy, language)) for claim in claims]
    confirmed = sorted((k for k in kept if k.claim.is_confirmed), key=lambda k: k.name.text.casefold())
    return Decided(
        tuple(each for each in confirmed if each.is_occupation),
        tuple(each for each in confirmed if not each.is_occupation),
        tuple(each for each in kept if not each.claim.is_confirmed),
    )


def named(claim: SkillClaim, taxonomy: "Taxonomy | None", language: str) -> Name:
    """The taxonomy's name of today; where there is none, the English one of when it was decided."""
    name = name_of(taxonomy, claim.concept_uri, language) if taxonomy else None
    return name if name and name.language else Name(claim.label, "en")


def groups(suggested: "Suggested", taxonomy: "Taxonomy", language: str) -> list[Group]:
    """Rows are numbered through all groups."""
    numbers = iter(range(1, suggested.number + 1))
    return [
        Group(
            TITLES[group.piece.section],
            group.piece.text,
            group.piece.language,
            tuple(
                _row(next(numbers), each, group.piece.language, taxonomy, language)
                for each in group.suggestions
            ),
        )
        for group in suggested.groups
    ]


def _row(
    number: int, suggestion: "Suggestion", said_in: str | None, taxonomy: "Taxonomy", language: str
) -> Row:
    return Row(
        number,
        suggestion.uri,
        name_of(taxonomy, suggestion.uri, language),
        suggestion.occupation,
        suggestion.text,
        said_in,
        sure_of(suggestion.probability),
    )


@dataclass(frozen=True, slots=True)
class Checklist:
    """The skills of an occupation."""

    essential: tuple[Row, ...]
    optional: tuple[Row, ...]

    @property
    def confirmed(self) -> int:
        return sum(row.answer == "yes" for row in (*self.essential, *self.optional))


def checklist(
    relations: Sequence["SkillRelation"], claims: Iterable[SkillClaim], taxonomy: "Taxonomy", language: str
) -> Checklist:
    """By name, each with what was said of it before."""
    answers = {claim.concept_uri: "yes" if claim.is_confirmed else "no" for claim in claims}
    essential = list(_rows((r.uri for r in relations if r.essential), answers, taxonomy, language, 1))
    optional = _rows(
        (r.uri for r in relations if not r.essential), answers, taxonomy, language, len(essential) + 1
    )
    return Checklist(tuple(essential), tuple(optional))


def _rows(
    uris: Iterable[str], answers: Mapping[str, str], taxonomy: "Taxonomy", language: str, first: int
) -> Iterator[Row]:
    names = sorted(
        ((uri, name_of(taxonomy, uri, language)) for uri in uris), key=lambda each: each[1].text.casefold()
    )
    for number, (uri, name) in enumerate(names, first):
        yield Row(number, uri, name, answer=answers.get(uri, ""))
