"""From a profile to the list of vacancies that a page shows: ranked, explained, with recognition beside it, logged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from sqlalchemy.orm import Session, defer

from matching import recommendation, vacancy_search
from talent import recommendations, skill_claims
from talent.actors import Actor
from talent.profiles import Profile
from talent.recognition import Occupation
from talent.recommendations import Shown
from talent.vacancies import Vacancy
from web import vacancy_list
from web.platform import NotReady, Platform
from web.views import recommended as views
from web.views import vacancies as vacancy_views
from web.views.recognition_hints import Hint, Hints, Job, address_of, country_of
from web.views.recommended import Comparison
from web.views.vacancies import Card

if TYPE_CHECKING:
    from matching.ranking import Evidence
    from matching.recommendation import Fit, Recommendations

A_PAGE: Final = 10

ANYWHERE: Final = "ZZ"
"""CLDR's code of no country in particular: what holds for qualifications from outside the EU in general."""


class Lacking(StrEnum):
    """Why nothing can be recommended, in the order in which it is asked."""

    PROFILE = "profile"
    SWITCHED_OFF = "switched-off"
    DESTINATION = "destination"
    READING = "reading"
    WORDS = "words"
    VACANCIES = "vacancies"


@dataclass(frozen=True, slots=True)
class Person:
    """A profile that can be compared, and what was read of it."""

    profile: Profile
    evidence: "Sequence[Evidence]"


@dataclass(frozen=True, slots=True)
class Line:
    """A vacancy of the list; `hint` is None while nobody knows its occupation."""

    place: int
    card: Card
    comparison: Comparison
    hint: Hint | None


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of the best of `considered` vacancies, which were ranked of `visible` ones."""

    lines: Sequence[Line]
    considered: int
    visible: int
    page: int
    pages: int


def person(parts: Platform, db: Session, profile: Profile | None, *, everywhere: bool) -> Person | Lacking:
    """Raises NotReady while there is no index."""
    if profile is None:
        return Lacking.PROFILE
    if not recommendations.wanted(db, profile):
        return Lacking.SWITCHED_OFF
    if not profile.destinations and not everywhere:
        return Lacking.DESTINATION
    evidence = parts.recommender.evidence_of(db, profile.id)
    if evidence is None:
        return Lacking.READING
    return Person(profile, evidence) if evidence else Lacking.WORDS


def ranked(parts: Platform, db: Session, actor: Actor, who: Person, *, everywhere: bool) -> "Recommendations":
    """Of the places where the person wants to work, or of all; without what they have hidden."""
    places = {row.country: row.regions for row in who.profile.destination_rows}
    hidden = recommendations.hidden(db, who.profile)
    among = recommendation.visible(db, actor, None if everywhere else places, without=hidden)
    return parts.recommender.recommend(db, who.profile.id, who.evidence, among)


def listing(
    parts: Platform, db: Session, actor: Actor, who: Person, *, everywhere: bool, page: int
) -> Listing:
    """A page beyond the last one is the last one. What is shown is logged."""
    found = ranked(parts, db, actor, who, everywhere=everywhere)
    pages = max(1, -(-len(found.fits) // A_PAGE))
    page = min(page, pages)
    first = (page - 1) * A_PAGE
    fits = found.fits[first : first + A_PAGE]
    there = rows(db, actor, [fit.vacancy for fit in fits])
    shown = [fit for fit in fits if fit.vacancy in there]
    lines = _lines(parts, db, who, shown, there, first=first + 1)
    _log(parts, actor, who, found, shown, there)
    return Listing(lines, found.considered, found.visible, page, pages)


def compared(parts: Platform, db: Session, who: Person, row: Vacancy) -> Comparison | None:
    """One vacancy beside the profile; None while it has not been read."""
    fit = parts.recommender.compare(db, who.profile.id, who.evidence, row.id)
    return _comparison(parts, who, fit, skill_claims.rejected(db, who.profile)) if fit else None


def hint(parts: Platform, db: Session, profile: Profile, row: Vacancy) -> Hint | None:
    """Whether the job asks for recognition of the person's qualification."""
    reading = vacancy_search.readings(db, [row.id]).get(row.id)
    return _hint(parts, profile, row, next(iter(vacancy_views.occupations(row, reading)), None))


def rows(db: Session, actor: Actor, ids: Sequence[str]) -> Mapping[str, Vacancy]:
    """By id, those of these vacancies that are open. Read again through the gate, without their texts."""
    query = vacancy_search.published(actor).where(Vacancy.id.in_(ids)).options(defer(Vacancy.text))
    return {row.id: row for row in db.scalars(query)}


def _lines(
    parts: Platform,
    db: Session,
    who: Person,
    fits: "Sequence[Fit]",
    there: Mapping[str, Vacancy],
    *,
    first: int,
) -> list[Line]:
    readings = vacancy_search.readings(db, list(there))
    denied = skill_claims.rejected(db, who.profile)
    named = vacancy_list.namer(parts)
    lines = []
    for place, fit in enumerate(fits, first):
        row, reading = there[fit.vacancy], readings.get(fit.vacancy)
        card = vacancy_views.card(row, reading, named)
        occupation = next(iter(vacancy_views.occupations(row, reading)), None)
        beside = _comparison(parts, who, fit, denied)
        lines.append(Line(place, card, beside, _hint(parts, who.profile, row, occupation)))
    return lines


def _comparison(parts: Platform, who: Person, fit: "Fit", denied: frozenset[str]) -> Comparison:
    facts = parts.matcher.knowledge.facts
    return views.comparison(fit.match, who.evidence, facts, vacancy_list.namer(parts), denied)


def _hint(parts: Platform, profile: Profile, row: Vacancy, occupation: str | None) -> Hint | None:
    if occupation is None:
        return None
    job = Job(Occupation(occupation, _isco(parts, occupation), None), row.country, row.region)
    country = country_of(profile.qualifications, occupation, lambda _row: 0.0)
    found = Hints(parts.rules, job, datetime.now(UTC).date()).of(country or ANYWHERE)
    return found if country else replace(found, country=None, address=address_of(job, None))


def _isco(parts: Platform, uri: str) -> str | None:
    try:
        concept = parts.taxonomy.concept(uri)
    except NotReady:
        return None
    return concept.isco if concept else None


def _log(
    parts: Platform,
    actor: Actor,
    who: Person,
    found: "Recommendations",
    fits: "Sequence[Fit]",
    there: Mapping[str, Vacancy],
) -> None:
    """In a transaction of its own, as short as can be: the request itself only reads."""
    shown = [Shown(fit.vacancy, there[fit.vacancy].revision, round(fit.match.score, 6)) for fit in fits]
    if shown:
        with parts.database.transaction() as db:
            recommendations.record_shown(db, actor, who.profile, made_with=found.made_with, shown=shown)
