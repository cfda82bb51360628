"""A candidate's applications: sending one, where each stands in plain words, withdrawing and taking that back."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.orm import Session

from talent import applications, profiles, vacancies
from talent.actors import Actor, Permission
from talent.applications import LIVE, LONGEST_NOTE, State, readiness
from talent.errors import Conflict, RuleBroken
from talent.vacancies import Vacancy
from web import account_words, application_words, seen
from web.applying import Standing, place_of
from web.deps import Carries, CurrentActor, Db, Needs
from web.i18n import N_
from web.i18n import gettext as _
from web.section_words import SECTIONS
from web.templating import render
from web.views import vacancies as views

router = APIRouter(dependencies=[Needs(Permission.KEEP_OWN_PROFILE)])

NOTICES: Final = {
    "interest": N_("You showed interest. The employer is told."),
    "applied": N_("Your application is sent. The employer is told."),
    "withdrawn": N_("Your application is withdrawn. The employer no longer sees your profile."),
    "undone": N_("Your application stands again as before."),
    "identity": N_("The employer may see your name and e-mail address as soon as it agrees too."),
    "identity-kept": N_("The employer does not see your name and e-mail address."),
}
"""What was just done, by the word in the address."""


@router.get("/applications")
def own(request: Request, db: Db, actor: CurrentActor) -> HTMLResponse:
    rows = applications.of_candidate(db, actor)
    return render(request, "pages/applications/list.html", applications=rows, words=application_words)


@router.get("/vacancies/{code}/interest")
def interest_form(request: Request, db: Db, actor: CurrentActor, code: str) -> Response:
    return _form(request, db, actor, vacancies.get(db, actor, code), State.INTEREST)


@router.post("/vacancies/{code}/interest")
def show_interest(request: Request, db: Db, actor: CurrentActor, code: str) -> Response:
    vacancy = vacancies.get(db, actor, code)
    if not _is_ready(db, actor, vacancy):
        return _form(request, db, actor, vacancy, State.INTEREST, errors=_nothing_shown(), status=422)
    application = applications.show_interest(db, actor, vacancy)
    return _to(application.id, "interest")


@router.get("/vacancies/{code}/apply")
def apply_form(request: Request, db: Db, actor: CurrentActor, code: str) -> Response:
    return _form(request, db, actor, vacancies.get(db, actor, code), State.APPLIED)


@router.post("/vacancies/{code}/apply", dependencies=[Carries("note")])
def apply(
    request: Request,
    db: Db,
    actor: CurrentActor,
    code: str,
    note: Annotated[str, Form()] = "",
    identity: Annotated[str, Form()] = "",
) -> Response:
    vacancy = vacancies.get(db, actor, code)
    given = {"note": note, "identity": identity}
    if not _is_ready(db, actor, vacancy):
        return _form(request, db, actor, vacancy, State.APPLIED, given, errors=_nothing_shown(), status=422)
    try:
        application = applications.apply(db, actor, vacancy, note=note, shares_identity=identity == "yes")
    except RuleBroken as broken:
        errors = account_words.of_rule(broken)
        return _form(request, db, actor, vacancy, State.APPLIED, given, errors=errors, status=422)
    return _to(application.id, "applied")


@router.get("/applications/{application_id}")
def timeline(
    request: Request, db: Db, actor: CurrentActor, application_id: str, notice: str = ""
) -> HTMLResponse:
    application = applications.own(db, actor, application_id)
    seen.note(request, actor, application=application.id)
    vacancy = application.vacancy
    return render(
        request,
        "pages/applications/timeline.html",
        notice=_(NOTICES[notice]) if notice in NOTICES else "",
        application=application,
        vacancy=vacancy,
        employer=views.employer(vacancy),
        steps=application_words.timeline(
            applications.events(db, application), employer=vacancy.organisation.name, vacancy=vacancy.title
        ),
        words=application_words,
        is_live=application.state in LIVE,
        can_undo=applications.can_undo(db, application),
        can_begin=place_of(db, actor, vacancy).standing is Standing.CAN_APPLY,
    )


@router.post("/applications/{application_id}/withdraw")
def withdraw(db: Db, actor: CurrentActor, application_id: str) -> Response:
    applications.withdraw(db, actor, applications.own(db, actor, application_id))
    return _to(application_id, "withdrawn")


@router.post("/applications/{application_id}/undo")
def undo(db: Db, actor: CurrentActor, application_id: str) -> Response:
    applications.undo(db, actor, applications.own(db, actor, application_id))
    return _to(application_id, "undone")


@router.post("/applications/{application_id}/identity", dependencies=[Carries("agree")])
def identity(
    db: Db, actor: CurrentActor, application_id: str, agree: Annotated[str, Form()] = ""
) -> Response:
    application = applications.own(db, actor, application_id)
    if agree == "yes":
        applications.agree_to_identity(db, actor, application)
        return _to(application_id, "identity")
    applications.keep_identity(db, actor, application)
    return _to(application_id, "identity-kept")


def _to(application_id: str, notice: str) -> Response:
    return RedirectResponse(f"/applications/{application_id}?notice={notice}", 303)


def _is_ready(db: Session, actor: Actor, vacancy: Vacancy) -> bool:
    """Raises Conflict where the reader has no profile."""
    profile = profiles.own(db, actor)
    if profile is None:
        raise Conflict("no-profile")
    return readiness.of(db, profile, vacancy.country).can_be_sent


def _nothing_shown() -> dict[str, str]:
    return {"": _("Nothing was sent: the employer could see nothing of your profile. Change that first.")}


def _form(
    request: Request,
    db: Session,
    actor: Actor,
    vacancy: Vacancy,
    to: State,
    given: dict[str, Any] | None = None,
    *,
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> Response:
    """Says what the employer will see. Who cannot send anything now is led to the vacancy, which says why."""
    profile = profiles.own(db, actor)
    place = place_of(db, actor, vacancy)
    can = place.standing is Standing.CAN_APPLY or (
        to is State.APPLIED and place.application is not None and place.application.state is State.INTEREST
    )
    if profile is None or not can:
        return RedirectResponse(f"/vacancies/{vacancy.code}#apply", 303)
    return render(
        request,
        "pages/applications/form.html",
        status=status,
        vacancy=vacancy,
        employer=views.employer(vacancy),
        applies=to is State.APPLIED,
        ready=readiness.of(db, profile, vacancy.country),
        words=application_words,
        sections=SECTIONS,
        given={"note": "", "identity": ""} | (given or {}),
        longest=LONGEST_NOTE,
        errors=errors or {},
    )
