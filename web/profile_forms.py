"""The forms of a profile: one for each kind of thing that it says, as a table of fields."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from esco_data import ConceptKind
from talent import profiles
from talent.accounts import Account
from talent.countries import EU, country_codes, language_codes
from talent.eligibility import Participation, facts
from talent.profiles import (
    Destination,
    DestinationDraft,
    Experience,
    ExperienceDraft,
    ExperienceKind,
    Family,
    LanguageDraft,
    LanguageLevel,
    LanguageSkill,
    Licence,
    LicenceDraft,
    LicenceKind,
    PersonalDraft,
    Profile,
    Programme,
    ProgrammeDraft,
    ProgrammeKind,
    Qualification,
    QualificationDraft,
    StudyUnit,
    WishesDraft,
)
from talent.regions import regions
from talent.terms import ContractKind, PayPeriod
from web import i18n, profile_words
from web.concepts import name_of
from web.i18n import N_
from web.i18n import gettext as _
from web.platform import NotReady
from web.profile_fields import Asking, Field, Typed, amount, month, month_written, written
from web.views import choices
from web.views.choices import Options
from web.views.levels import EDUCATION
from web.views.vacancies import CONTRACTS

STUDY: Final = re.compile(r"http://data\.europa\.eu/esco/isced-f/(?!00)\d\d[1-8]")
"""The concept of a narrow field; those of broad fields, and what is general or interdisciplinary, are left out."""

CURRENCIES: Final = ("EUR", "CZK", "DKK", "HUF", "PLN", "RON", "SEK")
"""Of Member States; Bulgaria has the euro since 1 January 2026 (Council Decision (EU) 2025/1407, not verified)."""


@dataclass(frozen=True, slots=True)
class Form:
    """`slug` is its place under /profile; `draft` is made of what its fields mean."""

    slug: str
    fields: Sequence[Field]
    draft: Callable[..., Any]
    row: type[profiles.Row] | None = None

    @property
    def names(self) -> frozenset[str]:
        return frozenset(field.name for field in self.fields)

    def meant(self, typed: Typed) -> Any:
        """The draft that somebody typed. Raises RuleBroken at the first field that makes no sense."""
        return self.draft(**{field.name: field.value(typed) for field in self.fields})

    def typed(self, source: object) -> Typed:
        """What a row says, as the form has it."""
        return {field.name: _said(field, getattr(source, field.name, None)) for field in self.fields}


def _said(field: Field, value: Any) -> list[str]:
    said = written(value)
    return [month_written(text) for text in said] if field.meant is month else said


def _words(words: Mapping[Any, str]) -> Callable[[Asking], Options]:
    return lambda _asking: [(str(value), _(text)) for value, text in words.items()]


def _countries(_asking: Asking) -> Options:
    return choices.countries(country_codes())


def _destinations(asking: Asking) -> Options:
    """Those that may take part and are not chosen yet."""
    states = facts().states
    chosen = asking.profile.destinations - {asking.key}
    return choices.countries(
        code for code in EU - chosen if states[code].participation is not Participation.NO
    )


def _regions(asking: Asking) -> Options:
    """Of the chosen country, by their own names; none before one is chosen."""
    return list(regions(asking.key or "").items())


def _languages(_asking: Asking) -> Options:
    reader = i18n.current()
    named = ((code, reader.language_name(code)) for code in language_codes())
    return sorted(named, key=lambda pair: pair[1].casefold())


def _interface(_asking: Asking) -> Options:
    return [(code, i18n.own_name(code)) for code in i18n.languages()]


def _levels(*, native: bool) -> Callable[[Asking], Options]:
    words = {key: text for key, text in profile_words.LEVELS.items() if native or key != LanguageLevel.NATIVE}
    return _words(words)


def _plain(values: Sequence[str]) -> Callable[[Asking], Options]:
    return lambda _asking: [(value, value) for value in values]


def _study(asking: Asking) -> Options:
    """Narrow fields of ISCED-F 2013 (three digits), which ESCO names; none before the taxonomy is there."""
    try:
        taxonomy = asking.parts.taxonomy
    except NotReady:
        return []
    uris = (each.uri for each in taxonomy.concepts(ConceptKind.SKILL_GROUP) if STUDY.fullmatch(each.uri))
    return [(uri[-3:], name_of(taxonomy, uri, i18n.current().language).text) for uri in sorted(uris)]


def _select(name: str, label: str, options: Callable[[Asking], Options], **more: Any) -> Field:
    return Field(name, label, "select", options=options, empty=N_("Choose"), **more)


def _day(name: str, label: str, **more: Any) -> Field:
    return Field(name, label, "date", meant=date.fromisoformat, **more)


def _month(name: str, label: str) -> Field:
    return Field(name, label, help=N_("Year, or month and year: 2019 or 03/2019"), meant=month)


def _year(name: str, label: str, **more: Any) -> Field:
    return Field(name, label, "number", meant=int, **more)


def _radios(name: str, label: str, words: Mapping[Any, str], kind: type[StrEnum], **more: Any) -> Field:
    return Field(name, label, "radios", meant=kind, options=_words(words), **more)


PERSONAL: Final = Form(
    "personal",
    (
        Field(
            "display_name",
            N_("Your name"),
            help=N_("Employers see it only when you agree."),
            required=True,
        ),
        _select("residence", N_("In which country do you live?"), _countries, required=True),
        Field(
            "locale",
            N_("In which language shall we write to you?"),
            "select",
            options=_interface,
            required=True,
        ),
    ),
    PersonalDraft,
)

EXPERIENCE: Final = Form(
    "experience",
    (
        Field(
            "title",
            N_("What did you work as?"),
            help=N_("In your own language, as you would tell a friend."),
            required=True,
        ),
        _radios("kind", N_("What kind of work was it?"), profile_words.WORK, ExperienceKind, required=True),
        Field(
            "words",
            N_("What did you do there?"),
            "text",
            help=N_("The more you tell, the more skills we can suggest. Your words stay as you write them."),
        ),
        _month("start", N_("From")),
        _month("end", N_("Until")),
        Field("current", N_("I still do this work"), "tick"),
        Field("employer", N_("Employer or place"), more=True),
        _select("country", N_("Country"), _countries, more=True),
    ),
    ExperienceDraft,
    Experience,
)

QUALIFICATION: Final = Form(
    "education",
    (
        Field(
            "title",
            N_("Name of the diploma, certificate or training"),
            help=N_("As it stands on the paper, in its own language and script."),
            required=True,
        ),
        _select("country", N_("Country where you got it"), _countries, required=True),
        Field("institution", N_("School, university or training centre")),
        _year("year", N_("Year in which you finished")),
        _select("isced", N_("Level"), _words(dict(enumerate(EDUCATION))), meant=int),
        Field("gloss", N_("The name in another language"), more=True),
        _select("field", N_("Field of study"), _study, more=True),
        _year("start_year", N_("Year in which you began"), more=True),
        _year("workload", N_("How much study it was"), help=N_("A number of hours or credits"), more=True),
        _select("unit", N_("Hours or credits?"), _words(profile_words.UNITS), meant=StudyUnit, more=True),
        Field(
            "licence_number",
            N_("Number of your licence or registration"),
            help=N_("Where the profession needs one, as nursing does. It is not used to find you."),
            more=True,
        ),
        _day("licence_until", N_("Licence valid until"), more=True),
    ),
    QualificationDraft,
    Qualification,
)

LANGUAGE: Final = Form(
    "languages",
    (
        _select("language", N_("Language"), _languages, required=True),
        _select(
            "level", N_("How well, all in all?"), _levels(native=True), required=True, meant=LanguageLevel
        ),
        *(
            _select(name, label, _levels(native=False), more=True)
            for name, label in profile_words.DIMENSIONS.items()
        ),
        Field("certificate", N_("Certificate"), help=N_("For example Goethe-Zertifikat B1"), more=True),
        _year("certificate_year", N_("Year of the certificate"), more=True),
    ),
    LanguageDraft,
    LanguageSkill,
)

LICENCE: Final = Form(
    "licences",
    (
        _radios("kind", N_("What is it?"), profile_words.LICENCES, LicenceKind, required=True),
        _select("category", N_("For driving: category"), _plain(profiles.DRIVING)),
        Field(
            "name",
            N_("Otherwise: its name"),
            help=N_("For example a welding certificate or a forklift licence"),
        ),
        _select("country", N_("Country where you got it"), _countries),
        _day("valid_until", N_("Valid until")),
    ),
    LicenceDraft,
    Licence,
)

DESTINATION: Final = Form(
    "destinations",
    (
        _select("country", N_("In which country do you want to work?"), _destinations, required=True),
        Field("regions", N_("Only in these regions"), "ticks", options=_regions),
    ),
    DestinationDraft,
    Destination,
)

PROGRAMME: Final = Form(
    "programmes",
    (
        _radios(
            "kind", N_("What kind of programme?"), profile_words.PROGRAMMES, ProgrammeKind, required=True
        ),
        Field("name", N_("Name of the programme"), required=True),
        _select("country", N_("Country that issued it"), _countries, required=True),
        Field(
            "reference",
            N_("Number on your certificate"),
            help=N_("The issuer finds you by it, and compares your name with its records."),
        ),
        _month("start", N_("From")),
        _month("end", N_("Until")),
    ),
    ProgrammeDraft,
    Programme,
)

WISHES: Final = Form(
    "wishes",
    (
        _day("earliest_start", N_("When could you begin at the earliest?")),
        _radios("family", N_("With whom would you move?"), profile_words.FAMILY, Family),
        Field("pay_floor", N_("Least pay that you would accept, before tax"), meant=amount),
        _select("currency", N_("Currency"), _plain(CURRENCIES)),
        _select("pay_period", N_("Pay for each"), _words(profile_words.PERIODS), meant=PayPeriod),
        Field(
            "contracts",
            N_("Kinds of contract"),
            "ticks",
            help=N_("Tick none if any is good for you."),
            meant=ContractKind,
            options=_words(CONTRACTS),
        ),
    ),
    WishesDraft,
)

SUMMARY: Final = Form(
    "summary",
    (
        Field(
            "text",
            N_("About you at work"),
            "text",
            help=N_("In any language. Leave out your name, address and age: nobody needs them here."),
            required=True,
        ),
    ),
    dict,
)

LISTS: Final = (EXPERIENCE, QUALIFICATION, LANGUAGE, LICENCE, DESTINATION, PROGRAMME)
SINGLE: Final = (PERSONAL, WISHES, SUMMARY)


def typed_of(form: Form, profile: Profile, account: Account, row: Any = None) -> Typed:
    """What is stored, as the form has it; for a new row nothing."""
    if form is PERSONAL:
        return {
            "display_name": [account.display_name],
            "residence": written(profile.residence or None),
            "locale": [account.locale],
        }
    if form is SUMMARY:
        there = profiles.summary(profile)
        return {"text": [there.text] if there else []}
    if form is WISHES:
        return form.typed(profile.wishes)
    if form is EXPERIENCE and row is not None:
        told = profiles.text_of(profile, row.text_id)
        return {**form.typed(row), "words": [told.text] if told else []}
    return form.typed(row)
