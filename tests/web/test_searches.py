"""Saving searches, as pages, and the alerts: who is told, of what, once, and how they stop it."""

from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from matching import vacancy_store
from talent import db as records
from talent import saved_searches
from talent.accounts import Account
from talent.actors import Actor, Role
from talent.notifications import Notification
from talent.organisations import actor_of
from talent.outbox import Mail
from talent.saved_searches import Alert, SavedSearch
from talent.vacancies import Vacancy
from tests.factories.esco import occupation_uri
from tests.factories.mails import data_of
from tests.factories.records import PASSWORD, make_account, make_actor, make_employer, make_vacancy
from tests.web.conftest import FetchPage, SignIn
from web import alerts, herald, mails
from web.platform import Platform

pytestmark = pytest.mark.usefixtures("indexed")


@pytest.fixture
def account(db: Session) -> Account:
    return make_account(db, Role.CANDIDATE, email="amel@people.example")


@pytest.fixture
def person(db: Session, account: Account) -> Actor:
    return actor_of(db, account)


@pytest.fixture
def nurse(db: Session) -> Vacancy:
    return make_vacancy(db, title="Registered nurse", text="We look for a nurse.", language="en")


# --- pages ------------------------------------------------------------------------------------------------


def test_a_search_is_saved_from_the_list_and_found_again(
    db: Session, client: TestClient, page: FetchPage, signed_in: TestClient, nurse: Vacancy
) -> None:
    db.commit()
    found = page("/vacancies?words=nurse&country=DE")
    saving = next(link for link in found.links() if link.startswith("/searches/new"))
    form = page(saving)
    assert form.field("name").get("value") == "nurse, Germany"
    given = {"words": "nurse", "country": "DE", "name": "Nurse", "alert": "weekly"}
    saved = client.post("/searches", data=given)
    assert saved.status_code == 303
    listed = page(saved.headers["location"])
    assert "The search is saved." in listed.text
    assert "Once a week" in listed.text
    kept = db.scalars(sa.select(SavedSearch)).one()
    assert kept.search == {"words": "nurse", "country": "DE"}
    again = client.get(f"/searches/{kept.id}")
    assert again.status_code == 303
    assert parse_qs(urlsplit(again.headers["location"]).query) == {"words": ["nurse"], "country": ["DE"]}


def test_the_form_keeps_what_was_typed_and_says_what_is_wrong(page: FetchPage, signed_in: TestClient) -> None:
    given = {"words": "nurse", "name": "x" * 101, "alert": "daily"}
    refused = page("/searches", status=422, data=given)
    assert refused.field("name").get("value") == "x" * 101
    assert refused.field("words").get("value") == "nurse"
    assert "at most 100 characters" in refused.text
    assert (
        "Choose one of these" in page("/searches", status=422, data=given | {"name": "N", "alert": "x"}).text
    )


def test_a_search_that_makes_no_sense_leads_to_what_is_wrong_with_it(
    client: TestClient, signed_in: TestClient
) -> None:
    for answer in (
        client.get("/searches/new?country=XX"),
        client.post("/searches", data={"country": "XX", "name": "Nowhere", "alert": "daily"}),
    ):
        assert answer.status_code == 303
        assert answer.headers["location"] == "/vacancies?country=XX"
    unknown = client.get("/searches/new?occupation=http://example.org/none")
    assert unknown.headers["location"].startswith("/vacancies?occupation=")


def test_name_and_alerts_are_changed(
    db: Session, client: TestClient, page: FetchPage, signed_in: TestClient, person: Actor
) -> None:
    saved = saved_searches.save(db, person, "Nurse", {"words": "nurse"}, Alert.DAILY)
    db.commit()
    assert page(f"/searches/{saved.id}/edit").field("name").get("value") == "Nurse"
    assert page(f"/searches/{saved.id}", status=422, data={"name": "", "alert": "daily"})
    changed = client.post(f"/searches/{saved.id}", data={"name": "Pflege", "alert": "never"})
    assert "Your changes are saved." in page(changed.headers["location"]).text
    db.refresh(saved)
    assert (saved.name, saved.alert, saved.due_at) == ("Pflege", Alert.NEVER, None)


def test_removing_can_be_undone(
    db: Session, client: TestClient, page: FetchPage, signed_in: TestClient, person: Actor
) -> None:
    saved = saved_searches.save(db, person, "Nurse", {"words": "nurse"}, Alert.DAILY)
    db.commit()
    removed = client.post(f"/searches/{saved.id}/remove")
    found = page(removed.headers["location"])
    assert "The search is removed" in found.text
    assert "You have saved no search" in found.text
    back = client.post(f"/searches/{saved.id}/restore")
    assert "The search is back." in page(back.headers["location"]).text


