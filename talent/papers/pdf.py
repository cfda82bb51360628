"""The text of a PDF, page by page, and the Europass data that may be attached to it."""

from collections.abc import Iterator
from io import BytesIO
from typing import Final

from pypdf import PageObject, PasswordType, PdfReader
from pypdf.errors import DependencyError, LimitReachedError, PyPdfError

from talent.papers import europass_xml, letters
from talent.papers.europass import Europass
from talent.papers.limits import Limits
from talent.papers.paper import Fault, Kind, Note, Paper, Unreadable

END: Final = b"%%EOF"
TAIL: Final = 4096
"""Bytes at the end of a file in which its end mark must stand; mail programs append a little."""

DRAWN: Final = 400
"""Bytes of a page's content that are more than a frame or a line: a page of drawn letters has thousands."""

READING_FAILS: Final = (
    PyPdfError,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    IndexError,
    OSError,
    AssertionError,
    RecursionError,
)
"""What pypdf raises on files that break the format in a way that it did not foresee."""


def read(data: bytes, limits: Limits) -> Paper:
    if END not in data[-TAIL:]:
        raise Unreadable(Fault.DAMAGED)
    try:
        return _read(_open(data), limits)
    except LimitReachedError as error:
        raise Unreadable(Fault.SWELLS) from error
    except READING_FAILS as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(Fault.DAMAGED) from error


def _open(data: bytes) -> PdfReader:
    """Files that open without a password, which only forbid printing and the like, are read."""
    reader = PdfReader(BytesIO(data))
    try:
        if reader.is_encrypted and reader.decrypt("") is PasswordType.NOT_DECRYPTED:
            raise Unreadable(Fault.ENCRYPTED)
    except (DependencyError, NotImplementedError) as error:
        raise Unreadable(Fault.ENCRYPTED) from error
    return reader


def _read(reader: PdfReader, limits: Limits) -> Paper:
    count = len(reader.pages)
    if not count:
        raise Unreadable(Fault.DAMAGED)
    if count > limits.pages:
        raise Unreadable(Fault.TOO_MANY_PAGES, most=limits.pages, found=count)
    pages = tuple(letters.vowels_after_consonants(letters.tidy(_text(page))) for page in reader.pages)
    scanned = tuple(
        number for number, page in enumerate(reader.pages, 1) if _is_picture(page, pages[number - 1])
    )
    fields, notes = _europass(reader, limits)
    if fields is None and not any(page.strip() for page in pages):
        raise Unreadable(Fault.ONLY_PICTURES if scanned else Fault.NO_TEXT)
    unclear = tuple(number for number, page in enumerate(pages, 1) if letters.unclear(page))
    return Paper(Kind.PDF, pages, scanned, unclear, notes, fields)


def _text(page: PageObject) -> str:
    """In the order of the content. Right-to-left text is put together by place: its order in the file is no help."""
    text = page.extract_text()
    if not letters.has_right_to_left(text):
        return text
    by_place = _by_place(page)
    return by_place if _letters(by_place) >= 0.8 * _letters(text) else text


def _letters(text: str) -> int:
    return sum(sign.isalpha() for sign in text)


def _by_place(page: PageObject) -> str:
    """Lines as they are seen, turned into the order in which they are read.

    A sign that stands for several letters (lam-alef) names them in reading order within a line in order of
    sight; they are turned first, so that turning the line sets them right. pypdf has no public way to that.
    """
    fonts = page._layout_mode_fonts()
    for font in fonts.values():
        joined = {sign: text for sign, text in font.character_map.items() if len(text) > 1}
        font.character_map.update({sign: letters.seen(text) for sign, text in joined.items()})
    page._layout_mode_fonts = lambda: fonts  # type: ignore[method-assign]
    lines = page.extract_text(extraction_mode="layout", layout_mode_space_vertically=False).splitlines()
    return "\n".join(letters.logical(" ".join(line.split())) for line in lines)


def _is_picture(page: PageObject, text: str) -> bool:
    """A page that shows something but has no text: scanned, photographed, or letters drawn as shapes."""
    if text.strip():
        return False
    resources = page.get("/Resources")
    drawn = resources.get_object().get("/XObject") if resources is not None else None
    contents = page.get_contents()
    return bool(drawn) or (contents is not None and len(contents.get_data()) > DRAWN)


def _europass(reader: PdfReader, limits: Limits) -> tuple[Europass | None, tuple[Note, ...]]:
    """Europass attaches its XML to the PDFs it makes. What is broken there is said, and the pages are read."""
    for data in _attached(reader, limits):
        try:
            return europass_xml.fields(data), (Note.PERSONAL_APART,)
        except Unreadable as refused:
            if refused.fault is not Fault.OTHER_KIND:
                return None, (Note.ATTACHMENT_UNREAD,)
    return None, ()


def _attached(reader: PdfReader, limits: Limits) -> Iterator[bytes]:
    """Files attached under a name that ends in .xml, of a size that an export of Europass can have."""
    for attachment in reader.attachment_list:
        if attachment.name.lower().endswith(".xml"):
            content = attachment.content
            if len(content) <= limits.part:
                yield content
