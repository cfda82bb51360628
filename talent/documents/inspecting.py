"""What a file is and whether it may be kept, asked before anything of it is stored."""

from typing import Final

from talent import papers
from talent.documents import pictures
from talent.documents.media import OF_KIND, Media
from talent.papers import STANDARD, Fault, Limits, Unreadable

PDF_START: Final = b"%PDF-"


def inspect(data: bytes, *, name: str = "", limits: Limits = STANDARD) -> Media:
    """By its content, never by its name. Raises Unreadable.

    Pictures are looked at here, all else is read once in the process of its own, so that a document that cannot be
    opened by whoever it is shown to is refused while its owner can still do something about it. The text is let go.
    """
    if len(data) > limits.size:
        raise Unreadable(Fault.TOO_LARGE, most=limits.size, found=len(data))
    if picture := pictures.media_of(data):
        return picture
    try:
        return OF_KIND[papers.read(data, name=name, limits=limits).kind]
    except Unreadable as refused:
        if refused.fault is Fault.ONLY_PICTURES and data.lstrip().startswith(PDF_START):
            return Media.PDF  # a scanned diploma is what most people have
        raise
