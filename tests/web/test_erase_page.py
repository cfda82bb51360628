"""Pages around erasing one's account: what goes, when, and changing one's mind."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from talent import db as records
from talent.accounts import Account
from talent.actors import Role
from talent.leaving import Leaving
from talent.outbox import Mail
from tests.factories.mails import data_of
from tests.factories.records import PASSWORD, make_account
from tests.web.conftest import FetchPage
from web import erasing, mails
from web.platform import Platform
from web.settings import Settings

EMAIL = "leaver@people.example"


@pytest.fixture
def account(db: Session) -> Account:
    account = make_account(db, email=EMAIL)
    db.commit()
    return account


def sign_in(client: TestClient, email: str = EMAIL) -> int:
    return client.post("/sign-in", data={"email": email, "password": PASSWORD}).status_code


def ask(client: TestClient, when: str) -> str:
    answer = client.post("/account/erase", data={"password": PASSWORD, "when": when})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def test_the_way_there_begins_on_the_account_page(signed_in: TestClient, page: FetchPage) -> None:
    assert "/account/erase" in page("/account").links()
    shown = page("/account/erase")

    assert "What will be erased" in shown.text
    assert "What stays, and why" in shown.text
    assert "/account/export" in shown.links()


def test_at_once(signed_in: TestClient, page: FetchPage, platform: Platform, db: Session) -> None:
    goodbye = page(ask(signed_in, "now"))

    assert goodbye.title == "Goodbye, and good luck"
    assert signed_in.get("/account").status_code == 303, "signed out"
    assert erasing.carry_out_due(platform) == 1
    db.expire_all()
    assert db.scalars(sa.select(Account.id)).all() == []
    assert sign_in(signed_in) == 422


def test_later_and_back_by_the_link(
    signed_in: TestClient, page: FetchPage, platform: Platform, settings: Settings, db: Session
) -> None:
    page(ask(signed_in, "later"))
    assert erasing.carry_out_due(platform) == 0
    mail = db.scalars(sa.select(Mail)).one()
    link = mails.write(mail, data_of(db, mail), settings).link
    assert link is not None
    path = link.address.removeprefix(settings.address)

    page(path)
    assert db.scalars(sa.select(Leaving)).one(), "opening the link changes nothing"
    kept = signed_in.post("/account/erase/undo", data={"token": data_of(db, mail)["token"]})
    assert "You keep your account" in page(kept.headers["location"]).text
    assert page(path, status=404).title == "This link no longer works"
    page("/account/erase/undo", data={"token": "unknown"}, status=404)


def test_later_and_back_by_signing_in(signed_in: TestClient, page: FetchPage) -> None:
    ask(signed_in, "later")
    sign_in(signed_in)
    assert "Your account will be erased on" in page("/account/erase").text
    kept = signed_in.post("/account/erase/stay")

    assert "You keep your account" in page(kept.headers["location"]).text
    assert "Your account will be erased on" not in page("/account/erase").text


def test_when_the_days_are_over_it_is_done(signed_in: TestClient, platform: Platform, db: Session) -> None:
    ask(signed_in, "later")
    db.execute(sa.update(Leaving).values(due_at=records.now() - timedelta(seconds=1)))
    db.commit()

    assert erasing.carry_out_due(platform) == 1


@pytest.mark.parametrize(
    ("given", "field"),
    [({"password": "wrong", "when": "now"}, "#password"), ({"password": PASSWORD, "when": "soon"}, "#when")],
)
def test_nothing_happens_by_mistake(
    signed_in: TestClient, page: FetchPage, db: Session, given: dict[str, str], field: str
) -> None:
    shown = page("/account/erase", data=given, status=422)

    assert field in shown.links()
    assert db.scalars(sa.select(Leaving)).all() == []


def test_nobody_erases_what_everybody_uses(client: TestClient, page: FetchPage, db: Session) -> None:
    shared = make_account(db, Role.CANDIDATE, is_demonstration=True)
    db.commit()
    sign_in(client, shared.email)

    assert "cannot be erased here" in page("/account/erase").text
    assert client.post("/account/erase", data={"password": PASSWORD, "when": "now"}).status_code == 409
