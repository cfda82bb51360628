"""What the platform understands, in a real browser: with and without script, there and back between words and list."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import LOOKS, VIEWPORTS, OpenPage
from web.pages.understand import EXAMPLES

CV = """Name: Invented Person
- administer prescribed medication
- monitor vital signs
No experience: dress wounds, no training in it.
French C1, German A2. Six years as a nurse."""


@pytest.mark.parametrize(("viewport", "language"), LOOKS)
@pytest.mark.parametrize(
    "address", ["/understand", *(f"/understand?example={each.key}" for each in EXAMPLES[:2])]
)
def test_the_page_is_accessible(
    open_page: OpenPage, assert_accessible: Callable[[Page], None], address: str, viewport: str, language: str
) -> None:
    page = open_page(address, viewport=viewport, language=language)

    assert page.locator("html").get_attribute("lang") == language
    assert_accessible(page)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_text_is_understood_and_stays_in_the_form(open_page: OpenPage, javascript: bool) -> None:
    page = open_page("/understand", viewport="phone", javascript=javascript)
    page.get_by_label("Your text").fill(CV)
    page.get_by_role("button", name="Show what is understood").click()

    expect(page.locator("#the-text")).to_have_text(CV)
    assert 0 <= top_of(page, "#result") < VIEWPORTS["phone"][1] / 2
    expect(page.get_by_label("Your text")).to_have_value(CV)


def top_of(page: Page, selector: str) -> float:
    """How far down in the window an element begins. (`to_be_in_viewport` never ends where scripts are off.)"""
    box = page.locator(selector).bounding_box()
    assert box is not None
    return box["y"]


def test_with_script_only_the_reading_is_exchanged(
    open_page: OpenPage, assert_accessible: Callable[[Page], None]
) -> None:
    page = open_page("/understand")
    page.evaluate("window.stillHere = true")
    page.get_by_label("Your text").fill(CV)
    page.get_by_role("button", name="Show what is understood").click()
    expect(page.locator("#result")).to_be_focused()

    page.get_by_label("Language of the text").select_option("de")
    page.get_by_role("button", name="Show what is understood").click()

    expect(page.locator("#reading")).to_contain_text("Language: German.")
    assert page.evaluate("window.stillHere")
    assert_accessible(page)


def test_from_the_words_to_the_list_and_back(open_page: OpenPage) -> None:
    page = open_page("/understand")
    page.get_by_label("Your text").fill(CV)
    page.get_by_role("button", name="Show what is understood").click()
    mark = page.locator("#the-text mark", has_text="administer prescribed medication")
    words = page.locator(".t-found:target .t-words", has_text="administer prescribed medication")

    mark.get_by_role("link").click()
    expect(words).to_be_in_viewport()
    words.click()

    expect(page.locator("mark:target")).to_have_text("administer prescribed medication")


def test_kinds_of_marks_differ_without_colour(open_page: OpenPage) -> None:
    page = open_page("/understand")
    page.get_by_label("Your text").fill(CV)
    page.get_by_role("button", name="Show what is understood").click()
    expect(page.locator("#result")).to_be_visible()

    lines = page.eval_on_selector_all(
        ".t-legend .t-mark", "marks => marks.map(mark => getComputedStyle(mark).textDecorationStyle)"
    )

    assert sorted(lines) == ["dashed", "dotted", "double", "solid"]


def test_white_space_alone_is_refused_in_place(open_page: OpenPage) -> None:
    page = open_page("/understand")
    page.get_by_label("Your text").fill("   ")
    page.get_by_role("button", name="Show what is understood").click()

    expect(page.locator("#errors")).to_contain_text("Paste a text first")
