"""Passkeys in a real Chromium with a device of its own (WebAuthn.addVirtualAuthenticator): made, used, refused."""

import re
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, expect

from talent.db import open_database
from tests.browser.conftest import AXE_TAGS, VIEWPORTS, _stopping, _wait_until
from tests.factories.records import PASSWORD, make_account
from web import migrations
from web.app import create_app
from web.settings import Settings

EMAIL = "nurse@people.example"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, frontend_files: Path) -> Iterator[str]:
    """The address of a site that has a name: browsers make no passkeys for numbers."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        address = f"http://localhost:{listener.getsockname()[1]}"
        server = uvicorn.Server(_configured(tmp_path_factory.mktemp("passkeys"), frontend_files, address))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="passkey-site")
        thread.start()
        with _stopping(server, thread):
            _wait_until(lambda: server.started)
            yield address


def _configured(data: Path, frontend_files: Path, address: str) -> uvicorn.Config:
    settings = Settings(
        data=data,
        model="stand-in",
        environment="test",
        database_url=None,
        site_address=address,
        demonstration=False,
    )
    settings.frontend_path.symlink_to(frontend_files)
    migrations.upgrade(settings.database)
    database = open_database(settings.database)
    with database.transaction() as db:
        make_account(db, email=EMAIL)
    database.close()
    return uvicorn.Config(create_app(settings), log_level="warning", access_log=False)


@pytest.fixture
def visitor(browser: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """Opens the sign-in page in a fresh profile; errors in a console fail the test, policy violations too."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def visit(**options: Any) -> Page:
        width, height = VIEWPORTS["phone"]
        context = browser.new_context(base_url=site, viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto("/sign-in?next=/account/passkeys")
        return page

    yield visit
    for context in contexts:
        context.close()
    assert [each for each in complaints if "Failed to load resource" not in each] == []


def with_device(page: Page, **changes: bool) -> Any:
    """A phone that keeps passkeys, whose owner says yes; returns the session that speaks to it, and its id."""
    speaks = page.context.new_cdp_session(page)
    speaks.send("WebAuthn.enable")
    made = speaks.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE | changes})
    return speaks, made["authenticatorId"]


def says_yes(speaks: Any, device: str, *, at_once: bool) -> None:
    """Whether the owner of the phone says yes as soon as it asks; until then it waits."""
    speaks.send("WebAuthn.setAutomaticPresenceSimulation", {"authenticatorId": device, "enabled": at_once})


def sign_in(page: Page) -> None:
    page.get_by_label("E-mail address").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/account/passkeys")


def begin(page: Page, name: str) -> None:
    page.get_by_label("Name of the passkey").fill(name)
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()


def test_making_a_passkey_and_signing_in_with_it(visitor: Callable[..., Page], axe_source: str) -> None:
    page = visitor(locale="en")
    page.route("**/sign-in/passkey/offer", lambda route: route.abort())  # here the button is tried
    speaks, device = with_device(page)
    sign_in(page)
    accessible(page, axe_source)
    begin(page, "My phone")
    page.wait_for_url("**/account?notice=passkey-added")
    page.goto("/account/passkeys")
    expect(page.get_by_role("heading", name="My phone")).to_be_visible()
    accessible(page, axe_source)
    assert len(speaks.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]) == 1

    page.get_by_role("button", name="Sign out").click()
    page.goto("/sign-in?next=/account/passkeys")
    accessible(page, axe_source)
    page.get_by_role("button", name="Use a passkey").click()

    page.wait_for_url("**/account/passkeys")
    expect(page.get_by_text("Last used")).to_be_visible()
    page.get_by_role("button", name="Remove this passkey").click()
    expect(page.get_by_text("The passkey is removed")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    page.goto("/sign-in")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.locator("#errors")).to_contain_text("does not open an account here")


def test_the_browser_offers_the_passkey_where_the_address_is_typed(visitor: Callable[..., Page]) -> None:
    """Chromium's device chooses what is offered as soon as it may, in place of a finger on the list."""
    page = visitor(locale="en")
    speaks, device = with_device(page)
    sign_in(page)
    begin(page, "My phone")
    page.wait_for_url("**/account?notice=passkey-added")
    says_yes(speaks, device, at_once=False)
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.wait_for_url("**/")
    says_yes(speaks, device, at_once=True)
    with page.expect_response("**/sign-in/passkey/answer") as answered:
        page.goto("/sign-in?next=/account/passkeys", wait_until="commit")

    assert answered.value.status == 303
    page.wait_for_url("**/account/passkeys")
    expect(page.get_by_text("Last used")).to_be_visible()


def test_where_the_browser_offers_none_the_page_is_as_it_was(visitor: Callable[..., Page]) -> None:
    page = visitor(locale="en")
    page.add_init_script("delete window.PublicKeyCredential")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/sign-in?next=/account/passkeys")
    sign_in(page)

    assert [each for each in asked if "passkey/offer" in each] == []


def test_whoever_says_no_is_told_and_may_try_again(visitor: Callable[..., Page], axe_source: str) -> None:
    page = visitor(locale="ar")
    with_device(page, isUserVerified=False)
    page.locator("form[action='/sign-in/passkey'] button").click()

    expect(page.locator("#passkey-failed")).to_be_visible()
    accessible(page, axe_source)
    page.locator("form[data-passkey] button").click()
    expect(page.locator("#passkey-failed")).to_be_visible()
    expect(page.locator("form[data-passkey]")).not_to_have_attribute("aria-busy", re.compile("true"))


def test_without_javascript_the_page_says_what_to_do(visitor: Callable[..., Page]) -> None:
    page = visitor(java_script_enabled=False, locale="en")
    page.get_by_role("button", name="Use a passkey").click()

    expect(page.get_by_text("Does nothing happen?")).to_be_visible()
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.locator("#errors")).to_contain_text("sign in with your password")
    page.get_by_role("link", name="Other ways to sign in").click()
    sign_in(page)


def accessible(page: Page, axe_source: str) -> None:
    page.evaluate(axe_source)
    found = page.evaluate("tags => axe.run({runOnly: {type: 'tag', values: tags}})", AXE_TAGS)["violations"]
    assert [(each["id"], each["nodes"][0]["target"]) for each in found] == []
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
