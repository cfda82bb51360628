"""Recommended vacancies, as pages: why, what is missing, what would help; hidden with undo, switched off, logged."""

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from matching.advice import FEWEST_OTHERS
from talent.accounts import Account
from talent.actors import Actor, Role
from talent.audit import Event
from talent.organisations import actor_of
from talent.profiles import LanguageDraft, LanguageLevel, Profile, TextDraft, TextKind
from talent.recommendations import RecommendationRun
from talent.vacancies import Vacancy
from tests.factories.records import (
    PASSWORD,
    make_account,
    make_actor,
    make_employer,
    make_profile,
    make_vacancy,
)
from tests.web.conftest import FetchPage, ReadAll

pytestmark = pytest.mark.usefixtures("indexed")

NURSE = """We are looking for a nurse for our ward.
Requirements:
- administer prescribed medication
- German B2
- bachelor degree in nursing
An advantage:
- write computer programs"""

COOK = "We look for a cook.\nRequirements:\n- French A2"

WORDS = "Registered nurse, six years.\nI administer prescribed medication."


@pytest.fixture
def account(db: Session) -> Account:
    return make_account(db, Role.CANDIDATE)


@pytest.fixture
def person(db: Session, account: Account) -> Actor:
    return actor_of(db, account)


def make_candidate(db: Session, owner: Actor, words: str = WORDS, **changes: object) -> Profile:
    new = {
        "texts": (TextDraft(TextKind.CV, words, "en"),),
        "qualifications": (),
        "languages": (LanguageDraft("en", LanguageLevel.C1),),
        "destinations": frozenset({"DE"}),
    }
    return make_profile(db, owner=owner, **(new | changes))  # type: ignore[arg-type]  # any of a draft's fields


@pytest.fixture
def profile(db: Session, person: Actor) -> Profile:
    return make_candidate(db, person)


@pytest.fixture
def nurse(db: Session) -> Vacancy:
    return make_vacancy(db, title="Registered nurse", text=NURSE, language="en", place="Berlin")


@pytest.fixture
def cook(db: Session) -> Vacancy:
    employer = make_employer(db, country="FR")
    return make_vacancy(db, employer=employer, title="Cook", text=COOK, language="en", country="FR")


# --- the list ---------------------------------------------------------------------------------------------


def test_a_stranger_is_led_to_sign_in(client: TestClient) -> None:
    response = client.get("/recommended")
    assert response.status_code == 303
    assert response.headers["location"].startswith("/sign-in")


def test_the_list_says_what_fits_and_what_is_missing(
    page: FetchPage, signed_in: TestClient, profile: Profile, nurse: Vacancy, cook: Vacancy, read_all: ReadAll
) -> None:
    read_all()
    found = page("/recommended")
    assert "Registered nurse" in found.text
    assert "administer prescribed medication" in found.text
    assert "Required, not found in your profile:" in found.text
    assert "German B2" in found.text
    assert "1 of 1 open vacancies were compared" in found.text
    assert "Cook" not in found.text  # France is not among the destinations
    assert f"/recommended/{nurse.code}" in found.links()
    assert "/recommended/help" in found.links()
    everywhere = page("/recommended?everywhere=true")
    assert "Cook" in everywhere.text
    assert "2 of 2 open vacancies" in everywhere.text


def test_what_was_shown_is_logged_with_what_it_was_made_with(
    db: Session, page: FetchPage, signed_in: TestClient, profile: Profile, nurse: Vacancy, read_all: ReadAll
) -> None:
    read_all()
    page("/recommended")
    run = db.scalars(sa.select(RecommendationRun)).one()
    assert (run.profile_id, run.profile_revision) == (profile.id, profile.revision)
    assert [line["vacancy"] for line in run.shown] == [nurse.id]
    assert 0 < run.shown[0]["score"] <= 1
    assert run.encoder_revision
    assert run.taxonomy_digest
    assert run.weights_digest


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"destinations": frozenset()}, "You have not said where you want to work"),
        ({"texts": (), "languages": ()}, "Your profile says nothing of work yet"),
    ],
)
def test_an_empty_list_says_what_to_do(
    db: Session,
    page: FetchPage,
    signed_in: TestClient,
    person: Actor,
    nurse: Vacancy,
    read_all: ReadAll,
    changes: dict[str, object],
    words: str,
) -> None:
    make_candidate(db, person, **changes)
    read_all()
    found = page("/recommended")
    assert words in found.text
    assert "/vacancies" in found.links()


