"""Stretches of time at the beginning or the end of a line: "2019 – 2021", "since 03/2022", "mars 2016 – présent"."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import regex

from esco_data.folding import fold
from matching import cues
from matching.cv_words import since_words


@dataclass(frozen=True, slots=True)
class Stretch:
    """`start` and `end` are "YYYY" or "YYYY-MM"; a single date is an end. `beside` is the rest of the line."""

    start: str | None
    end: str | None
    current: bool
    beside: str

    @property
    def is_single(self) -> bool:
        return self.start is None


@dataclass(frozen=True, slots=True)
class _Date:
    start: int
    end: int
    said: str  # "YYYY" or "YYYY-MM"


_DATE = regex.compile(
    r"(?<![\d\p{L}])(?:(?:\d{1,2}[./]\s?)?(?P<month>1[0-2]|0?[1-9])\s?[./-]\s?|(?P<word>\p{L}[\p{L}\p{M}]{1,15}\.?)\s)?"
    r"(?P<year>(?:19|20)\d\d)(?:-(?P<after>1[0-2]|0[1-9])(?!\d))?(?!\d)"
)
_BETWEEN = regex.compile(r"[^\d\n]{1,14}")
_EDGES = " \t,;:.|/–—-•·،؛।"
_STOP = regex.compile(r"\s*(?:[:,;|–—-]|$)")
_BEHIND = regex.compile(r"^[\s–—-]*(?:\p{L}+\s+)?")
LONGEST_NOW = 24
"""Characters of "until today" and the like."""


def stretch(line: str, language: str) -> Stretch | None:
    """The time that a line gives at one of its ends; None where it gives none, or within a sentence."""
    plain = _ascii_digits(line)
    dates = [_date(found, language) for found in _DATE.finditer(plain)]
    if not dates:
        return None
    if len(dates) == 1:
        return _open(line, plain, dates[0], language)
    if not _BETWEEN.fullmatch(plain[dates[0].end : dates[1].start]):
        return None
    said = (dates[0].said, dates[1].said, False)
    return _at_an_end(line, _from(plain, dates[0], dates[1].end, language), dates[1].end, said)


def _open(line: str, plain: str, date: _Date, language: str) -> Stretch | None:
    """One date alone: lasting until now, since then, or the day of something."""
    if (end := _now_ends(plain, date.end, language)) is not None:
        return _at_an_end(line, _from(plain, date, end, language), end, (date.said, None, True))
    if (edges := _since(plain, date, language)) is not None:
        return _at_an_end(line, *edges, (date.said, None, True))
    return _at_an_end(line, date.start, date.end, (None, date.said, False))


def _at_an_end(line: str, start: int, end: int, said: tuple[str | None, str | None, bool]) -> Stretch | None:
    before, after = line[:start].rstrip(" ([").strip(_EDGES), line[end:].lstrip(" )]").strip(_EDGES)
    if before and after:
        return None
    if said[0] and said[1] and said[1] < said[0][: len(said[1])]:
        return None  # "2021 – 2019" is no stretch of time
    return Stretch(*said, before or after)


def _from(plain: str, date: _Date, end: int, language: str) -> int:
    """Where a stretch begins: with its "from", unless a sentence goes on behind it ("From 2016 to 2019 I worked")."""
    edges = _since(plain, date, language)
    return edges[0] if edges and edges[1] == date.end and _STOP.match(plain[end:]) else date.start


def _date(found: "regex.Match[str]", language: str) -> _Date:
    """A word before a year is a part of the date where it is a month."""
    word = found["word"]
    month = _months(language).get(fold(word).strip(".")) if word else None
    number = found["month"] or found["after"] or month
    start = found.start() if month or not word else found.start("year")
    said = f"{found['year']}-{int(number):02}" if number else found["year"]
    return _Date(start, found.end(), said)


def _now_ends(plain: str, place: int, language: str) -> int | None:
    """Where "until today" ends that follows a date."""
    rest = plain[place : place + LONGEST_NOW]
    behind = _BEHIND.match(rest)
    for skipped in (len(rest) - len(rest.lstrip(" –—-")), behind.end() if behind else 0):
        words = regex.match(r"\p{L}[\p{L}\p{M}'’]*(?:\s\p{L}[\p{L}\p{M}]*)?", rest[skipped:])
        if words and cues.begins_with("now", cues.folded(words.group()), language):
            return place + skipped + _length_of_now(words.group(), language)
    return None


def _length_of_now(words: str, language: str) -> int:
    """One word, where that is enough."""
    first = words.split()[0]
    return len(first) if cues.begins_with("now", cues.folded(first), language) else len(words)


def _since(plain: str, date: _Date, language: str) -> tuple[int, int] | None:
    """The place of a date with "since" beside it."""
    before, after = since_words(language)
    said = plain[: date.start].rstrip()
    for word in before:
        if fold(said).endswith(fold(word)) and not said[: -len(word)].strip(_EDGES):
            return 0, date.end
        if regex.search(rf"(?<!\p{{L}}){regex.escape(word)}$", said, flags=regex.IGNORECASE):
            return len(said) - len(word), date.end
    follows = plain[date.end :]
    for word in after:
        if follows.lstrip(" ’").startswith(word.lstrip("'")):
            return date.start, date.end + follows.index(word.lstrip("'")) + len(word.lstrip("'"))
    return None


@cache
def _months(language: str) -> Mapping[str, str]:
    """Numbers of months by their folded names, long and short, in a language and in English."""
    from babel import Locale, UnknownLocaleError  # its data is read once a date is met

    names: dict[str, str] = {}
    for code in dict.fromkeys((language, "en")):
        try:
            months = Locale.parse(code).months
        except (UnknownLocaleError, ValueError):
            continue
        for form in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                names |= {fold(name).strip("."): str(number) for number, name in months[form][width].items()}
    return names


def _ascii_digits(text: str) -> str:
    return "".join(str(unicodedata.digit(c)) if c.isdigit() and not c.isascii() else c for c in text)
