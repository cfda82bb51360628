"""Checks of input: each returns the value as it is to be stored, or raises RuleBroken."""

import unicodedata
from collections.abc import Callable

from talent import countries, regions
from talent.errors import RuleBroken

LONGEST_TEXT = 50_000
"""Characters; about 25 pages, more than any CV or advertisement has."""

LONGEST_LINE = 300


def text(field: str, value: str, *, longest: int = LONGEST_TEXT) -> str:
    """A person's text as they wrote it: not empty, not too long, nothing that a database cannot hold.

    Line ends become "\\n"; everything else stays, since spans count characters of the stored text.
    """
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    if not value.strip():
        raise RuleBroken(field, "empty")
    if len(value) > longest:
        raise RuleBroken(field, "too-long", longest=longest)
    if "\0" in value or any("\ud800" <= character <= "\udfff" for character in value):
        raise RuleBroken(field, "not-text")
    return value


def line(field: str, value: str, *, longest: int = LONGEST_LINE) -> str:
    """A name or a title: one line, trimmed, without control characters."""
    value = text(field, value.strip(), longest=longest)
    if any(unicodedata.category(character) == "Cc" for character in value):
        raise RuleBroken(field, "not-one-line")
    return value


def optional_line(field: str, value: str | None, *, longest: int = LONGEST_LINE) -> str | None:
    return line(field, value, longest=longest) if value and value.strip() else None


def uri(field: str, value: str | None) -> str | None:
    """The address of a concept. Whether the taxonomy has it is asked by whoever holds the taxonomy."""
    if value is not None and not (value.startswith(("http://", "https://")) and value.isprintable()):
        raise RuleBroken(field, "not-an-address")
    return optional_line(field, value)


def number(field: str, value: int | None, lowest: int, highest: int) -> int | None:
    if value is not None and not lowest <= value <= highest:
        raise RuleBroken(field, "out-of-range", lowest=lowest, highest=highest)
    return value


def country(field: str, code: str) -> str:
    if code not in countries.country_codes():
        raise RuleBroken(field, "unknown-country")
    return code


def region(field: str, code: str | None, of_country: str) -> str | None:
    if code is not None and not regions.is_region(code, of_country):
        raise RuleBroken(field, "not-a-region")
    return code


def language(field: str, code: str | None) -> str | None:
    if code is not None and code not in countries.language_codes():
        raise RuleBroken(field, "unknown-language")
    return code


def currency(field: str, code: str | None) -> str | None:
    if code is not None and code not in countries.currency_codes():
        raise RuleBroken(field, "unknown-currency")
    return code


def broken(*trials: Callable[[], object]) -> list[RuleBroken]:
    """All rules that these checks find broken, in their order, so that people mend them in one go."""
    found = []
    for trial in trials:
        try:
            trial()
        except RuleBroken as error:
            found.append(error)
    return found
