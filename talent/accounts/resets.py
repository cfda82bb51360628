"""Changing a password that is known, and choosing a new one by a link where it is forgotten."""

import secrets
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from talent import audit, outbox
from talent import db as records
from talent.accounts import guard, passwords, sessions, throttle
from talent.accounts.records import Account, normal_email, own_alone, with_email
from talent.accounts.throttle import Refusal, digest
from talent.actors import STRANGER, Actor
from talent.db import Base
from talent.errors import NotFound
from talent.outbox import MailKind

LINK_LASTS: Final = timedelta(hours=1)


class PasswordReset(Base):
    """A link that lets its holder choose a password, once. A new link ends the one before."""

    __tablename__ = "password_resets"

    account_id: Mapped[str] = mapped_column(
        sa.ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True
    )
    token_digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    expires_at: Mapped[datetime]


def ask(db: Session, email: str, *, language: str, address: str) -> Refusal | None:
    """Sends a link by mail, or word that there is no account; the caller can't tell which."""
    email = normal_email(email)
    if throttle.too_many_mails(db, email, address):
        return Refusal.TOO_MANY
    account = with_email(db, email)
    if account is None or account.is_demonstration:
        outbox.post(db, email, MailKind.NO_ACCOUNT, language=language)
    else:
        mail_link(db, account)
    return None


def find(db: Session, token: str) -> Account:
    """Whose password the link is for. Raises NotFound where it is used, replaced or too old."""
    of_token = sa.select(Account).join(PasswordReset).where(PasswordReset.token_digest == digest(token))
    account = db.scalar(of_token.where(PasswordReset.expires_at > records.now()))
    if account is None:
        raise NotFound("password-reset")
    return account


def choose(db: Session, token: str, password: str, *, address: str) -> Refusal | None:
    """Sets the password that a link was asked for, and signs out every device."""
    if throttle.too_many(db, f"reset {digest(token)}", most=throttle.FAILURES_PER_ACCOUNT, address=address):
        return Refusal.TOO_MANY
    account = find(db, token)
    _set(db, STRANGER, account, password)
    sessions.sign_out_everywhere(db, account)
    return None


def change(db: Session, actor: Actor, old: str, new: str, *, token: str) -> Refusal | None:
    """Sets another password and signs out every device but the one of `token`."""
    account = own_alone(db, actor)
    passwords.checked(new, "new_password")
    if refused := guard.refusal(db, account, old):
        return refused
    _set(db, actor, account, new)
    sessions.sign_out_everywhere(db, account, but=token)
    return None


def _set(db: Session, actor: Actor, account: Account, password: str) -> None:
    account.password_hash = passwords.hashed(passwords.checked(password))
    db.execute(sa.delete(PasswordReset).where(PasswordReset.account_id == account.id))
    audit.record(db, actor, audit.EventKind.PASSWORD_CHANGED, account)
    kind = MailKind.PASSWORD_CHANGED
    outbox.post(db, account.email, kind, language=account.locale, account_id=account.id)


def mail_link(db: Session, account: Account) -> None:
    """A link to choose a new password, to the address of the account; the one before ends."""
    records.one_at_a_time(db, f"reset {account.id}")
    token = secrets.token_urlsafe(32)
    db.execute(sa.delete(PasswordReset).where(PasswordReset.account_id == account.id))
    expires_at = records.now() + LINK_LASTS
    db.add(PasswordReset(account_id=account.id, token_digest=digest(token), expires_at=expires_at))
    outbox.post(
        db,
        account.email,
        MailKind.RESET_PASSWORD,
        language=account.locale,
        account_id=account.id,
        token=token,
    )