def test_without_a_profile_the_page_leads_to_one(page: FetchPage, signed_in: TestClient) -> None:
    found = page("/recommended")
    assert "You have no profile yet" in found.text
    assert "/profile" in found.links()


def test_a_profile_that_is_not_read_yet_is_said(
    db: Session, page: FetchPage, signed_in: TestClient, profile: Profile, nurse: Vacancy
) -> None:
    db.commit()
    assert "Your profile is being read" in page("/recommended").text


def test_no_vacancy_in_the_countries_leads_to_all_countries(
    page: FetchPage, signed_in: TestClient, profile: Profile, cook: Vacancy, read_all: ReadAll
) -> None:
    read_all()
    found = page("/recommended")
    assert "There is no vacancy to recommend now" in found.text
    assert "/recommended?everywhere=true" in found.links()


# --- one vacancy ------------------------------------------------------------------------------------------


def rows_of(page: FetchPage, vacancy: Vacancy) -> dict[str, str]:
    """By the words of the vacancy, how far the requirement is met."""
    from tests.web import html

    found = page(f"/recommended/{vacancy.code}")
    rows = [list(row.iter("td")) for row in found.document.iter("tr")]
    cells = [[html.text_of(cell) for cell in row] for row in rows if len(row) == 3]
    return {asked: met for asked, _, met in cells}


def test_each_requirement_stands_beside_what_answers_it(
    page: FetchPage, signed_in: TestClient, profile: Profile, nurse: Vacancy, read_all: ReadAll
) -> None:
    read_all()
    rows = rows_of(page, nurse)
    met = {
        next(words for words in MEANT if words in asked): how for asked, how in rows.items() if _known(asked)
    }
    assert met["administer prescribed medication"] == "You have it"
    assert met["German B2"] == "Missing"  # languages are named, German is not among them
    assert met["bachelor degree in nursing"] == "Your profile does not say"
    assert met["write computer programs"] == "Your profile does not say"
    assert "I administer prescribed medication" in page(f"/recommended/{nurse.code}").text


MEANT = (
    "administer prescribed medication",
    "German B2",
    "bachelor degree in nursing",
    "write computer programs",
)


def _known(asked: str) -> bool:
    return any(words in asked for words in MEANT)


def test_who_names_no_language_is_not_said_to_lack_one(
    db: Session, page: FetchPage, signed_in: TestClient, person: Actor, nurse: Vacancy, read_all: ReadAll
) -> None:
    make_candidate(db, person, languages=())
    read_all()
    german = next(met for asked, met in rows_of(page, nurse).items() if "German B2" in asked)
    assert german == "Your profile does not say"


def test_a_vacancy_that_may_not_be_seen_is_not_found(
    db: Session, page: FetchPage, signed_in: TestClient, profile: Profile, read_all: ReadAll
) -> None:
    draft = make_vacancy(db, published=False)
    read_all()
    page(f"/recommended/{draft.code}", status=404)


def test_a_vacancy_that_is_not_read_yet_says_so(
    db: Session, page: FetchPage, signed_in: TestClient, profile: Profile, read_all: ReadAll
) -> None:
    read_all()
    new = make_vacancy(db)
    db.commit()
    assert "has not read this vacancy yet" in page(f"/recommended/{new.code}").text


# --- hiding and switching off -----------------------------------------------------------------------------


