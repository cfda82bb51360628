"""Signing in: who may, for how long, how often one may try, and that nothing tells which address is registered."""

import dataclasses
import subprocess
import sys
from datetime import timedelta

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from sqlalchemy.orm import Session

from talent import accounts
from talent import db as records
from talent.accounts import Account, Attempts, NewAccount, Refusal, SignedIn, SignIn, SignInRefused, throttle
from talent.actors import OPERATOR, STRANGER, Role
from talent.db import Database
from talent.errors import Conflict, NotAllowed, NotFound, RuleBroken
from tests.factories.records import PASSWORD, make_account, make_actor

WRONG = SignInRefused(Refusal.WRONG)
TOO_MANY = SignInRefused(Refusal.TOO_MANY)


@pytest.fixture(autouse=True)
def _few_attempts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each attempt costs a password check, which is slow on purpose."""
    monkeypatch.setattr(throttle, "FAILURES_PER_ACCOUNT", 3)
    monkeypatch.setattr(throttle, "FAILURES_PER_ADDRESS", 5)


def sign_in(
    db: Session,
    email: str,
    password: str = PASSWORD,
    *,
    address: str = "192.0.2.1",
    demonstration: bool = True,
) -> SignedIn | SignInRefused:
    return accounts.sign_in(db, email, password, address=address, demonstration=demonstration)


def create(db: Session, **changes: str) -> Account:
    new = NewAccount("new@people.example", PASSWORD, "New (invented)", [Role.CANDIDATE])
    return accounts.create(db, OPERATOR, dataclasses.replace(new, **changes))


def token_of(db: Session, email: str) -> str:
    opened = sign_in(db, email)
    assert isinstance(opened, SignedIn)
    return opened.token


def test_signing_in_and_out(db: Session) -> None:
    account = make_account(db)
    token = token_of(db, account.email)
    assert accounts.signed_in(db, token) is account
    accounts.sign_out(db, token)
    assert accounts.signed_in(db, token) is None


@pytest.mark.parametrize("spelling", ["Amal@People.Example", "  amal@people.example ", "AMAL@PEOPLE.EXAMPLE"])
def test_addresses_have_one_spelling(db: Session, spelling: str) -> None:
    create(db, email="amal@people.example")
    assert isinstance(sign_in(db, spelling), SignedIn)
    with pytest.raises(Conflict):
        create(db, email=spelling)


def test_the_token_is_not_stored(db: Session) -> None:
    token = token_of(db, make_account(db).email)
    stored = db.scalars(sa.select(SignIn.token_digest)).one()
    assert token not in stored
    assert len(token) >= 43  # 256 bits in base 64


def test_a_password_is_stored_as_argon2id(db: Session) -> None:
    stored = create(db).password_hash
    assert stored.startswith("$argon2id$")
    assert PASSWORD not in stored


def test_outside_the_tests_hashing_costs_what_the_rfc_recommends() -> None:
    """RFC 9106, section 4: three passes over 64 MiB."""
    said = "from talent.accounts.passwords import hashed; print(hashed('a long enough password'))"
    told = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)  # noqa: S603  ours
    assert "$m=65536,t=3,p=4$" in told.stdout


def test_an_old_hash_is_renewed_at_the_next_sign_in(db: Session) -> None:
    account = make_account(db)
    account.password_hash = old = PasswordHasher(time_cost=2, memory_cost=8, parallelism=1).hash(PASSWORD)
    assert isinstance(sign_in(db, account.email), SignedIn)
    assert account.password_hash != old
    assert isinstance(sign_in(db, account.email), SignedIn)


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("known@people.example", "not the password"),
        ("known@people.example", "x" * 100_000),
        ("known@people.example", "\ud800\0"),
        ("unknown@people.example", PASSWORD),
        ("not an address", PASSWORD),
        ("nul\0@people.example", PASSWORD),
        ("", ""),
    ],
)
def test_every_refusal_is_the_same(db: Session, email: str, password: str) -> None:
    make_account(db, email="known@people.example")
    assert sign_in(db, email, password) == WRONG


def test_an_unknown_address_costs_a_verification_too(db: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    verified = []
    verify = PasswordHasher.verify
    monkeypatch.setattr(
        PasswordHasher,
        "verify",
        lambda self, stored, given: verified.append(1) or verify(self, stored, given),
    )
    sign_in(db, "unknown@people.example")
    assert verified == [1]


def test_a_sign_in_ends(db: Session) -> None:
    token = token_of(db, make_account(db).email)
    db.execute(sa.update(SignIn).values(expires_at=records.now()))
    assert accounts.signed_in(db, token) is None


def test_signing_out_everywhere(db: Session) -> None:
    account = make_account(db)
    tokens = [token_of(db, account.email), token_of(db, account.email)]
    accounts.sign_out_everywhere(db, account)
    assert [accounts.signed_in(db, token) for token in tokens] == [None, None]


@pytest.mark.parametrize("email", ["known@people.example", "unknown@people.example"])
def test_too_many_attempts_on_one_account(db: Session, email: str) -> None:
    make_account(db, email="known@people.example")
    for n in range(throttle.FAILURES_PER_ACCOUNT):
        assert sign_in(db, email, "wrong", address=f"192.0.2.{n}") == WRONG
    assert sign_in(db, email, PASSWORD) == TOO_MANY


def test_too_many_attempts_from_one_address(db: Session) -> None:
    account = make_account(db)
    for n in range(throttle.FAILURES_PER_ADDRESS):
        assert sign_in(db, f"guess{n}@people.example") == WRONG
    assert sign_in(db, account.email) == TOO_MANY
    assert isinstance(sign_in(db, account.email, address="198.51.100.7"), SignedIn)


def test_attempts_are_forgotten_after_the_window(db: Session) -> None:
    account = make_account(db)
    for _ in range(throttle.FAILURES_PER_ACCOUNT + 1):
        sign_in(db, account.email, "wrong")
    assert sign_in(db, account.email) == TOO_MANY
    an_hour_ago = records.now() - timedelta(hours=1)
    db.execute(sa.update(Attempts).values(since=an_hour_ago))
    assert isinstance(sign_in(db, account.email), SignedIn)


def test_signing_in_clears_the_count_of_the_account(db: Session) -> None:
    account = make_account(db)
    for _ in range(throttle.FAILURES_PER_ACCOUNT + 1):
        assert isinstance(sign_in(db, account.email), SignedIn)


def test_a_refusal_is_counted_although_the_request_fails_nothing(own_database: Database) -> None:
    for _ in range(2):
        with own_database.transaction() as db:
            assert sign_in(db, "unknown@people.example") == WRONG
    with own_database.transaction() as db:
        assert set(db.scalars(sa.select(Attempts.count))) == {2}


def test_no_address_is_stored_with_the_attempts(db: Session) -> None:
    sign_in(db, "unknown@people.example", address="192.0.2.99")
    stored = " ".join(db.scalars(sa.select(Attempts.whose)))
    assert "192.0.2.99" not in stored
    assert "unknown" not in stored


def test_a_published_password_does_not_open_production(db: Session) -> None:
    account = make_account(db, is_demonstration=True)
    assert sign_in(db, account.email, demonstration=False) == WRONG
    assert isinstance(sign_in(db, account.email, demonstration=True), SignedIn)


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"email": "no-at-sign"}, "email", "not-an-email"),
        ({"email": "two@@people.example"}, "email", "not-an-email"),
        ({"email": "x" * 250 + "@people.example"}, "email", "not-an-email"),
        ({"password": "short"}, "password", "too-short"),
        ({"password": "x" * 1000}, "password", "too-long"),
        ({"display_name": " "}, "display_name", "empty"),
    ],
)
def test_an_account_needs(db: Session, changes: dict[str, str], field: str, code: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        create(db, **changes)
    assert (broken.value.field, broken.value.code) == (field, code)


def test_only_those_who_manage_accounts_make_them(db: Session) -> None:
    new = NewAccount("new@people.example", PASSWORD, "New (invented)", [Role.CANDIDATE])
    for actor in (STRANGER, make_actor(db, Role.OFFICER)):
        with pytest.raises(NotAllowed):
            accounts.create(db, actor, new)


def test_an_account_is_seen_by_its_owner(db: Session) -> None:
    owner, other = make_actor(db), make_actor(db)
    assert owner.account_id
    assert accounts.get(db, owner, owner.account_id).id == owner.account_id
    assert accounts.get(db, OPERATOR, owner.account_id).id == owner.account_id
    with pytest.raises(NotFound):
        accounts.get(db, other, owner.account_id)


def test_the_database_holds_addresses_in_lower_case(db: Session) -> None:
    make_account(db)
    with pytest.raises(sa.exc.IntegrityError, match="email_lower_case"):
        db.execute(sa.update(Account).values(email="Upper@people.example"))
