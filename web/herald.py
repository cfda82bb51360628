"""Brings the news to the outbox while the server runs: at once, or as a digest when its hour has come.

What is due is a query, and taking it and posting the mail are one transaction: stopped anywhere, nothing is told
twice and nothing is lost.
"""

import logging
from threading import Event, Thread

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from talent import applications, notifications, outbox
from talent.notifications import STANDARDS, Parcel
from talent.outbox import MailKind
from web import notification_words, unsubscribing
from web.platform import Platform

log = logging.getLogger(__name__)

EVERY_S = 5.0


class Herald:
    """Started with the application and stopped with it."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._stop = Event()
        self._thread = Thread(target=self._run, name="herald", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                close_ended(self._platform)
                tell(self._platform)
            except SQLAlchemyError as error:
                log.warning("the news cannot be told (%s); it is tried again", type(error).__name__)
            self._stop.wait(EVERY_S)


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