@pytest.mark.parametrize("step", ["", "/edit"])
def test_somebody_elses_search_is_not_found(
    db: Session, client: TestClient, signed_in: TestClient, step: str
) -> None:
    other = actor_of(db, make_account(db, Role.CANDIDATE))
    saved = saved_searches.save(db, other, "Nurse", {"words": "nurse"}, Alert.DAILY)
    db.commit()
    assert client.get(f"/searches/{saved.id}{step}").status_code == 404
    for verb in ("", "/remove", "/restore"):
        assert (
            client.post(f"/searches/{saved.id}{verb}", data={"name": "N", "alert": "never"}).status_code
            == 404
        )


def test_a_stranger_is_led_to_an_account_and_back(
    db: Session, client: TestClient, page: FetchPage, account: Account
) -> None:
    db.commit()
    asked = page("/searches/new?words=nurse")
    sign_in = next(link for link in asked.links() if link.startswith("/sign-in?next"))
    back = parse_qs(urlsplit(sign_in).query)["next"][0]
    assert back == "/searches/new?words=nurse"
    assert f"/register?{urlencode({'next': back})}" in asked.links()
    entered = client.post("/sign-in", data={"email": account.email, "password": PASSWORD, "next": back})
    assert entered.headers["location"] == back
    assert "/searches/new?words=nurse" in page("/searches").links()  # also by way of a new account
    client.post("/searches", data={"words": "nurse", "name": "Nurse", "alert": "never"})
    assert "You wanted to save a search" not in page("/searches").text


def test_strangers_have_no_searches(client: TestClient) -> None:
    assert client.get("/searches").headers["location"] == "/sign-in?next=%2Fsearches"
    assert client.post("/searches", data={"name": "N"}).status_code == 303


def test_in_an_account_for_everybody_nothing_is_saved_and_the_page_says_so(
    db: Session, sign_in: SignIn, page: FetchPage
) -> None:
    sign_in(make_actor(db, is_demonstration=True))

    told = page("/searches/new?words=nurse").text
    assert "So no searches can be saved in it." in told
    assert "Write only what is invented." in told
    page("/searches", status=409, data={"words": "nurse", "name": "Call me", "alert": "never"})
    assert "You have saved no search" in page("/searches").text


# --- alerts -----------------------------------------------------------------------------------------------


@pytest.fixture
def daily(db: Session, person: Actor, account: Account) -> SavedSearch:
    """Saved two days ago, due now."""
    return due(db, saved_searches.save(db, person, "Nurse in Germany", {"words": "nurse"}, Alert.DAILY))


def due(db: Session, saved: SavedSearch) -> SavedSearch:
    saved.told_until = records.now() - timedelta(days=2)
    saved.due_at = records.now() - timedelta(minutes=1)
    db.commit()
    return saved


def publish(db: Session, title: str = "Registered nurse", *, ago: timedelta = timedelta(hours=1)) -> Vacancy:
    vacancy = make_vacancy(db, employer=make_employer(db), title=title, text="Apply now.", language="en")
    vacancy.published_at = records.now() - ago
    db.commit()
    return vacancy


def news(db: Session) -> list[dict[str, object]]:
    rows = db.scalars(sa.select(Notification).order_by(Notification.made_at)).all()
    return [{key: row.data[key] for key in ("search", "vacancies")} for row in rows]


def test_new_vacancies_are_told_once(db: Session, platform: Platform, daily: SavedSearch) -> None:
    publish(db)
    publish(db, "Nurse for the night")
    publish(db, "Cook")
    publish(db, "Nurse of long ago", ago=timedelta(days=3))
    assert alerts.look_for_one(platform) is True
    assert news(db) == [{"search": daily.id, "vacancies": 2}]
    assert alerts.look_for_one(platform) is False
    due_again = sa.update(SavedSearch).values(due_at=records.now() - timedelta(minutes=1))
    db.execute(due_again)
    db.commit()
    assert alerts.look_for_one(platform) is True
    assert len(news(db)) == 1


