"""What is remembered between the two halves of an exchange with a browser: on the server, used once, for minutes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from talent import db as records
from talent.accounts.throttle import digest
from talent.db import Base, choice

LASTS: Final = timedelta(minutes=10)


class CeremonyKind(StrEnum):
    NEW_PASSKEY = "new-passkey"
    PASSKEY_SIGN_IN = "passkey-sign-in"
    PROVIDER = "provider"


class Ceremony(Base):
    """Something that was begun and may be finished once, by whoever knows the key whose digest this is."""

    __tablename__ = "ceremonies"

    key_digest: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    kind: Mapped[CeremonyKind] = mapped_column(choice(CeremonyKind))
    account_id: Mapped[str | None] = mapped_column(
        sa.ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    data: Mapped[dict[str, Any]]
    expires_at: Mapped[datetime] = mapped_column(index=True)


@dataclass(frozen=True, slots=True)
class Begun:
    """What is given back; `account_id`: who began it, where somebody was signed in."""

    account_id: str | None
    data: Mapping[str, Any]


def begin(db: Session, kind: CeremonyKind, key: str, *, account_id: str | None = None, **data: Any) -> None:
    """Remembers `data` under `key`, which the browser brings back."""
    now = records.now()
    db.execute(sa.delete(Ceremony).where(Ceremony.expires_at <= now))
    made = {"key_digest": digest(key), "kind": kind, "account_id": account_id, "data": data}
    db.add(Ceremony(**made, expires_at=now + LASTS))
    db.flush()


def finish(db: Session, kind: CeremonyKind, key: str) -> Begun | None:
    """What was begun, and forgets it; None where it is unknown, was used or is too old."""
    this = sa.delete(Ceremony).where(Ceremony.key_digest == digest(key), Ceremony.kind == kind)
    row = db.execute(this.returning(Ceremony.account_id, Ceremony.data, Ceremony.expires_at)).one_or_none()
    return None if row is None or row.expires_at <= records.now() else Begun(row.account_id, row.data)
