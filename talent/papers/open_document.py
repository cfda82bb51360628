"""The text of an ODT (OpenDocument 1.3, ISO/IEC 26300): paragraphs, lists, tables and frames in document order."""

from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element

from talent.papers import markup
from talent.papers.containers import Container
from talent.papers.paper import Fault, Kind, Paper, Unreadable

TYPES: Final = frozenset(
    {
        b"application/vnd.oasis.opendocument.text",
        b"application/vnd.oasis.opendocument.text-template",
    }
)
MANIFEST: Final = "META-INF/manifest.xml"
MACRO_FOLDERS: Final = ("Basic/", "Scripts/")
BLOCKS: Final = frozenset({"p", "h"})
SKIPPED: Final = frozenset({"tracked-changes", "annotation", "sequence-decls", "note-citation"})


def is_one(container: Container) -> bool:
    return "mimetype" in container.names and container.read("mimetype").strip() in TYPES


def read(container: Container) -> Paper:
    _refuse_encrypted(container)
    _refuse_macros(container)
    root = markup.parse(container.read("content.xml"))
    text = "\n".join(_lines(markup.first(root, "body", "text")))
    if not text.strip():
        pictures = any(name.startswith("Pictures/") for name in container.names)
        raise Unreadable(Fault.ONLY_PICTURES if pictures else Fault.NO_TEXT)
    return Paper(Kind.OPEN_DOCUMENT, (text,))


def _refuse_encrypted(container: Container) -> None:
    if MANIFEST not in container.names:
        return
    entries = markup.parse(container.read(MANIFEST)).iter()
    if any(markup.name(entry) == "encryption-data" for entry in entries):
        raise Unreadable(Fault.ENCRYPTED)


def _refuse_macros(container: Container) -> None:
    """LibreOffice writes empty libraries into every file that once had one: `script-lc.xml` alone is no macro."""
    inside = (name for name in container.names if name.startswith(MACRO_FOLDERS) and not name.endswith("/"))
    if any(
        not name.endswith(("script-lc.xml", "script-lb.xml", "dialog-lc.xml", "dialog-lb.xml"))
        for name in inside
    ):
        raise Unreadable(Fault.MACROS)


def _lines(element: Element | None, bullet: str = "") -> Iterator[str]:
    for child in element if element is not None else ():
        kind = markup.name(child)
        if kind in BLOCKS:
            yield from _block(child, bullet)
        elif kind == "list-item":
            yield from _lines(child, "- ")
        elif kind not in SKIPPED:
            yield from _lines(child, bullet)


def _block(block: Element, bullet: str) -> Iterator[str]:
    """Its own words, then those of frames that hang on it."""
    words = "".join(_words(block))
    yield bullet + words if words.strip() else ""
    for frame in _frames(block):
        yield from _lines(frame)


def _words(element: Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        kind = markup.name(child)
        if kind == "s":
            yield " " * _spaces(child)
        elif kind in {"tab", "line-break"}:
            yield "\t" if kind == "tab" else "\n"
        elif kind not in SKIPPED | {"frame", "text-box"}:
            yield from _words(child)
        yield child.tail or ""


def _spaces(element: Element) -> int:
    given = next((value for key, value in element.items() if key.endswith("}c")), "1")
    return min(int(given), 100) if given.isascii() and given.isdigit() else 1


def _frames(element: Element) -> Iterator[Element]:
    for child in element:
        if markup.name(child) == "text-box":
            yield child
        else:
            yield from _frames(child)
