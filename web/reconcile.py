"""Keeps readings of profiles and vacancies up to date while the server runs: a thread asks what is unread, reads it.

What needs reading is a query, so it makes no difference why: a profile or a vacancy was saved, the index has grown,
the model was changed, a reading was lost.
"""

import logging
from typing import TYPE_CHECKING

import sqlalchemy as sa

from talent.profiles import Profile
from web import background
from web.platform import NotReady, Platform
from web.workers import Worker

if TYPE_CHECKING:
    from matching.mapping import Mapper

log = logging.getLogger(__name__)

BATCH = 24
"""Profiles or vacancies read in one transaction: a second's work, so that a page waiting to write waits no longer."""


class Reconciler(Worker):
    """Reads what is unread."""

    every_s = 5.0
    failed = "reading failed"

    def take_turn(self) -> None:
        from matching.encoder import EncoderError

        try:
            self._read_all()
        except NotReady as missing:
            log.info("nothing can be read yet: there is no %s", missing.part)
        except EncoderError as error:
            log.warning("%s (%s); it is tried again", self.failed, type(error).__name__)

    def _read_all(self) -> None:
        self._platform.forget_outdated()  # also of people whom another process has erased
        self._while_any(self._batch)
        with self._platform.database.transaction(writing=False) as db:
            self._platform.recommender.keep_up(db)

    def _batch(self) -> bool:
        """Reads some unread profiles and vacancies; False when there were none."""
        mapper = self._platform.matcher.mapper
        read = read_some(self._platform, mapper, most=BATCH)
        if read:
            background.reporter(self._platform.settings.data, "evidence")(*_progress(self._platform, mapper))
        return read + read_vacancies(self._platform, mapper, most=BATCH) > 0


def read_some(platform: Platform, mapper: "Mapper", *, most: int) -> int:
    """Reads at most `most` unread profiles and keeps the readings; returns how many there were."""
    from matching import store

    with platform.database.transaction(writing=False) as db:
        readings = store.read(db, mapper, most=most)
    if readings:
        with platform.database.transaction() as db:
            store.keep(db, readings)
    return len(readings)


def read_vacancies(platform: Platform, mapper: "Mapper", *, most: int) -> int:
    """The same with vacancies."""
    from matching import vacancy_store

    with platform.database.transaction(writing=False) as db:
        readings = vacancy_store.read(db, mapper, most=most)
    if readings:
        with platform.database.transaction() as db:
            vacancy_store.keep(db, readings)
    return len(readings)


def _progress(platform: Platform, mapper: "Mapper") -> tuple[int, int]:
    """(Profiles whose reading is up to date, all profiles)."""
    from matching import store

    with platform.database.transaction(writing=False) as db:
        total = db.scalar(sa.select(sa.func.count()).select_from(Profile)) or 0
        return total - len(store.unread(db, mapper)), total
