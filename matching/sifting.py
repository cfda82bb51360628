"""Goes through a text line by line and sorts out what is about no work: sections, lines, sentences.

Nothing is lost silently: what is left out is given, too, with its place and why. A section ends at the next heading;
where it is unclear whether a section goes on, the text is read.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from matching import cues
from matching.boilerplate import (
    LONGEST_HEADING,
    Why,
    bare_name,
    line_kind,
    personal,
    section,
    sentence_kind,
)
from matching.text import HEADING_BREAK, Span, lines, sentences

LONG_SECTIONS = (Why.EMPLOYER, Why.OFFER)
"""They go on over an empty line; others end there, once something stood in them."""

MOST_HEADING_WORDS = 6

_MARKED = regex.compile(r"[ \t]*(?:#{1,6}\s|\*\*|__|==)")
_BULLET = regex.compile(r"[ \t]*(?:[-–—•*·►▪●◦✓✔■□>➤⁃]\s|\(?\d{1,2}[.)۔।]\s)")
_SENTENCE = regex.compile(r"[.!?,;…।۔؟،؛]$")


@dataclass(frozen=True, slots=True)
class LeftOut(Span):
    """A stretch that was left out on purpose, and why."""

    why: Why


@dataclass(frozen=True, slots=True)
class _Line:
    """A line with what stands around it: whether it is an item of a list, or marked as a heading."""

    span: Span
    after_gap: bool
    before_gap: bool
    item: bool
    marked: bool


def sift(text: str, language: str, *, original: str = "") -> Iterator[Span | LeftOut]:
    """The pieces of a readable text in order, those left out as `LeftOut`. `original` still has the mail addresses."""
    found = list(_lines(text))
    open_section = _Section()
    for number, line in enumerate(found):
        why = open_section.why(number, found, language) or line_kind(line.span.text, language)
        if why is None and _is_first(number, found, language) and bare_name(line.span.text, original or text):
            why = Why.PERSONAL
        if why is not None:
            yield _left_out(line.span, why)
        else:
            yield from _sentences(line.span, language)


def _sentences(line: Span, language: str) -> Iterator[Span | LeftOut]:
    for piece in sentences(line):
        why = Why.PERSONAL if personal(piece.text, language) else sentence_kind(piece.text, language)
        yield piece if why is None else _left_out(piece, why)


def _left_out(span: Span, why: Why) -> LeftOut:
    return LeftOut(span.start, span.end, span.text, why)


def _is_first(number: int, found: Sequence[_Line], language: str) -> bool:
    """Whether nothing but "Curriculum vitae" stands above a line."""
    return all(cues.heading(line.span.text, language) for line in found[:number]) if number <= 1 else False


class _Section:
    """The section that is being left out, if any, while the lines go by."""

    def __init__(self) -> None:
        self.kind: Why | None = None
        self.empty = True
        self.items = False

    def why(self, number: int, found: Sequence[_Line], language: str) -> Why | None:
        """Why this line is left out by the section it stands in or opens; None when it is to be read."""
        line = found[number]
        if (opened := section(line.span.text)) is not None:
            self.kind, self.empty, self.items = opened, True, False
            return opened
        if self.kind is not None and self._ends(number, found, language):
            self.kind = None
        if self.kind is not None:
            self.empty = False
            self.items = self.items or line.item
        return self.kind

    def _ends(self, number: int, found: Sequence[_Line], language: str) -> bool:
        line = found[number]
        if _known_heading(line, language) or (line.marked and _short(line)):
            return True
        if self.empty:
            return False
        if line.after_gap and (self.kind not in LONG_SECTIONS or _looks_like_heading(line)):
            return True
        follows = found[number + 1] if number + 1 < len(found) else None
        return self.items and not line.item and _short(line) and follows is not None and follows.item


def _known_heading(line: _Line, language: str) -> bool:
    """A heading of what has to be read: a part of a CV, or what an advertisement wants."""
    text = line.span.text
    if cues.heading(text, language):
        return True
    return _short(line) and any(cues.said(what, text, language) for what in ("wanted", "duties"))


def _looks_like_heading(line: _Line) -> bool:
    return _short(line) and not line.before_gap and not line.item


def _short(line: _Line) -> bool:
    text = line.span.text
    return (
        len(text) <= LONGEST_HEADING
        and len(text.split()) <= MOST_HEADING_WORDS
        and not _SENTENCE.search(text)
    )


def _lines(text: str) -> Iterator[_Line]:
    found = list(lines(text))
    for number, span in enumerate(found):
        before = text[found[number - 1].end if number else 0 : span.start]
        after = text[span.end : found[number + 1].start if number + 1 < len(found) else len(text)]
        start = before.rpartition("\n")[2]
        colon = after.partition("\n")[0].strip() == ":"
        capitals = span.text.isupper() and len(span.text) > 3
        yield _Line(
            span,
            after_gap=before.count("\n") > 1 or not number,
            before_gap=after.count("\n") > 1,
            item=bool(_BULLET.match(start)),
            marked=colon or capitals or HEADING_BREAK in before or bool(_MARKED.match(start)),
        )
