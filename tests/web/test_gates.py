"""Every route, tried by everybody: who gets in, who learns nothing, and what hostile requests leave behind.

The table is in gates.py, the people and their things in gates_world.py.
"""

import re
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy.orm import Session

from talent.accounts import Account
from talent.db import Base
from tests.factories.records import PASSWORD
from tests.web import gates, gates_world
from tests.web.gates import Gate
from tests.web.gates_world import Visitor, World
from web.platform import Platform
from web.settings import Settings

OWNER: Final = re.compile(f"{gates_world.NAME.split()[0]}|{gates_world.EMAIL}", re.IGNORECASE)
SECRETS: Final = re.compile(f"{OWNER.pattern}|Zqwords", re.IGNORECASE)
WRITES: Final = ("INSERT", "UPDATE", "DELETE")
NO_SUCH: Final = "00000000-0000-7000-8000-000000000000"
GARBAGE: Final = ("%00", "a%00b", "x" * 10_000, str(uuid.uuid4()), "%ff", "..%2f..")
LINKS: Final = frozenset({"token", "stop"})
"""Whoever holds a link of a mail is whom it was sent to."""


@pytest.fixture
def settings(settings: Settings, prepared: Path) -> Settings:
    """Of a site that has a name, so that it has passkeys, a taxonomy and an index."""
    for name in ("taxonomy.sqlite", "index"):
        (settings.data / name).symlink_to(prepared / name)
    return Settings.model_construct(**(dict(settings) | {"site_address": "https://talent.example"}))


