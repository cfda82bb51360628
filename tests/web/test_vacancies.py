"""Searching vacancies, as a page: filters narrow and are taken away, strangers may, nothing is kept, few queries."""

import logging
from decimal import Decimal
from urllib.parse import quote, urlencode

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from talent.actors import Role
from talent.audit import Event
from talent.db import Database
from talent.organisations import Organisation, Vetting
from talent.terms import PayPeriod
from talent.vacancies import Pay, Vacancy
from tests.databases import counted
from tests.factories.esco import occupation_uri
from tests.factories.records import (
    PASSWORD,
    make_account,
    make_actor,
    make_employer,
    make_organisation,
    make_profile,
    make_vacancy,
)
from tests.web import html
from tests.web.conftest import FetchPage, Page, ReadAll
from web.i18n import languages
from web.settings import Settings

pytestmark = pytest.mark.usefixtures("indexed")

NURSE = """We are looking for a nurse for our ward.
Requirements:
- German B2
- bachelor degree in nursing
An advantage:
- write computer programs"""

COOK = "We look for a cook.\nRequirements:\n- French A2"


@pytest.fixture
def jobs(db: Session, read_all: ReadAll) -> list[Vacancy]:
    """A nurse in Bavaria, paid by the hour, and a cook in France; the cook is newer."""
    pay = Pay(Decimal(20), Decimal(25), "EUR", PayPeriod.HOUR)
    made = [
        make_vacancy(
            db, title="Registered nurse", text=NURSE, language="en", region="DE-BY", place="München", pay=pay
        ),
        make_vacancy(db, title="Cook", text=COOK, language="en", country="FR", place="Brest"),
    ]
    read_all()
    return made


def found(page: Page) -> list[str]:
    return [html.text_of(each) for each in page.document.iter("h3")]


def search(**asked: str) -> str:
    return f"/vacancies?{urlencode(asked)}"


def sign_in(client: TestClient, db: Session, *roles: Role, organisation: Organisation | None = None) -> None:
    account = make_account(db, *roles)
    db.commit()
    client.post("/sign-in", data={"email": account.email, "password": PASSWORD})


# --- the search -------------------------------------------------------------------------------------------


def test_everything_is_listed_the_newest_first(page: FetchPage, jobs: list[Vacancy]) -> None:
    shown = page("/vacancies")
    assert found(shown) == ["Cook", "Registered nurse"]
    assert "2 vacancies found" in shown.text
    assert "The vacancy published last stands first." in shown.text
    assert "nobody can pay for a place in it" in shown.text


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ({"words": "NÚRSE ward"}, ["Registered nurse"]),
        ({"words": "nurse kitchen"}, []),
        ({"country": "FR"}, ["Cook"]),
        ({"country": "DE", "region": "DE-BY"}, ["Registered nurse"]),
        ({"country": "FR", "region": "DE-BY"}, ["Cook"]),  # the region of the country before
        ({"country": "DE", "town": "munchen"}, ["Registered nurse"]),
        ({"language": "de", "level": "B2"}, ["Registered nurse"]),
        ({"language": "de", "level": "B1"}, []),
        ({"pay": "3 400"}, ["Registered nurse"]),  # 20 an hour are 3,466 a month
        ({"pay": "3500"}, []),
        ({"sort": "pay"}, ["Registered nurse", "Cook"]),
        ({"occupation": occupation_uri("cook")}, ["Cook"]),
        (
            {"words": "", "country": "", "pay": "", "currency": "EUR", "sort": "newest"},
            ["Cook", "Registered nurse"],
        ),
    ],
)
def test_filters(page: FetchPage, jobs: list[Vacancy], asked: dict[str, str], titles: list[str]) -> None:
    assert found(page(search(**asked))) == titles


