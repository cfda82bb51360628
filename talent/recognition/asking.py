"""From what people type to a question in normal form, with errors that say what was perhaps meant."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from talent.countries import country_codes
from talent.recognition.book import RuleBook
from talent.recognition.errors import QueryError
from talent.recognition.kinds import Status
from talent.recognition.query import Query

if TYPE_CHECKING:
    from esco_data import Taxonomy

_ISCO = re.compile(r"(?:isco:)?\s*(\d{4})", re.IGNORECASE)
_CLOSE = 70.0  # rapidfuzz ratio, 0 to 100, from which a name is worth suggesting


@dataclass(frozen=True, slots=True)
class Occupation:
    """What a profession was understood as; it has an ESCO address or an ISCO-08 unit group, or both."""

    uri: str | None
    isco: str | None
    label: str | None


def ask(
    book: RuleBook,
    occupation: Occupation,
    *,
    destination: str,
    qualification_country: str,
    on: date,
    region: str | None = None,
    status: str | None = None,
    recognised_in: str | None = None,
    practice_years: int | None = None,
    as_recorded: date | None = None,
) -> Query:
    """A question in normal form. Raises QueryError naming the input that is wrong."""
    country = read_country("destination", destination)
    earlier = read_country("recognised-in", recognised_in) if recognised_in else None
    _check_earlier(book, country, earlier, practice_years, on)
    return Query(
        uri=occupation.uri,
        isco=occupation.isco,
        label=occupation.label,
        destination=country,
        region=read_region(book, country, region) if region else None,
        qualification_country=read_country("qualification-country", qualification_country),
        status=read_status(status) if status else None,
        recognised_in=earlier,
        practice_years=practice_years,
        on=on,
        as_recorded=as_recorded,
    )


def find_occupation(
    book: RuleBook, text: str, *, language: str = "en", taxonomy: "Taxonomy | None" = None
) -> Occupation:
    """An occupation from an ESCO address, an ISCO-08 code or a name: the packs' names, then the taxonomy's.

    Raises QueryError with the nearest names.
    """
    text = text.strip()
    if text.startswith(("http://", "https://")):
        return _by_address(book, text, taxonomy)
    if code := _ISCO.fullmatch(text):
        return Occupation(uri=None, isco=code.group(1), label=None)
    found = _by_name(book, text) or (_by_search(text, language, taxonomy) if taxonomy else None)
    if found is None:
        raise QueryError(
            "profession",
            f'"{text}" is no occupation known here; give an ESCO address, an ISCO-08 code or another name.',
            _nearest(
                text, [name for each in book.professions for names in each.names.values() for name in names]
            ),
        )
    return found


def _by_address(book: RuleBook, uri: str, taxonomy: "Taxonomy | None") -> Occupation:
    concept = taxonomy.concept(uri) if taxonomy else None
    if concept and taxonomy:
        return Occupation(uri=uri, isco=concept.isco, label=taxonomy.label(uri))
    if book.match(uri, None) or "/esco/occupation/" in uri:
        return Occupation(uri=uri, isco=None, label=None)
    raise QueryError("profession", f"{uri} is not the address of an ESCO occupation.")


def _by_name(book: RuleBook, text: str) -> Occupation | None:
    wanted = text.casefold()
    for profession in book.professions:
        names = {name.casefold(): name for names in profession.names.values() for name in names}
        if wanted == profession.id or wanted in names:
            uri = profession.esco[0] if profession.esco else None
            isco = None if uri else profession.isco[0]
            return Occupation(uri=uri, isco=isco, label=names.get(wanted, profession.name("en")))
    return None


def _by_search(text: str, language: str, taxonomy: "Taxonomy") -> Occupation | None:
    from esco_data import ConceptKind

    hits = taxonomy.search(text, language=language, kind=ConceptKind.OCCUPATION, limit=1)
    if not hits:
        return None
    concept = taxonomy.concept(hits[0].uri)
    isco = concept.isco if concept else None
    return Occupation(uri=hits[0].uri, isco=isco, label=taxonomy.label(hits[0].uri, language))


def read_country(field: str, text: str) -> str:
    """An ISO 3166-1 alpha-2 code from a code or an English name. Raises QueryError with the nearest names."""
    code = text.strip().upper()
    names = _countries()
    if code in names:
        return code
    by_name = {name.casefold(): each for each, name in names.items()}
    if found := by_name.get(text.strip().casefold()):
        return found
    nearest = tuple(
        f"{by_name[name]} ({names[by_name[name]]})" for name in _nearest(text.casefold(), list(by_name))
    )
    hint = ("GB (United Kingdom)",) if code == "UK" else ("GR (Greece)",) if code == "EL" else nearest
    raise QueryError(
        field, f'"{text}" is no country; give a two-letter code of ISO 3166-1, such as DE or TN.', hint
    )


@cache
def _countries() -> dict[str, str]:
    """English names by ISO 3166-1 alpha-2 code, from CLDR."""
    from babel import Locale

    territories = Locale("en").territories
    return {code: str(territories[code]) for code in country_codes()}


def read_region(book: RuleBook, country: str, text: str) -> str:
    """An ISO 3166-2 code from "BY", "DE-BY" or the region's own name. Raises QueryError with those known."""
    regions = book.packs[country].regions if country in book.packs else {}
    code = text.strip().upper()
    full = code if code.startswith(f"{country}-") else f"{country}-{code}"
    if full in regions:
        return full
    for each, name in regions.items():
        if name.casefold() == text.strip().casefold():
            return each
    if not regions:
        raise QueryError("region", f"no regions of {country} are in the packs; leave the region out.")
    known = tuple(f"{each} ({name})" for each, name in regions.items())
    nearest = _nearest(text, list(regions.values()))
    hint = tuple(each for each in known if any(name in each for name in nearest)) or known
    raise QueryError("region", f'"{text}" is no region of {country}; give a code of ISO 3166-2.', hint)


def read_status(text: str) -> Status:
    """A status from its code. Raises QueryError with all codes."""
    try:
        return Status(text.strip().lower())
    except ValueError:
        raise QueryError("status", f'"{text}" is no status known here.', tuple(Status)) from None


def read_date(field: str, text: str) -> date:
    """A day written as 2026-11-22. Raises QueryError."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise QueryError(field, f'"{text}" is no day; write it as YYYY-MM-DD, such as 2026-11-22.') from None


def _check_earlier(
    book: RuleBook, destination: str, earlier: str | None, years: int | None, on: date
) -> None:
    if years is not None and earlier is None:
        raise QueryError("practice-years", "say with recognised-in which state recognised the qualification.")
    if years is not None and not 0 <= years <= 60:
        raise QueryError("practice-years", f"{years} is not a number of years between 0 and 60.")
    if earlier is None:
        return
    if earlier == destination:
        raise QueryError(
            "recognised-in", f"{earlier} is the destination; a recognition there needs no other."
        )
    if not book.in_directive_area(earlier, on):
        raise QueryError(
            "recognised-in", f"{earlier} is no state of the EU or EEA, nor Switzerland, on {on}."
        )


def _nearest(text: str, names: Sequence[str], limit: int = 3) -> tuple[str, ...]:
    from rapidfuzz import process, utils

    hits = process.extract(text, names, limit=limit, score_cutoff=_CLOSE, processor=utils.default_process)
    return tuple(dict.fromkeys(hit[0] for hit in hits))
