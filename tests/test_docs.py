"""What the documents promise exists: commands, settings, files, pictures."""

import re
from pathlib import Path

import click
import pytest
import typer.main

from web.cli import app
from web.settings import Settings

ROOT = Path(__file__).parents[1]
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
COMMAND = re.compile(r"`?talent ((?:[a-z]+ ?)+)")


def ids(document: Path) -> str:
    return document.name


@pytest.mark.parametrize("document", DOCUMENTS, ids=ids)
def test_commands_exist(document: Path) -> None:
    """Every `talent …` in code is a command; the words after it may be arguments."""
    root = typer.main.get_command(app)
    for code in re.findall(r"`(talent [^`]+)`|^(talent .+)$", document.read_text("utf-8"), re.M):
        words = (code[0] or code[1]).split()[1:]
        assert _resolves(root, words), f"{document.name}: there is no command {' '.join(words)!r}"


def _resolves(command: click.Command, words: list[str]) -> bool:
    group = getattr(command, "commands", None)
    if group is None:
        return True
    if not words or not words[0].replace("-", "").isalpha():
        return bool(re.fullmatch(r"…|\.\.\.|", words[0] if words else ""))
    name = words[0].rstrip(",;.")
    return name in group and _resolves(group[name], words[1:])


@pytest.mark.parametrize("document", DOCUMENTS, ids=ids)
def test_settings_exist(document: Path) -> None:
    known = {f"TALENT_{name.upper()}" for name in Settings.model_fields} | {"TALENT_REQUIRE_BROWSER"}
    assert set(re.findall(r"TALENT_[A-Z_]*[A-Z]", document.read_text("utf-8"))) <= known


def test_readme_names_every_setting() -> None:
    said = (ROOT / "README.md").read_text("utf-8")
    assert [name for name in Settings.model_fields if f"TALENT_{name.upper()}" not in said] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=ids)
def test_links_lead_to_files(document: Path) -> None:
    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)", document.read_text("utf-8"))
    assert [target for target in targets if not (document.parent / target).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=ids)
def test_no_path_of_a_machine(document: Path) -> None:
    """Nobody else has our folders, and a registry is chosen by whoever installs."""
    found = re.findall(r"/(?:work|tmp|home|root)/\S*|pypi\.org|npmjs\.\w+", document.read_text("utf-8"))
    assert found == []
