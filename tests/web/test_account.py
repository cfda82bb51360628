"""The reader's own account: password, devices, and the second step of signing in."""

from html import unescape

import pyotp
import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from talent import db as records
from talent.accounts import Account, FirstStep, SignIn, second_factor, throttle
from talent.accounts.resets import PasswordReset
from talent.accounts.second_factor import RecoveryCode
from talent.outbox import MailKind
from tests.factories.mails import link_token
from tests.factories.records import PASSWORD, make_account
from tests.web.accounts import PHONE, elsewhere, forget_steps, kinds, opens, shown_secret, sign_in, switch_on
from tests.web.conftest import FetchPage
from web import devices

NEW = "another long password"


@pytest.fixture
def account(db: Session) -> Account:
    account = make_account(db, email="nurse@people.example", display_name="Boring Nurse (invented)")
    db.commit()
    return account


def test_devices_are_listed_in_plain_words(
    signed_in: TestClient, page: FetchPage, account: Account, db: Session
) -> None:
    elsewhere(signed_in, account)
    shown = page("/account")

    assert "Chrome on Android" in shown.text
    assert "Firefox on Windows" in shown.text
    assert "This device" in shown.text
    for digest in db.scalars(sa.select(SignIn.token_digest)):
        assert digest not in unescape(str(shown.links()) + shown.text)


def test_one_device_is_signed_out(signed_in: TestClient, account: Account, page: FetchPage) -> None:
    there = elsewhere(signed_in, account)
    [action] = [
        form.get("action", "")
        for form in page("/account").document.iter("form")
        if form.get("action", "").endswith("/end")
    ]
    signed_in.post(action)

    assert not opens(signed_in, there)
    assert "The device is signed out" in page("/account?notice=ended").text


def test_all_other_devices_are_signed_out(signed_in: TestClient, account: Account, page: FetchPage) -> None:
    there = elsewhere(signed_in, account)
    signed_in.post("/account/sessions/end-others")

    assert not opens(signed_in, there)
    page("/account")


def test_nobody_ends_the_session_of_another(signed_in: TestClient, db: Session) -> None:
    make = make_account(db)
    db.add(SignIn(token_digest="d" * 64, account_id=make.id, expires_at=records.now()))
    db.commit()
    theirs = db.scalars(sa.select(SignIn.id).where(SignIn.account_id == make.id)).one()

    assert signed_in.post(f"/account/sessions/{theirs}/end").status_code == 404
    assert db.scalars(sa.select(SignIn.id).where(SignIn.account_id == make.id)).one() == theirs


def test_changing_the_password_signs_out_the_other_devices_and_is_told(
    signed_in: TestClient, account: Account, page: FetchPage, db: Session
) -> None:
    there = elsewhere(signed_in, account)
    changed = signed_in.post("/account", data={"password": PASSWORD, "new_password": NEW})

    assert changed.headers["location"] == "/account?notice=password"
    assert not opens(signed_in, there)
    page("/account")
    assert kinds(db) == [MailKind.PASSWORD_CHANGED]
    assert [sign_in(signed_in, account, PASSWORD), sign_in(signed_in, account, NEW)] == [422, 303]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"password": "wrong", "new_password": NEW}, "password"),
        ({"password": PASSWORD, "new_password": "short"}, "new_password"),
    ],
)
def test_a_password_is_not_changed(
    signed_in: TestClient, account: Account, page: FetchPage, given: dict[str, str], field: str
) -> None:
    shown = page("/account", data=given, status=422)

    assert f"#{field}" in shown.links()
    assert sign_in(signed_in, account) == 303


