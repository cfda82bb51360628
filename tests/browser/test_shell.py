"""The pages of the shell in a real browser: accessible, working without script, light, safe, in both directions."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, Response, expect

from talent.demonstration import seed
from tests.browser.conftest import OpenPage
from tests.web.test_assets import BUDGET_BYTES

PATHS = ("/", "/sign-in", "/status", "/nothing-here")
OFFICER = f"officer@{seed.DOMAIN}"


@pytest.mark.parametrize(("viewport", "language"), [("phone", "ar"), ("desktop", "en"), ("narrow", "fr")])
@pytest.mark.parametrize("path", PATHS)
def test_pages_are_accessible(
    open_page: OpenPage, assert_accessible: Callable[[Page], None], path: str, viewport: str, language: str
) -> None:
    page = open_page(path, viewport=viewport, language=language)

    assert page.locator("html").get_attribute("lang") == language
    assert_accessible(page)


@pytest.mark.parametrize("javascript", [True, False])
def test_signing_in_and_out(open_page: OpenPage, javascript: bool) -> None:
    page = open_page("/sign-in?next=/status", viewport="phone", javascript=javascript)
    _sign_in(page, OFFICER, "not the password")
    expect(page.locator("#errors")).to_contain_text("do not belong together")

    _sign_in(page, OFFICER, seed.PASSWORD)
    expect(page).to_have_url(re.compile("/status$"))
    expect(page.locator("header")).to_contain_text("officer (invented)")

    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()


@pytest.mark.parametrize("viewport", ["narrow", "phone", "desktop"])
def test_the_menu_folds_where_it_would_fill_the_screen(open_page: OpenPage, viewport: str) -> None:
    page = open_page("/", viewport=viewport, javascript=False)
    vacancies = page.get_by_role("navigation", name="Main").get_by_role("link", name="Vacancies")
    deutsch = page.get_by_role("link", name="Deutsch")

    if viewport != "desktop":
        expect(vacancies).to_be_hidden()
        expect(deutsch).to_be_hidden()
        page.get_by_text("Menu").click()
        page.locator(".t-languages summary").click()
    expect(vacancies).to_be_visible()
    expect(deutsch).to_be_visible()


def test_what_comes_back_from_a_form_is_accessible(
    open_page: OpenPage, assert_accessible: Callable[[Page], None]
) -> None:
    page = open_page("/sign-in", viewport="phone", language="ar")
    page.locator("input[name=email]").fill("nobody@people.example")
    page.locator("form.t-form").evaluate("form => { form.noValidate = true; form.requestSubmit(); }")
    expect(page.locator("#errors")).to_be_focused()

    assert_accessible(page)


def _sign_in(page: Page, email: str, password: str) -> None:
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def test_the_first_stop_of_the_keyboard_leads_to_the_content(browser_page: Page) -> None:
    browser_page.keyboard.press("Tab")
    expect(browser_page.get_by_role("link", name="Skip to the content")).to_be_focused()

    browser_page.keyboard.press("Enter")
    expect(browser_page.locator("main")).to_be_focused()


def test_every_stop_of_the_keyboard_is_seen(open_page: OpenPage) -> None:
    page = open_page("/sign-in")

    for _ in range(page.locator("a, button, input:not([type=hidden])").count()):
        page.keyboard.press("Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none", page.evaluate("document.activeElement.outerHTML")


def test_changing_the_language_keeps_the_page_and_turns_it_round(open_page: OpenPage) -> None:
    page = open_page("/status", viewport="phone")

    page.locator(".t-languages summary").click()
    page.get_by_role("link", name="العربية").click()

    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page).to_have_url(re.compile("/status"))
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", "ar")


def test_the_name_stands_where_reading_begins(open_page: OpenPage) -> None:
    places = {}
    for language in ("en", "ar"):
        page = open_page("/", language=language)
        box = page.locator(".t-site-header__name").bounding_box()
        assert box is not None
        places[language] = box["x"] + box["width"] / 2

    assert places["en"] < 640 < places["ar"]


def test_a_first_visit_is_light(open_page: OpenPage) -> None:
    """Bytes on the wire, headers included, of everything the home page loads."""
    page = open_page("about:blank", viewport="phone")
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))

    page.goto("/", wait_until="networkidle")

    sizes = {answer.url.split("/")[-1]: sum(_sizes(answer)) for answer in answers}
    assert sum(sizes.values()) < BUDGET_BYTES, sizes
    assert len(answers) <= 8, sizes


def _sizes(answer: Response) -> tuple[int, int]:
    sizes = answer.request.sizes()
    return sizes["responseBodySize"], sizes["responseHeadersSize"]


def test_files_are_not_loaded_again_on_the_next_page(open_page: OpenPage) -> None:
    page = open_page("/")
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))

    page.get_by_role("link", name="State of the service").click()
    page.wait_for_load_state("networkidle")

    cached = page.evaluate(
        "performance.getEntriesByType('resource').filter(each => each.transferSize > 0).map(each => each.name)"
    )
    assert cached == []
    assert any(address.endswith("/status") for address in requested)


def test_answers_do_not_name_the_server(browser_page: Page) -> None:
    answer = browser_page.goto("/")

    assert answer is not None
    assert "server" not in answer.headers


def test_inline_code_is_refused_by_the_browser(browser: Browser, live_server: str) -> None:
    """What would happen if somebody's text ever reached a page unescaped. (`open_page` would fail for it.)"""
    page = browser.new_page(base_url=live_server)
    page.goto("/")

    ran = page.evaluate(
        """() => {
            window.addEventListener('securitypolicyviolation', () => { window.refused = true; });
            const image = document.createElement('img');
            image.setAttribute('onerror', 'window.ran = true');
            image.src = 'data:,';
            document.body.append(image);
            return new Promise(done => setTimeout(() => done([window.ran === true, window.refused === true]), 300));
        }"""
    )

    page.close()
    assert ran == [False, True]


def test_text_grown_to_400_percent_does_not_scroll_sideways(
    open_page: OpenPage, assert_accessible: Callable[[Page], None]
) -> None:
    """1280 px at 400 % is 320 px wide, WCAG 2.2 criterion 1.4.10."""
    page = open_page("/", viewport="narrow", device_scale_factor=4)

    assert_accessible(page)
