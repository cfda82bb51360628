"""Fixtures of all tests: settings in a folder of their own, and a real database whose changes are rolled back."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

os.environ.setdefault(
    "OMP_NUM_THREADS", "1"
)  # as many processes run tests as there are cores: see pytest-xdist
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

import pytest
import sqlalchemy as sa
from argon2 import profiles
from hypothesis import settings as hypothesis
from sqlalchemy.orm import Session, sessionmaker

from talent import outbox
from talent.accounts import passwords
from talent.db import Database, open_database
from tests.databases import Server, serve
from web import migrations, secret_key
from web.settings import Settings

hypothesis.register_profile("unhurried", deadline=None)  # time depends on who else uses the machine
hypothesis.load_profile("unhurried")

passwords.PARAMETERS = profiles.CHEAPEST  # thousands of tests sign somebody in, and it is slow on purpose

DATABASES = ("sqlite", "postgresql")

DATABASE_FIXTURES = {"database", "db", "own_database", "empty_database_url", "migrated"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database", choices=DATABASES, default="sqlite", help="the server that `db` tests run on"
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what asks for a database, so that `-m db --database=postgresql` runs just that again."""
    for item in items:
        if DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker("db")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Everything in a folder of this test; no environment variable and no .env file is read."""
    return Settings.model_construct(data=tmp_path, model="stand-in", environment="test")


@pytest.fixture(scope="session")
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Where databases are made; each process of pytest-xdist has its own."""
    with serve(request.config.getoption("--database"), tmp_path_factory.mktemp("databases")) as server:
        yield server


@pytest.fixture(scope="session")
def migrated(server: Server) -> Iterator[Database]:
    """One database for the session, its structure made by the migrations. Tests ask for `database` instead."""
    url = server.create()
    migrations.upgrade(url)
    database = open_database(url)
    yield database
    database.close()


@pytest.fixture
def database(migrated: Database, settings: Settings) -> Iterator[Database]:
    """A database as the application gets it; whatever is committed to it is gone after the test."""
    with rolled_back(migrated, settings) as database:
        yield database


@contextmanager
def rolled_back(migrated: Database, settings: Settings) -> Iterator[Database]:
    """All its transactions run on one connection, as savepoints of one that is rolled back: for what needs two
    connections at once, or a commit that another process sees, ask for `own_database`.
    """
    with migrated.engine.connect() as connection:
        outer = connection.begin()
        sessions = sessionmaker(connection, expire_on_commit=False, join_transaction_mode="create_savepoint")
        yield _sealing(Database(migrated.url, migrated.engine, sessions, sessions), settings)
        outer.rollback()


@pytest.fixture
def db(database: Database) -> Iterator[Session]:
    """A session of the same rolled-back transaction that `database` hands to the application."""
    with database.writers() as session:
        yield session


@pytest.fixture
def empty_database_url(server: Server) -> sa.URL:
    """A database of this test alone, without a table in it."""
    return server.create()


@pytest.fixture
def own_database(empty_database_url: sa.URL, settings: Settings) -> Iterator[Database]:
    """A database of this test alone, migrated, with real commits and as many connections as wanted."""
    migrations.upgrade(empty_database_url)
    database = open_database(empty_database_url)
    yield _sealing(database, settings)
    database.close()


def _sealing(database: Database, settings: Settings) -> Database:
    """Mails are sealed with the key of the test's own folder, as on a platform of these settings."""
    outbox.seal_with(database, lambda: secret_key.seal(settings))
    return database
