"""The append-only record of what was done and of every ranking that was shown, without personal data.

Rows outlive what they speak of: ids here are no foreign keys, and an erased profile leaves ids that lead
nowhere. The mapper refuses changes, and so do triggers in the database (web/migrations), for plain SQL.
"""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from talent import db as records
from talent.actors import Actor, Permission
from talent.db import Base, Id

Fact = str | int | float | bool | None

_CODE = re.compile(r"[\w.:/#+-]{0,100}")


class EventKind(StrEnum):
    ACCOUNT_CREATED = "account.created"
    PASSWORD_CHANGED = "account.password-changed"  # noqa: S105  a kind of event
    SECOND_FACTOR_ON = "account.second-factor-on"
    SECOND_FACTOR_OFF = "account.second-factor-off"
    EMAIL_CHANGED = "account.email-changed"
    EMAIL_CHANGE_UNDONE = "account.email-change-undone"
    PASSKEY_ADDED = "account.passkey-added"
    PASSKEY_REMOVED = "account.passkey-removed"
    PASSKEY_REPLAYED = "passkey.replayed"
    IDENTITY_LINKED = "account.identity-linked"
    IDENTITY_UNLINKED = "account.identity-unlinked"
    ERASURE_ASKED = "account.erasure-asked"
    ERASURE_UNDONE = "account.erasure-undone"
    DATA_EXPORTED = "account.data-exported"
    ACCOUNT_ERASED = "account.erased"
    ORGANISATION_REGISTERED = "organisation.registered"
    ORGANISATION_VETTED = "organisation.vetted"
    PROFILE_SAVED = "profile.saved"
    PROFILE_REMOVED = "profile.removed"
    RECOMMENDATIONS_SWITCHED = "profile.recommendations-switched"
    PROGRAMME_MOVED = "profile.programme-moved"
    SKILLS_DECIDED = "profile.skills-decided"
    VISIBILITY_CHANGED = "profile.visibility-changed"
    DOCUMENT_ADDED = "document.added"
    DOCUMENT_DESCRIBED = "document.described"
    DOCUMENT_REMOVED = "document.removed"
    DOCUMENT_RESTORED = "document.restored"
    CONSENT_GIVEN = "consent.given"
    CONSENT_WITHDRAWN = "consent.withdrawn"
    RETENTION_STEP = "retention.step"
    RETENTION_KEPT = "retention.kept"
    VACANCY_SAVED = "vacancy.saved"
    VACANCY_MOVED = "vacancy.moved"
    VACANCY_REMOVED = "vacancy.removed"
    REPORT_MADE = "report.made"
    REPORT_MOVED = "report.moved"
    DEMONSTRATION_LOADED = "demonstration.loaded"
    DEMONSTRATION_REMOVED = "demonstration.removed"


class Event(Base):
    """Something that was done, written in the transaction that did it."""

    __tablename__ = "events"
    __table_args__ = (sa.Index(None, "subject_kind", "subject_id"),)

    id: Mapped[int] = mapped_column(
        sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(), primary_key=True
    )
    at: Mapped[datetime] = mapped_column(index=True, default=records.now)
    actor: Mapped[str] = mapped_column(sa.String(36))
    kind: Mapped[str] = mapped_column(
        sa.String(64)
    )  # no check constraint: old kinds stay when the code forgets them
    subject_kind: Mapped[str | None] = mapped_column(sa.String(64))
    subject_id: Mapped[str | None] = mapped_column(sa.String(36))
    data: Mapped[dict[str, Any]]


class MatchRun(Base):
    """One ranking as it was shown: to whom, of what, made with what. Enough to answer for it later."""

    __tablename__ = "match_runs"

    id: Mapped[Id]
    at: Mapped[datetime] = mapped_column(index=True, default=records.now)
    actor: Mapped[str] = mapped_column(sa.String(36))
    vacancy_id: Mapped[str | None] = mapped_column(sa.String(36), index=True)
    vacancy_revision: Mapped[int | None]
    text_digest: Mapped[str | None] = mapped_column(sa.String(64))
    encoder_revision: Mapped[str] = mapped_column(sa.String(128))
    taxonomy_digest: Mapped[str] = mapped_column(sa.String(128))
    weights_digest: Mapped[str] = mapped_column(sa.String(128))
    shown: Mapped[list[dict[str, Any]]]


records.refuse(Event, "update", "delete")
records.refuse(MatchRun, "update", "delete")


class Subject(Protocol):
    """Any row with a text id."""

    __tablename__: str

    @property
    def id(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Provenance:
    """What a ranking was made with: exactly these three, given the same texts, make the same ranking."""

    encoder_revision: str
    taxonomy_digest: str
    weights_digest: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One line of a shown ranking."""

    profile: str
    revision: int
    score: float


@dataclass(frozen=True, slots=True)
class Asked:
    """What was ranked against: a stored vacancy, or a pasted text of which only the SHA-256 is kept."""

    vacancy_id: str | None = None
    vacancy_revision: int | None = None
    text_digest: str | None = None


def record(db: Session, actor: Actor, kind: EventKind, subject: Subject | None = None, **data: Fact) -> Event:
    """Appends an event. `data` holds codes and numbers; what could be a person's words is a ValueError."""
    for name, value in data.items():
        if isinstance(value, str) and not _CODE.fullmatch(value):
            raise ValueError(f"{name} of {kind} is no code: the audit trail holds no words of people")
    db.flush()  # ids of new rows are given here
    event = Event(actor=actor.name, kind=kind, data=data)
    if subject is not None:
        event.subject_kind, event.subject_id = subject.__tablename__, str(subject.id)
    db.add(event)
    return event


def record_match(
    db: Session, actor: Actor, asked: Asked, *, made_with: Provenance, shown: Sequence[Shown]
) -> MatchRun:
    """Appends a shown ranking, best first. Only what was really shown belongs in `shown`."""
    run = MatchRun(
        actor=actor.name, shown=[asdict(line) for line in shown], **asdict(asked), **asdict(made_with)
    )
    db.add(run)
    return run


def events_about(db: Session, actor: Actor, subject: Subject) -> Sequence[Event]:
    """The history of one thing, oldest first."""
    actor.must(Permission.READ_AUDIT)
    of_subject = sa.and_(Event.subject_kind == subject.__tablename__, Event.subject_id == str(subject.id))
    return db.scalars(sa.select(Event).where(of_subject).order_by(Event.id)).all()
