"""Finds what a candidate copied from the advertisement: its words are no evidence of anybody's skill."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import regex

from matching.text import Span, readable, stems, words

RUN = 8
"""Words in a row that the advertisement has too. Shorter runs are how people speak of their trade."""

COPIED = 0.8
"""Share of a piece's words that lie in such runs, from which the piece is a copy."""

_INVISIBLE = regex.compile(r"\p{Cf}")


@dataclass(frozen=True)
class Advertised:
    """The words of an advertisement: their stems, and all its runs of words, which are rarely asked for."""

    texts: tuple[str, ...]
    stems: frozenset[str]

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Advertised":
        """From the advertisement's texts; runs do not cross from one to the next."""
        read = tuple(readable(text) for text in texts)
        return cls(read, frozenset().union(*(stems(Span(0, len(text), text)) for text in read)))

    @cached_property
    def runs(self) -> frozenset[tuple[str, ...]]:
        return frozenset(run for text in self.texts for run in _runs(_folded(text)))

    def may_be_in(self, pieces: Iterable[tuple[str, frozenset[str]]]) -> bool:
        """Whether pieces, given with their stems, could have copies among them: a quick no for nearly all texts."""
        known = 0
        for text, found in pieces:
            if len(found - self.stems) <= (1 - COPIED) * len(found):
                known += len(found)
            if known >= RUN // 2 or _INVISIBLE.search(text):
                return True
        return False

    def copied(self, pieces: Sequence[str]) -> list[bool]:
        """Which pieces of a text, in its order, are copies. Runs go on from one piece to the next: a list of
        requirements is copied item by item.
        """
        taken = [_folded(piece) for piece in pieces]
        flat = [word for piece in taken for word in piece]
        inside = [False] * len(flat)
        for first, run in enumerate(_runs(flat)):
            if run in self.runs:
                inside[first : first + RUN] = [True] * RUN
        found, start = [], 0
        for piece in taken:
            share = sum(inside[start : start + len(piece)])
            found.append(bool(piece) and share >= COPIED * len(piece))
            start += len(piece)
        return found


def _folded(text: str) -> list[str]:
    """Words as they are compared, without what is invisible within them."""
    shown = _INVISIBLE.sub("", text)
    return [word.folded for word in words(Span(0, len(shown), shown))]


def _runs(found: Sequence[str]) -> list[tuple[str, ...]]:
    return [tuple(found[first : first + RUN]) for first in range(len(found) - RUN + 1)]
