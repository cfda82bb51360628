"""How much of everything a file may have, and how much work reading it may be. docs/uploads.md prints them."""

from dataclasses import dataclass
from typing import Final

MEGABYTE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes are bytes. A CV of a whole working life stays under all of these by a wide margin."""

    size: int = 10 * MEGABYTE
    pages: int = 60
    characters: int = 200_000

    entries: int = 2_000
    """Files inside a DOCX or ODT, which are ZIP archives."""

    unpacked: int = 100 * MEGABYTE
    """All of them together, as the archive declares; no more than it declares is ever unpacked."""

    part: int = 20 * MEGABYTE
    """The one part that is unpacked to be read, or the XML attached to a PDF."""

    ratio: int = 100
    """How many times larger than packed a part over 1 MB may be; the text of a document reaches about 30."""

    cpu_seconds: int = 10
    wall_seconds: float = 20.0
    memory: int = 768 * MEGABYTE
    answer: int = 8 * MEGABYTE
    """The longest answer that is taken from the process that reads."""


STANDARD: Final = Limits()
