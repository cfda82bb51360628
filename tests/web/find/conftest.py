"""What tests of the ranked list share: a vacancy, people to find, and how to read the page."""

import re
from collections.abc import Callable
from xml.etree.ElementTree import Element

import pytest
from sqlalchemy.orm import Session

from talent.profiles import LanguageDraft, LanguageLevel, Profile, QualificationDraft, TextDraft, TextKind
from talent.vacancies import Vacancy
from tests.factories.esco import occupation_uri
from tests.factories.records import make_profile, make_vacancy
from tests.web import html
from tests.web.conftest import Page, ReadAll

VACANCY = """Registered nurse

We are looking for a nurse for our ward.
Your tasks:
- administer prescribed medication
- carry out wound care
Requirements:
- German B2
- at least 2 years of experience as a nurse
- bachelor degree in nursing
An advantage:
- write computer programs"""

NURSE_CV = """Nurse with six years of experience.
I administer prescribed medication every day.
I carry out wound care after operations."""

COOK_CV = "Cook. I cook hot dishes and know food hygiene."

PLACES = {"destination": "DE", "region": "DE-BY"}


@pytest.fixture
def candidate(db: Session) -> Callable[..., Profile]:
    """Makes an invented candidate from a CV; what a test does not name is plausible."""

    def make(cv: str = NURSE_CV, country: str | None = "TN", **changes: object) -> Profile:
        titles = (QualificationDraft("Bachelor in nursing", country, isced=6),) if country else ()
        given = {
            "texts": (TextDraft(TextKind.CV, cv, "en"),),
            "qualifications": titles,
            "languages": (LanguageDraft("de", LanguageLevel.B1),),
            "is_demonstration": True,
        }
        return make_profile(db, **(given | changes))  # type: ignore[arg-type]

    return make


@pytest.fixture
def pool(candidate: Callable[..., Profile], read_all: ReadAll) -> list[Profile]:
    """A cook and two nurses, one of them with a qualification from Tunisia."""
    trade = (QualificationDraft("Certificate of a cook", "MA", isced=3),)
    made = [
        candidate(COOK_CV, qualifications=trade),
        candidate(NURSE_CV, "TN"),
        candidate(NURSE_CV.splitlines()[0], None),
    ]
    read_all()
    return made


def cards(page: Page) -> list[Element]:
    return [each for each in page.document.iter("article") if "t-candidate" in each.get("class", "")]


def codes(page: Page) -> list[str]:
    return [html.text_of(next(card.iter("bdi"))) for card in cards(page)]


def inside(element: Element, name: str) -> Element:
    """The first element with this class."""
    return next(each for each in element.iter() if name in each.get("class", "").split())


def numbers(text: str) -> list[float]:
    return [float(each) for each in re.findall(r"\d+\.\d", text)]


def parts(card: Element) -> list[tuple[float, float]]:
    """(Points, most points) of each row of the table."""
    cells = [each for each in card.iter("td") if "t-parts__points" in each.get("class", "")]
    found = [numbers(html.text_of(cell)) for cell in cells]
    return [(points, most) for points, most in found]


def rows(card: Element) -> list[str]:
    return [html.text_of(each) for each in card.iter("tr")]


@pytest.fixture
def vacancy(db: Session) -> Vacancy:
    made = make_vacancy(
        db, title="Registered nurse", text=VACANCY, language="en", country="DE", region="DE-BY",
        occupation_uri=occupation_uri("nurse"),
    )  # fmt: skip
    db.commit()
    return made
