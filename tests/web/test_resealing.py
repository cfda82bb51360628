"""`talent seal rotate`: with the new key alone everything opens, and nothing is left that the former one opens."""

import base64
from collections.abc import Callable, Iterator

import pyotp
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session
from typer.testing import CliRunner, Result

from talent import db as records
from talent import documents, imports, organisations, outbox, resealing, sealing
from talent.accounts import Account, second_factor
from talent.accounts.second_factor import SecondFactor
from talent.db import Database
from talent.documents import Details, Media, Sent
from talent.imports import Draft
from talent.outbox import Mail, MailKind
from talent.sealing import Seal
from tests.factories.marked import traces
from tests.factories.records import make_account, make_profile
from web import resealing as rotation
from web import settings as settings_module
from web.cli import app
from web.platform import Platform
from web.settings import Settings

pytestmark = pytest.mark.db

OLD, NEW = sealing.new_key(), sealing.new_key()
SECRET = pyotp.random_base32()
HERE = "192.0.2.1"
PAPER = b"%PDF- a diploma (invented)"

Run = Callable[[str], Result]


def quiet(_name: str, _rows: int) -> None:
    """Nobody watches."""


@pytest.fixture
def folder(settings: Settings, own_database: Database) -> Settings:
    """Of a platform that is served with the former key."""
    url = own_database.url.render_as_string(hide_password=False)
    return Settings.model_construct(**(dict(settings) | {"database_url": url}))


def platform(folder: Settings, database: Database, keys: str) -> Platform:
    folder.secret_key_path.write_text(keys)
    return Platform(folder, database)


@pytest.fixture
def person(folder: Settings, own_database: Database) -> str:
    """The account of somebody with something of everything, sealed with the former key."""
    before = platform(folder, own_database, OLD)
    with own_database.transaction() as db:
        account = make_account(db)
        actor = organisations.actor_of(db, account)
        make_profile(db, owner=actor)
        for number in range(3):
            sent = Sent(f"{number}.pdf", Media.PDF, PAPER + str(number).encode())
            documents.add(db, actor, sent, Details(), vault=before.documents)
        db.add(SecondFactor(account_id=account.id, secret=SECRET, confirmed_at=records.now()))
        db.flush()
        second_factor.seal_old(db, before.seal)
        outbox.post(db, account.email, MailKind.CONFIRM_EMAIL, language="en", token="secret-token")
        imports.keep(db, actor, Draft(items=()), seal=before.seal)
        return account.id


def open_everything(db: Session, parts: Platform, account_id: str) -> None:
    """Raises CannotOpen or Damaged where something does not open."""
    account = db.get_one(Account, account_id)
    actor = organisations.actor_of(db, account)
    for document in documents.kept(db, actor):
        assert documents.open_content(document, parts.documents).startswith(PAPER)
    assert outbox.opened(db.scalars(sa.select(Mail)).one(), parts.seal) == {"token": "secret-token"}
    assert imports.current(db, actor, seal=parts.seal) is not None
    code = pyotp.TOTP(SECRET).now()
    assert second_factor.check(db, account, code, seal=parts.seal, address=HERE) is None


def of_former_key(db: Session) -> list[str]:
    """Columns in which something closed with the former key stands, as bytes or as text."""
    head = Seal.of(OLD).close(b"", about="")[:5]
    as_text = base64.b64encode(head).decode()[:6]
    return sorted(traces(db, head.decode("latin-1"), second_factor.SEALED + as_text))


@pytest.fixture
def talent(folder: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Runs `talent seal rotate` with these keys set."""
    monkeypatch.setenv("TALENT_DATA", str(folder.data))
    monkeypatch.setenv("TALENT_DATABASE_URL", folder.database)

    def run(keys: str) -> Result:
        monkeypatch.setenv("TALENT_SECRET_KEY", keys)
        settings_module.settings.cache_clear()
        return CliRunner().invoke(app, ["seal", "rotate"])

    yield run
    settings_module.settings.cache_clear()


def test_afterwards_the_new_key_alone_opens_everything(
    folder: Settings, own_database: Database, person: str, talent: Run
) -> None:
    with own_database.transaction() as db:
        held = {f"{each.model.__tablename__}" for each in resealing.HELD}
        assert {column.partition(".")[0] for column in of_former_key(db)} == held

    said = talent(f"{NEW},{OLD}")

    assert said.exit_code == 0, said.output
    assert "documents: 3 looked at, 3 sealed anew, 0 cannot be opened" in said.stdout
    assert "can go from TALENT_SECRET_KEY" in said.stdout
    with own_database.transaction() as db:
        assert of_former_key(db) == []
        open_everything(db, platform(folder, own_database, NEW), person)
    assert "documents: 3 looked at, 0 sealed anew, 0 cannot be opened" in talent(NEW).stdout


def test_killed_on_the_way_it_goes_on_where_it_was(
    folder: Settings, own_database: Database, person: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resealing, "BATCH", 1)
    both = platform(folder, own_database, f"{NEW},{OLD}")

    def be_killed(_name: str, rows: int) -> None:
        if rows == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rotation.rotate(both, be_killed)
    with own_database.transaction() as db:
        assert len([each for each in of_former_key(db) if each == "documents.sealed_key"]) == 1
        open_everything(db, both, person)

    documents_left = rotation.rotate(both, quiet)[0]
    assert (documents_left.rows, documents_left.renewed) == (3, 1)


def test_without_the_former_key_nothing_is_changed_and_its_rows_are_named(
    folder: Settings, own_database: Database, person: str, talent: Run
) -> None:
    said = talent(NEW)

    assert said.exit_code == 2
    assert "mails: 1 looked at, 0 sealed anew, 1 cannot be opened" in said.stdout
    assert f"no key opens second steps: {person}" in said.stderr
    with own_database.transaction() as db:
        open_everything(db, platform(folder, own_database, OLD), person)


def test_what_was_never_sealed_is_sealed_too(folder: Settings, own_database: Database, person: str) -> None:
    with own_database.transaction() as db:
        db.execute(sa.update(Mail).values(content=b'{"token": "secret-token"}'))
        db.execute(sa.update(SecondFactor).values(secret=SECRET))
    new = platform(folder, own_database, f"{NEW},{OLD}")
    rotation.rotate(new, quiet)

    with own_database.transaction() as db:
        assert list(traces(db, "secret-token", SECRET)) == []
        open_everything(db, new, person)


def test_what_is_closed_with_the_newest_key_stays_as_it_is() -> None:
    both = Seal.of(f"{NEW},{OLD}")
    new, old = both.close(b"mine", about="x"), Seal.of(OLD).close(b"mine", about="x")

    assert both.renewed(new, about="x") == new
    assert Seal.of(NEW).open(both.renewed(old, about="x"), about="x") == b"mine"


def test_it_says_what_to_do_without_a_database(talent: Run, own_database: Database) -> None:
    with own_database.transaction() as db:
        db.execute(sa.text("DELETE FROM alembic_version"))

    assert "talent db upgrade" in talent(NEW).stderr
