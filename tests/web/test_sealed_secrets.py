"""Secrets of second steps are sealed: in the database, when they were not yet, and without the key that closed them."""

import pyotp
import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from talent import db as records
from talent import organisations
from talent.accounts import Account, Refusal, second_factor
from talent.accounts.second_factor import SEALED, SecondFactor
from talent.db import Database, open_database
from talent.sealing import CannotOpen, Seal, new_key
from tests.factories.records import PASSWORD, make_account
from tests.web.accounts import forget_steps, shown_secret, sign_in, switch_on
from web import prepare
from web.settings import Settings

OLD = pyotp.random_base32()
HERE = "192.0.2.1"


@pytest.fixture
def seal() -> Seal:
    return Seal.of(new_key())


@pytest.fixture
def account(db: Session) -> Account:
    """With a secret from before there was a key."""
    account = make_account(db)
    db.add(SecondFactor(account_id=account.id, secret=OLD, confirmed_at=records.now()))
    db.flush()
    return account


def stored(db: Session) -> str:
    return db.scalars(sa.select(SecondFactor.secret)).one()


def test_the_database_does_not_hold_what_the_page_shows(client: TestClient, db: Session) -> None:
    account = make_account(db)
    db.commit()
    sign_in(client, account)
    totp, _codes = switch_on(client)

    assert stored(db).startswith(SEALED)
    assert totp.secret not in stored(db)


def test_an_old_secret_is_sealed_when_it_is_used(db: Session, account: Account, seal: Seal) -> None:
    code = pyotp.TOTP(OLD).now()
    assert second_factor.check(db, account, "000000", seal=seal, address=HERE) is Refusal.WRONG
    assert stored(db) == OLD

    assert second_factor.check(db, account, code, seal=seal, address=HERE) is None
    assert stored(db).startswith(SEALED)
    forget_steps(db)
    assert second_factor.check(db, account, pyotp.TOTP(OLD).now(), seal=seal, address=HERE) is None


def test_all_old_secrets_are_sealed_at_the_start(own_database: Database, settings: Settings) -> None:
    with own_database.transaction() as db:
        account = make_account(db)
        db.add(SecondFactor(account_id=account.id, secret=OLD, confirmed_at=records.now()))
    url = own_database.url.render_as_string(hide_password=False)
    chosen = Settings.model_construct(**(dict(settings) | {"database_url": url, "demonstration": False}))

    for _ in range(2):
        prepare.records(chosen, print)
        database = open_database(url)
        with database.transaction(writing=False) as db:
            assert stored(db).startswith(SEALED)
            assert second_factor.unsealed(db) == []
        database.close()


def test_a_secret_opens_with_its_key_and_for_its_account_alone(
    db: Session, account: Account, seal: Seal
) -> None:
    second_factor.seal_old(db, seal)
    code = pyotp.TOTP(OLD).now()
    with pytest.raises(CannotOpen):
        second_factor.check(db, account, code, seal=Seal.of(new_key()), address=HERE)

    other = make_account(db)
    db.add(SecondFactor(account_id=other.id, secret=stored(db), confirmed_at=records.now()))
    db.flush()
    with pytest.raises(CannotOpen):
        second_factor.check(db, other, code, seal=seal, address=HERE)


def test_a_recovery_code_needs_no_key(db: Session, account: Account, seal: Seal) -> None:
    second_factor.seal_old(db, seal)
    codes = second_factor.renew_codes(db, organisations.actor_of(db, account), PASSWORD)
    assert not isinstance(codes, Refusal)

    assert second_factor.check(db, account, codes[0], seal=Seal.of(new_key()), address=HERE) is None


def test_a_secret_that_is_not_confirmed_is_shown_again(client: TestClient, db: Session) -> None:
    account = make_account(db)
    db.commit()
    sign_in(client, account)
    client.post("/account/second-factor", data={"password": PASSWORD})

    assert shown_secret(client) == shown_secret(client) != ""
