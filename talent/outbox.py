"""Mails that wait to be sent: written in the transaction that gives the reason for them, sent after its commit.

A row holds a kind and its data, not a text: whoever sends it writes it in the recipient's language. The data are
sealed (talent.sealing), for they hold the links that open accounts: `post` closes them with the seal that its session
carries (`seal_with`), and whoever sends opens them. A copy of the database alone gives no link.
"""

import json
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from talent import db as records
from talent.db import Base, Database, Id
from talent.sealing import Seal

FIRST_PAUSE: Final = timedelta(
    minutes=2
)  # longer than one attempt takes, so that nobody else tries meanwhile
LONGEST_PAUSE: Final = timedelta(hours=4)
MOST_TRIES: Final = 12
"""With the pauses between them about 24 hours, as long as the links in these mails hold."""

MOST_SHOWN: Final = 50
"""Mails on the mailbox page of a trial; older ones are forgotten."""

SEAL: Final = "seal of the outbox"
"""Where sessions carry what makes the seal."""

PLAIN: Final = b"{"
"""What the data of a mail from before they were sealed begin with; sealed ones begin with talent.sealing.VERSION."""


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
    """One mail on its way, deleted when the mail server has taken it. `content` are its data, JSON and sealed."""

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
    content: Mapped[bytes]
    created_at: Mapped[datetime] = mapped_column(default=records.now)
    due_at: Mapped[datetime] = mapped_column(default=records.now, index=True)
    tries: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None] = mapped_column(index=True)


def seal_with(database: Database, seal: Callable[[], Seal]) -> None:
    """What is posted in sessions of this database from now on is closed with `seal()`, asked for at each mail.

    The sessions carry it because mails are posted by verbs deep down, most of which have nothing else to seal.
    """
    for sessions in (database.readers, database.writers):
        sessions.configure(info={SEAL: seal})


def post(
    db: Session, recipient: str, kind: StrEnum, *, language: str, account_id: str | None = None, **data: Any
) -> Mail:
    """Puts a mail into the outbox. `data` is what its text needs, such as the token of a link."""
    mail = Mail(id=records.new_id(), recipient=recipient, kind=kind.value, language=language)
    mail.account_id, mail.content = account_id, _closed(mail.id, json.dumps(data).encode(), _seal_of(db))
    db.add(mail)
    db.flush()
    return mail


def opened(mail: Mail, seal: Seal) -> dict[str, Any]:
    """The data of a mail, for whoever sends or shows it. Raises CannotOpen."""
    plain = mail.content if _is_plain(mail) else seal.open(mail.content, about=_about(mail.id))
    data: dict[str, Any] = json.loads(plain)
    return data


def unsealed(db: Session) -> Sequence[Mail]:
    """Mails from before they were sealed."""
    return [mail for mail in db.scalars(sa.select(Mail)) if _is_plain(mail)]


def seal_old(db: Session, seal: Seal) -> None:
    """Seals every mail that is not."""
    for mail in unsealed(db):
        reseal(mail, seal)


def reseal(mail: Mail, seal: Seal) -> None:
    """Closes the data with the newest key, where another one or none has closed them. Raises CannotOpen."""
    if _is_plain(mail):
        mail.content = _closed(mail.id, mail.content, seal)
    else:
        mail.content = seal.renewed(mail.content, about=_about(mail.id))


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
    newest = {each.id for each in shown(db)}
    db.execute(sa.delete(Mail).where(Mail.sent_at.is_not(None), Mail.id.not_in(newest)))


def give_up(db: Session, mail: Mail) -> None:
    """Nobody will get it. Whoever calls this logs it."""
    db.execute(sa.delete(Mail).where(Mail.id == mail.id))


def shown(db: Session) -> Sequence[Mail]:
    """What the mailbox page shows, newest first."""
    sent = sa.select(Mail).where(Mail.sent_at.is_not(None))
    return db.scalars(sent.order_by(Mail.sent_at.desc(), Mail.id).limit(MOST_SHOWN)).all()


def _due() -> sa.Select[Mail]:
    return sa.select(Mail).where(Mail.sent_at.is_(None), Mail.due_at <= records.now())


def _seal_of(db: Session) -> Seal:
    """Raises LookupError where nobody said with what: a mail is never kept in the clear."""
    if SEAL not in db.info:
        raise LookupError("this database has no seal for mails: call outbox.seal_with first")
    make: Callable[[], Seal] = db.info[SEAL]
    return make()


def _closed(mail_id: str, plain: bytes, seal: Seal) -> bytes:
    return seal.close(plain, about=_about(mail_id))


def _is_plain(mail: Mail) -> bool:
    return mail.content.startswith(PLAIN)


def _about(mail_id: str) -> str:
    return f"mail {mail_id}"