@pytest.mark.parametrize("path", ["/account", "/account/second-factor"])
def test_guessing_the_password_of_an_open_session_ends(
    signed_in: TestClient, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr(throttle, "FAILURES_PER_ACCOUNT", 1)
    given = {"password": "wrong", "new_password": NEW}

    assert [signed_in.post(path, data=given).status_code for _ in range(2)] == [422, 429]


def test_a_forgotten_password(client: TestClient, account: Account, page: FetchPage, db: Session) -> None:
    page("/forgotten-password")
    asked = client.post("/forgotten-password", data={"email": account.email})
    assert asked.headers["location"] == "/forgotten-password/sent"
    token = link_token(db, MailKind.RESET_PASSWORD)

    page(f"/reset-password?token={token}")
    page("/reset-password", data={"token": token, "password": "short"}, status=422)
    chosen = client.post("/reset-password", data={"token": token, "password": NEW})

    assert "Your new password is set" in page(chosen.headers["location"]).text
    assert [sign_in(client, account, PASSWORD), sign_in(client, account, NEW)] == [422, 303]
    page(f"/reset-password?token={token}", status=404)
    page("/reset-password", data={"token": token, "password": NEW}, status=404)


def test_a_reset_signs_out_every_device(signed_in: TestClient, account: Account, db: Session) -> None:
    here = signed_in.cookies["session"]
    signed_in.post("/forgotten-password", data={"email": account.email})
    token = link_token(db, MailKind.RESET_PASSWORD)
    signed_in.post("/reset-password", data={"token": token, "password": NEW})

    assert not opens(signed_in, here)


def test_asking_for_a_reset_says_the_same_to_everybody(
    client: TestClient, account: Account, db: Session
) -> None:
    shared = make_account(db, email="shared@demonstration.example", is_demonstration=True)
    db.commit()
    emails = [account.email, "unknown@people.example", shared.email]
    answers = [client.post("/forgotten-password", data={"email": email}) for email in emails]

    assert len({(each.status_code, each.headers["location"], each.text) for each in answers}) == 1
    assert kinds(db) == [MailKind.RESET_PASSWORD, MailKind.NO_ACCOUNT, MailKind.NO_ACCOUNT]


def test_a_reset_link_ends(client: TestClient, account: Account, page: FetchPage, db: Session) -> None:
    client.post("/forgotten-password", data={"email": account.email})
    token = link_token(db, MailKind.RESET_PASSWORD)
    assert token not in db.scalars(sa.select(PasswordReset.token_digest)).one()
    db.execute(sa.update(PasswordReset).values(expires_at=records.now()))
    db.commit()

    page(f"/reset-password?token={token}", status=404)


def test_switching_the_second_step_on(
    signed_in: TestClient, account: Account, page: FetchPage, db: Session
) -> None:
    page("/account/second-factor")
    page("/account/second-factor", data={"password": "wrong"}, status=422)
    signed_in.post("/account/second-factor", data={"password": PASSWORD})
    secret = shown_secret(signed_in)

    shown = page("/account/second-factor")
    picture = next(image for image in shown.document.iter("img") if image.get("class") == "t-qr")
    assert picture.get("src", "").startswith("data:image/svg+xml")
    assert secret in shown.text.replace(" ", "")
    page("/account/second-factor/confirm", data={"code": "000000"}, status=422)
    codes = page("/account/second-factor/confirm", data={"code": pyotp.TOTP(secret).now()})

    assert len(list(codes.document.iter("code"))) == second_factor.RECOVERY_CODES
    assert kinds(db) == [MailKind.SECOND_FACTOR_ON]
    assert secret not in page("/account/second-factor").text.replace(" ", "")


def test_it_does_not_count_before_it_is_confirmed(signed_in: TestClient, account: Account) -> None:
    signed_in.post("/account/second-factor", data={"password": PASSWORD})

    assert sign_in(signed_in, account) == 303
    assert signed_in.get("/account").status_code == 200


def test_signing_in_takes_two_steps(
    signed_in: TestClient, account: Account, page: FetchPage, db: Session
) -> None:
    totp, _codes = switch_on(signed_in)
    forget_steps(db)
    signed_in.cookies.clear()
    sign_in(signed_in, account)
    assert signed_in.get("/account").status_code == 303, "the password alone opens nothing"

    page("/sign-in/code?next=/account")
    page("/sign-in/code", data={"code": ""}, status=422)
    page("/sign-in/code", data={"code": "000000", "next": "/account"}, status=422)
    done = signed_in.post("/sign-in/code", data={"code": totp.now(), "next": "/account"})

    assert (done.status_code, done.headers["location"]) == (303, "/account")
    page("/account")
    assert db.scalars(sa.select(FirstStep)).all() == []


def test_a_code_counts_once(signed_in: TestClient, account: Account, db: Session) -> None:
    totp, _codes = switch_on(signed_in)
    forget_steps(db)
    code = totp.now()
    statuses = []
    for _ in range(2):
        signed_in.cookies.clear()
        sign_in(signed_in, account)
        statuses.append(signed_in.post("/sign-in/code", data={"code": code}).status_code)

    assert statuses == [303, 422]


def test_a_code_in_arabic_digits_counts(signed_in: TestClient, account: Account, db: Session) -> None:
    totp, _codes = switch_on(signed_in)
    forget_steps(db)
    sign_in(signed_in, account)
    arabic = totp.now().translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))

    assert signed_in.post("/sign-in/code", data={"code": f"{arabic[:3]} {arabic[3:]}"}).status_code == 303


