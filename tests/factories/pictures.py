"""Pictures of one colour, as small as their formats allow."""

import struct
import zlib


def png(width: int = 1, height: int = 1) -> bytes:
    """Whole; its pixels are as many as it says only for small ones."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\0\0")
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        _chunk(kind, content) for kind, content in ((b"IHDR", head), (b"IDAT", rows), (b"IEND", b""))
    )


def _chunk(kind: bytes, content: bytes) -> bytes:
    checksum = struct.pack(">I", zlib.crc32(kind + content))
    return struct.pack(">I", len(content)) + kind + content + checksum


def jpeg(width: int = 640, height: int = 480, *, place: bytes = b"") -> bytes:
    """With the headers of a telephone's photo; `place` is what it wrote into them (EXIF)."""
    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00"
    scan = b"\x01\x01\x00\x00\x3f\x00"
    segments = (_segment(0xE1, b"Exif\0\0" + place), _segment(0xC0, frame), _segment(0xDA, scan))
    return b"\xff\xd8" + b"".join(segments) + b"\x7f\xff\x00\x12" + b"\xff\xd9"


def _segment(marker: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content
