"""Vacancies recommended to whoever has a profile: why, what is missing, what would help; and how to switch it off."""

import logging
from typing import Annotated, Any, Final

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.orm import Session

from matching import vacancy_search
from matching.advice import FEWEST_OTHERS, Change, Words
from matching.ranking import Kind
from talent import profiles, recommendations, regions, vacancies
from talent.actors import Actor, Permission
from talent.errors import NotFound
from talent.profiles import Destination, Profile
from talent.vacancies import Vacancy
from web import i18n, recognition_words, recommended, vacancy_list
from web.concepts import name_of
from web.deps import Carries, CurrentActor, Db, Needs, platform
from web.i18n import N_
from web.i18n import gettext as _
from web.platform import NotReady, Platform
from web.recommended import Lacking, Person
from web.templating import render
from web.views import recommended as views
from web.views import vacancies as vacancy_views
from web.views.levels import EDUCATION

log = logging.getLogger(__name__)
router = APIRouter(dependencies=[Needs(Permission.KEEP_OWN_PROFILE)])

SECONDS: Final = 4.0
"""For counting what would help in one request; what is left is counted when the page is asked for again."""

NOTICES: Final = {
    "on": N_("You get recommendations again."),
    "off": N_("You get no recommendations any more. You can search as before."),
    "shown-again": N_("The vacancy can be recommended again."),
}

Everywhere = Annotated[bool, Query()]


@router.get("/recommended")
def list_recommended(
    request: Request,
    db: Db,
    actor: CurrentActor,
    everywhere: Everywhere = False,
    page: Annotated[int, Query(ge=1, le=10**6)] = 1,
    notice: str = "",
    hidden: str = "",
) -> HTMLResponse:
    """`hidden` is the code of the vacancy that was just hidden, for the way back."""
    parts = platform(request)
    who = _person(parts, db, actor, everywhere=everywhere)
    found = None
    if isinstance(who, Person):
        found = recommended.listing(parts, db, actor, who, everywhere=everywhere, page=page)
    lacking = Lacking.VACANCIES if found and not found.lines else who if not found else None
    return render(
        request,
        "pages/recommended.html",
        found=found if found and found.lines else None,
        lacking=lacking,
        countries=_destinations(db, actor),
        everywhere=everywhere,
        notice=_(NOTICES[notice]) if notice in NOTICES else "",
        just_hidden=_vacancy(db, actor, hidden) if hidden else None,
        hidden=_hidden(db, actor),
        **_words(),
    )


@router.get("/recommended/help")
def what_helps(request: Request, db: Db, actor: CurrentActor, everywhere: Everywhere = False) -> HTMLResponse:
    """What would bring the person ahead in the rankings of the vacancies that fit best."""
    parts = platform(request)
    who = _person(parts, db, actor, everywhere=everywhere)
    advice, titles, helps = None, {}, []
    if isinstance(who, Person):
        best = recommended.ranked(parts, db, actor, who, everywhere=everywhere).fits
        advice = parts.recommender.advise(
            db, who.profile.id, who.evidence, best, _in_english(parts), seconds=SECONDS
        )
        helps = views.helps(advice.steps, vacancy_list.namer(parts))
        titles = _titles(db, actor, [move.vacancy for step in advice.steps for move in step.moves])
    return render(
        request,
        "pages/recommended/help.html",
        advice=advice,
        helps=helps,
        titles=titles,
        fewest=FEWEST_OTHERS,
        lacking=None if isinstance(who, Person) else who,
        countries=_destinations(db, actor),
        everywhere=everywhere,
    )


