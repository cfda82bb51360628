"""Signing in by way of another provider: what links an identity, what never does, and answers nobody should trust."""

import time
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from pydantic import SecretStr, ValidationError
from sqlalchemy.orm import Session

from talent import db as records
from talent.accounts import Account, throttle
from talent.accounts.ceremonies import Ceremony
from talent.accounts.identities import LinkedIdentity
from talent.audit import Event, EventKind
from talent.outbox import MailKind
from tests.factories.mails import link_token
from tests.factories.records import PASSWORD, make_account
from tests.web import openid_provider
from tests.web.accounts import forget_steps, kinds, sign_in, switch_on
from tests.web.conftest import FetchPage
from tests.web.openid_provider import CLIENT_ID, CLIENT_SECRET, Provider
from web import providers
from web.settings import Settings

SITE = "https://talent.example"
DEPART = "/session/oidc/eid?next=/account"
CALLBACK = "/session/oidc/eid/callback"
SUBJECT = "person-1"
ANSWERS = {"residence": "TN", "eu_citizen": "no", "destination": "DE", "age": "27"}


@pytest.fixture
def provider() -> Iterator[Provider]:
    with openid_provider.running() as provider:
        yield provider


@pytest.fixture
def settings(settings: Settings, provider: Provider) -> Settings:
    eid = providers.Provider(
        key="eid",
        name="Test eID",
        issuer=provider.issuer,
        client_id=CLIENT_ID,
        client_secret=SecretStr(CLIENT_SECRET),
        strong_acr=frozenset({"high"}),
        strong_amr=frozenset({"mfa"}),
    )
    return Settings.model_construct(**(dict(settings) | {"site_address": SITE, "oidc_providers": (eid,)}))


@pytest.fixture
def account(db: Session) -> Account:
    account = make_account(db, email="nurse@people.example")
    db.commit()
    return account


@pytest.fixture
def linked(db: Session, account: Account, provider: Provider) -> Account:
    db.add(LinkedIdentity(account_id=account.id, issuer=provider.issuer, subject=SUBJECT))
    db.commit()
    return account


def depart(client: TestClient) -> str:
    away = client.get(DEPART)
    assert away.status_code == 303, away.text
    return away.headers["location"]


def come_back(client: TestClient, provider: Provider, **changes: str) -> tuple[int, str]:
    """To the provider and back; status and where it leads."""
    back = client.get(CALLBACK, params=provider.agree(depart(client)) | changes)
    return back.status_code, back.headers.get("location", "")


def is_signed_in(client: TestClient) -> bool:
    return client.get("/account").status_code == 200


def test_a_linked_identity_opens_its_account(
    client: TestClient, linked: Account, provider: Provider, page: FetchPage, db: Session
) -> None:
    assert any(DEPART.split("?")[0] in link for link in page("/sign-in").links())
    address = depart(client)
    assert address.startswith(f"{provider.issuer}/auth?")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    assert (asked["client_id"], asked["scope"]) == (CLIENT_ID, "openid email profile")
    assert asked["redirect_uri"] == f"{SITE}{CALLBACK}", "from the settings, not from the request"

    assert come_back(client, provider) == (303, "/account")
    assert linked.email in page("/account").text
    assert db.scalars(sa.select(LinkedIdentity.used_at)).one() is not None
    assert db.scalars(sa.select(Event)).all() == [], "signing in is no event"


@pytest.mark.parametrize(
    "says",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another-site"},
        {"aud": ["another-site"]},
        {"aud": [CLIENT_ID, "another-site"], "azp": "another-site"},
        {"aud": None},
        {"iss": "https://provider.example"},
        {"iss": None},
        {"exp": int(time.time()) - 3600},
        {"exp": None},
        {"iat": int(time.time()) + 3600},
        {"sub": None},
        {"sub": ""},
        {"sub": "s" * 256},
        {"sub": 1},
        {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
    ],
    # without the time of day: all workers must collect the same names
    ids=lambda wrong: str(
        {name: name if name in ("exp", "iat") and value else value for name, value in wrong.items()}
    ),
)
def test_an_answer_that_is_not_for_us_opens_nothing(
    client: TestClient, linked: Account, provider: Provider, says: dict[str, object]
) -> None:
    provider.says = says

    assert come_back(client, provider)[0] == 403
    assert not is_signed_in(client)


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_a_token_that_anybody_could_have_signed_opens_nothing(
    client: TestClient, linked: Account, provider: Provider, algorithm: str
) -> None:
    provider.metadata = {"id_token_signing_alg_values_supported": ["none", "HS256", "RS256"]}
    provider.algorithm = algorithm

    assert come_back(client, provider)[0] == 403
    assert not is_signed_in(client)