class Trial:
    """Requests, each of which is undone; between them the database is as it was built."""

    def __init__(self, client: TestClient, db: Session, world: World) -> None:
        self.client, self.db, self.world = client, db, world
        self.connection = db.connection()
        self.written = False
        sa.event.listen(self.connection, "before_cursor_execute", self._note)
        self.before = self._digests()

    def _note(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        self.written = self.written or statement.lstrip().startswith(WRITES)

    def _digests(self) -> dict[str, str]:
        return {table.name: self._digest(table) for table in Base.metadata.sorted_tables}

    def _digest(self, table: sa.Table) -> str:
        rows = sorted(map(repr, self.connection.execute(sa.select(table)).all()))
        return sha256("\n".join(rows).encode()).hexdigest()

    @contextmanager
    def request(
        self, visitor: Visitor, gate: Gate, **changes: Any
    ) -> Iterator[tuple[Response, frozenset[str]]]:
        """The answer and the tables that it changed, besides those that only count and note."""
        self.client.cookies.clear()
        if token := self.world.tokens.get(visitor):
            self.client.cookies.set("session", token)
        things = {**self.world.things, **changes.pop("things", {})}
        undo, self.written = self.connection.begin_nested(), False
        self.db.expire_all()
        answer = self.client.request(gate.method, gate.address(things), **(gate.body(things) | changes))
        after = self._digests() if self.written else self.before
        yield answer, frozenset(name for name in after if after[name] != self.before[name]) - gates.NOTES
        undo.rollback()


@pytest.fixture
def trial(client: TestClient, db: Session, platform: Platform) -> Trial:
    world = gates_world.build(db, platform)
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    db.execute(sa.update(Account).values(password_hash=quick))
    db.commit()
    return Trial(client, db, world)


def outcome(answer: Response) -> str:
    """The letter of the table."""
    if answer.status_code == 303 and answer.headers["location"].startswith("/sign-in?next="):
        return gates.SIGN_IN
    letters = {200: "+", 303: "+", 409: "=", 422: "=", 403: "-", 404: "0"}
    return letters.get(answer.status_code, str(answer.status_code))


def normal(text: str, things: Mapping[str, str]) -> str:
    """A page without the ids of its own address, so that two can be compared."""
    ids = [NO_SUCH, *things.values(), *(quote(value, safe="") for value in things.values())]
    return re.sub("|".join(map(re.escape, ids)), "", text)


def test_every_route_has_a_row_and_every_row_a_route(app: FastAPI) -> None:
    served = {
        f"{method} {context.path}"
        for context in iter_route_contexts(app.routes)
        for method in context.methods or ()
        if method != "HEAD"
    }
    plain = {re.sub(r"{[\w:]+}", "{}", route) for route in served}
    assert {gate.route for gate in gates.GATES} == plain


WRITERS: Final = frozenset(
    {Visitor.EMPLOYER, Visitor.CANDIDATE, Visitor.OTHER_CANDIDATE, Visitor.SHARED_CANDIDATE}
)
"""Whose own forms answer + or = as they are filled: the tests of each page try those. Here are all the others."""

SHARED: Final = frozenset({Visitor.SHARED_CANDIDATE, Visitor.SHARED_EMPLOYER, Visitor.SHARED_CONTACT_POINT})
"""Accounts whose password is published are refused before anything is looked up."""


@pytest.mark.parametrize("visitor", [each for each in Visitor if each not in WRITERS])
def test_everybody_gets_what_the_table_says(trial: Trial, visitor: Visitor) -> None:
    wrong = []
    for gate in gates.tried_by(visitor):
        with trial.request(visitor, gate) as (answer, changed):
            got, wanted = outcome(answer), gate.outcome(visitor)
            if got != wanted:
                wrong.append(f"{gate.row}: {got} and not {wanted}")
            if wanted in gates.REFUSALS and changed:
                wrong.append(f"{gate.row}: refused, and changed {sorted(changed)}")
            if gate.method == "GET" and changed - gates.READING:
                wrong.append(f"{gate.row}: reading changed {sorted(changed)}")
            secrets = OWNER if wanted in "+=" else SECRETS
            if visitor is not Visitor.CANDIDATE and (leaked := secrets.search(answer.text)):
                wrong.append(f"{gate.row}: tells {leaked[0]}")
    assert wrong == []


@pytest.mark.parametrize("visitor", [each for each in Visitor if each not in SHARED])
def test_what_is_hidden_looks_like_what_is_not_there(trial: Trial, visitor: Visitor) -> None:
    wrong = []
    for gate in gates.with_things():
        if not gate.things - LINKS:
            continue
        missing = dict.fromkeys(gate.things, NO_SUCH)
        with trial.request(visitor, gate, things=missing) as (answer, changed):
            seen = outcome(answer), normal(answer.text, trial.world.things)
        if changed:
            wrong.append(f"{gate.row}: changed {sorted(changed)} of nothing")
        if gate.outcome(visitor) in gates.REFUSALS:
            with trial.request(visitor, gate) as (hidden, _):
                if seen != (outcome(hidden), normal(hidden.text, trial.world.things)):
                    wrong.append(f"{gate.row}: {outcome(hidden)} can be told from {seen[0]}")
        elif seen[0] != "0":
            wrong.append(f"{gate.row}: {seen[0]} for what is not there")
    assert wrong == []


HOLDERS: Final = (Visitor.CANDIDATE, Visitor.EMPLOYER, Visitor.CONTACT_POINT)
"""Whoever has something to lose on some route."""


def posts() -> list[tuple[Visitor, Gate]]:
    """Each, by the first of them who gets in."""
    return [
        (visitor, gate)
        for gate in gates.GATES
        if gate.method == "POST"
        for visitor in [each for each in HOLDERS if gate.outcome(each) in "+="][:1]
    ]


@pytest.mark.parametrize("sites", ["cross-site", "same-site"])
def test_another_site_changes_nothing(trial: Trial, sites: str) -> None:
    wrong = []
    for visitor, gate in posts():
        with trial.request(visitor, gate, headers={"sec-fetch-site": sites}) as (answer, changed):
            if answer.status_code != 403 or changed:
                wrong.append(f"{gate.row}: {answer.status_code} {sorted(changed)}")
    assert wrong == []


@pytest.mark.parametrize("bad", GARBAGE, ids=["nul", "nul inside", "long", "another", "no utf-8", "upwards"])
def test_garbage_in_an_address_changes_nothing(trial: Trial, bad: str) -> None:
    wrong = []
    for visitor, gate in posts():
        if "{" not in gate.path:
            continue
        things = dict.fromkeys(gate.things_of_path, bad)
        with trial.request(visitor, gate, things=things) as (answer, changed):
            if answer.status_code >= 500 or changed:
                wrong.append(f"{gate.row}: {answer.status_code} {sorted(changed)}")
    assert wrong == []


BODIES: Final[Mapping[str, dict[str, Any]]] = {
    "no body": {"data": None},
    "json": {"data": None, "content": b'{"a": 1}', "headers": {"content-type": "application/json"}},
    "no multipart": {"data": None, "content": b"--x", "headers": {"content-type": "multipart/form-data"}},
    "no text": {
        "data": None,
        "content": b"a=%00%ff&\xff\x00=1",
        "headers": {"content-type": "application/x-www-form-urlencoded"},
    },
}


@pytest.mark.parametrize("body", BODIES)
def test_a_body_that_is_none_is_answered(trial: Trial, body: str) -> None:
    wrong = []
    for visitor, gate in posts():
        with trial.request(visitor, gate, **BODIES[body]) as (answer, changed):
            if answer.status_code >= 500:
                wrong.append(f"{gate.row}: {answer.status_code}")
            if changed and gate.fields and gate.row not in gates.EMPTY_IS_AN_ANSWER:
                wrong.append(f"{gate.row}: changed {sorted(changed)}")
    assert wrong == []


@pytest.mark.parametrize(
    "bad", ["\0", "a\0b", "x" * 10_000, str(uuid.uuid4())], ids=["nul", "nul inside", "long", "id"]
)
def test_garbage_in_fields_is_answered(trial: Trial, bad: str) -> None:
    wrong = []
    for visitor, gate in posts():
        if gate.fields:
            with trial.request(visitor, gate, data=dict.fromkeys(gate.fields, bad)) as (answer, _):
                if answer.status_code >= 500:
                    wrong.append(f"{gate.row}: {answer.status_code}")
    assert wrong == []
