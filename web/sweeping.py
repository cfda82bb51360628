"""While the server runs, erases what people removed or let expire: documents, their files, drafts from files."""

import logging
import time
from typing import Final

from talent import documents, imports
from web.platform import Platform
from web.workers import Worker

log = logging.getLogger(__name__)

COMPARED_EVERY_S: Final = 3600.0
"""How often rows and files are compared, which reads the names of all files."""


class Sweeper(Worker):
    """Erases what is over at every turn, and compares rows with files now and then."""

    every_s = 60.0
    failed = "clearing up failed"
    _compared_at = -COMPARED_EVERY_S

    def take_turn(self) -> None:
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
