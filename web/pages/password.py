"""A forgotten password: a link is asked for, and a new password chosen by it. Nothing tells who is registered."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.orm import Session

from talent import accounts
from talent.accounts import resets
from talent.errors import NotFound, RuleBroken
from web import account_words, i18n, signing
from web.deps import Db, Public, platform
from web.mail_links import link_form, no_longer
from web.templating import render

router = APIRouter()


@router.get("/forgotten-password", dependencies=[Public])
def ask_form(request: Request) -> HTMLResponse:
    return _ask_form(request)


@router.post("/forgotten-password", dependencies=[Public])
def ask(request: Request, db: Db, email: Annotated[str, Form()] = "") -> Response:
    language, address = i18n.current().language, signing.address(request)
    try:
        refused = resets.ask(db, email, language=language, address=address)
    except RuleBroken as broken:
        return _ask_form(request, email, errors=account_words.of_rule(broken), status=422)
    if refused:
        return _ask_form(request, email, errors={"": account_words.too_many()}, status=429)
    return RedirectResponse("/forgotten-password/sent", 303)


@router.get("/forgotten-password/sent", dependencies=[Public])
def sent(request: Request) -> HTMLResponse:
    shows_mailbox = platform(request).settings.shows_mailbox
    return render(request, "pages/password/sent.html", shows_mailbox=shows_mailbox)


@router.get("/reset-password", dependencies=[Public])
def choose_form(request: Request, db: Db, token: str = "") -> HTMLResponse:
    return _choose_form(request, db, token)


@router.post("/reset-password", dependencies=[Public])
def choose(
    request: Request,
    db: Db,
    token: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
) -> Response:
    """Does not sign in: whoever has a second factor must show it."""
    try:
        refused = resets.choose(db, token, password, address=signing.address(request))
    except NotFound:
        return _choose_form(request, db, token)
    except RuleBroken as broken:
        return _choose_form(request, db, token, errors=account_words.of_rule(broken), status=422)
    if refused:
        return _choose_form(request, db, token, errors={"": account_words.too_many()}, status=429)
    return RedirectResponse("/sign-in?notice=password-changed", 303)


def _ask_form(
    request: Request, email: str = "", *, errors: dict[str, str] | None = None, status: int = 200
) -> HTMLResponse:
    return render(request, "pages/password/ask.html", status=status, email=email, errors=errors or {})


def _choose_form(
    request: Request, db: Session, token: str, *, errors: dict[str, str] | None = None, status: int = 200
) -> HTMLResponse:
    try:
        resets.find(db, token)
    except NotFound:
        return no_longer(request, "pages/password/used.html")
    page, shortest = "pages/password/choose.html", accounts.SHORTEST_PASSWORD
    return link_form(request, page, token, form="choose", errors=errors, status=status, shortest=shortest)
