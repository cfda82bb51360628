"""Brings the news to the outbox while the server runs: at once, or as a digest when its hour has come.

What is due is a query, and taking it and posting the mail are one transaction: stopped anywhere, nothing is told
twice and nothing is lost.
"""

from sqlalchemy.orm import Session

from talent import applications, notifications, outbox
from talent.notifications import STANDARDS, Parcel
from talent.outbox import MailKind
from web import notification_words, unsubscribing
from web.platform import Platform
from web.workers import Worker


class Herald(Worker):
    """Tells what is due."""

    every_s = 5.0
    failed = "the news cannot be told"

    def take_turn(self) -> None:
        close_ended(self._platform)
        tell(self._platform)


def close_ended(platform: Platform) -> None:
    """Ends what waits for an answer of a vacancy that has closed, and tells those who waited."""
    with platform.database.transaction(writing=False) as db:
        if not applications.is_any_to_close(db):
            return
    with platform.database.transaction() as db:
        applications.close_ended(db)


def tell(platform: Platform) -> int:
    """One round; returns how many mails it put into the outbox."""
    posted = 0
    while _is_due(platform):
        posted += _post_one(platform)
    return posted


def _is_due(platform: Platform) -> bool:
    with platform.database.transaction(writing=False) as db:
        return notifications.is_due(db)


def _post_one(platform: Platform) -> int:
    with platform.database.transaction() as db:
        parcel = notifications.take_due(db)
        if parcel is None or not parcel.news:
            return 0
        _post(db, platform, parcel)
        notifications.forget_old(db)
        return 1


def _post(db: Session, platform: Platform, parcel: Parcel) -> None:
    account = parcel.account
    stoppable = [kind for kind in parcel.kinds if not STANDARDS[kind].fixed]
    outbox.post(
        db,
        account.email,
        MailKind.NEWS,
        language=account.locale,
        account_id=account.id,
        token=unsubscribing.token(platform.seal, account.id, stoppable) if stoppable else None,
        **notification_words.packed(parcel.news, notification_words.names_in(db, parcel.news)),
    )