def test_a_token_signed_by_somebody_else_opens_nothing(
    client: TestClient, linked: Account, provider: Provider
) -> None:
    depart(client)  # its keys are known from now on
    honest = provider.keys[0]
    forged = openid_provider.new_key(honest.kid)
    provider.published = [honest]
    provider.keys = [forged]

    assert come_back(client, provider)[0] == 403


def test_a_key_that_is_new_is_fetched(client: TestClient, linked: Account, provider: Provider) -> None:
    assert come_back(client, provider)[0] == 303
    provider.keys = [openid_provider.new_key()]

    assert come_back(client, provider)[0] == 303
    assert provider.asked.count("/.well-known/openid-configuration") == 1, "the metadata are kept"
    assert provider.asked.count("/jwks") == 2


def test_a_journey_ends_once(client: TestClient, linked: Account, provider: Provider) -> None:
    back = provider.agree(depart(client))
    statuses = [client.get(CALLBACK, params=back).status_code for _ in range(2)]

    assert statuses == [303, 400]


def test_a_state_works_only_in_the_browser_that_set_out(
    client: TestClient, linked: Account, provider: Provider
) -> None:
    back = provider.agree(depart(client))
    client.cookies.clear()

    assert client.get(CALLBACK, params=back).status_code == 400
    assert not is_signed_in(client)


def test_a_journey_that_took_too_long_is_over(
    client: TestClient, linked: Account, provider: Provider, db: Session
) -> None:
    back = provider.agree(depart(client))
    db.execute(sa.update(Ceremony).values(expires_at=records.now()))
    db.commit()

    assert client.get(CALLBACK, params=back).status_code == 400


def test_a_code_that_was_stolen_is_worth_nothing(
    client: TestClient, linked: Account, provider: Provider
) -> None:
    """PKCE: the verifier of this journey does not fit the code of another."""
    stolen = provider.agree(depart(client))["code"]

    assert come_back(client, provider, code=stolen)[0] == 403


def test_an_answer_in_the_name_of_another_issuer_is_refused(
    client: TestClient, linked: Account, provider: Provider
) -> None:
    assert come_back(client, provider, iss="https://provider.example")[0] == 403
    assert come_back(client, provider, iss=provider.issuer)[0] == 303


def test_metadata_of_another_issuer_are_refused(
    client: TestClient, provider: Provider, page: FetchPage
) -> None:
    provider.metadata = {"issuer": "https://provider.example"}

    assert "cannot trust" in page(DEPART, status=403).text


def test_whoever_turns_back_reads_that_nothing_was_changed(
    client: TestClient, provider: Provider, page: FetchPage
) -> None:
    state = provider.agree(depart(client))["state"]

    assert "without signing in" in page(f"{CALLBACK}?error=access_denied&state={state}").text


def test_setting_out_without_end_ends(
    client: TestClient, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "FAILURES_PER_ADDRESS", 2)

    assert [client.get(DEPART).status_code for _ in range(3)] == [303, 303, 429]


def test_a_provider_that_is_away_is_named(client: TestClient, provider: Provider, page: FetchPage) -> None:
    provider.is_down = True

    assert "Test eID does not answer" in page(DEPART, status=503).text
    provider.is_down = False
    back = provider.agree(depart(client))
    provider.is_down = True
    page(f"{CALLBACK}?code={back['code']}&state={back['state']}", status=503)


@pytest.mark.parametrize(
    ("says", "leads_to"),
    [
        ({}, "/sign-in/code?next=%2Faccount"),
        ({"acr": "low", "amr": ["pwd"]}, "/sign-in/code?next=%2Faccount"),
        ({"acr": "high"}, "/account"),
        ({"amr": ["pwd", "mfa"]}, "/account"),
    ],
)
def test_the_second_step_is_asked_for_unless_the_provider_did(
    client: TestClient,
    linked: Account,
    provider: Provider,
    db: Session,
    says: dict[str, object],
    leads_to: str,
) -> None:
    sign_in(client, linked)
    switch_on(client)
    forget_steps(db)
    client.cookies.clear()
    provider.says = says

    assert come_back(client, provider) == (303, leads_to)
    assert is_signed_in(client) == (leads_to == "/account")


