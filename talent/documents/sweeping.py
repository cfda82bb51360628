"""Clears up after documents: rows whose time to be taken back is over, and files that no row speaks of."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from talent import db as records
from talent.documents.records import LONGEST_UNDO, Document
from talent.documents.vault import Place, Vault

GRACE: Final = timedelta(hours=1)
"""Younger files without a row may belong to a transaction that is not committed yet."""


@dataclass(frozen=True, slots=True)
class Swept:
    """`erased` files had no row. `missing` are ids of documents whose file is gone: to be told to an operator."""

    erased: int
    missing: tuple[str, ...]


def forget_removed(db: Session) -> tuple[Place, ...]:
    """Deletes the rows that can no longer be taken back; their files are to be erased after the commit."""
    over = sa.delete(Document).where(Document.removed_at <= records.now() - LONGEST_UNDO)
    gone = db.execute(over.returning(Document.profile_id, Document.id))
    return tuple(Place(profile_id, document_id) for profile_id, document_id in gone)


def remove_files(vault: Vault, *, places: Iterable[Place] = (), profiles: Iterable[str] = ()) -> None:
    """Erases the files of documents, or of all documents of profiles, whose rows are gone: after the commit."""
    for place in places:
        vault.erase(place)
    for profile_id in profiles:
        vault.erase_all_of(profile_id)


def sweep(db: Session, vault: Vault, *, grace: timedelta = GRACE) -> Swept:
    """Compares both sides. Files without a row go, unless they are younger than `grace`; rows are not touched.

    Rows are read first: the file of each was written before its row was committed.
    """
    rows = {Place(*row) for row in db.execute(sa.select(Document.profile_id, Document.id))}
    files = set(vault.places())
    orphans = [place for place in files - rows if vault.is_old(place, grace)]
    remove_files(vault, places=orphans)
    return Swept(len(orphans), tuple(sorted(place.document_id for place in rows - files)))
