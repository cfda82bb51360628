"""From registration to a found profile, an application and back to nothing, on the screen of a small phone.

Everything through what a person can see and press. Only what candidates do not do here is put into the database
before: an employer whose organisation was checked, and its vacancy.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from talent import db as records
from talent.accounts import Account
from talent.db import open_database
from tests.browser.conftest import OpenPage
from tests.browser.visitor import HEADER, Visitor
from tests.factories.records import PASSWORD, make_employer, make_vacancy
from web.settings import Settings

OWN_PASSWORD = "four words of mine"
ORGANISATION = "Journey Hospital (invented)"

ADVERTISEMENT = """Registered nurse
Your tasks:
- carry out wound care
Requirements:
- German B2"""


@dataclass(frozen=True)
class Nurse:
    """What somebody writes in her language, and how the mini taxonomy names what she does and what she does not."""

    name: str
    work: str
    words: str
    diploma: str
    does: str
    does_not: str
    note: str


NURSES = {
    "en": Nurse(
        "Journey Maker (invented)",
        "Registered nurse",
        "I carry out wound care.\nI administer prescribed medication.",
        "Licence en sciences infirmières",
        "carry out wound care",
        "administer prescribed medication",
        "I can start in May.",
    ),
    "ar": Nurse(
        "مسافرة (اسم مخترع)",
        "ممرضة مسجلة",
        "العناية بالجروح.\nإعطاء الأدوية الموصوفة.",
        "الإجازة في علوم التمريض",
        "العناية بالجروح",
        "إعطاء الأدوية الموصوفة",
        "أستطيع أن أبدأ في مايو.",
    ),
}


@dataclass(frozen=True)
class Offer:
    """An employer of a checked organisation in Germany, and the title of its vacancy, like no other."""

    email: str
    title: str


@pytest.fixture
def offer(world: Settings) -> Offer:
    database = open_database(world.database)
    title = f"Pflegefachkraft {records.new_id()[:8]}"
    with database.transaction() as db:
        employer = make_employer(db, name=ORGANISATION)
        make_vacancy(db, employer=employer, title=title)
        email = db.get_one(Account, employer.account_id).email
    database.close()
    return Offer(email, title)


@pytest.mark.parametrize(
    ("language", "javascript", "viewport"),
    [
        ("en", True, "small phone"),
        ("en", False, "small phone"),
        ("ar", True, "small phone"),
        ("ar", False, "narrow"),
    ],
    ids=["English", "English, no script", "Arabic", "Arabic, no script, 320 px"],
)
def test_from_registration_to_a_found_profile_and_out_again(
    open_page: OpenPage, offer: Offer, language: str, javascript: bool, viewport: str
) -> None:
    options = {"viewport": viewport, "javascript": javascript}
    nurse = NURSES[language]
    she = Visitor.of(open_page("/", language=language, **options), language)
    register(she, nurse)
    fill_in(she, nurse)
    decide_about_skills(she, nurse, javascript=javascript)
    code = agree_to_be_found(she, nurse)

    employer = Visitor.of(open_page("/", **options), "en")
    sign_in(employer, offer.email)
    find(employer, code, nurse)
    see_who_saw(she)
    apply(she, nurse, offer)
    open_application(employer, code, nurse, offer)
    read_what_happened(she, offer)

    take_everything_along(she, nurse)
    leave(she)
    employer.go_by_menu("Find skilled workers")
    search(employer)
    employer.until(lambda: place_of(employer, code).count() == 0, lambda: search(employer))


# --- she joins --------------------------------------------------------------------------------------------


def register(she: Visitor, nurse: Nurse) -> None:
    email = f"{records.new_id()}@people.example"
    she.go_to("Make an account")
    she.choose("In which country do you live?", she.reader.country("TN"))
    she.check("No")
    she.choose("In which country would you most like to work?", she.reader.country("DE"))
    she.fill("How old are you?", "29")
    she.press("Continue")
    she.fill("Your name", nurse.name)
    she.fill("E-mail address", email)
    she.fill("Password", OWN_PASSWORD)
    she.press("Make my account")
    she.follow("Mailbox for trying it out")
    mail = she.main.locator("article").filter(has_text=email)
    she.until(lambda: mail.count() > 0, she.page.reload)
    mail.get_by_role("link").first.click()
    she.fill("Password", OWN_PASSWORD)
    she.press("Confirm and sign in")
    expect(she.page.locator("h1")).to_have_text(she.words("Your profile"))


def fill_in(she: Visitor, nurse: Nurse) -> None:
    to_step(she, "Work experience")
    she.follow("Add work")
    she.fill("What did you work as?", nurse.work)
    she.check("Paid, with a contract")
    she.fill("What did you do there?", nurse.words)
    she.fill("From", "03/2019")
    she.check("I still do this work")
    save(she)

    to_step(she, "Education and training")
    she.follow("Add education")
    she.fill("Name of the diploma, certificate or training", nurse.diploma)
    she.choose("Country where you got it", she.reader.country("TN"))
    she.fill("Year in which you finished", "2018")
    save(she)

    to_step(she, "Languages")
    she.follow("Add a language")
    add_german(she)
    to_step(she, "Where you want to work")
    she.finds(she.reader.country("DE"))
    she.follow("Add a country")
    she.choose("In which country do you want to work?", she.reader.country("FR"))
    save(she)


def add_german(she: Visitor) -> None:
    she.choose("Language", she.reader.language_name("de"))
    she.choose("How well, all in all?", she.words("B2: I talk fluently about my profession"))
    she.unfold("More, if you like")
    for dimension in (
        "Understanding what people say",
        "Reading",
        "Talking with others",
        "Speaking at length",
    ):
        she.choose(dimension, she.words("B2: I talk fluently about my profession"))
    she.choose("Writing", she.words("B1: I manage at work and when travelling"))
    save(she)


def to_step(she: Visitor, title: str) -> None:
    she.go_to("Your profile")
    she.follow(title)


def save(she: Visitor) -> None:
    she.press("Save")
    she.reads("Saved.")


def decide_about_skills(she: Visitor, nurse: Nurse, *, javascript: bool) -> None:
    to_step(she, "Skills")
    she.check("Yes", group=nurse.does)
    she.check("No", group=nurse.does_not)
    if not javascript:
        she.press("Save my answers")
    expect(she.page.locator("#kept")).to_contain_text(nurse.does)
    removed = she.page.locator("#removed")
    removed.locator("summary").click()
    expect(removed).to_contain_text(nurse.does_not)


# --- she decides who sees her --------------------------------------------------------------------------------


def agree_to_be_found(she: Visitor, nurse: Nurse) -> str:
    """Her code."""
    she.go_to("Your profile")
    she.follow("Choose who may see your profile")
    she.press("Give everything for %(country)s", country=she.reader.country("DE"))
    she.check("Visible")
    she.press("Save")
    she.reads("Saved. It counts from now on.")
    code = re.search(r"T-\w{5}", she.main.inner_text())
    assert code is not None
    she.follow("See your profile as an employer sees it")
    she.finds(code[0])
    she.finds(nurse.words.splitlines()[0])
    expect(she.main).not_to_contain_text(nurse.name)
    return code[0]


def see_who_saw(she: Visitor) -> None:
    she.go_to("Your profile")
    she.follow("See who saw your profile")
    she.finds(ORGANISATION)
    she.reads("Organisation checked")


# --- an employer finds her -----------------------------------------------------------------------------------


def sign_in(employer: Visitor, email: str) -> None:
    employer.go_to("Sign in")
    employer.fill("E-mail address", email)
    employer.fill("Password", PASSWORD)
    employer.press("Sign in")
    expect(employer.page.get_by_role(HEADER)).to_contain_text(employer.words("Sign out"))


def find(employer: Visitor, code: str, nurse: Nurse) -> None:
    """Her own words are a reason for her place."""
    employer.go_by_menu("Find skilled workers")
    search(employer)
    place = place_of(employer, code)
    employer.until(lambda: place.count() > 0, lambda: search(employer))
    reasons = place.locator("details")
    if reasons.get_attribute("open") is None:
        reasons.locator("summary").click()
    expect(reasons.locator("table")).to_contain_text(nurse.work)
    employer.fits()


def search(employer: Visitor) -> None:
    employer.fill("The vacancy, as you would publish it", ADVERTISEMENT)
    employer.choose("Country of the job", employer.reader.country("DE"))
    paste = employer.main.locator("form").filter(
        has=employer.page.get_by_role("heading", name="Paste a vacancy")
    )
    paste.get_by_role("button", name=employer.words("Show the list")).click()
    expect(employer.main.get_by_role("heading", name="Candidates for your vacancy")).to_be_focused()


def place_of(employer: Visitor, code: str) -> Locator:
    return employer.main.get_by_role("article").filter(has_text=code)


# --- they meet -----------------------------------------------------------------------------------------------


def apply(she: Visitor, nurse: Nurse, offer: Offer) -> None:
    she.go_by_menu("Vacancies")
    she.fill("Words", offer.title)
    she.press("Search")
    she.follow_name(offer.title)
    she.follow("Apply")
    she.reads("What the employer will see")
    she.fill("A few words to the employer", nurse.note)
    she.check("The employer may see my name and my e-mail address, when it agrees too.")
    she.press("Send the application")
    she.reads("Your application is sent. The employer is told.")


def open_application(employer: Visitor, code: str, nurse: Nurse, offer: Offer) -> None:
    """And writes to her, in words that nobody translates."""
    to_account(employer)
    employer.follow("Applications for your vacancies")
    employer.follow_name(offer.title)
    employer.follow_name(code)
    employer.finds(nurse.note)
    expect(employer.main).not_to_contain_text(nurse.name)
    employer.press("I agree: show name and contact")
    employer.finds(nurse.name)
    employer.press("Messages")
    employer.fill("Your message", f"Welcome to {offer.title}!")
    employer.press("Send")
    employer.reads("Your message is sent.")


def read_what_happened(she: Visitor, offer: Offer) -> None:
    to_account(she)
    she.follow("Your applications")
    she.follow_name(offer.title)
    she.reads("%(employer)s has opened your application.", employer=ORGANISATION)
    she.go_to("Notifications")
    she.reads("You have a message from %(employer)s.", employer=ORGANISATION)
    she.follow("Read the message")
    she.finds(f"Welcome to {offer.title}!")


def to_account(who: Visitor) -> None:
    who.go_to("Signed in as")


# --- she leaves ----------------------------------------------------------------------------------------------


def take_everything_along(she: Visitor, nurse: Nurse) -> None:
    to_account(she)
    she.follow("Download my data")
    she.check("All my data for other programs (JSON)")
    with she.page.expect_download() as download:
        she.press("Download")
    told = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    texts = [row["text"] for row in told["tables"]["profile_texts"]["rows"]]
    assert nurse.words in texts


def leave(she: Visitor) -> None:
    to_account(she)
    she.follow("Erase my account")
    she.check("At once. You cannot change your mind.")
    she.fill("Your password", OWN_PASSWORD)
    she.press("Erase my account")
    expect(she.page.locator("h1")).to_have_text(she.words("Goodbye, and good luck"))
