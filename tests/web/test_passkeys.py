"""Passkeys against a device in software: made, used, removed, and everything that must not open an account."""

import json
from html import unescape

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from talent import db as records
from talent.accounts import Account, passkeys, throttle
from talent.accounts.ceremonies import Ceremony
from talent.accounts.passkeys import Passkey
from talent.audit import Event, EventKind
from talent.outbox import MailKind
from tests.factories.records import PASSWORD, make_account
from tests.web.accounts import forget_steps, kinds, sign_in, switch_on
from tests.web.authenticator import Device
from tests.web.conftest import FetchPage
from web import ways_in
from web.settings import Settings

ORIGIN = "https://talent.example"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return Settings.model_construct(**(dict(settings) | {"site_address": ORIGIN}))


@pytest.fixture
def account(db: Session) -> Account:
    account = make_account(db, email="nurse@people.example")
    db.commit()
    return account


@pytest.fixture
def device() -> Device:
    return Device(ORIGIN)


def options(text: str) -> str:
    """What the page hands to the script."""
    return unescape(text.split('data-passkey="')[1].split('"')[0])


def begin(client: TestClient, name: str = "My phone", password: str = PASSWORD) -> str:
    shown = client.post("/account/passkeys", data={"name": name, "password": password})
    assert shown.status_code == 200, shown.text
    return options(shown.text)


def make(client: TestClient, device: Device, name: str = "My phone") -> None:
    made = client.post("/account/passkeys/new", data={"answer": device.make(begin(client, name))})
    assert made.headers.get("location") == "/account?notice=passkey-added", made.text


def asked(client: TestClient) -> str:
    return options(client.post("/sign-in/passkey").text)


def answered(client: TestClient, answer: str, next_page: str = "/account") -> tuple[int, str]:
    """Signs in as a browser that nobody is signed in with."""
    client.cookies.clear()
    done = client.post("/sign-in/passkey/answer", data={"answer": answer, "next": next_page})
    return done.status_code, done.headers.get("location", "")


def test_a_passkey_is_made_listed_and_opens_its_account(
    signed_in: TestClient, device: Device, page: FetchPage, db: Session
) -> None:
    assert "needs JavaScript" in page("/account/passkeys").text
    make(signed_in, device)
    shown = page("/account/passkeys").text
    assert "My phone" in shown
    assert "Last used" not in shown
    assert kinds(db) == [MailKind.PASSKEY_ADDED]

    assert answered(signed_in, device.sign(asked(signed_in))) == (303, "/account")
    assert "Last used" in page("/account/passkeys").text


def test_the_page_that_makes_one_stands_for_itself(signed_in: TestClient, page: FetchPage) -> None:
    shown = page("/account/passkeys", data={"name": "My phone", "password": PASSWORD})

    scripts = [each.get("src", "") for each in shown.document.iter("script")]
    assert any(source.startswith("/static/passkey.js?v=") for source in scripts)
    assert "Does nothing happen?" in shown.text
    page("/sign-in/passkey", data={"next": "/account"})


def test_a_passkey_counts_for_both_steps_where_the_device_made_sure_who_holds_it(
    signed_in: TestClient, device: Device, db: Session
) -> None:
    make(signed_in, device)
    totp, _codes = switch_on(signed_in)
    forget_steps(db)
    assert answered(signed_in, device.sign(asked(signed_in))) == (303, "/account")

    device.verifies = False
    assert answered(signed_in, device.sign(asked(signed_in))) == (303, "/sign-in/code?next=%2Faccount")
    assert signed_in.get("/account").status_code == 303, "the passkey alone opens nothing now"
    done = signed_in.post("/sign-in/code", data={"code": totp.now(), "next": "/account"})
    assert done.headers["location"] == "/account"


