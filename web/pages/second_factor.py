"""Switching the second step of signing in on and off: the key for an app, and recovery codes shown once."""

from typing import Annotated

import segno
from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.orm import Session

from talent import accounts
from talent.accounts import Refusal, second_factor
from talent.actors import Actor, Permission
from web import account_words
from web.deps import CurrentActor, Db, Needs, platform
from web.templating import render

router = APIRouter(dependencies=[Needs(Permission.KEEP_OWN_ACCOUNT)])


@router.get("/account/second-factor")
def page(request: Request, db: Db, actor: CurrentActor) -> HTMLResponse:
    return _page(request, db, actor)


@router.post("/account/second-factor")
def begin(request: Request, db: Db, actor: CurrentActor, password: Annotated[str, Form()] = "") -> Response:
    if refused := second_factor.begin(db, actor, password, seal=platform(request).seal):
        return _refused(request, db, actor, refused)
    return RedirectResponse("/account/second-factor", 303)


@router.post("/account/second-factor/confirm")
def confirm(request: Request, db: Db, actor: CurrentActor, code: Annotated[str, Form()] = "") -> Response:
    """Answers with the recovery codes themselves: after this page nobody can show them."""
    outcome = second_factor.confirm(db, actor, code, seal=platform(request).seal)
    if isinstance(outcome, Refusal):
        return _page(request, db, actor, **account_words.of_code(outcome))
    return _codes(request, outcome)


@router.post("/account/second-factor/codes")
def renew_codes(
    request: Request, db: Db, actor: CurrentActor, password: Annotated[str, Form()] = ""
) -> Response:
    outcome = second_factor.renew_codes(db, actor, password)
    return _refused(request, db, actor, outcome) if isinstance(outcome, Refusal) else _codes(request, outcome)


@router.post("/account/second-factor/off")
def switch_off(
    request: Request, db: Db, actor: CurrentActor, password: Annotated[str, Form()] = ""
) -> Response:
    if refused := second_factor.switch_off(db, actor, password):
        return _refused(request, db, actor, refused)
    return RedirectResponse("/account?notice=second-factor-off", 303)


def _refused(request: Request, db: Session, actor: Actor, refused: Refusal) -> HTMLResponse:
    return _page(request, db, actor, **account_words.of_password(refused))


def _page(
    request: Request,
    db: Session,
    actor: Actor,
    *,
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> HTMLResponse:
    """Off: how to begin; begun: the key and where to type the code; on: new codes, and switching off."""
    own = accounts.own(db, actor)
    secret = second_factor.secret_to_confirm(db, actor, seal=platform(request).seal)
    issuer = platform(request).settings.site_name
    return render(
        request,
        "pages/account/second_factor.html",
        status=status,
        errors=errors or {},
        account=own,
        is_on=second_factor.is_on(db, own),
        codes_left=second_factor.codes_left(db, actor),
        secret=_in_groups(secret) if secret else None,
        picture=_picture(second_factor.address(own, secret, issuer)) if secret else None,
    )


def _codes(request: Request, codes: tuple[str, ...]) -> HTMLResponse:
    return render(request, "pages/account/recovery_codes.html", codes=codes)


def _picture(text: str) -> str:
    """A QR code as the address of an image, which the policy for content lets in."""
    return segno.make(text, error="m", micro=False).svg_data_uri(scale=5, light="#fff")


def _in_groups(secret: str) -> str:
    """Four letters at a time, as one types them."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
