"""Searching vacancies in a real browser: on a phone, with and without script, in Arabic and in English."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import LOOKS, OpenPage

ADDRESSES = (
    "/vacancies",
    "/vacancies?words=pflege&country=DE&sort=pay",
    "/vacancies?words=pflege&country=PL",
    "/vacancies?pay=much&occupation_name=qqqq",
    "/vacancies?occupation_name=nurse",
)


@pytest.mark.parametrize(("viewport", "language"), LOOKS)
@pytest.mark.parametrize("address", ADDRESSES)
def test_the_search_is_accessible(
    open_page: OpenPage, assert_accessible: Callable[[Page], None], address: str, viewport: str, language: str
) -> None:
    page = open_page(address, viewport=viewport, language=language)

    assert page.locator("html").get_attribute("lang") == language
    assert_accessible(page)


@pytest.mark.parametrize(("viewport", "language"), LOOKS)
def test_a_vacancy_is_accessible(
    open_page: OpenPage, assert_accessible: Callable[[Page], None], viewport: str, language: str
) -> None:
    page = open_page("/vacancies", viewport=viewport, language=language)
    page.locator("article h3 a").first.click()

    expect(page.locator("h1")).to_be_visible()
    assert_accessible(page)


@pytest.mark.parametrize("javascript", [True, False])
def test_searching_loosening_and_reading(open_page: OpenPage, javascript: bool) -> None:
    page = open_page("/", viewport="phone", javascript=javascript)
    page.get_by_role("link", name="Search vacancies").click()
    page.get_by_label("Words").fill("PFLEGE")
    page.get_by_label("Country of the job").select_option("DE")
    page.get_by_role("button", name="Search", exact=True).click()
    expect(page).to_have_url(re.compile("words=PFLEGE"))
    found = page.locator("article").count()

    page.get_by_role("link", name="Words: PFLEGE").click()
    expect(page).not_to_have_url(re.compile("words="))
    assert page.locator("article").count() >= found > 0

    page.locator(
        "article:not(:has-text('Journey'), :has-text('Every')) h3 a"
    ).first.click()  # other tests' vacancies are real
    expect(page.get_by_text("This vacancy is invented")).to_be_visible()
    expect(page.locator(".t-text")).to_have_attribute("dir", "ltr")


def test_occupations_are_offered_while_typing(open_page: OpenPage) -> None:
    page = open_page("/vacancies", viewport="phone")
    page.get_by_text("Occupation, language and pay").click()
    page.get_by_label("Search an occupation").press_sequentially("nurse")

    page.get_by_label("nurse responsible for general care").check()
    page.get_by_role("button", name="Search", exact=True).click()

    expect(page).to_have_url(re.compile("occupation=http"))
    expect(page.get_by_role("link", name="Occupation: nurse")).to_be_visible()
