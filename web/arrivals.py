"""Somebody on the way from a provider to an account of their own here: in a sealed cookie, for nobody keeps it yet."""

import base64
import json
import time
from dataclasses import asdict, dataclass
from typing import Final

from fastapi import Request
from fastapi.responses import Response

from talent.accounts.identities import Identity
from talent.sealing import CannotOpen
from web.deps import platform
from web.settings import Settings

LASTS_S: Final = 1800
ABOUT: Final = "arrival from a provider"


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who they are at the provider, and what it said of them; `until`: seconds since 1970."""

    issuer: str
    subject: str
    email: str
    name: str
    until: float

    @property
    def identity(self) -> Identity:
        return Identity(self.issuer, self.subject)


def keep(request: Request, response: Response, identity: Identity, *, email: str, name: str) -> None:
    arrival = Arrival(identity.issuer, identity.subject, email, name, time.time() + LASTS_S)
    closed = platform(request).seal.close(json.dumps(asdict(arrival)).encode(), about=ABOUT)
    settings = platform(request).settings
    response.set_cookie(
        _cookie(settings),
        base64.urlsafe_b64encode(closed).decode("ascii"),
        max_age=LASTS_S,
        path="/",
        httponly=True,
        samesite="lax",
        secure=_https(settings),
    )


def of(request: Request) -> Arrival | None:
    """None where nobody came from a provider in this browser, or too long ago."""
    closed = request.cookies.get(_cookie(platform(request).settings), "")
    try:
        opened = platform(request).seal.open(base64.urlsafe_b64decode(closed), about=ABOUT)
    except (CannotOpen, ValueError):
        return None
    arrival = Arrival(**json.loads(opened))
    return arrival if arrival.until > time.time() else None


def forget(request: Request, response: Response) -> None:
    settings = platform(request).settings
    response.delete_cookie(_cookie(settings), path="/", secure=_https(settings), httponly=True)


def _cookie(settings: Settings) -> str:
    return "__Host-arrival" if _https(settings) else "arrival"


def _https(settings: Settings) -> bool:
    return settings.environment == "production"
