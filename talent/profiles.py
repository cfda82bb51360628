"""Profiles of candidates: what they say of themselves, in their own words, and who may see it.

No name, birth date, gender or nationality is here: a person's name and e-mail address stand in their account.
Rows that are derived from a profile (matching.store) refer to it by its id with ON DELETE CASCADE.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from talent import audit, checks
from talent import db as records
from talent.actors import Actor, Permission
from talent.db import Base, CountryCode, Id, choice
from talent.errors import NotFound, RuleBroken
from talent.organisations import Organisation, verified

MOST_ROWS: Final = 60
"""Texts, qualifications or languages of one profile: enough for a long career, too few to hurt."""

Row = TypeVar("Row", bound=Base)


class TextKind(StrEnum):
    SUMMARY = "summary"
    EXPERIENCE = "experience"
    EDUCATION = "education"
    CV = "cv"


class LanguageLevel(StrEnum):
    """Levels of the Common European Framework of Reference for Languages, and a mother tongue."""

    A1 = "A1"
    A2 = "A2"
    B1 = "B1"
    B2 = "B2"
    C1 = "C1"
    C2 = "C2"
    NATIVE = "native"


class Visibility(StrEnum):
    VISIBLE = "visible"
    PAUSED = "paused"
    HIDDEN = "hidden"


class Profile(Base):
    """A candidate under a pseudonym. `revision` counts the changes that matching must notice: see `save`."""

    __tablename__ = "profiles"
    __table_args__ = (
        sa.CheckConstraint("length(residence) = 2", name="residence_code"),
        sa.CheckConstraint("revision >= 1", name="revision_positive"),
        sa.Index(None, "is_demonstration", "visibility"),
    )

    id: Mapped[Id]
    account_id: Mapped[str | None] = mapped_column(
        sa.ForeignKey("accounts.id", ondelete="CASCADE"), unique=True
    )
    code: Mapped[str] = mapped_column(sa.String(16), unique=True, default=lambda: records.new_code("T"))
    residence: Mapped[CountryCode]
    visibility: Mapped[Visibility] = mapped_column(choice(Visibility), default=Visibility.HIDDEN)
    revision: Mapped[int] = mapped_column(default=1)
    content_digest: Mapped[str] = mapped_column(sa.String(64))
    created_at: Mapped[datetime] = mapped_column(default=records.now)
    updated_at: Mapped[datetime] = mapped_column(default=records.now)
    is_demonstration: Mapped[bool] = mapped_column(default=False)

    texts: Mapped[list["ProfileText"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, lazy="selectin", order_by="ProfileText.position"
    )
    qualifications: Mapped[list["Qualification"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, lazy="selectin", order_by="Qualification.position"
    )
    languages: Mapped[list["LanguageSkill"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, lazy="selectin", order_by="LanguageSkill.language"
    )
    destination_rows: Mapped[list["Destination"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, lazy="selectin", order_by="Destination.country"
    )

    @property
    def destinations(self) -> frozenset[str]:
        """Countries whose employers this person agreed to be seen by."""
        return frozenset(row.country for row in self.destination_rows)


class ProfileText(Base):
    """A text as the person wrote it. Never changed: another wording is another row."""

    __tablename__ = "profile_texts"
    __table_args__ = (sa.UniqueConstraint("profile_id", "position"),)

    id: Mapped[Id]
    profile_id: Mapped[str] = mapped_column(sa.ForeignKey("profiles.id", ondelete="CASCADE"))
    position: Mapped[int]
    kind: Mapped[TextKind] = mapped_column(choice(TextKind))
    language: Mapped[str | None] = mapped_column(sa.String(8))
    text: Mapped[str]


records.refuse(ProfileText, "update")


class Qualification(Base):
    """A diploma or certificate as its holder names it; `kind` and `isced` are claims, not findings."""

    __tablename__ = "qualifications"
    __table_args__ = (
        sa.UniqueConstraint("profile_id", "position"),
        sa.CheckConstraint("isced BETWEEN 0 AND 8", name="isced_level"),
        sa.CheckConstraint("length(country) = 2", name="country_code"),
    )

    id: Mapped[Id]
    profile_id: Mapped[str] = mapped_column(sa.ForeignKey("profiles.id", ondelete="CASCADE"))
    position: Mapped[int]
    title: Mapped[str] = mapped_column(sa.String(checks.LONGEST_LINE))
    gloss: Mapped[str | None] = mapped_column(sa.String(checks.LONGEST_LINE))
    country: Mapped[CountryCode]
    kind: Mapped[str | None] = mapped_column(sa.String(checks.LONGEST_LINE))
    isced: Mapped[int | None]
    field: Mapped[str | None] = mapped_column(sa.String(checks.LONGEST_LINE))
    year: Mapped[int | None]
    occupation_uri: Mapped[str | None] = mapped_column(sa.String(checks.LONGEST_LINE))


class LanguageSkill(Base):
    __tablename__ = "profile_languages"

    profile_id: Mapped[str] = mapped_column(
        sa.ForeignKey("profiles.id", ondelete="CASCADE"), primary_key=True
    )
    language: Mapped[str] = mapped_column(sa.String(8), primary_key=True)
    level: Mapped[LanguageLevel] = mapped_column(choice(LanguageLevel))


class Destination(Base):
    """Consent to be seen by employers of one country."""

    __tablename__ = "profile_destinations"

    profile_id: Mapped[str] = mapped_column(
        sa.ForeignKey("profiles.id", ondelete="CASCADE"), primary_key=True
    )
    country: Mapped[str] = mapped_column(sa.String(2), primary_key=True)


@dataclass(frozen=True, slots=True)
class TextDraft:
    kind: TextKind
    text: str
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


@dataclass(frozen=True, slots=True)
class LanguageDraft:
    language: str
    level: LanguageLevel


@dataclass(frozen=True, slots=True)
class ProfileDraft:
    """Everything a person decides about their profile; `save` makes the profile say this and nothing else."""

    residence: str
    texts: Sequence[TextDraft] = ()
    qualifications: Sequence[QualificationDraft] = ()
    languages: Sequence[LanguageDraft] = ()
    destinations: frozenset[str] = frozenset()
    visibility: Visibility = Visibility.HIDDEN


def visible_to(actor: Actor) -> sa.Select[Profile]:
    """The profiles that this actor may see, and the beginning of every query for profiles.

    Anyone: visible ones of invented people, to try the platform with. Their own: always. Employers of a
    verified organisation: visible ones that named the organisation's country. Officers and contact points:
    all but hidden ones. An actor whose password is published never sees a person who exists.
    """
    may = (Profile.visibility == Visibility.VISIBLE) & Profile.is_demonstration
    if actor.account_id:
        may |= Profile.account_id == actor.account_id
    if actor.organisation_id and actor.may(Permission.WRITE_VACANCIES):
        may |= (Profile.visibility == Visibility.VISIBLE) & _agreed_to_be_seen_by(actor.organisation_id)
    if actor.may(Permission.SEE_EVERY_PROFILE):
        may |= Profile.visibility != Visibility.HIDDEN
    if actor.is_demonstration:
        may &= Profile.is_demonstration
    return sa.select(Profile).where(may)


def _agreed_to_be_seen_by(organisation_id: str) -> sa.ColumnElement[bool]:
    country = sa.select(Organisation.country).where(Organisation.id == organisation_id).scalar_subquery()
    named = sa.exists().where(Destination.profile_id == Profile.id, Destination.country == country)
    return verified(organisation_id) & named


def get(db: Session, actor: Actor, profile_id: str) -> Profile:
    """By id or by code. Raises NotFound also for what this actor may not see."""
    profile = db.scalar(visible_to(actor).where((Profile.id == profile_id) | (Profile.code == profile_id)))
    if profile is None:
        raise NotFound("profile")
    return profile


def own(db: Session, actor: Actor) -> Profile | None:
    if actor.account_id is None:
        return None
    return db.scalar(sa.select(Profile).where(Profile.account_id == actor.account_id))


def save(db: Session, actor: Actor, draft: ProfileDraft, *, profile: Profile | None = None) -> Profile:
    """Makes the actor's profile (or `profile`, for whoever manages accounts) say what `draft` says.

    The one place where `revision` grows: by one when a text, a qualification or a language changed.
    Residence, visibility and destinations decide who is shown, not how they rank, and are read from the row
    at every query. Raises RuleBroken, or NotFound for somebody else's profile.
    """
    profile = _kept_by(db, actor, profile)
    draft = _checked(draft)
    digest = _digest(draft)
    if profile.content_digest == digest and _openness(profile) == _openness(draft):
        return profile
    profile.residence, profile.visibility = draft.residence, draft.visibility
    profile.updated_at = records.now()
    if profile.content_digest != digest:
        profile.revision = (profile.revision or 0) + 1
        profile.content_digest = digest
    db.add(profile)
    _replace_rows(db, profile, draft)
    audit.record(db, actor, audit.EventKind.PROFILE_SAVED, profile, revision=profile.revision)
    return profile


def remove(db: Session, actor: Actor, profile: Profile) -> None:
    """Erases the profile with all that hangs on it; the audit trail keeps an id that leads nowhere."""
    _kept_by(db, actor, profile)
    audit.record(db, actor, audit.EventKind.PROFILE_REMOVED, profile)
    db.delete(profile)
    db.flush()


def _kept_by(db: Session, actor: Actor, profile: Profile | None) -> Profile:
    """The profile that this actor is about to change. Raises NotFound where it is not theirs."""
    actor.must(Permission.KEEP_OWN_PROFILE)
    if profile is None:
        return own(db, actor) or Profile(
            account_id=actor.account_id, is_demonstration=actor.is_demonstration, destination_rows=[]
        )
    if profile.account_id != actor.account_id and not actor.may(Permission.MANAGE_ACCOUNTS):
        raise NotFound("profile")
    return profile


def _openness(what: Profile | ProfileDraft) -> tuple[str, Visibility, frozenset[str]]:
    return what.residence, what.visibility, what.destinations


def _replace_rows(db: Session, profile: Profile, draft: ProfileDraft) -> None:
    _replace(db, profile.destination_rows, [Destination(country=country) for country in draft.destinations])
    _replace(
        db, profile.texts, [ProfileText(position=n, **asdict(text)) for n, text in enumerate(draft.texts)]
    )
    titles = enumerate(draft.qualifications)
    _replace(db, profile.qualifications, [Qualification(position=n, **asdict(title)) for n, title in titles])
    _replace(db, profile.languages, [LanguageSkill(**asdict(language)) for language in draft.languages])


def _replace(db: Session, rows: list[Row], wanted: list[Row]) -> None:
    """Makes `rows` say what `wanted` says. Rows that say the same already stay, and with them their ids."""
    new = {_said(row): row for row in wanted}
    rows[:] = [row for row in rows if new.pop(_said(row), None)]
    db.flush()  # the rows that went must be gone before others take their positions
    rows.extend(new.values())


def _said(row: Base) -> tuple[object, ...]:
    columns = sa.inspect(type(row)).column_attrs.keys()
    return tuple(getattr(row, name) for name in columns if name not in ("id", "profile_id"))


def _digest(draft: ProfileDraft) -> str:
    """SHA-256 of what matching reads of a profile."""
    content = [
        [asdict(part) for part in parts] for parts in (draft.texts, draft.qualifications, draft.languages)
    ]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _checked(draft: ProfileDraft) -> ProfileDraft:
    for name in ("texts", "qualifications", "languages"):
        checks.number(name, len(getattr(draft, name)), 0, MOST_ROWS)
    spoken = sorted((_checked_language(n, each) for n, each in enumerate(draft.languages)), key=_language)
    if len({each.language for each in spoken}) < len(spoken):
        raise RuleBroken("languages", "twice-the-same")
    return replace(
        draft,
        residence=checks.country("residence", draft.residence),
        texts=tuple(_checked_text(n, each) for n, each in enumerate(draft.texts)),
        qualifications=tuple(_checked_qualification(n, each) for n, each in enumerate(draft.qualifications)),
        languages=tuple(spoken),
        destinations=frozenset(checks.country("destinations", code) for code in draft.destinations),
    )


def _language(draft: LanguageDraft) -> str:
    return draft.language


def _checked_text(n: int, draft: TextDraft) -> TextDraft:
    return replace(
        draft,
        text=checks.text(f"texts.{n}.text", draft.text),
        language=checks.language(f"texts.{n}.language", draft.language),
    )


def _checked_language(n: int, draft: LanguageDraft) -> LanguageDraft:
    checks.language(f"languages.{n}.language", draft.language)
    return draft


def _checked_qualification(n: int, draft: QualificationDraft) -> QualificationDraft:
    at = f"qualifications.{n}"
    return replace(
        draft,
        title=checks.line(f"{at}.title", draft.title),
        country=checks.country(f"{at}.country", draft.country),
        gloss=checks.optional_line(f"{at}.gloss", draft.gloss),
        kind=checks.optional_line(f"{at}.kind", draft.kind),
        isced=checks.number(f"{at}.isced", draft.isced, 0, 8),
        field=checks.optional_line(f"{at}.field", draft.field),
        year=checks.number(f"{at}.year", draft.year, 1900, records.now().year + 10),
        occupation_uri=checks.uri(f"{at}.occupation_uri", draft.occupation_uri),
    )
