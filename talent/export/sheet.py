"""A document to be typeset: headings, entries, lists and tables, in words that are ready to be read."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

Direction = Literal["ltr", "rtl"]


@dataclass(frozen=True, slots=True)
class Said:
    """Somebody's own words; `language` where it is known."""

    text: str
    language: str | None = None

    @property
    def direction(self) -> Direction:
        """That of the first letter that has one, as browsers do it with dir="auto"."""
        kinds = (unicodedata.bidirectional(letter) for letter in self.text)
        first = next((kind for kind in kinds if kind in {"L", "R", "AL"}), "L")
        return "ltr" if first == "L" else "rtl"


@dataclass(frozen=True, slots=True)
class Entry:
    """A job or a course: whose title it is, what is known of it in short, and what was told of it."""

    title: Said | None
    facts: Sequence[str] = ()
    words: Said | None = None


@dataclass(frozen=True, slots=True)
class Table:
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Section:
    heading: str
    words: Sequence[Said] = ()
    entries: Sequence[Entry] = ()
    items: Sequence[str] = ()
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """`language` is that of everything but people's own words. `unshown` tells, before the list of characters at the
    end, that no font here has them.
    """

    title: str
    language: str
    direction: Direction
    unshown: str
    lines: Sequence[str] = ()
    sections: Sequence[Section] = field(default=())
