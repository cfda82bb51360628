"""A CV and a diploma sent from a narrow phone: shown, corrected, taken, kept, taken back, with and without script."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.conftest import OpenPage
from tests.factories import files, pictures

CV = (Path(__file__).parents[2] / "docs/examples/cv-nurse-fr.txt").read_text("utf-8") + "\nNée le 3 mai 1990"


def chosen(content: bytes, name: str) -> FilePayload:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def send_cv(page: Page) -> None:
    page.locator("#file").set_input_files(chosen(files.pdf(CV, files.PICTURE), "cv.pdf"))
    page.locator("form[enctype] button[type=submit]").click()
    page.wait_for_url("**/profile/import/draft")


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_a_cv_becomes_a_profile_once_it_is_confirmed(join: OpenPage, javascript: bool) -> None:
    page = join("/profile/import", javascript=javascript)
    send_cv(page)
    expect(page.get_by_text("Page 2 is a scanned picture")).to_be_visible()

    take = page.get_by_role("button", name="Put what is ticked into my profile")
    take.click()
    expect(page.locator("#errors")).to_contain_text("Choose a country from the list")
    page.wait_for_load_state()  # all entries, not only the first
    for country in page.locator("select[name$='.country']").all():
        country.select_option("CM")
    take.click()

    expect(page.get_by_text("What you chose is in your profile now.")).to_be_visible()
    page.goto("/profile/experience")
    expect(page.get_by_role("heading", name="réanimation polyvalente")).to_be_visible()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_pages_of_an_import_are_accessible(
    join: OpenPage, assert_accessible: Callable[[Page], None], language: str
) -> None:
    page = join("/profile/import", language=language)
    assert_accessible(page)
    send_cv(page)
    page.locator("main details summary").first.click()
    assert_accessible(page)
    page.locator("form[enctype] button[type=submit]").click()
    expect(page.locator("#errors")).to_be_visible()
    assert_accessible(page)


def test_a_photo_of_a_diploma_is_kept_opened_removed_and_taken_back(
    join: OpenPage, assert_accessible: Callable[[Page], None]
) -> None:
    page = join("/profile/documents")
    assert_accessible(page)
    page.locator("#file").set_input_files(chosen(pictures.jpeg(), "diploma.jpg"))
    page.locator("#kind").select_option("diploma")
    page.get_by_role("button", name="Keep this document").click()
    expect(page.get_by_text("Your document is kept here.")).to_be_visible()
    assert_accessible(page)

    with page.expect_download() as download:
        page.get_by_role("link", name="diploma.jpg", exact=True).click()
    assert download.value.suggested_filename == "diploma.jpg"
    assert Path(download.value.path()).read_bytes() == pictures.jpeg()

    page.get_by_role("button", name="Remove").click()
    assert_accessible(page)
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("Your document is back.")).to_be_visible()
