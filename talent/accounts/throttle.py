"""How often something may be tried: attempts are counted before their outcome is known, and forgotten soon after."""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from talent import db as records
from talent.db import Base

FAILURES_WINDOW: Final = timedelta(minutes=15)
FAILURES_PER_ACCOUNT: Final = 10
FAILURES_PER_ADDRESS: Final = 100  # many people may share one address
MAILS_PER_RECIPIENT: Final = 5


class Refusal(StrEnum):
    """A value, not an exception: an exception would roll back the counting of the failure."""

    WRONG = "wrong"  # which part of what was given is not said
    TOO_MANY = "too-many"


class Attempts(Base):
    """Attempts since `since` by an account, a network address or on an e-mail, as digests; gone after the window."""

    __tablename__ = "attempts"

    whose: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    since: Mapped[datetime] = mapped_column(index=True)
    count: Mapped[int]


def too_many(db: Session, whose: str, *, most: int, address: str | None = None) -> bool:
    """Counts an attempt of `whose` and, where given, of the network `address`, and says whether it is one too many."""
    limits = {whose: most} | ({f"address {address}": FAILURES_PER_ADDRESS} if address is not None else {})
    return _over(db, limits)


def too_many_mails(db: Session, email: str, address: str) -> bool:
    """The same for whatever sends a mail to an address that anyone may type."""
    return too_many(db, f"mail {email}", most=MAILS_PER_RECIPIENT, address=address)


def forget(db: Session, whose: str) -> None:
    db.execute(sa.delete(Attempts).where(Attempts.whose == digest(whose)))


def digest(text: str) -> str:
    """SHA-256 in hexadecimal: what is stored of a token or of a network address."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _over(db: Session, limits: Mapping[str, int]) -> bool:
    db.execute(sa.delete(Attempts).where(Attempts.since <= records.now() - FAILURES_WINDOW))
    counts = {whose: _count(db, digest(whose)) for whose in limits}
    return any(counts[whose] > most for whose, most in limits.items())


def _count(db: Session, whose: str) -> int:
    insert = postgresql.insert if db.get_bind().dialect.name == "postgresql" else sqlite.insert
    attempt = insert(Attempts).values(whose=whose, since=records.now(), count=1)
    counted = attempt.on_conflict_do_update(index_elements=["whose"], set_={"count": Attempts.count + 1})
    return db.execute(counted.returning(Attempts.count)).scalar_one()
