"""Searches published vacancies by what they say: words, occupation, place, languages, pay. Nobody is looked at.

Everything is filtered, ordered and paged by the database, by the same SQL on SQLite and PostgreSQL. Nothing here
knows who asks but through the gate (`vacancies.visible_to`), and nothing is written down.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased, defer, selectinload, undefer

from esco_data.folding import fold
from matching.claims import CEFR
from matching.vacancy_store import VacancyLanguage, VacancyOccupation, VacancyReading
from talent import vacancies
from talent.actors import Actor
from talent.vacancies import Vacancy, VacancyStatus

MOST_WORDS: Final = 12
"""Words of a query that are looked for; further ones are left out."""

MOST_TOWNS: Final = 100
"""Towns offered for a country, those with the most vacancies."""

_AROUND: Final = ".,;:!?¿¡\"'()[]«»„“”‚‘…،؛؟।"
"""What stands beside words and is no part of them; + and # are: C++, C#."""


Column = InstrumentedAttribute[str] | InstrumentedAttribute[str | None]


class Order(StrEnum):
    NEWEST = "newest"
    PAY = "pay"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is searched; what is empty does not narrow the search.

    `words` are folded and all must be there. `occupation` is an ESCO URI, `region` an ISO 3166-2 code, `town` a folded
    part of a name. `level` is the highest CEFR level that the vacancy may require of `language`. `pay` is the least
    that the lower end of the vacancy's pay must come to, in whole units of `currency` a month.
    """

    words: tuple[str, ...] = ()
    occupation: str = ""
    country: str = ""
    region: str = ""
    town: str = ""
    language: str = ""
    level: str = ""
    pay: int | None = None
    currency: str = ""
    order: Order = Order.NEWEST


@dataclass(frozen=True, slots=True)
class Offered:
    """What there is to choose from. With the values stands how many published vacancies have them, most first."""

    languages: tuple[str, ...]
    countries: Mapping[str, int]
    currencies: Mapping[str, int]
    regions: Mapping[str, int]
    towns: Mapping[str, int]


def words_of(query: str) -> tuple[str, ...]:
    """The words to look for, folded, each once, without the punctuation around them."""
    words = (word.strip(_AROUND) for word in fold(query).split())
    return tuple(dict.fromkeys(word for word in words if word))[:MOST_WORDS]


def published(actor: Actor) -> sa.Select[Vacancy]:
    """What may be searched: drafts and closed vacancies are not in it, not even the actor's own."""
    return vacancies.visible_to(actor).where(Vacancy.status == VacancyStatus.PUBLISHED)


def count(db: Session, actor: Actor, wanted: Wanted) -> int:
    query = published(actor).where(*_conditions(wanted)).with_only_columns(sa.func.count())
    return db.scalar(query) or 0


def count_new(db: Session, actor: Actor, wanted: Wanted, *, after: datetime, until: datetime) -> int:
    """How many of what `count` counts were published after one moment and not after another."""
    new = Vacancy.published_at > after, Vacancy.published_at <= until
    query = published(actor).where(*_conditions(wanted), *new).with_only_columns(sa.func.count())
    return db.scalar(query) or 0


def found(db: Session, actor: Actor, wanted: Wanted, *, first: int, most: int) -> list[Vacancy]:
    """Vacancies without their texts, in the order asked for, from number `first` (0 is the first)."""
    query = published(actor).where(*_conditions(wanted)).order_by(*_order(wanted))
    query = query.options(defer(Vacancy.text)).offset(first).limit(most)
    return list(db.scalars(query))


def readings(db: Session, ids: Sequence[str], *, whole: bool = False) -> dict[str, VacancyReading]:
    """What these vacancies were understood as, by their id; with their requirements where `whole`.

    Readings of an earlier revision of the text are left out: the page would show words that are no longer there.
    """
    query = sa.select(VacancyReading).join(Vacancy, Vacancy.id == VacancyReading.vacancy_id)
    query = query.where(
        VacancyReading.vacancy_id.in_(ids), VacancyReading.vacancy_revision == Vacancy.revision
    )
    query = query.options(selectinload(VacancyReading.occupations), selectinload(VacancyReading.languages))
    query = query.options(undefer(VacancyReading.requirements)) if whole else query
    return {row.vacancy_id: row for row in db.scalars(query)}


