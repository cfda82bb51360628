"""ZIP archives from strangers: looked through before anything is unpacked, and then one part at a time, in memory."""

import re
import stat
import zipfile
import zlib
from io import BytesIO
from typing import Final

from talent.papers.limits import MEGABYTE, Limits
from talent.papers.paper import Fault, Unreadable

ENCRYPTED_FLAG: Final = 0x1
_OUTSIDE = re.compile(r"(?:^|[/\\])\.\.(?:[/\\]|$)|^[/\\]|^[A-Za-z]:|\x00")


class Container:
    """An archive that keeps to the limits. Raises Unreadable for one that does not."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self._limits = limits
        try:
            self._archive = zipfile.ZipFile(BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise Unreadable(Fault.DAMAGED) from error
        self._entries = {entry.filename: entry for entry in self._archive.infolist()}
        self._check(self._archive.infolist())

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self._entries)

    def read(self, name: str) -> bytes:
        """One part, whole. No more is ever unpacked than the archive declared, which was checked."""
        entry = self._entries.get(name)
        if entry is None:
            raise Unreadable(Fault.DAMAGED)
        if entry.file_size > self._limits.part:
            raise Unreadable(Fault.SWELLS)
        try:
            return self._archive.read(entry)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
            raise Unreadable(Fault.DAMAGED) from error

    def _check(self, entries: list[zipfile.ZipInfo]) -> None:
        if any(_leads_outside(entry) for entry in entries):
            raise Unreadable(Fault.UNSAFE_PATHS)
        if len(entries) > self._limits.entries or len(self._entries) < len(entries):
            raise Unreadable(Fault.SWELLS)
        if sum(entry.file_size for entry in entries) > self._limits.unpacked:
            raise Unreadable(Fault.SWELLS)
        if any(self._swells(entry) for entry in entries):
            raise Unreadable(Fault.SWELLS)
        if any(entry.flag_bits & ENCRYPTED_FLAG for entry in entries):
            raise Unreadable(Fault.ENCRYPTED)

    def _swells(self, entry: zipfile.ZipInfo) -> bool:
        return entry.file_size > max(MEGABYTE, entry.compress_size * self._limits.ratio)


def _leads_outside(entry: zipfile.ZipInfo) -> bool:
    """Whether unpacking it to disk, which nobody does here, could write elsewhere. No honest program names parts so."""
    link = stat.S_ISLNK(entry.external_attr >> 16)
    return link or bool(_OUTSIDE.search(entry.orig_filename))
