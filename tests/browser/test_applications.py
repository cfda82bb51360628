"""Applying on a narrow phone, with and without script, and every page around it looked at with axe."""

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from talent.accounts import Account
from talent.db import open_database
from talent.demonstration import seed
from talent.organisations import Membership
from talent.vacancies import Vacancy
from tests.browser.conftest import OpenPage
from web.settings import Settings

CANDIDATE = f"candidate@{seed.DOMAIN}"
EMPLOYER = f"employer-de@{seed.DOMAIN}"

Check = Callable[[Page], None]


@pytest.fixture
def vacancies(world: Settings) -> list[str]:
    """Codes: first those of the employer who can sign in, then all others."""
    database = open_database(world.database)
    with database.transaction(writing=False) as db:
        own = sa.select(Membership.organisation_id).join(Account, Account.id == Membership.account_id)
        own = own.where(Account.email == EMPLOYER)
        is_own = Vacancy.organisation_id.in_(own)
        codes = db.scalars(sa.select(Vacancy.code).order_by(is_own.desc(), Vacancy.code)).all()
    database.close()
    return list(codes)


def sign_in(page: Page, email: str) -> None:
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(seed.PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()


@pytest.mark.parametrize("javascript", [True, False])
def test_applying_withdrawing_and_taking_it_back(
    open_page: OpenPage, vacancies: list[str], javascript: bool
) -> None:
    page = open_page(f"/vacancies/{vacancies[-1 - javascript]}", viewport="narrow", javascript=javascript)
    page.get_by_role("main").get_by_role("link", name="Sign in").click()
    sign_in(page, CANDIDATE)
    page.get_by_role("link", name="Apply", exact=True).click()
    expect(page.get_by_role("heading", name="What the employer will see")).to_be_visible()
    page.get_by_label("A few words to the employer").fill("I can start in May.")
    page.get_by_label("The employer may see my name").check()
    page.get_by_role("button", name="Send the application").click()

    expect(page.get_by_text("Your application is sent.")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.get_by_role("button", name="Withdraw").click()
    expect(page.get_by_text("You withdrew.")).to_be_visible()
    page.get_by_role("button", name="Take the withdrawal back").click()
    expect(page.get_by_text("Your application stands again as before.")).to_be_visible()


@pytest.mark.parametrize(("viewport", "language"), [("narrow", "ar"), ("desktop", "en")])
def test_the_pages_of_a_candidate_are_accessible(
    open_page: OpenPage, assert_accessible: Check, vacancies: list[str], viewport: str, language: str
) -> None:
    page = open_page("/sign-in?lang=en", viewport=viewport)
    sign_in(page, CANDIDATE)
    code = vacancies[1 if language == "ar" else 2]
    for address in (f"/vacancies/{code}", f"/vacancies/{code}/apply", f"/vacancies/{code}/interest"):
        page.goto(f"{address}?lang={language}")
        assert_accessible(page)
    page.locator("main form button").click()
    expect(page).to_have_url(re.compile("/applications/"))
    assert_accessible(page)
    page.locator('form[action="/conversations"] button').click()
    page.locator("#text").fill("Guten Tag, https://example.org")
    page.locator("main form").first.locator("button").click()
    assert_accessible(page)
    page.locator('a[href$="/report"]').click()
    assert_accessible(page)
    for address in (
        "/applications",
        "/conversations",
        "/notifications",
        "/notifications/settings",
        "/account",
    ):
        page.goto(address)
        assert_accessible(page)


def test_the_pages_of_an_employer_are_accessible(
    open_page: OpenPage, assert_accessible: Check, vacancies: list[str]
) -> None:
    candidate = open_page(f"/sign-in?next=/vacancies/{vacancies[0]}/apply", viewport="phone")
    sign_in(candidate, CANDIDATE)
    candidate.get_by_label("The employer may see my name").check()
    candidate.get_by_role("button", name="Send the application").click()
    page = open_page("/sign-in", viewport="narrow")
    sign_in(page, EMPLOYER)
    for address in ("/received", "/notifications", f"/vacancies/{vacancies[0]}/applications"):
        page.goto(address)
        assert_accessible(page)
    page.locator("article h2 a").first.click()
    assert_accessible(page)
    page.get_by_role("button", name="I agree: show name and contact").click()
    expect(page.get_by_text(CANDIDATE)).to_be_visible()
    page.get_by_role("radio", name="Do not go on").check()
    page.get_by_role("button", name="Save and tell the candidate").click()
    expect(page.get_by_text("Choose a reason. The candidate reads it.").first).to_be_visible()
    assert_accessible(page)

    candidate.reload()
    expect(candidate.get_by_text("has opened your application")).to_be_visible()
    assert_accessible(candidate)
