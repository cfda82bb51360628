"""Telling somebody something, and what they have read of it."""

import re
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from talent import db as records
from talent.actors import Actor, Permission
from talent.errors import NotFound
from talent.notifications.kinds import STANDARDS, Kind, MailWay, next_mail
from talent.notifications.preferences import chosen
from talent.notifications.records import Notification

Fact = str | int | bool

KEPT_FOR: Final = timedelta(days=180)

_CODE: Final = re.compile(r"[\w.:/#+-]{0,100}")

_KNOWN: Final = Notification.kind.in_([kind.value for kind in Kind])
"""Rows of kinds that only a later or an earlier version knows are left alone."""


def notify(db: Session, account_id: str, kind: Kind, **data: Fact) -> Notification | None:
    """Tells an account something, as it chose; None where it chose not to hear of it.

    `data`: ids and codes that the words need; what could be somebody's words is a ValueError. What was said
    already and is not read yet is not said twice: it comes to the top, and no second mail is sent.
    """
    _refuse_words(kind, data)
    choice = chosen(db, account_id)[kind]
    if not choice.on_page and choice.mail is MailWay.OFF:
        return None
    now = records.now()
    if choice.on_page and (said := _unread_of(db, account_id, kind, data)):
        said.made_at = now
        return said
    news = Notification(account_id=account_id, kind=kind, data=data, made_at=now, on_page=choice.on_page)
    news.mail_at = next_mail(choice.mail, now)
    db.add(news)
    db.flush()
    return news


def take_back(db: Session, account_ids: Iterable[str], kind: Kind, **data: Fact) -> bool:
    """What is undone before anybody read it was never news. Whether there was something to take back."""
    found = [said for account_id in account_ids if (said := _unread_of(db, account_id, kind, data))]
    for said in found:
        db.delete(said)
    db.flush()
    return bool(found)


def newest(db: Session, actor: Actor, *, most: int, offset: int = 0) -> Sequence[Notification]:
    """What the page shows, the newest first."""
    actor.must(Permission.KEEP_OWN_ACCOUNT)
    order = Notification.made_at.desc(), Notification.id
    return db.scalars(_shown(actor.account_id).order_by(*order).limit(most).offset(offset)).all()


def unread(db: Session, account_id: str) -> int:
    rows = _shown(account_id).where(Notification.read_at.is_(None)).subquery()
    return db.scalar(sa.select(sa.func.count()).select_from(rows)) or 0


def mark_read(db: Session, actor: Actor, notification_id: str) -> Notification:
    """Raises NotFound for what is not the actor's own."""
    actor.must(Permission.KEEP_OWN_ACCOUNT)
    news = db.scalar(_shown(actor.account_id).where(Notification.id == notification_id))
    if news is None:
        raise NotFound("notification")
    news.read_at = news.read_at or records.now()
    return news


def mark_all_read(db: Session, actor: Actor) -> None:
    actor.must(Permission.KEEP_OWN_ACCOUNT)
    mine = Notification.account_id == actor.account_id, Notification.read_at.is_(None)
    db.execute(sa.update(Notification).where(*mine).values(read_at=records.now()))


def seen(db: Session, actor: Actor, **about: Fact) -> bool:
    """Marks as read what is about a thing that the actor has just been shown; says whether there was anything."""
    if actor.account_id is None:
        return False
    now = records.now()
    found = [news for news in _all_unread(db, actor.account_id) if about.items() <= news.data.items()]
    for news in found:
        news.read_at = now
    return bool(found)


def forget_old(db: Session) -> None:
    db.execute(sa.delete(Notification).where(Notification.made_at < records.now() - KEPT_FOR))


def _shown(account_id: str | None) -> sa.Select[Notification]:
    return sa.select(Notification).where(Notification.account_id == account_id, Notification.on_page, _KNOWN)


def _all_unread(db: Session, account_id: str) -> Sequence[Notification]:
    return db.scalars(_shown(account_id).where(Notification.read_at.is_(None))).all()


def _unread_of(db: Session, account_id: str, kind: Kind, data: dict[str, Any]) -> Notification | None:
    unread_ones = _all_unread(db, account_id)
    return next((news for news in unread_ones if news.kind == kind and news.data == data), None)


def _refuse_words(kind: Kind, data: dict[str, Fact]) -> None:
    if kind not in STANDARDS:
        raise ValueError(f"{kind} has no standard: add it to talent.notifications.kinds.STANDARDS")
    for name, value in data.items():
        if isinstance(value, str) and not _CODE.fullmatch(value):
            raise ValueError(f"{name} of {kind} is no code: notifications hold no words of people")
