"""XML from strangers, without entities or documents elsewhere, and the text in its HTML."""

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml import ElementTree as Safe

from talent.papers.paper import Fault, Unreadable

BREAKS: Final = frozenset({"p", "br", "div", "ul", "ol", "h1", "h2", "h3", "tr"})


def parse(data: bytes) -> Element:
    """The root. Any document type declaration is refused: that is where entities and outside addresses stand."""
    try:
        root: Element = Safe.fromstring(data, forbid_dtd=True)
    except DefusedXmlException as error:
        raise Unreadable(Fault.UNSAFE_XML) from error
    except (ParseError, ValueError, LookupError) as error:
        raise Unreadable(Fault.DAMAGED) from error
    return root


def name(element: Element) -> str:
    """Without its namespace: both Europass schemas put the same names into several."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def namespace(element: Element) -> str:
    return element.tag.rpartition("}")[0].lstrip("{")


def each(element: Element | None, *path: str) -> Iterator[Element]:
    """Every element at the end of `path`, one name after the other from child to child."""
    if element is None:
        return
    if not path:
        yield element
        return
    for child in element:
        if name(child) == path[0]:
            yield from each(child, *path[1:])


def first(element: Element | None, *path: str) -> Element | None:
    return next(each(element, *path), None)


def said(element: Element | None, *path: str) -> str | None:
    """The words of the first element there, on one line; None where there are none."""
    found = first(element, *path)
    return " ".join("".join(found.itertext()).split()) or None if found is not None else None


def flag(element: Element | None, *path: str) -> bool:
    return said(element, *path) in {"true", "1"}


def rich(element: Element | None, *path: str) -> str:
    """The text of an element whose content is HTML, escaped; list items become lines with a dash."""
    found = first(element, *path)
    if found is None:
        return ""
    reader = _Text()
    reader.feed("".join(found.itertext()))
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.parts).splitlines())
    return "\n".join(line for line in lines if line and line != "-")


class _Text(HTMLParser):
    """Collects the text of HTML and the lines it stands on."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, _attributes: list[tuple[str, str | None]]) -> None:
        if tag == "li":
            self.parts.append("\n- ")
        elif tag in BREAKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in BREAKS or tag == "li":
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)
