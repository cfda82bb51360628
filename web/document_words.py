"""How documents are called, and what is wrong with one that was sent, in the reader's language."""

from collections.abc import Mapping
from typing import Final

from talent.documents import DocumentKind
from talent.errors import RuleBroken
from talent.papers import MEGABYTE, Fault, Unreadable
from web import uploads
from web.i18n import N_, current
from web.i18n import gettext as _

KINDS: Final[Mapping[DocumentKind, str]] = {
    DocumentKind.DIPLOMA: N_("Diploma or degree"),
    DocumentKind.TRANSCRIPT: N_("List of subjects and marks"),
    DocumentKind.LICENCE: N_("Licence to practise"),
    DocumentKind.EMPLOYMENT: N_("Certificate of employment"),
    DocumentKind.LANGUAGE: N_("Language certificate"),
    DocumentKind.IDENTITY: N_("Passport or identity card"),
    DocumentKind.CV: N_("CV"),
    DocumentKind.TRANSLATION: N_("Translation of a document"),
    DocumentKind.OTHER: N_("Another document"),
}

_PICTURE = N_("This kind of picture cannot be kept. Save the photo as JPEG or PNG, then send it again.")
_NOT_KEPT = N_("This kind of file cannot be kept. Save it as PDF, or send a photo of it as JPEG or PNG.")
_SMALLER = N_(
    "The file has %(found)s MB. It may have at most %(most)s MB. "
    "Save it smaller, or send the pages one by one."
)
_IN_PARTS = N_("The file has more pages or text than can be kept in one. Send it in parts.")

REFUSED: Final[Mapping[Fault, str]] = {
    Fault.NO_TEXT: N_("The file is empty. Choose another one."),
    Fault.TOO_LARGE: _SMALLER,
    Fault.TOO_MANY_PAGES: _IN_PARTS,
    Fault.TOO_LONG: _IN_PARTS,
    Fault.PICTURE: _PICTURE,
    Fault.ONLY_PICTURES: _NOT_KEPT,
    Fault.OTHER_KIND: _NOT_KEPT,
    Fault.ENCODING: _NOT_KEPT,
    Fault.TOO_HARD: _NOT_KEPT,
}
"""Where the words for a file that is read (web.uploads) would be of no help here."""


def kinds() -> list[tuple[str, str]]:
    return [(kind.value, _(name)) for kind, name in KINDS.items()]


def refused(unreadable: Unreadable) -> str:
    words = REFUSED.get(unreadable.fault)
    if words is None:
        return uploads.message(unreadable)
    reader = current()
    limits = {name: reader.number(-(-size // MEGABYTE)) for name, size in unreadable.limits.items()}
    return _(words, **limits)


def broken(rule: RuleBroken) -> str:
    most = current().number(rule.limits.get("most", 0))
    known = {
        "no-file": _("Choose a file"),
        "already-there": _("You keep this file here already."),
        "too-many": _("You keep %(n)s documents, the most there is room for. Remove one first.", n=most),
        "no-room": _("All documents together may have %(n)s MB. Remove one first.", n=most),
        "unknown-language": _("Choose a language from the list"),
        "not-a-date": _("Enter a date such as 31.12.2030"),
    }
    return known.get(rule.code) or _("This is not valid. Check it and try again.")


def size(number: int) -> str:
    """Of a file, as people say it: in kB, or in MB from one on."""
    reader = current()
    if number >= MEGABYTE:
        return _("%(n)s MB", n=reader.number(round(number / MEGABYTE, 1)))
    return _("%(n)s kB", n=reader.number(-(-number // 1024)))