def test_somebody_may_have_several_and_remove_one(
    signed_in: TestClient, device: Device, page: FetchPage, db: Session
) -> None:
    other = Device(ORIGIN)
    make(signed_in, device, "My phone")
    assert [each["id"] for each in _excluded(begin(signed_in))] == [_name(db)], (
        "the same device makes no second"
    )
    make(signed_in, other, "My computer")
    lost = db.scalars(sa.select(Passkey.id).where(Passkey.name == "My phone")).one()
    gone = signed_in.post(f"/account/passkeys/{lost}/remove")

    assert "The passkey is removed" in page(gone.headers["location"]).text
    assert answered(signed_in, device.sign(asked(signed_in)))[0] == 422, "a removed key opens nothing"
    assert answered(signed_in, other.sign(asked(signed_in)))[0] == 303
    assert kinds(db) == [MailKind.PASSKEY_ADDED, MailKind.PASSKEY_ADDED, MailKind.PASSKEY_REMOVED]


def _excluded(options_json: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(options_json)["excludeCredentials"]
    return found


def _name(db: Session) -> str:
    return db.scalars(sa.select(Passkey.credential_id)).one()


def test_nobody_removes_the_passkey_of_another(signed_in: TestClient, db: Session) -> None:
    other = make_account(db)
    db.add(Passkey(account_id=other.id, credential_id="k", public_key="p", sign_count=0, name="theirs"))
    db.commit()
    theirs = db.scalars(sa.select(Passkey.id)).one()

    assert signed_in.post(f"/account/passkeys/{theirs}/remove").status_code == 404
    assert db.scalars(sa.select(Passkey.id)).one() == theirs


def test_making_one_needs_the_password_and_a_name(signed_in: TestClient, page: FetchPage) -> None:
    wrong = page("/account/passkeys", data={"name": "My phone", "password": "wrong"}, status=422)
    assert "#password" in wrong.links()
    assert wrong.field("name").get("value") == "My phone"
    assert "#name" in page("/account/passkeys", data={"name": " ", "password": PASSWORD}, status=422).links()
    assert page("/account/passkeys", data={"name": "n" * 61, "password": PASSWORD}, status=422)


@pytest.mark.parametrize(
    "changes",
    [
        {"origin": "https://talent.example.evil.example"},
        {"origin": "http://talent.example"},
        {"type": "webauthn.get"},
        {"challenge": "bm90IHRoZSBjaGFsbGVuZ2U"},
    ],
)
def test_a_key_made_elsewhere_is_not_kept(
    signed_in: TestClient, device: Device, page: FetchPage, db: Session, changes: dict[str, str]
) -> None:
    answer = device.make(begin(signed_in), **changes)

    assert "was not made" in page("/account/passkeys/new", data={"answer": answer}, status=422).text
    assert db.scalars(sa.select(Passkey)).all() == []


def test_what_was_asked_of_one_person_is_not_answered_by_another(
    signed_in: TestClient, device: Device, page: FetchPage, db: Session
) -> None:
    answer = device.make(begin(signed_in))
    other = make_account(db)
    db.commit()
    sign_in(signed_in, other)

    page("/account/passkeys/new", data={"answer": answer}, status=422)
    assert db.scalars(sa.select(Passkey)).all() == []


def test_a_key_is_not_kept_twice(signed_in: TestClient, device: Device, page: FetchPage, db: Session) -> None:
    answer = device.make(begin(signed_in))
    signed_in.post("/account/passkeys/new", data={"answer": answer})
    page("/account/passkeys/new", data={"answer": answer}, status=422)
    page("/account/passkeys/new", data={"answer": device.make(begin(signed_in))}, status=422)

    assert len(db.scalars(sa.select(Passkey)).all()) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"origin": "https://other.example"},
        {"origin": "https://www.talent.example"},
        {"rp_id": "other.example"},
        {"type": "webauthn.create"},
        {"user": "c29tZWJvZHkgZWxzZQ"},
    ],
)
def test_an_answer_for_another_site_or_person_opens_nothing(
    signed_in: TestClient, device: Device, changes: dict[str, str]
) -> None:
    make(signed_in, device)

    assert answered(signed_in, device.sign(asked(signed_in), **changes))[0] == 422
    assert signed_in.get("/account").status_code == 303


