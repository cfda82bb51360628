"""Names of our own: in shape, each once, of concepts only, in the script of their language."""

from collections import Counter
from pathlib import Path

import pytest
import regex

from esco_data import written

FOLDER = Path(written.__file__).with_name("written")
SCRIPTS = {"ar": "Arabic", "ur": "Arabic", "bn": "Bengali", "uk": "Cyrillic"}


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.tsv")), ids=lambda path: path.stem)
def test_the_file_says_that_it_is_ours_and_every_line_is_a_concept_and_a_name(path: Path) -> None:
    first, *lines = path.read_text("utf-8").splitlines()
    assert "written for this project" in first
    assert [
        line for line in lines if not regex.fullmatch(r"(skill|occupation)/\S+\t\S.*\S|.*\t\S", line)
    ] == []
    assert max(Counter(line.casefold() for line in lines).values()) == 1


def test_names_say_whose_they_are_and_in_which_language() -> None:
    names = list(written.names())
    assert {name.language for name in names} == {path.stem for path in FOLDER.glob("*.tsv")}
    assert all(name.uri.startswith(f"http://data.europa.eu/esco/{name.kind}/") for name in names)


@pytest.mark.parametrize("language", sorted(SCRIPTS))
def test_nearly_all_names_are_in_the_script_of_their_language(language: str) -> None:
    """Names of programs ("Python") are not."""
    names = [name.text for name in written.names() if name.language == language]
    inside = sum(bool(regex.search(rf"\p{{{SCRIPTS[language]}}}", name)) for name in names)
    assert inside > 0.95 * len(names)


def test_the_digest_is_of_what_is_written() -> None:
    assert regex.fullmatch(r"[0-9a-f]{12}", written.digest())
