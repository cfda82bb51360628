"""Searches of vacancies that somebody keeps: saved from the list, named, with alerts, removed with undo."""

from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import Field
from sqlalchemy.orm import Session

from talent import saved_searches
from talent.actors import Actor, Permission
from talent.errors import NotFound, RuleBroken
from talent.saved_searches import LONGEST_NAME, Alert, SavedSearch
from web import occupations, seen, signing, vacancy_list, vacancy_question
from web.deps import CurrentActor, Db, Needs, Public, platform
from web.i18n import N_
from web.i18n import gettext as _
from web.platform import NotReady, Platform
from web.templating import render
from web.vacancy_list import Chip
from web.vacancy_question import Question

router = APIRouter()

own: Final = [Needs(Permission.KEEP_OWN_ACCOUNT)]

ALERTS: Final = {
    Alert.NEVER: N_("No alerts"),
    Alert.DAILY: N_("Once a day, when there are new vacancies"),
    Alert.WEEKLY: N_("Once a week, when there are new vacancies"),
}

NOTICES: Final = {
    "saved": N_("The search is saved."),
    "changed": N_("Your changes are saved."),
    "restored": N_("The search is back."),
}

WANTED: Final = "wanted-search"
"""Cookie with the search that a stranger wanted to save, for when they have an account. It holds nothing about them."""

WANTED_FOR_S: Final = 2 * 24 * 3600


class Saving(Question):
    """The parts of a search with what is to be kept beside them."""

    name: str = Field("", max_length=1000)
    alert: str = Field(Alert.DAILY, max_length=100)

    @property
    def question(self) -> Question:
        return Question(**self.model_dump(include=set(Question.model_fields)))


@router.get("/searches", dependencies=own)
def list_own(
    request: Request, db: Db, actor: CurrentActor, notice: str = "", removed: str = ""
) -> HTMLResponse:
    """`removed` is the id of the search that was just removed, for the way back."""
    parts = platform(request)
    saved = saved_searches.own(db, actor)
    return render(
        request,
        "pages/searches/searches.html",
        searches=[(each, _chips(parts, each)) for each in saved],
        alerts=ALERTS,
        notice=_(NOTICES[notice]) if notice in NOTICES else "",
        removed=_removed(db, actor, removed) if removed else None,
        wanted=_wanted(request),
    )


@router.get("/searches/new", dependencies=[Public])
def name_it(request: Request, actor: CurrentActor, asked: Annotated[Question, Query()]) -> Response:
    """A stranger is told what they need, and where to go on afterwards."""
    question = asked.settled()
    if not _is_askable(platform(request), question):
        return RedirectResponse(question.address(), 303)
    if not actor.may(Permission.KEEP_OWN_ACCOUNT):
        return _for_stranger(request, question)
    chips = vacancy_list.chips(platform(request), question)
    name = ", ".join(chip.value for chip in chips)[:LONGEST_NAME] or _("All vacancies")
    return _form(request, question, name, Alert.DAILY)


@router.post("/searches", dependencies=own)
def save(request: Request, db: Db, actor: CurrentActor, given: Annotated[Saving, Form()]) -> Response:
    question = given.question.settled()
    if not _is_askable(platform(request), question):
        return RedirectResponse(question.address(), 303)
    try:
        saved_searches.save(db, actor, given.name, question.given, _alert(given.alert))
    except RuleBroken as broken:
        return _form(request, question, given.name, given.alert, errors=_errors(broken))
    response = RedirectResponse("/searches?notice=saved", 303)
    response.delete_cookie(WANTED, path="/searches")
    return response


def _of(db: Db, actor: CurrentActor, search_id: str) -> SavedSearch:
    """The search in the address: one's own, else there is none."""
    actor.must(Permission.KEEP_OWN_ACCOUNT)
    return saved_searches.get(db, actor, search_id)


Saved = Annotated[SavedSearch, Depends(_of, scope="function")]


