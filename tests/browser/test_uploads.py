"""A file in place of a text, in a real browser on a phone: chosen, read, refused, with and without script."""

from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.conftest import OpenPage
from tests.factories import files

CV = "Nurse with six years of experience.\n- administer prescribed medication"
FORMS = pytest.mark.parametrize(
    ("address", "send", "result"),
    [("/understand", "Show what is understood", "#result"), ("/find", "Show the list", "#results")],
    ids=["understand", "find"],
)


def chosen(content: bytes, name: str = "cv.pdf") -> FilePayload:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


@FORMS
@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_a_file_is_read_into_the_box(
    open_page: OpenPage, address: str, send: str, result: str, javascript: bool
) -> None:
    page = open_page(address, viewport="phone", javascript=javascript)
    page.get_by_label("Or a file").set_input_files(chosen(files.pdf(CV, files.PICTURE)))
    page.get_by_role("button", name=send).first.click()

    expect(page.locator(result)).to_be_visible()
    expect(page.locator("#text")).to_have_value(CV)
    expect(page.get_by_text("Page 2 is a scanned picture: it has no text.")).to_be_visible()


@FORMS
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_pages_are_accessible_after_a_file_was_read_and_refused(
    open_page: OpenPage,
    assert_accessible: Callable[[Page], None],
    address: str,
    send: str,
    result: str,
    language: str,
) -> None:
    page = open_page(address, viewport="narrow", language=language)
    button = page.locator("form[enctype] button[type=submit]").first

    page.locator("#file").set_input_files(chosen(files.pdf(CV, files.PICTURE)))
    button.click()
    expect(page.locator(result)).to_be_visible()
    assert_accessible(page)

    page.locator("#file").set_input_files(chosen(b"MZ\x00\x01"))
    button.click()
    expect(page.locator("#file")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#text")).to_have_value(CV)
    assert_accessible(page)
