"""Signing in and out. What is answered never tells whether an e-mail address is registered."""

from typing import Annotated

import sqlalchemy as sa
from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.orm import Session

from talent import accounts
from talent.accounts import Account, Refusal, SignInRefused
from talent.actors import Role
from talent.demonstration import seed
from talent.errors import NotFound
from web import account_words, signing, ways_in
from web.deps import Db, Public, platform, token
from web.i18n import N_
from web.i18n import gettext as _
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


NOTICES = {
    "staying": N_("You keep your account. Nothing was erased."),
    "password-changed": N_("Your new password is set. Sign in with it."),
    "email-changed": N_("Your new e-mail address is set. Sign in with it."),
    "taken-back": N_("You have your account back. We sent you a link to choose a new password."),
}
"""What a page that leads to signing in may say there, by the word in the address."""


@router.get("/sign-in", dependencies=[Public])
def form(request: Request, db: Db, next: str = "/", notice: str = "") -> HTMLResponse:
    return _form(request, db, next, notice=NOTICES.get(notice, ""))


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
        db,
        email,
        password,
        address=signing.address(request),
        demonstration=_demonstration_accounts(request),
        device=signing.device(request),
    )
    if isinstance(outcome, SignInRefused):
        return _refused(request, db, outcome, next, email)
    return signing.let_in(request, db, outcome, next)


@router.get("/sign-in/code", dependencies=[Public])
def code_form(request: Request, next: str = "/") -> HTMLResponse:
    return _code_form(request, next)


@router.post("/sign-in/code", dependencies=[Public])
def give_code(
    request: Request,
    db: Db,
    code: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/",
) -> Response:
    """The second step; who has not done the first, or did it too long ago, begins again."""
    if not code.strip():
        return _code_form(request, next, errors={"code": _("Enter the code")}, status=422)
    try:
        outcome = accounts.give_code(
            db,
            signing.first_step(request),
            code,
            seal=platform(request).seal,
            address=signing.address(request),
            device=signing.device(request),
        )
    except NotFound:
        return RedirectResponse(signing.sign_in_page(next), 303)
    if isinstance(outcome, SignInRefused):
        return _code_form(request, next, **account_words.of_code(outcome.reason))
    response = signing.let_in(request, db, outcome, next)
    signing.forget_first_step(request, response)
    return response


@router.post("/sign-out", dependencies=[Public])
def sign_out(request: Request, db: Db) -> Response:
    if presented := token(request):
        accounts.sign_out(db, presented)
    response = RedirectResponse("/", 303)
    signing.forget(request, response)
    return response


def _code_form(
    request: Request, next_page: str, *, errors: dict[str, str] | None = None, status: int = 200
) -> HTMLResponse:
    return render(
        request, "pages/sign_in_code.html", status=status, next=safe_next(next_page), errors=errors or {}
    )


def _form(
    request: Request,
    db: Session,
    next_page: str,
    email: str = "",
    *,
    errors: dict[str, str] | None = None,
    notice: str = "",
    status: int = 200,
) -> HTMLResponse:
    settings = platform(request).settings
    return render(
        request,
        "pages/sign_in.html",
        status=status,
        notice=_(notice) if notice else "",
        next=safe_next(next_page),
        register=signing.register_page(next_page),
        email=email,
        errors=errors or {},
        passkeys=ways_in.passkey_site(settings) is not None,
        passkeys_at=ways_in.passkeys_at(settings, request.url.hostname),
        providers=ways_in.provider_links(settings, next_page),
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
