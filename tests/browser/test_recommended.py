"""Recommended vacancies and saved searches in a real browser: on a phone, in Arabic and English, without script too."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from talent.db import open_database
from talent.demonstration import seed
from tests.browser.conftest import OpenPage
from tests.factories.records import PASSWORD, make_account
from web.settings import Settings

EMAIL = next(email for role, email in seed.sign_ins() if role == "candidate")
READ_MS = 60_000
"""The background reads profiles and vacancies once the server has started."""


@pytest.fixture
def email(world: Settings) -> str:
    """Somebody with a password of their own: accounts that everybody opens save no searches."""
    database = open_database(world.database)
    with database.transaction() as db:
        email = make_account(db, display_name="Searcher (invented)").email
    database.close()
    return email


def signed_in(
    open_page: OpenPage, address: str, email: str = EMAIL, password: str = seed.PASSWORD, **options: object
) -> Page:
    page = open_page(f"/sign-in?next={address}", **options)
    page.locator("#email").fill(email)
    page.locator("#password").fill(password)
    page.locator("main form button[type=submit]").first.click()
    expect(page).to_have_url(re.compile(re.escape(address)))
    return page


def until_read(page: Page) -> None:
    """Reloads until there is a list."""
    for _ in range(READ_MS // 1000):
        if page.locator("article").count():
            return
        page.wait_for_timeout(1000)
        page.reload()
    raise AssertionError("nothing was recommended: " + page.locator("main").inner_text()[:500])


@pytest.mark.parametrize(("viewport", "language"), [("phone", "en"), ("narrow", "ar")])
def test_what_is_recommended_is_accessible(
    open_page: OpenPage, assert_accessible: Callable[[Page], None], viewport: str, language: str
) -> None:
    page = signed_in(open_page, "/recommended", viewport=viewport, language=language)
    until_read(page)
    assert_accessible(page)
    page.locator("article h3 a").first.click()
    expect(page.locator("table")).to_be_visible()
    assert_accessible(page)
    page.goto(page.url.partition("/recommended")[0] + "/recommended/help")
    assert_accessible(page)


@pytest.mark.parametrize("javascript", [True, False])
def test_hiding_a_vacancy_and_taking_that_back(open_page: OpenPage, javascript: bool) -> None:
    page = signed_in(open_page, "/recommended", viewport="phone", javascript=javascript)
    until_read(page)
    first = page.locator("article h3 a").first
    address = first.get_attribute("href")
    page.get_by_role("button", name=re.compile("^Hide this vacancy")).first.click()
    expect(page.get_by_text("The vacancy is hidden")).to_be_visible()
    assert page.locator(f"article a[href='{address}']").count() == 0
    page.get_by_role("button", name=re.compile("^Undo: show it again")).first.click()
    expect(page.locator(f"article a[href='{address}']").first).to_be_visible()


def test_a_search_is_saved_and_removed(
    open_page: OpenPage, assert_accessible: Callable[[Page], None], email: str
) -> None:
    page = signed_in(open_page, "/vacancies", email, PASSWORD, viewport="phone")
    page.get_by_label("Words").fill("pflege")
    page.get_by_role("button", name="Search", exact=True).click()
    page.get_by_role("link", name="Save this search").click()
    assert_accessible(page)
    page.get_by_label("Name of the search").fill("Care in Germany")
    page.get_by_label("Once a week, when there are new vacancies").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="Care in Germany")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name=re.compile("^Remove")).click()
    expect(page.get_by_text("The search is removed")).to_be_visible()
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(page.get_by_role("heading", name="Care in Germany")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Remove")).click()
    expect(page.get_by_text("You have saved no search")).to_be_visible()
    assert_accessible(page)
