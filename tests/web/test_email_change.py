"""Another e-mail address: asked for, confirmed by the new one, undone by the old one; nobody learns who is known."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from talent import db as records
from talent import leaving, organisations
from talent.accounts import Account, throttle
from talent.accounts.email_changes import EmailChange, FormerEmail
from talent.accounts.identities import LinkedIdentity
from talent.accounts.passkeys import Passkey
from talent.accounts.second_factor import SecondFactor
from talent.audit import Event, EventKind
from talent.outbox import Mail, MailKind
from tests.factories.mails import data_of, link_token, mail
from tests.factories.records import PASSWORD, make_account
from tests.web.accounts import elsewhere, forget_steps, kinds, opens, sign_in, switch_on
from tests.web.conftest import FetchPage

OLD = "nurse@people.example"
NEW = "new@people.example"


@pytest.fixture
def account(db: Session) -> Account:
    account = make_account(db, email=OLD)
    db.commit()
    return account


def ask(client: TestClient, email: str = NEW, password: str = PASSWORD) -> tuple[int, str]:
    answer = client.post("/account/email", data={"email": email, "password": password})
    return answer.status_code, answer.headers.get("location", "")


def change(client: TestClient, db: Session) -> None:
    """Up to the end; the undoing link is in the outbox."""
    assert ask(client)[0] == 303
    token = link_token(db, MailKind.CONFIRM_NEW_EMAIL)
    answer = client.post("/account/email/confirm", data={"token": token, "password": PASSWORD})
    assert answer.status_code == 303, answer.text


def email_of(db: Session, account: Account) -> str | None:
    db.expire_all()
    return db.scalar(sa.select(Account.email).where(Account.id == account.id))


def events(db: Session, account: Account) -> list[str]:
    return list(db.scalars(sa.select(Event.kind).where(Event.subject_id == account.id).order_by(Event.id)))


def test_the_new_address_confirms_and_the_old_one_is_told(
    signed_in: TestClient, account: Account, page: FetchPage, db: Session
) -> None:
    there = elsewhere(signed_in, account)
    page("/account/email")
    assert ask(signed_in) == (303, "/account/email?sent=true")
    assert "Until then nothing changes" in page("/account/email?sent=true").text
    assert email_of(db, account) == OLD

    link = mail(db, MailKind.CONFIRM_NEW_EMAIL)
    assert link.recipient == NEW
    token = link_token(db, MailKind.CONFIRM_NEW_EMAIL)
    assert token not in db.scalars(sa.select(EmailChange.token_digest)).one()
    page(f"/account/email/confirm?token={token}")
    done = signed_in.post("/account/email/confirm", data={"token": token, "password": PASSWORD})

    assert done.headers["location"] == "/account?notice=email"
    assert NEW in page("/account?notice=email").text
    assert not opens(signed_in, there), "other devices are signed out"
    assert mail(db, MailKind.EMAIL_CHANGED).recipient == OLD
    assert events(db, account)[-1] == EventKind.EMAIL_CHANGED
    page(f"/account/email/confirm?token={token}", status=404)
    page("/account/email/confirm", data={"token": token, "password": PASSWORD}, status=404)


def test_on_another_device_one_signs_in_afterwards(
    signed_in: TestClient, account: Account, page: FetchPage, db: Session
) -> None:
    ask(signed_in)
    signed_in.cookies.clear()
    token = link_token(db, MailKind.CONFIRM_NEW_EMAIL)
    done = signed_in.post("/account/email/confirm", data={"token": token, "password": PASSWORD})

    assert "Sign in with it" in page(done.headers["location"]).text
    db.refresh(account)
    assert sign_in(signed_in, account) == 303


def test_whoever_got_the_link_by_a_typing_error_gets_nothing(
    signed_in: TestClient, account: Account, page: FetchPage, db: Session
) -> None:
    ask(signed_in)
    token = link_token(db, MailKind.CONFIRM_NEW_EMAIL)
    shown = page("/account/email/confirm", data={"token": token, "password": "a guess"}, status=422)

    assert "#password" in shown.links()
    assert email_of(db, account) == OLD


def test_a_taken_address_is_answered_like_a_free_one(
    signed_in: TestClient, account: Account, db: Session
) -> None:
    taken = make_account(db, email="taken@people.example")
    db.commit()

    assert ask(signed_in, taken.email) == ask(signed_in, "free@people.example")
    told = mail(db, MailKind.ALREADY_REGISTERED)
    assert (told.recipient, told.account_id, data_of(db, told)) == (taken.email, taken.id, {})
    assert mail(db, MailKind.CONFIRM_NEW_EMAIL).recipient == "free@people.example"
    assert email_of(db, account) == OLD


def test_an_address_that_is_taken_meanwhile_is_not_given_twice(
    signed_in: TestClient, account: Account, page: FetchPage, db: Session
) -> None:
    ask(signed_in)
    make_account(db, email=NEW)
    db.commit()
    token = link_token(db, MailKind.CONFIRM_NEW_EMAIL)

    page("/account/email/confirm", data={"token": token, "password": PASSWORD}, status=404)
    assert email_of(db, account) == OLD


@pytest.mark.parametrize(
    ("email", "password", "field"),
    [(NEW, "wrong", "password"), ("no address", PASSWORD, "email"), (OLD, PASSWORD, "email")],
)
def test_a_mistake_is_shown_at_its_field(
    signed_in: TestClient, page: FetchPage, db: Session, email: str, password: str, field: str
) -> None:
    shown = page("/account/email", data={"email": email, "password": password}, status=422)

    assert f"#{field}" in shown.links()
    assert shown.field("email").get("value") == email
    assert kinds(db) == []


def test_mails_to_strangers_are_few(signed_in: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "MAILS_PER_RECIPIENT", 2)

    assert [ask(signed_in, f"{letter}@people.example")[0] for letter in "abc"] == [303, 303, 429]


def test_the_last_link_alone_counts_and_ends(signed_in: TestClient, page: FetchPage, db: Session) -> None:
    ask(signed_in, "first@people.example")
    first = link_token(db, MailKind.CONFIRM_NEW_EMAIL)
    ask(signed_in, "second@people.example")
    page(f"/account/email/confirm?token={first}", status=404)
    second = link_token(db, MailKind.CONFIRM_NEW_EMAIL)
    page(f"/account/email/confirm?token={second}")

    db.execute(sa.update(EmailChange).values(expires_at=records.now()))
    db.commit()
    page(f"/account/email/confirm?token={second}", status=404)


def test_the_old_address_takes_the_account_back(
    signed_in: TestClient, account: Account, page: FetchPage, db: Session
) -> None:
    change(signed_in, db)
    db.add(Passkey(account_id=account.id, credential_id="k", public_key="p", sign_count=0, name="theirs"))
    db.add(LinkedIdentity(account_id=account.id, issuer="https://provider.example", subject="theirs"))
    db.commit()
    switch_on(signed_in)
    token = link_token(db, MailKind.EMAIL_CHANGED)
    here = signed_in.cookies["session"]
    signed_in.cookies.clear()

    assert OLD in page(f"/account/email/undo?token={token}").text
    back = signed_in.post("/account/email/undo", data={"token": token})

    assert "You have your account back" in page(back.headers["location"]).text
    assert email_of(db, account) == OLD
    assert not opens(signed_in, here)
    db.refresh(account)
    assert sign_in(signed_in, account) == 422, "somebody else knows the password"
    for table in (Passkey, LinkedIdentity, SecondFactor, EmailChange, FormerEmail):
        assert db.scalars(sa.select(table)).all() == [], table.__name__
    assert mail(db, MailKind.RESET_PASSWORD).recipient == OLD
    assert events(db, account)[-1] == EventKind.EMAIL_CHANGE_UNDONE
    page("/account/email/undo", data={"token": token}, status=404)


def test_an_erasure_that_was_asked_for_meanwhile_is_taken_back(
    signed_in: TestClient, account: Account, db: Session
) -> None:
    change(signed_in, db)
    actor = organisations.actor_of(db, account)
    leaving.ask(db, actor, PASSWORD, after=timedelta(days=7))
    db.commit()
    signed_in.post("/account/email/undo", data={"token": link_token(db, MailKind.EMAIL_CHANGED)})

    assert leaving.under_way(db, actor) is None


def test_a_second_step_of_before_stays(
    signed_in: TestClient, account: Account, page: FetchPage, db: Session
) -> None:
    """Whoever reads the mailbox alone does not get in."""
    switch_on(signed_in)
    forget_steps(db)
    change(signed_in, db)
    signed_in.post("/account/email/undo", data={"token": link_token(db, MailKind.EMAIL_CHANGED)})

    assert db.scalars(sa.select(SecondFactor.account_id)).all() == [account.id]


def test_undoing_ends_after_seven_days(signed_in: TestClient, page: FetchPage, db: Session) -> None:
    change(signed_in, db)
    token = link_token(db, MailKind.EMAIL_CHANGED)
    left = db.scalars(sa.select(FormerEmail.expires_at)).one() - records.now()
    assert timedelta(days=6, hours=23) < left <= timedelta(days=7)

    db.execute(sa.update(FormerEmail).values(expires_at=records.now()))
    db.commit()
    page(f"/account/email/undo?token={token}", status=404)
    page("/account/email/undo", data={"token": token}, status=404)


def test_an_old_address_that_is_anothers_now_is_not_given_twice(
    signed_in: TestClient, account: Account, page: FetchPage, db: Session
) -> None:
    change(signed_in, db)
    make_account(db, email=OLD)
    db.commit()
    token = link_token(db, MailKind.EMAIL_CHANGED)

    assert "Another account" in page("/account/email/undo", data={"token": token}, status=409).text
    assert email_of(db, account) == NEW


def test_a_shared_account_keeps_its_address(client: TestClient, page: FetchPage, db: Session) -> None:
    shared = make_account(db, email="shared@demonstration.example", is_demonstration=True)
    db.commit()
    sign_in(client, shared)

    assert ask(client)[0] == 409
    assert "Everybody may use this account" in page("/account/email").text
    assert db.scalars(sa.select(Mail)).all() == []
