"""Checks of drafts: each returns the draft as it is to be stored, or raises RuleBroken. The one place for them.

`at` stands before the names of fields: "qualifications.0." within a whole profile, nothing where there is one draft.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import singledispatch
from typing import Final, TypeVar, cast

from talent import checks, eligibility
from talent import db as records
from talent.countries import EU
from talent.errors import RuleBroken
from talent.profiles.drafts import (
    DestinationDraft,
    ExperienceDraft,
    LanguageDraft,
    LicenceDraft,
    PersonalDraft,
    ProfileDraft,
    ProgrammeDraft,
    QualificationDraft,
    RowDraft,
    TextDraft,
    WishesDraft,
)
from talent.profiles.rows import LanguageLevel, LicenceKind

MOST_ROWS: Final = 60
"""Rows of one kind in one profile: enough for a long career, too few to hurt."""

MOST_WORKLOAD: Final = 20_000
"""Hours; about ten years of full-time study."""

DIMENSIONS: Final = ("listening", "reading", "spoken_interaction", "spoken_production", "writing")
"""Of the Common European Framework of Reference for Languages, as the Europass language grid names them."""

DRIVING: Final = (
    *("AM", "A1", "A2", "A", "B1", "B", "BE", "C1", "C1E", "C", "CE", "D1", "D1E", "D", "DE", "T"),
)
"""Categories of Directive 2006/126/EC, Article 4, and T for tractors, which Member States add (not verified)."""

MONTH: Final = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2]))?")
FIELD: Final = re.compile(r"\d{2,4}")

Draft = TypeVar("Draft", bound=RowDraft)


def checked(draft: ProfileDraft) -> ProfileDraft:
    for name in ("texts", "experiences", "qualifications", "languages", "licences"):
        checks.number(name, len(getattr(draft, name)), 0, MOST_ROWS)
    spoken = sorted(_each("languages", draft.languages), key=lambda each: each.language)
    if len({each.language for each in spoken}) < len(spoken):
        raise RuleBroken("languages", "twice-the-same")
    return replace(
        draft,
        residence=residence(draft.residence),
        texts=_each("texts", draft.texts),
        experiences=_each("experiences", draft.experiences),
        qualifications=_each("qualifications", draft.qualifications),
        languages=tuple(spoken),
        licences=_each("licences", draft.licences),
        destinations=frozenset(checks.country("destinations", code) for code in draft.destinations),
    )


def _each(name: str, drafts: Sequence[Draft]) -> tuple[Draft, ...]:
    return tuple(row(draft, f"{name}.{n}.") for n, draft in enumerate(drafts))


def residence(code: str) -> str:
    """Raises RuleBroken also for those who have moved to the Union: this is not for them any more."""
    checks.country("residence", code)
    if not eligibility.may_reside(code):
        raise RuleBroken("residence", "lives-in-the-union")
    return code


def personal(draft: PersonalDraft) -> PersonalDraft:
    return replace(
        draft,
        display_name=checks.line("display_name", draft.display_name),
        residence=residence(draft.residence),
    )


def wishes(draft: WishesDraft) -> WishesDraft:
    pay = {"pay_floor": draft.pay_floor, "currency": draft.currency, "pay_period": draft.pay_period}
    for name, part in pay.items():
        if part is None and draft.pay_floor is not None:
            raise RuleBroken(name, "empty")
    if draft.pay_floor is None:
        draft = replace(draft, currency=None, pay_period=None)
    elif not 0 < draft.pay_floor < 10_000_000:
        raise RuleBroken("pay_floor", "out-of-range", lowest=1, highest=10_000_000)
    checks.currency("currency", draft.currency)
    return replace(draft, contracts=tuple(sorted(set(draft.contracts))))


def row(draft: Draft, at: str = "") -> Draft:
    return cast("Draft", _row(draft, at))


@singledispatch
def _row(draft: RowDraft, _at: str) -> RowDraft:
    raise TypeError(f"no check for {type(draft).__name__}")


@_row.register
def _text(draft: TextDraft, at: str) -> TextDraft:
    return replace(
        draft,
        text=checks.text(f"{at}text", draft.text),
        language=checks.language(f"{at}language", draft.language),
    )


@_row.register
def _experience(draft: ExperienceDraft, at: str) -> ExperienceDraft:
    start, end = _stretch(at, draft.start, draft.end)
    if draft.current and end:
        raise RuleBroken(f"{at}end", "current-has-no-end")
    words = draft.words if draft.words and draft.words.strip() else None
    return replace(
        draft,
        title=checks.line(f"{at}title", draft.title),
        employer=checks.optional_line(f"{at}employer", draft.employer),
        country=_optional_country(f"{at}country", draft.country),
        start=start,
        end=end,
        words=checks.text(f"{at}words", words) if words else None,
        language=checks.language(f"{at}language", draft.language) if words else None,
    )


@_row.register
def _qualification(draft: QualificationDraft, at: str) -> QualificationDraft:
    first, last = (_year(f"{at}{name}", getattr(draft, name)) for name in ("start_year", "year"))
    if first and last and first > last:
        raise RuleBroken(f"{at}year", "end-before-start")
    if draft.workload is not None and draft.unit is None:
        raise RuleBroken(f"{at}unit", "empty")
    return replace(
        draft,
        title=checks.line(f"{at}title", draft.title),
        country=checks.country(f"{at}country", draft.country),
        gloss=checks.optional_line(f"{at}gloss", draft.gloss),
        institution=checks.optional_line(f"{at}institution", draft.institution),
        kind=checks.optional_line(f"{at}kind", draft.kind),
        isced=checks.number(f"{at}isced", draft.isced, 0, 8),
        field=_field(f"{at}field", draft.field),
        workload=checks.number(f"{at}workload", draft.workload, 1, MOST_WORKLOAD),
        unit=draft.unit if draft.workload is not None else None,
        licence_number=checks.optional_line(f"{at}licence_number", draft.licence_number),
        licence_until=_day(f"{at}licence_until", draft.licence_until),
        occupation_uri=checks.uri(f"{at}occupation_uri", draft.occupation_uri),
    )


@_row.register
def _language(draft: LanguageDraft, at: str) -> LanguageDraft:
    checks.language(f"{at}language", draft.language)
    levels = {level.value for level in LanguageLevel} - {LanguageLevel.NATIVE}
    for name in DIMENSIONS:
        if getattr(draft, name) is not None and getattr(draft, name) not in levels:
            raise RuleBroken(f"{at}{name}", "unknown-level")
    return replace(
        draft,
        certificate=checks.optional_line(f"{at}certificate", draft.certificate),
        certificate_year=_year(f"{at}certificate_year", draft.certificate_year),
    )


@_row.register
def _licence(draft: LicenceDraft, at: str) -> LicenceDraft:
    driving = draft.kind is LicenceKind.DRIVING
    if driving and draft.category not in DRIVING:
        raise RuleBroken(f"{at}category", "unknown-category")
    return replace(
        draft,
        category=draft.category if driving else None,
        name=None if driving else checks.line(f"{at}name", draft.name or ""),
        country=_optional_country(f"{at}country", draft.country),
        valid_until=_day(f"{at}valid_until", draft.valid_until),
    )


@_row.register
def _destination(draft: DestinationDraft, at: str) -> DestinationDraft:
    checks.country(f"{at}country", draft.country)
    if draft.country not in EU:
        raise RuleBroken(f"{at}country", "not-a-member-state")
    checks.number(f"{at}regions", len(draft.regions), 0, MOST_ROWS)
    for code in draft.regions:
        checks.region(f"{at}regions", code, draft.country)
    return replace(draft, regions=tuple(sorted(set(draft.regions))))


@_row.register
def _programme(draft: ProgrammeDraft, at: str) -> ProgrammeDraft:
    start, end = _stretch(at, draft.start, draft.end)
    return replace(
        draft,
        name=checks.line(f"{at}name", draft.name),
        country=checks.country(f"{at}country", draft.country),
        reference=checks.optional_line(f"{at}reference", draft.reference),
        start=start,
        end=end,
    )


def _stretch(at: str, start: str | None, end: str | None) -> tuple[str | None, str | None]:
    start, end = _month(f"{at}start", start), _month(f"{at}end", end)
    if start and end and end < start[: len(end)]:
        raise RuleBroken(f"{at}end", "end-before-start")
    return start, end


def _month(field: str, value: str | None) -> str | None:
    """A year, or a year and a month, as people remember it."""
    if value is None or not value.strip():
        return None
    found = MONTH.fullmatch(value.strip())
    if found is None:
        raise RuleBroken(field, "not-a-month")
    _year(field, int(found[1]))
    return value.strip()


def _year(field: str, value: int | None) -> int | None:
    return checks.number(field, value, 1900, records.now().year + 10)


def _day(field: str, value: date | None) -> date | None:
    if value is not None and not 1900 <= value.year <= 2200:
        raise RuleBroken(field, "out-of-range", lowest=1900, highest=2200)
    return value


def _field(field: str, code: str | None) -> str | None:
    if code is not None and not FIELD.fullmatch(code):
        raise RuleBroken(field, "not-a-field-code")
    return code


def _optional_country(field: str, code: str | None) -> str | None:
    return checks.country(field, code) if code else None
