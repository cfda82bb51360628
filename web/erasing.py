"""Carries out erasures whose day has come while the server runs: rows, then files and copies, then traces on the disk.

Rows go in a transaction of their own for each person; what lies outside the database goes after its commit.
"""

import logging
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from talent import db as records
from talent import documents, erasure, leaving
from talent.actors import OPERATOR
from talent.erasure import Erased
from web.platform import Platform
from web.workers import Worker

log = logging.getLogger(__name__)

LOOKED_EVERY_S: Final = 3600.0
SCRUBBED_AFTER: Final = timedelta(hours=23)
"""Together a day: the time after which an SQLite file holds no trace of whom we erased. Writing it anew, for which all
writers wait, is so done once a day at most; what was deleted is overwritten at once all the same (talent.db).
"""


class Eraser(Worker):
    """Erases whom it is time to erase, and at most once a day the traces of all of them."""

    every_s = 5.0
    failed = "erasing failed"
    _looked_at = -LOOKED_EVERY_S
    _log_owed = True  # perhaps an earlier process was killed before it could

    def take_turn(self) -> None:
        self._log_owed |= carry_out_due(self._platform) > 0
        if self._log_owed:
            self._platform.database.empty_log()
            self._log_owed = False
        if time.monotonic() - self._looked_at >= LOOKED_EVERY_S:
            scrub_if_due(self._platform, now=records.now())
            self._looked_at = time.monotonic()


def scrub_if_due(platform: Platform, *, now: datetime) -> bool:
    """Scrubs where somebody was erased SCRUBBED_AFTER ago or longer and it was not done since."""
    scrubbed_at = platform.database.scrubbed_at()
    if scrubbed_at is None:
        return False
    with platform.database.transaction(writing=False) as db:
        first = erasure.first_after(db, scrubbed_at)
    if first is None or now - first < SCRUBBED_AFTER:
        return False
    platform.database.scrub()
    return True


def carry_out_due(platform: Platform) -> int:
    """Erases everybody whose day has come; returns how many they were."""
    number = 0
    while (erased := _erase_one(platform)) is not None:
        clear_up(platform, [erased])
        number += 1
    return number


def clear_up(platform: Platform, erased: Sequence[Erased]) -> None:
    """After the commit: what is outside the database. To be called by whoever erases by other ways."""
    platform.forget_outdated()
    profiles = [profile for one in erased for profile in one.profiles]
    documents.remove_files(platform.documents, profiles=profiles)
    log.info("erased %d: %d rows", len(erased), sum(sum(one.rows.values()) for one in erased))


def _erase_one(platform: Platform) -> Erased | None:
    with platform.database.transaction(writing=False) as db:
        if not leaving.is_due(db):
            return None
    with platform.database.transaction() as db:
        account_id = leaving.claim(db)
        return erasure.erase(db, OPERATOR, account_id) if account_id else None
