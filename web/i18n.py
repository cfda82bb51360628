"""The reader's language: which one, which way it runs, and how strings, dates and numbers look in it.

Strings in the code and in the templates are the English texts themselves; `web/locale/<language>/messages.po`
holds the others. Catalogues are compiled in memory, so there is nothing to build after an edit.
"""

from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, cached_property
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

from babel import Locale, UnknownLocaleError, dates, lists, numbers
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

LOCALE_FOLDER = Path(__file__).parent / "locale"
SOURCE_LANGUAGE = "en"

Direction = Literal["ltr", "rtl"]


@dataclass(frozen=True)
class Reader:
    """Who reads the page, as far as language goes."""

    language: str

    @cached_property
    def locale(self) -> Locale:
        return Locale.parse(self.language)

    @property
    def direction(self) -> Direction:
        return "rtl" if self.locale.character_order == "right-to-left" else "ltr"

    @cached_property
    def translations(self) -> NullTranslations:
        return catalogue(self.language)

    def gettext(self, message: str) -> str:
        return str(self.translations.ugettext(message))

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        return str(self.translations.ungettext(singular, plural, number))

    def date(self, value: date | datetime) -> str:
        return dates.format_date(value, format="long", locale=self.locale)

    def time(self, value: datetime) -> str:
        """Day and time of day, without seconds."""
        between = str(dates.get_datetime_format("long", locale=self.locale))
        return between.replace("{1}", self.date(value)).replace("{0}", self.clock(value))

    def clock(self, value: datetime) -> str:
        """The time of day, without seconds."""
        return dates.format_time(value, format="short", locale=self.locale)

    def number(self, value: float, digits: int = 1, fixed: bool = False) -> str:
        """At most `digits` decimals, or always so many (`fixed`); grouped as the reader's country does."""
        pattern = f"#,##0.{'0' * digits}" if fixed else None
        return numbers.format_decimal(round(value, digits), format=pattern, locale=self.locale)

    def percent(self, share: float, digits: int = 0) -> str:
        """`share` runs from 0 to 1."""
        pattern = "#,##0" + ("." + "0" * digits if digits else "") + "%"
        return numbers.format_percent(share, format=pattern, locale=self.locale)

    def country(self, code: str) -> str:
        """Name of an ISO 3166-1 alpha-2 code; an unknown code is shown as it is."""
        return str(self.locale.territories.get(code.upper(), code))

    def language_name(self, code: str) -> str:
        """Name of a language by its BCP 47 code; an unknown code is shown as it is."""
        try:
            return Locale.parse(code, sep="-").get_display_name(self.locale) or code
        except (UnknownLocaleError, ValueError):
            return code

    @property
    def mark(self) -> str:
        """Before digits and dashes alone: without a letter a browser sets them left to right (UAX #9)."""
        return "\N{RIGHT-TO-LEFT MARK}" if self.direction == "rtl" else ""

    @property
    def comma(self) -> str:
        """What stands between two things named side by side, with its space."""
        return "، " if self.language == "ar" else ", "

    def series(self, items: Iterable[str]) -> str:
        """`a, b, c`."""
        return self.comma.join(items)

    def listing(self, items: Iterable[str]) -> str:
        """`a, b and c`."""
        return lists.format_list(list(items), locale=self.locale)


@cache
def languages() -> tuple[str, ...]:
    """Every language with a catalogue, the source language first."""
    translated = sorted(path.parent.name for path in LOCALE_FOLDER.glob("*/messages.po"))
    return (SOURCE_LANGUAGE, *translated)


@cache
def catalogue(language: str) -> NullTranslations:
    path = LOCALE_FOLDER / language / "messages.po"
    if not path.exists():
        return NullTranslations()
    compiled = BytesIO()
    with path.open("rb") as source:
        write_mo(compiled, read_po(source, locale=language))
    compiled.seek(0)
    return Translations(compiled)


@cache
def reader(language: str) -> Reader:
    return Reader(language if language in languages() else SOURCE_LANGUAGE)


def own_name(language: str) -> str:
    """The language's name in that language, as its readers look for it: `français`, `العربية`."""
    return reader(language).language_name(language)


def choose(*wishes: str | None, accept_language: str = "") -> str:
    """The first wish that there is a catalogue for, then the browser's list, then the source language."""
    for wish in (*wishes, *_by_preference(accept_language)):
        base = (wish or "").replace("_", "-").split("-")[0].lower()
        if base in languages():
            return base
    return SOURCE_LANGUAGE


def _by_preference(accept_language: str) -> list[str]:
    """Language ranges of an Accept-Language header (RFC 9110, 12.5.4), best first, refused ones left out."""
    weighted = []
    for place, entry in enumerate(accept_language[:500].split(",")):
        name, _, parameters = entry.strip().partition(";")
        weight = _weight(parameters)
        if name and weight > 0:
            weighted.append((-weight, place, name))
    return [name for _, _, name in sorted(weighted)]


def _weight(parameters: str) -> float:
    key, _, value = parameters.strip().partition("=")
    if key.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


_current: ContextVar[Reader] = ContextVar("reader")


def current() -> Reader:
    """The reader of the request being answered; outside a request, a reader of the source language."""
    return _current.get(reader(SOURCE_LANGUAGE))


def use(language: str) -> Reader:
    """Makes `language` the language of this request (or of this thread, for the command line)."""
    chosen = reader(language)
    _current.set(chosen)
    return chosen


def gettext(message: str, **values: Any) -> str:
    """`message` in the reader's language, with `%(name)s` filled in."""
    translated = current().gettext(message)
    return translated % values if values else translated


def ngettext(singular: str, plural: str, number: int, **values: Any) -> str:
    """The form that goes with `number` in the reader's language; `%(n)s` is the number as the reader writes it."""
    translated = current().ngettext(singular, plural, number)
    return translated % ({"n": current().number(number)} | values)


def N_(message: str) -> str:
    """Marks a text for translation where it is written; it is translated where it is shown."""
    return message
