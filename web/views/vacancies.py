"""Vacancies as pages show them: in the words of their employers, with what the platform understood beside it. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from babel import Locale, UnknownLocaleError, numbers

from matching.ranking import Kind
from matching.vacancy_store import VacancyReading
from talent import regions
from talent.organisations import Vetting
from talent.terms import ContractKind, PayPeriod
from talent.vacancies import Pay, Vacancy, VacancyStatus
from web import i18n
from web.concepts import Name
from web.i18n import N_
from web.i18n import gettext as _
from web.views.levels import EDUCATION
from web.views.matches import KINDS, Asked

Named = Callable[[str], Name]
"""The name of a concept, by its URI, for this reader."""

CONTRACTS: Final[Mapping[ContractKind, str]] = {
    ContractKind.PERMANENT: N_("Permanent"),
    ContractKind.FIXED_TERM: N_("For a fixed time"),
    ContractKind.SEASONAL: N_("For a season"),
    ContractKind.TRAINING: N_("Training or apprenticeship"),
}

EMPLOYERS: Final[Mapping[Vetting, tuple[str, str]]] = {
    Vetting.VERIFIED: (N_("Employer checked"), "success"),
    Vetting.PENDING: (N_("Employer not checked yet"), "warning"),
    Vetting.SUSPENDED: (N_("Employer suspended"), "error"),
}
"""How far an employer was checked, in words, and the tone of the label."""

STATES: Final[Mapping[VacancyStatus, str]] = {
    VacancyStatus.DRAFT: N_("Draft: only your organisation sees it"),
    VacancyStatus.PUBLISHED: N_("Open"),
    VacancyStatus.CLOSED: N_("Closed: it is no longer open"),
}


@dataclass(frozen=True, slots=True)
class Employer:
    name: str
    country: str
    checked: str
    tone: str


@dataclass(frozen=True, slots=True)
class Card:
    """A vacancy in a list. `languages` are those it requires: code and CEFR level, 'native' or ''."""

    code: str
    title: str
    language: str | None
    employer: Employer
    place: tuple[str, ...]
    country: str
    pay: str | None
    since: datetime
    invented: bool
    occupations: tuple[tuple[str, Name], ...]
    languages: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Detail:
    """A vacancy on its page. `required` and `wished` are None while nobody has read it yet."""

    card: Card
    text: str
    direction: str
    contract: str | None
    state: str | None
    changed: datetime | None
    required: tuple[Asked, ...] | None
    wished: tuple[Asked, ...] | None
    read_as: str | None


def card(row: Vacancy, reading: VacancyReading | None, named: Named) -> Card:
    region = regions.name(row.region) if row.region else None
    return Card(
        code=row.code,
        title=row.title,
        language=row.language,
        employer=employer(row),
        place=tuple(part for part in dict.fromkeys((row.place, region)) if part and part != row.country),
        country=row.country,
        pay=pay(row.pay) if row.pay else None,
        since=row.published_at,
        invented=row.is_demonstration,
        occupations=tuple((uri, named(uri)) for uri in occupations(row, reading)),
        languages=tuple((each.language, each.level) for each in reading.languages) if reading else (),
    )


def employer(row: Vacancy) -> Employer:
    words, tone = EMPLOYERS[row.organisation.vetting]
    return Employer(row.organisation.name, row.organisation.country, words, tone)


def occupations(row: Vacancy, reading: VacancyReading | None) -> list[str]:
    """ESCO URIs: the one that the employer has confirmed, else what was understood, the likeliest first."""
    if row.occupation_uri:
        return [row.occupation_uri]
    return [each.uri for each in reading.occupations] if reading else []


def detail(row: Vacancy, reading: VacancyReading | None, named: Named) -> Detail:
    asked = [requirement(each, named) for each in reading.requirements] if reading else None
    return Detail(
        card=card(row, reading, named),
        text=row.text,
        direction=direction_of(row.language),
        contract=CONTRACTS[row.contract] if row.contract else None,
        state=None if row.status is VacancyStatus.PUBLISHED else STATES[row.status],
        changed=row.updated_at if row.updated_at.date() > row.published_at.date() else None,
        required=_of_weight(asked, essential=True),
        wished=_of_weight(asked, essential=False),
        read_as=reading.language if reading else None,
    )


def _of_weight(asked: Iterable[Asked] | None, *, essential: bool) -> tuple[Asked, ...] | None:
    return None if asked is None else tuple(each for each in asked if each.essential is essential)


def requirement(kept: Mapping[str, Any], named: Named) -> Asked:
    """A requirement as `matching.vacancy_store` keeps it, in the form in which pages show those of a ranking."""
    education = kept.get("education")
    return Asked(
        text=kept["text"],
        kind=KINDS[Kind(kept["kind"])],
        essential=kept["essential"],
        concepts=tuple(map(named, kept["concepts"])),
        language=kept.get("language"),
        level=kept.get("level"),
        years=kept.get("years"),
        education=None if education is None else EDUCATION[education],
    )


def direction_of(language: str | None) -> str:
    """For `dir`: what the language is written in; "auto", by the first letter, where it is not known."""
    try:
        order = Locale.parse(language, sep="-").character_order if language else None
    except (UnknownLocaleError, ValueError):
        order = None
    return {"left-to-right": "ltr", "right-to-left": "rtl"}.get(order or "", "auto")


# --- amounts ----------------------------------------------------------------------------------------------


def pay(offered: Pay) -> str:
    """`€3,100 to €3,900 a month`, in the reader's language."""
    low, high = _money(offered.min, offered.currency), _money(offered.max, offered.currency)
    return _PERIODS[offered.period](low if low == high else _("%(low)s to %(high)s", low=low, high=high))


def pay_of(amount: Decimal, currency: str, period: PayPeriod) -> str:
    """`€3,100 a month`, in the reader's language."""
    return _PERIODS[period](_money(amount, currency))


_PERIODS: Final[Mapping[PayPeriod, Callable[[str], str]]] = {
    PayPeriod.HOUR: lambda amount: _("%(amount)s an hour", amount=amount),
    PayPeriod.MONTH: lambda amount: _("%(amount)s a month", amount=amount),
    PayPeriod.YEAR: lambda amount: _("%(amount)s a year", amount=amount),
}


def _money(amount: Decimal, currency: str) -> str:
    """Without cents where there are none, and with a space between letters and digits: `SEK 400,000`."""
    locale = i18n.current().locale
    pattern = locale.currency_formats["standard"].pattern
    if amount == int(amount):
        pattern = pattern.replace(".00", "")
    if numbers.get_currency_symbol(currency, locale).isalpha():
        pattern = pattern.replace("¤#", "¤\xa0#")
    return numbers.format_currency(amount, currency, format=pattern, locale=locale, currency_digits=False)


def cards(rows: Sequence[Vacancy], readings: Mapping[str, VacancyReading], named: Named) -> list[Card]:
    return [card(row, readings.get(row.id), named) for row in rows]
