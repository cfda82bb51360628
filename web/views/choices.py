"""What can be chosen in the selects of a form: countries, regions, vacancies, in the reader's language and order."""

from collections.abc import Iterable
from itertools import groupby

from talent.recognition import RuleBook
from talent.vacancies import Vacancy
from web import i18n
from web.i18n import gettext as _

Options = list[tuple[str, str]]
"""Values with what the reader sees."""


def countries(codes: Iterable[str]) -> Options:
    """By name."""
    reader = i18n.current()
    return sorted(((code, reader.country(code)) for code in codes), key=lambda pair: pair[1].casefold())


def languages(*more: str) -> Options:
    """By name: those that texts are read in, and `more` by their codes."""
    from matching.text import LANGUAGES

    reader = i18n.current()
    options = [(code, reader.language_name(code)) for code in {*LANGUAGES, *more}]
    return sorted(options, key=lambda pair: pair[1].casefold())


def regions(rules: RuleBook) -> dict[str, Options]:
    """Regions by their own names, under their country: of countries where authorities differ by region."""
    reader = i18n.current()
    known = {code: pack for code, pack in rules.packs.items() if pack.regional}
    return {reader.country(code): list(pack.regions.items()) for code, pack in sorted(known.items())}


def vacancies(rows: Iterable[Vacancy], own_organisation: str | None) -> dict[str, Options]:
    """Vacancies by code: those of the reader's own organisation first, then by country, employer and title."""
    reader = i18n.current()

    def group(row: Vacancy) -> tuple[bool, str]:
        own = own_organisation is not None and row.organisation_id == own_organisation
        return not own, _("Your organisation") if own else reader.country(row.country)

    ordered = sorted(rows, key=lambda row: (*group(row), row.organisation.name, row.title))
    return {
        name: [(row.code, _vacancy(row)) for row in members]
        for (_other, name), members in groupby(ordered, key=group)
    }


def _vacancy(row: Vacancy) -> str:
    return f"{row.organisation.name}: {row.title}" + (f", {row.place}" if row.place else "")
