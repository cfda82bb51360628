"""How many years a piece speaks of: in figures, in words, or as the length of a stretch of time."""

import unicodedata
from datetime import date
from functools import cache

import regex

from esco_data.folding import fold
from matching import cues

_WITH_UNIT = frozenset(fold(w) for w in ("سنتين", "سنتان", "عامين", "عامان", "سنة واحدة", "عام واحد"))
"""Numbers that have their unit in them."""

_JOINED = "[وبلف]?"
"""And, with, for, so: written together with an Arabic word."""

_UNTIL = "|".join(
    fold(word)
    for word in (
        "to", "until", "till", "bis", "à", "au", "a", "al", "hasta", "até", "tot", "do",
        "إلى", "حتى", "до", "по", "থেকে", "سے", "से",
    )
)  # fmt: skip
_YEAR = r"(?<!\d)(?:19|20)\d\d(?!\d)"
_RANGE = regex.compile(
    rf"({_YEAR})\s?(?:[-–—/]|(?<!\p{{L}})(?:{_UNTIL})(?!\p{{L}}))\s?(?:(?:\d{{1,2}}[./])?({_YEAR})|(?=\p{{L}}))"
)


def years(text: str, language: str, *, this_year: int | None = None, worked: bool = True) -> float | None:
    """Years of experience a piece speaks of: "3 years", "six months", or the length of "2014–2020"; the longest.

    Dates count only where somebody `worked` in them, not where they studied.
    """
    folded = _ascii_digits(cues.folded(text))
    counted = [
        (_number(m.group(1), language) + (0.5 if m.group(2) else 0)) / (12 if unit == "months" else 1)
        for unit in ("years", "months")
        for m in _counted(language, unit).finditer(folded)
    ]
    now = this_year or date.today().year  # noqa: DTZ011  # a year is enough
    ranged = [_length(m, language, now) for m in _RANGE.finditer(folded)] if worked else []
    return max((n for n in counted + ranged if 0 < n <= 50), default=None)


@cache
def _counted(language: str, unit: str) -> "regex.Pattern[str]":
    """A number in figures or words before the language's word for years (or months); a word may stand between, and
    a half after it. What is number and unit in one, as the Arabic dual, needs no unit after it.
    """
    known = cues.of(language)
    joined = _JOINED if language == "ar" else ""
    words = "|".join(regex.escape(word) for word in sorted(known.numbers, key=len, reverse=True))
    whole = "|".join(word for word in known.numbers if unit == "years" and word in _WITH_UNIT)
    alone = rf"|(?<![\p{{L}}\p{{M}}]){joined}({whole})(?![\p{{L}}\p{{M}}])" if whole else ""
    count = rf"(\d{{1,2}}(?:[.,٫]\d)?|(?:{words})(?![\p{{L}}\p{{M}}]))"
    number = rf"(?<![\p{{L}}\p{{M}}\d]){joined}{count}\s*(?:\+|[-–]\s*\d{{1,2}})?\s*-?\s*"
    half = rf"(?:\s({cues.unanchored(known.lists['half'])}))?"
    return regex.compile(rf"(?|{number}(?:\p{{L}}+\s+)?{cues.unanchored(known.lists[unit])}{alone}){half}")


def _number(word: str, language: str) -> float:
    known = cues.of(language).numbers.get(word)
    return float(word.replace(",", ".").replace("٫", ".")) if known is None else known


def _length(match: "regex.Match[str]", language: str, this_year: int) -> float:
    """Years from the first to the last; an open end ("2019 – today") lasts until now."""
    first, last = match.groups()
    if last is None and not cues.begins_with("now", match.string[match.end() :], language):
        return 0
    return float(min(int(last or this_year), this_year) - int(first))


def _ascii_digits(text: str) -> str:
    return "".join(str(unicodedata.digit(c)) if c.isdigit() and not c.isascii() else c for c in text)
