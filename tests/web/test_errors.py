"""What people and programs are told when something goes wrong, and what the log keeps of it."""

import logging

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient

from talent.errors import Conflict, NotAllowed, NotFound, RuleBroken
from talent.recognition import QueryError
from tests.web import html
from web import i18n
from web.app import create_app
from web.deps import Public
from web.errors import PROBLEMS
from web.platform import NotReady, Platform
from web.settings import Settings

SECRET = "Fatima Ben Salah, nurse in Tunis"


class Unforeseen(Exception):
    pass


RAISED: dict[str, Exception] = {
    "not-found": NotFound("profile"),
    "not-allowed": NotAllowed("write-vacancies", signed_in=True),
    "conflict": Conflict("email-taken"),
    "rule-broken": RuleBroken("email", "not-an-email"),
    "not-ready": NotReady("taxonomy"),
    "query": QueryError("destination", "no country", ("DE (Germany)",)),
    "unforeseen": Unforeseen(SECRET),
}


@pytest.fixture
def app(settings: Settings, platform: Platform, apps: dict[str, FastAPI]) -> FastAPI:
    """One of its own: what is added here stays in it."""
    if "errors" not in apps:
        apps["errors"] = _failing(create_app(settings, platform=platform))
    apps["errors"].state.platform = platform
    return apps["errors"]


def _failing(app: FastAPI) -> FastAPI:
    router = APIRouter()

    @router.get("/raise/{name}", dependencies=[Public])
    def raise_(name: str) -> None:
        raise RAISED[name]

    @router.get("/number/{number}", dependencies=[Public])
    def number(number: int) -> int:
        return number

    app.include_router(router)
    return app


@pytest.mark.parametrize("language", i18n.languages())
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/nothing-here", 404),
        ("/sign-out", 405),
        ("/number/many", 422),
        ("/raise/not-found", 404),
        ("/raise/not-allowed", 403),
        ("/raise/conflict", 409),
        ("/raise/rule-broken", 422),
        ("/raise/query", 422),
        ("/raise/not-ready", 503),
        ("/raise/unforeseen", 500),
    ],
)
def test_each_error_has_its_status_and_a_page_in_the_readers_language(
    client: TestClient, path: str, status: int, language: str
) -> None:
    answer = client.get(path, headers={"accept-language": language})

    document = html.parse(answer.text)
    heading = html.text_of(next(document.iter("h1")))
    assert answer.status_code == status
    assert html.faults(document) == []
    assert heading == i18n.reader(language).gettext(PROBLEMS[status].title)


def test_programs_get_json_with_the_code_of_the_domain(client: TestClient) -> None:
    answer = client.get("/raise/conflict", headers={"accept": "application/json"})

    assert answer.status_code == 409
    assert answer.json()["error"]["code"] == "email-taken"
    assert answer.json()["error"]["message"] == PROBLEMS[409].title


def test_json_for_an_unknown_address_has_a_code_too(client: TestClient) -> None:
    error = client.get("/nothing-here", headers={"accept": "application/json"}).json()["error"]

    assert error["code"] == "not-found"


def test_what_was_sent_does_not_come_back_in_an_error(client: TestClient) -> None:
    assert "FatimaBenSalah" not in client.get("/number/FatimaBenSalah").text
    assert "FatimaBenSalah" not in html.text_of(html.parse(client.get("/FatimaBenSalah").text))


def test_an_incident_shows_a_number_that_the_log_has_too(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, logger="talent.errors"):
        answer = client.get("/raise/unforeseen", headers={"accept": "application/json"})

    incident = answer.json()["error"]["incident"]
    assert f"incident {incident}" in caplog.text
    assert "Unforeseen" in caplog.text


def test_neither_page_nor_log_of_an_incident_has_the_words_of_the_error(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = client.get("/raise/unforeseen")

    assert SECRET not in answer.text
    assert SECRET not in caplog.text


def test_a_stranger_is_led_to_the_sign_in_page_and_back(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(RAISED, "stranger", NotAllowed("write-vacancies", signed_in=False))

    answer = client.get("/raise/stranger?q=1")

    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?next=%2Fraise%2Fstranger"


def test_a_program_learns_which_input_of_a_question_was_wrong(client: TestClient) -> None:
    answer = client.get("/raise/query", headers={"accept": "application/json"})

    assert answer.json()["error"]["field"] == "destination"
    assert answer.json()["error"]["suggestions"] == ["DE (Germany)"]
