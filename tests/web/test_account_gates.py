"""Every route around accounts, tried by a stranger and by each role: who gets in, and who is sent to sign in."""

import re

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from talent.actors import Role
from tests.factories.records import PASSWORD, make_account
from web.settings import Settings

PUBLIC = {
    ("GET", "/register"): 200,
    ("POST", "/register/check"): 422,
    ("POST", "/register"): 422,
    ("GET", "/register/sent"): 200,
    ("POST", "/register/sent"): 422,
    ("GET", "/register/confirm"): 404,
    ("POST", "/register/confirm"): 404,
    ("GET", "/forgotten-password"): 200,
    ("POST", "/forgotten-password"): 422,
    ("GET", "/forgotten-password/sent"): 200,
    ("GET", "/reset-password"): 404,
    ("POST", "/reset-password"): 404,
    ("GET", "/sign-in"): 200,
    ("POST", "/sign-in"): 422,
    ("GET", "/sign-in/code"): 200,
    ("POST", "/sign-in/code"): 422,
    ("POST", "/sign-out"): 303,
    ("GET", "/sign-in/passkey"): 303,
    ("POST", "/sign-in/passkey"): 200,
    ("GET", "/sign-in/passkey/answer"): 303,
    ("POST", "/sign-in/passkey/answer"): 422,
    ("GET", "/session/oidc/nobodys"): 404,
    ("GET", "/session/oidc/nobodys/callback"): 404,
    ("GET", "/account/email/confirm"): 404,
    ("POST", "/account/email/confirm"): 404,
    ("GET", "/account/email/undo"): 404,
    ("POST", "/account/email/undo"): 404,
    ("GET", "/mailbox"): 200,
    ("GET", "/account/erase/asked"): 200,
    ("GET", "/account/erase/undo"): 404,
    ("POST", "/account/erase/undo"): 404,
}
"""Route to the status of an empty request, the same for everybody."""

OWN = {
    ("GET", "/account"): 200,
    ("POST", "/account"): 422,
    ("POST", "/account/sessions/end-others"): 303,
    ("POST", "/account/sessions/nobodys/end"): 404,
    ("GET", "/account/second-factor"): 200,
    ("POST", "/account/second-factor"): 422,
    ("POST", "/account/second-factor/confirm"): 409,
    ("POST", "/account/second-factor/codes"): 409,
    ("POST", "/account/second-factor/off"): 422,
    ("GET", "/account/email"): 200,
    ("POST", "/account/email"): 422,
    ("GET", "/account/passkeys"): 200,
    ("POST", "/account/passkeys"): 422,
    ("GET", "/account/passkeys/new"): 303,
    ("POST", "/account/passkeys/new"): 422,
    ("POST", "/account/passkeys/nobodys/remove"): 404,
    ("GET", "/account/providers"): 200,
    ("GET", "/account/providers/link"): 303,
    ("POST", "/account/providers/link"): 404,
    ("POST", "/account/providers/nobodys/remove"): 404,
    ("GET", "/account/erase"): 200,
    ("GET", "/account/export"): 200,
    ("POST", "/account/export"): 422,
    ("POST", "/account/erase"): 422,
    ("POST", "/account/erase/stay"): 404,
}
"""The same for whoever is signed in; a stranger is led to the sign-in page."""

BEGINNINGS = (
    "/register",
    "/forgotten-password",
    "/reset-password",
    "/sign-",
    "/mailbox",
    "/account",
    "/session",
)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Of a site that has a name, so that it has passkeys."""
    return Settings.model_construct(**(dict(settings) | {"site_address": "https://talent.example"}))


def request(client: TestClient, route: tuple[str, str]) -> tuple[int, str]:
    answer = client.request(*route)
    return answer.status_code, answer.headers.get("location", "")


def sign_in(client: TestClient, db: Session, role: Role) -> None:
    account = make_account(db, role)
    db.commit()
    assert client.post("/sign-in", data={"email": account.email, "password": PASSWORD}).status_code == 303


def test_no_route_is_missing_here(app: FastAPI) -> None:
    served = {
        (method, re.sub(r"{\w+}", "nobodys", context.path))
        for context in iter_route_contexts(app.routes)
        for method in context.methods or ()
        if context.path and context.path.startswith(BEGINNINGS) and method != "HEAD"
    }

    assert served == set(PUBLIC) | set(OWN)


@pytest.mark.parametrize("route", OWN, ids=" ".join)
def test_a_stranger_is_led_to_the_sign_in_page(client: TestClient, route: tuple[str, str]) -> None:
    status, location = request(client, route)

    assert status == 303
    assert location.startswith("/sign-in?next=")


@pytest.mark.parametrize("route", PUBLIC, ids=" ".join)
def test_what_is_open_is_open_to_a_stranger(client: TestClient, route: tuple[str, str]) -> None:
    assert request(client, route)[0] == PUBLIC[route]


@pytest.mark.parametrize("role", Role)
def test_every_role_keeps_its_own_account(client: TestClient, db: Session, role: Role) -> None:
    sign_in(client, db, role)

    assert {route: request(client, route)[0] for route in OWN} == OWN


@pytest.mark.parametrize("role", Role)
def test_what_is_open_is_open_to_every_role(client: TestClient, db: Session, role: Role) -> None:
    sign_in(client, db, role)
    tried = {route: status for route, status in PUBLIC.items() if route != ("POST", "/sign-out")}

    assert {route: request(client, route)[0] for route in tried} == tried