def test_an_answer_counts_once(signed_in: TestClient, device: Device) -> None:
    make(signed_in, device)
    answer = device.sign(asked(signed_in))

    assert [answered(signed_in, answer)[0] for _ in range(2)] == [303, 422]


def test_an_answer_that_comes_too_late_opens_nothing(
    signed_in: TestClient, device: Device, db: Session
) -> None:
    make(signed_in, device)
    answer = device.sign(asked(signed_in))
    db.execute(sa.update(Ceremony).values(expires_at=records.now()))
    db.commit()

    assert answered(signed_in, answer)[0] == 422


def test_a_question_for_a_new_key_is_no_question_for_signing_in(
    signed_in: TestClient, device: Device
) -> None:
    make(signed_in, device)
    mixed = begin(signed_in).replace('"rp":', '"rpId": "talent.example", "rp":')

    assert answered(signed_in, device.sign(mixed))[0] == 422


def test_a_key_of_another_device_with_the_same_name_opens_nothing(
    signed_in: TestClient, device: Device
) -> None:
    make(signed_in, device)
    forged = Device(ORIGIN, credential_id=device.credential_id, user=device.user, count=50)

    assert answered(signed_in, forged.sign(asked(signed_in)))[0] == 422


def test_a_copied_key_is_refused_and_noted(signed_in: TestClient, device: Device, db: Session) -> None:
    make(signed_in, device)
    assert answered(signed_in, device.sign(asked(signed_in)))[0] == 303
    copy = Device(ORIGIN, key=device.key, credential_id=device.credential_id, user=device.user, count=0)

    assert answered(signed_in, copy.sign(asked(signed_in)))[0] == 422
    noted = db.scalars(sa.select(Event).where(Event.kind == EventKind.PASSKEY_REPLAYED)).one()
    assert noted.subject_id == db.scalars(sa.select(Passkey.id)).one()
    assert answered(signed_in, device.sign(asked(signed_in)))[0] == 303, "the key itself still opens"


def test_a_device_without_a_counter_is_let_in(signed_in: TestClient) -> None:
    device = Device(ORIGIN, counts=0)
    make(signed_in, device)

    assert [answered(signed_in, device.sign(asked(signed_in)))[0] for _ in range(2)] == [303, 303]


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "null",
        "[]",
        "{",
        '{"response": []}',
        '{"response": {"clientDataJSON": "!"}}',
        "[" * 30_000,
        '{"id": 1}',
    ],
)
def test_nonsense_is_refused_with_words(client: TestClient, page: FetchPage, answer: str) -> None:
    shown = page("/sign-in/passkey/answer", data={"answer": answer}, status=422)

    assert "sign in with your password" in shown.text


def test_a_real_challenge_with_a_broken_answer_is_refused(
    signed_in: TestClient, device: Device, page: FetchPage
) -> None:
    make(signed_in, device)
    whole = device.sign(asked(signed_in))
    for part in ("signature", "authenticatorData"):
        broken = whole.replace(f'"{part}": "', f'"{part}": "AAAA')
        page("/sign-in/passkey/answer", data={"answer": broken}, status=422)
    for wrong in ('"signature": "A", "rest": "', '"signature": "é', '"signature": 1, "rest": "'):
        odd = device.sign(asked(signed_in)).replace('"signature": "', wrong)
        page("/sign-in/passkey/answer", data={"answer": odd}, status=422)
    made = device.make(begin(signed_in)).replace('"attestationObject": "', '"attestationObject": "AAAA')
    page("/account/passkeys/new", data={"answer": made}, status=422)


def test_asking_without_end_ends(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "FAILURES_PER_ADDRESS", 2)

    assert [client.post("/sign-in/passkey").status_code for _ in range(3)] == [200, 200, 429]


