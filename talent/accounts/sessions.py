"""Signing in, in one step or two, and out: what is open, on which device, and how it ends."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from talent import db as records
from talent.accounts import passwords, second_factor, throttle
from talent.accounts.records import Account, normal_email, own, own_alone, with_email
from talent.accounts.throttle import Refusal, digest
from talent.actors import Actor
from talent.db import Base
from talent.errors import NotFound, RuleBroken
from talent.sealing import Seal

SIGN_IN_LASTS: Final = timedelta(days=7)
FIRST_STEP_LASTS: Final = timedelta(minutes=10)
LONGEST_DEVICE: Final = 100


class SignIn(Base):
    """Somebody being signed in on one device. Signing out deletes the row; the token itself is not stored."""

    __tablename__ = "sign_ins"

    token_digest: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    id: Mapped[str] = mapped_column(sa.String(36), unique=True, default=records.new_id)
    account_id: Mapped[str] = mapped_column(sa.ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    device: Mapped[str] = mapped_column(sa.String(LONGEST_DEVICE), default="")
    created_at: Mapped[datetime] = mapped_column(default=records.now)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class FirstStep(Base):
    """Somebody who has shown who they are in one step and owes the code."""

    __tablename__ = "first_steps"

    token_digest: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    account_id: Mapped[str] = mapped_column(sa.ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """`token` goes to the browser once and is known to nobody else."""

    token: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class CodeNeeded:
    """The first step was right; `token` stands for that until the code is given."""

    token: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class SignInRefused:
    reason: Refusal


@dataclass(frozen=True, slots=True)
class OpenSession:
    """What its owner is shown of one sign-in; `device` is what was noted when it was opened."""

    id: str
    device: str
    since: datetime
    is_this: bool


def sign_in(
    db: Session, email: str, password: str, *, address: str, demonstration: bool, device: str = ""
) -> SignedIn | CodeNeeded | SignInRefused:
    """Signs in, or refuses without saying why; both take the time of one password check.

    `address` is the caller's network address, counted and kept as a digest for the window only.
    `demonstration` says whether accounts with the published password may sign in: never in production.
    """
    email = _normal_or_nobodys(email)
    whose = f"account {email}"
    if throttle.too_many(db, whose, most=throttle.FAILURES_PER_ACCOUNT, address=address):
        return SignInRefused(Refusal.TOO_MANY)
    account = with_email(db, email)
    right = passwords.matches(account.password_hash if account else None, password)
    if account is None or not right or (account.is_demonstration and not demonstration):
        return SignInRefused(Refusal.WRONG)
    throttle.forget(db, whose)
    _renew_hash(account, password)
    return enter(db, account, device)


def give_code(
    db: Session, token: str, code: str, *, seal: Seal, address: str, device: str = ""
) -> SignedIn | SignInRefused:
    """The second step. Raises NotFound where the first was never done or is too long ago."""
    step = db.get(FirstStep, digest(token))
    if step is None or step.expires_at <= records.now():
        raise NotFound("first-step")
    account = db.get_one(Account, step.account_id)
    if refused := second_factor.check(db, account, code, seal=seal, address=address):
        return SignInRefused(refused)
    db.delete(step)
    return open_for(db, account, device)


def enter(db: Session, account: Account, device: str, *, both_steps: bool = False) -> SignedIn | CodeNeeded:
    """Lets in somebody who has shown who they are in one step; the second is owed where it is on.

    `both_steps`: what they showed counts for both, such as a passkey that has seen their finger.
    """
    if second_factor.is_on(db, account) and not both_steps:
        return _first_step(db, account)
    return open_for(db, account, device)


def open_for(db: Session, account: Account, device: str) -> SignedIn:
    """A new sign-in of somebody who has shown who they are."""
    account.active_at = now = records.now()
    db.execute(sa.delete(SignIn).where(SignIn.expires_at <= now))
    opened = SignedIn(secrets.token_urlsafe(32), now + SIGN_IN_LASTS)
    db.add(
        SignIn(
            token_digest=digest(opened.token),
            account_id=account.id,
            device=device[:LONGEST_DEVICE],
            expires_at=opened.expires_at,
        )
    )
    db.flush()
    return opened


def signed_in(db: Session, token: str) -> Account | None:
    """Whose token this is, unless it is unknown, signed out or expired."""
    known = sa.select(Account).join(SignIn).where(SignIn.token_digest == digest(token))
    return db.scalar(known.where(SignIn.expires_at > records.now()))


def sign_out(db: Session, token: str) -> None:
    db.execute(sa.delete(SignIn).where(SignIn.token_digest == digest(token)))


def sign_out_everywhere(db: Session, account: Account, *, but: str = "") -> None:
    """Ends every sign-in, half-done ones too, except that of the token `but`."""
    of_account = SignIn.account_id == account.id
    db.execute(sa.delete(SignIn).where(of_account, SignIn.token_digest != digest(but)))
    db.execute(sa.delete(FirstStep).where(FirstStep.account_id == account.id))


def open_sessions(db: Session, actor: Actor, token: str) -> Sequence[OpenSession]:
    """The actor's sign-ins, newest first; of a shared account only the one of `token`, for the rest are strangers."""
    account, this = own(db, actor), digest(token)
    query = sa.select(SignIn).where(SignIn.account_id == account.id, SignIn.expires_at > records.now())
    if account.is_demonstration:
        query = query.where(SignIn.token_digest == this)
    rows = db.scalars(query.order_by(SignIn.created_at.desc(), SignIn.id))
    return [OpenSession(row.id, row.device, row.created_at, row.token_digest == this) for row in rows]


def end(db: Session, actor: Actor, session_id: str) -> None:
    """Signs out one device. Raises NotFound where it is not the actor's."""
    own_one = (SignIn.account_id == own_alone(db, actor).id) & (SignIn.id == session_id)
    if db.execute(sa.delete(SignIn).where(own_one).returning(SignIn.id)).first() is None:
        raise NotFound("session")


def end_others(db: Session, actor: Actor, token: str) -> None:
    sign_out_everywhere(db, own_alone(db, actor), but=token)


def _normal_or_nobodys(email: str) -> str:
    try:
        return normal_email(email)
    except RuleBroken:
        return ""  # nobody's, and refused like any other


def _first_step(db: Session, account: Account) -> CodeNeeded:
    now = records.now()
    db.execute(sa.delete(FirstStep).where(FirstStep.expires_at <= now))
    needed = CodeNeeded(secrets.token_urlsafe(32), now + FIRST_STEP_LASTS)
    db.add(FirstStep(token_digest=digest(needed.token), account_id=account.id, expires_at=needed.expires_at))
    db.flush()
    return needed


def _renew_hash(account: Account, password: str) -> None:
    if passwords.is_outdated(account.password_hash):
        account.password_hash = passwords.hashed(password)
