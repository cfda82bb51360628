"""Registering as a candidate: nothing but a request is kept until the e-mail address has been shown to be theirs."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from talent import audit, checks, eligibility, outbox
from talent import db as records
from talent.accounts import identities, passwords, sessions, throttle
from talent.accounts.identities import Identity
from talent.accounts.records import Account, AccountRole, normal_email, with_email
from talent.accounts.sessions import SignedIn
from talent.accounts.throttle import Refusal, digest
from talent.actors import STRANGER, Role
from talent.db import Base, CountryCode
from talent.eligibility import Answers
from talent.errors import Conflict, NotFound, RuleBroken
from talent.outbox import MailKind

LINK_LASTS: Final = timedelta(hours=24)


class Registration(Base):
    """Somebody who has asked for an account. The latest request for an e-mail address replaces the one before."""

    __tablename__ = "registrations"

    email: Mapped[str] = mapped_column(sa.String(254), primary_key=True)
    token_digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    password_hash: Mapped[str]
    display_name: Mapped[str] = mapped_column(sa.String(checks.LONGEST_LINE))
    locale: Mapped[str] = mapped_column(sa.String(16))
    residence: Mapped[CountryCode]
    destination: Mapped[CountryCode]
    facts_version: Mapped[str] = mapped_column(sa.String(32))
    expires_at: Mapped[datetime] = mapped_column(index=True)
    issuer: Mapped[str | None] = mapped_column(sa.String(255))
    subject: Mapped[str | None] = mapped_column(sa.String(identities.LONGEST_SUBJECT))
    wanted_page: Mapped[str | None] = mapped_column(sa.Text)


class Joining(Base):
    """What a candidate said when they joined, as far as it is kept, and by which facts it was judged."""

    __tablename__ = "joinings"

    account_id: Mapped[str] = mapped_column(
        sa.ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True
    )
    residence: Mapped[CountryCode]
    destination: Mapped[CountryCode]
    facts_version: Mapped[str] = mapped_column(sa.String(32))
    checked_at: Mapped[datetime] = mapped_column(default=records.now)


@dataclass(frozen=True, slots=True)
class RegistrationDraft:
    answers: Answers
    display_name: str
    email: str
    password: str
    locale: str = "en"
    identity: Identity | None = None
    """Of the provider that they came from; it opens the account once there is one."""
    wanted_page: str | None = None
    """Where they were going when they were told that they need an account."""


def mistakes(draft: RegistrationDraft) -> list[RuleBroken]:
    """All in what somebody typed, in the order of the form. Of the answers before it, see `eligibility.checked`."""
    return checks.broken(
        lambda: checks.line("display_name", draft.display_name),
        lambda: normal_email(draft.email),
        lambda: passwords.checked(draft.password),
    )


def register(db: Session, draft: RegistrationDraft, *, address: str) -> Refusal | None:
    """Sends a link by mail; to whoever has an account already, word of that. The caller can't tell which.

    Raises RuleBroken for what is wrong with the draft itself, Conflict for who may not join.
    """
    requested = _requested(draft)
    if throttle.too_many_mails(db, requested.email, address):
        return Refusal.TOO_MANY
    requested.password_hash = passwords.hashed(
        draft.password
    )  # for known addresses too: it takes the same time
    _alone_with(db, requested.email)
    _forget_expired(db)
    if known := with_email(db, requested.email):
        _mail_known(db, known)
        return None
    db.execute(sa.delete(Registration).where(Registration.email == requested.email))
    db.add(requested)
    _mail_link(db, requested)
    return None


def send_again(db: Session, email: str, *, language: str, address: str) -> Refusal | None:
    """Another link in place of the one that did not arrive; the old one ends. Says as little as `register`."""
    email = normal_email(email)
    if throttle.too_many_mails(db, email, address):
        return Refusal.TOO_MANY
    _alone_with(db, email)
    _forget_expired(db)
    if known := with_email(db, email):
        _mail_known(db, known)
    elif requested := db.get(Registration, email):
        _mail_link(db, requested)
    else:
        outbox.post(db, email, MailKind.NO_ACCOUNT, language=language)
    return None


def find(db: Session, token: str) -> Registration:
    """The request that a link belongs to. Raises NotFound where it is used, replaced or too old."""
    of_token = sa.select(Registration).where(Registration.token_digest == digest(token))
    requested = db.scalar(of_token.where(Registration.expires_at > records.now()))
    if requested is None or with_email(db, requested.email):
        raise NotFound("registration")
    return requested


def confirm(db: Session, token: str, password: str, *, address: str, device: str = "") -> SignedIn | Refusal:
    """Makes the account and signs in.

    The link shows whose the address is, the password that they are who asked: nobody can be led into an account
    that somebody else prepared in their name.
    """
    requested = find(db, token)
    if throttle.too_many(
        db, f"confirm {requested.email}", most=throttle.FAILURES_PER_ACCOUNT, address=address
    ):
        return Refusal.TOO_MANY
    if not passwords.matches(requested.password_hash, password):
        return Refusal.WRONG
    _alone_with(db, requested.email)
    account = _account(db, find(db, token))
    throttle.forget(db, f"confirm {requested.email}")
    db.delete(requested)
    return sessions.open_for(db, account, device)


def _requested(draft: RegistrationDraft) -> Registration:
    answers = eligibility.checked(draft.answers)
    if eligibility.reasons_against(answers):
        raise Conflict("may-not-join")
    passwords.checked(draft.password)
    return Registration(
        email=normal_email(draft.email),
        display_name=checks.line("display_name", draft.display_name),
        locale=draft.locale,
        residence=answers.residence,
        destination=answers.destination,
        facts_version=eligibility.facts().version,
        issuer=draft.identity.issuer if draft.identity else None,
        subject=draft.identity.subject if draft.identity else None,
        wanted_page=draft.wanted_page,
    )


def _mail_link(db: Session, requested: Registration) -> None:
    token = secrets.token_urlsafe(32)
    requested.token_digest = digest(token)
    requested.expires_at = records.now() + LINK_LASTS
    db.flush()
    outbox.post(db, requested.email, MailKind.CONFIRM_EMAIL, language=requested.locale, token=token)


def _mail_known(db: Session, account: Account) -> None:
    kind = MailKind.ALREADY_REGISTERED
    outbox.post(db, account.email, kind, language=account.locale, account_id=account.id)


def _alone_with(db: Session, email: str) -> None:
    """A form sent twice at once waits for itself, and then finds what the first one did."""
    records.one_at_a_time(db, f"register {email}")


def _forget_expired(db: Session) -> None:
    db.execute(sa.delete(Registration).where(Registration.expires_at <= records.now()))


def _account(db: Session, requested: Registration) -> Account:
    account = Account(
        email=requested.email,
        password_hash=requested.password_hash,
        display_name=requested.display_name,
        locale=requested.locale,
        role_rows={AccountRole(role=Role.CANDIDATE)},
    )
    db.add(account)
    audit.record(db, STRANGER, audit.EventKind.ACCOUNT_CREATED, account)
    if requested.issuer and requested.subject:
        identities.add(db, STRANGER, account, Identity(requested.issuer, requested.subject))
    db.add(
        Joining(
            account_id=account.id,
            residence=requested.residence,
            destination=requested.destination,
            facts_version=requested.facts_version,
        )
    )
    return account
