"""Once a day, while the server runs: reminds, hides, warns and erases candidates who have been away for long."""

import logging
import sqlite3
from collections.abc import Sequence
from datetime import datetime
from threading import Event, Thread
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from talent import db as records
from talent import retention
from talent.actors import OPERATOR
from talent.retention import Outcome
from web import erasing
from web.platform import Platform

log = logging.getLogger(__name__)

EVERY_S: Final = 24 * 3600.0
AGAIN_S: Final = 600.0
"""After a pass that failed."""


class Caretaker:
    """Started with the application and stopped with it. Several servers may have one each: a step is taken once."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._stop = Event()
        self._thread = Thread(target=self._run, name="caretaker", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Returns when the account under way is done."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.is_set():
            pause = EVERY_S
            try:
                take_steps(self._platform, now=records.now(), stop=self._stop)
            except (SQLAlchemyError, sqlite3.Error, OSError) as error:
                log.warning("the pass of retention failed (%s); it is tried again", type(error).__name__)
                pause = AGAIN_S
            self._stop.wait(pause)


def planned(platform: Platform, *, now: datetime) -> Sequence[Outcome]:
    """What `take_steps` would do, without doing it."""
    with platform.database.transaction(writing=False) as db:
        return retention.plan(db, OPERATOR, platform.settings.retention, now=now)


def take_steps(platform: Platform, *, now: datetime, stop: Event | None = None) -> list[Outcome]:
    """Takes every step that is due, each account in a transaction of its own; returns what was done."""
    done: list[Outcome] = []
    for each in planned(platform, now=now):
        if stop is not None and stop.is_set():
            break
        if outcome := _take_step(platform, each.account_id, now):
            done.append(outcome)
    if any(outcome.erased for outcome in done):
        platform.database.scrub()
    return done


def _take_step(platform: Platform, account_id: str, now: datetime) -> Outcome | None:
    with platform.database.transaction() as db:
        outcome = retention.carry_out(db, OPERATOR, account_id, platform.settings.retention, now=now)
    if outcome is not None and outcome.erased is not None:
        erasing.clear_up(platform, [outcome.erased])
    return outcome
