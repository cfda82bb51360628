"""Requests to a world of its own, each of which is undone: between them the database is as it was built."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final
from urllib.parse import quote

import sqlalchemy as sa
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy.orm import Session

from talent.db import Base, Database
from tests.web import gates, gates_world
from tests.web.conftest import BROWSER
from tests.web.gates import Gate
from tests.web.gates_world import Visitor, World
from web.app import create_app
from web.platform import Platform
from web.settings import Settings

NO_SUCH: Final = "00000000-0000-7000-8000-000000000000"
TABLES: Final = {table.name: table for table in Base.metadata.sorted_tables}
WRITES: Final = re.compile(r"(?:INSERT INTO|UPDATE) \"?(\w+)|DELETE")


@dataclass(frozen=True, slots=True)
class Seen:
    """`outcome` is a letter of the table, `text` the page without the ids of the world, so that two can be compared.

    `changed`: the tables that are not as they were, besides those that only count and note.
    """

    outcome: str
    status: int
    text: str
    changed: frozenset[str]


@dataclass(frozen=True, slots=True)
class Tour:
    visitor: Visitor
    seen: Mapping[Gate, Seen]


@contextmanager
def trying(settings: Settings, database: Database) -> Iterator["Trial"]:
    """`database` must be one that is rolled back afterwards."""
    platform = Platform(settings, database)
    app = create_app(settings, platform=platform)
    headers = BROWSER | {"accept-encoding": "identity"}  # quicker
    with database.writers() as db, TestClient(app, headers=headers, follow_redirects=False) as client:
        world = gates_world.build(db, platform)
        yield Trial(client, db, world)


class Trial:
    def __init__(self, client: TestClient, db: Session, world: World) -> None:
        self.client, self.db, self.world = client, db, world
        self.connection = db.connection()
        self.written: set[str] = set()
        sa.event.listen(self.connection, "before_cursor_execute", self._note)
        self.before = {name: self._digest(name) for name in TABLES}
        values = [value for thing in world.things.values() for value in (thing, quote(thing, safe=""))]
        self.ids = re.compile("|".join(map(re.escape, [NO_SUCH, *values])))

    def tour(self, visitor: Visitor) -> Tour:
        return Tour(visitor, {gate: self.request(visitor, gate) for gate in gates.tried_by(visitor)})

    def request(self, visitor: Visitor, gate: Gate, **changes: Any) -> Seen:
        """`changes` to what the table says is sent; `things`: other values for some names."""
        self.client.cookies.clear()
        if token := self.world.tokens.get(visitor):
            self.client.cookies.set("session", token)
        things = {**self.world.things, **changes.pop("things", {})}
        self.db.expire_all()
        undo = self.connection.begin_nested()
        try:
            self.written.clear()
            answer = self.client.request(gate.method, gate.address(things), **(gate.body(things) | changes))
            return Seen(outcome(answer), answer.status_code, self.ids.sub("", answer.text), self._changed())
        finally:
            undo.rollback()

    def _note(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        """What is deleted may take rows of any table with it."""
        if written := WRITES.match(statement.lstrip()):
            self.written |= {written[1]} if written[1] else set(TABLES)

    def _changed(self) -> frozenset[str]:
        written = self.written - gates.NOTES
        return frozenset(name for name in written if self._digest(name) != self.before[name])

    def _digest(self, name: str) -> str:
        rows = sorted(map(repr, self.connection.execute(sa.select(TABLES[name])).all()))
        return sha256("\n".join(rows).encode()).hexdigest()


def outcome(answer: Response) -> str:
    """The letter of the table."""
    if answer.status_code == 303 and answer.headers["location"].startswith("/sign-in?next="):
        return gates.SIGN_IN
    letters = {200: "+", 303: "+", 409: "=", 422: "=", 403: "-", 404: "0"}
    return letters.get(answer.status_code, str(answer.status_code))
