"""What is to go out by mail now: taken once, in the transaction that puts the mail into the outbox."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from talent import db as records
from talent.accounts import Account
from talent.notifications.kinds import STANDARDS, Kind
from talent.notifications.records import Notification


@dataclass(frozen=True, slots=True)
class Parcel:
    """What one account is told in one mail, the oldest first; empty where all of it was read meanwhile."""

    account: Account
    news: Sequence[Notification]

    @property
    def kinds(self) -> tuple[Kind, ...]:
        return tuple(dict.fromkeys(Kind(each.kind) for each in self.news))


def is_due(db: Session) -> bool:
    return db.scalar(sa.select(sa.exists(_due()))) or False


def take_due(db: Session) -> Parcel | None:
    """The account whose mail has been due for longest, with all that is due for it; None where there is none.

    What is taken is not taken again: the UPDATE lets only one of two processes have a row.
    """
    account_id = db.scalar(
        _due().with_only_columns(Notification.account_id).order_by(Notification.mail_at).limit(1)
    )
    if account_id is None:
        return None
    taken = (
        sa.update(Notification)
        .where(Notification.account_id == account_id, Notification.mail_at <= records.now())
        .values(mail_at=None)
        .returning(Notification.id)
    )
    ids = db.scalars(taken, execution_options={"synchronize_session": False}).all()
    rows = db.scalars(sa.select(Notification).where(Notification.id.in_(ids)).order_by(Notification.made_at))
    return Parcel(db.get_one(Account, account_id), [news for news in rows if _is_news(news)])


def _is_news(news: Notification) -> bool:
    """What was read on the page needs no mail, but for what must be told in any case."""
    standard = STANDARDS.get(Kind(news.kind)) if news.kind in list(Kind) else None
    return standard is not None and (standard.fixed or news.read_at is None)


def _due() -> sa.Select[Notification]:
    return sa.select(Notification).where(Notification.mail_at <= records.now())
