"""Find skilled workers in a real browser: accessible, the same with and without script, whole on paper."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import LOOKS, OpenPage
from web.platform import Platform
from web.reconcile import read_some
from web.settings import Settings

VACANCY = """Registered nurse
Your tasks:
- administer prescribed medication
Requirements:
- German B2"""


@pytest.fixture(scope="module", autouse=True)
def profiles_read(live_server: str, world: Settings) -> None:
    """What the server does in the background, done before the tests ask for a list."""
    platform = Platform.of(world)
    while read_some(platform, platform.matcher.mapper, most=100):
        pass
    platform.close()


def paste(page: Page, text: str = VACANCY) -> None:
    page.get_by_label("The vacancy, as you would publish it").fill(text)
    page.get_by_label("Country of the job").select_option("DE")
    page.locator("#paste").get_by_role("button", name="Show the list").click()
    expect(page.locator(".t-candidate").first).to_be_visible()


@pytest.mark.parametrize(("viewport", "language"), LOOKS)
def test_form_and_list_are_accessible(
    open_page: OpenPage, assert_accessible: Callable[[Page], None], viewport: str, language: str
) -> None:
    page = open_page("/find", viewport=viewport, language=language)
    assert_accessible(page)
    code = page.locator("#vacancy option[value^=V]").first.get_attribute("value")

    page.goto(f"/find?vacancy={code}")

    expect(page.locator(".t-candidate").first).to_be_visible()
    assert_accessible(page)


@pytest.mark.parametrize("javascript", [True, False])
def test_pasting_gives_the_list_leads_to_it_and_keeps_the_text(
    open_page: OpenPage, assert_accessible: Callable[[Page], None], javascript: bool
) -> None:
    page = open_page("/find", viewport="phone", javascript=javascript)

    paste(page)

    expect(page.locator("h2#results")).to_be_focused()
    expect(page).to_have_url(page.url.split("?")[0])
    expect(page.get_by_label("The vacancy, as you would publish it")).to_have_value(VACANCY)
    expect(page.get_by_label("Country of the job")).to_have_value("DE")
    if javascript:  # without script in the page, axe's timers never end on a page as large as this
        assert_accessible(page)


@pytest.mark.parametrize("javascript", [True, False])
def test_an_empty_text_is_named_at_its_field(
    open_page: OpenPage, assert_accessible: Callable[[Page], None], javascript: bool
) -> None:
    page = open_page("/find", javascript=javascript)
    page.get_by_label("The vacancy, as you would publish it").fill("   ")

    page.locator("#paste").get_by_role("button", name="Show the list").click()

    expect(page.locator("#errors")).to_contain_text("Paste or write the text of a vacancy")
    expect(page.locator("#text")).to_have_attribute("aria-invalid", "true")
    if javascript:
        expect(page.locator("#errors")).to_be_focused()
        assert_accessible(page)


def test_the_script_changes_the_list_alone(open_page: OpenPage) -> None:
    page = open_page("/find")
    page.evaluate("window.sameDocument = true")

    paste(page)

    assert page.evaluate("window.sameDocument") is True


@pytest.mark.parametrize("javascript", [True, False])
def test_another_language_keeps_the_pasted_text(open_page: OpenPage, javascript: bool) -> None:
    page = open_page("/find", javascript=javascript)
    paste(page)

    page.get_by_role("button", name="français").click()

    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page.locator(".t-candidate").first).to_be_visible()
    expect(page.locator("#text")).to_have_value(VACANCY)


@pytest.mark.parametrize("javascript", [True, False])
def test_an_occupation_is_searched_with_enter_and_chosen(
    open_page: OpenPage, assert_accessible: Callable[[Page], None], javascript: bool
) -> None:
    page = open_page("/find", viewport="phone", javascript=javascript)
    paste(page)

    page.get_by_label("Search another occupation").fill("cook")
    page.keyboard.press("Enter")
    expect(page.locator("h2#results")).to_contain_text("found for “cook”")
    if javascript:
        assert_accessible(page)
    page.locator("#occupation").select_option("cook")
    page.locator("#paste").get_by_role("button", name="Show the list").click()

    expect(page.locator(".t-understood")).to_contain_text("as you chose")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page).to_have_url(page.url.split("?")[0])


def test_a_reason_opens_by_keyboard(open_page: OpenPage) -> None:
    page = open_page("/find")
    paste(page)
    second = page.locator(".t-candidate").nth(1)
    expect(second.locator(".t-parts")).to_be_hidden()

    second.locator("summary").focus()
    page.keyboard.press("Enter")

    expect(second.locator(".t-parts")).to_be_visible()


def test_on_paper_every_reason_is_open_and_no_form_is_there(open_page: OpenPage) -> None:
    page = open_page("/find")
    paste(page)

    page.emulate_media(media="print")

    for table in page.locator(".t-parts").all():
        expect(table).to_be_visible()
    expect(page.locator("#paste")).to_be_hidden()


def test_bars_begin_where_reading_begins(open_page: OpenPage) -> None:
    turned = {}
    for language in ("en", "ar"):
        page = open_page("/find", language=language)
        code = page.locator("#vacancy option[value^=V]").first.get_attribute("value")
        page.goto(f"/find?vacancy={code}")
        turned[language] = page.evaluate(
            "getComputedStyle(document.querySelector('.t-points__bar')).transform.startsWith('matrix(-1')"
        )

    assert turned == {"en": False, "ar": True}
