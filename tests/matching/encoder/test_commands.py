"""`talent model …`: JSON alone on stdout, errors as lines."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from web import cli
from web.settings import Settings

Talent = Callable[..., Result]


@pytest.fixture
def talent(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Talent:
    def invoke(*words: str, **chosen: str) -> Result:
        monkeypatch.setattr("web.cli.model.settings", lambda: settings.model_copy(update=chosen))
        return CliRunner().invoke(cli.app, ["model", *words])

    return invoke


def test_info_says_when_the_default_model_is_not_built(talent: Talent) -> None:
    result = talent("info", "--json", model="default")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["built"] == "no: run `talent model build`"


def test_bench_prints_one_json_document(talent: Talent) -> None:
    speed = json.loads(talent("bench", "--json").stdout)
    assert speed["model"] == "stand-in"
    assert speed["labels_per_second"] > 0
    assert speed["single_p95"] >= speed["single_p50"]


def test_a_wheel_that_is_none_ends_with_a_line_and_status_one(talent: Talent, tmp_path: Path) -> None:
    wheel = tmp_path / "broken.whl"
    wheel.write_bytes(b"no zip")
    result = talent("build", "--wheel", str(wheel))
    assert result.exit_code == 1
    assert "Delete the file and try again" in result.stderr
    assert result.stdout == ""
