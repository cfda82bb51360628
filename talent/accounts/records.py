"""Accounts and their roles: who they are, who makes them and who sees them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from talent import audit, checks
from talent import db as records
from talent.accounts import passwords
from talent.actors import Actor, Permission, Role
from talent.db import Base, Id, choice
from talent.errors import Conflict, NotFound, RuleBroken

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
    active_at: Mapped[datetime] = mapped_column(
        default=records.now, index=True
    )  # last signed in; talent.retention
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


@dataclass(frozen=True, slots=True)
class NewAccount:
    email: str
    password: str
    display_name: str
    roles: Iterable[Role]
    locale: str = "en"
    is_demonstration: bool = False


def normal_email(value: str) -> str:
    """The one spelling under which an address is stored and looked up. Raises RuleBroken if it is none."""
    email = value.strip().lower()
    if len(email) > 254 or not _EMAIL.fullmatch(email) or not email.isprintable():
        raise RuleBroken("email", "not-an-email")
    return email


def with_email(db: Session, email: str) -> Account | None:
    """Whose address this is, in its normal spelling."""
    return db.scalar(sa.select(Account).where(Account.email == email))


def create(db: Session, actor: Actor, new: NewAccount) -> Account:
    """Makes an account, for those who manage accounts, who may learn that an e-mail is taken (Conflict)."""
    actor.must(Permission.MANAGE_ACCOUNTS)
    email = normal_email(new.email)
    if with_email(db, email):
        raise Conflict("email-taken")
    account = Account(
        email=email,
        password_hash=passwords.hashed(passwords.checked(new.password)),
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


def own(db: Session, actor: Actor) -> Account:
    """The actor's own account. Raises NotAllowed for a stranger, NotFound once it is erased."""
    actor.must(Permission.KEEP_OWN_ACCOUNT)
    return get(db, actor, actor.account_id or "")


def own_alone(db: Session, actor: Actor) -> Account:
    """The same, but raises Conflict where the password is published: nobody may lock the others out."""
    account = own(db, actor)
    if account.is_demonstration:
        raise Conflict("shared-account")
    return account
