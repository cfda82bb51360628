"""The names of the parts of a CV, and words that say "since": read once from cv_words.toml."""

import tomllib
from enum import StrEnum
from functools import cache
from importlib.resources import files

from matching import cues


class Part(StrEnum):
    WORK = "work"
    STUDY = "study"
    LANGUAGES = "languages"
    OTHER = "other"


@cache
def _tables() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files("matching").joinpath("cv_words.toml").read_text("utf-8"))


@cache
def _names() -> dict[str, Part]:
    """Folded names of parts in all languages."""
    return {
        cues.folded(name): part
        for table in _tables().values()
        for part in (Part.WORK, Part.STUDY, Part.LANGUAGES)
        for name in table[part]
    }


def part(line: str, language: str) -> Part | None:
    """The part of a CV that a line opens by being nothing but its name."""
    plain = cues.folded(line).strip(" :#*=_-–—•.")
    if named := _names().get(plain):
        return named
    return Part.OTHER if cues.heading(line, language) else None


def labelled(line: str) -> tuple[str, str]:
    """What stands before the first colon, and behind it; the whole line where there is none."""
    label, _, rest = line.replace("：", ":").partition(":")
    return label, rest.strip()


def since_words(language: str) -> tuple[list[str], list[str]]:
    """Before a date, and behind it; the English ones where a language has none."""
    table = _tables().get(language) or _tables()["en"]
    return table["since"], table.get("since_after", [])
