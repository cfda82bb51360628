"""The ground every record stands on: base class, column types, and transactions on SQLite and PostgreSQL."""

import json
import re
import secrets
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any, NoReturn
from zlib import crc32

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import URL, Dialect, Engine, make_url
from sqlalchemy.exc import DontWrapMixin
from sqlalchemy.orm import DeclarativeBase, Mapper, Session, mapped_column, sessionmaker

from talent.errors import NotText

BUSY_TIMEOUT_MS = 10_000
"""How long SQLite waits for another process's write before it says "database is locked"."""

SCRUBBED_SINCE = datetime(2020, 1, 1, tzinfo=UTC)
"""From here an SQLite file counts the seconds to when it was scrubbed, in the 31 bits of `user_version`: until 2088."""

LOG_WAIT_MS = 100
"""How long one try at emptying the log of an SQLite file waits for readers; all writers wait meanwhile."""

LOG_PAUSE_S = 0.5
"""Between two such tries, so that others can write."""

NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no 0/O and 1/I: codes are read out on the telephone


NO_TEXT = re.compile("[\0\ud800-\udfff]")
NUL_IN_JSON = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")  # escaped, and its backslash not itself escaped


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """An aware datetime in UTC on every database; a naive one is refused when it is written."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        return datetime

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a datetime without time zone cannot be stored; use talent.db.now()")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Json = sa.JSON().with_variant(JSONB(), "postgresql")


def now() -> datetime:
    return datetime.now(UTC)


def new_id() -> str:
    return str(uuid.uuid4())


def new_code(prefix: str) -> str:
    """A name to say aloud, such as "T-7K3QM": random, so it tells nothing of the person; 33 million exist."""
    return f"{prefix}-{''.join(secrets.choice(CODE_LETTERS) for _ in range(5))}"


Id = Annotated[str, mapped_column(sa.String(36), primary_key=True, default=new_id)]
CountryCode = Annotated[str, mapped_column(sa.String(2))]


class Base(DeclarativeBase):
    """Every table of the platform. Ids are UUIDs as text, datetimes aware and UTC."""

    metadata = sa.MetaData(naming_convention=NAMING_CONVENTION)
    type_annotation_map = {  # noqa: RUF012  SQLAlchemy reads it as an instance of dict
        datetime: UtcDateTime(),
        str: sa.Text(),
        dict[str, Any]: Json,
        list[dict[str, Any]]: Json,
    }


def choice(words: type[StrEnum]) -> sa.Enum:
    """Column type of a StrEnum: its value as text, held to the known words by a check constraint."""
    return sa.Enum(
        words,
        name=re.sub(r"(?<=[a-z])(?=[A-Z])", "_", words.__name__).lower(),
        native_enum=False,  # a new word is then an ordinary migration on both databases
        create_constraint=True,
        length=32,
        values_callable=lambda enum: [word.value for word in enum],
        validate_strings=True,
    )


def one_at_a_time(session: Session, what: str) -> None:
    """Waits until no other transaction does `what`. On SQLite a writing transaction is alone already."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(crc32(what.encode()))))


def refuse(model: type[Base], *operations: str) -> None:
    """Makes a flush fail that would update or delete (`operations`) a row of `model`."""

    def fail(_mapper: Mapper[Any], _connection: sa.Connection, _target: Base) -> NoReturn:
        raise TypeError(f"rows of {model.__tablename__} are written once and then stay")

    for operation in operations:
        event.listen(model, f"before_{operation}", fail)


