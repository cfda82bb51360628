"""Regions of countries: ISO 3166-2, as pycountry lists it, by their own names."""

import re
from collections.abc import Collection
from functools import cache
from typing import Any, Final

import pycountry

NOT_IN_THE_UNION: Final = frozenset(
    [
        *("FR-BL", "FR-NC", "FR-PF", "FR-PM", "FR-TF", "FR-WF"),
        *("NL-AW", "NL-BQ1", "NL-BQ2", "NL-BQ3", "NL-CW", "NL-SX"),
    ]
)
"""Overseas countries and territories: of a Member State, but no part of the Union. Source: TFEU, Annex II (OJ C 202,
7.6.2016, p. 334), and for Saint-Barthélemy European Council Decision 2010/718/EU. Written down on 23 November 2026
without the texts at hand: not verified."""

NOBODY_WORKS_IN: Final = frozenset({"FR-CP", "GR-69"})
"""Clipperton, where nobody lives, and Mount Athos."""

WITHIN_OTHERS: Final = "City with county rights"
"""In Hungary: a unit at the top level that lies in a county, which is enough to choose."""

MOST_TO_CHOOSE: Final = 50
"""A country with more parts at the top level has municipalities there, and is small: nobody needs to choose."""

_LISTED: Any = pycountry.subdivisions  # its types say nothing of what it gives

_OTHER_NAME = re.compile(r"\s*\[.*")
"""What follows an own name in brackets: the same in another language, or another code."""


@cache
def regions(country: str) -> dict[str, str]:
    """The parts of a country to work in, by code ("DE-BY"), in the order of their own names; none where they are too
    many to choose from, or where nothing is listed.
    """
    listed = _LISTED.get(country_code=country) or ()
    top = {part.code for part in listed if part.parent_code is None and part.type != WITHIN_OTHERS}
    chosen = top - NOT_IN_THE_UNION - NOBODY_WORKS_IN
    if len(chosen) > MOST_TO_CHOOSE:
        return {}
    named = ((code, name(code)) for code in chosen)
    return dict(sorted(named, key=lambda each: each[1].casefold()))


@cache
def name(code: str) -> str:
    """A region's own name, of any level ("Antwerpen" for BE-VAN); the code itself where it is not listed."""
    part = _LISTED.get(code=code)
    if part is None:
        return code
    proper, _comma, kind = _OTHER_NAME.sub("", part.name).partition(", ")
    return f"{kind} {proper}" if kind else proper


def is_region(code: str, country: str) -> bool:
    """Whether `code` is the ISO 3166-2 code of a part of `country`, of any level ("DE-BY", "FR-75")."""
    part = _LISTED.get(code=code)
    return part is not None and part.code == code and part.country_code == country


def with_parts(codes: Collection[str]) -> frozenset[str]:
    """These regions and those that lie in them: "FR-IDF" with "FR-75C"."""
    found = set(codes)
    for country in {code.partition("-")[0] for code in codes}:
        listed = _LISTED.get(country_code=country) or ()
        found |= {part.code for part in listed if _lies_in(part, codes)}
    return frozenset(found)


def _lies_in(part: Any, codes: Collection[str]) -> bool:
    above = part.parent
    return above is not None and (above.code in codes or _lies_in(above, codes))
