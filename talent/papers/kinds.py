"""Tells what a file is by its first bytes and by what is inside it, never by its name."""

import re
from pathlib import PurePath
from typing import Final

from talent.papers.paper import Fault, Kind, Unreadable

BYTE_ORDER_MARKS: Final = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}

ARCHIVE: Final = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")

OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""Compound File Binary: old Office documents, and new ones under a password."""

PICTURES: Final = re.compile(
    rb"\xff\xd8\xff|\x89PNG\r\n|GIF8|II\*\x00|MM\x00\*|RIFF.{4}WEBP|.{4}ftyp(?:hei|mif|avif|msf)|\xff\x0a",
    re.DOTALL,
)
OTHER_TEXT: Final = re.compile(rb"\{\\rtf|%!PS|#!|<\?php|<!doctype html|<html", re.IGNORECASE)
NOT_IN_TEXT: Final = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")

ENDINGS: Final = {kind.value: kind for kind in Kind}


def of(data: bytes) -> Kind | None:
    """The kind as far as the bytes tell; None for a ZIP archive, whose contents tell."""
    if not data.strip():
        raise Unreadable(Fault.EMPTY)
    start = _start(data)
    if start.startswith(b"%PDF-"):
        return Kind.PDF
    if start.startswith(ARCHIVE):
        return None
    if data.startswith(OLD_OFFICE):
        raise Unreadable(_old_office(data))
    if PICTURES.match(data):
        raise Unreadable(Fault.PICTURE)
    if OTHER_TEXT.match(start):
        raise Unreadable(Fault.OTHER_KIND)
    return _of_text(data, start)


def _start(data: bytes) -> bytes:
    return data[:64].removeprefix(b"\xef\xbb\xbf").lstrip()


def _of_text(data: bytes, start: bytes) -> Kind:
    if start.startswith((b"<", b"<\x00")) or data.startswith((b"\xff\xfe<\x00", b"\xfe\xff\x00<")):
        return Kind.EUROPASS
    if not data.startswith(tuple(BYTE_ORDER_MARKS)) and NOT_IN_TEXT.search(data):
        raise Unreadable(Fault.OTHER_KIND)
    return Kind.TEXT


def _old_office(data: bytes) -> Fault:
    """By the names of the streams, which stand in UTF-16 in the container's directory."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return Fault.ENCRYPTED
    return Fault.OLD_WORD if "WordDocument".encode("utf-16-le") in data else Fault.OTHER_KIND


def named(name: str) -> Kind | None:
    """What the ending of the name says, if it names one of the kinds that are read."""
    return ENDINGS.get(PurePath(name).suffix.lower().lstrip("."))
