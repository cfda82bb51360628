"""Erasing while the server runs: rows, FAISS, caches and files on the disk hold nothing of the person afterwards."""

import sqlite3
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa

from matching.encoder.cache import CachedEncoder, _key
from matching.matcher import Matcher
from matching.pool import Pool
from matching.retrieval import Retrieval
from talent import db as records
from talent import documents, leaving
from talent.accounts import Account
from talent.actors import STRANGER, Actor
from talent.audit import Event, EventKind
from talent.db import SCRUBBED_SINCE, Database, open_database
from talent.documents import Details, Media, Sent
from talent.organisations import actor_of
from talent.profiles import TextDraft, TextKind
from tests.factories.records import PASSWORD, make_account, make_profile
from web import erasing, reconcile
from web.platform import Platform
from web.settings import Settings

WORDS = "Zqwords nurse (invented), I dress wounds in Zqtown"
AD = "Registered nurse\nYour profile\n- dress wounds"


@pytest.fixture
def platform(settings: Settings, own_database: Database, prepared: Path) -> Platform:
    """With real commits, and an index of its own."""
    for name in ("taxonomy.sqlite", "index"):
        (settings.data / name).symlink_to(prepared / name)
    return Platform(settings, own_database)


def join(platform: Platform, email: str, words: str) -> Actor:
    """Somebody with a profile that everybody sees."""
    with platform.database.transaction() as db:
        owner = actor_of(db, make_account(db, email=email))
        texts = (TextDraft(TextKind.CV, words, "en"),)
        make_profile(db, owner=owner, texts=texts, qualifications=(), is_demonstration=True)
    return owner


def leave(platform: Platform, actor: Actor) -> None:
    with platform.database.transaction() as db:
        leaving.ask(db, actor, PASSWORD, after=timedelta(0))


def held(matcher: Matcher) -> Pool:
    assert matcher._pool is not None
    return matcher._pool


def ranked(platform: Platform) -> list[str]:
    with platform.database.transaction(writing=False) as db:
        return [match.candidate for match in platform.matcher.match_text(db, STRANGER, AD).matches]


def own_vectors(pool: Pool, profile_id: str) -> np.ndarray:
    pieces = [piece for piece in pool._evidence[profile_id] if not piece.whole and "Zq" in piece.text]
    return np.stack([piece.meaning.vector for piece in pieces])


def nearest(retrieval: Retrieval, vectors: np.ndarray) -> tuple[list[str], float]:
    """Whose pieces FAISS has nearest to these, and the highest cosine."""
    index = retrieval._parts._faiss
    cosines, found = index.search(vectors, 1)
    return [retrieval._parts._owner[row][0] for row in found[:, 0]], float(cosines.max())


def test_faiss_has_the_person_before_and_not_after(platform: Platform) -> None:
    leaver = join(platform, "leaver@people.example", WORDS)
    join(platform, "other@people.example", "Cook, I cook hot dishes")
    reconcile.read_some(platform, platform.matcher.mapper, most=10)
    assert len(ranked(platform)) == 2
    before = held(platform.matcher)
    with platform.database.transaction(writing=False) as db:
        profile_id = db.scalars(
            sa.text("SELECT id FROM profiles WHERE account_id = :a"), {"a": leaver.name}
        ).one()
    theirs = own_vectors(before, profile_id)
    assert nearest(before._retrieval, theirs) == ([profile_id] * len(theirs), pytest.approx(1, abs=1e-3))

    leave(platform, leaver)
    assert erasing.carry_out_due(platform) == 1

    assert platform.matcher._pool is None, "the copy is gone before anybody asks for a ranking"
    assert profile_id not in ranked(platform)
    after = held(platform.matcher)
    owners, cosine = nearest(after._retrieval, theirs)
    assert profile_id not in owners
    assert cosine < 0.99
    for kind in ("_parts", "_wholes"):
        one, other = (getattr(pool._retrieval, kind)._faiss.ntotal for pool in (before, after))
        assert other < one
    assert profile_id not in after._evidence
    named = after._retrieval._named.values()
    assert all(profile_id != owner for owners_of in named for owner, _section in owners_of)


def test_another_process_lets_go_of_its_copy_too(platform: Platform) -> None:
    leaver = join(platform, "leaver@people.example", WORDS)
    elsewhere = Platform(platform.settings, platform.database)
    reconcile.read_some(platform, platform.matcher.mapper, most=10)
    assert len(ranked(elsewhere)) == 1
    leave(platform, leaver)
    erasing.carry_out_due(platform)

    elsewhere.forget_outdated()  # as its reconciler does every few seconds
    assert elsewhere.matcher._pool is None


