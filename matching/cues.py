"""The words by which people say optional, offered, not, would like, born on, fluent: read once from cues.toml.

The cues of all languages are looked for together: people mix languages, and detection of short pieces errs. Where
a cue of one language is an ordinary word of another, the piece's own language is asked first.
"""

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
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
    "harmless",
    "wished",
    "owned",
    "claimed",
    "personal",
    "years",
    "months",
    "half",
    "now",
    "headings",
)


_NOTHING = " · "
"""Stands for words that were taken out, so that those beside them do not become neighbours."""


BEGINNING = 3
"""Letters by which a word is known that may end in any way."""

AT_ONCE = 64
"""Texts of which something is remembered: the same piece is asked many things in a row."""


@dataclass(frozen=True, slots=True)
class Phrases:
    """Words and phrases to be looked for in folded text. `keys`: a text without any of them has none of the phrases,
    so that most texts need no search; '' where anything may begin one.
    """

    source: str
    keys: frozenset[str]

    @property
    def pattern(self) -> "regex.Pattern[str]":
        """Compiled when it is first needed: many never are."""
        return _compiled(self.source)

    def may_be_in(self, plain: str) -> bool:
        return "" in self.keys or not self.keys.isdisjoint(_keys_of(plain))

    def search(self, plain: str) -> "regex.Match[str] | None":
        return self.pattern.search(plain) if self.may_be_in(plain) else None

    def match(self, plain: str) -> "regex.Match[str] | None":
        return self.pattern.match(plain) if self.may_be_in(plain) else None

    def finditer(self, plain: str) -> "Iterator[regex.Match[str]]":
        return self.pattern.finditer(plain) if self.may_be_in(plain) else iter(())

    def sub(self, instead: str, plain: str) -> str:
        return str(self.pattern.sub(instead, plain)) if self.may_be_in(plain) else plain


@cache
def _compiled(source: str) -> "regex.Pattern[str]":
    return regex.compile(source)


@lru_cache(AT_ONCE)
def _keys_of(plain: str) -> frozenset[str]:
    """The words of a folded text and their beginnings, Arabic ones also without "and" or "so" before them."""
    found = set(_WORD.findall(plain))
    found |= {word[1:] for word in found if word[0] in "وف"}
    return frozenset(found | {word[:BEGINNING] + "*" for word in found})


@dataclass(frozen=True, slots=True)
class Cues:
    """Patterns of one language over folded text; `levels` and `education` best first."""

    lists: dict[str, Phrases]
    levels: tuple[tuple[str, Phrases], ...]
    education: tuple[tuple[int, Phrases], ...]
    numbers: dict[str, float]  # folded word → 1 to 20, and halves
    contrast: frozenset[tuple[str, ...]]  # folded words that turn a sentence: ("but",), ("and", "i", "have")

    def says(self, what: str, plain: str) -> bool:
        if what == "negated":
            plain = self.lists["harmless"].sub(_NOTHING, plain)
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


def says_level(text: str, language: str) -> bool:
    """Whether a text has a word for how well something is known: good, fluent, basics."""
    plain = folded(text)
    return any(p.search(plain) for known in (of(language), of("en")) for _, p in known.levels)


def words_beside(lists: Iterable[str], text: str, language: str) -> int:
    """How many words a text has beside the cues of these lists."""
    plain = folded(text)
    for known in (of(language), of("en")):
        for name in lists:
            plain = known.lists[name].sub(_NOTHING, plain)
    return len(_WORD.findall(plain))


def begins_with(what: str, plain: str, language: str) -> bool:
    """The same for a folded text that has to begin with it."""
    return any(cue.lists[what].match(plain) for cue in (of(language), of("en")))


@lru_cache(AT_ONCE)
def folded(text: str) -> str:
    """Folded, with single spaces: where tags were, there are many."""
    return " ".join(fold(text).split())


