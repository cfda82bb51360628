"""Accounts, passwords and signing in; no stranger learns here whether an e-mail address is registered."""

import hashlib
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Final

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from talent import audit, checks
from talent import db as records
from talent.actors import Actor, Permission, Role
from talent.db import Base, Id, choice
from talent.errors import Conflict, NotFound, RuleBroken

SIGN_IN_LASTS: Final = timedelta(days=7)
FAILURES_WINDOW: Final = timedelta(minutes=15)
FAILURES_PER_ACCOUNT: Final = 10
FAILURES_PER_ADDRESS: Final = 100  # many people may share one address
SHORTEST_PASSWORD: Final = 12  # NIST SP 800-63B asks for length and forbids rules of composition
LONGEST_PASSWORD: Final = 256

_EMAIL = re.compile(r"[^\s@<>\"'(),;:\\\[\]]{1,64}@[^\s@<>\"'(),;:\\\[\]]+\.[^\s@<>\"'(),;:\\\[\]]+")


class Account(Base):
    """A person who can sign in. The name and the e-mail address are here and nowhere that matching reads."""

    __tablename__ = "accounts"
    __table_args__ = (
        sa.CheckConstraint("email = lower(email)", name="email_lower_case"),
        sa.Index(None, "is_demonstration"),
    )

    id: Mapped[Id]
    email: Mapped[str] = mapped_column(sa.String(254), unique=True)
    password_hash: Mapped[str]
    display_name: Mapped[str] = mapped_column(sa.String(checks.LONGEST_LINE))
    locale: Mapped[str] = mapped_column(sa.String(16), default="en")
    created_at: Mapped[datetime] = mapped_column(default=records.now)
    is_demonstration: Mapped[bool] = mapped_column(default=False)
    role_rows: Mapped[set["AccountRole"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, lazy="selectin"
    )

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(row.role for row in self.role_rows)


class AccountRole(Base):
    __tablename__ = "account_roles"

    account_id: Mapped[str] = mapped_column(
        sa.ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True
    )
    role: Mapped[Role] = mapped_column(choice(Role), primary_key=True)


class SignIn(Base):
    """Somebody being signed in on one device. Signing out deletes the row; the token itself is not stored."""

    __tablename__ = "sign_ins"

    token_digest: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    account_id: Mapped[str] = mapped_column(sa.ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=records.now)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class SignInAttempts(Base):
    """Attempts since `since` for an account or a network address, both as digests; gone after the window."""

    __tablename__ = "sign_in_attempts"

    whose: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    since: Mapped[datetime] = mapped_column(index=True)
    count: Mapped[int]


@dataclass(frozen=True, slots=True)
class NewAccount:
    email: str
    password: str
    display_name: str
    roles: Iterable[Role]
    locale: str = "en"
    is_demonstration: bool = False


@dataclass(frozen=True, slots=True)
class SignedIn:
    """`token` goes to the browser once and is known to nobody else."""

    token: str
    expires_at: datetime


class Refusal(StrEnum):
    WRONG = "wrong"  # e-mail or password: which of them is not said
    TOO_MANY = "too-many"


@dataclass(frozen=True, slots=True)
class SignInRefused:
    """A value, not an exception: an exception would roll back the counting of the failure."""

    reason: Refusal


def normal_email(value: str) -> str:
    """The one spelling under which an address is stored and looked up. Raises RuleBroken if it is none."""
    email = value.strip().lower()
    if len(email) > 254 or not _EMAIL.fullmatch(email) or not email.isprintable():
        raise RuleBroken("email", "not-an-email")
    return email


def create(db: Session, actor: Actor, new: NewAccount) -> Account:
    """Makes an account, for those who manage accounts, who may learn that an e-mail is taken (Conflict)."""
    actor.must(Permission.MANAGE_ACCOUNTS)
    email = normal_email(new.email)
    if db.scalar(sa.select(Account.id).where(Account.email == email)):
        raise Conflict("email-taken")
    account = Account(
        email=email,
        password_hash=_hash(_checked_password(new.password)),
        display_name=checks.line("display_name", new.display_name),
        locale=new.locale,
        is_demonstration=new.is_demonstration,
        role_rows={AccountRole(role=role) for role in new.roles},
    )
    db.add(account)
    audit.record(db, actor, audit.EventKind.ACCOUNT_CREATED, account)
    return account


def get(db: Session, actor: Actor, account_id: str) -> Account:
    """Their own account, or anyone's for whoever manages accounts. Raises NotFound."""
    account = db.get(Account, account_id)
    if account is None or not (actor.account_id == account.id or actor.may(Permission.MANAGE_ACCOUNTS)):
        raise NotFound("account")
    return account


def sign_in(
    db: Session, email: str, password: str, *, address: str, demonstration: bool
) -> SignedIn | SignInRefused:
    """Signs in, or refuses without saying why; both take the time of one password check.

    `address` is the caller's network address, counted and kept as a digest for the window only.
    `demonstration` says whether accounts with the published password may sign in: never in production.
    """
    try:
        email = normal_email(email)
    except RuleBroken:
        email = ""  # nobody's, and refused like any other
    if _too_many_attempts(db, f"account {email}", f"address {address}"):
        return SignInRefused(Refusal.TOO_MANY)
    account = db.scalar(sa.select(Account).where(Account.email == email))
    right = _password_is_right(account, password)
    if account is None or not right or (account.is_demonstration and not demonstration):
        return SignInRefused(Refusal.WRONG)
    db.execute(sa.delete(SignInAttempts).where(SignInAttempts.whose == _digest(f"account {account.email}")))
    return _open(db, account)


def signed_in(db: Session, token: str) -> Account | None:
    """Whose token this is, unless it is unknown, signed out or expired."""
    known = sa.select(Account).join(SignIn).where(SignIn.token_digest == _digest(token))
    return db.scalar(known.where(SignIn.expires_at > records.now()))


def sign_out(db: Session, token: str) -> None:
    db.execute(sa.delete(SignIn).where(SignIn.token_digest == _digest(token)))


def sign_out_everywhere(db: Session, account: Account) -> None:
    db.execute(sa.delete(SignIn).where(SignIn.account_id == account.id))


def _open(db: Session, account: Account) -> SignedIn:
    now = records.now()
    db.execute(sa.delete(SignIn).where(SignIn.expires_at <= now))
    opened = SignedIn(secrets.token_urlsafe(32), now + SIGN_IN_LASTS)
    db.add(SignIn(token_digest=_digest(opened.token), account_id=account.id, expires_at=opened.expires_at))
    db.flush()
    return opened


def _password_is_right(account: Account | None, password: str) -> bool:
    """Always costs one verification; renews a hash that was made with older parameters."""
    stored = account.password_hash if account else _hash_of_nothing()
    if len(password) > LONGEST_PASSWORD:
        return False
    try:
        _hasher().verify(stored, password.encode("utf-8", "surrogatepass"))
    except VerificationError:
        return False
    if account and _hasher().check_needs_rehash(stored):
        account.password_hash = _hash(password)
    return account is not None


def _checked_password(password: str) -> str:
    if len(password) < SHORTEST_PASSWORD:
        raise RuleBroken("password", "too-short", shortest=SHORTEST_PASSWORD)
    if len(password) > LONGEST_PASSWORD:
        raise RuleBroken("password", "too-long", longest=LONGEST_PASSWORD)
    return password


def _too_many_attempts(db: Session, whose_account: str, whose_address: str) -> bool:
    """Counts this attempt before its password is looked at, so that parallel attempts are counted too."""
    db.execute(sa.delete(SignInAttempts).where(SignInAttempts.since <= records.now() - FAILURES_WINDOW))
    of_account = _count_attempt(db, _digest(whose_account))
    of_address = _count_attempt(db, _digest(whose_address))
    return of_account > FAILURES_PER_ACCOUNT or of_address > FAILURES_PER_ADDRESS


def _count_attempt(db: Session, whose: str) -> int:
    insert = postgresql.insert if db.get_bind().dialect.name == "postgresql" else sqlite.insert
    attempt = insert(SignInAttempts).values(whose=whose, since=records.now(), count=1)
    counted = attempt.on_conflict_do_update(
        index_elements=["whose"], set_={"count": SignInAttempts.count + 1}
    )
    return db.execute(counted.returning(SignInAttempts.count)).scalar_one()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _hash(password: str) -> str:
    return _hasher().hash(password.encode("utf-8", "surrogatepass"))


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()  # argon2id with the parameters of RFC 9106, section 4, second choice


@cache
def _hash_of_nothing() -> str:
    return _hash(secrets.token_urlsafe(32))
