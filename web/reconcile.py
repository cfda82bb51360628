"""Keeps readings of profiles and vacancies up to date while the server runs: a thread asks what is unread, reads it.

What needs reading is a query, so it makes no difference why: a profile or a vacancy was saved, the index has grown,
the model was changed, a reading was lost.
"""

import logging
from threading import Event, Thread
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from talent.profiles import Profile
from web import background
from web.platform import NotReady, Platform

if TYPE_CHECKING:
    from matching.mapping import Mapper

log = logging.getLogger(__name__)

EVERY_S = 5.0
BATCH = 24
"""Profiles or vacancies read in one transaction: a second's work, so that a page waiting to write waits no longer."""


class Reconciler:
    """Started with the application and stopped with it."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._stop = Event()
        self._thread = Thread(target=self._run, name="reconciler", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Returns when the batch under way is done."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        from matching.encoder import EncoderError

        while not self._stop.is_set():
            try:
                self._platform.forget_outdated()  # also of people whom another process has erased
                while self._batch() and not self._stop.is_set():
                    pass
                with self._platform.database.transaction(writing=False) as db:
                    self._platform.recommender.keep_up(db)
            except NotReady as missing:
                log.info("nothing can be read yet: there is no %s", missing.part)
            except (SQLAlchemyError, EncoderError) as error:
                log.warning("reading failed (%s); it is tried again", type(error).__name__)
            self._stop.wait(EVERY_S)

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