def heading(text: str, language: str) -> bool:
    """Whether a line is nothing but the name of a part of a CV ("Langues", "Work experience:")."""
    pattern = of(language).lists["headings"]
    found = pattern.match(fold(text).strip(" :"))
    return found is not None and found.end() == len(fold(text).strip(" :"))


def _cues(table: dict[str, object]) -> Cues:
    lists = {name: any_of(strings(table[name])) for name in LISTS}
    levels = mapping(table["levels"])
    education = mapping(table["education"])
    return Cues(
        lists,
        tuple((level, any_of(words)) for level, words in levels.items()),
        tuple((int(level), any_of(words)) for level, words in sorted(education.items(), reverse=True)),
        _numbers(table),
        frozenset(tuple(fold(cue).split()) for cue in strings(table["contrast"])),
    )


def _numbers(table: dict[str, object]) -> dict[str, float]:
    whole = ((float(value), words) for value, words in enumerate(_lists(table["numbers"]), 1))
    halves = ((float(value), words) for value, words in mapping(table["fractions"]).items())
    return {fold(word): value for value, words in (*whole, *halves) for word in words}


def strings(value: object) -> list[str]:
    """A list of a table, checked to be one."""
    assert isinstance(value, list)  # noqa: S101  # the file is ours
    return [str(v) for v in value]


def mapping(value: object) -> dict[str, list[str]]:
    """A table of lists, checked to be one."""
    assert isinstance(value, dict)  # noqa: S101  # the file is ours
    return {str(k): strings(v) for k, v in value.items()}


def _lists(value: object) -> list[list[str]]:
    assert isinstance(value, list)  # noqa: S101  # the file is ours
    return [strings(v) for v in value]


_START = r"(?<![\p{L}\p{M}\p{N}])"
_END = r"(?![\p{L}\p{M}\p{N}])"
_GAP = r"(?: [^ ]+){0,5}? "
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")
_TOKEN = regex.compile(r"[\p{L}\p{M}\p{N}*]+")
_MARK = regex.compile(r"\p{M}")
_PLACEHOLDERS = {"*": r"[\p{L}\p{M}]*", " … ": _GAP, "#": r"\d[\d.,'’ ]{0,12}\+?"}


def any_of(words: Iterable[str]) -> Phrases:
    """Whole words and phrases to be looked for in folded text. In a word `*` stands for any letters, ` … ` for up to
    five words between two, `#` for a number. An Arabic word may have "and" or "so" joined to it.
    """
    ordered = sorted(words, key=len, reverse=True)
    source = rf"{_START}(?:{'|'.join(map(_one, ordered))})" if ordered else r"(?!)"
    return Phrases(source, frozenset(map(_key, ordered)))


def _key(phrase: str) -> str:
    """What a text must have to have a phrase: its longest plain word, else the beginning of a word and `*`."""
    parts = regex.split(r"(\*| … |#)", phrase)
    joined = "".join(part if part == "*" else " " if part in _PLACEHOLDERS else fold(part) for part in parts)
    tokens: list[str] = _TOKEN.findall(joined)
    if tokens and _MARK.fullmatch(phrase[-1]):
        tokens[-1] += "*"  # after a vowel sign a word may go on
    if plain := [token for token in tokens if "*" not in token]:
        return max(plain, key=len)
    begun = max((token.partition("*")[0] for token in tokens), key=len, default="")
    return begun[:BEGINNING] + "*" if len(begun) >= BEGINNING else ""


def unanchored(phrases: Phrases) -> str:
    """The pattern of phrases, to follow other characters directly ("3yrs")."""
    return phrases.source.removeprefix(_START)


def _one(word: str) -> str:
    joined = "[وف]?" if "\u0621" <= word[0] <= "\u064a" else ""
    parts = regex.split(r"(\*| … |#)", word)  # before folding, which would make three dots of one
    body = "".join(_PLACEHOLDERS.get(part) or regex.escape(fold(part)) for part in parts)
    return joined + body + (_END if word[-1].isalnum() else "")
