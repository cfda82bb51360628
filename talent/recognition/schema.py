"""The shape of a rule pack: strict models that refuse unknown keys, open citations and impossible dates."""

from datetime import date
from typing import Annotated, Final, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, HttpUrl, StringConstraints, model_validator

from talent.recognition.kinds import Lane, Needed, Origin, ReasonCode, SourceKind, Status, StepKind

COMPETENT: Final = "competent"
NOBODY: Final = "nobody"

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3)]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Subdivision = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}-[A-Z0-9]{1,3}$")]
IscoGroup = Annotated[str, StringConstraints(pattern=r"^\d{4}$")]
EscoUri = Annotated[
    str,
    StringConstraints(
        pattern=r"^http://data\.europa\.eu/esco/occupation/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
    ),
]
CefrLevel = Annotated[str, StringConstraints(pattern=r"^(A1|A2|B1|B2|C1|C2)$")]
Address = Annotated[str, AfterValidator(lambda text: str(HttpUrl(text)))]


class Entry(BaseModel):
    """What every entry has in common: unknown keys are refused, and nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(Entry):
    """A text that is cited. `read_on`: the day it was read for the project; without it nothing is verified."""

    id: Identifier
    title: Text
    url: Address
    publisher: Text
    kind: SourceKind
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
    read_on: date | None = None
    remark: Text | None = None


class Fact(Entry):
    """Something stated: its sources, the day it was last checked, and whether they were read and say it."""

    cites: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    verified: bool
    checked_on: date


class Dated(Fact):
    """A fact with two time lines: when it holds in law, and when this project knew it.

    `valid_from` and `valid_to` are the first and the last day in law (both included; absent: open).
    `recorded_at` is the first day the packs said so, `withdrawn_at` the first day they no longer did.
    """

    valid_from: date | None = None
    valid_to: date | None = None
    recorded_at: date
    withdrawn_at: date | None = None

    @model_validator(mode="after")
    def _dates_in_order(self) -> Self:
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValueError("valid_to lies before valid_from; swap them or correct one")
        if self.withdrawn_at and self.withdrawn_at <= self.recorded_at:
            raise ValueError(
                "withdrawn_at must lie after recorded_at; an entry has to be known before it is withdrawn"
            )
        return self

    def holds(self, on: date, as_recorded: date | None) -> bool:
        """In force on the day `on`, and in the packs on the day `as_recorded` (None: as they are now)."""
        in_force = (self.valid_from or date.min) <= on <= (self.valid_to or date.max)
        if as_recorded is None:
            return in_force and self.withdrawn_at is None
        return in_force and self.recorded_at <= as_recorded < (self.withdrawn_at or date.max)


class When(Entry):
    """The conditions of an entry; what is left out does not restrict."""

    regions: tuple[Subdivision, ...] = ()
    origin: Origin = Origin.ANY
    origin_countries: tuple[Country, ...] = ()
    statuses: tuple[Status, ...] = ()
    recognised_earlier: bool | None = None
    practice_years_from: Annotated[int, Field(ge=0)] | None = None
    practice_years_below: Annotated[int, Field(ge=1)] | None = None

    @property
    def specificity(self) -> int:
        """How many of the conditions restrict; the more specific entry answers."""
        stated = (
            self.regions,
            self.origin is not Origin.ANY,
            self.origin_countries,
            self.statuses,
            self.recognised_earlier is not None,
            self.practice_years_from is not None,
            self.practice_years_below is not None,
        )
        return sum(map(bool, stated))


class Fee(Entry):
    """What a step costs, in the currency's units; equal bounds for a fixed fee."""

    minimum: Annotated[float, Field(ge=0)]
    maximum: Annotated[float, Field(ge=0)]
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
    note: Text | None = None

    @model_validator(mode="after")
    def _bounds_in_order(self) -> Self:
        if self.maximum < self.minimum:
            raise ValueError("maximum is smaller than minimum; swap them or correct one")
        return self


class TimeLimit(Entry):
    """The statutory limit of a decision, in days, and what starts the clock (usually the complete file)."""

    days: Annotated[int, Field(gt=0)]
    text: Text
    starts: Annotated[str, StringConstraints(pattern=r"^(complete-file|application)$")]


class Duration(Entry):
    """How long a step usually takes, in calendar days."""

    minimum_days: Annotated[int, Field(ge=0)]
    maximum_days: Annotated[int, Field(ge=0)]
    text: Text

    @model_validator(mode="after")
    def _bounds_in_order(self) -> Self:
        if self.maximum_days < self.minimum_days:
            raise ValueError("maximum_days is smaller than minimum_days; swap them or correct one")
        return self


