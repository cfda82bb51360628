"""Carries out erasures whose day has come while the server runs: rows, then files and copies, then traces on the disk.

Rows go in a transaction of their own for each person; what lies outside the database goes after its commit.
"""

import logging
from collections.abc import Sequence

from talent import documents, erasure, leaving
from talent.actors import OPERATOR
from talent.erasure import Erased
from web.platform import Platform
from web.workers import Worker

log = logging.getLogger(__name__)


class Eraser(Worker):
    """Erases whom it is time to erase, and then the traces of all of them at once."""

    every_s = 5.0
    failed = "erasing failed"
    _unscrubbed = False

    def take_turn(self) -> None:
        self._unscrubbed = carry_out_due(self._platform) > 0 or self._unscrubbed
        if self._unscrubbed:
            self._platform.database.scrub()
            self._unscrubbed = False


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
