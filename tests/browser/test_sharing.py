"""Sharing on a phone and on a desktop: ticked, saved, withdrawn and undone, with and without script."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from talent.demonstration import seed
from tests.browser.conftest import OpenPage

CANDIDATE = f"candidate@{seed.DOMAIN}"


def signed_in(open_page: OpenPage, path: str, **options: object) -> Page:
    page = open_page(f"/sign-in?next={path}", **options)
    page.locator("#email").fill(CANDIDATE)
    page.locator("#password").fill(seed.PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    expect(page).to_have_url(re.compile(f"{path}$"))
    return page


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_ticks_are_saved_withdrawn_and_given_again(open_page: OpenPage, javascript: bool) -> None:
    page = signed_in(open_page, "/profile/sharing", viewport="phone", javascript=javascript)
    languages = page.get_by_label("Languages: Germany")
    expect(languages).to_be_checked()

    languages.uncheck()
    page.get_by_role("button", name="Save my ticks").click()
    expect(page.get_by_text("Your choice is saved.")).to_be_visible()
    expect(page.get_by_label("Languages: Germany")).not_to_be_checked()
    expect(page.get_by_label("Skills: Germany")).to_be_checked()

    page.get_by_role("button", name="Withdraw everything for all countries").click()
    expect(page.get_by_text("No employer can find you")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("It is again as it was before.")).to_be_visible()
    page.get_by_role("button", name="Give everything for Germany").click()
    expect(page.get_by_label("Languages: Germany")).to_be_checked()

    page.get_by_role("link", name="See your profile as an employer sees it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your profile as an employer sees it")


@pytest.mark.parametrize(
    ("viewport", "language"), [("narrow", "ar"), ("desktop", "en")], ids=["narrow ar", "desktop en"]
)
def test_the_pages_are_accessible(
    open_page: OpenPage, assert_accessible: Callable[[Page], None], viewport: str, language: str
) -> None:
    page = signed_in(open_page, "/profile/sharing", viewport=viewport)
    for path in ("/profile/sharing", "/profile/sharing/history", "/profile/preview", "/profile/who-saw"):
        page.goto(f"{path}?lang={language}")
        for summary in page.locator("main details summary").all():
            summary.click()
        assert_accessible(page)
