"""Another e-mail address for the account: asked for, confirmed by a link to the new one, undone by one to the old."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.orm import Session

from talent import accounts, leaving, organisations
from talent.accounts import email_changes
from talent.actors import Actor, Permission
from talent.errors import Conflict, NotFound, RuleBroken
from web import account_words, signing
from web.deps import CurrentActor, Db, Needs, Public, platform, token
from web.i18n import gettext as _
from web.templating import render

router = APIRouter()

OWN = Needs(Permission.KEEP_OWN_ACCOUNT)


@router.get("/account/email", dependencies=[OWN])
def form(request: Request, db: Db, actor: CurrentActor, sent: bool = False) -> HTMLResponse:
    return _form(request, db, actor, sent=sent)


@router.post("/account/email", dependencies=[OWN])
def ask(
    request: Request,
    db: Db,
    actor: CurrentActor,
    email: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
) -> Response:
    try:
        refused = email_changes.ask(db, actor, email, password, address=signing.address(request))
    except RuleBroken as broken:
        return _form(request, db, actor, email, errors=account_words.of_rule(broken), status=422)
    if refused:
        errors, status = account_words.of_password(refused), account_words.status_of(refused)
        return _form(request, db, actor, email, errors=errors, status=status)
    return RedirectResponse("/account/email?sent=true", 303)


@router.get("/account/email/confirm", dependencies=[Public])
def confirm_form(request: Request, db: Db, token: str = "") -> HTMLResponse:
    """Opening the link does nothing yet: programs that look into mails open links too."""
    return _confirm_form(request, db, token)


@router.post("/account/email/confirm", dependencies=[Public])
def confirm(
    request: Request,
    db: Db,
    link: Annotated[str, Form(alias="token")] = "",
    password: Annotated[str, Form()] = "",
) -> Response:
    here = token(request) or ""
    try:
        refused = email_changes.confirm(db, link, password, here=here)
    except NotFound:
        return _confirm_form(request, db, link)
    if refused:
        errors, status = account_words.of_password(refused), account_words.status_of(refused)
        return _confirm_form(request, db, link, errors=errors, status=status)
    signed_in = accounts.signed_in(db, here)
    return RedirectResponse("/account?notice=email" if signed_in else "/sign-in?notice=email-changed", 303)


@router.get("/account/email/undo", dependencies=[Public])
def undo_form(request: Request, db: Db, token: str = "") -> HTMLResponse:
    return _undo_form(request, db, token)


@router.post("/account/email/undo", dependencies=[Public])
def undo(request: Request, db: Db, token: Annotated[str, Form()] = "") -> Response:
    """Whoever took the account may have asked to have it erased, too: that is taken back with it."""
    try:
        actor = organisations.actor_of(db, email_changes.undo(db, token))
    except NotFound:
        return _undo_form(request, db, token)
    except Conflict:
        errors = {"": _("Another account uses this address now. Tell the people who run this service.")}
        return _undo_form(request, db, token, errors=errors, status=409)
    if leaving.under_way(db, actor):
        leaving.stay(db, actor)
    return RedirectResponse("/sign-in?notice=taken-back", 303)


def _form(
    request: Request,
    db: Session,
    actor: Actor,
    email: str = "",
    *,
    sent: bool = False,
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> HTMLResponse:
    return render(
        request,
        "pages/account/email.html",
        status=status,
        account=accounts.own(db, actor),
        email=email,
        sent=sent,
        errors=errors or {},
        shows_mailbox=platform(request).settings.shows_mailbox,
    )


def _confirm_form(
    request: Request, db: Session, token: str, *, errors: dict[str, str] | None = None, status: int = 200
) -> HTMLResponse:
    """Where the link is used or too old: the page that says so."""
    try:
        change = email_changes.find(db, token)
    except NotFound:
        return _used(request)
    return render(
        request,
        "pages/account/email_confirm.html",
        status=status,
        token=token,
        email=change.email,
        errors=errors or {},
        resent_by="confirm" if request.method == "POST" else None,
        show="",
    )


def _undo_form(
    request: Request, db: Session, token: str, *, errors: dict[str, str] | None = None, status: int = 200
) -> HTMLResponse:
    try:
        former = email_changes.find_former(db, token)
    except NotFound:
        return _used(request)
    return render(
        request,
        "pages/account/email_undo.html",
        status=status,
        token=token,
        email=former.email,
        errors=errors or {},
        resent_by="undo" if request.method == "POST" else None,
        show="",
    )


def _used(request: Request) -> HTMLResponse:
    return render(request, "pages/account/email_used.html", status=404)
