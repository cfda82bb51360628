"""Registering as somebody on a phone does it: answers, name and password, a link in a mail, and signed in."""

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from talent.accounts import Account, throttle
from talent.accounts.registration import Joining, Registration
from talent.actors import Role
from talent.outbox import Mail, MailKind
from talent.profiles import Profile
from tests.factories.mails import data_of
from tests.factories.records import make_account
from tests.web.conftest import FetchPage
from web.i18n import languages
from web.platform import Platform

PASSWORD = "correct horse battery"
ANSWERS = {"residence": "TN", "eu_citizen": "no", "destination": "DE", "age": "27"}
NURSE = ANSWERS | {"display_name": "Amal (invented)", "email": "amal@people.example", "password": PASSWORD}


def mails(db: Session) -> list[Mail]:
    db.expire_all()
    return list(db.scalars(sa.select(Mail).order_by(Mail.created_at)))


def token(db: Session) -> str:
    return str(data_of(db, mails(db)[-1])["token"])


def test_from_the_answers_to_a_signed_in_account(page: FetchPage, client: TestClient, db: Session) -> None:
    page("/register")
    page("/register/check", data=ANSWERS)
    sent = client.post("/register", data=NURSE)
    assert (sent.status_code, sent.headers["location"]) == (303, "/register/sent")
    page("/register/sent")
    assert db.scalars(sa.select(Account)).all() == []

    link = f"/register/confirm?token={token(db)}"
    assert "amal@people.example" in page(link).text
    done = client.post("/register/confirm", data={"token": token(db), "password": PASSWORD})

    assert (done.status_code, done.headers["location"]) == (303, "/profile")
    assert "Amal (invented)" in page("/profile").text
    account = db.scalars(sa.select(Account)).one()
    assert account.roles == {Role.CANDIDATE}
    joining = db.get_one(Joining, account.id)
    assert (joining.residence, joining.destination) == ("TN", "DE")
    profile = db.scalars(sa.select(Profile)).one()
    assert (profile.residence, profile.destinations, profile.visibility) == ("TN", {"DE"}, "hidden")
    assert db.scalars(sa.select(Registration)).all() == []
    page(link, status=404)


@pytest.mark.parametrize(
    ("changes", "why", "instead"),
    [
        ({"residence": "FR"}, "You live in the European Union", "https://eures.europa.eu"),
        ({"eu_citizen": "yes"}, "You are a citizen of the Union", "https://eures.europa.eu"),
        ({"destination": "DK"}, "Denmark does not take part", "immigration-portal"),
        ({"age": "17"}, "You are not an adult yet", "study-in-europe"),
    ],
)
def test_who_may_not_join_hears_why_and_where_to_go(
    page: FetchPage, changes: dict[str, str], why: str, instead: str
) -> None:
    shown = page("/register/check", data=ANSWERS | changes)

    assert why in shown.text
    assert any(instead in link for link in shown.links())


@pytest.mark.parametrize("changes", [{"residence": "FR"}, {"age": "12"}])
def test_the_second_form_lets_nobody_past_the_first(
    page: FetchPage, db: Session, changes: dict[str, str]
) -> None:
    page("/register", data=NURSE | changes, status=409)

    assert mails(db) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"residence": ""}, "residence"),
        ({"residence": "ZZ"}, "residence"),
        ({"eu_citizen": ""}, "eu_citizen"),
        ({"destination": "TN"}, "destination"),
        ({"age": ""}, "age"),
        ({"age": "old"}, "age"),
        ({"age": "0"}, "age"),
        ({"age": "121"}, "age"),
    ],
)
def test_an_answer_that_is_missing_or_makes_no_sense_is_named(
    page: FetchPage, changes: dict[str, str], field: str
) -> None:
    shown = page("/register/check", data=ANSWERS | changes, status=422)

    assert f"#{field}" in shown.links()
    assert shown.field("age").get("value") == (ANSWERS | changes)["age"]


