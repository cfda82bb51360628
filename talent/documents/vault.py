"""Where the bytes of documents lie: sealed files in a folder for each profile, named by the ids of their rows.

Each file is sealed under a key of its own, and that key stands, sealed, in the document's row. So erasing the row
makes every copy of the file unreadable, in backups too, and a new main key needs no file to be written again.
"""

import hashlib
import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from esco_data.files import replacing
from talent.sealing import KEY_BYTES, CannotOpen, Seal

PRIVATE_FOLDER: Final = 0o700
PRIVATE_FILE: Final = 0o600


class Damaged(Exception):
    """A file is not there, cannot be opened, or is not what was stored. The message holds the id alone."""


@dataclass(frozen=True, slots=True)
class Place:
    """Of one file: both are ids of rows."""

    profile_id: str
    document_id: str


@dataclass(frozen=True)
class Vault:
    """Safe to use from many threads; each file is written once, whole or not at all."""

    folder: Path
    seal: Seal

    def write(self, place: Place, data: bytes) -> bytes:
        """Stores the bytes; returns the sealed key that `read` needs."""
        key = os.urandom(KEY_BYTES)
        path = self._path(place)
        self.folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        path.parent.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
        with replacing(path) as part:
            part.touch(mode=PRIVATE_FILE)
            part.write_bytes(Seal([key]).close(data, about=_about_file(place)))
        return self.seal.close(key, about=_about_key(place))

    def read(self, place: Place, sealed_key: bytes, *, sha256: str) -> bytes:
        """What was stored. Raises Damaged, also where it is not what `sha256` (hexadecimal) says."""
        try:
            key = self.seal.open(sealed_key, about=_about_key(place))
            data = Seal([key]).open(self._path(place).read_bytes(), about=_about_file(place))
        except (OSError, CannotOpen) as error:
            raise Damaged(place.document_id) from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise Damaged(place.document_id)
        return data

    def erase(self, place: Place) -> None:
        """The bytes of one document. Nothing happens where they are gone already."""
        self._path(place).unlink(missing_ok=True)

    def erase_all_of(self, profile_id: str) -> None:
        """The folder of a profile, which has to be gone from the database, or going."""
        folder = self.folder / profile_id
        if folder.is_dir():
            shutil.rmtree(folder)

    def places(self) -> Iterator[Place]:
        """All files, those of writers at work too."""
        for path in self.folder.glob("*/*"):
            yield Place(path.parent.name, path.name)

    def is_old(self, place: Place, age: timedelta) -> bool:
        """Whether a file was written longer than `age` ago; no where it is gone."""
        try:
            written = self._path(place).stat().st_mtime
        except FileNotFoundError:
            return False
        return time.time() - written > age.total_seconds()

    def _path(self, place: Place) -> Path:
        return self.folder / place.profile_id / place.document_id


def renewed(place: Place, sealed_key: bytes, seal: Seal) -> bytes:
    """The sealed key under the newest main key; its file stays as it is. Raises CannotOpen."""
    return seal.renewed(sealed_key, about=_about_key(place))


def _about_file(place: Place) -> str:
    return f"document {place.document_id}"


def _about_key(place: Place) -> str:
    return f"key of document {place.document_id}"
