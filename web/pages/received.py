"""An employer's side of applications: which there are, one at a time under its pseudonym, and the next step."""

from typing import Annotated, Final

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.orm import Session

from talent import access_log, applications, vacancies
from talent.access_log import Why
from talent.accounts import Account
from talent.actors import Actor, Permission
from talent.applications import LIVE, Application, Reason, State, readiness
from talent.errors import NotFound, RuleBroken
from talent.organisations import Organisation, Vetting
from talent.sections import Section
from talent.vacancies import Vacancy
from web import application_words, i18n, recognition_words, seen
from web.concepts import name_of
from web.deps import CurrentActor, Db, Needs, platform
from web.i18n import N_
from web.i18n import gettext as _
from web.section_words import SECTIONS_OF_ANOTHER
from web.templating import render
from web.views import candidate as candidate_views

router = APIRouter(dependencies=[Needs(Permission.WRITE_VACANCIES)])

NOTICES: Final = {
    "decided": N_("Your step is noted. The candidate is told."),
    "identity": N_("You now see name and e-mail address. The candidate is told."),
}


@router.get("/received")
def overview(request: Request, db: Db, actor: CurrentActor) -> HTMLResponse:
    return render(
        request,
        "pages/received/overview.html",
        counts=applications.counts(db, actor),
        is_verified=_is_verified(db, actor),
    )


@router.get("/vacancies/{code}/applications")
def of_vacancy(request: Request, db: Db, actor: CurrentActor, code: str) -> HTMLResponse:
    vacancy = _own_vacancy(db, actor, code)
    return render(
        request,
        "pages/received/list.html",
        vacancy=vacancy,
        applications=applications.received(db, actor, vacancy),
        is_verified=_is_verified(db, actor),
        words=application_words,
    )


@router.get("/vacancies/{code}/applications/{application_id}")
def one(
    request: Request, db: Db, actor: CurrentActor, code: str, application_id: str, notice: str = ""
) -> HTMLResponse:
    application = _received(db, actor, code, application_id)
    if application.state in LIVE:
        _note_opened(request, actor, application_id)
    seen.note(request, actor, application=application_id)
    return _page(request, db, application, notice=_(NOTICES[notice]) if notice in NOTICES else "")


@router.post("/vacancies/{code}/applications/{application_id}/decide")
def decide(
    request: Request,
    db: Db,
    actor: CurrentActor,
    code: str,
    application_id: str,
    to: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
    words: Annotated[str, Form()] = "",
) -> Response:
    application = _received(db, actor, code, application_id)
    given = {"to": to, "reason": reason, "words": words}
    if to not in list(State):
        return _page(request, db, application, given=given, errors={"to": _("Choose the next step")})
    why = Reason(reason) if reason in list(Reason) else None
    try:
        applications.decide(db, actor, application, State(to), reason=why, words=words)
    except RuleBroken as broken:
        return _page(request, db, application, given=given, errors={broken.field: _message(broken)})
    return _to(code, application_id, "decided")


@router.post("/vacancies/{code}/applications/{application_id}/identity")
def share_identity(db: Db, actor: CurrentActor, code: str, application_id: str) -> Response:
    applications.share_identity(db, actor, _received(db, actor, code, application_id))
    return _to(code, application_id, "identity")


def _to(code: str, application_id: str, notice: str) -> Response:
    return RedirectResponse(f"/vacancies/{code}/applications/{application_id}?notice={notice}", 303)


def _own_vacancy(db: Session, actor: Actor, code: str) -> Vacancy:
    """Raises NotFound for another organisation's, published or not."""
    vacancy = vacancies.get(db, actor, code)
    if actor.organisation_id is None or vacancy.organisation_id != actor.organisation_id:
        raise NotFound("vacancy")
    return vacancy


def _received(db: Session, actor: Actor, code: str, application_id: str) -> Application:
    vacancy = _own_vacancy(db, actor, code)
    application = applications.get(db, actor, application_id)
    if application.vacancy_id != vacancy.id:
        raise NotFound("application")
    return application


def _is_verified(db: Session, actor: Actor) -> bool:
    organisation = db.get(Organisation, actor.organisation_id) if actor.organisation_id else None
    return organisation is not None and organisation.vetting is Vetting.VERIFIED


def _note_opened(request: Request, actor: Actor, application_id: str) -> None:
    """The candidate is told once, and finds every look in the ledger of who saw what."""
    with platform(request).database.transaction() as db:
        application = applications.get(db, actor, application_id)
        applications.open_one(db, actor, application)
        access_log.record(
            db, actor, [application.profile_id], why=Why.APPLICATION, vacancy_id=application.vacancy_id
        )


def _page(
    request: Request,
    db: Session,
    application: Application,
    *,
    notice: str = "",
    given: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
) -> HTMLResponse:
    vacancy, profile = application.vacancy, application.profile
    is_live = application.state in LIVE
    nexts = applications.next_states(application)
    return render(
        request,
        "pages/received/one.html",
        status=422 if errors else 200,
        notice=notice,
        errors=errors or {},
        given={"to": "", "reason": "", "words": ""} | (given or {}),
        application=application,
        vacancy=vacancy,
        code=profile.code,
        person=_person(db, application),
        seen=_seen(request, application, readiness.agreed_for(db, profile, vacancy.country))
        if is_live
        else None,
        section_names=SECTIONS_OF_ANOTHER,
        needed=recognition_words.NEEDED,
        shows_concepts=True,
        is_live=is_live,
        words=application_words,
        decisions=[(state, _(text)) for state, text in application_words.DECISIONS.items() if state in nexts],
        reasons=[(reason, _(text)) for reason, text in application_words.REASONS.items()],
    )


def _seen(request: Request, application: Application, shown: frozenset[Section]) -> candidate_views.Seen:
    """What the candidate agreed to show, also while nobody else may find them: they chose this employer."""
    taxonomy, language = platform(request).taxonomy, i18n.current().language
    return candidate_views.seen(
        application.profile, shown, lambda uri: name_of(taxonomy, uri, language), lambda _row: None
    )


def _person(db: Session, application: Application) -> Account | None:
    """Who it is, where both have agreed."""
    profile, organisation = application.profile, application.vacancy.organisation_id
    if profile.account_id is None or not applications.identity_shared(db, profile.id, organisation):
        return None
    return db.get(Account, profile.account_id)


def _message(broken: RuleBroken) -> str:
    known = {
        ("reason", "empty"): _("Choose a reason. The candidate reads it."),
        ("words", "empty"): _("Write the reason in your own words."),
    }
    too_long = _("Use at most %(n)s characters.", n=broken.limits.get("longest", 0))
    return known.get((broken.field, broken.code), too_long)
