"""Another e-mail address for an account: the new address confirms it, the old one can undo it for some days.

Nobody learns here whether an address is taken: the answer is the same, and the mail to the new address tells.
"""

import secrets
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from talent import audit, outbox
from talent import db as records
from talent.accounts import guard, identities, passkeys, passwords, resets, second_factor, sessions, throttle
from talent.accounts.records import Account, normal_email, own_alone, with_email
from talent.accounts.throttle import Refusal, digest
from talent.actors import STRANGER, Actor
from talent.db import Base
from talent.errors import Conflict, NotFound, RuleBroken
from talent.outbox import MailKind

LINK_LASTS: Final = timedelta(hours=24)
UNDO_LASTS: Final = timedelta(days=7)


class EmailChange(Base):
    """Somebody who has asked for another address. The latest request replaces the one before."""

    __tablename__ = "email_changes"

    account_id: Mapped[str] = mapped_column(
        sa.ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True
    )
    email: Mapped[str] = mapped_column(sa.String(254))
    token_digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class FormerEmail(Base):
    """The address that an account had, as long as its reader may take the account back."""

    __tablename__ = "former_emails"

    token_digest: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    account_id: Mapped[str] = mapped_column(sa.ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    email: Mapped[str] = mapped_column(sa.String(254))
    changed_at: Mapped[datetime] = mapped_column(default=records.now)
    expires_at: Mapped[datetime] = mapped_column(index=True)


def ask(db: Session, actor: Actor, email: str, password: str, *, address: str) -> Refusal | None:
    """Sends a link to the new address; where somebody has that address already, word of it instead."""
    account = own_alone(db, actor)
    email = normal_email(email)
    if email == account.email:
        raise RuleBroken("email", "same-email")
    if refused := guard.refusal(db, account, password):
        return refused
    if throttle.too_many_mails(db, email, address) or throttle.too_many_mails(db, account.email, address):
        return Refusal.TOO_MANY
    _forget_expired(db)
    db.execute(sa.delete(EmailChange).where(EmailChange.account_id == account.id))
    if known := with_email(db, email):
        outbox.post(db, email, MailKind.ALREADY_REGISTERED, language=known.locale, account_id=known.id)
    else:
        _mail_link(db, account, email)
    return None


def find(db: Session, token: str) -> EmailChange:
    """The change that a link is for. Raises NotFound where it is used, replaced, too old or the address taken."""
    of_token = sa.select(EmailChange).where(EmailChange.token_digest == digest(token))
    change = db.scalar(of_token.where(EmailChange.expires_at > records.now()))
    if change is None or with_email(db, change.email):
        raise NotFound("email-change")
    return change


def confirm(db: Session, token: str, password: str, *, here: str = "") -> Refusal | None:
    """Makes the change and signs out every device but the one of the session token `here`.

    The password shows that whoever reads the new address is who asked, and not somebody whose address was typed
    by mistake.
    """
    change = find(db, token)
    account = db.get_one(Account, change.account_id)
    if refused := guard.refusal(db, account, password):
        return refused
    records.one_at_a_time(db, f"register {change.email}")
    email = find(db, token).email
    db.delete(change)
    _keep_former(db, account)
    _move(db, account, email, audit.EventKind.EMAIL_CHANGED)
    sessions.sign_out_everywhere(db, account, but=here)
    return None


def find_former(db: Session, token: str) -> FormerEmail:
    """What an undoing link leads back to. Raises NotFound where it is used or too old."""
    former = db.get(FormerEmail, digest(token))
    if former is None or former.expires_at <= records.now():
        raise NotFound("former-email")
    return former


def undo(db: Session, token: str) -> Account:
    """Gives the account back to whoever reads its former address, and to nobody else.

    Whoever changed the address knew the password: it opens nothing any more, nor does any other way to sign in that
    could be theirs, and a link to choose a new password goes to the address. A second step that was on before
    stays on. Raises Conflict where another account has taken the address since.
    """
    former = find_former(db, token)
    account, email, since = db.get_one(Account, former.account_id), former.email, former.changed_at
    records.one_at_a_time(db, f"register {email}")
    if with_email(db, email) not in (None, account):
        raise Conflict("email-taken")
    account.password_hash = passwords.hashed(secrets.token_urlsafe(32))
    _forget_requests(db, account)
    passkeys.forget_all(db, account)
    identities.forget_all(db, account)
    second_factor.forget_younger(db, account, since)
    sessions.sign_out_everywhere(db, account)
    _move(db, account, email, audit.EventKind.EMAIL_CHANGE_UNDONE)
    resets.mail_link(db, account)
    return account


def _mail_link(db: Session, account: Account, email: str) -> None:
    token = secrets.token_urlsafe(32)
    expires_at = records.now() + LINK_LASTS
    db.add(EmailChange(account_id=account.id, email=email, token_digest=digest(token), expires_at=expires_at))
    kind, language = MailKind.CONFIRM_NEW_EMAIL, account.locale
    outbox.post(db, email, kind, language=language, account_id=account.id, token=token)


def _keep_former(db: Session, account: Account) -> None:
    token = secrets.token_urlsafe(32)
    expires_at = records.now() + UNDO_LASTS
    db.add(
        FormerEmail(
            token_digest=digest(token), account_id=account.id, email=account.email, expires_at=expires_at
        )
    )
    kind, language = MailKind.EMAIL_CHANGED, account.locale
    outbox.post(db, account.email, kind, language=language, account_id=account.id, token=token)


def _move(db: Session, account: Account, email: str, event: audit.EventKind) -> None:
    account.email = email
    audit.record(db, STRANGER, event, account)


def _forget_requests(db: Session, account: Account) -> None:
    """Links that whoever is being put out may hold."""
    for table in (EmailChange, FormerEmail):
        db.execute(sa.delete(table).where(table.account_id == account.id))


def _forget_expired(db: Session) -> None:
    now = records.now()
    db.execute(sa.delete(EmailChange).where(EmailChange.expires_at <= now))
    db.execute(sa.delete(FormerEmail).where(FormerEmail.expires_at <= now))
