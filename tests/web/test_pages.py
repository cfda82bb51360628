"""The pages of the shell, in every language; and that every route has a gate and every link an end."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from talent.actors import Role
from tests.factories.records import make_account
from tests.web.accounts import sign_in
from tests.web.conftest import FetchPage
from web.deps import without_gate
from web.i18n import languages

PAGES = ("/", "/sign-in", "/status")


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_whole_in_every_language(page: FetchPage, path: str, language: str) -> None:
    shown = page(f"{path}?lang={language}")

    assert shown.headers["content-language"] == language


def test_every_route_says_who_may_enter(app: FastAPI) -> None:
    assert without_gate(app) == [], "add dependencies=[Needs(Permission.X)] or [Public] to the route"


@pytest.mark.parametrize("path", [*PAGES, "/nothing-here"])
def test_no_link_of_this_site_is_broken(page: FetchPage, client: TestClient, path: str) -> None:
    shown = page(path, status=404 if path == "/nothing-here" else 200)

    inside = {link for link in shown.links() if link.startswith("/")}

    assert {link: client.get(link).status_code for link in inside} == dict.fromkeys(inside, 200)


def test_the_home_page_says_that_people_are_invented(page: FetchPage) -> None:
    assert "invented" in page("/").text


def test_the_home_page_comes_up_before_anything_is_prepared(page: FetchPage) -> None:
    assert "not ready yet" in page("/").text


def test_status_and_health_agree_that_nothing_is_prepared(page: FetchPage, client: TestClient) -> None:
    health = client.get("/healthz")

    assert "The service is not ready yet" in page("/status").text
    assert health.status_code == 503
    assert health.json() == {
        "ready": False,
        "database": True,
        "taxonomy": None,
        "model": "stand-in",
        "under_way": {},
    }


def test_the_language_asked_for_is_remembered(page: FetchPage) -> None:
    page("/?lang=ar")

    shown = page("/sign-in")

    assert shown.headers["content-language"] == "ar"
    assert shown.document.find("html").get("dir") == "rtl"  # type: ignore[union-attr]


def test_the_browsers_language_counts_where_nothing_was_chosen(client: TestClient) -> None:
    answer = client.get("/", headers={"accept-language": "nl-NL,fr-BE;q=0.8,en;q=0.5"})

    assert answer.headers["content-language"] == "fr"
    assert "accept-language" in answer.headers["vary"].lower()


def test_a_language_without_catalogue_changes_nothing(client: TestClient) -> None:
    answer = client.get("/?lang=xx")

    assert answer.headers["content-language"] == "en"
    assert "set-cookie" not in answer.headers


def test_the_language_switcher_keeps_the_rest_of_the_address(page: FetchPage) -> None:
    assert "?next=%2Fstatus&lang=fr" in page("/sign-in?next=/status&lang=ar").links()


def test_the_bar_leads_each_to_what_is_theirs(page: FetchPage, client: TestClient, db: Session) -> None:
    stranger = page("/").links()
    assert sign_in(client, make_account(db)) == 303
    candidate = page("/").links()
    assert sign_in(client, make_account(db, Role.EMPLOYER)) == 303
    employer = page("/").links()

    assert {"/recommended", "/received"}.isdisjoint(stranger)
    assert candidate.index("/recommended") < candidate.index("/vacancies") < candidate.index("/find")
    assert "/received" not in candidate
    assert employer.index("/find") < employer.index("/received") < employer.index("/vacancies")
    assert "/recommended" not in employer


def test_the_home_page_leads_strangers_who_look_for_work_to_an_account(page: FetchPage) -> None:
    assert page("/").links().count("/register") == 2
