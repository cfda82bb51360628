"""Organisations that employ, and who acts for them; only a verified one sees people's profiles."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from talent import audit, checks
from talent import db as records
from talent.accounts import Account
from talent.actors import STRANGER, Actor, Permission
from talent.db import Base, CountryCode, Id, choice
from talent.errors import Conflict, NotFound


class OrganisationKind(StrEnum):
    EMPLOYER = "employer"
    AGENCY = "agency"
    AUTHORITY = "authority"


class Vetting(StrEnum):
    PENDING = "pending"
    VERIFIED = "verified"
    SUSPENDED = "suspended"


MOVES: Final[Mapping[Vetting, frozenset[Vetting]]] = {
    Vetting.PENDING: frozenset({Vetting.VERIFIED, Vetting.SUSPENDED}),
    Vetting.VERIFIED: frozenset({Vetting.SUSPENDED}),
    Vetting.SUSPENDED: frozenset({Vetting.VERIFIED}),
}


class Organisation(Base):
    __tablename__ = "organisations"
    __table_args__ = (
        sa.UniqueConstraint("country", "register_number"),
        sa.CheckConstraint("length(country) = 2", name="country_code"),
        sa.Index(None, "is_demonstration"),
    )

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(sa.String(checks.LONGEST_LINE))
    country: Mapped[CountryCode]
    register_number: Mapped[str | None] = mapped_column(sa.String(64))
    kind: Mapped[OrganisationKind] = mapped_column(
        choice(OrganisationKind), default=OrganisationKind.EMPLOYER
    )
    vetting: Mapped[Vetting] = mapped_column(choice(Vetting), default=Vetting.PENDING)
    created_at: Mapped[datetime] = mapped_column(default=records.now)
    is_demonstration: Mapped[bool] = mapped_column(default=False)


class Membership(Base):
    """The one organisation that an account acts for."""

    __tablename__ = "memberships"

    account_id: Mapped[str] = mapped_column(
        sa.ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True
    )
    organisation_id: Mapped[str] = mapped_column(
        sa.ForeignKey("organisations.id", ondelete="CASCADE"), index=True
    )
    since: Mapped[datetime] = mapped_column(default=records.now)


@dataclass(frozen=True, slots=True)
class OrganisationDraft:
    name: str
    country: str
    register_number: str | None = None
    kind: OrganisationKind = OrganisationKind.EMPLOYER


def register(db: Session, actor: Actor, draft: OrganisationDraft) -> Organisation:
    """Makes an organisation that waits to be vetted; whoever registers it acts for it."""
    actor.must(Permission.WRITE_VACANCIES)
    organisation = Organisation(
        name=checks.line("name", draft.name),
        country=checks.country("country", draft.country),
        register_number=checks.optional_line("register_number", draft.register_number, longest=64),
        kind=draft.kind,
        is_demonstration=actor.is_demonstration,
    )
    db.add(organisation)
    audit.record(db, actor, audit.EventKind.ORGANISATION_REGISTERED, organisation)
    if actor.account_id:
        db.add(Membership(account_id=actor.account_id, organisation_id=organisation.id))
    return organisation


def vet(db: Session, actor: Actor, organisation: Organisation, outcome: Vetting) -> None:
    """Verifies or suspends. Raises Conflict where MOVES has no such step."""
    actor.must(Permission.VET_ORGANISATIONS)
    if outcome not in MOVES[organisation.vetting]:
        raise Conflict("vetting-step")
    organisation.vetting = outcome
    audit.record(db, actor, audit.EventKind.ORGANISATION_VETTED, organisation, outcome=outcome)


def visible_to(actor: Actor) -> sa.Select[Organisation]:
    """Verified ones to anyone, their own to members, all to those who vet."""
    everything = sa.select(Organisation)
    if actor.may(Permission.VET_ORGANISATIONS):
        return everything
    verified = Organisation.vetting == Vetting.VERIFIED
    return everything.where(verified | (Organisation.id == actor.organisation_id))


def get(db: Session, actor: Actor, organisation_id: str) -> Organisation:
    organisation = db.scalar(visible_to(actor).where(Organisation.id == organisation_id))
    if organisation is None:
        raise NotFound("organisation")
    return organisation


def verified(organisation_id: str | None) -> sa.Exists:
    """A condition for queries: this organisation is verified now. Asked of the database each time, so that a
    suspension counts from the next query on."""
    is_verified = Organisation.vetting == Vetting.VERIFIED
    return sa.exists().where(Organisation.id == organisation_id, is_verified)


def verified_at(db: Session, organisation: Organisation) -> datetime | None:
    """When it was last verified; None while it is not, and where no trace of it was kept."""
    if organisation.vetting is not Vetting.VERIFIED:
        return None
    vetted = sa.select(sa.func.max(audit.Event.at)).where(
        audit.Event.kind == audit.EventKind.ORGANISATION_VETTED, audit.Event.subject_id == organisation.id
    )
    return db.scalar(vetted)


def accounts_of(db: Session, organisation_id: str) -> Sequence[str]:
    """Ids of the accounts that act for an organisation."""
    return db.scalars(
        sa.select(Membership.account_id).where(Membership.organisation_id == organisation_id)
    ).all()


def actor_of(db: Session, account: Account | None) -> Actor:
    """The actor that an account is, with the organisation it acts for; nobody signed in is a stranger."""
    if account is None:
        return STRANGER
    membership = db.get(Membership, account.id)
    return Actor(
        name=account.id,
        account_id=account.id,
        roles=account.roles,
        organisation_id=membership.organisation_id if membership else None,
        is_demonstration=account.is_demonstration,
    )
