"""A page as a tree, and what every page must satisfy. Strict where browsers forgive: tags are closed in order."""

import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise
from xml.etree.ElementTree import Element, SubElement

VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
)
UNLABELLED_TYPES = frozenset({"hidden", "submit", "button"})


class NotWellFormed(AssertionError):
    pass


class _TreeBuilder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("document")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            raise NotWellFormed(f"line {self.getpos()[0]}: <{tag}> repeats an attribute: {names}")
        element = SubElement(self.open[-1], tag, {name: value or "" for name, value in attrs})
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if self.open[-1].tag != tag:
            raise NotWellFormed(f"line {self.getpos()[0]}: </{tag}> closes <{self.open[-1].tag}>")
        self.open.pop()

    def handle_data(self, data: str) -> None:
        parent = self.open[-1]
        if len(parent):
            parent[-1].tail = (parent[-1].tail or "") + data
        else:
            parent.text = (parent.text or "") + data


def parse(markup: str) -> Element:
    builder = _TreeBuilder()
    builder.feed(markup)
    builder.close()
    if len(builder.open) > 1:
        raise NotWellFormed(f"<{builder.open[-1].tag}> is not closed")
    return builder.root


def text_of(element: Element) -> str:
    return re.sub(r"\s+", " ", "".join(element.itertext())).strip()


def faults(document: Element) -> list[str]:
    """What is wrong with a whole page, in words; nothing, for a good one."""
    checks = (_frame, _headings, _ids, _labels, _forms, _links, _images, _inline, _references)
    return [fault for check in checks for fault in check(document)]


def _frame(document: Element) -> Iterator[str]:
    html = document.find("html")
    assert html is not None
    if not html.get("lang") or html.get("dir") not in {"ltr", "rtl"}:
        yield f"<html> lacks language or direction: {html.attrib}"
    if not text_of(_one(document, "title")):
        yield "the title is empty"
    for landmark in ("header", "main", "footer"):
        if len(document.findall(f".//body/{landmark}")) != 1:
            yield f"there is not exactly one <{landmark}> in the body"


def _headings(document: Element) -> Iterator[str]:
    levels = [int(each.tag[1]) for each in document.iter() if re.fullmatch("h[1-6]", each.tag)]
    if levels.count(1) != 1:
        yield f"there are {levels.count(1)} <h1>"
    for before, after in pairwise(levels):
        if after > before + 1:
            yield f"a heading jumps from level {before} to {after}"


def _ids(document: Element) -> Iterator[str]:
    for identifier, count in Counter(_all(document, "id")).items():
        if count > 1:
            yield f"the id {identifier!r} is used {count} times"


def _labels(document: Element) -> Iterator[str]:
    labelled = {label.get("for") for label in document.iter("label")}
    wrapped = {id(each) for label in document.iter("label") for each in label.iter()}
    for control in document.iter():
        if control.tag not in {"input", "select", "textarea", "progress", "meter"}:
            continue
        if control.get("type") in UNLABELLED_TYPES or id(control) in wrapped:
            continue
        if control.get("id") not in labelled and not control.get("aria-label"):
            yield f"<{control.tag} name={control.get('name')!r}> has no label"


def _forms(document: Element) -> Iterator[str]:
    for form in document.iter("form"):
        if not form.get("action", "").startswith("/"):
            yield f"a form's action is not a path of this site: {form.attrib}"
        if not any(each.get("type", "submit") == "submit" for each in form.iter("button")):
            yield f"the form to {form.get('action')} has no button"
        if form.get("method") == "get" and any(each.get("type") == "password" for each in form.iter("input")):
            yield "a password would stand in the address"


def _links(document: Element) -> Iterator[str]:
    for link in document.iter("a"):
        if not link.get("href"):
            yield f"a link leads nowhere: {text_of(link)!r}"
        named = (
            text_of(link) or link.get("aria-label") or [each for each in link.iter("img") if each.get("alt")]
        )
        if not named:
            yield f"the link to {link.get('href')} has no name"


def _images(document: Element) -> Iterator[str]:
    for image in document.iter("img"):
        if image.get("alt") is None:
            yield f"the image {image.get('src')} has no alternative text"
    for drawing in document.iter("svg"):
        if drawing.get("aria-hidden") != "true" and not drawing.get("aria-label"):
            yield "a drawing is neither hidden nor named"


def _inline(document: Element) -> Iterator[str]:
    for element in document.iter():
        if element.tag == "style" or (element.tag == "script" and not element.get("src")):
            yield f"inline <{element.tag}>"
        for attribute in element.attrib:
            if attribute == "style" or attribute.startswith(("on", "hx-on")):
                yield f"<{element.tag}> has the inline attribute {attribute}"


def _references(document: Element) -> Iterator[str]:
    known = set(_all(document, "id"))
    for attribute in ("aria-labelledby", "aria-describedby", "aria-controls", "for"):
        for value in _all(document, attribute):
            for identifier in value.split():
                if identifier not in known:
                    yield f'{attribute}="{identifier}" points at nothing'
    for address in _all(document, "href"):
        if address.startswith("#") and address[1:] not in known:
            yield f"the link {address} points at nothing"


def _all(document: Element, attribute: str) -> list[str]:
    return [value for each in document.iter() if (value := each.get(attribute)) is not None]


def _one(document: Element, tag: str) -> Element:
    found = list(document.iter(tag))
    assert len(found) == 1, f"{len(found)} <{tag}>"
    return found[0]
