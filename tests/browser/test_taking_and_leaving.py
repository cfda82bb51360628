"""Downloading one's data and having it erased, in a real browser: with and without script, in both directions."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from talent.accounts import Account
from talent.db import open_database
from tests.browser.conftest import OpenPage
from tests.factories.records import PASSWORD, make_account
from web.settings import Settings


@pytest.fixture
def email(world: Settings) -> str:
    """Somebody who has just got an account."""
    database = open_database(world.database)
    with database.transaction() as db:
        email = make_account(db, display_name="Leaver (invented)").email
    database.close()
    return email


def sign_in(page: Page, email: str) -> None:
    page.locator("input[name=email]").fill(email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form.t-form button[type=submit]").first.click()


def is_there(settings: Settings, email: str) -> bool:
    database = open_database(settings.database)
    with database.transaction(writing=False) as db:
        found = db.scalar(sa.select(Account).where(Account.email == email)) is not None
    database.close()
    return found


@pytest.mark.parametrize(("viewport", "language"), [("phone", "ar"), ("narrow", "fr"), ("desktop", "en")])
def test_the_pages_are_accessible(
    open_page: OpenPage, assert_accessible: Callable[[Page], None], email: str, viewport: str, language: str
) -> None:
    page = open_page("/sign-in?next=/account/export", viewport=viewport, language=language)
    sign_in(page, email)
    for path in ("/account/export", "/account/erase", "/account/erase/asked?when=now", "/account/erase/undo"):
        page.goto(path)
        assert_accessible(page)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_download(open_page: OpenPage, email: str, javascript: bool) -> None:
    page = open_page("/sign-in?next=/account/export", viewport="phone", javascript=javascript)
    sign_in(page, email)
    page.get_by_label("All my data for other programs (JSON)").check()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()

    assert download.value.suggested_filename == "my-data.json"
    told = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    assert told["tables"]["accounts"]["rows"][0]["email"] == email


@pytest.mark.parametrize("javascript", [True, False])
def test_leaving_later_and_coming_back(
    open_page: OpenPage, email: str, world: Settings, javascript: bool
) -> None:
    page = open_page("/sign-in?next=/account/erase", viewport="phone", javascript=javascript)
    sign_in(page, email)
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Erase my account").click()
    expect(page.locator("h1")).to_have_text("Goodbye, and good luck")
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()

    page.goto("/sign-in?next=/account/erase")
    sign_in(page, email)
    page.get_by_role("button", name="Keep my account").click()
    expect(page).to_have_url(re.compile(r"/account\?notice=staying$"))
    assert is_there(world, email)


def test_leaving_at_once(open_page: OpenPage, email: str, world: Settings) -> None:
    page = open_page("/sign-in?next=/account/erase", viewport="phone", javascript=False)
    sign_in(page, email)
    page.get_by_label("At once. You cannot change your mind.").check()
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Erase my account").click()
    expect(page.locator("h1")).to_have_text("Goodbye, and good luck")
    for _ in range(60):
        if not is_there(world, email):
            break
        page.wait_for_timeout(250)

    assert not is_there(world, email)
