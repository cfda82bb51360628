"""Ticking skills in a real browser: row by row with script, as one form without it; accessible in both directions."""

from collections.abc import Callable
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from talent import db as records
from talent import organisations, skill_claims
from talent.db import open_database
from talent.profiles import TextDraft, TextKind
from talent.skill_claims import ClaimKind, ClaimSource, ClaimStatus, Decision
from tests.browser.conftest import OpenPage
from tests.factories.esco import occupation_uri, skill_uri
from tests.factories.records import PASSWORD, make_account, make_profile
from web.settings import Settings

CV = "Registered nurse.\nI administer prescribed medication.\nI carry out wound care."
WOUNDS, MEDICATION, NURSE = (
    skill_uri("dress-wounds"),
    skill_uri("administer-medication"),
    occupation_uri("nurse"),
)

SignIn = Callable[..., Page]


@pytest.fixture
def sign_in(world: Settings, open_page: OpenPage) -> SignIn:
    """Opens a path as a candidate of this test alone, who has written a CV and confirmed that they are a nurse."""

    def open_(path: str, *, language: str = "en", **options: object) -> Page:
        page = open_page(f"/sign-in?next={quote(path)}", language=language, **options)
        page.locator("#email").fill(_make_candidate(world, language))
        page.locator("#password").fill(PASSWORD)
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_url("**/profile/**")
        return page

    return open_


def _make_candidate(world: Settings, language: str) -> str:
    """Their e-mail address."""
    database = open_database(world.database)
    email = f"{records.new_id()}@people.example"
    with database.transaction() as db:
        actor = organisations.actor_of(db, make_account(db, email=email, locale=language))
        profile = make_profile(db, owner=actor, texts=(TextDraft(TextKind.CV, CV, "en"),), qualifications=())
        nurse = Decision(NURSE, ClaimKind.OCCUPATION, "nurse", ClaimStatus.CONFIRMED)
        skill_claims.decide(db, actor, profile, [nurse], source=ClaimSource.PICKED)
    database.close()
    return email


def choose(page: Page, uri: str, answer: str) -> None:
    page.locator(f"input[name='answer:{uri}'][value={answer}]").check()


def test_with_script_each_answer_counts_at_once(
    sign_in: SignIn, assert_accessible: Callable[[Page], None]
) -> None:
    page = sign_in("/profile/skills", viewport="phone")
    assert_accessible(page)

    choose(page, WOUNDS, "yes")
    row = page.get_by_role("group", name="carry out wound care")
    expect(row.locator("output")).to_have_text("Saved.")
    expect(page.locator("#said")).to_contain_text("1 skill, 1 occupation")
    expect(page.locator("#kept")).to_contain_text("carry out wound care")
    choose(page, MEDICATION, "no")
    expect(page.locator("#removed")).to_contain_text("administer prescribed medication")
    choose(page, WOUNDS, "open")  # undone where it was done
    expect(page.locator("#said")).to_contain_text("0 skills, 1 occupation")
    assert_accessible(page)

    page.reload()
    expect(page.locator(f"input[name='answer:{WOUNDS}']").first).to_be_visible()
    expect(page.locator(f"input[name='answer:{MEDICATION}']")).to_have_count(0)


def test_without_script_all_answers_are_sent_together(sign_in: SignIn) -> None:
    page = sign_in("/profile/skills", viewport="narrow", javascript=False)
    choose(page, WOUNDS, "yes")
    choose(page, MEDICATION, "no")
    page.get_by_role("button", name="Save my answers").click()

    expect(page.locator("#said")).to_contain_text("1 skill, 1 occupation")
    page.locator("#removed summary").click()
    page.locator("#removed button").click()
    expect(page.locator(f"input[name='answer:{MEDICATION}']").first).to_be_visible()


def test_the_picker_finds_while_typing_and_is_used_with_keys_alone(
    sign_in: SignIn, assert_accessible: Callable[[Page], None]
) -> None:
    page = sign_in("/profile/skills/pick", viewport="phone", language="ar")
    page.locator("#name").focus()
    page.keyboard.type("تضميد")
    expect(page.locator("#found li").first).to_contain_text("العناية بالجروح")
    assert_accessible(page)

    page.keyboard.press("Tab")  # the button that searches without script
    page.keyboard.press("Tab")
    expect(page.locator(f"button[value='{WOUNDS}']")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".ecl-notification--success")).to_be_visible()
    page.goto("/profile/skills?lang=ar")
    expect(page.locator("#kept")).to_contain_text("العناية بالجروح")
    assert_accessible(page)


def test_the_checklist_of_an_occupation(sign_in: SignIn, assert_accessible: Callable[[Page], None]) -> None:
    page = sign_in(f"/profile/skills/occupation?uri={NURSE}", viewport="narrow", language="ar")
    assert_accessible(page)
    choose(page, WOUNDS, "yes")
    expect(page.locator("#said")).to_have_text("قلت نعم لمهارة واحدة من هذه القائمة.")

    page.goto("/profile/skills?lang=en")
    page.get_by_role("link", name="carry out wound care").click()
    expect(page.locator("h1")).to_have_text("carry out wound care")
    assert_accessible(page)
    page.get_by_label("I do it on my own").check()
    page.get_by_label("For how many years?").fill("6")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#kept")).to_contain_text("I do it on my own. 6 years.")
