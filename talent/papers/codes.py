"""Codes of languages and countries as Europass files write them, made into ISO 639-1 and ISO 3166-1."""

import re
from typing import Final

from babel.core import get_global

from talent.papers.europass import LEVELS, Period

_CODE = re.compile(r"[A-Za-z]{2,3}(?=[-_]|$)")
_DATE = re.compile(r"\d{4}(?:-\d{2}){0,2}")

EUROPASS_COUNTRIES: Final = {"EL": "GR", "UK": "GB"}
"""Codes of the Interinstitutional Style Guide that differ from ISO 3166-1."""


def language(written: str | None) -> str | None:
    """ "ara" and "ar" are "ar"; None for what is no code. Three letters stay where ISO 639 has no two for it."""
    if written is None or not _CODE.match(written.rsplit("/", 1)[-1]):
        return None
    code = re.split("[-_]", written.rsplit("/", 1)[-1].lower())[0]
    return str(get_global("language_aliases").get(code, code))


def country(written: str | None) -> str | None:
    code = (written or "").upper()
    return EUROPASS_COUNTRIES.get(code, code) if re.fullmatch("[A-Z]{2}", code) else None


def level(written: str | None) -> str | None:
    """A CEFR level, or nothing: no other scale is translated."""
    return written.upper() if written and written.upper() in LEVELS else None


def date(written: str | None) -> str | None:
    found = _DATE.match(written or "")
    return found[0] if found else None


def period(start: str | None, end: str | None, *, ongoing: bool) -> Period:
    return Period(start, None if ongoing else end, ongoing)
