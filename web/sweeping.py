"""While the server runs, erases what people removed or let expire: documents, their files, drafts from files."""

import logging
import sqlite3
import time
from threading import Event, Thread
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from talent import documents, imports
from web.platform import Platform

log = logging.getLogger(__name__)

EVERY_S: Final = 60.0
COMPARED_EVERY_S: Final = 3600.0
"""How often rows and files are compared, which reads the names of all files."""


class Sweeper:
    """Started with the application and stopped with it. Several servers may have one each."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._stop = Event()
        self._compared_at = -COMPARED_EVERY_S
        self._thread = Thread(target=self._run, name="sweeper", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._pass()
            except (SQLAlchemyError, sqlite3.Error, OSError) as error:
                log.warning("clearing up failed (%s); it is tried again", type(error).__name__)
            self._stop.wait(EVERY_S)

    def _pass(self) -> None:
        erase_what_is_over(self._platform)
        if time.monotonic() - self._compared_at >= COMPARED_EVERY_S:
            compare(self._platform)
            self._compared_at = time.monotonic()


def erase_what_is_over(platform: Platform) -> int:
    """Rows first, files after the commit; returns how many documents and drafts went."""
    with platform.database.transaction() as db:
        places = documents.forget_removed(db)
        drafts = imports.forget_expired(db)
    documents.remove_files(platform.documents, places=places)
    return len(places) + drafts


def compare(platform: Platform) -> documents.Swept:
    """Erases files without a row; a row without a file is told in the log by its id."""
    with platform.database.transaction(writing=False) as db:
        swept = documents.sweep(db, platform.documents)
    if swept.erased:
        log.info("erased %d files that belonged to no document", swept.erased)
    for document_id in swept.missing:
        log.error("the file of document %s is missing: restore it from a backup", document_id)
    return swept
