"""One candidate as an employer sees them, under a pseudonym: the sections that they show, and nothing else. Pure."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from talent.profiles import (
    Experience,
    Piece,
    Profile,
    ProfileText,
    Programme,
    Qualification,
    Section,
    Wishes,
    pieces,
)
from talent.skill_claims import SkillClaim
from talent.terms import ContractKind
from web import i18n, profile_words
from web.i18n import gettext as _
from web.views import profile as own_views
from web.views import programmes
from web.views.matches import Named
from web.views.profile import Entry
from web.views.recognition_hints import Hint
from web.views.vacancies import CONTRACTS, pay_of

LISTED: Final = (Section.EXPERIENCE, Section.EDUCATION, Section.LANGUAGES, Section.LICENCES)
"""Sections whose rows are shown one by one."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A section with what stands in it: rows, short facts, texts in the candidate's own words."""

    section: Section
    entries: Sequence[Entry] = ()
    facts: Sequence[str] = ()
    texts: Sequence[Piece] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.entries or self.facts or self.texts)


@dataclass(frozen=True, slots=True)
class Seen:
    """`hidden`: sections that the candidate does not show to this reader, filled in or not.

    `hints`: qualifications by their titles, each with whether it must be recognised.
    """

    code: str
    sections: tuple[Shown, ...]
    hidden: tuple[Section, ...]
    hints: tuple[tuple[str, Hint], ...]


def seen(
    profile: Profile,
    shown: frozenset[Section],
    named: Named,
    hint: Callable[[Qualification], Hint | None],
) -> Seen:
    """The one way from a profile to what an employer's page and the candidate's preview show."""
    said = [piece for piece in pieces(profile) if piece.section in shown]
    sections = (_section(profile, section, said, named) for section in Section if section in shown)
    return Seen(
        profile.code,
        tuple(each for each in sections if not each.is_empty),
        tuple(section for section in Section if section not in shown),
        tuple(_hints(profile, hint)) if Section.EDUCATION in shown else (),
    )


def _hints(profile: Profile, hint: Callable[[Qualification], Hint | None]) -> Iterator[tuple[str, Hint]]:
    for row in profile.qualifications:
        if found := hint(row):
            yield row.title, found


def _section(profile: Profile, section: Section, said: Sequence[Piece], named: Named) -> Shown:
    if section is Section.PERSONAL:
        return Shown(section, facts=[i18n.current().country(profile.residence)])
    if section is Section.WISHES:
        return Shown(section, facts=_wishes(profile.wishes) if profile.wishes else ())
    if section is Section.SKILLS:
        return Shown(section, facts=_skills(profile, named), texts=_texts(profile, section, said))
    if section is Section.PROGRAMMES:
        return Shown(section, [_confirmed(row) for row in profile.programmes if row.is_confirmed])
    entries = _entries(profile, section) if section in LISTED else []
    return Shown(section, entries, texts=_texts(profile, section, said))


def _texts(profile: Profile, section: Section, said: Iterable[Piece]) -> list[Piece]:
    """What stands in no row: the words of a job stand with the job."""
    told = {row.text_id for row in profile.experiences}
    free = (ProfileText.__tablename__, SkillClaim.__tablename__)
    return [
        piece
        for piece in said
        if piece.section is section
        and piece.source in free
        and piece.source_id not in told
        and piece.choice is None
    ]


def _entries(profile: Profile, section: Section) -> list[Entry]:
    rows = own_views.entries(profile, section.value)
    if section is not Section.EXPERIENCE:
        return rows
    return [_without_employer(entry, job) for entry, job in zip(rows, profile.experiences, strict=True)]


def _without_employer(entry: Entry, job: Experience) -> Entry:
    """Whose name would often tell who somebody is."""
    return replace(entry, facts=[fact for fact in entry.facts if fact != job.employer])


def _confirmed(row: Programme) -> Entry:
    """Without its number. What no issuer has confirmed is shown to nobody: it would be a claim with a state's name."""
    return Entry(row.id, row.name, [*own_views.programme_facts(row), programmes.confirmed_by(row)])


def _skills(profile: Profile, named: Named) -> list[str]:
    """In the reader's language and order."""
    confirmed = {_name(claim, named) for claim in profile.skill_claims if claim.is_confirmed}
    return sorted(confirmed, key=str.casefold)


def _name(claim: SkillClaim, named: Named) -> str:
    """As it was called when they chose it, where the taxonomy has lost the concept since."""
    name = named(claim.concept_uri)
    return name.text if name.language else claim.label


def _wishes(wishes: Wishes) -> list[str]:
    facts = []
    if wishes.earliest_start:
        facts.append(_("Can start from %(day)s", day=i18n.current().date(wishes.earliest_start)))
    if wishes.family:
        facts.append(_(profile_words.FAMILY[wishes.family]))
    if wishes.pay_floor and wishes.currency and wishes.pay_period:
        pay = pay_of(wishes.pay_floor, wishes.currency, wishes.pay_period)
        facts.append(_("Pay: at least %(pay)s", pay=pay))
    return facts + [_(CONTRACTS[ContractKind(each)]) for each in wishes.contracts]
