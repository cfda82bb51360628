"""Vacancies: searched by anyone without a profile, and each on its page. Nobody is ranked and no search is kept."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from sqlalchemy.orm import Session

from matching import vacancy_search
from matching.vacancy_search import Offered, Order
from talent import profiles, vacancies
from talent.actors import Actor, Permission
from talent.countries import country_codes
from talent.recognition import Occupation
from talent.vacancies import HOURS_A_MONTH, Vacancy
from web import application_words, i18n, occupations, recognition_words, vacancy_list, vacancy_question
from web.applying import place_of
from web.deps import CurrentActor, Db, Needs, platform
from web.i18n import N_
from web.i18n import gettext as _
from web.platform import NotReady, Platform
from web.templating import render
from web.vacancy_question import Question
from web.views import choices
from web.views import vacancies as views
from web.views.choices import Options
from web.views.recognition_hints import Hint, Hints, Job, address_of, country_of

router = APIRouter()

ORDERS: Final = {Order.NEWEST: N_("The newest first"), Order.PAY: N_("The highest pay first")}

ANYWHERE: Final = "ZZ"
"""CLDR's code of no country in particular: what holds for qualifications from outside the EU in general."""


@router.get("/vacancies", dependencies=[Needs(Permission.READ_VACANCIES)])
def search(
    request: Request, db: Db, actor: CurrentActor, asked: Annotated[Question, Query()]
) -> HTMLResponse:
    parts = platform(request)
    question = asked.settled()
    hits, errors = _occupations(parts, question)
    errors = vacancy_question.faults(question) | errors
    return render(
        request,
        "pages/vacancies.html",
        status=422 if errors else 200,
        errors=errors,
        found=None if errors else vacancy_list.listing(parts, db, actor, question),
        question=question,
        chips=[] if errors else vacancy_list.chips(parts, question),
        occupations=hits,
        hours=HOURS_A_MONTH,
        shows_concepts=True,
        **_choices(question, vacancy_search.offered(db, actor, question.country)),
    )


def _occupations(parts: Platform, question: Question) -> tuple[Options, dict[str, str]]:
    """What to choose from: the occupation that is chosen, and those found by the name typed."""
    name, chosen = question.occupation_name.strip(), question.given.get("occupation", "")
    try:
        if chosen and not occupations.is_known(parts, chosen):
            return [], {"occupation_name": _("This occupation is not known. Search it by its name.")}
        hits = occupations.search(parts, name) if name else []
    except NotReady:
        return [], {
            "occupation_name": _("The names of occupations are still being read. Try again in a minute.")
        }
    if name and not hits:
        return [], {"occupation_name": _("No occupation was found by this name. Try another word for it.")}
    return occupations.options(parts, [chosen] if chosen else [], after=hits), {}


def _choices(question: Question, offered: Offered) -> dict[str, Any]:
    """What can be chosen: what published vacancies have, and what is chosen already."""
    reader = i18n.current()
    languages = {*offered.languages, *_one(question.language)}
    named = ((code, reader.language_name(code)) for code in languages)
    return {
        "countries": choices.countries({*offered.countries, *_one(question.country)}),
        "regions": vacancy_list.regions_to_choose(offered, question.region),
        "towns": sorted(offered.towns, key=str.casefold),
        "languages": sorted(named, key=lambda each: each[1].casefold()),
        "levels": [(level, level) for level in vacancy_question.LEVELS],
        "currencies": [(code, code) for code in _currencies(offered, question.currency)],
        "orders": [(str(order), _(text)) for order, text in ORDERS.items()],
    }


def _one(chosen: str) -> Iterable[str]:
    return [chosen] if chosen else []


def _currencies(offered: Offered, chosen: str) -> list[str]:
    """The usual one first, then the most frequent."""
    return list(dict.fromkeys([vacancy_question.USUAL_CURRENCY, *offered.currencies, *_one(chosen)]))


# --- one vacancy ------------------------------------------------------------------------------------------


@router.get("/vacancies/{code}", dependencies=[Needs(Permission.READ_VACANCIES)])
def vacancy(
    request: Request,
    db: Db,
    actor: CurrentActor,
    code: str,
    qualification: Annotated[str, Query(max_length=2)] = "",
) -> HTMLResponse:
    """`qualification` is the country that somebody asks about, ISO 3166-1 alpha-2; it is of nobody in particular."""
    parts = platform(request)
    row = vacancies.get(db, actor, code)
    reading = vacancy_search.readings(db, [row.id], whole=True).get(row.id)
    likeliest = next(iter(views.occupations(row, reading)), None)
    country = qualification if qualification in country_codes() else _own_country(db, actor, likeliest)
    return render(
        request,
        "pages/vacancy.html",
        vacancy=views.detail(row, reading, vacancy_list.namer(parts)),
        hint=_hint(parts, row, likeliest, country),
        needed=recognition_words.NEEDED,
        countries=choices.countries(country_codes()),
        applying=place_of(db, actor, row),
        application_words=application_words,
        shows_concepts=True,
    )


def _own_country(db: Session, actor: Actor, occupation: str | None) -> str | None:
    """Where the reader's own qualification is from, for those who have a profile."""
    own = profiles.own(db, actor)
    return country_of(own.qualifications, occupation, lambda _row: 0.0) if own else None


def _hint(parts: Platform, row: Vacancy, occupation: str | None, country: str | None) -> Hint | None:
    """Whether the job asks for recognition: from `country`, or in general. None while the occupation is not known."""
    if occupation is None:
        return None
    job = Job(Occupation(occupation, _isco(parts, occupation), None), row.country, row.region)
    hint = Hints(parts.rules, job, datetime.now(UTC).date()).of(country or ANYWHERE)
    return hint if country else replace(hint, country=None, address=address_of(job, None))


def _isco(parts: Platform, uri: str) -> str | None:
    try:
        concept = parts.taxonomy.concept(uri)
    except NotReady:
        return None
    return concept.isco if concept else None