def test_all_mistakes_are_named_at_once(page: FetchPage) -> None:
    for path, names in (("/register/check", ANSWERS), ("/register", ("display_name", "email", "password"))):
        data = (NURSE if path == "/register" else {}) | dict.fromkeys(names, "")
        shown = page(path, data=data, status=422)
        assert [link for link in shown.links() if link in {f"#{name}" for name in names}] == [
            f"#{name}" for name in names
        ]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"display_name": " "}, "display_name"),
        ({"email": "amal"}, "email"),
        ({"password": "short"}, "password"),
    ],
)
def test_what_is_typed_wrong_is_named_and_the_rest_kept(
    page: FetchPage, db: Session, changes: dict[str, str], field: str
) -> None:
    shown = page("/register", data=NURSE | changes, status=422)

    assert f"#{field}" in shown.links()
    assert shown.field("email").get("value") == (NURSE | changes)["email"]
    assert shown.field("password").get("value") == ""
    assert shown.field("residence").get("value") == "TN"
    assert mails(db) == []


def test_a_known_address_gets_the_same_answer_and_another_mail(client: TestClient, db: Session) -> None:
    known = make_account(db, email="known@people.example", locale="fr")
    db.commit()

    answers = [
        client.post("/register", data=NURSE | {"email": email})
        for email in (known.email, "new@people.example")
    ]

    assert len({(each.status_code, each.headers["location"], each.text) for each in answers}) == 1
    assert [(mail.kind, mail.language) for mail in mails(db)] == [
        (MailKind.ALREADY_REGISTERED, "fr"),
        (MailKind.CONFIRM_EMAIL, "en"),
    ]


