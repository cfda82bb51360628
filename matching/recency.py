"""When a candidate last did what a piece of their text speaks of, as far as the text says so."""

import unicodedata
from collections.abc import Sequence
from itertools import pairwise

import regex

from matching import cues
from matching.text import Span

_YEAR = r"(?<![\d])(?:19|20)\d\d(?!\d)"
_STRETCH = regex.compile(rf"{_YEAR}\D{{1,16}}?(?:\d{{1,2}}[./])?{_YEAR}")
_BULLET = regex.compile(r"[^\S\n]*\n[^\S\n]*[-–—•*·►▪●◦✓>➤]+\s*")


def until(pieces: Sequence[tuple[Span, str]], text: str) -> list[int | None]:
    """For each piece, given with its language, the year in which its stretch of time ("2009 – 2012") ended; None
    where the text does not say, or where it lasts. What stands beside a dated line, or in a list under it, is of the
    same time.
    """
    ends = [_end(span.text, language) for span, language in pieces]
    for number, ((before, _), (span, _)) in enumerate(pairwise(pieces), start=1):
        between = text[before.end : span.start]
        dated = regex.search(_YEAR, _ascii(span.text))
        if ends[number] is None and not dated and ("\n" not in between or _BULLET.fullmatch(between)):
            ends[number] = ends[number - 1]
    return ends


def _end(text: str, language: str) -> int | None:
    """A single year says too little: it may be "since 2014"."""
    figures = _ascii(text)
    if not _STRETCH.search(figures) or cues.said("now", text, language):
        return None
    return max(int(year) for year in regex.findall(_YEAR, figures))


def _ascii(text: str) -> str:
    return "".join(str(unicodedata.digit(c)) if c.isdigit() and not c.isascii() else c for c in text)
