"""What a route asks for: a transaction, the actor, and the gate that every route must name."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Final, cast

from fastapi import Depends, FastAPI, Request, params
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts
from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException

from talent import accounts, organisations
from talent.actors import STRANGER, Actor, Permission
from web.platform import Platform
from web.settings import Settings

SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})


def platform(request: Request) -> Platform:
    return cast(Platform, request.app.state.platform)


def session(request: Request) -> Iterator[Session]:
    """One transaction per request; only `Depends(session, scope="function")` commits before the answer leaves.

    With the default scope the commit comes after the answer, and one that fails still shows 200. Requests that
    should change nothing (GET) read without SQLite's write lock: what such a request has to write, a log of what
    it showed, goes into a short transaction of its own.
    """
    writing = request.method not in SAFE_METHODS
    with platform(request).database.transaction(writing=writing) as db:
        yield db


Db = Annotated[Session, Depends(session, scope="function")]


def reading(request: Request) -> Iterator[Session]:
    """A transaction that only reads, whatever the method.

    For forms that are posted to keep a text out of the address: while the model reads it, nobody else's write waits.
    """
    with platform(request).database.transaction(writing=False) as db:
        yield db


ReadingDb = Annotated[Session, Depends(reading, scope="function")]


def session_cookie(settings: Settings) -> str:
    """Name of the cookie with the sign-in token. With HTTPS the prefix makes browsers refuse it from elsewhere."""
    return "__Host-session" if settings.environment == "production" else "session"


def token(request: Request) -> str | None:
    return request.cookies.get(session_cookie(platform(request).settings))


def actor(request: Request, db: Db) -> Actor:
    """Who is signed in, or the stranger."""
    presented = token(request)
    if presented is None:
        return STRANGER
    return organisations.actor_of(db, accounts.signed_in(db, presented))


CurrentActor = Annotated[Actor, Depends(actor)]


def reading_actor(request: Request, db: ReadingDb) -> Actor:
    """The same, for a route that only reads; it says `Public` and asks `actor.must` itself."""
    return actor(request, db)


ReadingActor = Annotated[Actor, Depends(reading_actor)]


@dataclass(frozen=True)
class Gate:
    """Stands before a route. Raises NotAllowed where the actor lacks `permission`; None lets everyone in."""

    permission: Permission | None

    def __call__(self, current: CurrentActor) -> None:
        if self.permission is not None:
            current.must(self.permission)


def Needs(permission: Permission) -> Any:
    """For `dependencies=[Needs(Permission.X)]` of a route or a router."""
    return Depends(Gate(permission))


def _everyone() -> None:
    """Lets everyone in, and asks neither cookie nor database."""


Public: Final[params.Depends] = Depends(_everyone)
"""For `dependencies=[Public]`: open to everyone on purpose, not by having been forgotten."""


def Carries(*names: str) -> Any:
    """For a form whose fields may all be empty: what was sent must have at least one of the fields (422).

    A body of another kind, or one that was cut off, would else be read as "make everything empty".
    """

    async def carries(request: Request) -> None:
        form = await request.form()
        if not any(name in form for name in names):
            raise HTTPException(422)

    return Depends(carries)


def without_gate(app: FastAPI) -> list[str]:
    """Routes that say neither Needs nor Public, for the test that wants none."""
    return [
        f"{sorted(context.methods or ())} {context.path}"
        for context in iter_route_contexts(app.routes)
        if not _has_gate(getattr(context, "dependant", None))  # a mounted application has none
    ]


def _has_gate(dependant: Dependant | None) -> bool:
    calls = [each.call for each in dependant.dependencies] if dependant else []
    return any(call is _everyone or isinstance(call, Gate) for call in calls)
