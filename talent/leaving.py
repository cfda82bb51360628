"""Asking for one's own account to be erased: at once or after some days, in which it can be taken back.

Meanwhile nobody is signed in and nobody finds the profile.
"""

import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from talent import audit, outbox, profiles
from talent import db as records
from talent.accounts import Account, Refusal, guard, own, sign_out_everywhere
from talent.accounts.records import own_alone
from talent.accounts.throttle import digest
from talent.actors import STRANGER, Actor
from talent.db import Base
from talent.errors import NotFound
from talent.outbox import MailKind
from talent.profiles import Visibility


class Leaving(Base):
    """Somebody whose account is to be erased at `due_at`, and how visible their profile was before they asked."""

    __tablename__ = "leavings"

    account_id: Mapped[str] = mapped_column(
        sa.ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True
    )
    token_digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    asked_at: Mapped[datetime] = mapped_column(default=records.now)
    due_at: Mapped[datetime] = mapped_column(index=True)
    visibility: Mapped[str | None] = mapped_column(sa.String(32))


def ask(db: Session, actor: Actor, password: str, *, after: timedelta) -> Leaving | Refusal:
    """Signs out everywhere, hides the profile and sets the day. With days in between, a mail has a link to undo it.

    Raises Conflict where everybody may use the account.
    """
    account = own_alone(db, actor)
    if refused := guard.refusal(db, account, password):
        return refused
    records.one_at_a_time(db, f"leave {account.id}")
    leaving = _again(db, account)
    token = secrets.token_urlsafe(32)
    leaving.token_digest, leaving.due_at = digest(token), records.now() + after
    audit.record(db, actor, audit.EventKind.ERASURE_ASKED, account, days=after.days)
    if after:
        _mail(db, account, leaving, token)
    sign_out_everywhere(db, account)
    return leaving


def under_way(db: Session, actor: Actor) -> Leaving | None:
    return db.get(Leaving, own(db, actor).id)


def find(db: Session, token: str) -> Leaving:
    """The request that a link in a mail undoes. Raises NotFound where there is none any more."""
    leaving = db.scalar(sa.select(Leaving).where(Leaving.token_digest == digest(token)))
    if leaving is None:
        raise NotFound("leaving")
    return leaving


def stay(db: Session, actor: Actor) -> None:
    """Whoever signs in again may keep the account. Raises NotFound where nothing is under way."""
    leaving = under_way(db, actor)
    if leaving is None:
        raise NotFound("leaving")
    _undo(db, actor, leaving)


def undo(db: Session, token: str) -> None:
    """The same by the link in the mail."""
    _undo(db, STRANGER, find(db, token))


def claim(db: Session) -> str | None:
    """The account whose day came longest ago, for whoever erases it in this transaction."""
    ready = sa.select(Leaving).where(Leaving.due_at <= records.now()).order_by(Leaving.due_at).limit(1)
    leaving = db.scalar(ready.with_for_update(skip_locked=True))
    return leaving.account_id if leaving else None


def is_due(db: Session) -> bool:
    return db.scalar(sa.select(sa.exists().where(Leaving.due_at <= records.now()))) or False


def _again(db: Session, account: Account) -> Leaving:
    """The request there is, or a new one that hides the profile."""
    leaving = db.get(Leaving, account.id)
    if leaving is None:
        leaving = Leaving(account_id=account.id, visibility=_hide(db, account))
        db.add(leaving)
    return leaving


def _hide(db: Session, account: Account) -> Visibility | None:
    """Returns how visible the profile was."""
    profile = _profile(db, account.id)
    if profile is None:
        return None
    before, profile.visibility = profile.visibility, Visibility.HIDDEN
    return before


def _undo(db: Session, actor: Actor, leaving: Leaving) -> None:
    account = db.get_one(Account, leaving.account_id)
    profile = _profile(db, account.id)
    if profile is not None and leaving.visibility is not None:
        profile.visibility = Visibility(leaving.visibility)
    db.delete(leaving)
    audit.record(db, actor, audit.EventKind.ERASURE_UNDONE, account)


def _profile(db: Session, account_id: str) -> profiles.Profile | None:
    return db.scalar(sa.select(profiles.Profile).where(profiles.Profile.account_id == account_id))


def _mail(db: Session, account: Account, leaving: Leaving, token: str) -> None:
    db.flush()
    outbox.post(
        db,
        account.email,
        MailKind.ERASURE_ASKED,
        language=account.locale,
        account_id=account.id,
        token=token,
        day=leaving.due_at.date().isoformat(),
    )
