"""Closes with the newest key what a former one has closed, so that the former can be thrown away.

A batch is a transaction and leaves alone what is closed with the newest key already. So it can be killed anywhere and
run again: every row opens with one of the keys meanwhile. Files are not written: each has a key of its own, in its row.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from talent import documents, imports, outbox
from talent.accounts import second_factor
from talent.accounts.second_factor import SecondFactor
from talent.actors import Actor, Permission
from talent.db import Base
from talent.documents import Document
from talent.imports import ImportDraft
from talent.outbox import Mail
from talent.sealing import CannotOpen, Seal

BATCH: Final = 100
"""Rows in one transaction: some milliseconds, so that nobody waits who writes meanwhile."""


@dataclass(frozen=True, slots=True)
class Holding:
    """Rows that hold something sealed. `reseal` changes what was closed with another key; raises CannotOpen."""

    name: str
    model: type[Base]
    reseal: Callable[[Any, Seal], None]


HELD: Final = (
    Holding("documents", Document, documents.reseal),
    Holding("second steps", SecondFactor, second_factor.reseal),
    Holding("mails", Mail, outbox.reseal),
    Holding("drafts from files", ImportDraft, imports.reseal),
)
"""Everything that lasts. Links that stop mails (web.unsubscribing) lie with their readers and cannot be renewed."""


@dataclass(frozen=True, slots=True)
class Renewal:
    """What became of some rows. `last` is the key of the last of them; `lost` are keys of rows that do not open."""

    rows: int
    renewed: int
    lost: tuple[str, ...]
    last: str


def renew(db: Session, actor: Actor, holding: Holding, seal: Seal, *, after: str = "") -> Renewal | None:
    """The next rows in order of their keys; None where there are none. For whoever manages accounts."""
    actor.must(Permission.MANAGE_ACCOUNTS)
    key = sa.inspect(holding.model).primary_key[0]
    some = sa.select(holding.model).where(key > after).order_by(key).limit(BATCH)
    rows = db.scalars(some.with_for_update()).all()
    if not rows:
        return None
    lost = tuple(getattr(row, key.name) for row in rows if not _opens(row, holding, seal))
    renewed = sum(db.is_modified(row) for row in rows)
    return Renewal(len(rows), renewed, lost, getattr(rows[-1], key.name))


def _opens(row: Base, holding: Holding, seal: Seal) -> bool:
    try:
        holding.reseal(row, seal)
    except CannotOpen:
        return False
    return True
