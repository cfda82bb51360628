"""Searches of vacancies that people keep, and when each is to be told what is new in it.

What a search asks is kept as the parts of its address: this module does not understand them.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from talent import checks
from talent import db as records
from talent.actors import Actor, Permission
from talent.db import Base, Id, choice
from talent.errors import Conflict, NotFound, RuleBroken
from talent.notifications import MailWay, next_mail

MOST: Final = 30
"""Searches of one account."""

LONGEST_NAME: Final = 100

READ_WITHIN: Final = timedelta(minutes=15)
"""A vacancy is found by its occupation and languages once it has been read. So what was published later than this
before an alert waits for the next one: nothing is passed over.
"""

KEPT_REMOVED: Final = timedelta(days=1)
"""How long a removal can be undone."""


class Alert(StrEnum):
    NEVER = "never"
    DAILY = "daily"
    WEEKLY = "weekly"


_WAYS: Final = {Alert.NEVER: MailWay.OFF, Alert.DAILY: MailWay.DAILY, Alert.WEEKLY: MailWay.WEEKLY}
"""Alerts are due when digests go out."""


class SavedSearch(Base):
    """`told_until`: what was published later has not been told. `due_at`: when to look; NULL for never."""

    __tablename__ = "saved_searches"

    id: Mapped[Id]
    account_id: Mapped[str] = mapped_column(sa.ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(sa.String(LONGEST_NAME))
    search: Mapped[dict[str, Any]]
    alert: Mapped[Alert] = mapped_column(choice(Alert))
    made_at: Mapped[datetime] = mapped_column(default=records.now)
    told_until: Mapped[datetime] = mapped_column(default=records.now)
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    removed_at: Mapped[datetime | None] = mapped_column(index=True)


def save(db: Session, actor: Actor, name: str, search: Mapping[str, str], alert: Alert) -> SavedSearch:
    """Keeps a search; one that asks the same already gets the new name and alert.

    Raises RuleBroken, and Conflict where everybody may use the account.
    """
    _must_be_alone(actor)
    name = checks.line("name", name, longest=LONGEST_NAME)
    known = own(db, actor)
    same = next((each for each in known if each.search == dict(search)), None)
    if same is None and len(known) >= MOST:
        raise RuleBroken("name", "too-many-searches", most=MOST)
    saved = same or SavedSearch(account_id=actor.account_id, search=dict(search))
    db.add(saved)
    _set(saved, name, alert)
    db.flush()
    return saved


def own(db: Session, actor: Actor) -> Sequence[SavedSearch]:
    """Those of the actor, the newest first."""
    actor.must(Permission.KEEP_OWN_ACCOUNT)
    mine = sa.select(SavedSearch).where(_is_of(actor), SavedSearch.removed_at.is_(None))
    return db.scalars(mine.order_by(SavedSearch.made_at.desc(), SavedSearch.id)).all()


def get(db: Session, actor: Actor, search_id: str) -> SavedSearch:
    """One of the actor's, also while its removal can be undone. Raises NotFound."""
    actor.must(Permission.KEEP_OWN_ACCOUNT)
    saved = db.scalar(sa.select(SavedSearch).where(_is_of(actor), SavedSearch.id == search_id))
    if saved is None:
        raise NotFound("saved-search")
    return saved


def change(db: Session, actor: Actor, saved: SavedSearch, name: str, alert: Alert) -> None:
    """Raises RuleBroken, NotFound where it is somebody else's, and Conflict where everybody may use the account."""
    _must_be_alone(actor)
    _set(get(db, actor, saved.id), checks.line("name", name, longest=LONGEST_NAME), alert)
    db.flush()


def remove(db: Session, actor: Actor, saved: SavedSearch) -> None:
    get(db, actor, saved.id).removed_at = records.now()
    db.flush()


def restore(db: Session, actor: Actor, saved: SavedSearch) -> None:
    get(db, actor, saved.id).removed_at = None
    db.flush()


def _must_be_alone(actor: Actor) -> None:
    """Of a shared account every stranger would read the name and the words."""
    if actor.is_demonstration:
        raise Conflict("shared-account")


def _is_of(actor: Actor) -> sa.ColumnElement[bool]:
    return SavedSearch.account_id == actor.account_id


def _set(saved: SavedSearch, name: str, alert: Alert) -> None:
    """What was published before somebody asked for alerts is no news."""
    now = records.now()
    if saved.alert != alert:
        saved.told_until, saved.due_at = now, next_mail(_WAYS[alert], now)
    saved.name, saved.alert = name, alert


# --- alerts -----------------------------------------------------------------------------------------------


def is_due(db: Session) -> bool:
    return db.scalar(sa.select(sa.exists(_due()))) or False


def take_due(db: Session) -> Sequence[SavedSearch]:
    """All that is due of one account, taken for this transaction: rolled back, it is due again. None twice, for of
    two processes only one gets a row.
    """
    account_id = db.scalar(
        _due().with_only_columns(SavedSearch.account_id).order_by(SavedSearch.due_at).limit(1)
    )
    mine = _due().where(SavedSearch.account_id == account_id).order_by(SavedSearch.made_at)
    taken = db.scalars(mine.with_for_update(skip_locked=True)).all() if account_id else []
    for saved in taken:
        saved.due_at = next_mail(_WAYS[saved.alert], records.now())
    return taken


def news_until() -> datetime:
    """What was published by then can be told now."""
    return records.now() - READ_WITHIN


def told(saved: SavedSearch, until: datetime) -> None:
    saved.told_until = max(until, saved.told_until)


def forget_removed(db: Session) -> None:
    db.execute(sa.delete(SavedSearch).where(SavedSearch.removed_at < records.now() - KEPT_REMOVED))


def _due() -> sa.Select[SavedSearch]:
    return sa.select(SavedSearch).where(SavedSearch.due_at <= records.now(), SavedSearch.removed_at.is_(None))
