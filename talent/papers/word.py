"""The text of a DOCX (Office Open XML, ECMA-376 part 1): its paragraphs, tables and text boxes in document order."""

from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element

from talent.papers import markup
from talent.papers.containers import Container
from talent.papers.paper import Fault, Kind, Paper, Unreadable

CONTENT_TYPES: Final = "[Content_Types].xml"
MAIN: Final = frozenset(
    f"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}.main+xml"
    for kind in ("document", "template")
)
MACRO_PARTS: Final = ("vbaproject.bin", "vbadata.xml", "attachedtoolbars.bin")

SKIPPED: Final = frozenset({"del", "moveFrom", "instrText", "delText", "Fallback", "pPr", "rPr"})
"""What Word does not show: deleted text, the code of fields, the second form of a text box."""


def main_part(container: Container) -> str | None:
    """The name of the part with the text; None where this is no Word document. Refuses macros."""
    if CONTENT_TYPES not in container.names:
        return None
    types = markup.parse(container.read(CONTENT_TYPES))
    parts = {part.get("PartName", "").lstrip("/"): part.get("ContentType", "") for part in types}
    declared = " ".join([*parts.values(), *(part.get("ContentType", "") for part in types)]).lower()
    if "macroenabled" in declared or "vbaproject" in declared or _has_macros(container):
        raise Unreadable(Fault.MACROS)
    return next((name for name, kind in parts.items() if kind in MAIN), None)


def _has_macros(container: Container) -> bool:
    return any(name.lower().endswith(MACRO_PARTS) for name in container.names)


def read(container: Container, part: str) -> Paper:
    text = "\n".join(_lines(markup.parse(container.read(part))))
    if not text.strip():
        pictures = any("/media/" in name for name in container.names)
        raise Unreadable(Fault.ONLY_PICTURES if pictures else Fault.NO_TEXT)
    return Paper(Kind.WORD, (text,))


def _lines(element: Element) -> Iterator[str]:
    """A line for each paragraph, wherever it stands; a row of a table is read cell by cell."""
    for child in element:
        kind = markup.name(child)
        if kind == "p":
            yield from _paragraph(child)
        elif kind == "tbl":
            yield from _lines(child)
            yield ""
        elif kind not in SKIPPED:
            yield from _lines(child)


def _paragraph(paragraph: Element) -> Iterator[str]:
    """Its own words, then those of text boxes that hang on it."""
    bullet = "- " if _is_listed(paragraph) else ""
    words = "".join(_words(paragraph))
    yield bullet + words if words.strip() else ""
    for box in _boxes(paragraph):
        yield from _lines(box)


def _is_listed(paragraph: Element) -> bool:
    """By a number or a bullet of its own, or by a style of lists; only one built into Word can be told by its name."""
    style = markup.first(paragraph, "pPr", "pStyle")
    names = [] if style is None else style.attrib.values()
    return markup.first(paragraph, "pPr", "numPr") is not None or any(
        name.startswith(("ListBullet", "ListNumber")) for name in names
    )


def _words(element: Element) -> Iterator[str]:
    for child in element:
        kind = markup.name(child)
        if kind == "t":
            yield child.text or ""
        elif kind in {"tab", "ptab"}:
            yield "\t"
        elif kind in {"br", "cr"}:
            yield "\n"
        elif kind == "noBreakHyphen":
            yield "-"
        elif kind not in SKIPPED | {"txbxContent"}:
            yield from _words(child)


def _boxes(element: Element) -> Iterator[Element]:
    for child in element:
        kind = markup.name(child)
        if kind == "txbxContent":
            yield child
        elif kind not in SKIPPED:
            yield from _boxes(child)
