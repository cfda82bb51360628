"""The formats that are kept as documents."""

from enum import StrEnum
from pathlib import PurePath
from typing import Final

from talent.papers import Kind


class Media(StrEnum):
    """The value is the usual ending of the name."""

    PDF = "pdf"
    JPEG = "jpg"
    PNG = "png"
    WORD = "docx"
    OPEN_DOCUMENT = "odt"
    TEXT = "txt"
    EUROPASS = "xml"

    @property
    def served_as(self) -> str:
        """The media type of RFC 6838."""
        return _SERVED_AS[self]

    def named(self, name: str) -> str:
        """A file's name with the ending of what it is, so that no device opens it as something else."""
        ending = PurePath(name).suffix.lower().lstrip(".")
        return name if ending == self or ending in _OTHER_ENDINGS.get(self, ()) else f"{name}.{self}"


_SERVED_AS: Final = {
    Media.PDF: "application/pdf",
    Media.JPEG: "image/jpeg",
    Media.PNG: "image/png",
    Media.WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Media.OPEN_DOCUMENT: "application/vnd.oasis.opendocument.text",
    Media.TEXT: "text/plain",
    Media.EUROPASS: "application/xml",
}
_OTHER_ENDINGS: Final = {Media.JPEG: ("jpeg",)}

OF_KIND: Final = {
    Kind.PDF: Media.PDF,
    Kind.WORD: Media.WORD,
    Kind.OPEN_DOCUMENT: Media.OPEN_DOCUMENT,
    Kind.TEXT: Media.TEXT,
    Kind.EUROPASS: Media.EUROPASS,
}
"""What `talent.papers` reads, and how it is kept."""
