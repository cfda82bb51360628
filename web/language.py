"""Which language a request is answered in: what the address asks for, else the cookie, else the browser's list."""

from http.cookies import SimpleCookie
from urllib.parse import parse_qs

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web import i18n

COOKIE = "lang"
A_YEAR = 365 * 24 * 3600


class Language:
    """Sets the reader for the request; remembers a language asked for by `?lang=` in a cookie.

    An account's own language arrives by the same cookie, which signing in sets.
    """

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self.app = app
        self.https = https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        asked = asked_for(scope)
        i18n.use(
            i18n.choose(
                asked, request.cookies.get(COOKIE), accept_language=request.headers.get("accept-language", "")
            )
        )

        async def send_in_language(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    headers["Content-Language"] = i18n.current().language
                    headers.add_vary_header("Cookie, Accept-Language")
                if asked:
                    headers.append("Set-Cookie", language_cookie(asked, https=self.https))
            await send(message)

        await self.app(scope, receive, send_in_language)


def asked_for(scope: Scope) -> str | None:
    """The language in `?lang=`, if there is a catalogue for it."""
    wishes = parse_qs(scope["query_string"].decode("latin-1")).get("lang", [])
    return next((wish for wish in wishes if wish in i18n.languages()), None)


def language_cookie(language: str, *, https: bool) -> str:
    """The value of a Set-Cookie header that keeps `language` for a year."""
    cookie: SimpleCookie = SimpleCookie({COOKIE: language})
    morsel = cookie[COOKIE]
    morsel["path"] = "/"
    morsel["max-age"] = str(A_YEAR)
    morsel["samesite"] = "Lax"
    morsel["httponly"] = True
    if https:
        morsel["secure"] = True
    return morsel.OutputString()
