"""Passkeys: making, listing and removing them, and signing in with one. The browser speaks to the device by script."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.orm import Session

from talent import accounts
from talent.accounts import Refusal, SignInRefused, passkeys
from talent.accounts.passkeys import Site
from talent.actors import Actor, Permission
from talent.errors import NotFound, RuleBroken
from web import account_words, signing, ways_in
from web.deps import CurrentActor, Db, Needs, Public, platform
from web.i18n import gettext as _
from web.security import safe_next
from web.templating import render

router = APIRouter()

OWN = Needs(Permission.KEEP_OWN_ACCOUNT)


@router.get("/account/passkeys", dependencies=[OWN])
def page(request: Request, db: Db, actor: CurrentActor) -> HTMLResponse:
    return _page(request, db, actor)


@router.post("/account/passkeys", dependencies=[OWN])
def begin(
    request: Request,
    db: Db,
    actor: CurrentActor,
    name: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
) -> HTMLResponse:
    """On to the page whose script makes the key: it carries what was asked for, and no way to ask for more."""
    try:
        outcome = passkeys.begin(db, actor, _site(request), name, password)
    except RuleBroken as broken:
        return _page(request, db, actor, name, errors=account_words.of_rule(broken), status=422)
    if isinstance(outcome, Refusal):
        return _page(request, db, actor, name, **account_words.of_password(outcome))
    return render(request, "pages/account/passkey_new.html", options=outcome)


@router.get("/account/passkeys/new", dependencies=[OWN])
def begin_again() -> Response:
    """Where a reader comes who changes the language after a key was not made."""
    return RedirectResponse("/account/passkeys", 303)


@router.post("/account/passkeys/new", dependencies=[OWN])
def add(request: Request, db: Db, actor: CurrentActor, answer: Annotated[str, Form()] = "") -> Response:
    if passkeys.add(db, actor, _site(request), answer) is None:
        return _page(request, db, actor, errors={"": _not_made()}, status=422)
    return RedirectResponse("/account?notice=passkey-added", 303)


@router.post("/account/passkeys/{passkey_id}/remove", dependencies=[OWN])
def remove(passkey_id: str, db: Db, actor: CurrentActor) -> Response:
    passkeys.remove(db, actor, passkey_id)
    return RedirectResponse("/account?notice=passkey-removed", 303)


@router.get("/sign-in/passkey", dependencies=[Public])
def ask_again(next: str = "/") -> Response:
    return RedirectResponse(signing.sign_in_page(next), 303)


@router.post("/sign-in/passkey", dependencies=[Public])
def ask(request: Request, db: Db, next: Annotated[str, Form()] = "/") -> HTMLResponse:
    outcome = passkeys.ask(db, _site(request), address=signing.address(request))
    if isinstance(outcome, Refusal):
        return _not_in(request, next, account_words.too_many(), status=429)
    return render(request, "pages/sign_in_passkey.html", options=outcome, next=safe_next(next), errors={})


@router.post("/sign-in/passkey/offer", dependencies=[Public])
def offer(request: Request, db: Db) -> Response:
    """For the script of the sign-in page: the browser then shows the keys it has where the e-mail address is typed."""
    outcome = passkeys.offer(db, _site(request), address=signing.address(request))
    if isinstance(outcome, Refusal):
        return Response(status_code=account_words.status_of(outcome))
    return Response(outcome, media_type="application/json")


@router.get("/sign-in/passkey/answer", dependencies=[Public])
def answer_again(next: str = "/") -> Response:
    return RedirectResponse(signing.sign_in_page(next), 303)


@router.post("/sign-in/passkey/answer", dependencies=[Public])
def sign_in(
    request: Request,
    db: Db,
    answer: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/",
) -> Response:
    outcome = passkeys.sign_in(
        db, _site(request), answer, address=signing.address(request), device=signing.device(request)
    )
    if isinstance(outcome, SignInRefused):
        status = account_words.status_of(outcome.reason)
        wrong = _("This passkey does not open an account here. Try again, or sign in with your password.")
        message = account_words.too_many() if outcome.reason is Refusal.TOO_MANY else wrong
        return _not_in(request, next, message, status=status)
    return signing.let_in(request, db, outcome, next)


def _site(request: Request) -> Site:
    """Raises NotFound where this site has no passkeys."""
    site = ways_in.passkey_site(platform(request).settings)
    if site is None:
        raise NotFound("passkeys")
    return site


def _not_made() -> str:
    return _(
        "The passkey was not made. Perhaps it took too long, or the browser does not know passkeys. Try again."
    )


def _not_in(request: Request, next_page: str, message: str, *, status: int) -> HTMLResponse:
    return render(
        request,
        "pages/sign_in_passkey.html",
        status=status,
        options=None,
        next=safe_next(next_page),
        errors={"": message},
    )


def _page(
    request: Request,
    db: Session,
    actor: Actor,
    name: str = "",
    *,
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> HTMLResponse:
    settings = platform(request).settings
    return render(
        request,
        "pages/account/passkeys.html",
        status=status,
        account=accounts.own(db, actor),
        passkeys=passkeys.of(db, actor),
        offered=ways_in.passkey_site(settings) is not None,
        offered_at=ways_in.passkeys_at(settings, request.url.hostname),
        typed=name,
        errors=errors or {},
    )
