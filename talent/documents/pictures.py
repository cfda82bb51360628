"""Tells whether bytes are a whole JPEG or PNG picture, by their headers: no pixel is decoded.

Sources: ITU-T T.81 (JPEG), annex B; PNG (W3C Recommendation, third edition), sections 5 and 11.2.2.
"""

import struct
import zlib
from collections.abc import Iterator
from typing import Final

from talent.documents.media import Media
from talent.papers import Fault, Unreadable

JPEG_START: Final = b"\xff\xd8\xff"
JPEG_END: Final = b"\xff\xd9"
PNG_START: Final = b"\x89PNG\r\n\x1a\n"
PNG_END: Final = b"IEND\xaeB\x60\x82"

FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""Markers that begin a frame (SOF0 to SOF15): their segment holds height and width."""
START_OF_SCAN: Final = 0xDA
PADDING: Final = 0xFF

MOST_PIXELS: Final = 200_000_000
"""As many as the best telephones make; what declares more is made to fill somebody's memory."""


def media_of(data: bytes) -> Media | None:
    """None where it is no picture of a kind that is kept. Raises Unreadable for one that is cut off or swells."""
    if data.startswith(JPEG_START):
        return _whole(Media.JPEG, _jpeg_size(data), ended=JPEG_END in data)
    if data.startswith(PNG_START):
        return _whole(Media.PNG, _png_size(data), ended=PNG_END in data[-64:])
    return None


def _whole(media: Media, size: tuple[int, int] | None, *, ended: bool) -> Media:
    if size is None or 0 in size or not ended:
        raise Unreadable(Fault.DAMAGED)
    if size[0] * size[1] > MOST_PIXELS:
        raise Unreadable(Fault.SWELLS)
    return media


def _png_size(data: bytes) -> tuple[int, int] | None:
    """Width and height, from a first chunk whose checksum is right."""
    head = data[8:33]
    if len(head) < 25 or head[:8] != b"\x00\x00\x00\x0dIHDR":
        return None
    (checksum,) = struct.unpack(">I", head[21:])
    width, height = struct.unpack(">II", head[8:16])
    return (width, height) if zlib.crc32(head[4:21]) == checksum else None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    """Width and height of the first frame; a scan must follow."""
    size = None
    for marker, segment in _segments(data):
        if marker in FRAMES and len(segment) >= 6:
            height, width = struct.unpack(">HH", segment[1:5])
            size = (width, height)
        if marker == START_OF_SCAN:
            return size
    return None


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Markers with what follows them, up to the first scan; ends where the chain is broken."""
    place = len(JPEG_START) - 1
    while place + 4 <= len(data) and data[place] == PADDING:
        marker = data[place + 1]
        if marker == PADDING:
            place += 1
            continue
        (length,) = struct.unpack(">H", data[place + 2 : place + 4])
        yield marker, data[place + 4 : place + 2 + length]
        if marker == START_OF_SCAN or length < 2:
            return
        place += 2 + length
