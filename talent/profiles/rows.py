"""What a profile lists: experience, qualifications, languages, licences, wishes. Claims, not findings."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from talent import checks
from talent import db as records
from talent.db import Base, CountryCode, Id, Json, choice
from talent.organisations import Organisation
from talent.terms import PayPeriod


class ExperienceKind(StrEnum):
    FORMAL = "formal"
    INFORMAL = "informal"  # paid, without papers
    UNPAID = "unpaid"  # for family, a community, or to learn


class StudyUnit(StrEnum):
    HOURS = "hours"
    CREDITS = "credits"


class LanguageLevel(StrEnum):
    """Levels of the Common European Framework of Reference for Languages, and a mother tongue."""

    A1 = "A1"
    A2 = "A2"
    B1 = "B1"
    B2 = "B2"
    C1 = "C1"
    C2 = "C2"
    NATIVE = "native"


class LicenceKind(StrEnum):
    DRIVING = "driving"
    OTHER = "other"


class Family(StrEnum):
    """With whom somebody would move."""

    ALONE = "alone"
    WITH_FAMILY = "with-family"
    LATER = "later"


class ProgrammeKind(StrEnum):
    TALENT_PARTNERSHIP = "talent-partnership"
    BILATERAL = "bilateral"


class ProgrammeState(StrEnum):
    """What its issuer says of a programme that somebody names."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    DECLINED = "declined"


class ProgrammeReason(StrEnum):
    """Why an issuer does not confirm, or not any more."""

    NOT_FOUND = "not-found"
    OTHER_NAME = "other-name"
    OTHER_FACTS = "other-facts"
    NOT_OURS = "not-ours"
    MISTAKE = "mistake"  # it was confirmed, and should not have been
    OTHER = "other"  # in words


Line = sa.String(checks.LONGEST_LINE)


def _profile_key(*, primary_key: bool = False) -> Mapped[str]:
    return mapped_column(sa.ForeignKey("profiles.id", ondelete="CASCADE"), primary_key=primary_key)


class Experience(Base):
    """Work of any kind. `start` and `end` are "YYYY" or "YYYY-MM"; `text_id` leads to it in their own words."""

    __tablename__ = "experiences"
    __table_args__ = (
        sa.UniqueConstraint("profile_id", "position"),
        sa.CheckConstraint("length(country) = 2", name="country_code"),
        sa.CheckConstraint('NOT (current AND "end" IS NOT NULL)', name="current_has_no_end"),
        sa.Index(None, "text_id"),
    )

    id: Mapped[Id]
    profile_id: Mapped[str] = _profile_key()
    position: Mapped[int]
    kind: Mapped[ExperienceKind] = mapped_column(choice(ExperienceKind))
    title: Mapped[str] = mapped_column(Line)
    employer: Mapped[str | None] = mapped_column(Line)
    country: Mapped[str | None] = mapped_column(sa.String(2))
    start: Mapped[str | None] = mapped_column(sa.String(7))
    end: Mapped[str | None] = mapped_column(sa.String(7))
    current: Mapped[bool] = mapped_column(default=False)
    text_id: Mapped[str | None] = mapped_column(sa.ForeignKey("profile_texts.id", ondelete="SET NULL"))


class Qualification(Base):
    """A diploma or certificate as its holder names it, in its own script; `gloss` says it in another language.

    `field` is a code of ISCED-F 2013 (two to four digits), `isced` a level of ISCED 2011, both claimed. `workload` is
    counted in `unit`.
    """

    __tablename__ = "qualifications"
    __table_args__ = (
        sa.UniqueConstraint("profile_id", "position"),
        sa.CheckConstraint("isced BETWEEN 0 AND 8", name="isced_level"),
        sa.CheckConstraint("length(country) = 2", name="country_code"),
    )

    id: Mapped[Id]
    profile_id: Mapped[str] = _profile_key()
    position: Mapped[int]
    title: Mapped[str] = mapped_column(Line)
    gloss: Mapped[str | None] = mapped_column(Line)
    institution: Mapped[str | None] = mapped_column(Line)
    country: Mapped[CountryCode]
    kind: Mapped[str | None] = mapped_column(Line)
    isced: Mapped[int | None]
    field: Mapped[str | None] = mapped_column(Line)
    workload: Mapped[int | None]
    unit: Mapped[StudyUnit | None] = mapped_column(choice(StudyUnit))
    start_year: Mapped[int | None]
    year: Mapped[int | None]
    licence_number: Mapped[str | None] = mapped_column(Line)
    licence_until: Mapped[date | None]
    occupation_uri: Mapped[str | None] = mapped_column(Line)


class LanguageSkill(Base):
    """A language: the level overall, and by the five dimensions of the CEFR where its speaker gives them."""

    __tablename__ = "profile_languages"

    profile_id: Mapped[str] = _profile_key(primary_key=True)
    language: Mapped[str] = mapped_column(sa.String(8), primary_key=True)
    level: Mapped[LanguageLevel] = mapped_column(choice(LanguageLevel))
    listening: Mapped[str | None] = mapped_column(sa.String(2))
    reading: Mapped[str | None] = mapped_column(sa.String(2))
    spoken_interaction: Mapped[str | None] = mapped_column(sa.String(2))
    spoken_production: Mapped[str | None] = mapped_column(sa.String(2))
    writing: Mapped[str | None] = mapped_column(sa.String(2))
    certificate: Mapped[str | None] = mapped_column(Line)
    certificate_year: Mapped[int | None]


