"""Files in forms: how large they may be, what they are read into, and what to tell the person who sent one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import File, UploadFile

from talent import papers
from talent.papers import MEGABYTE, Fault, Kind, Limits, Note, Paper, Unreadable
from web.i18n import N_, current, ngettext
from web.i18n import gettext as _
from web.security import MAX_BODY_BYTES
from web.settings import Settings

FORMS: Final = frozenset({"/understand", "/find", "/profile/documents", "/profile/import"})
"""Paths of forms that take a file: see `body_limits`."""

ACCEPTED: Final = ",".join(f".{kind}" for kind in Kind)
"""For the `accept` of a file field: what the browser offers first. It decides nothing."""

Upload = Annotated[UploadFile | None, File()]

KIND_NAMES: Final = {
    Kind.PDF: N_("PDF"),
    Kind.WORD: N_("Word (.docx)"),
    Kind.OPEN_DOCUMENT: N_("OpenDocument (.odt)"),
    Kind.TEXT: N_("plain text (.txt)"),
    Kind.EUROPASS: N_("Europass (.xml)"),
}

MESSAGES: Final = {
    Fault.EMPTY: N_("The file is empty. Choose another one."),
    Fault.NO_TEXT: N_("There is no text in the file. Choose another one, or write the text into the box."),
    Fault.TOO_LARGE: N_(
        "The file has %(found)s MB. It may have at most %(most)s MB. "
        "Save it without pictures, or paste its text into the box."
    ),
    Fault.TOO_MANY_PAGES: N_(
        "The file has %(found)s pages. It may have at most %(most)s. "
        "Save only the pages that matter, or paste their text into the box."
    ),
    Fault.TOO_LONG: N_(
        "The text in the file has %(found)s characters. It may have at most %(most)s. "
        "Paste the part that matters into the box."
    ),
    Fault.ENCRYPTED: N_(
        "The file is locked with a password. Save it without a password, then send it again."
    ),
    Fault.DAMAGED: N_(
        "The file is damaged or not complete. Open it on your device, save it anew and send it again."
    ),
    Fault.PICTURE: N_(
        "This is a photo or a picture. Words in pictures cannot be read yet. Write the text into the box."
    ),
    Fault.ONLY_PICTURES: N_(
        "All pages are scanned pictures: they have no text. "
        "Send the file that was printed, or write the text into the box."
    ),
    Fault.OLD_WORD: N_("This is an old Word file (.doc). Save it as .docx or PDF, then send it again."),
    Fault.OTHER_KIND: N_(
        "This kind of file cannot be read. Send PDF, Word (.docx), OpenDocument (.odt), plain text or Europass XML."
    ),
    Fault.DISGUISED: N_(
        "The file is not what its name says. "
        "Open it on your device, save it as PDF or Word (.docx) and send that file."
    ),
    Fault.ENCODING: N_(
        "It cannot be told which letters are in this text file. Save it as UTF-8, or paste its text into the box."
    ),
    Fault.MACROS: N_(
        "The file contains macros, which are small programs. "
        "For safety it was not opened. Save it as .docx or PDF without macros."
    ),
    Fault.SWELLS: N_(
        "The file becomes far too large when it is unpacked. "
        "For safety it was not opened. Save your text in a new file."
    ),
    Fault.UNSAFE_PATHS: N_(
        "The file is built in a way that can do harm. For safety it was not opened. Save your text in a new file."
    ),
    Fault.UNSAFE_XML: N_(
        "The file contains parts that can do harm. For safety it was not opened. Save your text in a new file."
    ),
    Fault.TOO_HARD: N_(
        "Reading the file took too long or needed too much memory. "
        "Save it as a simple file without pictures, or paste its text into the box."
    ),
    Fault.BUSY: N_("Many files are being read just now. Wait a minute, then send yours again."),
}

NOTES: Final = {
    Note.PERSONAL_APART: N_(
        "Name, date of birth, address, photo and nationality are in fields of their own in your file. "
        "They were left out of the text."
    ),
    Note.ATTACHMENT_UNREAD: N_(
        "Your PDF holds Europass data that could not be read. The text on its pages was read instead."
    ),
    Note.NAMED_OTHERWISE: N_(
        "The ending of the file’s name is not that of its kind: it was read as %(kind)s."
    ),
}


@dataclass(frozen=True, slots=True)
class Offered:
    """What a form says beside its file field."""

    accept: str
    megabytes: int


def offered(settings: Settings) -> Offered:
    return Offered(ACCEPTED, settings.upload_megabytes)


def body_limits(settings: Settings) -> dict[str, int]:
    """Bytes of a whole request, by path: the file, and the form around it."""
    return dict.fromkeys(FORMS, settings.upload_megabytes * MEGABYTE + MAX_BODY_BYTES)


def read(upload: UploadFile | None, settings: Settings) -> Paper | None:
    """What was sent, as text; None where no file was chosen. Raises Unreadable. Nothing is kept."""
    if upload is None or not is_chosen(upload):
        return None
    return papers.read(content(upload, settings), name=upload.filename or "", limits=limits(settings))


def is_chosen(upload: UploadFile | None) -> bool:
    """Browsers send an empty part without a name where no file was chosen."""
    return upload is not None and bool(upload.filename or upload.size)


def content(upload: UploadFile, settings: Settings) -> bytes:
    """The bytes of a file. Raises Unreadable before any is read where there are too many."""
    most = limits(settings).size
    if (upload.size or 0) > most:
        raise Unreadable(Fault.TOO_LARGE, most=most, found=upload.size or 0)
    return upload.file.read()


def limits(settings: Settings) -> Limits:
    return Limits(size=settings.upload_megabytes * MEGABYTE)


def message(refused: Unreadable) -> str:
    """In the reader's language: what is wrong with the file and what to do."""
    numbers = dict(refused.limits)
    if refused.fault is Fault.TOO_LARGE:
        numbers = {name: -(-size // MEGABYTE) for name, size in numbers.items()}
    reader = current()
    return _(MESSAGES[refused.fault], **{name: reader.number(number) for name, number in numbers.items()})


def notes(paper: Paper) -> list[str]:
    """What a reader should know before trusting the text."""
    return [_(NOTES[note], **_kind(note, paper)) for note in paper.notes] + of_pages(
        paper.scanned, paper.unclear
    )


def of_pages(scanned: Sequence[int], unclear: Sequence[int]) -> list[str]:
    """Pages without text, and with letters that nobody can read."""
    said = [_scanned(scanned)] if scanned else []
    return said + ([_unclear(unclear)] if unclear else [])


def _kind(note: Note, paper: Paper) -> dict[str, str]:
    return {"kind": _(KIND_NAMES[paper.kind])} if note is Note.NAMED_OTHERWISE else {}


def _scanned(pages: Sequence[int]) -> str:
    return ngettext(
        "Page %(pages)s is a scanned picture: it has no text. Write what matters of it into the box.",
        "Pages %(pages)s are scanned pictures: they have no text. Write what matters of them into the box.",
        len(pages),
        pages=_numbers(pages),
    )


def _unclear(pages: Sequence[int]) -> str:
    return ngettext(
        "Some letters on page %(pages)s could not be read. They are shown as �. Please correct them.",
        "Some letters on pages %(pages)s could not be read. They are shown as �. Please correct them.",
        len(pages),
        pages=_numbers(pages),
    )


def _numbers(pages: Sequence[int]) -> str:
    reader = current()
    return reader.listing([reader.number(page) for page in pages])