@dataclass(frozen=True)
class Database:
    """An engine and how to hold a transaction on it; nothing is opened before the first statement."""

    url: URL
    engine: Engine
    readers: sessionmaker[Session]
    writers: sessionmaker[Session]

    @contextmanager
    def transaction(self, *, writing: bool = True) -> Iterator[Session]:
        """One transaction: returning commits, raising rolls back.

        On SQLite a writing transaction takes the write lock with its first statement. One that reads first
        and takes the lock later fails at once ("database is locked") when another has written in between,
        however long the busy timeout is; so `writing=False` is for what only reads.
        """
        make = self.writers if writing else self.readers
        with make.begin() as session:
            yield session

    def scrub(self) -> None:
        """Leaves no trace of deleted rows in an SQLite file or its log, where parts of moved pages may still lie.

        Writes the file anew; others' writes wait meanwhile. PostgreSQL sees to its own files (autovacuum).
        Raises TimeoutError as `empty_log` does; the file then does not count as scrubbed.
        """
        began = int((now() - SCRUBBED_SINCE).total_seconds())
        self._alone("VACUUM")
        self.empty_log()
        self._alone(f"PRAGMA user_version = {began}")

    def empty_log(self, *, patience_s: float = 60.0) -> None:
        """Leaves nothing in the log of an SQLite file of what was deleted: the work of a moment, once nobody reads.

        SQLite waits for readers with the write lock in its hand, and a reader may be just about to write. So it
        is tried for LOG_WAIT_MS at a time, and others write in between. Raises TimeoutError where somebody read
        at every try for as long as `patience_s`.
        """
        until = time.monotonic() + patience_s
        while not self._log_emptied():
            if time.monotonic() >= until:
                raise TimeoutError("the log of the SQLite file is being read all the time; try again later")
            time.sleep(LOG_PAUSE_S)

    def _log_emptied(self) -> bool:
        settings = f"PRAGMA busy_timeout = {LOG_WAIT_MS}", f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}"
        found = self._alone(settings[0], "PRAGMA wal_checkpoint(TRUNCATE)", settings[1])
        return not found or found[1][0] == 0  # the first number says whether others were in the way

    def scrubbed_at(self) -> datetime | None:
        """When the last `scrub` began, as the SQLite file itself remembers; None where there is nothing to scrub."""
        if self.engine.dialect.name != "sqlite":
            return None
        with self.engine.connect() as connection:
            seconds = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
        return SCRUBBED_SINCE + timedelta(seconds=seconds)

    def _alone(self, *statements: str) -> Sequence[Any]:
        """Runs what SQLite wants outside of a transaction and returns the last row of each; nothing elsewhere."""
        if self.engine.dialect.name != "sqlite":
            return []
        with self.engine.connect() as connection:
            cursor = connection.connection.cursor()
            rows = [cursor.execute(statement).fetchone() for statement in statements]
            cursor.close()
        return rows

    def close(self) -> None:
        self.engine.dispose()


def open_database(url: str | URL) -> Database:
    """The database at an SQLAlchemy address (`sqlite:///…`, `postgresql://…` through psycopg 3)."""
    address = make_url(url)
    engine = sa.create_engine(
        address, pool_pre_ping=address.get_backend_name() != "sqlite", json_serializer=_json
    )
    event.listen(engine, "before_cursor_execute", _hold_to_text)
    if engine.dialect.name == "sqlite":
        _hold_transactions_ourselves(engine)
    writing = engine.execution_options(writing=True)
    return Database(address, engine, _sessions(engine), _sessions(writing))


def _sessions(engine: Engine) -> sessionmaker[Session]:
    return sessionmaker(engine, expire_on_commit=False)  # a page may still read what was just committed


class _NotText(NotText, DontWrapMixin):
    """Passes through SQLAlchemy as it is."""


def _hold_to_text(
    _connection: object, _cursor: object, _statement: str, given: Any, _context: object, _many: bool
) -> None:
    """PostgreSQL takes no NUL and neither database half a surrogate pair. Raises NotText, on both alike."""
    if any(NO_TEXT.search(text) for text in _texts(given)):
        raise _NotText


def _texts(given: Any) -> Iterator[str]:
    """All in the parameters of one statement, whichever of the forms of the drivers they have."""
    if isinstance(given, str):
        yield given
    elif isinstance(given, dict):
        yield from _texts(list(given.values()))
    elif isinstance(given, list | tuple):
        for each in given:
            yield from _texts(each)


def _json(value: object) -> str:
    """Letters as they are, so that only control characters are escaped. Raises NotText."""
    written = json.dumps(value, ensure_ascii=False)
    if NO_TEXT.search(written) or NUL_IN_JSON.search(written):
        raise _NotText
    return written


def _hold_transactions_ourselves(engine: Engine) -> None:
    """Takes BEGIN away from the sqlite3 module, which would skip it before SELECT and before DDL."""
    event.listen(engine, "connect", _configure_sqlite)
    event.listen(engine, "begin", _begin_sqlite)


def _configure_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")  # what is erased is overwritten, not only unlisted


def _begin_sqlite(connection: sa.Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
