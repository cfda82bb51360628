"""Signing in and out. What is answered never tells whether an e-mail address is registered."""

from datetime import UTC, datetime
from typing import Annotated

import sqlalchemy as sa
from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.orm import Session

from talent import accounts
from talent.accounts import Account, Refusal, SignedIn, SignInRefused
from talent.actors import Role
from talent.demonstration import seed
from web import i18n
from web.deps import Db, Public, platform, session_cookie, token
from web.i18n import N_
from web.i18n import gettext as _
from web.language import COOKIE, language_cookie
from web.security import safe_next
from web.templating import render

router = APIRouter()

ROLE_NAMES = {
    Role.CANDIDATE: N_("Candidate"),
    Role.EMPLOYER: N_("Employer"),
    Role.OFFICER: N_("Recognition officer"),
    Role.CONTACT_POINT: N_("National contact point"),
    Role.ADMINISTRATOR: N_("Administrator"),
}


@router.get("/sign-in", dependencies=[Public])
def form(request: Request, db: Db, next: str = "/") -> HTMLResponse:
    return _form(request, db, next)


@router.post("/sign-in", dependencies=[Public])
def sign_in(
    request: Request,
    db: Db,
    email: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/",
) -> Response:
    if missing := _missing(email, password):
        return _form(request, db, next, email, errors=missing, status=422)
    outcome = accounts.sign_in(
        db, email, password, address=_address(request), demonstration=_demonstration_accounts(request)
    )
    if isinstance(outcome, SignInRefused):
        return _refused(request, db, outcome, next, email)
    response = RedirectResponse(safe_next(next), 303)
    _keep(request, response, outcome)
    _speak_as(request, response, accounts.signed_in(db, outcome.token))
    return response


@router.post("/sign-out", dependencies=[Public])
def sign_out(request: Request, db: Db) -> Response:
    if presented := token(request):
        accounts.sign_out(db, presented)
    response = RedirectResponse("/", 303)
    settings = platform(request).settings
    response.delete_cookie(
        session_cookie(settings), secure=settings.environment == "production", httponly=True
    )
    return response


def _form(
    request: Request,
    db: Session,
    next_page: str,
    email: str = "",
    *,
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> HTMLResponse:
    return render(
        request,
        "pages/sign_in.html",
        status=status,
        next=safe_next(next_page),
        email=email,
        errors=errors or {},
        trial_accounts=_trial_accounts(db) if _demonstration_accounts(request) else [],
        trial_password=seed.PASSWORD,
    )


def _trial_accounts(db: Session) -> list[tuple[str, list[str]]]:
    """By role, the e-mail addresses of the accounts that anyone may use."""
    invented = db.scalars(sa.select(Account).where(Account.is_demonstration).order_by(Account.email)).all()
    by_role = {role: [one.email for one in invented if role in one.roles] for role in Role}
    return [(_(ROLE_NAMES[role]), emails) for role, emails in by_role.items() if emails]


def _missing(email: str, password: str) -> dict[str, str]:
    errors = {}
    if not email.strip():
        errors["email"] = _("Enter your e-mail address")
    if not password:
        errors["password"] = _("Enter your password")
    return errors


def _refused(
    request: Request, db: Session, refused: SignInRefused, next_page: str, email: str
) -> HTMLResponse:
    if refused.reason is Refusal.TOO_MANY:
        message = _("There were too many attempts to sign in. Wait 15 minutes, then try again.")
        return _form(request, db, next_page, email, errors={"": message}, status=429)
    message = _("E-mail address and password do not belong together. Check both and try again.")
    return _form(request, db, next_page, email, errors={"": message}, status=422)


def _demonstration_accounts(request: Request) -> bool:
    """Whether accounts with the published password may be used: never in production."""
    settings = platform(request).settings
    return settings.demonstration and settings.environment != "production"


def _address(request: Request) -> str:
    return request.client.host if request.client else "unknown"


def _keep(request: Request, response: Response, signed_in: SignedIn) -> None:
    settings = platform(request).settings
    response.set_cookie(
        session_cookie(settings),
        signed_in.token,
        max_age=int((signed_in.expires_at - datetime.now(UTC)).total_seconds()),
        path="/",
        httponly=True,
        samesite="lax",
        secure=settings.environment == "production",
    )


def _speak_as(request: Request, response: Response, account: Account | None) -> None:
    """The account's language from now on, unless the reader has chosen one on this device."""
    if account is None or COOKIE in request.cookies or account.locale not in i18n.languages():
        return
    https = platform(request).settings.environment == "production"
    response.headers.append("Set-Cookie", language_cookie(account.locale, https=https))
