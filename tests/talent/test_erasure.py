"""Erasing a person: nothing of them is left in any table, in the database's file, or counted under their address."""

import re
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from talent import audit, erasure, outbox, persons
from talent import db as records
from talent.accounts import Account, Attempts, throttle
from talent.accounts.registration import Registration
from talent.actors import OPERATOR, Actor
from talent.audit import Asked, Event, MatchRun, Provenance, Shown
from talent.db import Base, Database
from talent.erasure import Departures, Erased, Reason
from talent.errors import Conflict, NotFound
from talent.outbox import Mail, MailKind
from tests.factories.marked import EMAIL, WORDS, Person, fill, traces
from tests.factories.records import make_account, make_actor, make_profile

STAYS = {"events.actor", "events.subject_id", "match_runs.actor", "match_runs.shown"}
"""Where ids may stay that lead nowhere."""


@pytest.fixture
def person(db: Session) -> Person:
    person = fill(db)
    remember(db, person)
    return person


def remember(db: Session, person: Person) -> None:
    """What knows the person without a key to their account."""
    by_email = {"token_digest": "0" * 64, "password_hash": WORDS, "display_name": WORDS, "locale": "en"}
    country = {"residence": "TN", "destination": "DE", "facts_version": "1", "expires_at": records.now()}
    db.execute(sa.delete(Registration))
    db.add(Registration(email=EMAIL, **by_email, **country))
    outbox.post(db, EMAIL, MailKind.NO_ACCOUNT, language="en")
    for words in erasure.KNOWN_BY_EMAIL:
        throttle.too_many(db, f"{words} {EMAIL}", most=5)
    for words in erasure.KNOWN_BY_ID:
        throttle.too_many(db, f"{words} {person.account_id}", most=5)
    themself = Actor(person.account_id, person.account_id)
    audit.record(db, themself, audit.EventKind.PROFILE_SAVED, db.get_one(Account, person.account_id))
    made_with, shown = Provenance("e", "t", "w"), [Shown(person.profile_id, 1, 0.5)]
    audit.record_match(db, themself, Asked(text_digest="d"), made_with=made_with, shown=shown)
    db.flush()


def everybody_else(db: Session) -> dict[str, int]:
    return {t.name: len(db.execute(sa.select(t)).all()) for t in Base.metadata.sorted_tables}


def test_every_table_of_a_person_is_filled_before(db: Session, person: Person) -> None:
    """Or the tests below would prove nothing."""
    marked = {where.partition(".")[0] for where in traces(db, WORDS, *person.ids)}
    assert marked >= {table.name for table in persons.tables()}
    assert {"outbox", "registrations"} <= {where.partition(".")[0] for where in traces(db, WORDS)}


def test_nothing_is_left_in_any_table(db: Session, person: Person) -> None:
    erased = erasure.erase(db, OPERATOR, person.account_id)

    assert list(traces(db, WORDS)) == []
    assert set(traces(db, *person.ids)) <= STAYS
    assert db.scalars(sa.select(Attempts)).all() == []
    assert set(erased.rows) == {table.name for table in persons.tables()}
    assert erased.profiles == (person.profile_id,)


def test_others_lose_nothing(db: Session, person: Person) -> None:
    make_profile(db, owner=make_actor(db))
    before = everybody_else(db)
    erased = erasure.erase(db, OPERATOR, person.account_id)
    after = everybody_else(db)

    gone = {name: before[name] - after[name] for name in before if before[name] > after[name]}
    by_address = {"attempts": 7, "registrations": 1, "outbox": erased.rows["outbox"] + 1}
    assert gone == dict(erased.rows) | by_address
    assert after["profiles"] == 1


def test_history_stays_with_ids_that_lead_nowhere(db: Session, person: Person) -> None:
    erasure.erase(db, OPERATOR, person.account_id)

    event = db.scalars(sa.select(Event).where(Event.kind == audit.EventKind.ACCOUNT_ERASED)).one()
    assert (event.subject_id, event.data) == (person.account_id, {"reason": "asked"})
    assert db.scalars(sa.select(MatchRun)).one().shown[0]["profile"] == person.profile_id
    assert db.get(Account, person.account_id) is None


def test_no_trace_is_left_in_the_file(own_database: Database) -> None:
    """What a row said is gone from the pages of an SQLite file and from its log, not only from its tables."""
    with own_database.transaction() as db:
        person = fill(db)
        remember(db, person)
        for number in range(200):
            db.add(Mail(recipient=EMAIL, language="en", kind="any", content=f"{WORDS}{number}".encode() * 40))
            make_account(db)
    written = bytes_of(own_database)
    assert WORDS.encode() in written or own_database.url.get_backend_name() != "sqlite"
    with own_database.transaction() as db:
        erasure.erase(db, OPERATOR, person.account_id)
    own_database.scrub()

    assert WORDS.encode() not in bytes_of(own_database)
    with own_database.transaction(writing=False) as db:
        assert list(traces(db, WORDS)) == []


def bytes_of(database: Database) -> bytes:
    """All that lies in an SQLite database's file and beside it; PostgreSQL's files are its own."""
    if database.url.get_backend_name() != "sqlite":
        return b""
    path = Path(database.url.database or "")
    return b"".join(each.read_bytes() for each in sorted(path.parent.glob(f"{path.name}*")))


def test_who_left_is_counted_without_being_named(db: Session) -> None:
    for residence in ("TN", "TN", "BD"):
        owner = make_actor(db)
        make_profile(db, owner=owner, residence=residence)
        erasure.erase(db, owner, owner.account_id or "")
    erasure.erase(db, OPERATOR, make_account(db).id, reason=Reason.INACTIVE)

    counted = db.execute(sa.select(Departures.residence, Departures.reason, Departures.count))
    assert sorted(map(tuple, counted)) == [("BD", "asked", 1), ("TN", "asked", 2), ("ZZ", "inactive", 1)]
    assert set(db.scalars(sa.select(Departures.month))) == {f"{records.now():%Y-%m}"}


def test_nobody_erases_somebody_else(db: Session) -> None:
    with pytest.raises(NotFound):
        erasure.erase(db, make_actor(db), make_account(db).id)


def test_a_shared_account_is_erased_by_whoever_runs_the_place(db: Session) -> None:
    shared = make_actor(db, is_demonstration=True)
    with pytest.raises(Conflict):
        erasure.erase(db, shared, shared.account_id or "")
    assert isinstance(erasure.erase(db, OPERATOR, shared.account_id or ""), Erased)


def test_every_table_is_a_persons_or_says_why_not(db: Session) -> None:
    """A new table either hangs on accounts by keys with ON DELETE CASCADE or gets a line in persons.OTHERS."""
    theirs = {table.name for table in persons.tables()}
    everything = set(Base.metadata.tables)
    assert theirs | set(persons.OTHERS) == everything
    assert theirs.isdisjoint(persons.OTHERS)


def test_every_count_of_attempts_by_a_person_is_forgotten() -> None:
    """Words that begin a counter's name, read from the code: one that names a person is in erasure's list."""
    talent = Path(erasure.__file__).parent
    source = "\n".join(path.read_text() for path in talent.rglob("*.py"))
    person = r"(?:requested\.email|email|account\.id|account\.email|actor\.account_id)"
    counters = set(re.findall(rf'f"([a-z ]+) \{{{person}\}}"', source))
    locks = set(re.findall(rf'one_at_a_time\(db, f"([a-z ]+) \{{{person}\}}"', source))  # kept nowhere
    assert counters - locks == {*erasure.KNOWN_BY_EMAIL, *erasure.KNOWN_BY_ID}
