"""A copy of the database opens no link: mails are sealed, and of links and sign-ins there are only digests."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from talent import db as records
from talent import leaving, outbox, retention
from talent.accounts import Account
from talent.actors import OPERATOR
from talent.db import Database, open_database
from talent.outbox import Mail, MailKind
from talent.retention import Periods
from talent.sealing import CannotOpen, Seal, new_key
from tests.factories.mails import data_of, link_token, seal_of
from tests.factories.marked import traces
from tests.factories.records import PASSWORD, make_account, make_actor
from tests.web.accounts import sign_in
from tests.web.conftest import FetchPage
from tests.web.test_register import NURSE
from web import migrations, postman, prepare
from web.platform import Platform
from web.settings import Settings

pytestmark = pytest.mark.db

BEFORE = "0013"
OLD = b'{"token": "of-before"}'
"""As the step to 0014 leaves a mail that was on its way."""

PERIODS = Periods()


@pytest.fixture
def account(db: Session) -> Account:
    return make_account(db, email="nurse@people.example")


def post(db: Session, **data: str) -> Mail:
    mail = outbox.post(db, "nurse@people.example", MailKind.CONFIRM_EMAIL, language="en", **data)
    db.commit()
    return mail


def old_mail(db: Session) -> Mail:
    mail = Mail(recipient="nurse@people.example", kind=MailKind.CONFIRM_EMAIL, language="en", content=OLD)
    db.add(mail)
    db.flush()
    return mail


def be_away(db: Session) -> None:
    """Somebody who gets the mail with the link to keep their profile."""
    long_ago = records.now() - timedelta(days=200)
    away = make_actor(db, active_at=long_ago)
    assert retention.carry_out(db, OPERATOR, away.account_id or "", PERIODS, now=records.now())


def change_address(client: TestClient, db: Session) -> None:
    client.post("/account/email", data={"email": "new@people.example", "password": PASSWORD})
    given = {"token": link_token(db, MailKind.CONFIRM_NEW_EMAIL), "password": PASSWORD}
    assert client.post("/account/email/confirm", data=given).status_code == 303


def test_a_stolen_database_gives_no_link_and_no_sign_in(
    client: TestClient, signed_in: TestClient, account: Account, db: Session
) -> None:
    client.post("/register", data=NURSE)
    client.post("/forgotten-password", data={"email": account.email})
    change_address(client, db)
    sign_in(client, account)
    cookie = client.cookies["session"]
    be_away(db)
    leaving.ask(db, make_actor(db), PASSWORD, after=timedelta(days=7))

    sent = [data_of(db, mail) for mail in db.scalars(sa.select(Mail))]
    tokens = [data["token"] for data in sent if "token" in data]

    assert len(tokens) == 6, "register, reset, both of an address, keep, stay"
    assert list(traces(db, cookie, *tokens)) == []


def test_a_mail_opens_with_its_key_and_in_its_row_alone(db: Session) -> None:
    mail, other = post(db, token="secret-token"), post(db)
    assert data_of(db, mail) == {"token": "secret-token"}

    with pytest.raises(CannotOpen):
        outbox.opened(mail, Seal.of(new_key()))
    other.content = mail.content
    with pytest.raises(CannotOpen):
        data_of(db, other)


def test_a_mail_is_never_kept_in_the_clear(migrated: Database) -> None:
    with migrated.writers() as db, pytest.raises(LookupError, match="seal_with"):
        outbox.post(db, "nurse@people.example", MailKind.NO_ACCOUNT, language="en")


def test_a_mail_of_another_key_is_tried_again_and_shown_to_nobody(
    platform: Platform, page: FetchPage, db: Session
) -> None:
    mail = post(db, token="secret-token")
    mail.content = Seal.of(new_key()).close(b"{}", about=f"mail {mail.id}")
    db.commit()
    platform.settings = platform.settings.model_copy(update={"smtp_host": "mail.example"})
    assert postman.deliver_one(platform) is True
    db.expire_all()
    assert db.scalars(sa.select(Mail.tries)).one() == 1, "the key may come back"

    platform.settings = platform.settings.model_copy(update={"smtp_host": None})
    outbox.show(db, mail)
    db.commit()
    assert "There is no mail yet" in page("/mailbox").text


def test_the_mailbox_keeps_no_more_than_it_shows(db: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "MOST_SHOWN", 2)
    waiting = post(db).id
    for _ in range(4):
        newest = post(db)
        outbox.show(db, newest)

    left = set(db.scalars(sa.select(Mail.id)))
    assert {waiting, newest.id} < left
    assert len(left) == 3


def test_a_mail_of_before_still_goes_out(platform: Platform, page: FetchPage, db: Session) -> None:
    old_mail(db)
    db.commit()
    postman.deliver_one(platform)

    assert "/register/confirm?token=of-before" in page("/mailbox").links()


def test_mails_of_before_are_sealed_at_the_start(empty_database_url: sa.URL, settings: Settings) -> None:
    migrations.upgrade(empty_database_url, BEFORE)
    database = open_database(empty_database_url)
    with database.engine.begin() as connection:
        outbox_of_before = sa.Table("outbox", sa.MetaData(), autoload_with=connection)
        moment = (
            records.now() if connection.dialect.name == "postgresql" else records.now().replace(tzinfo=None)
        )
        mail = {"id": "m", "recipient": "nurse@people.example", "language": "en", "kind": "confirm-email"}
        dates = {"created_at": moment, "due_at": moment, "tries": 0}
        connection.execute(outbox_of_before.insert().values(mail | dates | {"data": {"token": "of-before"}}))
    url = empty_database_url.render_as_string(hide_password=False)
    chosen = Settings.model_construct(**(dict(settings) | {"database_url": url, "demonstration": False}))

    for _ in range(2):
        prepare.records(chosen, lambda _: None)
        with database.transaction(writing=False) as db:
            assert outbox.unsealed(db) == []
            assert list(traces(db, "of-before")) == []
    outbox.seal_with(database, lambda: Platform(chosen, database).seal)
    with database.transaction(writing=False) as db:
        assert outbox.opened(db.get_one(Mail, "m"), seal_of(db)) == {"token": "of-before"}
    database.close()