def test_each_filter_is_a_link_that_takes_it_away(page: FetchPage, jobs: list[Vacancy]) -> None:
    asked = {
        "words": "nurse",
        "country": "DE",
        "town": "München",
        "language": "de",
        "level": "B2",
        "pay": "2000",
    }
    shown = page(search(**asked))
    chips = {
        html.text_of(a): a.get("href") for a in shown.document.iter("a") if "Take away" in html.text_of(a)
    }
    assert [name.removeprefix("Take away: ").strip() for name in chips] == [
        "Words: nurse",
        "Country: Germany",
        "Town: München",
        "Language needed: German, up to B2",
        "Pay at least: 2000 EUR a month",
    ]
    assert search(**{k: v for k, v in asked.items() if k not in ("country", "town")}) in chips.values()
    assert all("Registered nurse" in found(page(str(address))) for address in chips.values())


def test_the_form_keeps_what_was_asked(page: FetchPage, jobs: list[Vacancy]) -> None:
    shown = page(
        search(words="nurse", country="DE", language="de", level="B2", pay="2000", currency="EUR", sort="pay")
    )
    chosen = {each.get("value") for each in shown.document.iter("option") if each.get("selected") is not None}
    assert {"DE", "de", "B2", "EUR", "pay"} == chosen
    assert shown.field("words").get("value") == "nurse"
    assert shown.field("pay").get("value") == "2000"


def test_nothing_found_says_what_to_loosen(page: FetchPage, jobs: list[Vacancy]) -> None:
    shown = page(search(words="nurse", country="FR"))
    assert "No vacancy has all of this" in shown.text
    assert "Without “Words”: 1 vacancy" in shown.text
    assert "Without “Country”: 1 vacancy" in shown.text
    assert search(words="nurse") in shown.links()


def test_where_one_filter_is_not_enough_it_says_so(page: FetchPage, jobs: list[Vacancy]) -> None:
    assert "Taking one filter away is not enough" in page(search(words="pilot", country="PL")).text


def test_without_a_vacancy_the_page_says_so(page: FetchPage) -> None:
    assert "No vacancy is published yet" in page("/vacancies").text


@pytest.mark.parametrize(
    ("asked", "field"),
    [({"pay": "much"}, "pay"), ({"country": "XX"}, "country"), ({"level": "B1"}, "language")],
)
def test_what_cannot_be_searched_is_told_at_its_field(
    page: FetchPage, jobs: list[Vacancy], asked: dict[str, str], field: str
) -> None:
    shown = page(search(words="nurse", **asked), status=422)
    assert shown.field(field).get("aria-invalid") == "true"
    assert shown.field("words").get("value") == "nurse"
    assert found(shown) == []


def test_pages_of_twenty(page: FetchPage, db: Session) -> None:
    employer = make_employer(db)
    for n in range(45):
        make_vacancy(db, employer=employer, title=f"Job {n}")
    db.commit()
    pages = [page(search(words="job", page=str(n))) for n in (1, 2, 3)]
    assert [len(found(each)) for each in pages] == [20, 20, 5]
    assert len({title for each in pages for title in found(each)}) == 45
    assert "Vacancies 21 to 40 of 45" in pages[1].text
    assert search(words="job", page="3") in pages[1].links()
    assert found(page(search(words="job", page="99"))) == found(pages[2])


# --- the occupation ---------------------------------------------------------------------------------------


def test_an_occupation_is_searched_by_name_then_chosen(page: FetchPage, jobs: list[Vacancy]) -> None:
    shown = page(search(occupation_name="nurse"))
    offered = {each.get("value") for each in shown.document.iter("input") if each.get("type") == "radio"}
    assert {occupation_uri("nurse"), ""} <= offered
    assert found(page(search(occupation=occupation_uri("nurse")))) == ["Registered nurse"]


def test_the_chosen_occupation_is_a_chip_with_its_name(page: FetchPage, jobs: list[Vacancy]) -> None:
    assert "Occupation: cook" in page(search(occupation=occupation_uri("cook"))).text


def test_a_name_that_is_no_occupation(page: FetchPage, jobs: list[Vacancy]) -> None:
    shown = page(search(occupation_name="qqqq"), status=422)
    assert "No occupation was found by this name" in shown.text
    assert (
        "This occupation is not known" in page(search(occupation="http://nothing.example"), status=422).text
    )


def test_before_the_names_are_there_the_rest_works(
    page: FetchPage, jobs: list[Vacancy], settings: Settings
) -> None:
    (settings.data / "taxonomy.sqlite").unlink()
    assert found(page(search(words="cook"))) == ["Cook"]
    assert "still being read" in page(search(occupation_name="cook"), status=422).text


