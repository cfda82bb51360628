"""What a profile says, put in the order of a CV: the one source of the Europass file and of the PDF.

Private wishes (pay, family, dates) are not part of it: a CV is for showing. Old wordings are not either.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from talent.accounts import Account
from talent.profiles import (
    Experience,
    LanguageLevel,
    LanguageSkill,
    Licence,
    LicenceKind,
    Profile,
    ProfileText,
    Programme,
    Qualification,
    TextKind,
)
from talent.profiles.claimed import ClaimKind, SkillClaim

Name = Callable[[str], str | None]
"""The name of an ESCO concept in the CV's language; None where the taxonomy is not there or lacks it."""

DIMENSIONS: Final = ("listening", "reading", "spoken_interaction", "spoken_production", "writing")


@dataclass(frozen=True, slots=True)
class Words:
    """A text as it was written. `language` is what its writer or reader said, a BCP 47 code."""

    text: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """`start` and `end` are "YYYY" or "YYYY-MM"; `kind` is a value of ExperienceKind, None for a text alone."""

    title: str | None = None
    employer: str | None = None
    country: str | None = None
    start: str | None = None
    end: str | None = None
    current: bool = False
    kind: str | None = None
    words: Words | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """`level` is one of ISCED 2011 (0 to 8), `field` a code of ISCED-F 2013, both as claimed."""

    title: str | None = None
    gloss: str | None = None
    institution: str | None = None
    country: str | None = None
    level: int | None = None
    field: str | None = None
    workload: int | None = None
    unit: str | None = None
    start: str | None = None
    end: str | None = None
    licence_number: str | None = None
    licence_until: date | None = None
    words: Words | None = None


@dataclass(frozen=True, slots=True)
class Spoken:
    """`levels` are CEFR levels in the order of DIMENSIONS; where one was not given, that of the language overall."""

    code: str
    native: bool
    levels: tuple[str, ...] = ()
    certificate: str | None = None
    certificate_year: int | None = None


@dataclass(frozen=True, slots=True)
class Skill:
    """`uri` is that of the ESCO concept; `level` a value of ClaimLevel."""

    uri: str
    name: str
    is_occupation: bool = False
    level: str | None = None
    years: int | None = None


@dataclass(frozen=True, slots=True)
class Permit:
    """A licence other than for driving, or a programme that an issuer has confirmed: who, and when."""

    name: str
    country: str | None = None
    until: date | None = None
    confirmed_by: str | None = None
    confirmed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Cv:
    """`name` and `email` are None in a CV without name and contact; `code` stands for the person in both."""

    language: str
    code: str
    name: str | None
    email: str | None
    summary: tuple[Words, ...]
    occupations: tuple[Skill, ...]
    jobs: tuple[Job, ...]
    courses: tuple[Course, ...]
    languages: tuple[Spoken, ...]
    driving: tuple[str, ...]
    permits: tuple[Permit, ...]
    skills: tuple[Skill, ...]
    more: tuple[Words, ...]


def of(profile: Profile, *, language: str, name: Name, account: Account | None = None) -> Cv:
    """The profile as it is now. With `account` it tells whose it is and how to reach them."""
    skills = [_skill(claim, name) for claim in _by_name(profile) if claim.is_confirmed]
    return Cv(
        language=language,
        code=profile.code,
        name=account.display_name if account else None,
        email=account.email if account else None,
        summary=_texts(profile, TextKind.SUMMARY),
        occupations=tuple(skill for skill in skills if skill.is_occupation),
        jobs=tuple(_jobs(profile)),
        courses=tuple(_courses(profile)),
        languages=tuple(_spoken(row) for row in profile.languages),
        driving=tuple(row.category for row in profile.licences if row.category),
        permits=(*_permits(profile.licences), *_programmes(profile.programmes)),
        skills=tuple(skill for skill in skills if not skill.is_occupation),
        more=_texts(profile, TextKind.CV),
    )


def _texts(profile: Profile, kind: TextKind) -> tuple[Words, ...]:
    told = {row.text_id for row in profile.experiences}
    return tuple(_words(row) for row in profile.current_texts if row.kind is kind and row.id not in told)


def _words(row: ProfileText) -> Words:
    return Words(row.text, row.language)


def _jobs(profile: Profile) -> Iterator[Job]:
    """The latest first, then texts about work that belong to none."""
    texts = {row.id: row for row in profile.current_texts}
    for row in sorted(profile.experiences, key=_recent, reverse=True):
        text = texts.get(row.text_id or "")
        yield Job(
            row.title, row.employer, row.country, row.start, row.end, row.current, row.kind,
            _words(text) if text else None,
        )  # fmt: skip
    yield from (Job(words=words) for words in _texts(profile, TextKind.EXPERIENCE))


def _recent(row: Experience) -> tuple[bool, str, str]:
    return row.current, row.end or "", row.start or ""


def _courses(profile: Profile) -> Iterator[Course]:
    for row in sorted(profile.qualifications, key=_year, reverse=True):
        yield Course(
            row.title, row.gloss, row.institution, row.country, row.isced, row.field, row.workload, row.unit,
            _said(row.start_year), _said(row.year), row.licence_number, row.licence_until,
        )  # fmt: skip
    yield from (Course(words=words) for words in _texts(profile, TextKind.EDUCATION))


def _year(row: Qualification) -> tuple[int, int]:
    return row.year or 0, -row.position


def _said(number: int | None) -> str | None:
    return None if number is None else str(number)


def _spoken(row: LanguageSkill) -> Spoken:
    if row.level is LanguageLevel.NATIVE:
        return Spoken(row.language, native=True)
    levels = tuple(getattr(row, dimension) or str(row.level) for dimension in DIMENSIONS)
    return Spoken(row.language, False, levels, row.certificate, row.certificate_year)


def _by_name(profile: Profile) -> list[SkillClaim]:
    return sorted(profile.skill_claims, key=lambda claim: (claim.label.lower(), claim.concept_uri))


def _skill(claim: SkillClaim, name: Name) -> Skill:
    named = name(claim.concept_uri) or claim.label
    return Skill(claim.concept_uri, named, claim.kind is ClaimKind.OCCUPATION, claim.level, claim.years)


def _permits(licences: list[Licence]) -> Iterator[Permit]:
    for row in licences:
        if row.kind is LicenceKind.OTHER and row.name:
            yield Permit(row.name, row.country, row.valid_until)


def _programmes(programmes: list[Programme]) -> Iterator[Permit]:
    """Only what its issuer has confirmed: a claim of a programme counts for nothing."""
    for row in programmes:
        if row.decided_at and row.is_confirmed:
            issuer = row.organisation.name if row.organisation else None
            yield Permit(row.name, row.country, confirmed_by=issuer, confirmed_on=row.decided_at.date())
