"""The commands: one JSON document on stdout, notes on stderr, status 1 with one message where something is wrong."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.factories.esco import label_package, occupation_uri
from tests.factories.esco_package import write_zip
from web.cli import app
from web.settings import settings


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TALENT_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    settings.cache_clear()
    yield lambda *words: CliRunner().invoke(app, ["esco", *map(str, words)])
    settings.cache_clear()


def test_import_info_and_search(run, packages: list[Path]) -> None:
    imported = json.loads(run("import", *packages, "--json").stdout)
    assert imported["counts"]["occupation"] == 12
    info = json.loads(run("info", "--json").stdout)
    assert info["languages"] == ["ar", "de", "en", "fr"]
    assert info["has_relations"] is True
    assert info["attribution"].startswith("This service uses the ESCO classification")
    found = json.loads(run("search", "krankenschw", "--lang", "fr", "--kind", "occupation", "--json").stdout)
    assert found["hits"][0]["uri"] == occupation_uri("nurse")
    assert found["hits"][0]["text"] == "Krankenschwester"


def test_the_same_in_words(run, packages: list[Path]) -> None:
    assert "imported in" in run("import", packages[0]).stdout
    assert "nothing has changed" in run("import", packages[0]).stdout
    assert "occupation 12" in run("info").stdout
    assert "bricklayer" in run("search", "brickl").stdout
    nothing = run("search", "zzzz")
    assert nothing.stdout == ""
    assert "Nothing is called so" in nothing.stderr


def test_a_fault_is_one_message_and_status_1(run, tmp_path: Path) -> None:
    bad = tmp_path / "bad.zip"
    bad.write_bytes(b"no")
    result = run("import", bad)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "bad.zip: it is not a zip file." in result.stderr
    as_json = run("import", bad, "--json")
    assert json.loads(as_json.stdout)["error"]["file"] == "bad.zip"


def test_labels_alone_are_refused(run, tmp_path: Path) -> None:
    result = run("import", write_zip(tmp_path / "fr.zip", label_package("fr")), "--json")
    assert "labels only" in json.loads(result.stdout)["error"]["problem"]


def test_before_an_import_the_commands_say_what_to_do(run) -> None:
    result = run("info")
    assert result.exit_code == 1
    assert "talent esco import" in result.stderr


def test_an_unknown_kind_is_refused(run, packages: list[Path]) -> None:
    run("import", packages[0])
    assert run("search", "x", "--kind", "job").exit_code == 2


def test_bench_gives_figures_for_each_language(run, packages: list[Path]) -> None:
    run("import", *packages)
    measured = json.loads(run("bench", "--queries", "100", "--json").stdout)
    assert {one["what"].split(",")[0] for one in measured["searches"]} == {"all", "en", "ar", "de", "fr"}
    assert all(0 < one["p50"] <= one["p95"] <= one["slowest"] for one in measured["searches"])
    assert "p95 ms" in run("bench", "--queries", "100", "--import", packages[0]).stdout
