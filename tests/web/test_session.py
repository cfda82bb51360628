"""Signing in and out as a browser does it."""

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from talent import accounts
from talent.accounts import Account
from talent.actors import Role
from talent.demonstration import seed
from tests.factories.records import PASSWORD, make_account
from tests.web.conftest import FetchPage
from web import i18n
from web.app import create_app
from web.platform import Platform
from web.settings import Settings


@pytest.fixture
def account(db: Session) -> Account:
    account = make_account(
        db, email="nurse@people.example", display_name="Boring Nurse (invented)", locale="fr"
    )
    db.commit()
    return account


def credentials(account: Account, **changes: str) -> dict[str, str]:
    return {"email": account.email, "password": PASSWORD, "next": "/status"} | changes


def test_signing_in_leads_on_and_shows_who_is_signed_in(
    client: TestClient, page: FetchPage, account: Account
) -> None:
    answer = client.post("/sign-in", data=credentials(account))

    assert (answer.status_code, answer.headers["location"]) == (303, "/status")
    assert "Boring Nurse (invented)" in page("/status").text
    assert "Boring Nurse (invented)" in page("/nothing-here", status=404).text


def test_the_cookie_is_kept_from_scripts_and_other_sites(client: TestClient, account: Account) -> None:
    cookie = _cookie(
        client.post("/sign-in", data=credentials(account)).headers.get_list("set-cookie"), "session"
    )

    assert {"httponly", "samesite=lax", "path=/"} <= _attributes(cookie)


def test_in_production_the_cookie_needs_https(
    settings: Settings, platform: Platform, account: Account
) -> None:
    platform.settings = settings.model_copy(update={"environment": "production"})
    app = create_app(platform.settings, platform=platform)

    with TestClient(app, base_url="https://testserver", follow_redirects=False) as secure:
        answer = secure.post("/sign-in", data=credentials(account))
        cookie = _cookie(answer.headers.get_list("set-cookie"), "__Host-session")
        signed_out = secure.post("/sign-out", headers={"sec-fetch-site": "same-origin"})

    assert {"secure", "httponly", "path=/"} <= _attributes(cookie)
    assert "secure" in _attributes(_cookie(signed_out.headers.get_list("set-cookie"), "__Host-session"))


def test_the_accounts_language_holds_unless_another_was_chosen(
    client: TestClient, page: FetchPage, account: Account
) -> None:
    client.post("/sign-in", data=credentials(account))
    assert page("/").headers["content-language"] == "fr"

    page("/?lang=ar")
    client.post("/sign-in", data=credentials(account))
    assert page("/").headers["content-language"] == "ar"


@pytest.mark.parametrize("changes", [{"password": "wrong"}, {"email": "nobody@people.example"}])
def test_a_refusal_never_says_whether_the_address_is_known(
    page: FetchPage, account: Account, changes: dict[str, str]
) -> None:
    shown = page("/sign-in", data=credentials(account, **changes), status=422)

    assert "do not belong together" in shown.text
    assert shown.field("email").get("value") == (changes.get("email") or account.email)
    assert shown.field("password").get("value") == ""
    assert shown.field("next").get("value") == "/status"


def test_empty_fields_are_named(page: FetchPage) -> None:
    shown = page("/sign-in", data={"email": " ", "password": ""}, status=422)

    assert "Enter your e-mail address" in shown.text
    assert shown.field("email").get("aria-invalid") == "true"
    assert "#password" in shown.links()


def test_many_failures_are_answered_with_429(page: FetchPage, account: Account) -> None:
    for _ in range(accounts.FAILURES_PER_ACCOUNT):
        page("/sign-in", data=credentials(account, password="wrong"), status=422)

    shown = page("/sign-in", data=credentials(account), status=429)

    assert "Wait 15 minutes" in shown.text


@pytest.mark.parametrize("elsewhere", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere"])
def test_signing_in_never_leads_to_another_site(client: TestClient, account: Account, elsewhere: str) -> None:
    answer = client.post("/sign-in", data=credentials(account, next=elsewhere))

    assert answer.headers["location"] == "/"


def test_signing_out_ends_it_on_the_server_too(client: TestClient, page: FetchPage, account: Account) -> None:
    client.post("/sign-in", data=credentials(account))
    token = client.cookies["session"]

    answer = client.post("/sign-out")
    client.cookies.set("session", token)

    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "Boring Nurse" not in page("/").text


def test_a_made_up_token_is_a_stranger(client: TestClient, page: FetchPage) -> None:
    client.cookies.set("session", "made-up")

    assert i18n.reader("en").gettext("Sign in") in page("/").text


def _cookie(cookies: list[str], name: str) -> str:
    return next(cookie for cookie in cookies if cookie.startswith(f"{name}="))


def _attributes(cookie: str) -> set[str]:
    return {part.strip().lower() for part in cookie.split(";")}


def test_accounts_for_trial_are_offered_with_their_roles(page: FetchPage, db: Session) -> None:
    make_account(db, Role.OFFICER, email="officer@demonstration.example", is_demonstration=True)
    db.commit()

    shown = page("/sign-in")

    assert "Recognition officer officer@demonstration.example" in shown.text
    assert seed.PASSWORD in shown.text


def test_no_account_is_offered_where_there_is_no_demonstration(
    settings: Settings, platform: Platform, account: Account
) -> None:
    platform.settings = settings.model_copy(update={"demonstration": False})

    with TestClient(create_app(platform.settings, platform=platform)) as client:
        shown = client.get("/sign-in").text

    assert seed.PASSWORD not in shown
    assert account.email not in shown