def test_a_hidden_vacancy_is_not_recommended_until_that_is_undone(
    client: TestClient,
    page: FetchPage,
    signed_in: TestClient,
    profile: Profile,
    nurse: Vacancy,
    read_all: ReadAll,
) -> None:
    read_all()
    response = client.post(f"/recommended/{nurse.code}/hide")
    assert response.status_code == 303
    hidden = page(response.headers["location"])
    assert "The vacancy is hidden" in hidden.text
    assert "There is no vacancy to recommend now" in hidden.text
    assert "Undo: show it again" in page(f"/recommended/{nurse.code}").text
    again = client.post(f"/recommended/{nurse.code}/show")
    shown = page(again.headers["location"])
    assert "The vacancy can be recommended again." in shown.text
    assert f"/recommended/{nurse.code}" in shown.links()


def test_switched_off_nothing_is_compared_and_search_goes_on(
    db: Session,
    client: TestClient,
    page: FetchPage,
    signed_in: TestClient,
    profile: Profile,
    nurse: Vacancy,
    read_all: ReadAll,
) -> None:
    read_all()
    off = client.post("/recommended/switch", data={"wanted": "no"})
    found = page(off.headers["location"])
    assert "You have switched recommendations off" in found.text
    assert db.scalars(sa.select(RecommendationRun)).all() == []
    assert "You have switched recommendations off" in page("/recommended/help").text
    assert "In your words" not in page(f"/recommended/{nurse.code}").text
    assert "Registered nurse" in page("/vacancies").text
    on = client.post("/recommended/switch", data={"wanted": "yes"})
    assert "Registered nurse" in page(on.headers["location"]).text
    switched = sa.select(Event.data).where(Event.kind == "profile.recommendations-switched")
    assert [data["on"] for data in db.scalars(switched.order_by(Event.id))] == [False, True]


def test_without_a_profile_nothing_can_be_hidden(
    db: Session, client: TestClient, signed_in: TestClient, nurse: Vacancy
) -> None:
    db.commit()
    assert client.post(f"/recommended/{nurse.code}/hide").status_code == 404


def test_an_employer_has_no_recommendations(client: TestClient, db: Session) -> None:
    employer = make_account(db, Role.EMPLOYER)
    db.commit()
    client.post("/sign-in", data={"email": employer.email, "password": PASSWORD})
    assert client.get("/recommended").status_code == 403
    assert client.post("/recommended/switch", data={"wanted": "no"}).status_code == 403


# --- what would help --------------------------------------------------------------------------------------


def test_what_would_help_is_counted_among_others(
    db: Session, page: FetchPage, signed_in: TestClient, profile: Profile, nurse: Vacancy, read_all: ReadAll
) -> None:
    for _ in range(FEWEST_OTHERS):
        other = make_actor(db, Role.CANDIDATE)
        make_candidate(db, other, WORDS, languages=(LanguageDraft("de", LanguageLevel.B1),))
    read_all()
    found = page("/recommended/help")
    assert "German B2" in found.text
    assert f"from place {FEWEST_OTHERS + 1} to place 1" in found.text
    assert f"In each list {FEWEST_OTHERS} other candidates were compared." in found.text
    assert f"/recommended/{nurse.code}" in found.links()


def test_among_few_others_nothing_is_told(
    page: FetchPage, signed_in: TestClient, profile: Profile, nurse: Vacancy, read_all: ReadAll
) -> None:
    read_all()
    assert f"at least {FEWEST_OTHERS} other candidates" in page("/recommended/help").text


def test_a_long_list_has_pages(
    db: Session, page: FetchPage, signed_in: TestClient, profile: Profile, read_all: ReadAll
) -> None:
    employer = make_employer(db)
    for number in range(12):
        make_vacancy(db, employer=employer, title=f"Nurse {number}", text=NURSE, language="en")
    read_all()
    first, last = page("/recommended"), page("/recommended?page=9")
    codes = [[link for link in each.links() if link.startswith("/recommended/V-")] for each in (first, last)]
    assert [len(set(each)) for each in codes] == [10, 2]
    assert not set(codes[0]) & set(codes[1])