def test_no_file_under_the_data_folder_holds_their_words(platform: Platform) -> None:
    leaver = join(platform, "leaver@people.example", WORDS)
    reconcile.read_some(platform, platform.matcher.mapper, most=10)
    ranked(platform)
    paper = keep_paper(platform, leaver)
    assert paper.is_file()
    leave(platform, leaver)
    erasing.carry_out_due(platform)
    platform.database.scrub()

    assert not paper.parent.exists()
    for path in files(platform):
        content = path.read_bytes()
        assert not any(words in content for words in (b"Zqwords", b"leaver@")), path.name


def keep_paper(platform: Platform, actor: Actor) -> Path:
    """A document of theirs; returns where its bytes lie."""
    sent = Sent("Zqwords.pdf", Media.PDF, b"%PDF- Zqwords (invented)")
    with platform.database.transaction() as db:
        kept = documents.add(db, actor, sent, Details(), vault=platform.documents)
    return Path(platform.documents.folder) / kept.profile_id / kept.id


def files(platform: Platform) -> list[Path]:
    """Everything that this server wrote: its data folder, and where the database is a file, that."""
    found = [path for path in platform.settings.data.rglob("*") if path.is_file()]
    if platform.database.url.get_backend_name() == "sqlite":
        database = Path(platform.database.url.database or "")
        found += database.parent.glob(f"{database.name}*")
    return found


def test_no_vector_of_theirs_is_in_the_cache_on_disk(platform: Platform) -> None:
    """Only what the caller says is public is cached; a reading of people is not."""
    encoder = CachedEncoder(platform.encoder, platform.settings.vectors_path)
    encoder.encode_passages(["wound care"], public=True)
    platform.matcher.mapper.encoder = encoder
    join(platform, "leaver@people.example", WORDS)
    reconcile.read_some(platform, platform.matcher.mapper, most=10)

    [cache] = platform.settings.vectors_path.glob("*.sqlite")
    with sqlite3.connect(cache) as db:
        keys = {row[0] for row in db.execute("SELECT key FROM vectors")}
    assert _key("passage", "wound care") in keys
    assert len(keys) == 1


def test_who_changes_their_mind_in_time_is_not_erased(platform: Platform) -> None:
    stays = join(platform, "stays@people.example", WORDS)
    leave(platform, stays)
    with platform.database.transaction() as db:
        leaving.stay(db, stays)

    assert erasing.carry_out_due(platform) == 0
    with platform.database.transaction(writing=False) as db:
        assert db.get(Account, stays.account_id) is not None


def bytes_of(database: Database) -> bytes:
    """All that lies in an SQLite database's file and beside it."""
    path = Path(database.url.database or "")
    return b"".join(each.read_bytes() for each in path.parent.glob(f"{path.name}*"))


def test_the_file_is_written_anew_once_within_a_day(platform: Platform) -> None:
    for number in range(60):
        leaver = join(platform, f"leaver{number}@people.example", WORDS)
    leave(platform, leaver)
    eraser, now = erasing.Eraser(platform), records.now()
    eraser.take_turn()
    if platform.database.url.get_backend_name() != "sqlite":
        assert erasing.scrub_if_due(platform, now=now + timedelta(days=1)) is False, "its server sees to that"
        return

    assert platform.database.scrubbed_at() == SCRUBBED_SINCE, "not yet: somebody may want to write"
    assert erasing.scrub_if_due(platform, now=now + timedelta(hours=22)) is False
    assert erasing.scrub_if_due(platform, now=now + timedelta(hours=24)) is True
    assert b"leaver59@" not in bytes_of(platform.database)
    assert b"leaver58@" in bytes_of(platform.database)

    again = Platform(platform.settings, open_database(platform.database.url))
    assert now - timedelta(seconds=1) <= (again.database.scrubbed_at() or now) <= records.now()
    again.close()


def test_a_server_that_starts_again_knows_what_is_owed(platform: Platform) -> None:
    leave(platform, join(platform, "leaver@people.example", WORDS))
    erasing.carry_out_due(platform)
    with platform.database.transaction() as db:
        yesterday = records.now() - timedelta(days=1)
        db.execute(sa.insert(Event).values(at=yesterday, actor="x", kind=EventKind.ACCOUNT_ERASED, data={}))
    erasing.Eraser(platform).take_turn()

    scrubbed_at = platform.database.scrubbed_at()
    assert scrubbed_at is None or records.now() - scrubbed_at < timedelta(minutes=1)


def test_the_log_is_emptied_at_once(platform: Platform) -> None:
    leave(platform, join(platform, "leaver@people.example", WORDS))
    erasing.Eraser(platform).take_turn()

    log = Path(f"{platform.database.url.database}-wal")
    assert not log.exists() or log.stat().st_size == 0


def test_the_eraser_runs_in_the_background(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(erasing.Eraser, "every_s", 0.01)
    for email in ("one@people.example", "two@people.example"):
        leave(platform, join(platform, email, WORDS))
    eraser = erasing.Eraser(platform)
    eraser.take_turn()
    eraser.start()
    eraser.stop()

    with platform.database.transaction(writing=False) as db:
        assert db.scalars(sa.select(Account.id)).all() == []