def test_a_known_address_costs_a_hash_too(
    client: TestClient, db: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    from talent.accounts import passwords

    made: list[str] = []
    hashed = passwords.hashed
    monkeypatch.setattr(passwords, "hashed", lambda password: made.append(password) or hashed(password))
    make_account(db, email=NURSE["email"])
    db.commit()

    client.post("/register", data=NURSE)

    assert made == [PASSWORD]


def test_the_link_alone_does_not_open_an_account_that_another_prepared(
    page: FetchPage, client: TestClient, db: Session
) -> None:
    """An attacker registers a victim's address; the victim follows the link, but does not know the password."""
    client.post("/register", data=NURSE)
    page(
        "/register/confirm", data={"token": token(db), "password": "what the victim would choose"}, status=422
    )

    assert db.scalars(sa.select(Account)).all() == []


def test_guessing_that_password_ends(
    client: TestClient, db: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "FAILURES_PER_ACCOUNT", 1)
    client.post("/register", data=NURSE)
    given = {"token": token(db), "password": "wrong"}

    assert [client.post("/register/confirm", data=given).status_code for _ in range(2)] == [422, 429]


def test_the_token_is_not_stored_where_accounts_are_made(client: TestClient, db: Session) -> None:
    client.post("/register", data=NURSE)

    assert token(db) not in db.scalars(sa.select(Registration.token_digest)).one()


def test_a_link_ends(page: FetchPage, client: TestClient, db: Session) -> None:
    client.post("/register", data=NURSE)
    db.execute(
        sa.update(Registration).values(
            expires_at=sa.literal(mails(db)[0].created_at, Registration.expires_at.type)
        )
    )
    db.commit()

    page(f"/register/confirm?token={token(db)}", status=404)
    page("/register/confirm", data={"token": token(db), "password": PASSWORD}, status=404)


def test_a_second_link_ends_the_first(page: FetchPage, client: TestClient, db: Session) -> None:
    client.post("/register", data=NURSE)
    first = token(db)
    again = client.post("/register/sent", data={"email": "Amal@people.example "})

    assert again.status_code == 303
    assert "another message" in page(again.headers["location"]).text
    page(f"/register/confirm?token={first}", status=404)
    page(f"/register/confirm?token={token(db)}")


def test_sending_again_says_the_same_to_everybody(client: TestClient, db: Session) -> None:
    make_account(db, email="known@people.example")
    db.commit()
    client.post("/register", data=NURSE)

    emails = ["known@people.example", "amal@people.example", "unknown@people.example"]
    answers = [client.post("/register/sent", data={"email": email}) for email in emails]

    assert len({(each.status_code, each.headers["location"], each.text) for each in answers}) == 1
    kinds = [MailKind.ALREADY_REGISTERED, MailKind.CONFIRM_EMAIL, MailKind.NO_ACCOUNT]
    assert [mail.kind for mail in mails(db)[1:]] == kinds


@pytest.mark.parametrize("email", ["known@people.example", "new@people.example"])
def test_nobodys_mailbox_is_flooded(page: FetchPage, client: TestClient, db: Session, email: str) -> None:
    make_account(db, email="known@people.example")
    db.commit()
    statuses = [
        client.post("/register/sent", data={"email": email}).status_code
        for _ in range(throttle.MAILS_PER_RECIPIENT)
    ]

    assert set(statuses) == {303}
    assert "Wait 15 minutes" in page("/register", data=NURSE | {"email": email}, status=429).text
    assert "Wait 15 minutes" in page("/forgotten-password", data={"email": email}, status=429).text
    assert len(mails(db)) == throttle.MAILS_PER_RECIPIENT


def test_an_account_speaks_the_language_it_was_made_in(client: TestClient, db: Session) -> None:
    client.get("/?lang=ar")
    client.post("/register", data=NURSE)

    assert mails(db)[0].language == "ar"


def test_the_answers_reach_another_language(page: FetchPage) -> None:
    shown = page("/register/check?lang=fr", data=ANSWERS)

    assert shown.headers["content-language"] == "fr"
    assert shown.field("residence").get("value") == "TN"


def test_answers_can_be_changed_and_are_kept(page: FetchPage) -> None:
    shown = page("/register/check", data=ANSWERS | {"change": "yes"})

    assert shown.field("age").get("value") == "27"
    [chosen] = [each.get("value") for each in shown.field("residence") if each.get("selected") is not None]
    assert chosen == "TN"


@pytest.mark.parametrize("language", languages())
def test_the_pages_are_whole_in_every_language(page: FetchPage, language: str) -> None:
    for path in (
        "/register",
        "/register/sent",
        "/forgotten-password",
        "/forgotten-password/sent",
        "/sign-in/code",
    ):
        page(f"{path}?lang={language}")
    page(
        f"/register/check?lang={language}",
        data=ANSWERS | {"residence": "FR", "age": "12", "destination": "DK"},
    )


def test_the_mail_leads_to_the_page(
    platform: Platform, page: FetchPage, client: TestClient, db: Session
) -> None:
    from web import postman

    client.post("/register", data=NURSE)
    postman.deliver_one(platform)

    [link] = [link for link in page("/mailbox").links() if link.startswith("/register/confirm")]
    assert page(link).title == "Confirm your e-mail address"


# --- back to where they were going ------------------------------------------------------------------------

WANTED = "/vacancies/V-ABC234"


def confirmed(client: TestClient, db: Session) -> str:
    """Where the link in the mail leads to, opened on a device that knows nothing of the way there."""
    link = {"token": token(db), "password": PASSWORD}
    client.cookies.clear()
    return client.post("/register/confirm", data=link).headers["location"]


def test_whoever_was_going_somewhere_comes_there(page: FetchPage, client: TestClient, db: Session) -> None:
    asked = page(f"/register?next={WANTED}")
    again = page("/register/check", data={"next": WANTED, "age": "27"}, status=422)
    named = page("/register/check", data=ANSWERS | {"next": WANTED})
    assert [each.field("next").get("value") for each in (asked, again, named)] == [WANTED] * 3

    client.post("/register", data=NURSE | {"next": WANTED})
    client.post("/register/sent", data={"email": NURSE["email"]})  # the link did not arrive: another one

    assert "next" not in data_of(db, mails(db)[-1])
    assert confirmed(client, db) == WANTED


@pytest.mark.parametrize(
    "next", ["//evil.example", "https://evil.example", "/\\evil.example", "/" + "a" * 2_000]
)
def test_nobody_is_led_off_this_site(client: TestClient, db: Session, next: str) -> None:
    client.post("/register", data=NURSE | {"next": next})

    assert confirmed(client, db) == "/profile"


def test_signing_in_hands_on_where_they_were_going(page: FetchPage) -> None:
    assert (
        "/register?next=%2Fsearches%2Fnew%3Fcountry%3DDE"
        in page("/sign-in?next=/searches/new%3Fcountry%3DDE").links()
    )
    assert "/register" in page("/sign-in").links()
