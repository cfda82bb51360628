"""From a question to the list of vacancies that a page shows: counted, paged, with what to loosen where nothing is."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from sqlalchemy.orm import Session

from matching import vacancy_search
from matching.vacancy_search import Offered, Wanted
from talent import regions
from talent.actors import Actor
from web import i18n, vacancy_question
from web.concepts import Name, name_of
from web.i18n import gettext as _
from web.platform import NotReady, Platform
from web.vacancy_question import Question
from web.views import vacancies as views
from web.views.vacancies import Card

A_PAGE: Final = 20


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in use. `address` is the search without it; `freed`: how many vacancies that finds, if asked."""

    name: str
    label: str
    value: str
    address: str
    freed: int | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of what was found: vacancies `first` to `last` of `total`. `looser` is filled where nothing was found."""

    cards: Sequence[Card]
    total: int
    page: int
    pages: int
    looser: Sequence[Chip]

    @property
    def first(self) -> int:
        return (self.page - 1) * A_PAGE + 1

    @property
    def last(self) -> int:
        return self.first + len(self.cards) - 1


def listing(parts: Platform, db: Session, actor: Actor, question: Question) -> Listing:
    """A page beyond the last one is the last one. Nothing is kept of the question."""
    wanted = vacancy_question.read(question)
    total = vacancy_search.count(db, actor, wanted)
    if not total:
        return Listing((), 0, 1, 1, list(_looser(parts, db, actor, question)))
    pages = -(-total // A_PAGE)
    page = min(question.number, pages)
    rows = vacancy_search.found(db, actor, wanted, first=(page - 1) * A_PAGE, most=A_PAGE)
    readings = vacancy_search.readings(db, [row.id for row in rows])
    cards = views.cards(rows, readings, namer(parts))
    return Listing(cards, total, page, pages, ())


def _looser(parts: Platform, db: Session, actor: Actor, question: Question) -> Iterator[Chip]:
    """The filters that hide something when they are the only one taken away, with how much."""
    for chip in chips(parts, question):
        gone = dict.fromkeys((chip.name, *vacancy_question.GOES_WITH.get(chip.name, ())), "")
        if freed := vacancy_search.count(db, actor, _without(question, gone)):
            yield Chip(chip.name, chip.label, chip.value, chip.address, freed)


def _without(question: Question, gone: dict[str, str]) -> Wanted:
    return vacancy_question.read(question.model_copy(update=gone))


# --- filters in use ---------------------------------------------------------------------------------------


def chips(parts: Platform, question: Question) -> list[Chip]:
    """In the order of the form; a level is named with its language, a currency with its pay."""
    shown: dict[str, tuple[str, Callable[[str], str]]] = {
        "words": (_("Words"), str),
        "occupation": (_("Occupation"), lambda uri: namer(parts)(uri).text),
        "country": (_("Country"), i18n.current().country),
        "region": (_("Region"), regions.name),
        "town": (_("Town"), str),
        "language": (_("Language needed"), lambda code: _language(code, question.given.get("level"))),
        "pay": (_("Pay at least"), lambda amount: _pay(amount, question.given.get("currency"))),
    }
    return [
        Chip(name, label, say(question.given[name]), question.without(name))
        for name, (label, say) in shown.items()
        if name in question.given
    ]


def _language(code: str, level: str | None) -> str:
    name = i18n.current().language_name(code)
    return _("%(language)s, up to %(level)s", language=name, level=level) if level else name


def _pay(amount: str, currency: str | None) -> str:
    chosen = currency or vacancy_question.USUAL_CURRENCY
    return _("%(amount)s %(currency)s a month", amount=amount.strip(), currency=chosen)


# --- names ------------------------------------------------------------------------------------------------


def namer(parts: Platform) -> Callable[[str], Name]:
    """Names of concepts for this reader, each looked up once; the bare address before the first import."""
    language = i18n.current().language
    try:
        taxonomy = parts.taxonomy
    except NotReady:
        return lambda uri: Name(uri, None)
    return cache(lambda uri: name_of(taxonomy, uri, language))


def regions_to_choose(offered: Offered, chosen: str) -> list[tuple[str, str]]:
    """Regions by name: those with vacancies, and the chosen one."""
    codes = {*offered.regions, *([chosen] if chosen else [])}
    return sorted(((code, regions.name(code)) for code in codes), key=lambda each: each[1].casefold())