def test_an_address_that_is_known_here_links_nothing(
    client: TestClient, account: Account, provider: Provider, page: FetchPage, db: Session
) -> None:
    shown = []
    for email in (account.email, "nobody@people.example"):
        provider.person = {"sub": SUBJECT, "email": email, "email_verified": True}
        back = provider.agree(depart(client))
        shown.append(page(f"{CALLBACK}?code={back['code']}&state={back['state']}").text)

    assert shown[0] == shown[1], "nobody learns whether the address is known"
    assert "Do you have an account here?" in shown[0]
    assert not is_signed_in(client)
    assert db.scalars(sa.select(LinkedIdentity)).all() == []


def test_somebody_new_goes_on_to_who_may_join_and_is_linked_at_the_end(
    client: TestClient, provider: Provider, page: FetchPage, db: Session
) -> None:
    provider.userinfo = {"email": "new@people.example", "email_verified": True, "name": "Nour (invented)"}
    assert come_back(client, provider)[0] == 200
    page("/register")
    form = page("/register/check", data=ANSWERS)
    assert form.field("email").get("value") == "new@people.example"
    assert form.field("display_name").get("value") == "Nour (invented)"
    assert form.field("linked").get("checked") is not None

    given = {
        "display_name": "Nour (invented)",
        "email": "new@people.example",
        "password": PASSWORD,
        "linked": "yes",
    }
    assert client.post("/register", data=ANSWERS | given).headers["location"] == "/register/sent"
    assert db.scalars(sa.select(LinkedIdentity)).all() == [], "not before the mailbox has confirmed"
    token = link_token(db, MailKind.CONFIRM_EMAIL)
    client.post("/register/confirm", data={"token": token, "password": PASSWORD})

    row = db.scalars(sa.select(LinkedIdentity)).one()
    assert (row.issuer, row.subject) == (provider.issuer, SUBJECT)
    client.cookies.clear()
    assert come_back(client, provider) == (303, "/account")


def test_who_does_not_want_it_is_not_linked(client: TestClient, provider: Provider, db: Session) -> None:
    come_back(client, provider)
    given = {"display_name": "Another (invented)", "email": "another@people.example", "password": PASSWORD}
    client.post("/register", data=ANSWERS | given)
    client.post(
        "/register/confirm",
        data={"token": link_token(db, MailKind.CONFIRM_EMAIL), "password": PASSWORD},
    )

    assert db.scalars(sa.select(LinkedIdentity)).all() == []


@pytest.mark.parametrize(
    "userinfo",
    [
        {"email": "x@people.example"},
        {"email": "x@people.example", "email_verified": "true"},
        {},
        {"email": 1},
    ],
)
def test_an_unverified_address_is_not_filled_in(
    client: TestClient, provider: Provider, page: FetchPage, userinfo: dict[str, object]
) -> None:
    provider.userinfo = userinfo
    come_back(client, provider)

    assert page("/register/check", data=ANSWERS).field("email").get("value") == ""


def test_userinfo_of_somebody_else_is_refused(client: TestClient, provider: Provider) -> None:
    provider.userinfo = {"sub": "somebody else"}

    assert come_back(client, provider)[0] == 403


@pytest.mark.parametrize("cookie", ["", "nonsense", "A", "QUJD"])
def test_an_arrival_that_we_did_not_write_counts_for_nothing(
    client: TestClient, page: FetchPage, cookie: str
) -> None:
    client.cookies.set("arrival", cookie)

    form = page("/register/check", data=ANSWERS)
    assert not any(each.get("name") == "linked" for each in form.document.iter("input"))


def link(client: TestClient, page: FetchPage, provider: Provider) -> tuple[int, str]:
    """From the account page, with the password, by the link that leads off."""
    shown = page("/account/providers/link", data={"provider": "eid", "password": PASSWORD})
    [address] = [each for each in shown.links() if each.startswith(provider.issuer)]
    back = client.get(CALLBACK, params=provider.agree(address))
    return back.status_code, back.headers.get("location", "")


