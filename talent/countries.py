"""Codes of countries, languages and currencies, as the Unicode CLDR (in Babel) lists them."""

from functools import cache
from typing import Final

from babel import Locale

NOT_COUNTRIES: Final = frozenset(
    {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}
)
"""Two-letter codes that CLDR has beside ISO 3166-1: groupings, exceptional reservations, private use.

XK (Kosovo) is not in ISO 3166-1 either and stays: the EU and ESCO's users write it.
"""

EU: Final = frozenset(
    [
        *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU"),
        *("IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"),
    ]
)
"""Member States. Source: https://european-union.europa.eu/principles-countries-history/eu-countries_en,
27 since 1 February 2020 (Agreement on the withdrawal of the United Kingdom, OJ L 29, 31.1.2020, p. 7)."""

EEA: Final = EU | {"IS", "LI", "NO"}
"""Source: Agreement on the European Economic Area, OJ L 1, 3.1.1994, p. 3. Switzerland is not a party."""


@cache
def country_codes() -> frozenset[str]:
    """ISO 3166-1 alpha-2 codes, and XK."""
    codes = map(str, Locale("en").territories)
    return frozenset(code for code in codes if len(code) == 2 and code.isalpha()) - NOT_COUNTRIES


@cache
def language_codes() -> frozenset[str]:
    """Codes of languages alone ("ar", "ckb"), without script or country."""
    codes = map(str, Locale("en").languages)
    return frozenset(code for code in codes if "_" not in code) - {
        "mul",
        "root",
        "und",
        "zxx",
    }


@cache
def currency_codes() -> frozenset[str]:
    """ISO 4217 codes, past ones too."""
    return frozenset(Locale("en").currencies)