class Licence(Base):
    """A permission to do something: driving, by category ("B", "CE"), or another by its name."""

    __tablename__ = "licences"
    __table_args__ = (
        sa.UniqueConstraint("profile_id", "position"),
        sa.CheckConstraint("length(country) = 2", name="country_code"),
        sa.CheckConstraint("(kind = 'driving') = (category IS NOT NULL)", name="driving_has_category"),
        sa.CheckConstraint("(kind = 'other') = (name IS NOT NULL)", name="other_has_name"),
    )

    id: Mapped[Id]
    profile_id: Mapped[str] = _profile_key()
    position: Mapped[int]
    kind: Mapped[LicenceKind] = mapped_column(choice(LicenceKind))
    category: Mapped[str | None] = mapped_column(sa.String(4))
    name: Mapped[str | None] = mapped_column(Line)
    country: Mapped[str | None] = mapped_column(sa.String(2))
    valid_until: Mapped[date | None]


class Destination(Base):
    """A country that somebody wants to work in; `regions` are codes of ISO 3166-2, none for anywhere in it."""

    __tablename__ = "profile_destinations"

    profile_id: Mapped[str] = _profile_key(primary_key=True)
    country: Mapped[str] = mapped_column(sa.String(2), primary_key=True)
    regions: Mapped[list[str]] = mapped_column(Json, default=list)


class Wishes(Base):
    """Under which conditions somebody would move. `contracts` are values of ContractKind, none for any."""

    __tablename__ = "wishes"
    __table_args__ = (
        sa.CheckConstraint("pay_floor > 0", name="pay_positive"),
        sa.CheckConstraint(
            "(pay_floor IS NULL) = (currency IS NULL) AND (pay_floor IS NULL) = (pay_period IS NULL)",
            name="pay_whole",
        ),
    )

    profile_id: Mapped[str] = _profile_key(primary_key=True)
    earliest_start: Mapped[date | None]
    family: Mapped[Family | None] = mapped_column(choice(Family))
    pay_floor: Mapped[Decimal | None] = mapped_column(sa.Numeric(12, 2))
    currency: Mapped[str | None] = mapped_column(sa.String(3))
    pay_period: Mapped[PayPeriod | None] = mapped_column(choice(PayPeriod))
    contracts: Mapped[list[str]] = mapped_column(Json, default=list)


class Programme(Base):
    """A Talent Partnership or bilateral arrangement that somebody says they took part in.

    Only its issuer confirms it (talent.programmes); until then it counts for nothing. `asked_at`: since when these
    words wait. `decided_by` is an account, which decided for the organisation. `reopened`: a decision fell because
    what it was about changed.
    """

    __tablename__ = "programmes"
    __table_args__ = (
        sa.UniqueConstraint("profile_id", "position"),
        sa.CheckConstraint("length(country) = 2", name="country_code"),
        sa.CheckConstraint("(state = 'waiting') = (decided_at IS NULL)", name="decided_once"),
        sa.CheckConstraint("(decided_at IS NULL) = (decided_by IS NULL)", name="decided_by_somebody"),
        sa.CheckConstraint("(state = 'declined') = (reason IS NOT NULL)", name="declined_with_reason"),
        sa.Index(None, "country", "state"),
    )

    id: Mapped[Id]
    profile_id: Mapped[str] = _profile_key()
    position: Mapped[int]
    kind: Mapped[ProgrammeKind] = mapped_column(choice(ProgrammeKind))
    name: Mapped[str] = mapped_column(Line)
    country: Mapped[CountryCode]
    reference: Mapped[str | None] = mapped_column(Line)
    start: Mapped[str | None] = mapped_column(sa.String(7))
    end: Mapped[str | None] = mapped_column(sa.String(7))
    asked_at: Mapped[datetime] = mapped_column(default=records.now)
    state: Mapped[ProgrammeState] = mapped_column(choice(ProgrammeState), default=ProgrammeState.WAITING)
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None] = mapped_column(sa.String(36))
    organisation_id: Mapped[str | None] = mapped_column(
        sa.ForeignKey("organisations.id", ondelete="SET NULL"), index=True
    )
    reason: Mapped[ProgrammeReason | None] = mapped_column(choice(ProgrammeReason))
    answer: Mapped[str | None] = mapped_column(Line)
    reopened: Mapped[bool] = mapped_column(default=False)

    organisation: Mapped[Organisation | None] = relationship()

    @property
    def is_confirmed(self) -> bool:
        return self.state is ProgrammeState.CONFIRMED

    def ask_again(self) -> None:
        """A decision is about the words that it was made on: where they change, they wait anew."""
        self.reopened = self.reopened or self.state is not ProgrammeState.WAITING
        self.wait()
        self.asked_at = records.now()

    def wait(self) -> None:
        """As if nobody had decided."""
        self.state = ProgrammeState.WAITING
        self.decided_at = self.decided_by = self.organisation_id = self.reason = self.answer = None
