"""Another e-mail address for the account: asked for, confirmed by a link to the new one, undone by one to the old."""

from typing import Annotated, Final

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
from web.mail_links import link_form, no_longer
from web.templating import render

router = APIRouter()

OWN = Needs(Permission.KEEP_OWN_ACCOUNT)
USED: Final = "pages/account/email_used.html"


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
        return _form(request, db, actor, email, **account_words.of_password(refused))
    return RedirectResponse("/account/email?sent=true", 303)


@router.get("/account/email/confirm", dependencies=[Public])
def confirm_form(request: Request, db: Db, token: str = "") -> HTMLResponse:
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
        return _confirm_form(request, db, link, **account_words.of_password(refused))
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
    try:
        email = email_changes.find(db, token).email
    except NotFound:
        return no_longer(request, USED)
    page = "pages/account/email_confirm.html"
    return link_form(request, page, token, form="confirm", errors=errors, status=status, email=email)


def _undo_form(
    request: Request, db: Session, token: str, *, errors: dict[str, str] | None = None, status: int = 200
) -> HTMLResponse:
    try:
        email = email_changes.find_former(db, token).email
    except NotFound:
        return no_longer(request, USED)
    page = "pages/account/email_undo.html"
    return link_form(request, page, token, form="undo", errors=errors, status=status, email=email)