def test_linking_and_unlinking(
    signed_in: TestClient, account: Account, provider: Provider, page: FetchPage, db: Session
) -> None:
    page("/account/providers")
    assert link(signed_in, page, provider) == (303, "/account?notice=linked")
    assert "Test eID" in page("/account/providers").text
    assert link(signed_in, page, provider) == (303, "/account?notice=linked"), "twice is once"
    row = db.scalars(sa.select(LinkedIdentity)).one()
    assert (row.account_id, row.subject) == (account.id, SUBJECT)

    gone = signed_in.post(f"/account/providers/{row.id}/remove")
    assert "no longer opens your account" in page(gone.headers["location"]).text
    assert kinds(db) == [MailKind.IDENTITY_LINKED, MailKind.IDENTITY_UNLINKED]
    of_account = sa.select(Event.kind).where(Event.subject_id == account.id).order_by(Event.id)
    assert list(db.scalars(of_account)) == [EventKind.IDENTITY_LINKED, EventKind.IDENTITY_UNLINKED]
    assert come_back(signed_in, provider)[0] == 200, "unknown again"


def test_linking_needs_the_password(signed_in: TestClient, page: FetchPage, db: Session) -> None:
    shown = page("/account/providers/link", data={"provider": "eid", "password": "wrong"}, status=422)

    assert "#password" in shown.links()
    assert db.scalars(sa.select(Ceremony)).all() == []


def test_an_identity_of_another_account_is_not_taken(
    signed_in: TestClient, account: Account, provider: Provider, page: FetchPage, db: Session
) -> None:
    other = make_account(db)
    db.add(LinkedIdentity(account_id=other.id, issuer=provider.issuer, subject=SUBJECT))
    db.commit()

    assert link(signed_in, page, provider)[0] == 409
    assert db.scalars(sa.select(LinkedIdentity.account_id)).all() == [other.id]


def test_whoever_is_signed_in_meanwhile_is_not_linked(
    signed_in: TestClient, account: Account, provider: Provider, page: FetchPage, db: Session
) -> None:
    shown = page("/account/providers/link", data={"provider": "eid", "password": PASSWORD})
    [address] = [each for each in shown.links() if each.startswith(provider.issuer)]
    other = make_account(db)
    db.commit()
    sign_in(signed_in, other)

    assert signed_in.get(CALLBACK, params=provider.agree(address)).status_code == 400
    assert db.scalars(sa.select(LinkedIdentity)).all() == []


def test_nobody_unlinks_the_identity_of_another(
    signed_in: TestClient, provider: Provider, db: Session
) -> None:
    other = make_account(db)
    db.add(LinkedIdentity(account_id=other.id, issuer=provider.issuer, subject="theirs"))
    db.commit()
    theirs = db.scalars(sa.select(LinkedIdentity.id)).one()

    assert signed_in.post(f"/account/providers/{theirs}/remove").status_code == 404


def test_a_shared_account_is_not_linked(client: TestClient, page: FetchPage, db: Session) -> None:
    shared = make_account(db, email="shared@demonstration.example", is_demonstration=True)
    db.commit()
    sign_in(client, shared)

    given = {"provider": "eid", "password": PASSWORD}
    assert client.post("/account/providers/link", data=given).status_code == 409
    assert "Everybody may use this account" in page("/account/providers").text


@pytest.mark.parametrize(
    "changes",
    [
        {"issuer": "http://provider.example"},
        {"issuer": "provider"},
        {"key": "a/b"},
        {"scope": "email"},
        {"more": 1},
    ],
    ids=str,
)
def test_a_setting_that_would_not_be_safe_is_refused(changes: dict[str, object]) -> None:
    right = {
        "key": "eid",
        "name": "eID",
        "issuer": "https://provider.example",
        "client_id": "a",
        "client_secret": "b",
    }
    assert providers.Provider.model_validate(right).scope == "openid email profile"

    with pytest.raises(ValidationError):
        providers.Provider.model_validate(right | changes)


def test_providers_are_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    one = '{"key":"eid","name":"eID","issuer":"https://provider.example","client_id":"a","client_secret":"b"}'
    monkeypatch.setenv("TALENT_OIDC_PROVIDERS", f"[{one}]")
    read = Settings()

    assert [each.name for each in read.oidc_providers] == ["eID"]
    assert "client_secret=SecretStr('**********')" in repr(read)
    assert read.name_of_issuer("https://provider.example") == "eID"
    assert read.name_of_issuer("https://gone.example") == "https://gone.example"
