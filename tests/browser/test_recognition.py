"""The recognition route in a real browser: asked by hand, followed by links, read on a phone and on paper."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import LOOKS, OpenPage

NURSE = "/recognition?profession=nurse&destination=DE&qualification_country=TN"
ADDRESSES = (
    "/recognition",
    NURSE + "&region=DE-BY",
    "/recognition?profession=nurse&destination=IT&qualification_country=TN",
    "/recognition?profession=nurse&destination=DE&qualification_country=Tunesia",
)


@pytest.mark.parametrize(("viewport", "language"), LOOKS)
@pytest.mark.parametrize("address", ADDRESSES)
def test_the_page_is_accessible(
    open_page: OpenPage, assert_accessible: Callable[[Page], None], address: str, viewport: str, language: str
) -> None:
    page = open_page(address, viewport=viewport, language=language)

    assert page.locator("html").get_attribute("lang") == language
    assert_accessible(page)


@pytest.mark.parametrize("javascript", [True, False])
def test_asking_and_saying_more(open_page: OpenPage, javascript: bool) -> None:
    page = open_page("/recognition", viewport="phone", javascript=javascript)
    page.get_by_label("Profession").fill("infirmière")
    page.get_by_label("Country of the job").select_option("DE")
    page.get_by_label("Country of the qualification").select_option("TN")
    page.get_by_role("button", name="Show the route").click()

    expect(page.locator("#needed")).to_have_text("Yes, recognition is needed")
    expect(page.locator("#answer")).to_contain_text("It depends on the region of the job.")

    page.get_by_role("link", name="Bayern").click()
    expect(page).to_have_url(re.compile("region=DE-BY"))
    expect(page.locator("#answer")).to_contain_text("Bayerisches Landesamt für Pflege")


def test_a_typing_error_is_mended_by_one_link(open_page: OpenPage) -> None:
    page = open_page("/recognition?profession=nurse&destination=DE&qualification_country=Tunesia")

    page.get_by_role("link", name="Tunisia", exact=True).click()

    expect(page.locator("#needed")).to_be_visible()


def test_on_paper_the_answer_stays_and_the_form_goes(open_page: OpenPage) -> None:
    page = open_page(NURSE)
    page.emulate_media(media="print")

    expect(page.locator("#steps")).to_be_visible()
    expect(page.locator("form[action='/recognition']")).to_be_hidden()
    expect(page.get_by_text("Another question")).to_be_hidden()
