"""Two steps of a profile on a narrow phone, in Arabic: saved while typing, by the button alone, and accessible."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage

TITLE, WORDS = "ممرضة", "أعتني بالمرضى وأضمّد الجروح."


def save(page: Page) -> None:
    page.locator("#entry button[type=submit]").click()


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_work_and_a_language_are_filled_in(join: OpenPage, javascript: bool) -> None:
    page = join("/profile/experience", language="ar", javascript=javascript)
    page.locator("main a[href='/profile/experience/new-entry']").click()
    page.locator("#title").fill(TITLE)
    page.locator("#kind-2").check()
    page.locator("#words").fill(WORDS)
    page.locator("#start").fill("2021")
    page.locator("#end").fill("2019")
    save(page)
    expect(page.locator("#end")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#words")).to_have_value(WORDS)
    page.locator("#end").fill("05/2023")
    save(page)
    page.wait_for_url("**/profile/experience?notice=saved")
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()

    page.goto("/profile/languages/new-entry")
    page.locator("#language").select_option("fr")
    page.locator("#level").select_option("B2")
    save(page)
    page.wait_for_url("**/profile/languages?notice=saved")
    expect(page.get_by_role("heading", name="الفرنسية")).to_be_visible()

    page.locator("form[action='/profile/languages/fr/remove'] button").click()
    page.locator("form[action$='/put-back'] button").click()
    page.wait_for_url("**/profile/languages?notice=back")
    expect(page.get_by_role("heading", name="الفرنسية")).to_be_visible()


def test_what_is_typed_saves_itself(join: OpenPage) -> None:
    page = join("/profile/experience/new-entry", language="ar")
    page.locator("#title").fill(TITLE)
    page.locator("#title").blur()
    expect(page.locator("#saved p").first).to_be_visible()
    page.goto("/profile/experience/new-entry")
    expect(page.locator("#title")).to_have_value(TITLE)

    page.goto("/profile/wishes")
    page.locator("#family-2").check()
    expect(page.locator("#saved p").first).to_be_visible()
    page.locator("#earliest_start").fill("2027-03-01")
    page.locator("#pay_floor").fill("many")
    page.locator("#pay_floor").blur()
    expect(page.locator("#saved a[href='#pay_floor']")).to_be_visible()
    expect(page.locator("#pay_floor")).to_have_value("many")
    page.goto("/profile/wishes")
    expect(page.locator("#pay_floor")).to_have_value("many")
    expect(page.locator("#earliest_start")).to_have_value("2027-03-01")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_pages_are_accessible(
    join: OpenPage, assert_accessible: Callable[[Page], None], language: str
) -> None:
    page = join("/profile", language=language)
    assert_accessible(page)
    for step in (
        "personal",
        "experience",
        "education/new-entry",
        "languages/new-entry",
        "licences/new-entry",
        "wishes",
        "summary",
    ):
        page.goto(f"/profile/{step}")
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        assert_accessible(page)
    save(page)
    expect(page.locator("#errors")).to_be_visible()
    assert_accessible(page)

    page.goto("/profile/destinations/DE")
    save(page)
    page.wait_for_url("**/profile/destinations?notice=saved")
    page.locator("form[action$='/remove'] button").click()
    page.wait_for_url("**/profile/destinations?notice=removed")
    assert_accessible(page)
