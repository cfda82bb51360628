"""The words by which people say optional, offered, not, would like, born on, fluent: read once from cues.toml.

The cues of all languages are looked for together: people mix languages, and detection of short pieces errs. Where
a cue of one language is an ordinary word of another, the piece's own language is asked first.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import regex

from esco_data.folding import fold

LISTS = (
    "optional",
    "offer",
    "wanted",
    "about",
    "duties",
    "negated",
    "wished",
    "personal",
    "years",
    "months",
    "now",
    "headings",
)


@dataclass(frozen=True, slots=True)
class Cues:
    """Patterns of one language over folded text; `levels` and `education` best first."""

    lists: dict[str, "regex.Pattern[str]"]
    levels: tuple[tuple[str, "regex.Pattern[str]"], ...]
    education: tuple[tuple[int, "regex.Pattern[str]"], ...]
    numbers: dict[str, int]  # folded word → 1 to 12

    def says(self, what: str, plain: str) -> bool:
        return self.lists[what].search(plain) is not None


@cache
def cues() -> dict[str, Cues]:
    """The cues by ISO 639-1 code of their language."""
    tables = tomllib.loads(files("matching").joinpath("cues.toml").read_text("utf-8"))
    return {language: _cues(table) for language, table in tables.items()}


def of(language: str) -> Cues:
    """The cues of a language, English where there are none."""
    return cues().get(language) or cues()["en"]


def said(what: str, text: str, language: str) -> bool:
    """Whether a text says `what` in its own language, or in English."""
    plain = folded(text)
    return of(language).says(what, plain) or (
        language != "en" and what != "years" and cues()["en"].says(what, plain)
    )


def begins_with(what: str, plain: str, language: str) -> bool:
    """The same for a folded text that has to begin with it."""
    return any(cue.lists[what].match(plain) for cue in (of(language), of("en")))


def folded(text: str) -> str:
    """Folded, with single spaces: where tags were, there are many."""
    return " ".join(fold(text).split())


def heading(text: str, language: str) -> bool:
    """Whether a line is nothing but the name of a part of a CV ("Langues", "Work experience:")."""
    pattern = of(language).lists["headings"]
    found = pattern.match(fold(text).strip(" :"))
    return found is not None and found.end() == len(fold(text).strip(" :"))


def _cues(table: dict[str, object]) -> Cues:
    lists = {name: _any_of(_strings(table[name])) for name in LISTS}
    levels = _mapping(table["levels"])
    education = _mapping(table["education"])
    return Cues(
        lists,
        tuple((level, _any_of(words)) for level, words in levels.items()),
        tuple((int(level), _any_of(words)) for level, words in sorted(education.items(), reverse=True)),
        {fold(word): value for value, words in enumerate(_lists(table["numbers"]), 1) for word in words},
    )


def _strings(value: object) -> list[str]:
    assert isinstance(value, list)  # noqa: S101  # the file is ours
    return [str(v) for v in value]


def _lists(value: object) -> list[list[str]]:
    assert isinstance(value, list)  # noqa: S101  # the file is ours
    return [_strings(v) for v in value]


def _mapping(value: object) -> dict[str, list[str]]:
    assert isinstance(value, dict)  # noqa: S101  # the file is ours
    return {str(k): _strings(v) for k, v in value.items()}


def _any_of(words: list[str]) -> "regex.Pattern[str]":
    """One pattern for all words, whole words only; `*` at the end of a word stands for any ending."""
    parts = (_one(word) for word in sorted(words, key=len, reverse=True))
    return regex.compile(rf"(?<![\p{{L}}\p{{M}}\p{{N}}])(?:{'|'.join(parts)})")


def _one(word: str) -> str:
    stem = regex.escape(fold(word.rstrip("*")))
    return rf"{stem}[\p{{L}}\p{{M}}]*" if word.endswith("*") else rf"{stem}(?![\p{{L}}\p{{M}}\p{{N}}])"
