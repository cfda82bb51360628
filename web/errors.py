"""What can go wrong, as seen from outside: one table from an error to its status, its page and its JSON."""

import logging
import secrets
import traceback
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from talent.errors import Conflict, NotAllowed, NotFound, NotText, RuleBroken, TalentError
from talent.recognition.errors import QueryError
from web.i18n import N_, gettext
from web.platform import NotReady
from web.security import safe_next
from web.templating import render

log = logging.getLogger("talent.errors")

OUR_CODE = tuple(Path(__file__).parents[1] / name for name in ("esco_data", "talent", "matching", "web"))


@dataclass(frozen=True, slots=True)
class Problem:
    """One kind of answer to something that went wrong: what is wrong, and what the reader can do."""

    title: str
    advice: str


PROBLEMS = {
    400: Problem(
        N_("The request could not be read"),
        N_("Go back, reload the page and try again."),
    ),
    403: Problem(
        N_("You cannot do this here"),
        N_(
            "Your account does not allow it, or the request came from another website. "
            "Go to the home page and start from there."
        ),
    ),
    404: Problem(
        N_("Page not found"),
        N_(
            "Check the address for typing errors. "
            "The page may have been moved or removed, or it may not be open to you."
        ),
    ),
    405: Problem(
        N_("This address cannot be opened directly"),
        N_("It answers a form. Go to the page with the form and send it from there."),
    ),
    409: Problem(
        N_("Something has changed in the meantime"),
        N_("Go back, reload the page to see the present state, and try again."),
    ),
    413: Problem(
        N_("What you sent is too large"),
        N_(
            "A text may have 1 MB, a file as much as the form says beside it. "
            "Make the file smaller, for example without its pictures, or paste its text instead."
        ),
    ),
    422: Problem(
        N_("Something in the request is missing or not valid"),
        N_("Go back to the page with the form, check what you entered and send it again."),
    ),
    429: Problem(
        N_("Too many attempts"),
        N_("Wait 15 minutes, then try again."),
    ),
    500: Problem(
        N_("Something went wrong on our side"),
        N_(
            "Nothing of what you sent was saved. Try again in a few minutes. "
            "If it happens again, give the number below to the people who run this service."
        ),
    ),
    503: Problem(
        N_("This part of the service is still being prepared"),
        N_("It will be ready soon. The state of the service shows how far it is."),
    ),
}

STATUS_OF: dict[type[Exception], int] = {
    NotFound: 404,
    NotAllowed: 403,
    Conflict: 409,
    RuleBroken: 422,
    NotText: 400,
    QueryError: 422,
    NotReady: 503,
    RequestValidationError: 422,
}


def problem_response(
    request: Request,
    status: int,
    *,
    code: str | None = None,
    incident: str | None = None,
    details: Mapping[str, Any] | None = None,
) -> Response:
    """The page or the JSON for `status`, whichever the client asks for. `details` are for programs, not for readers."""
    known = status if status in PROBLEMS else (500 if status >= 500 else 400)
    problem = PROBLEMS[known]
    if wants_json(request):
        error = {
            "code": code or _slug(status),
            "message": gettext(problem.title),
            "advice": gettext(problem.advice),
        }
        more = {"incident": incident} if incident else {}
        return JSONResponse({"error": error | more | dict(details or {})}, status)
    return render(
        request, "pages/problem.html", status=status, problem=problem, code=status, incident=incident
    )


def wants_json(request: Request) -> bool:
    """Whether the client names JSON and not HTML as what it accepts."""
    accept = request.headers.get("accept", "")
    return "application/json" in accept and "text/html" not in accept


def _slug(status: int) -> str:
    try:
        return HTTPStatus(status).phrase.lower().replace(" ", "-")
    except ValueError:
        return str(status)


def install(app: FastAPI) -> None:
    """Makes `app` answer every known error from the tables above."""
    for kind in STATUS_OF:
        app.add_exception_handler(kind, _answer_known)
    app.add_exception_handler(NotAllowed, _answer_not_allowed)
    app.add_exception_handler(HTTPException, _answer_http)


def _answer_known(request: Request, error: Exception) -> Response:
    status = next(STATUS_OF[kind] for kind in type(error).__mro__ if kind in STATUS_OF)
    code = error.code if isinstance(error, TalentError) else None
    return problem_response(request, status, code=code, details=_details(error))


def _details(error: Exception) -> dict[str, Any]:
    """Which input a question about recognition got wrong, and what was perhaps meant."""
    if isinstance(error, QueryError):
        return {"field": error.field, "suggestions": list(error.suggestions)}
    return {}


def _answer_not_allowed(request: Request, error: Exception) -> Response:
    """A stranger is led to the sign-in page and back; who is signed in is told that it is not for them."""
    if isinstance(error, NotAllowed) and not error.signed_in and not wants_json(request):
        address = safe_next(request.url.path) if request.method == "GET" else "/"
        return RedirectResponse("/sign-in?" + urlencode({"next": address}), 303)
    return _answer_known(request, error)


def _answer_http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    response = problem_response(request, status)
    response.headers.update(getattr(error, "headers", None) or {})
    return response


class Incidents:
    """Turns what nobody foresaw into a page with a number, and logs the way there under the same number."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def send_and_note(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, send_and_note)
        except Exception as error:  # noqa: BLE001 - the one place where anything may arrive; it is logged and answered
            incident = record_incident(error)
            if scope["type"] != "http" or started:
                return
            response = problem_response(Request(scope, receive), 500, incident=incident)
            await response(scope, receive, send)


def record_incident(error: BaseException) -> str:
    """Logs where `error` came from, without its words: a message may quote what a person wrote."""
    incident = secrets.token_hex(4).upper()
    log.error("incident %s\n%s", incident, "\n".join(_way_to(error)))
    return incident


def _way_to(error: BaseException) -> Iterator[str]:
    """Types of the error and of its causes, each with the lines of this project's code that it passed."""
    current: BaseException | None = error
    while current is not None:
        yield type(current).__qualname__
        frames = traceback.extract_tb(current.__traceback__)
        ours = [frame for frame in frames if any(map(Path(frame.filename).is_relative_to, OUR_CODE))]
        yield from (f"  {frame.filename}:{frame.lineno} {frame.name}: {frame.line}" for frame in ours)
        if frames and frames[-1] not in ours:
            yield f"  {frames[-1].filename}:{frames[-1].lineno} {frames[-1].name}"
        current = current.__cause__ or current.__context__
