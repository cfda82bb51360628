"""Accounts at other providers (OpenID Connect) that open an account here: linked by their owner, never by e-mail."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from talent import audit, outbox
from talent import db as records
from talent.accounts import ceremonies, guard, sessions, throttle
from talent.accounts.ceremonies import CeremonyKind
from talent.accounts.records import Account, own, own_alone
from talent.accounts.sessions import CodeNeeded, SignedIn
from talent.accounts.throttle import Refusal
from talent.actors import Actor
from talent.db import Base, Id
from talent.errors import Conflict, NotFound

LONGEST_SUBJECT: Final = 255
"""Characters (OpenID Connect Core 1.0, section 2)."""


class LinkedIdentity(Base):
    """Somebody at a provider, known by issuer and subject, which together are never given to anybody else."""

    __tablename__ = "linked_identities"
    __table_args__ = (sa.UniqueConstraint("issuer", "subject"),)

    id: Mapped[Id]
    account_id: Mapped[str] = mapped_column(sa.ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    issuer: Mapped[str] = mapped_column(sa.String(255))
    subject: Mapped[str] = mapped_column(sa.String(LONGEST_SUBJECT))
    created_at: Mapped[datetime] = mapped_column(default=records.now)
    used_at: Mapped[datetime | None]


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a provider says that somebody is."""

    issuer: str
    subject: str


@dataclass(frozen=True, slots=True)
class Journey:
    """What is remembered of somebody on the way to a provider and back. `account_id`: who wants to link it."""

    provider: str
    nonce: str
    verifier: str
    next: str = "/"
    account_id: str | None = None


def of(db: Session, actor: Actor) -> Sequence[LinkedIdentity]:
    """The actor's own, oldest first."""
    theirs = sa.select(LinkedIdentity).where(LinkedIdentity.account_id == own(db, actor).id)
    return db.scalars(theirs.order_by(LinkedIdentity.created_at, LinkedIdentity.id)).all()


def may_link(db: Session, actor: Actor, password: str) -> Refusal | None:
    """The password once more: what is linked opens the account for good."""
    return guard.refusal(db, own_alone(db, actor), password)


def depart(db: Session, state: str, journey: Journey, *, address: str) -> Refusal | None:
    """Remembers the journey under `state`, for its way back, once."""
    if throttle.too_many(db, f"journey {address}", most=throttle.FAILURES_PER_ADDRESS):
        return Refusal.TOO_MANY
    ceremonies.begin(
        db,
        CeremonyKind.PROVIDER,
        state,
        account_id=journey.account_id,
        provider=journey.provider,
        nonce=journey.nonce,
        verifier=journey.verifier,
        next=journey.next,
    )
    return None


def arrive(db: Session, state: str) -> Journey | None:
    """The journey, which is over; None where it is unknown, used or too old."""
    begun = ceremonies.finish(db, CeremonyKind.PROVIDER, state)
    return None if begun is None else Journey(**begun.data, account_id=begun.account_id)


def sign_in(
    db: Session, identity: Identity, *, both_steps: bool, device: str = ""
) -> SignedIn | CodeNeeded | None:
    """Signs in whoever linked this identity; None where nobody did. `both_steps`: the provider asked for both."""
    known = _known(db, identity)
    if known is None:
        return None
    known.used_at = records.now()
    return sessions.enter(db, db.get_one(Account, known.account_id), device, both_steps=both_steps)


def link(db: Session, actor: Actor, identity: Identity) -> None:
    """From now on this identity opens the actor's account. Raises Conflict where it opens another one."""
    account = own_alone(db, actor)
    known = _known(db, identity)
    if known is None:
        add(db, actor, account, identity)
        _tell(db, account, outbox.MailKind.IDENTITY_LINKED, identity)
    elif known.account_id != account.id:
        raise Conflict("identity-taken")


def add(db: Session, actor: Actor, account: Account, identity: Identity) -> None:
    """The same for an account that is just being made; does nothing where the identity opens another one."""
    if _known(db, identity) is None:
        db.add(LinkedIdentity(account_id=account.id, issuer=identity.issuer, subject=identity.subject))
        audit.record(db, actor, audit.EventKind.IDENTITY_LINKED, account)


def unlink(db: Session, actor: Actor, identity_id: str) -> None:
    """From now on the identity opens nothing here. Raises NotFound where it is not the actor's."""
    account = own_alone(db, actor)
    linked = db.get(LinkedIdentity, identity_id)
    if linked is None or linked.account_id != account.id:
        raise NotFound("identity")
    db.delete(linked)
    audit.record(db, actor, audit.EventKind.IDENTITY_UNLINKED, account)
    _tell(db, account, outbox.MailKind.IDENTITY_UNLINKED, Identity(linked.issuer, linked.subject))


def forget_all(db: Session, account: Account) -> None:
    """Without asking or telling: for whoever takes an account back."""
    db.execute(sa.delete(LinkedIdentity).where(LinkedIdentity.account_id == account.id))


def _known(db: Session, identity: Identity) -> LinkedIdentity | None:
    this = (LinkedIdentity.issuer == identity.issuer) & (LinkedIdentity.subject == identity.subject)
    return db.scalar(sa.select(LinkedIdentity).where(this))


def _tell(db: Session, account: Account, mail: outbox.MailKind, identity: Identity) -> None:
    """Whoever did not do this themselves learns of it by mail."""
    data = {"language": account.locale, "account_id": account.id, "issuer": identity.issuer}
    outbox.post(db, account.email, mail, **data)