def test_what_has_just_been_published_is_told_the_next_time(
    db: Session, platform: Platform, daily: SavedSearch
) -> None:
    """It may not have been read yet: its occupation and languages are not known."""
    vacancy = publish(db, ago=timedelta(minutes=1))
    alerts.look_for_one(platform)
    assert news(db) == []
    vacancy.published_at = records.now() - saved_searches.READ_WITHIN - timedelta(seconds=1)
    daily.told_until = vacancy.published_at - timedelta(seconds=1)
    daily.due_at = records.now() - timedelta(minutes=1)
    db.commit()
    alerts.look_for_one(platform)
    assert news(db) == [{"search": daily.id, "vacancies": 1}]


def test_without_news_nobody_is_written_to(db: Session, platform: Platform, daily: SavedSearch) -> None:
    publish(db, "Cook")
    assert alerts.look_for_one(platform) is True
    assert news(db) == []
    db.refresh(daily)
    assert daily.told_until > records.now() - timedelta(hours=1)


def test_an_alert_that_is_interrupted_is_due_again_and_has_told_nothing(
    db: Session, platform: Platform, daily: SavedSearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(db)
    whole = saved_searches.told

    def killed(saved: SavedSearch, until: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(saved_searches, "told", killed)
    with pytest.raises(KeyboardInterrupt):
        alerts.look_for_one(platform)
    db.expire_all()
    assert news(db) == []
    assert saved_searches.is_due(db)
    monkeypatch.setattr(saved_searches, "told", whole)
    assert alerts.look_for_one(platform) is True
    assert news(db) == [{"search": daily.id, "vacancies": 1}]


def test_searches_by_occupation_and_language_use_what_was_read(
    db: Session, platform: Platform, person: Actor
) -> None:
    question = {"occupation": occupation_uri("nurse"), "country": "DE"}
    saved = due(db, saved_searches.save(db, person, "Nurse", question, Alert.DAILY))
    publish(db)
    publish(db, "Cook")
    vacancy_store.keep(db, vacancy_store.read(db, platform.matcher.mapper, most=10))
    db.commit()
    alerts.look_for_one(platform)
    assert news(db) == [{"search": saved.id, "vacancies": 1}]


def test_a_search_for_what_is_no_longer_known_is_passed_over(
    db: Session, platform: Platform, person: Actor
) -> None:
    due(db, saved_searches.save(db, person, "Old", {"country": "YU"}, Alert.DAILY))
    publish(db)
    assert alerts.look_for_one(platform) is True
    assert news(db) == []


def test_one_mail_tells_of_all_searches_of_a_person_and_can_be_stopped_with_one_press(
    db: Session,
    client: TestClient,
    platform: Platform,
    person: Actor,
    daily: SavedSearch,
    page: FetchPage,
) -> None:
    due(db, saved_searches.save(db, person, "All of Germany", {"country": "DE"}, Alert.WEEKLY))
    publish(db)
    alerts.look_for_one(platform)
    assert herald.tell(platform) == 1
    mail = db.scalars(sa.select(Mail)).one()
    message = mails.message(mail, data_of(db, mail), platform.settings)
    body = message.get_body(("plain",))
    assert body is not None
    text = body.get_content()
    assert "1 new vacancy for your search “Nurse in Germany”" in text
    assert "1 new vacancy for your search “All of Germany”" in text
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    stop = urlsplit(message["List-Unsubscribe"].strip("<>"))
    assert client.post(f"{stop.path}?{stop.query}").status_code == 200
    publish(db, "Another nurse")
    for saved in db.scalars(sa.select(SavedSearch)):
        saved.due_at = records.now() - timedelta(minutes=1)
        saved.told_until = records.now() - timedelta(hours=2)
    db.commit()
    alerts.look_for_one(platform)
    assert herald.tell(platform) == 0
    assert len(news(db)) == 4  # the page still tells


def test_a_mail_of_one_search_leads_to_its_vacancies(
    db: Session,
    client: TestClient,
    platform: Platform,
    daily: SavedSearch,
    signed_in: TestClient,
    page: FetchPage,
) -> None:
    vacancy = publish(db)
    alerts.look_for_one(platform)
    herald.tell(platform)
    mail = db.scalars(sa.select(Mail)).one()
    message = mails.message(mail, data_of(db, mail), platform.settings)
    body = message.get_body(("plain",))
    assert body is not None
    assert f"/searches/{daily.id}" in body.get_content()
    assert "Nurse in Germany" in page("/notifications").text
    led = client.get(f"/searches/{daily.id}")
    assert f"/vacancies/{vacancy.code}" in page(led.headers["location"]).links()
    assert db.scalar(sa.select(sa.func.count()).where(Notification.read_at.is_(None))) == 0