def offered(db: Session, actor: Actor, country: str) -> Offered:
    """What the filters offer; regions and towns only for a `country` that is chosen."""
    there = published(actor).where(Vacancy.country == country)
    return Offered(
        languages=_languages(db, actor),
        countries=_counted(db, published(actor), Vacancy.country),
        currencies=_counted(db, published(actor), Vacancy.currency),
        regions=_counted(db, there, Vacancy.region) if country else {},
        towns=_counted(db, there, Vacancy.place, most=MOST_TOWNS) if country else {},
    )


def _counted(
    db: Session, query: sa.Select[Vacancy], column: Column, *, most: int | None = None
) -> dict[str, int]:
    number = sa.func.count()
    grouped = query.with_only_columns(column, number).where(column.is_not(None)).group_by(column)
    rows = db.execute(grouped.order_by(number.desc(), column).limit(most)).all()
    return {value: n for value, n in rows if value}


def _languages(db: Session, actor: Actor) -> tuple[str, ...]:
    """Each asked for by one published vacancy at least: a probe a language, where counting would read all of them."""
    each = sa.select(VacancyLanguage.language).distinct().subquery()
    one = published(actor).join(VacancyLanguage, VacancyLanguage.vacancy_id == Vacancy.id)
    there = one.with_only_columns(Vacancy.id).where(VacancyLanguage.language == each.c.language).exists()
    return tuple(db.scalars(sa.select(each.c.language).where(there).order_by(each.c.language)))


# --- conditions and order ---------------------------------------------------------------------------------


def _conditions(wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    conditions = [Vacancy.search_text.contains(word, autoescape=True) for word in wanted.words]
    if wanted.occupation:
        conditions.append(_for_occupation(wanted.occupation))
    if wanted.country:
        conditions.append(Vacancy.country == wanted.country)
    if wanted.region:
        conditions.append(Vacancy.region == wanted.region)
    if wanted.town:
        conditions.append(Vacancy.search_place.contains(wanted.town, autoescape=True))
    if wanted.language:
        conditions.append(_requires(wanted.language, wanted.level))
    if wanted.pay is not None:
        conditions += [Vacancy.currency == wanted.currency, Vacancy.pay_month >= wanted.pay]
    return conditions


def _for_occupation(uri: str) -> sa.ColumnElement[bool]:
    """What its employer has confirmed counts; where nobody has, what the text was understood as."""
    other = aliased(Vacancy)
    confirmed = sa.select(other.id).where(other.occupation_uri == uri)
    understood = sa.select(VacancyOccupation.vacancy_id).where(VacancyOccupation.uri == uri)
    understood = understood.join(other, other.id == VacancyOccupation.vacancy_id)
    return Vacancy.id.in_(sa.union(confirmed, understood.where(other.occupation_uri.is_(None))))


def _requires(language: str, level: str) -> sa.ColumnElement[bool]:
    """A vacancy that names the language without a level passes whatever level is asked for."""
    ids = sa.select(VacancyLanguage.vacancy_id).where(VacancyLanguage.language == language)
    if level:
        ids = ids.where(VacancyLanguage.level.in_(["", *CEFR[: CEFR.index(level) + 1]]))
    return Vacancy.id.in_(ids)


def _order(wanted: Wanted) -> tuple[sa.ColumnElement[Any] | InstrumentedAttribute[Any], ...]:
    """The id last, so that no vacancy is on two pages. Amounts of different currencies are never compared."""
    newest = (Vacancy.published_at.desc(), Vacancy.id)
    if wanted.order is Order.NEWEST:
        return newest
    stated = sa.case((Vacancy.currency == wanted.currency, 0), (Vacancy.currency.is_not(None), 1), else_=2)
    return (stated, Vacancy.currency, Vacancy.pay_month.desc(), *newest)
