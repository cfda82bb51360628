"""`talent route` and `talent recognition check`."""

import json

import pytest
import typer
from typer.testing import CliRunner

from web.cli import recognition


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Runs the command line without any taxonomy."""
    from web.settings import settings

    monkeypatch.setenv("TALENT_DATA", str(tmp_path))
    settings.cache_clear()
    app = typer.Typer()
    recognition.register(app)
    yield lambda *arguments: CliRunner().invoke(app, arguments)
    settings.cache_clear()


ROUTE = ("route", "--destination", "DE", "--qualification-country", "TN", "--profession")


def test_json_is_one_document(run):
    result = run(*ROUTE, "nurse", "--region", "BY", "--on", "2026-11-22", "--json")
    answer = json.loads(result.stdout)
    assert answer["needed"] == "yes"
    assert answer["authority"]["native_name"] == "Bayerisches Landesamt für Pflege"
    assert answer["asked"]["region"] == "DE-BY"
    assert all(step["legal_basis"] and step["checked_on"] for step in answer["steps"])
    assert result.exit_code == 0


def test_words_for_people(run):
    result = run(*ROUTE, "nurse", "--region", "BY", "--on", "2026-11-22")
    assert "Recognition needed: yes (regulated-profession)" in result.stdout
    assert "[not verified]" in result.stdout
    assert "Would change the answer" in result.stdout


def test_names_in_the_readers_language(run):
    result = run(*ROUTE, "nurse", "--lang", "fr", "--json")
    assert json.loads(result.stdout)["profession"]["name"] == "infirmier"


def test_another_name_than_the_one_typed_is_told(run):
    result = run(*ROUTE, "software-developer", "--json")
    assert "was understood as: software developer" in result.stderr
    assert json.loads(result.stdout)["needed"] == "no"
    assert run(*ROUTE, "Nurse", "--json").stderr == ""


def test_a_past_day(run):
    pick = ("--destination", "PL", "--qualification-country", "UA", "--profession", "nurse", "--json", "--on")
    old, new = (json.loads(run("route", *pick, day).stdout) for day in ("2020-12-29", "2020-12-30"))
    assert len(new["steps"]) == len(old["steps"]) + 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("nurze",), "profession:"),
        (("nurse", "--region", "XX"), "region:"),
        (("nurse", "--on", "yesterday"), "on:"),
        (("nurse", "--as-recorded", "yesterday"), "as-recorded:"),
        (("nurse", "--status", "tourist"), "status:"),
    ],
)
def test_bad_input_is_told_on_the_error_stream(run, arguments, message):
    result = run(*ROUTE, *arguments, "--json")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert message in result.stderr


def test_check_lists_what_is_covered(run):
    result = run("recognition", "check", "--json")
    coverage = json.loads(result.stdout)
    assert coverage["countries"]["DE"]["professions"]["nurse"] == ["yes"]
    assert coverage["countries"]["FR"]["professions"]["care-assistant"] == []
    assert "care-assistant: no rule (unknown)" in run("recognition", "check").stdout