def test_a_key_that_the_browser_offers_by_itself_opens_its_account(
    signed_in: TestClient, device: Device, page: FetchPage
) -> None:
    make(signed_in, device)
    shown = page("/sign-in")
    assert shown.field("email").get("autocomplete") == "username webauthn"
    assert any(each.get("src", "").startswith("/static/passkey.js") for each in shown.document.iter("script"))

    offered = signed_in.post("/sign-in/passkey/offer")

    assert offered.headers["content-type"] == "application/json"
    answer = device.sign(offered.text)
    assert answered(signed_in, answer) == (303, "/account")
    assert answered(signed_in, answer)[0] == 422, "a question is answered once"


def test_offers_end_too_and_use_up_nobodys_attempts(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "FAILURES_PER_ADDRESS", 2)

    assert [client.post("/sign-in/passkey/offer").status_code for _ in range(3)] == [200, 200, 429]
    assert client.post("/sign-in/passkey").status_code == 200


def test_a_shared_account_has_no_passkeys(client: TestClient, page: FetchPage, db: Session) -> None:
    shared = make_account(db, email="shared@demonstration.example", is_demonstration=True)
    db.commit()
    sign_in(client, shared)

    assert client.post("/account/passkeys", data={"name": "Mine", "password": PASSWORD}).status_code == 409
    assert "Everybody may use this account" in page("/account/passkeys").text


def test_there_is_an_end_to_how_many(
    signed_in: TestClient, device: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passkeys, "MOST", 1)
    make(signed_in, device)

    again = signed_in.post("/account/passkeys", data={"name": "More", "password": PASSWORD})
    assert again.status_code == 409


@pytest.mark.parametrize(
    ("address", "site"),
    [
        ("https://talent.example", ("talent.example", "https://talent.example")),
        ("https://Talent.Example:8443/", ("talent.example", "https://talent.example:8443")),
        ("http://localhost:8000", ("localhost", "http://localhost:8000")),
        ("http://127.0.0.1:8000", ("localhost", "http://localhost:8000")),
        ("http://192.0.2.1:8000", None),
        ("https://[::1]", None),
        ("http://talent.example", None),
    ],
)
def test_whom_keys_are_for(address: str, site: tuple[str, str] | None) -> None:
    found = ways_in.passkey_site(Settings.model_construct(site_address=address))

    assert (found and (found.id, found.origin)) == site


class TestAtANumber:
    """A trial that is opened by its number has passkeys under its name, and says where."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return Settings.model_construct(**(dict(settings) | {"site_address": "http://127.0.0.1:8000"}))

    @pytest.mark.usefixtures("signed_in")
    def test_it_says_where_they_work(self, page: FetchPage) -> None:
        shown = page("/account/passkeys")
        assert "http://localhost:8000/account/passkeys" in shown.links()
        assert "Name of the passkey" not in shown.text
        signing_in = page("/sign-in?next=/account")
        assert "http://localhost:8000/sign-in?next=%2Faccount" in signing_in.links()
        assert "Use a passkey" not in signing_in.text
        assert signing_in.field("email").get("autocomplete") == "username"

    def test_under_its_name_it_offers_them(self, app: FastAPI) -> None:
        with TestClient(app, base_url="http://localhost:8000") as there:
            assert "Use a passkey" in there.get("/sign-in").text


class TestWithoutAName:
    """A site that is reached by a number from elsewhere offers no passkeys, and says so."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return Settings.model_construct(**(dict(settings) | {"site_address": "http://192.0.2.1:8000"}))

    def test_it_offers_none(self, signed_in: TestClient, page: FetchPage) -> None:
        assert "do not work at this address" in page("/account/passkeys").text
        assert "passkey" not in page("/sign-in").text
        assert signed_in.post("/sign-in/passkey").status_code == 404
        assert signed_in.post("/sign-in/passkey/offer").status_code == 404