@router.get("/searches/{search_id}", dependencies=own)
def look(request: Request, actor: CurrentActor, saved: Saved) -> Response:
    """To the vacancies of today, the newest first."""
    seen.note(request, actor, search=saved.id)
    return RedirectResponse(Question(**saved.search).address(sort=""), 303)


@router.get("/searches/{search_id}/edit", dependencies=own)
def edit(request: Request, saved: Saved) -> HTMLResponse:
    return _form(request, Question(**saved.search), saved.name, saved.alert, saved=saved)


@router.post("/searches/{search_id}", dependencies=own)
def change(
    request: Request,
    db: Db,
    actor: CurrentActor,
    saved: Saved,
    name: Annotated[str, Form()] = "",
    alert: Annotated[str, Form()] = "",
) -> Response:
    try:
        saved_searches.change(db, actor, saved, name, _alert(alert))
    except RuleBroken as broken:
        question = Question(**saved.search)
        return _form(request, question, name, alert, saved=saved, errors=_errors(broken))
    return RedirectResponse("/searches?notice=changed", 303)


@router.post("/searches/{search_id}/remove", dependencies=own)
def remove(db: Db, actor: CurrentActor, saved: Saved) -> Response:
    saved_searches.remove(db, actor, saved)
    return RedirectResponse(f"/searches?removed={saved.id}", 303)


@router.post("/searches/{search_id}/restore", dependencies=own)
def restore(db: Db, actor: CurrentActor, saved: Saved) -> Response:
    saved_searches.restore(db, actor, saved)
    return RedirectResponse("/searches?notice=restored", 303)


# --- parts ------------------------------------------------------------------------------------------------


def _form(
    request: Request,
    question: Question,
    name: str,
    alert: str,
    *,
    saved: SavedSearch | None = None,
    errors: dict[str, str] | None = None,
) -> HTMLResponse:
    """For a new search, or for one that is `saved` already."""
    return render(
        request,
        "pages/searches/form.html",
        status=422 if errors else 200,
        question=question,
        chips=vacancy_list.chips(platform(request), question),
        called=name,
        alert=alert,
        saved=saved,
        errors=errors or {},
        alerts=[(str(each), _(words)) for each, words in ALERTS.items()],
        longest=LONGEST_NAME,
    )


def _for_stranger(request: Request, question: Question) -> Response:
    query = urlencode(question.given)
    back = f"/searches/new?{query}"
    response = render(
        request,
        "pages/searches/stranger.html",
        sign_in=signing.sign_in_page(back),
        register=signing.register_page(back),
        back=question.address(),
    )
    secure = platform(request).settings.environment == "production"
    response.set_cookie(
        WANTED, query, max_age=WANTED_FOR_S, path="/searches", httponly=True, samesite="lax", secure=secure
    )
    return response


def _wanted(request: Request) -> str | None:
    """Where to go on with saving what a stranger wanted to save."""
    query = request.cookies.get(WANTED)
    return f"/searches/new?{query}" if query else None


def _chips(parts: Platform, saved: SavedSearch) -> list[Chip]:
    return vacancy_list.chips(parts, Question(**saved.search))


def _removed(db: Session, actor: Actor, search_id: str) -> SavedSearch | None:
    """None for what is back again, or gone for good."""
    try:
        saved = saved_searches.get(db, actor, search_id)
    except NotFound:
        return None
    return saved if saved.removed_at else None


def _is_askable(parts: Platform, question: Question) -> bool:
    """Whether the page of vacancies would find something wrong, and says it better."""
    occupation = question.given.get("occupation")
    try:
        known = occupation is None or occupations.is_known(parts, occupation)
    except NotReady:
        known = False
    return known and not vacancy_question.faults(question)


def _alert(given: str) -> Alert:
    if given not in list(Alert):
        raise RuleBroken("alert", "not-known")
    return Alert(given)


def _errors(broken: RuleBroken) -> dict[str, str]:
    words = {
        "too-many-searches": _("You have saved as many searches as can be. Remove one first."),
        "not-known": _("Choose one of these"),
    }
    otherwise = _("Write a name of at most %(n)s characters", n=LONGEST_NAME)
    return {broken.field: words.get(broken.code, otherwise)}
