"""Migrations make what the models say, from nothing and step by step, once, whoever starts first."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from talent.db import open_database
from tests.factories.records import make_profile
from web import migrations

pytestmark = pytest.mark.db


def checks_of(url: sa.URL) -> dict[str, set[str]]:
    """Names of the check constraints of each table, which Alembic does not compare."""
    database = open_database(url)
    inspector = sa.inspect(database.engine)
    found = {
        table: {str(check["name"]) for check in inspector.get_check_constraints(table)}
        for table in inspector.get_table_names()
    }
    database.close()
    return found


def test_an_empty_database_becomes_what_the_models_say(empty_database_url: sa.URL) -> None:
    assert migrations.current(empty_database_url) is None
    assert migrations.upgrade(empty_database_url) is True
    assert migrations.current(empty_database_url) == migrations.head()
    assert migrations.differences(empty_database_url) == []


def test_check_constraints_are_those_of_the_models(empty_database_url: sa.URL) -> None:
    migrations.upgrade(empty_database_url)
    wanted = {
        table.name: {str(each.name) for each in table.constraints if isinstance(each, sa.CheckConstraint)}
        for table in migrations.tables().sorted_tables
    }
    made = checks_of(empty_database_url)
    assert {name: made[name] for name in wanted} == wanted


def test_a_second_upgrade_does_nothing(empty_database_url: sa.URL) -> None:
    migrations.upgrade(empty_database_url)
    assert migrations.upgrade(empty_database_url) is False


def test_down_and_up_again(empty_database_url: sa.URL) -> None:
    migrations.upgrade(empty_database_url)
    migrations.downgrade(empty_database_url, "base")
    database = open_database(empty_database_url)
    assert sa.inspect(database.engine).get_table_names() == ["alembic_version"]
    database.close()
    migrations.upgrade(empty_database_url)
    assert migrations.differences(empty_database_url) == []


def test_a_missing_table_is_told(empty_database_url: sa.URL) -> None:
    migrations.upgrade(empty_database_url)
    database = open_database(empty_database_url)
    with database.transaction() as db:
        db.execute(sa.text("DROP TABLE sign_ins"))
    database.close()
    assert any("sign_ins" in difference for difference in migrations.differences(empty_database_url))


def test_of_processes_that_start_at_once_one_does_the_work(empty_database_url: sa.URL) -> None:
    url = empty_database_url.render_as_string(hide_password=False)
    code = f"from web import migrations; print(migrations.upgrade({url!r}))"

    def start(_: int) -> str:
        run = [sys.executable, "-c", code]
        return subprocess.run(run, capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603  our own code

    with ThreadPoolExecutor(3) as pool:
        outcomes = sorted(pool.map(start, range(3)))
    assert outcomes == ["False", "False", "True"]
    assert migrations.differences(empty_database_url) == []


def test_a_migration_that_fails_leaves_nothing(
    empty_database_url: sa.URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run_and_fail(*_: object) -> None:
        upgrade_as_ever(*_)
        raise KeyboardInterrupt

    upgrade_as_ever = migrations.command.upgrade
    monkeypatch.setattr(migrations.command, "upgrade", run_and_fail)
    with pytest.raises(KeyboardInterrupt):
        migrations.upgrade(empty_database_url)
    monkeypatch.undo()
    database = open_database(empty_database_url)
    assert sa.inspect(database.engine).get_table_names() == []
    database.close()
    assert migrations.upgrade(empty_database_url) is True


def test_rows_survive_an_upgrade_that_finds_nothing_to_do(empty_database_url: sa.URL) -> None:
    migrations.upgrade(empty_database_url)
    database = open_database(empty_database_url)
    with database.transaction() as db:
        kept = make_profile(db).id
    migrations.upgrade(empty_database_url)
    with database.transaction(writing=False) as db:
        assert db.scalar(sa.text("SELECT id FROM profiles")) == kept
    database.close()
