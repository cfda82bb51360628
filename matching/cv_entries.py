"""Splits a plain CV into dated entries, languages and the rest, as far as its lines say so. Nothing is made up.

An entry is a line with a stretch of time at its beginning or end and the lines under it. Whether it is work or study
is told by the heading above it; where there is none, nobody knows. A single year dates an entry of study only.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import regex

from matching.boilerplate import Why
from matching.claims import LanguageClaim, languages
from matching.cv_dates import Stretch, stretch
from matching.cv_words import Part, labelled, part
from matching.denial import denied
from matching.sifting import LeftOut, sift
from matching.text import Span, language_of, readable, sentences

LEFT_OUT: Final = frozenset({Why.PERSONAL, Why.PLACE, Why.HOBBIES, Why.REFERENCES})
"""Who and where somebody is, what they do at home, and names of others."""

MOST_ENTRIES: Final = 40
LONGEST_LINE: Final = 600
"""Characters; a paragraph is no dated line."""

LONGEST_TITLE: Final = 150
"""Characters. A longer line tells a story; its beginning names it."""

_BULLET = regex.compile(r"\s*(?:[-–—•*·►▪●◦✓✔■□>➤⁃]\s+|\(?\d{1,2}[.)]\s+)")
_GAPS = regex.compile(r"\n{3,}")
_SENTENCE_END = regex.compile(r"(?<=[.;।۔])\s")


@dataclass(frozen=True, slots=True)
class Entry:
    """`title` is the dated line without its dates, `words` the lines under it, and that line where it was too long."""

    part: Part | None
    time: Stretch
    title: str
    words: str


@dataclass(frozen=True, slots=True)
class Spoken:
    """A language with a level, a CEFR level or "native", and the line that says so."""

    language: str
    level: str
    quote: str


@dataclass(frozen=True, slots=True)
class SplitCv:
    """`rest` is what belongs to no entry, as it was written, `left_out` the lines that are not taken at all."""

    language: str
    entries: tuple[Entry, ...]
    languages: tuple[Spoken, ...]
    rest: str
    left_out: tuple[str, ...]


def split(text: str) -> SplitCv:
    shown = readable(text)
    language = language_of(shown)
    dropped = [span for span in sift(shown, language, original=text) if _is_dropped(span)]
    walk = _Walk(language)
    for line in _lines(_without(shown, dropped)):
        walk.take(line)
    return SplitCv(
        language,
        tuple(walk.entries()),
        tuple(walk.spoken.values()),
        _GAPS.sub("\n\n", "\n".join(walk.rest)).strip(),
        tuple(span.text for span in dropped),
    )


def _is_dropped(span: object) -> bool:
    return isinstance(span, LeftOut) and span.why in LEFT_OUT


def _without(shown: str, dropped: Sequence[object]) -> str:
    """The text with spaces where something is left out."""
    for span in dropped:
        if isinstance(span, LeftOut):
            shown = shown[: span.start] + " " * (span.end - span.start) + shown[span.end :]
    return shown


@dataclass(frozen=True, slots=True)
class _Line:
    written: str
    text: str  # without its bullet
    item: bool

    @property
    def is_empty(self) -> bool:
        return not regex.search(r"[\p{L}\p{N}]", self.text)


def _lines(shown: str) -> Iterator[_Line]:
    for written in shown.splitlines():
        bullet = _BULLET.match(written)
        yield _Line(written.rstrip(), written[bullet.end() if bullet else 0 :].strip(), bullet is not None)


@dataclass(slots=True)
class _Open:
    """An entry while its lines go by."""

    part: Part | None
    time: Stretch
    head: str
    item: bool
    named_above: bool = False
    under: list[_Line] = field(default_factory=list)

    def closed(self) -> Entry:
        title, story = _title(self.head)
        words = "\n".join(line.strip() for line in (*story, *(each.written for each in self.under))).strip()
        return Entry(self.part, self.time, title, words)


class _Walk:
    """Goes through the lines of a CV from top to bottom."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.part: Part | None = None
        self.open: _Open | None = None
        self.found: list[_Open] = []
        self.spoken: dict[str, Spoken] = {}
        self.rest: list[str] = []
        self._gap = False

    def take(self, line: _Line) -> None:
        if line.is_empty:
            self._gap = True
            if self.open is None:
                self.rest.append("")
            return
        gap, self._gap = self._gap, False
        label, rest = labelled(line.text)
        if (opened := part(label, self.language)) is not None:
            self.part, self.open = opened, None
            if rest and not self._is_entry(rest):
                self._leave(line)
        elif (time := self._begins(line)) is not None:
            self._begin(line, time)
        elif self.open is not None and self._goes_on(line, gap):
            self._add(line)
        else:
            self._leave(line)

    def entries(self) -> Iterator[Entry]:
        return (each.closed() for each in self.found if each.head or each.under)

    def _is_entry(self, rest: str) -> bool:
        """Begins one with what stands behind the name of a part ("Education: diploma in nursing, 2017")."""
        line = _Line(rest, rest, item=False)
        time = self._begins(line)
        if time is not None:
            self._begin(line, time)
        return time is not None

    def _begins(self, line: _Line) -> Stretch | None:
        """The time of a line that begins an entry; a dated item under one belongs to it."""
        time = stretch(line.text, self.language) if len(line.text) <= LONGEST_LINE else None
        if time is None or len(self.found) >= MOST_ENTRIES or self.part is Part.LANGUAGES:
            return None
        if time.is_single and (self.part is not Part.STUDY or not time.beside):
            return None
        under_another = line.item and self.open is not None and not self.open.item
        return None if under_another and self.part is not Part.STUDY else time

    def _begin(self, line: _Line, time: Stretch) -> None:
        known = self.part if self.part in (Part.WORK, Part.STUDY) else None
        above = "" if time.beside else self._line_above()
        self.open = _Open(known, time, time.beside or above, line.item, named_above=bool(above))
        self.found.append(self.open)

    def _line_above(self) -> str:
        """The name of an entry whose dates have a line of their own, where it stands above them: always above the
        first, and above the next where it did so before.
        """
        if self.open is None:
            return self.rest.pop().strip() if self.rest and self.rest[-1].strip() else ""
        under = self.open.under
        return under.pop().text if self.open.named_above and under and not under[-1].item else ""

    def _goes_on(self, line: _Line, gap: bool) -> bool:
        """A course has a year and no story: only a list under it belongs to it."""
        if self.open is None or gap:
            return False
        return line.item or not (self.open.item or self.open.time.is_single)

    def _add(self, line: _Line) -> None:
        if self.open is None:
            raise AssertionError("asked by _goes_on")
        if self.open.head or line.item:
            self.open.under.append(line)
        else:
            self.open.head = line.text

    def _leave(self, line: _Line) -> None:
        """What belongs to no entry. A line that only lists languages is said by the languages themselves."""
        self.open = None
        found = self._languages(line)
        if not (found and self.part is Part.LANGUAGES):
            self.rest.append(line.written)

    def _languages(self, line: _Line) -> bool:
        named = list(self._named(line.text))
        for each in named:
            if each.level:
                self.spoken.setdefault(each.code, Spoken(each.code, each.level, line.text))
        return bool(named) and all(each.level for each in named)

    def _named(self, line: str) -> Iterator[LanguageClaim]:
        """Languages that somebody says they speak, sentence by sentence."""
        for sentence in sentences(Span(0, len(line), line)):
            if not denied(sentence.text, self.language):
                yield from languages(sentence.text, self.language)


def _title(head: str) -> tuple[str, list[str]]:
    """The name of an entry, and the whole line again where it tells more than a name."""
    if len(head) <= LONGEST_TITLE:
        return head, []
    first = _SENTENCE_END.split(head)[0].strip(" .;।۔")
    return (first if len(first) <= LONGEST_TITLE else head[:LONGEST_TITLE].rsplit(" ", 1)[0]), [head]
