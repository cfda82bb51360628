"""What stands before every route: response headers, refusal of cross-site posts, a limit on bodies, quiet logs."""

import logging
import time
from collections.abc import Callable, Iterable, Mapping
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

access_log = logging.getLogger("talent.access")

MAX_BODY_BYTES = 1024 * 1024
DISCARDED_BYTES = 40 * 1024 * 1024
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})

CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    ]
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
HTTPS_ONLY = {"Strict-Transport-Security": "max-age=63072000; includeSubDomains"}

Refuse = Callable[[Request, int], Response]
"""Builds the page for a refused request, in the reader's language."""


class SecurityHeaders:
    """Adds the headers above to every answer. What says nothing about caching is not kept by anyone."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self.app = app
        self.headers = HEADERS | (HTTPS_ONLY if https else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(self.headers)
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self.app(scope, receive, send_with_headers)


class SameOrigin:
    """Refuses writes that another site's page made the browser send (CSRF).

    Browsers of this decade say where a request comes from (`Sec-Fetch-Site`), older ones name the page
    (`Origin`, `Referer`). A client that says nothing and has no cookie has nothing that could be abused.
    """

    def __init__(self, app: ASGIApp, *, refuse: Refuse) -> None:
        self.app = app
        self.refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if (
            scope["type"] != "http"
            or scope["method"] in SAFE_METHODS
            or comes_from_here(Headers(scope=scope))
        ):
            await self.app(scope, receive, send)
            return
        response = self.refuse(Request(scope, receive), 403)
        await response(scope, receive, send)


def comes_from_here(headers: Headers) -> bool:
    if site := headers.get("sec-fetch-site"):
        return site in {"same-origin", "none"}
    if page := headers.get("origin") or headers.get("referer"):
        return urlsplit(page).netloc == headers.get("host")
    return "cookie" not in headers


class BodyLimit:
    """Answers 413 to a body over the limit, before reading it where its length is announced.

    `larger` are the paths of forms that take a file, with the limit of each. A browser sends its whole body
    before it looks at the answer: up to `DISCARDED_BYTES` are taken and thrown away, so that who chose a file a
    few times too large sees a page and not a broken connection. What announces more is cut off.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        refuse: Refuse,
        limit: int = MAX_BODY_BYTES,
        larger: Mapping[str, int] | None = None,
    ) -> None:
        self.app = app
        self.refuse = refuse
        self.limit = limit
        self.larger = dict(larger or {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = self.larger.get(scope["path"], self.limit)
        announced = self._announced(scope)
        if announced <= limit:
            await self.app(scope, self._counting(receive, limit), send)
            return
        if limit > self.limit and announced <= DISCARDED_BYTES:
            await _discard(receive)
        response = self.refuse(Request(scope, receive), 413)
        await response(scope, receive, send)

    def _announced(self, scope: Scope) -> int:
        length = Headers(scope=scope).get("content-length", "0")
        return int(length) if length.isascii() and length.isdigit() else 0

    def _counting(self, receive: Receive, limit: int) -> Receive:
        received = 0

        async def receive_within_limit() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
                raise HTTPException(413)
            return message

        return receive_within_limit


async def _discard(receive: Receive) -> None:
    """Takes the rest of a body, keeping nothing of it."""
    more = True
    while more:
        message = await receive()
        more = message["type"] == "http.request" and message.get("more_body", False)


class AccessLog:
    """One line a request: method, path, status, milliseconds. No query, no address of the reader, no names."""

    def __init__(self, app: ASGIApp, *, quiet: Iterable[str] = ("/static/", "/healthz")) -> None:
        self.app = app
        self.quiet = tuple(quiet)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(self.quiet):
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()

        async def send_and_log(message: Message) -> None:
            if message["type"] == "http.response.start":
                milliseconds = (time.perf_counter() - started) * 1000
                path = (
                    scope["path"].encode("unicode_escape").decode()
                )  # a line break in a path stays in its line
                access_log.info("%s %s %d %.0f ms", scope["method"], path, message["status"], milliseconds)
            await send(message)

        await self.app(scope, receive, send_and_log)


def safe_next(address: str | None, *, otherwise: str = "/") -> str:
    """A path of this site to go to after signing in. Anything that could lead elsewhere becomes `otherwise`."""
    if not address or not address.startswith("/") or address.startswith(("//", "/\\")):
        return otherwise
    parts = urlsplit(address)
    harmless = not parts.scheme and not parts.netloc and address.isprintable() and "\\" not in address
    return address if harmless else otherwise