@router.get("/recommended/{code}")
def compare(request: Request, db: Db, actor: CurrentActor, code: str) -> HTMLResponse:
    """One vacancy, requirement by requirement. It need not be among the recommended ones."""
    parts = platform(request)
    row = vacancies.get(db, actor, code)
    who = _person(parts, db, actor, everywhere=True)
    reading = vacancy_search.readings(db, [row.id]).get(row.id)
    return render(
        request,
        "pages/recommended/compared.html",
        card=vacancy_views.card(row, reading, vacancy_list.namer(parts)),
        read_as=reading.language if reading and reading.language != "und" else None,
        comparison=recommended.compared(parts, db, who, row) if isinstance(who, Person) else None,
        hint=recommended.hint(parts, db, who.profile, row) if isinstance(who, Person) else None,
        lacking=None if isinstance(who, Person) else who,
        is_hidden=isinstance(who, Person) and row.id in recommendations.hidden(db, who.profile),
        shows_concepts=True,
        **_words(),
    )


@router.post("/recommended/switch", dependencies=[Carries("wanted")])
def switch(db: Db, actor: CurrentActor, wanted: Annotated[str, Form()] = "") -> Response:
    recommendations.switch(db, actor, _own(db, actor), on=wanted == "yes")
    return RedirectResponse(f"/recommended?notice={'on' if wanted == 'yes' else 'off'}", 303)


@router.post("/recommended/{code}/hide")
def hide(db: Db, actor: CurrentActor, code: str) -> Response:
    row = vacancies.get(db, actor, code)
    recommendations.hide(db, actor, _own(db, actor), row)
    return RedirectResponse(f"/recommended?hidden={row.code}", 303)


@router.post("/recommended/{code}/show")
def show_again(db: Db, actor: CurrentActor, code: str) -> Response:
    recommendations.show_again(db, actor, _own(db, actor), vacancies.get(db, actor, code))
    return RedirectResponse("/recommended?notice=shown-again", 303)


def _person(parts: Platform, db: Session, actor: Actor, *, everywhere: bool) -> Person | Lacking:
    """Raises NotReady while there is no model or no index."""
    from matching.encoder import EncoderError

    try:
        return recommended.person(parts, db, profiles.own(db, actor), everywhere=everywhere)
    except EncoderError as error:
        log.warning("nothing can be recommended: %s", type(error).__name__)
        raise NotReady("model") from error


def _own(db: Session, actor: Actor) -> Profile:
    profile = profiles.own(db, actor)
    if profile is None:
        raise NotFound("profile")
    return profile


def _words() -> dict[str, Any]:
    return {"met_words": views.WORDS, "met_tones": views.TONES, "needed": recognition_words.NEEDED}


def _destinations(db: Session, actor: Actor) -> list[str]:
    """Names of the countries where the person wants to work, those of chosen regions behind."""
    profile = profiles.own(db, actor)
    return sorted(map(_place, profile.destination_rows), key=str.casefold) if profile else []


def _place(row: Destination) -> str:
    reader = i18n.current()
    named = reader.country(row.country)
    return f"{named} ({reader.listing(map(regions.name, row.regions))})" if row.regions else named


def _vacancy(db: Session, actor: Actor, code: str) -> Vacancy | None:
    try:
        return vacancies.get(db, actor, code)
    except NotFound:
        return None


def _hidden(db: Session, actor: Actor) -> list[Vacancy]:
    """Those that are still open, the one hidden last first."""
    profile = profiles.own(db, actor)
    ids = recommendations.hidden(db, profile) if profile else []
    rows = recommended.rows(db, actor, ids)
    return [rows[vacancy] for vacancy in ids if vacancy in rows]


def _titles(db: Session, actor: Actor, ids: list[str]) -> dict[str, Vacancy]:
    return dict(recommended.rows(db, actor, ids))


def _in_english(parts: Platform) -> Words:
    """As a profile's own pieces say it (talent.profiles.pieces), so that it is read as they are."""

    def say(change: Change) -> str:
        if change.kind is Kind.LANGUAGE:
            return f"{i18n.reader('en').language_name(change.language or '')}: {change.level or ''}"
        if change.kind is Kind.EDUCATION:
            return EDUCATION[change.education or 0]
        return name_of(parts.taxonomy, change.concept or "", "en").text

    return say
