"""Once a day, while the server runs: reminds, hides, warns and erases candidates who have been away for long."""

from collections.abc import Sequence
from datetime import datetime
from threading import Event

from talent import db as records
from talent import retention
from talent.actors import OPERATOR
from talent.retention import Outcome
from web import erasing
from web.platform import Platform
from web.workers import Worker


class Caretaker(Worker):
    """Several servers may have one each: a step is taken once."""

    every_s = 24 * 3600.0
    again_s = 600.0
    failed = "the pass of retention failed"

    def take_turn(self) -> None:
        take_steps(self._platform, now=records.now(), stop=self._stop)


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
        platform.database.empty_log()
    return done


def _take_step(platform: Platform, account_id: str, now: datetime) -> Outcome | None:
    with platform.database.transaction() as db:
        outcome = retention.carry_out(db, OPERATOR, account_id, platform.settings.retention, now=now)
    if outcome is not None and outcome.erased is not None:
        erasing.clear_up(platform, [outcome.erased])
    return outcome
