"""Every route, tried by everybody: who gets in, who learns nothing, and what hostile requests leave behind.

The table is in gates.py, what forms send in gates_forms.py, the people and their things in gates_world.py, and the
requests in gates_trial.py.
"""

import re
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from talent.actors import Role
from talent.db import Database
from tests.conftest import rolled_back
from tests.web import gates, gates_world
from tests.web.gates import Gate
from tests.web.gates_trial import NO_SUCH, Tour, Trial, trying
from tests.web.gates_world import Visitor
from web.settings import Settings

OWNER: Final = re.compile(f"{gates_world.NAME.split()[0]}|{gates_world.EMAIL}", re.IGNORECASE)
SECRETS: Final = re.compile(f"{OWNER.pattern}|Zqwords", re.IGNORECASE)
GARBAGE: Final = ("%00", "a%00b", "x" * 10_000, str(uuid.uuid4()), "%ff", "..%2f..")
LINKS: Final = frozenset({"token", "stop"})
"""Whoever holds a link of a mail is whom it was sent to."""


@pytest.fixture(scope="module")
def trial(migrated: Database, prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trial]:
    """One world for all tests, since each request is undone: of a site that has a name, so that it has passkeys."""
    data = tmp_path_factory.mktemp("gates")
    for name in ("taxonomy.sqlite", "index"):
        (data / name).symlink_to(prepared / name)
    settings = Settings.model_construct(
        data=data, model="stand-in", environment="test", site_address="https://talent.example"
    )
    with rolled_back(migrated, settings) as database, trying(settings, database) as trial:
        yield trial


@pytest.fixture(
    scope="module", params=[pytest.param(each, marks=pytest.mark.xdist_group(each)) for each in Visitor]
)
def tour(request: pytest.FixtureRequest, trial: Trial) -> Tour:
    """What each visitor gets on every route; tests of one visitor run in one process."""
    return trial.tour(request.param)


def test_every_route_has_a_row_and_every_row_a_route(app: FastAPI) -> None:
    served = {
        f"{method} {context.path}"
        for context in iter_route_contexts(app.routes)
        for method in context.methods or ()
        if method != "HEAD"
    }
    plain = {re.sub(r"{[\w:]+}", "{}", route) for route in served}
    assert {gate.route for gate in gates.GATES} == plain


def test_every_role_visits() -> None:
    assert {str(role) for role in Role} <= set(Visitor)


def test_everybody_gets_what_the_table_says(tour: Tour) -> None:
    wrong = []
    for gate, seen in tour.seen.items():
        wanted = gate.outcome(tour.visitor)
        if seen.outcome != wanted:
            wrong.append(f"{gate.row}: {seen.outcome} and not {wanted}")
        if seen.changed and wanted != "+":
            wrong.append(f"{gate.row}: refused, and changed {sorted(seen.changed)}")
        if gate.method == "GET" and (noted := seen.changed - gates.READING.get(gate.row, frozenset())):
            wrong.append(f"{gate.row}: reading changed {sorted(noted)}")
        secrets = OWNER if wanted in "+=" else SECRETS
        if tour.visitor is not Visitor.CANDIDATE and (leaked := secrets.search(seen.text)):
            wrong.append(f"{gate.row}: tells {leaked[0]}")
    assert not wrong, "\n".join(wrong)


def test_what_is_hidden_looks_like_what_is_not_there(trial: Trial, tour: Tour) -> None:
    wrong = []
    for gate, seen in tour.seen.items():
        if not gate.is_about_somebodys or not gate.things - LINKS:
            continue
        missing = trial.request(tour.visitor, gate, things=dict.fromkeys(gate.things, NO_SUCH))
        if missing.changed:
            wrong.append(f"{gate.row}: changed {sorted(missing.changed)} of nothing")
        if gate.outcome(tour.visitor) in gates.REFUSALS:
            if (missing.outcome, missing.text) != (seen.outcome, seen.text):
                wrong.append(f"{gate.row}: {seen.outcome} can be told from {missing.outcome}")
        elif missing.outcome != "0" and missing != seen:
            wrong.append(f"{gate.row}: {missing.outcome} for what is not there")
    assert not wrong, "\n".join(wrong)


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
        seen = trial.request(visitor, gate, headers={"sec-fetch-site": sites})
        if seen.status != 403 or seen.changed:
            wrong.append(f"{gate.row}: {seen.status} {sorted(seen.changed)}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("bad", GARBAGE, ids=["nul", "nul inside", "long", "another", "no utf-8", "upwards"])
def test_garbage_in_an_address_changes_nothing(trial: Trial, bad: str) -> None:
    wrong = []
    for visitor, gate in posts():
        if "{" not in gate.path:
            continue
        seen = trial.request(visitor, gate, things=dict.fromkeys(gate.things_of_path, bad))
        if seen.status >= 500 or seen.changed:
            wrong.append(f"{gate.row}: {seen.status} {sorted(seen.changed)}")
    assert not wrong, "\n".join(wrong)


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
def test_a_body_that_is_none_changes_nothing(trial: Trial, body: str) -> None:
    """Buttons alone, which send no field, do what they say whatever is sent."""
    wrong = []
    for visitor, gate in posts():
        seen = trial.request(visitor, gate, files=None, **BODIES[body])
        if seen.status >= 500:
            wrong.append(f"{gate.row}: {seen.status}")
        if seen.changed and gate.fields:
            wrong.append(f"{gate.row}: changed {sorted(seen.changed)}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "bad", ["\0", "a\0b", "x" * 10_000, str(uuid.uuid4())], ids=["nul", "nul inside", "long", "id"]
)
def test_garbage_in_fields_is_answered(trial: Trial, bad: str) -> None:
    wrong = []
    for visitor, gate in posts():
        if gate.fields:
            seen = trial.request(visitor, gate, data=dict.fromkeys(gate.fields, bad))
            if seen.status >= 500:
                wrong.append(f"{gate.row}: {seen.status}")
    assert not wrong, "\n".join(wrong)
