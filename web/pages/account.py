"""The reader's own account: password, signed-in devices, and the way to the second step of signing in."""

from typing import Annotated, Final

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.orm import Session

from talent import accounts
from talent.accounts import identities, passkeys, resets, second_factor
from talent.actors import Actor, Permission
from talent.errors import RuleBroken
from web import account_words, devices
from web.deps import CurrentActor, Db, Needs, platform, token
from web.i18n import N_
from web.i18n import gettext as _
from web.templating import render

router = APIRouter(dependencies=[Needs(Permission.KEEP_OWN_ACCOUNT)])

NOTICES: Final = {
    "password": N_("Your new password is set. Your other devices are signed out."),
    "ended": N_("The device is signed out."),
    "others-ended": N_("Your other devices are signed out."),
    "staying": N_("You keep your account. Nothing was erased."),
    "email": N_("Your new e-mail address is set. Your other devices are signed out."),
    "passkey-added": N_("Your passkey is ready. You can sign in with it."),
    "passkey-removed": N_("The passkey is removed."),
    "linked": N_("You can sign in with it from now on."),
    "unlinked": N_("It no longer opens your account."),
    "second-factor-off": N_("Signing in no longer takes two steps."),
}
"""What was just done, by the word in the address."""


@router.get("/account")
def account(request: Request, db: Db, actor: CurrentActor, notice: str = "") -> HTMLResponse:
    return _page(request, db, actor, notice=NOTICES.get(notice, ""))


@router.post("/account")
def change_password(
    request: Request,
    db: Db,
    actor: CurrentActor,
    password: Annotated[str, Form()] = "",
    new_password: Annotated[str, Form()] = "",
) -> Response:
    try:
        refused = resets.change(db, actor, password, new_password, token=token(request) or "")
    except RuleBroken as broken:
        return _page(request, db, actor, errors=account_words.of_rule(broken), status=422)
    if refused:
        return _page(request, db, actor, **account_words.of_password(refused))
    return RedirectResponse("/account?notice=password", 303)


@router.post("/account/sessions/end-others")
def end_others(request: Request, db: Db, actor: CurrentActor) -> Response:
    accounts.end_others(db, actor, token(request) or "")
    return RedirectResponse("/account?notice=others-ended", 303)


@router.post("/account/sessions/{session_id}/end")
def end(session_id: str, db: Db, actor: CurrentActor) -> Response:
    accounts.end(db, actor, session_id)
    return RedirectResponse("/account?notice=ended", 303)


def _page(
    request: Request,
    db: Session,
    actor: Actor,
    *,
    notice: str = "",
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> HTMLResponse:
    own = accounts.own(db, actor)
    return render(
        request,
        "pages/account/account.html",
        status=status,
        account=own,
        notice=_(notice) if notice else "",
        errors=errors or {},
        shortest=accounts.SHORTEST_PASSWORD,
        sessions=accounts.open_sessions(db, actor, token(request) or ""),
        device=devices.in_words,
        second_factor=second_factor.is_on(db, own),
        passkeys=len(passkeys.of(db, actor)),
        linked=len(identities.of(db, actor)),
        providers=platform(request).settings.oidc_providers,
    )