# --- who may, and what is kept ----------------------------------------------------------------------------


@pytest.mark.parametrize("role", [None, *Role])
def test_everybody_may_search(
    page: FetchPage, client: TestClient, db: Session, jobs: list[Vacancy], role: Role | None
) -> None:
    if role is not None:
        sign_in(client, db, role)
    assert len(found(page("/vacancies"))) == 2
    assert page(f"/vacancies/{jobs[0].code}").title == "Registered nurse"


def test_nobody_finds_a_draft_or_a_closed_vacancy(page: FetchPage, client: TestClient, db: Session) -> None:
    draft = make_vacancy(db, title="Draft", published=False)
    db.commit()
    assert found(page("/vacancies")) == []
    for role in (None, *Role):
        if role is not None:
            sign_in(client, db, role)
        assert found(page("/vacancies")) == []
        sees = role in (Role.CONTACT_POINT,)
        assert client.get(f"/vacancies/{draft.code}").status_code == (200 if sees else 404)


def test_a_search_leaves_no_trace(
    client: TestClient, db: Session, jobs: list[Vacancy], caplog: pytest.LogCaptureFixture
) -> None:
    sign_in(client, db, Role.CANDIDATE)
    events = sa.select(sa.func.count()).select_from(Event)
    before = db.scalar(events)
    with caplog.at_level(logging.DEBUG):
        client.get(search(words="secretword", town="hidden"))
        client.get(f"/vacancies/{jobs[0].code}?qualification=TN")
    said = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("talent"))
    assert "/vacancies" in said
    assert "secretword" not in said
    assert "qualification" not in said
    assert db.scalar(events) == before


def test_the_list_asks_the_database_few_times_however_long_it_is(
    page: FetchPage, db: Session, database: Database, read_all: ReadAll
) -> None:
    def queries() -> int:
        with counted(database) as sent:
            page(search(words="nurse", country="DE", language="de"))
        return len(sent)

    make_vacancy(db, text=NURSE)
    read_all()
    few = queries()
    for _ in range(25):
        make_vacancy(db, text=NURSE)
    read_all()
    assert queries() == few <= 10


@pytest.mark.parametrize("language", languages())
def test_whole_in_every_language(page: FetchPage, jobs: list[Vacancy], language: str) -> None:
    for address in (search(lang=language, country="DE"), f"/vacancies/{jobs[0].code}?lang={language}"):
        assert page(address).headers["content-language"] == language


def test_an_arabic_page_is_right_to_left_and_titles_keep_their_language(
    page: FetchPage, jobs: list[Vacancy]
) -> None:
    shown = page(search(lang="ar"))
    assert shown.document.find("html").get("dir") == "rtl"  # type: ignore[union-attr]
    titles = [each for each in shown.document.iter("bdi") if html.text_of(each) == "Registered nurse"]
    assert {each.get("lang") for each in titles} == {"en"}


# --- the page of a vacancy --------------------------------------------------------------------------------


def test_a_vacancy_in_its_own_words_and_direction(page: FetchPage, db: Session) -> None:
    text = "نبحث عن ممرضة.\n\nاللغة الألمانية B2."
    vacancy = make_vacancy(db, title="ممرضة", text=text, language="ar")
    db.commit()
    shown = page(f"/vacancies/{vacancy.code}")
    words = next(each for each in shown.document.iter("div") if each.get("class") == "t-text")
    assert (words.get("dir"), words.get("lang"), words.text) == ("rtl", "ar", text)
    assert "has not read this vacancy yet" in shown.text


def test_requirements_stand_with_the_words_they_come_from(page: FetchPage, jobs: list[Vacancy]) -> None:
    shown = page(f"/vacancies/{jobs[0].code}")
    said = [html.text_of(each) for each in shown.document.iter("q")]
    assert "German B2" in said
    assert all(words in f"{jobs[0].title}\n\n{jobs[0].text}" for words in said)
    required, _, wished = shown.text.partition("Wished for, not required")
    assert "write computer programs" in wished
    assert "bachelor degree in nursing" in required
    assert "A machine read the text and can be wrong" in required


