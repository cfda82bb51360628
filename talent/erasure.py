"""Erasing a person: their account, all that hangs on it, and what knows them by their e-mail address alone.

What stays: events and shown rankings, whose ids then lead nowhere (they answer for what others were shown, hold no
words, and the database refuses to change them), and one more in the count of those who left in a month.
Files and copies in memory outlive the transaction; whoever commits it sees to them (web.erasing).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from talent import accounts, audit, persons
from talent import db as records
from talent.accounts import Account, throttle
from talent.accounts.registration import Joining, Registration
from talent.actors import Actor, Permission
from talent.db import Base, choice
from talent.errors import Conflict
from talent.outbox import Mail
from talent.profiles import Profile

UNKNOWN_COUNTRY: Final = "ZZ"
"""As in CLDR; in ISO 3166-1 for a user's own use."""

KNOWN_BY_EMAIL: Final = ("account", "mail", "confirm")
KNOWN_BY_ID: Final = ("password", "second", "messages of", "reports of")
"""Whose attempts are counted under a digest of these words and the e-mail address, or of the words and the id."""


class Reason(StrEnum):
    ASKED = "asked"
    INACTIVE = "inactive"
    OPERATOR = "operator"


class Departures(Base):
    """How many left in a month ("2026-11", UTC), by country of residence and reason: a number, nobody's row."""

    __tablename__ = "departures"
    __table_args__ = (
        sa.CheckConstraint("count >= 1", name="count_positive"),
        sa.CheckConstraint("length(month) = 7", name="month_shape"),
    )

    month: Mapped[str] = mapped_column(sa.String(7), primary_key=True)
    residence: Mapped[str] = mapped_column(sa.String(2), primary_key=True)
    reason: Mapped[Reason] = mapped_column(choice(Reason), primary_key=True)
    count: Mapped[int]


@dataclass(frozen=True, slots=True)
class Erased:
    """What is gone once the transaction is committed: rows by table, and profiles whose copies must go too."""

    rows: Mapping[str, int]
    profiles: tuple[str, ...]


def erase(db: Session, actor: Actor, account_id: str, *, reason: Reason = Reason.ASKED) -> Erased:
    """Erases the account and everything about its owner. Raises NotFound for somebody else's, Conflict for one
    whose password is published (nobody may lock the others out).
    """
    account = accounts.get(db, actor, account_id)
    if account.is_demonstration and not actor.may(Permission.MANAGE_ACCOUNTS):
        raise Conflict("shared-account")
    erased = Erased(_counts(db, account.id), tuple(db.scalars(_profiles(account.id))))
    _count_departure(db, _residence(db, account.id), reason)
    audit.record(db, actor, audit.EventKind.ACCOUNT_ERASED, account, reason=reason)
    _forget_address(db, account)
    db.delete(account)
    db.flush()
    db.expire_all()  # what the session still holds of this person went by the database's own keys
    return erased


def first_after(db: Session, moment: datetime) -> datetime | None:
    """When somebody was erased for the first time after `moment`."""
    erased = sa.and_(audit.Event.kind == audit.EventKind.ACCOUNT_ERASED, audit.Event.at > moment)
    return db.scalar(sa.select(sa.func.min(audit.Event.at)).where(erased))


def _counts(db: Session, account_id: str) -> dict[str, int]:
    """Rows of this person by table, where there are any."""
    counted = {
        table.name: db.scalar(
            sa.select(sa.func.count()).select_from(table).where(persons.rows_of(table, account_id))
        )
        for table in persons.tables()
    }
    return {name: number for name, number in counted.items() if number}


def _profiles(account_id: str) -> sa.Select[str]:
    return sa.select(Profile.id).where(Profile.account_id == account_id)


def _residence(db: Session, account_id: str) -> str:
    """As the profile says, else as it was when they joined."""
    said = db.scalar(sa.select(Profile.residence).where(Profile.account_id == account_id))
    joined = db.get(Joining, account_id)
    return said or (joined.residence if joined else UNKNOWN_COUNTRY)


def _count_departure(db: Session, residence: str, reason: Reason) -> None:
    insert = postgresql.insert if db.get_bind().dialect.name == "postgresql" else sqlite.insert
    month = f"{records.now():%Y-%m}"
    one = insert(Departures).values(month=month, residence=residence, reason=reason, count=1)
    keys = ["month", "residence", "reason"]
    db.execute(one.on_conflict_do_update(index_elements=keys, set_={"count": Departures.count + 1}))


def _forget_address(db: Session, account: Account) -> None:
    """What no key leads to: mails on their way, requests to register, attempts counted under a digest."""
    db.execute(sa.delete(Mail).where(Mail.recipient == account.email))
    db.execute(sa.delete(Registration).where(Registration.email == account.email))
    for whose in _counted_as(account):
        throttle.forget(db, whose)


def _counted_as(account: Account) -> Iterator[str]:
    yield from (f"{word} {account.email}" for word in KNOWN_BY_EMAIL)
    yield from (f"{word} {account.id}" for word in KNOWN_BY_ID)
