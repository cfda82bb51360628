"""The database's structure, from one release to the next: brings a database up to what the models say."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from alembic import autogenerate, command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import Script, ScriptDirectory
from sqlalchemy.engine import URL, make_url

from talent.db import open_database

FOLDER: Final = Path(__file__).parent

LOCK: Final = 7_204_118_306  # any number that no other program on the server uses as an advisory lock


def tables() -> sa.MetaData:
    """The structure that the code wants: importing the modules registers their tables."""
    from matching import store, vacancy_store  # noqa: F401  imported for their tables, like the next
    from talent import (  # noqa: F401
        access_log,
        accounts,
        applications,
        audit,
        consents,
        conversations,
        documents,
        erasure,
        imports,
        leaving,
        notifications,
        organisations,
        profiles,
        recommendations,
        retention,
        saved_searches,
        vacancies,
    )
    from talent.db import Base

    return Base.metadata


def upgrade(url: str | URL, revision: str = "head") -> bool:
    """Brings the database to `revision` (creating an SQLite file) and says whether there was anything to do.

    All steps are one transaction under one lock: of two processes that start at once, one works and the other
    waits, and a killed one leaves the database as it was.
    """
    if revision == "head" and current(url) == head():
        return False
    with _locked(url) as connection:
        before = _revision(connection)
        command.upgrade(config(connection), revision)
        return before != _revision(connection)


def downgrade(url: str | URL, revision: str) -> None:
    with _locked(url) as connection:
        command.downgrade(config(connection), revision)


def current(url: str | URL) -> str | None:
    """The revision that the database has; None for one that is empty or, with SQLite, not there."""
    if (path := _sqlite_path(url)) and not path.exists():
        return None
    database = open_database(url)
    try:
        with database.engine.connect() as connection:
            return _revision(connection)
    finally:
        database.close()


def head() -> str:
    """The revision that the code needs."""
    revision = ScriptDirectory.from_config(config()).get_current_head()
    if revision is None:
        raise RuntimeError("the package has lost its migrations; install it again")
    return revision


def differences(url: str | URL) -> list[str]:
    """What the models have and the database has not, or the other way round; empty is as it should be."""
    database = open_database(url)
    try:
        with database.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            return [str(difference) for difference in autogenerate.compare_metadata(context, tables())]
    finally:
        database.close()


def write(url: str | URL, message: str) -> str:
    """Writes a migration from the difference between the models and the database at `url`; returns its path."""
    number = f"{int(head()) + 1:04d}"
    with _locked(url) as connection:
        written = command.revision(config(connection), message, autogenerate=True, rev_id=number)
    return str(written.path) if isinstance(written, Script) else ""


def config(connection: sa.Connection | None = None) -> Config:
    """Alembic's configuration without a file; env.py takes the connection from it."""
    made = Config()
    made.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    made.set_main_option("path_separator", "os")
    made.attributes["connection"] = connection
    return made


def _revision(connection: sa.Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _sqlite_path(url: str | URL) -> Path | None:
    address = make_url(url)
    if address.get_backend_name() != "sqlite" or not address.database:
        return None
    return Path(address.database)


@contextmanager
def _locked(url: str | URL) -> Iterator[sa.Connection]:
    if path := _sqlite_path(url):
        path.parent.mkdir(parents=True, exist_ok=True)
    database = open_database(url)
    try:
        with database.engine.connect() as connection:
            lock = _locked_postgresql if connection.dialect.name == "postgresql" else _locked_sqlite
            with lock(connection):
                yield connection
    finally:
        database.close()


@contextmanager
def _locked_postgresql(connection: sa.Connection) -> Iterator[None]:
    with connection.begin():
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
        yield


@contextmanager
def _locked_sqlite(connection: sa.Connection) -> Iterator[None]:
    """Foreign keys are off meanwhile: batch mode replaces tables, and dropping the old one would cascade.

    The PRAGMA counts only outside a transaction; what it let through is found before the commit.
    """
    connection.connection.cursor().execute("PRAGMA foreign_keys = OFF")
    connection.execution_options(writing=True)
    with connection.begin():
        yield
        if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all():
            raise RuntimeError(
                f"the migration would leave {len(broken)} rows pointing nowhere; nothing was changed"
            )
