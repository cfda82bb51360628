"""Mails that wait to be sent: written in the transaction that gives the reason for them, sent after its commit.

A row holds a kind and its data, not a text: whoever sends it writes it in the recipient's language.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from talent import db as records
from talent.db import Base, Id

FIRST_PAUSE: Final = timedelta(
    minutes=2
)  # longer than one attempt takes, so that nobody else tries meanwhile
LONGEST_PAUSE: Final = timedelta(hours=4)
MOST_TRIES: Final = 12
"""With the pauses between them about 24 hours, as long as the links in these mails hold."""

MOST_SHOWN: Final = 50


class MailKind(StrEnum):
    CONFIRM_EMAIL = "confirm-email"
    ALREADY_REGISTERED = "already-registered"
    RESET_PASSWORD = "reset-password"  # noqa: S105  a kind of mail
    NO_ACCOUNT = "no-account"
    PASSWORD_CHANGED = "password-changed"  # noqa: S105  a kind of mail
    SECOND_FACTOR_ON = "second-factor-on"
    SECOND_FACTOR_OFF = "second-factor-off"
    CONFIRM_NEW_EMAIL = "confirm-new-email"
    EMAIL_CHANGED = "email-changed"
    PASSKEY_ADDED = "passkey-added"
    PASSKEY_REMOVED = "passkey-removed"
    IDENTITY_LINKED = "identity-linked"
    IDENTITY_UNLINKED = "identity-unlinked"
    RETENTION_REMINDER = "retention-reminder"
    RETENTION_HIDDEN = "retention-hidden"
    RETENTION_WARNING = "retention-warning"
    RETENTION_ERASED = "retention-erased"
    NEWS = "news"
    ERASURE_ASKED = "erasure-asked"


class Mail(Base):
    """One mail on its way. Rows of a real mail server are deleted when it has taken the mail."""

    __tablename__ = "outbox"

    id: Mapped[Id]
    account_id: Mapped[str | None] = mapped_column(
        sa.ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    recipient: Mapped[str] = mapped_column(sa.String(254))
    language: Mapped[str] = mapped_column(sa.String(16))
    kind: Mapped[str] = mapped_column(
        sa.String(64)
    )  # no check constraint: other parts have kinds of their own
    data: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(default=records.now)
    due_at: Mapped[datetime] = mapped_column(default=records.now, index=True)
    tries: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None] = mapped_column(index=True)


def post(
    db: Session, recipient: str, kind: StrEnum, *, language: str, account_id: str | None = None, **data: Any
) -> Mail:
    """Puts a mail into the outbox. `data` is what its text needs, such as the token of a link."""
    mail = Mail(recipient=recipient, kind=kind.value, language=language, account_id=account_id, data=data)
    db.add(mail)
    db.flush()
    return mail


def is_waiting(db: Session) -> bool:
    return db.scalar(sa.select(sa.exists(_due()))) or False


def claim(db: Session) -> Mail | None:
    """The mail that has been due for longest, made due again after a pause that grows with every try.

    So neither a failure nor a crash has anything to write: what was not `done` is tried again. At worst a mail
    arrives twice, under the same Message-ID.
    """
    mail = db.scalar(_due().order_by(Mail.due_at).limit(1).with_for_update(skip_locked=True))
    if mail is not None:
        mail.tries += 1
        mail.due_at = records.now() + pause_after(mail.tries)
    return mail


def pause_after(tries: int) -> timedelta:
    doubled: timedelta = FIRST_PAUSE * 2 ** (tries - 1)
    return min(doubled, LONGEST_PAUSE)


def done(db: Session, mail: Mail) -> None:
    """Sent, and forgotten: its links are nobody else's business."""
    db.execute(sa.delete(Mail).where(Mail.id == mail.id))


def show(db: Session, mail: Mail) -> None:
    """In development, in place of sending: it appears on the mailbox page."""
    db.execute(sa.update(Mail).where(Mail.id == mail.id).values(sent_at=records.now()))


def give_up(db: Session, mail: Mail) -> None:
    """Nobody will get it. Whoever calls this logs it."""
    db.execute(sa.delete(Mail).where(Mail.id == mail.id))


def shown(db: Session) -> Sequence[Mail]:
    """What the mailbox page shows, newest first."""
    sent = sa.select(Mail).where(Mail.sent_at.is_not(None))
    return db.scalars(sent.order_by(Mail.sent_at.desc(), Mail.id).limit(MOST_SHOWN)).all()


def _due() -> sa.Select[Mail]:
    return sa.select(Mail).where(Mail.sent_at.is_(None), Mail.due_at <= records.now())
