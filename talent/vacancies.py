"""Vacancies: an employer's advertisement in its own words, with what a person has confirmed about it.

Rows that are derived from a vacancy (matching.store) refer to it by its id with ON DELETE CASCADE.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from esco_data.folding import fold
from talent import audit, checks
from talent import db as records
from talent.actors import Actor, Permission
from talent.db import Base, CountryCode, Id, choice
from talent.errors import Conflict, NotFound, RuleBroken
from talent.organisations import Organisation
from talent.terms import ContractKind, PayPeriod


class VacancyStatus(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    CLOSED = "closed"


MOVES: Final[Mapping[VacancyStatus, frozenset[VacancyStatus]]] = {
    VacancyStatus.DRAFT: frozenset({VacancyStatus.PUBLISHED, VacancyStatus.CLOSED}),
    VacancyStatus.PUBLISHED: frozenset({VacancyStatus.CLOSED}),
    VacancyStatus.CLOSED: frozenset({VacancyStatus.PUBLISHED}),
}

HOURS_A_MONTH: Final = Decimal("173.33")
"""Of a full-time job: 40 hours a week, 52 weeks in 12 months. Only for comparing pay of different periods."""

MONTHS_OF: Final[Mapping[PayPeriod, Decimal]] = {
    PayPeriod.HOUR: HOURS_A_MONTH,
    PayPeriod.MONTH: Decimal(1),
    PayPeriod.YEAR: 1 / Decimal(12),
}
"""What pay of a period is multiplied by to compare it by the month. A thirteenth salary is not counted."""

_PAY_WHOLE = "(pay_min IS NULL) = (pay_max IS NULL) AND (pay_min IS NULL) = (currency IS NULL)"


class Vacancy(Base):
    """`revision` counts the changes that matching must notice (see `save`); `code` is said aloud.

    `published_at`: when it was last published; of a draft, when it was made. `search_text`, `search_place` and
    `pay_month` follow from the rest (see `searchable`) and are there to be searched, never to be shown.
    """

    __tablename__ = "vacancies"
    __table_args__ = (
        sa.CheckConstraint("length(country) = 2", name="country_code"),
        sa.CheckConstraint("region IS NULL OR region LIKE country || '-%'", name="region_of_country"),
        sa.CheckConstraint("pay_min > 0 AND pay_min <= pay_max", name="pay_range"),
        sa.CheckConstraint(f"{_PAY_WHOLE} AND (pay_min IS NULL) = (pay_period IS NULL)", name="pay_whole"),
        sa.CheckConstraint("revision >= 1", name="revision_positive"),
        sa.Index(None, "status", "country"),
        sa.Index(None, "is_demonstration"),
        sa.Index(None, "status", "country", "region", "place"),
        sa.Index(None, "status", "published_at"),
        sa.Index(None, "status", "currency", "pay_month"),
        sa.Index(None, "occupation_uri"),
    )

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(sa.String(16), unique=True, default=lambda: records.new_code("V"))
    organisation_id: Mapped[str] = mapped_column(
        sa.ForeignKey("organisations.id", ondelete="CASCADE"), index=True
    )
    title: Mapped[str] = mapped_column(sa.String(checks.LONGEST_LINE))
    text: Mapped[str]
    language: Mapped[str | None] = mapped_column(sa.String(8))
    country: Mapped[CountryCode]
    region: Mapped[str | None] = mapped_column(sa.String(6))
    place: Mapped[str | None] = mapped_column(sa.String(checks.LONGEST_LINE))
    occupation_uri: Mapped[str | None] = mapped_column(sa.String(checks.LONGEST_LINE))
    pay_min: Mapped[Decimal | None] = mapped_column(sa.Numeric(12, 2))
    pay_max: Mapped[Decimal | None] = mapped_column(sa.Numeric(12, 2))
    currency: Mapped[str | None] = mapped_column(sa.String(3))
    pay_period: Mapped[PayPeriod | None] = mapped_column(choice(PayPeriod))
    contract: Mapped[ContractKind | None] = mapped_column(choice(ContractKind))
    status: Mapped[VacancyStatus] = mapped_column(choice(VacancyStatus), default=VacancyStatus.DRAFT)
    revision: Mapped[int] = mapped_column(default=1)
    content_digest: Mapped[str] = mapped_column(sa.String(64))
    created_at: Mapped[datetime] = mapped_column(default=records.now)
    updated_at: Mapped[datetime] = mapped_column(default=records.now)
    published_at: Mapped[datetime] = mapped_column(default=records.now)
    is_demonstration: Mapped[bool] = mapped_column(default=False)
    search_text: Mapped[str] = mapped_column(default="", deferred=True)
    search_place: Mapped[str] = mapped_column(default="")
    pay_month: Mapped[int | None] = mapped_column(sa.BigInteger)

    organisation: Mapped[Organisation] = relationship(lazy="joined", innerjoin=True)

    @property
    def pay(self) -> "Pay | None":
        if self.pay_min is None or self.pay_max is None or self.currency is None or self.pay_period is None:
            return None
        return Pay(self.pay_min, self.pay_max, self.currency, self.pay_period)


@dataclass(frozen=True, slots=True)
class Pay:
    """Gross pay in whole or hundredth units of `currency` (ISO 4217) per `period`."""

    min: Decimal
    max: Decimal
    currency: str
    period: PayPeriod


@dataclass(frozen=True, slots=True)
class VacancyDraft:
    """What an employer decides about a vacancy. `occupation_uri` is set when a person has confirmed it."""

    title: str
    text: str
    country: str
    language: str | None = None
    region: str | None = None
    place: str | None = None
    occupation_uri: str | None = None
    pay: Pay | None = None
    contract: ContractKind | None = None


def visible_to(actor: Actor) -> sa.Select[Vacancy]:
    """Published ones to anyone, their own organisation's to those who write vacancies, all to those who vet.

    Who vets with a published password sees no draft of an organisation that exists.
    """
    may = Vacancy.status == VacancyStatus.PUBLISHED
    if actor.organisation_id and actor.may(Permission.WRITE_VACANCIES):
        may |= Vacancy.organisation_id == actor.organisation_id
    if actor.may(Permission.VET_ORGANISATIONS):
        may |= Vacancy.is_demonstration if actor.is_demonstration else sa.true()
    return sa.select(Vacancy).where(may)


def get(db: Session, actor: Actor, vacancy_id: str) -> Vacancy:
    """By id or by code. Raises NotFound also for what this actor may not see."""
    named = (Vacancy.id == vacancy_id) | (Vacancy.code == vacancy_id)
    vacancy = db.scalar(visible_to(actor).where(named))
    if vacancy is None:
        raise NotFound("vacancy")
    return vacancy


def save(db: Session, actor: Actor, draft: VacancyDraft, *, vacancy: Vacancy | None = None) -> Vacancy:
    """Makes `vacancy` (or a new draft of the actor's organisation) say what `draft` says.

    The one place where `revision` grows: by one when title, text, language or occupation changed.
    Raises RuleBroken, Conflict where the actor has no organisation, NotFound for another's vacancy.
    """
    vacancy = _kept_by(actor, vacancy)
    draft = _checked(draft)
    if all(getattr(vacancy, name) == value for name, value in _columns(draft).items()):
        return vacancy
    for name, value in _columns(draft).items():
        setattr(vacancy, name, value)
    for name, value in searchable(draft.title, draft.text, draft.place, draft.pay).items():
        setattr(vacancy, name, value)
    vacancy.updated_at = records.now()
    if vacancy.content_digest != _digest(draft):
        vacancy.revision = (vacancy.revision or 0) + 1
        vacancy.content_digest = _digest(draft)
    db.add(vacancy)
    audit.record(db, actor, audit.EventKind.VACANCY_SAVED, vacancy, revision=vacancy.revision)
    return vacancy


def publish(db: Session, actor: Actor, vacancy: Vacancy) -> None:
    _move(db, actor, vacancy, VacancyStatus.PUBLISHED)


def close(db: Session, actor: Actor, vacancy: Vacancy) -> None:
    _move(db, actor, vacancy, VacancyStatus.CLOSED)


def remove(db: Session, actor: Actor, vacancy: Vacancy) -> None:
    """Erases the vacancy with all that hangs on it."""
    _kept_by(actor, vacancy)
    audit.record(db, actor, audit.EventKind.VACANCY_REMOVED, vacancy)
    db.delete(vacancy)
    db.flush()


def _move(db: Session, actor: Actor, vacancy: Vacancy, to: VacancyStatus) -> None:
    _kept_by(actor, vacancy)
    if to not in MOVES[vacancy.status]:
        raise Conflict("vacancy-step")
    vacancy.status = to
    if to is VacancyStatus.PUBLISHED:
        vacancy.published_at = records.now()
    audit.record(db, actor, audit.EventKind.VACANCY_MOVED, vacancy, to=to)


def _kept_by(actor: Actor, vacancy: Vacancy | None) -> Vacancy:
    """The vacancy that this actor is about to change. Raises NotFound where another organisation has it."""
    actor.must(Permission.WRITE_VACANCIES)
    if vacancy is None:
        if actor.organisation_id is None:
            raise Conflict("no-organisation")
        return Vacancy(organisation_id=actor.organisation_id, is_demonstration=actor.is_demonstration)
    if vacancy.organisation_id != actor.organisation_id and not actor.may(Permission.MANAGE_ACCOUNTS):
        raise NotFound("vacancy")
    return vacancy


def _columns(draft: VacancyDraft) -> dict[str, object]:
    columns = {name: value for name, value in asdict(draft).items() if name != "pay"}
    pay = draft.pay
    return columns | {
        "pay_min": pay and pay.min,
        "pay_max": pay and pay.max,
        "currency": pay and pay.currency,
        "pay_period": pay and pay.period,
    }


def searchable(title: str, text: str, place: str | None, pay: Pay | None) -> dict[str, object]:
    """The columns that a search asks, by name.

    `search_text` has each word of title and text once, folded: all that "every word is in it" needs, and half as
    long as the text. `pay_month` is the lower end in whole units a month, rounded down.
    """
    words = dict.fromkeys(fold(f"{title} {text}").split())
    return {
        "search_text": " ".join(words),
        "search_place": fold(place or ""),
        "pay_month": int(pay.min * MONTHS_OF[pay.period]) if pay else None,
    }


def _digest(draft: VacancyDraft) -> str:
    """SHA-256 of what matching reads of a vacancy."""
    content = [draft.title, draft.text, draft.language, draft.occupation_uri]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def _checked(draft: VacancyDraft) -> VacancyDraft:
    country = checks.country("country", draft.country)
    return replace(
        draft,
        title=checks.line("title", draft.title),
        text=checks.text("text", draft.text),
        country=country,
        language=checks.language("language", draft.language),
        region=checks.region("region", draft.region or None, country),
        place=checks.optional_line("place", draft.place),
        occupation_uri=checks.uri("occupation_uri", draft.occupation_uri or None),
        pay=_checked_pay(draft.pay),
    )


def _checked_pay(pay: Pay | None) -> Pay | None:
    if pay is None:
        return None
    checks.currency("currency", pay.currency)
    if not 0 < pay.min <= pay.max < Decimal(10) ** 10:
        raise RuleBroken("pay", "not-a-range")
    return replace(pay, min=round(pay.min, 2), max=round(pay.max, 2))