def test_who_employs_since_when_and_for_what_pay(page: FetchPage, db: Session, jobs: list[Vacancy]) -> None:
    pending = make_vacancy(db, employer=make_employer(db, vetting=Vetting.PENDING))
    db.commit()
    shown = page(f"/vacancies/{jobs[0].code}").text
    assert "Employer checked" in shown
    assert "€20 to €25 an hour" in shown
    assert "München, Bayern, Germany" in shown
    assert f"{jobs[0].published_at:%Y}" in shown
    assert "Employer not checked yet" in page(f"/vacancies/{pending.code}").text


def test_invented_vacancies_say_so(page: FetchPage, db: Session, jobs: list[Vacancy]) -> None:
    organisation = make_organisation(db, is_demonstration=True)
    employer = make_actor(db, Role.EMPLOYER, organisation=organisation, is_demonstration=True)
    invented = make_vacancy(db, employer=employer)
    db.commit()
    assert "This vacancy is invented" in page(f"/vacancies/{invented.code}").text
    assert "This vacancy is invented" not in page(f"/vacancies/{jobs[0].code}").text


def test_recognition_in_general_and_for_a_country(page: FetchPage, jobs: list[Vacancy]) -> None:
    address = f"/vacancies/{jobs[0].code}"
    general, asked = page(address), page(f"{address}?qualification=TN")
    assert "for qualifications from outside the European Union" in general.text
    assert "qualification from Tunisia" in asked.text
    route = next(link for link in asked.links() if link.startswith("/recognition?"))
    assert "destination=DE&region=DE-BY&qualification_country=TN" in route
    assert quote(occupation_uri("nurse"), safe="") in route
    assert "ZZ" not in next(link for link in general.links() if link.startswith("/recognition?"))
    assert page(route).document is not None


def test_a_candidate_sees_the_route_from_their_own_country(
    page: FetchPage, client: TestClient, db: Session, jobs: list[Vacancy]
) -> None:
    actor = make_actor(db, Role.CANDIDATE, email="owner@people.example")
    make_profile(db, owner=actor)
    db.commit()
    client.post("/sign-in", data={"email": "owner@people.example", "password": PASSWORD})
    assert "qualification from Tunisia" in page(f"/vacancies/{jobs[0].code}").text


def test_similar_vacancies_are_found_by_occupation(page: FetchPage, jobs: list[Vacancy]) -> None:
    links = [link for link in page(f"/vacancies/{jobs[0].code}").links() if "occupation=" in link]
    similar = search(occupation=occupation_uri("nurse"))
    assert any(link.startswith("/vacancies?occupation=") for link in links)
    assert found(page(similar)) == ["Registered nurse"]
    assert all(
        found(page(link)) == ["Registered nurse"] for link in links[:2] if link.startswith("/vacancies")
    )


def test_no_link_of_the_pages_is_broken(page: FetchPage, client: TestClient, jobs: list[Vacancy]) -> None:
    shown = [page("/vacancies"), page(search(words="cook")), page(f"/vacancies/{jobs[0].code}")]
    inside = {link for each in shown for link in each.links() if link.startswith("/")}
    assert {link: client.get(link).status_code for link in inside} == dict.fromkeys(inside, 200)


@pytest.mark.parametrize(
    "hostile", ["\0", "%", "'; DROP TABLE vacancies; --", "<script>", "\u202e" * 9, "x" * 99]
)
def test_no_input_breaks_the_search(client: TestClient, jobs: list[Vacancy], hostile: str) -> None:
    for field in ("words", "town", "occupation", "country", "region", "language"):
        answer = client.get(search(**{field: hostile}))
        assert answer.status_code in (200, 422)
        assert "<script>" not in answer.text


@pytest.mark.parametrize("code", ["V-XXXXX", "nothing", "V'--"])
def test_a_code_that_is_no_vacancy(client: TestClient, code: str) -> None:
    assert client.get(f"/vacancies/{code}").status_code == 404


def test_the_navigation_and_the_home_page_lead_here(page: FetchPage) -> None:
    assert page("/").links().count("/vacancies") == 2