class Language(Entry):
    """The level of a language that a step asks for (CEFR); `level` absent: asked for, level not known."""

    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
    level: CefrLevel | None = None
    note: Text | None = None


class Step(Fact):
    """One thing to do. `authority`: an id of the pack, "competent" (the route's own) or "nobody"."""

    id: Identifier
    kind: StepKind
    title: Text
    text: Text
    authority: Identifier = COMPETENT
    documents: tuple[Text, ...] = ()
    language: Language | None = None
    fee: Fee | None = None
    time_limit: TimeLimit | None = None
    typical_time: Duration | None = None
    parallel: bool = False


class Competence(Entry):
    """What an authority decides on: professions, regions (none: all of the country), origin of diplomas."""

    professions: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    regions: tuple[Subdivision, ...] = ()
    origin: Origin = Origin.ANY


class Authority(Dated):
    """Who decides or helps. Without `competence` it is only named by steps, and `role` says what for."""

    id: Identifier
    name: Text
    native_name: Text
    url: Address
    competence: tuple[Competence, ...] = ()
    role: Text | None = None

    @model_validator(mode="after")
    def _has_a_purpose(self) -> Self:
        if not self.competence and not self.role:
            raise ValueError(
                "neither competence nor role; say for which professions it decides, or what its part is"
            )
        return self


class Contact(Fact):
    """Whom to ask where the packs have no answer."""

    name: Text
    url: Address


class Need(Dated):
    """Whether recognition is needed, with the evidence. `covers_group`: it speaks of the whole ISCO group."""

    id: Identifier
    professions: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    when: When = When()
    needed: Needed
    reason: ReasonCode
    text: Text
    lane: Lane
    native_titles: tuple[Text, ...] = ()
    covers_group: bool = False

    @model_validator(mode="after")
    def _lane_fits(self) -> Self:
        if self.needed is Needed.NO and self.lane not in (Lane.COMPARABILITY, Lane.NONE):
            raise ValueError("needed is 'no', so lane must be 'voluntary-comparability' or 'none'")
        if self.needed is Needed.NO and not self.verified:
            raise ValueError(
                "'no' needs positive evidence that was read; use 'unknown', or read a source and set verified"
            )
        return self


class Procedure(Dated):
    """Steps for professions under conditions.

    `authority` is set where another than the usual one decides; `reason`, `text` and `lane` override the need's.
    """

    id: Identifier
    professions: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    when: When = When()
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]
    authority: Identifier | None = None
    reason: ReasonCode | None = None
    text: Text | None = None
    lane: Lane | None = None


class Notice(Dated):
    """A warning or remark shown with every route it fits; its id is the code that the web translates."""

    id: Identifier
    text: Text
    professions: tuple[Identifier, ...] = ()
    lanes: tuple[Lane, ...] = ()
    when: When = When()


class Profession(Entry):
    """A profession of the packs: which ESCO occupations it is, in which ISCO-08 unit groups it is found."""

    id: Identifier
    names: dict[Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")], tuple[Text, ...]]
    esco: tuple[EscoUri, ...] = ()
    isco: tuple[IscoGroup, ...] = ()
    not_esco: tuple[EscoUri, ...] = ()
    remark: Text | None = None

    def name(self, language: str) -> str:
        """The first name in `language`, else in English."""
        return (self.names.get(language) or self.names["en"])[0]

    @model_validator(mode="after")
    def _has_english_name(self) -> Self:
        if not self.names.get("en"):
            raise ValueError("no English name; add names.en with the most usual one first")
        return self


class Member(Entry):
    """A country in which Directive 2005/36/EC applies or applied; `valid_to` is its last day."""

    country: Country
    valid_to: date | None = None


class ProfessionsFile(Entry):
    """packs/professions.toml."""

    profession: tuple[Profession, ...]


class Shared(Entry):
    """packs/eu.toml: what holds whatever the destination is."""

    contact: Contact
    member: tuple[Member, ...]
    source: tuple[Source, ...]
    procedure: tuple[Procedure, ...] = ()
    notice: tuple[Notice, ...] = ()


class Pack(Entry):
    """packs/<ISO 3166-1>.toml: one country of destination."""

    country: Country
    name: Text
    regions: dict[Subdivision, Text] = {}
    regional: tuple[Identifier, ...] = ()
    contact: Contact
    finder: Contact | None = None
    source: tuple[Source, ...]
    authority: tuple[Authority, ...] = ()
    need: tuple[Need, ...] = ()
    procedure: tuple[Procedure, ...] = ()
    notice: tuple[Notice, ...] = ()