def test_a_recovery_code_counts_once(signed_in: TestClient, account: Account, db: Session) -> None:
    _totp, codes = switch_on(signed_in)
    statuses = []
    for _ in range(2):
        signed_in.cookies.clear()
        sign_in(signed_in, account)
        statuses.append(signed_in.post("/sign-in/code", data={"code": codes[0].lower()}).status_code)

    assert statuses == [303, 422]
    stored = " ".join(db.scalars(sa.select(RecoveryCode.digest)))
    assert all(code not in stored for code in codes)
    assert len(stored.split()) == second_factor.RECOVERY_CODES - 1


def test_guessing_codes_ends(signed_in: TestClient, account: Account, db: Session) -> None:
    totp, _codes = switch_on(signed_in)
    forget_steps(db)
    sign_in(signed_in, account)
    guesses = [
        signed_in.post("/sign-in/code", data={"code": "000000"}).status_code
        for _ in range(second_factor.CODES_PER_ACCOUNT)
    ]

    assert set(guesses) == {422}
    assert signed_in.post("/sign-in/code", data={"code": totp.now()}).status_code == 429


def test_without_the_first_step_there_is_no_second(client: TestClient) -> None:
    answer = client.post("/sign-in/code", data={"code": "123456", "next": "/account"})

    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=%2Faccount")


def test_the_first_step_ends(signed_in: TestClient, account: Account, db: Session) -> None:
    totp, _codes = switch_on(signed_in)
    forget_steps(db)
    sign_in(signed_in, account)
    db.execute(sa.update(FirstStep).values(expires_at=records.now()))
    db.commit()

    assert (
        signed_in.post("/sign-in/code", data={"code": totp.now()}).headers["location"].startswith("/sign-in?")
    )


def test_a_reset_does_not_go_round_the_second_step(
    signed_in: TestClient, account: Account, db: Session
) -> None:
    switch_on(signed_in)
    signed_in.post("/forgotten-password", data={"email": account.email})
    token = link_token(db, MailKind.RESET_PASSWORD)
    signed_in.post("/reset-password", data={"token": token, "password": NEW})
    signed_in.cookies.clear()
    sign_in(signed_in, account, NEW)

    assert signed_in.get("/account").status_code == 303


def test_new_recovery_codes_end_the_old_ones(signed_in: TestClient, page: FetchPage, db: Session) -> None:
    switch_on(signed_in)
    before = set(db.scalars(sa.select(RecoveryCode.digest)))
    page("/account/second-factor/codes", data={"password": "wrong"}, status=422)
    page("/account/second-factor/codes", data={"password": PASSWORD})

    assert before.isdisjoint(db.scalars(sa.select(RecoveryCode.digest)))


def test_switching_it_off_needs_the_password(
    signed_in: TestClient, account: Account, page: FetchPage, db: Session
) -> None:
    switch_on(signed_in)
    page("/account/second-factor/off", data={"password": "wrong"}, status=422)
    off = signed_in.post("/account/second-factor/off", data={"password": PASSWORD})

    assert "no longer takes two steps" in page(off.headers["location"]).text
    assert db.scalars(sa.select(RecoveryCode)).all() == []
    assert kinds(db) == [MailKind.SECOND_FACTOR_ON, MailKind.SECOND_FACTOR_OFF]
    assert sign_in(signed_in, account) == 303
    page("/account")


@pytest.mark.parametrize(
    ("path", "given"),
    [
        ("/account", {"password": PASSWORD, "new_password": NEW}),
        ("/account/second-factor", {"password": PASSWORD}),
        ("/account/second-factor/off", {"password": PASSWORD}),
        ("/account/sessions/end-others", {}),
    ],
)
def test_nobody_locks_the_others_out_of_a_shared_account(
    client: TestClient, db: Session, page: FetchPage, path: str, given: dict[str, str]
) -> None:
    shared = make_account(db, email="shared@demonstration.example", is_demonstration=True)
    db.commit()
    sign_in(client, shared)
    elsewhere(client, shared)

    assert client.post(path, data=given).status_code == 409
    shown = page("/account").text
    assert "Everybody may use this account" in shown
    assert "Firefox" not in shown, "the other device is a stranger's"
    page("/account/second-factor")


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (PHONE, "Chrome on Android"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1",
            "Safari on iPhone",
        ),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14) Chrome/131 Safari/537 Edg/131", "Edge on macOS"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0", "Firefox on Linux"),
        ("curl/8", "Unknown device"),
        ("", "Unknown device"),
        ("Linux", "Linux"),
    ],
)
def test_devices_in_words(agent: str, words: str) -> None:
    assert devices.in_words(devices.noted(agent)) == words
