"""`talent db`, `talent seed` and `talent vacancies`, as an operator runs them."""

import json
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from web import settings as settings_module
from web.cli import app
from web.migrations import head

Run = Callable[..., Result]


@pytest.fixture
def talent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Runs a command line with a data folder of this test."""
    monkeypatch.setenv("TALENT_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("TALENT_DATABASE_URL", raising=False)
    settings_module.settings.cache_clear()

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(app, list(arguments))

    yield run
    settings_module.settings.cache_clear()


def test_upgrade_says_whether_there_was_anything_to_do(talent: Run) -> None:
    assert "now up to date" in talent("db", "upgrade").output
    assert "already" in talent("db", "upgrade").output


def test_current(talent: Run) -> None:
    assert talent("db", "current").output == f"has nothing, needs {head()}\n"
    talent("db", "upgrade")
    assert talent("db", "current").output == f"has {head()}, needs {head()}\n"


def test_check(talent: Run) -> None:
    talent("db", "upgrade")
    assert talent("db", "check").exit_code == 0


@pytest.mark.parametrize("command", [["seed"], ["vacancies"], ["db", "check"]], ids=" ".join)
def test_without_a_database_a_command_says_what_to_do(talent: Run, command: list[str]) -> None:
    result = talent(*command)
    assert result.exit_code == 1
    assert "talent db upgrade" in result.stderr
    assert result.stdout == ""


def test_seed_vacancies_remove(talent: Run) -> None:
    talent("db", "upgrade")
    loaded = talent("seed")
    assert "Sign in with the password" in loaded.stdout
    listed = json.loads(talent("vacancies", "--json").stdout)["vacancies"]
    assert len(listed) >= 60
    assert all(each["is_demonstration"] and uuid.UUID(each["id"]) for each in listed)
    assert "(invented)" in talent("vacancies").stdout
    removed = json.loads(talent("seed", "--remove", "--json").stdout)
    assert removed["vacancies"] == len(listed)
    assert json.loads(talent("vacancies", "--json").stdout) == {"vacancies": []}


def test_seed_in_production_makes_no_accounts(talent: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    talent("db", "upgrade")
    monkeypatch.setenv("TALENT_ENVIRONMENT", "production")
    settings_module.settings.cache_clear()
    assert json.loads(talent("seed", "--json").stdout)["sign_ins"] == []
