"""Threads that work while the server runs: each takes its turn every so often, from the start to the stop of it."""

import logging
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Callable
from threading import Event, Thread
from typing import ClassVar, Final

from sqlalchemy.exc import SQLAlchemyError

from web.platform import Platform

log = logging.getLogger(__name__)

FAILURES: Final = (SQLAlchemyError, sqlite3.Error, OSError)
"""What may go away by itself: a database or a disk that does not answer, somebody else's transaction."""


class Worker(ABC):
    """Started with the application and stopped with it. Several servers may have one each.

    A turn that fails is told in the log by the kind of its error, whose words may be people's, and tried again.
    """

    every_s: ClassVar[float]
    """The pause between two turns."""

    again_s: ClassVar[float | None] = None
    """The pause after a turn that failed, where it is another."""

    failed: ClassVar[str]
    """What the log says of such a turn."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._stop = Event()
        self._thread = Thread(target=self._run, name=type(self).__name__.lower(), daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Returns when the turn under way is done, or cut short."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    @abstractmethod
    def take_turn(self) -> None:
        """Does what is due now."""

    def _while_any(self, do_one: Callable[[], bool]) -> None:
        """Does one after the other until none is left, or the server stops."""
        while do_one() and not self._stop.is_set():
            pass

    def _run(self) -> None:
        while not self._stop.is_set():
            self._stop.wait(self._tried())

    def _tried(self) -> float:
        """Takes a turn; returns the seconds until the next."""
        try:
            self.take_turn()
        except FAILURES as error:
            log.warning("%s (%s); it is tried again", self.failed, type(error).__name__)
            return self.every_s if self.again_s is None else self.again_s
        return self.every_s
