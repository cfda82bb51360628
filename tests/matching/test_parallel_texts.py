"""The parallel texts of the documentation are whole: eight languages, the same lines, the same figures."""

import tomllib
import unicodedata
from pathlib import Path

import pytest
import regex

FOLDER = Path(__file__).parents[2] / "docs" / "examples" / "parallel"
NAMES = sorted(folder.name for folder in FOLDER.iterdir() if folder.is_dir())
LANGUAGES = ("en", "fr", "de", "es", "ar", "bn", "ur", "uk")
FEWEST_SKILLS, MOST_SKILLS = 6, 12


def text_of(name: str, language: str) -> str:
    return (FOLDER / name / f"{language}.txt").read_bytes().decode("utf-8")


def test_there_are_ten_cvs_and_ten_advertisements() -> None:
    assert [sum(name.startswith(kind) for name in NAMES) for kind in ("cv-", "ad-")] == [10, 10]


@pytest.mark.parametrize("name", NAMES)
def test_each_has_all_languages_and_what_it_states_and_nothing_else(name: str) -> None:
    files = {path.name for path in (FOLDER / name).iterdir()}
    assert files == {*(f"{language}.txt" for language in LANGUAGES), "expected.toml"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_a_text_is_plain_composed_unicode(name: str, language: str) -> None:
    text = text_of(name, language)
    assert unicodedata.is_normalized("NFC", text)
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert not regex.search(r"[\r\t\ufeff\ufffd]| \n", text)


@pytest.mark.parametrize("language", LANGUAGES[1:])
@pytest.mark.parametrize("name", NAMES)
def test_a_translation_has_the_lines_and_numbers_of_the_english_text(name: str, language: str) -> None:
    english, other = text_of(name, "en"), text_of(name, language)
    assert other.count("\n") == english.count("\n")
    assert large_numbers(other) == large_numbers(english)


def large_numbers(text: str) -> list[str]:
    """Of three digits or more, in order of size: years, pay, standards. What is smaller may be a word elsewhere."""
    plain = "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in text)
    grouped = regex.sub(r"(?<=\d)[.,\u00a0\u202f ](?=\d{3}(?!\d))", "", plain)
    return sorted(regex.findall(r"\d{3,}", grouped))


@pytest.mark.parametrize("name", NAMES)
def test_what_a_text_states_is_well_formed(name: str) -> None:
    expected = tomllib.loads((FOLDER / name / "expected.toml").read_text("utf-8"))
    assert set(expected) == {"invented", "occupation", "skills"}
    assert expected["invented"] is True
    assert expected["occupation"].strip() == expected["occupation"] != ""
    skills = expected["skills"]
    assert FEWEST_SKILLS <= len(skills) <= MOST_SKILLS
    assert len(set(skills)) == len(skills)
    assert all(isinstance(skill, str) and skill.strip() == skill != "" for skill in skills)


@pytest.mark.parametrize("name", NAMES)
def test_invented_people_and_firms_say_so(name: str) -> None:
    assert "invented" in text_of(name, "en").casefold()
