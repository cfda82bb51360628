"""What a file that somebody sent holds once it is read, and the ways in which it cannot be read."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from talent.errors import RuleBroken
from talent.papers.europass import Europass


class Kind(StrEnum):
    """Formats that are read. The value is the usual ending of the name, which decides nothing."""

    PDF = "pdf"
    WORD = "docx"
    OPEN_DOCUMENT = "odt"
    TEXT = "txt"
    EUROPASS = "xml"


class Fault(StrEnum):
    """Why a file is refused. Nothing of a refused file is kept, and no message quotes it."""

    EMPTY = "file.empty"
    NO_TEXT = "file.no-text"
    TOO_LARGE = "file.too-large"
    TOO_MANY_PAGES = "file.too-many-pages"
    TOO_LONG = "file.too-long"
    ENCRYPTED = "file.encrypted"
    DAMAGED = "file.damaged"
    PICTURE = "file.picture"
    ONLY_PICTURES = "file.only-pictures"
    OLD_WORD = "file.old-word"
    OTHER_KIND = "file.other-kind"
    DISGUISED = "file.disguised"
    ENCODING = "file.encoding"
    MACROS = "file.macros"
    SWELLS = "file.swells"
    UNSAFE_PATHS = "file.unsafe-paths"
    UNSAFE_XML = "file.unsafe-xml"
    TOO_HARD = "file.too-hard"
    BUSY = "file.busy"


class Note(StrEnum):
    """What a reader must know of a file that was read."""

    PERSONAL_APART = "personal-apart"
    """Name, birth date, address, photo and the like were in fields of their own: they are not in the text."""

    ATTACHMENT_UNREAD = "attachment-unread"
    """The PDF has Europass data attached that cannot be read: the text is that of its pages."""

    NAMED_OTHERWISE = "named-otherwise"
    """The ending of the name says another kind than the one that it is."""


class Unreadable(RuleBroken):
    """A file is refused. `limits` are the numbers that its message needs: `most`, and what was `found`."""

    def __init__(self, fault: Fault, **limits: int) -> None:
        super().__init__("file", fault.value, **limits)
        self.fault: Final = fault


@dataclass(frozen=True, slots=True)
class Paper:
    """A file as text. `pages` has one entry where the format knows no pages.

    `scanned` are the numbers, from 1, of pages that show something but hold no text; `unclear` those on which
    some letters have no meaning in the file (its fonts do not say which letter a sign is).
    """

    kind: Kind
    pages: tuple[str, ...] = field(repr=False)
    scanned: tuple[int, ...] = ()
    unclear: tuple[int, ...] = ()
    notes: tuple[Note, ...] = ()
    europass: Europass | None = field(default=None, repr=False)

    @property
    def text(self) -> str:
        """In reading order, in the language it was written in. Of Europass data without the personal ones."""
        if self.europass is not None:
            return self.europass.text
        return "\n\n".join(page for page in self.pages if page)
