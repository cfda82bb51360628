"""What signing in leaves in the browser, and what it notes of the caller: cookies, device, network address."""

import secrets
from datetime import UTC, datetime
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from talent import accounts
from talent.accounts import Account, CodeNeeded, SignedIn, ceremonies
from web import devices, i18n
from web.deps import platform, session_cookie
from web.language import COOKIE, language_cookie
from web.security import safe_next
from web.settings import Settings


def address(request: Request) -> str:
    """The caller's network address, which is counted as a digest and never stored."""
    return request.client.host if request.client else "unknown"


def device(request: Request) -> str:
    return devices.noted(request.headers.get("user-agent", ""))


def sign_in_page(next_page: str) -> str:
    """The address of the page where one signs in and then goes on."""
    return "/sign-in?" + urlencode({"next": safe_next(next_page)})


def register_page(next_page: str) -> str:
    """The address of the page where one makes an account and then goes on."""
    wanted = safe_next(next_page)
    return "/register" if wanted == "/" else "/register?" + urlencode({"next": wanted})


def let_in(request: Request, db: Session, outcome: SignedIn | CodeNeeded, next_page: str) -> Response:
    """On to the page that somebody wanted, by way of the code where that is owed."""
    if isinstance(outcome, CodeNeeded):
        response = RedirectResponse("/sign-in/code?" + urlencode({"next": safe_next(next_page)}), 303)
        keep_first_step(request, response, outcome)
        return response
    response = RedirectResponse(safe_next(next_page), 303)
    keep(request, response, outcome, accounts.signed_in(db, outcome.token))
    return response


def keep(request: Request, response: Response, signed_in: SignedIn, account: Account | None) -> None:
    """The browser is signed in from now on, and speaks the account's language unless the reader has chosen one."""
    settings = platform(request).settings
    _set(response, settings, session_cookie(settings), signed_in)
    if account is None or COOKIE in request.cookies or account.locale not in i18n.languages():
        return
    response.headers.append("Set-Cookie", language_cookie(account.locale, https=_https(settings)))


def forget(request: Request, response: Response) -> None:
    settings = platform(request).settings
    response.delete_cookie(session_cookie(settings), secure=_https(settings), httponly=True)


def keep_first_step(request: Request, response: Response, needed: CodeNeeded) -> None:
    settings = platform(request).settings
    _set(response, settings, _first_step_cookie(settings), needed)


def first_step(request: Request) -> str:
    """The token of the right password that was given; empty where there was none."""
    return request.cookies.get(_first_step_cookie(platform(request).settings), "")


def forget_first_step(request: Request, response: Response) -> None:
    settings = platform(request).settings
    response.delete_cookie(_first_step_cookie(settings), secure=_https(settings), httponly=True)


def keep_journey(request: Request, response: Response, state: str) -> None:
    """Only the browser that set out for a provider may come back from it."""
    settings = platform(request).settings
    _set(response, settings, _journey_cookie(settings), SignedIn(state, datetime.now(UTC) + ceremonies.LASTS))


def is_journey(request: Request, state: str) -> bool:
    kept = request.cookies.get(_journey_cookie(platform(request).settings), "")
    return bool(kept) and secrets.compare_digest(kept.encode(), state.encode())


def _journey_cookie(settings: Settings) -> str:
    return "__Host-journey" if _https(settings) else "journey"


def _first_step_cookie(settings: Settings) -> str:
    return "__Host-first-step" if _https(settings) else "first-step"


def _https(settings: Settings) -> bool:
    return settings.environment == "production"


def _set(response: Response, settings: Settings, name: str, value: SignedIn | CodeNeeded) -> None:
    response.set_cookie(
        name,
        value.token,
        max_age=int((value.expires_at - datetime.now(UTC)).total_seconds()),
        path="/",
        httponly=True,
        samesite="lax",
        secure=_https(settings),
    )
