"""Which entries of the packs fit a question, and which of them answers."""

from collections.abc import Iterable
from typing import TypeVar

from talent.recognition.book import RuleBook
from talent.recognition.kinds import Lane, Needed, Origin, Status
from talent.recognition.query import Facets, Query
from talent.recognition.schema import Need, Notice, Pack, Procedure, When

Rule = TypeVar("Rule", Need, Procedure)

_LANES_OF_NO = (Lane.COMPARABILITY, Lane.NONE)


def facets_of(book: RuleBook, query: Query) -> Facets:
    """The question as conditions see it, defaults filled in."""
    return Facets(
        region=query.region,
        origin=book.origin_of(query.qualification_country, query.destination, query.on),
        origin_country=query.qualification_country,
        status=query.status or Status.THIRD_COUNTRY_ABROAD,
        recognised_earlier=query.recognised_in is not None,
        practice_years=query.practice_years or 0,
    )


def fits(when: When, facets: Facets) -> bool:
    """Whether every stated condition holds. A condition on regions does not hold where no region is given."""
    return (
        (not when.regions or facets.region in when.regions)
        and when.origin in (Origin.ANY, facets.origin)
        and (not when.origin_countries or facets.origin_country in when.origin_countries)
        and (not when.statuses or facets.status in when.statuses)
        and when.recognised_earlier in (None, facets.recognised_earlier)
        and facets.practice_years >= (when.practice_years_from or 0)
        and (when.practice_years_below is None or facets.practice_years < when.practice_years_below)
    )


def need_for(pack: Pack, profession: str, facets: Facets, query: Query) -> Need | None:
    """The most specific need that holds; None: the packs do not say."""
    return _most_specific(pack.need, profession, facets, query)


def procedure_for(
    book: RuleBook, pack: Pack, need: Need, profession: str, facets: Facets, query: Query
) -> Procedure | None:
    """The most specific; the country's own before the shared one. A "no" leads to voluntary steps only."""
    if need.needed is Needed.NO:
        voluntary = [each for each in pack.procedure if each.lane in _LANES_OF_NO]
        return _most_specific(voluntary, profession, facets, query)
    if need.needed is Needed.UNKNOWN:
        return _most_specific(pack.procedure, profession, facets, query)
    return _most_specific((*pack.procedure, *book.shared.procedure), profession, facets, query)


def _most_specific(rules: Iterable[Rule], profession: str, facets: Facets, query: Query) -> Rule | None:
    """Of equals the first: so the order decides between files (within one, checks allow no equals)."""
    fitting = [
        rule
        for rule in rules
        if profession in rule.professions
        and rule.holds(query.on, query.as_recorded)
        and fits(rule.when, facets)
    ]
    return max(fitting, key=lambda rule: rule.when.specificity, default=None)


def notices_for(
    book: RuleBook, pack: Pack | None, lane: Lane, profession: str | None, query: Query
) -> tuple[Notice, ...]:
    """Every notice that applies, the shared ones first."""
    facets = facets_of(book, query)
    return tuple(
        notice
        for notice in book.notices(pack)
        if notice.holds(query.on, query.as_recorded)
        and fits(notice.when, facets)
        and (not notice.professions or profession in notice.professions)
        and (not notice.lanes or lane in notice.lanes)
    )
