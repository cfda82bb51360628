"""Having one's account erased: what goes and what stays, at once or later, and changing one's mind."""

from datetime import timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.orm import Session

from talent import accounts, leaving
from talent.accounts import Refusal
from talent.actors import Actor, Permission
from talent.errors import NotFound
from web import account_words, signing
from web.deps import CurrentActor, Db, Needs, Public, platform
from web.i18n import gettext as _
from web.mail_links import no_longer
from web.templating import render

router = APIRouter()

LATER: Final = "later"
AT_ONCE: Final = "now"
OVER: Final = "pages/account/erase_over.html"


@router.get("/account/erase", dependencies=[Needs(Permission.KEEP_OWN_ACCOUNT)])
def page(request: Request, db: Db, actor: CurrentActor) -> HTMLResponse:
    return _page(request, db, actor)


@router.post("/account/erase", dependencies=[Needs(Permission.KEEP_OWN_ACCOUNT)])
def ask(
    request: Request,
    db: Db,
    actor: CurrentActor,
    password: Annotated[str, Form()] = "",
    when: Annotated[str, Form()] = "",
) -> Response:
    if when not in {LATER, AT_ONCE}:
        errors = {"when": _("Choose when your account is erased")}
        return _page(request, db, actor, errors=errors, status=422)
    after = timedelta(days=platform(request).settings.erasure_days if when == LATER else 0)
    outcome = leaving.ask(db, actor, password, after=after)
    if isinstance(outcome, Refusal):
        return _page(request, db, actor, when=when, **account_words.of_password(outcome))
    response = RedirectResponse(f"/account/erase/asked?when={when}", 303)
    signing.forget(request, response)
    return response


@router.post("/account/erase/stay", dependencies=[Needs(Permission.KEEP_OWN_ACCOUNT)])
def stay(db: Db, actor: CurrentActor) -> Response:
    leaving.stay(db, actor)
    return RedirectResponse("/account?notice=staying", 303)


@router.get("/account/erase/asked", dependencies=[Public])
def asked(request: Request, when: str = LATER) -> HTMLResponse:
    settings = platform(request).settings
    return render(
        request,
        "pages/account/erase_asked.html",
        at_once=when == AT_ONCE,
        days=settings.erasure_days,
        shows_mailbox=settings.shows_mailbox,
    )


@router.get("/account/erase/undo", dependencies=[Public])
def undo_form(request: Request, db: Db, token: str = "") -> HTMLResponse:
    try:
        leaving.find(db, token)
    except NotFound:
        return no_longer(request, OVER)
    return render(request, "pages/account/erase_undo.html", token=token)


@router.post("/account/erase/undo", dependencies=[Public])
def undo(request: Request, db: Db, token: Annotated[str, Form()] = "") -> Response:
    try:
        leaving.undo(db, token)
    except NotFound:
        return no_longer(request, OVER)
    return RedirectResponse("/sign-in?notice=staying", 303)


def _page(
    request: Request,
    db: Session,
    actor: Actor,
    *,
    when: str = LATER,
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> HTMLResponse:
    return render(
        request,
        "pages/account/erase.html",
        status=status,
        account=accounts.own(db, actor),
        under_way=leaving.under_way(db, actor),
        days=platform(request).settings.erasure_days,
        when=when,
        errors=errors or {},
    )
