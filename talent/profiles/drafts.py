"""What people decide about their profile, before it is checked: a draft for each kind of row, one of the whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from talent.profiles.records import TextKind, Visibility
from talent.profiles.rows import ExperienceKind, Family, LanguageLevel, LicenceKind, ProgrammeKind, StudyUnit
from talent.terms import ContractKind, PayPeriod


@dataclass(frozen=True, slots=True)
class TextDraft:
    kind: TextKind
    text: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class ExperienceDraft:
    """`start` and `end` are "YYYY" or "YYYY-MM"; `words` is what its owner tells of it, in `language` if known."""

    title: str
    kind: ExperienceKind = ExperienceKind.FORMAL
    employer: str | None = None
    country: str | None = None
    start: str | None = None
    end: str | None = None
    current: bool = False
    words: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class QualificationDraft:
    title: str
    country: str
    gloss: str | None = None
    kind: str | None = None
    isced: int | None = None
    field: str | None = None
    year: int | None = None
    occupation_uri: str | None = None
    institution: str | None = None
    workload: int | None = None
    unit: StudyUnit | None = None
    start_year: int | None = None
    licence_number: str | None = None
    licence_until: date | None = None


@dataclass(frozen=True, slots=True)
class LanguageDraft:
    language: str
    level: LanguageLevel
    listening: str | None = None
    reading: str | None = None
    spoken_interaction: str | None = None
    spoken_production: str | None = None
    writing: str | None = None
    certificate: str | None = None
    certificate_year: int | None = None


@dataclass(frozen=True, slots=True)
class LicenceDraft:
    kind: LicenceKind
    category: str | None = None
    name: str | None = None
    country: str | None = None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class DestinationDraft:
    country: str
    regions: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class ProgrammeDraft:
    name: str
    country: str
    kind: ProgrammeKind = ProgrammeKind.TALENT_PARTNERSHIP
    reference: str | None = None
    start: str | None = None
    end: str | None = None


@dataclass(frozen=True, slots=True)
class WishesDraft:
    """`pay_floor` is before tax, in `currency` for each `pay_period`; no contract kind means any."""

    earliest_start: date | None = None
    family: Family | None = None
    pay_floor: Decimal | None = None
    currency: str | None = None
    pay_period: PayPeriod | None = None
    contracts: Sequence[ContractKind] = ()


@dataclass(frozen=True, slots=True)
class PersonalDraft:
    """Name and language of mails belong to the account, where somebody lives to the profile."""

    display_name: str
    residence: str
    locale: str


RowDraft = (
    TextDraft
    | ExperienceDraft
    | QualificationDraft
    | LanguageDraft
    | LicenceDraft
    | DestinationDraft
    | ProgrammeDraft
)


@dataclass(frozen=True, slots=True)
class ProfileDraft:
    """Everything a person decides about their profile; `save` makes the profile say this and nothing else.

    Wishes and programmes say nothing of what somebody can do, and stay as they are.
    """

    residence: str
    texts: Sequence[TextDraft] = ()
    experiences: Sequence[ExperienceDraft] = ()
    qualifications: Sequence[QualificationDraft] = ()
    languages: Sequence[LanguageDraft] = ()
    licences: Sequence[LicenceDraft] = ()
    destinations: frozenset[str] = frozenset()
    visibility: Visibility = Visibility.HIDDEN
