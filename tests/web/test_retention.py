"""The daily pass and the command: each step once, in transactions of their own, and erased means erased."""

import datetime as dt
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner, Result

from talent import db as records
from talent.accounts import Account
from talent.db import Database, open_database
from talent.organisations import actor_of
from talent.outbox import Mail
from talent.profiles import Profile, Visibility
from talent.retention import Kind, months_after
from tests.factories.records import make_account, make_profile
from web import retention
from web import settings as settings_module
from web.cli import app
from web.platform import Platform
from web.settings import Settings

START = dt.datetime(2026, 1, 15, tzinfo=dt.UTC)


def away_since(database: Database, moment: dt.datetime) -> str:
    """The id of a candidate with a profile who has not been there since."""
    with database.transaction() as db:
        account = make_account(db, active_at=moment)
        profile = make_profile(db, owner=actor_of(db, account))
        profile.updated_at = moment
        return account.id


def kinds(outcomes: list[retention.Outcome]) -> list[list[Kind]]:
    return [[stage.kind for stage in outcome.stages] for outcome in outcomes]


def test_the_pass_takes_each_step_once_and_erases_at_the_end(
    settings: Settings, own_database: Database
) -> None:
    platform = Platform(settings, own_database)
    account_id = away_since(own_database, START)
    passes = [
        kinds(retention.take_steps(platform, now=months_after(START, months)))
        for months in (6, 6, 11, 12, 12, 23, 24)
    ]
    last = retention.take_steps(platform, now=months_after(START, 24) + dt.timedelta(days=30))

    assert passes == [[[Kind.REMIND]], [], [[Kind.REMIND]], [[Kind.HIDE]], [], [], [[Kind.WARN]]]
    assert kinds(last) == [[Kind.ERASE]]
    assert last[0].erased is not None
    with own_database.transaction(writing=False) as db:
        assert db.get(Account, account_id) is None
        assert db.scalars(sa.select(Profile.id)).all() == []


def test_a_server_that_stops_finishes_only_the_account_under_way(
    settings: Settings, own_database: Database
) -> None:
    platform = Platform(settings, own_database)
    for _ in range(2):
        away_since(own_database, START)
    stop = Event()
    stop.set()

    assert retention.take_steps(platform, now=months_after(START, 6), stop=stop) == []
    assert len(retention.take_steps(platform, now=months_after(START, 6))) == 2


def test_a_worker_begins_with_a_pass_and_stops(settings: Settings, own_database: Database) -> None:
    away_since(own_database, months_after(records.now(), -13))
    worker = retention.Caretaker(Platform(settings, own_database))
    worker.start()
    ended = records.now() + dt.timedelta(seconds=10)
    while records.now() < ended and not _mails(own_database):
        Event().wait(0.05)
    worker.stop()

    assert _mails(own_database) == ["retention-hidden"]


def _mails(database: Database) -> list[str]:
    with database.transaction(writing=False) as db:
        return list(db.scalars(sa.select(Mail.kind)))


def test_the_periods_are_settings() -> None:
    months = Settings.model_construct(
        retention_remind_months="3", retention_hide_months=4, retention_erase_months=5
    )
    assert (months.retention.remind, months.retention.hide, months.retention.erase) == ((3,), 4, 5)
    with pytest.raises(ValueError, match="must grow"):
        Settings.model_construct(retention_hide_months=30).retention  # noqa: B018  reading it raises
    with pytest.raises(ValueError, match="pattern"):
        Settings(retention_remind_months="six")


class TestCommand:
    @pytest.fixture
    def talent(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Result]]:
        monkeypatch.setenv("TALENT_DATA", str(tmp_path / "data"))
        monkeypatch.delenv("TALENT_DATABASE_URL", raising=False)
        settings_module.settings.cache_clear()
        yield lambda *arguments: CliRunner().invoke(app, ["db", *arguments])
        settings_module.settings.cache_clear()

    def test_it_shows_first_and_does_on_request(self, talent: Callable[..., Result]) -> None:
        talent("upgrade")
        database = open_database(settings_module.settings().database)
        account_id = away_since(database, months_after(records.now(), -13))

        shown = talent("retention")
        assert f"{account_id}  hidden after 12 months" in shown.output
        assert "Nothing was changed" in shown.output
        done = json.loads(talent("retention", "--run", "--json").stdout)
        assert done == {
            "done": True,
            "accounts": [{"account": account_id, "steps": [{"step": "hide", "months": 12}]}],
        }
        assert "0 accounts. Done." in talent("retention", "--run").output
        with database.transaction(writing=False) as db:
            assert db.scalars(sa.select(Profile.visibility)).one() is Visibility.HIDDEN
        database.close()

    def test_without_a_database_it_says_what_to_do(self, talent: Callable[..., Result]) -> None:
        result = talent("retention", "--run")
        assert (result.exit_code, "talent db upgrade" in result.stderr) == (1, True)
