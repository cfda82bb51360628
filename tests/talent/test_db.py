"""Transactions and column types on whichever database the tests run on."""

import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.orm import Session

from talent.audit import Event, EventKind
from talent.db import Database, UtcDateTime
from talent.errors import NotText
from talent.organisations import Organisation
from tests.factories.records import make_organisation, make_profile


def count(database: Database) -> int:
    with database.transaction(writing=False) as db:
        return db.scalar(sa.select(sa.func.count()).select_from(Organisation)) or 0


def test_returning_commits(own_database: Database) -> None:
    with own_database.transaction() as db:
        make_organisation(db)
    assert count(own_database) == 1


def test_raising_rolls_back(own_database: Database) -> None:
    def fail() -> None:
        with own_database.transaction() as db:
            make_organisation(db)
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert count(own_database) == 0


@pytest.mark.parametrize("bad", ["nul \0", "\ud800"], ids=["nul", "half a pair"])
class TestWhatIsNoText:
    """PostgreSQL refuses some of it, and SQLite some; the platform all, on both."""

    def test_nothing_is_asked_with_it(self, db: Session, bad: str) -> None:
        with pytest.raises(NotText):
            db.scalar(sa.select(Organisation).where(Organisation.name == bad))

    def test_it_is_not_stored(self, db: Session, bad: str) -> None:
        organisation = make_organisation(db)
        organisation.name = bad
        with pytest.raises(NotText):
            db.flush()

    @pytest.mark.parametrize("data", [{"said": "{}"}, {"{}": 1}, {"deep": [["{}"]]}], ids=str)
    def test_nor_in_json(self, db: Session, bad: str, data: dict[str, Any]) -> None:
        filled = json.loads(json.dumps(data).replace("{}", json.dumps(bad)[1:-1]))
        db.add(Event(actor="nobody", kind=EventKind.PROFILE_SAVED, data=filled))
        with pytest.raises(NotText):
            db.flush()


@pytest.mark.parametrize("fine", ["\\u0000", "\\\\u0000", "\x01 \U0001f642 \\ud800"])
def test_what_only_looks_like_it_is_stored(db: Session, fine: str) -> None:
    event = Event(actor="nobody", kind=EventKind.PROFILE_SAVED, data={"said": fine})
    db.add(event)
    db.flush()
    db.refresh(event)
    assert event.data == {"said": fine}


def test_two_writers_wait_for_each_other(own_database: Database) -> None:
    """Each reads before it writes: on SQLite that fails unless the write lock is taken at the start."""

    def add_ten() -> None:
        for _ in range(10):
            with own_database.transaction() as db:
                db.scalar(sa.select(sa.func.count()).select_from(Organisation))
                make_organisation(db)

    threads = [Thread(target=add_ten) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert count(own_database) == 30


def test_a_reader_does_not_wait_for_a_writer(own_database: Database) -> None:
    with own_database.transaction() as db:
        make_organisation(db)
        assert count(own_database) == 0


def test_the_log_is_not_emptied_at_the_cost_of_who_reads_and_then_writes(own_database: Database) -> None:
    """A search reads, ranks, and writes down who was shown: whoever empties the log must not wait for its end."""
    with own_database.transaction() as db:
        make_organisation(db)
    if own_database.url.get_backend_name() != "sqlite":
        return  # there is no log of its own to empty
    log = Path(f"{own_database.url.database}-wal")
    emptying = Thread(target=own_database.empty_log)
    with own_database.transaction(writing=False) as reader:
        reader.scalar(sa.select(sa.func.count()).select_from(Organisation))
        with own_database.transaction() as db:
            make_organisation(db)
        with pytest.raises(TimeoutError):
            own_database.empty_log(patience_s=0)
        emptying.start()
        with own_database.transaction() as db:
            make_organisation(db)
        assert emptying.is_alive(), "it waits for the reader, and the writer did not wait for it"
    emptying.join()
    assert log.stat().st_size == 0


@pytest.mark.parametrize("offset", [0, 2, -5])
def test_datetimes_come_back_in_utc(db: Session, offset: int) -> None:
    moment = datetime(2026, 11, 3, 12, 30, 15, 123456, timezone(timedelta(hours=offset)))
    db.add(Event(actor="stranger", kind="test", data={}, at=moment))
    db.flush()
    db.expire_all()
    stored = db.scalar(sa.select(Event.at))
    assert stored == moment
    assert stored.tzinfo is UTC


def test_datetimes_are_ordered_across_time_zones(db: Session) -> None:
    later = datetime(2026, 1, 1, 11, tzinfo=timezone(timedelta(hours=-5)))
    earlier = datetime(2026, 1, 1, 12, tzinfo=UTC)
    organisation = make_organisation(db)
    organisation.created_at = later
    db.flush()
    assert db.scalar(sa.select(Organisation.id).where(Organisation.created_at > earlier))


def test_a_naive_datetime_is_refused(db: Session) -> None:
    organisation = make_organisation(db)
    organisation.created_at = datetime(2026, 1, 1)  # noqa: DTZ001  the mistake that is tested
    with pytest.raises(StatementError, match="without time zone"):
        db.flush()


def test_utc_datetime_keeps_null() -> None:
    column = UtcDateTime()
    dialect = sa.create_engine("sqlite://").dialect
    assert column.process_bind_param(None, dialect) is None
    assert column.process_result_value(None, dialect) is None


def test_foreign_keys_are_held(db: Session) -> None:
    profile = make_profile(db)
    with pytest.raises(IntegrityError):
        db.execute(sa.text("UPDATE profile_texts SET profile_id = 'nobody'"))
    assert profile.id


def test_unknown_words_are_refused_by_the_database(db: Session) -> None:
    make_organisation(db)
    with pytest.raises(IntegrityError, match="vetting"):
        db.execute(sa.text("UPDATE organisations SET vetting = 'trusted'"))
