"""Finds the languages that a text names, and which of the levels beside them belongs to which.

Names are whole words with the endings their language gives them: the locale data's names, and tongues.toml.
"""

import tomllib
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import regex

from esco_data.folding import fold
from matching import cues

SPOKEN = (
    "en", "de", "fr", "es", "it", "nl", "pl", "sv", "pt", "uk", "ru", "ar", "bn", "ur", "hi", "tr", "fa", "ro", "bg",
    "el", "cs", "sk", "sl", "hr", "sr", "mk", "sq", "hu", "da", "fi", "no", "is", "et", "lv", "lt", "mt", "ga", "ka",
    "hy", "az", "he", "tl", "vi", "th", "id", "zh", "ja", "ko", "ne", "pa", "ta", "te", "ml", "si", "my", "ps", "ku",
    "uz", "sw", "ha", "yo", "ig", "wo", "am", "ti", "om", "so", "rw", "ln",
)  # fmt: skip
"""ISO 639-1 codes of the languages that are looked for."""

SHORTEST_NAME = 3
"""Letters of a name from the locale data. Shorter ones are known only where tongues.toml has them."""


@dataclass(frozen=True, slots=True)
class Named:
    """A language's name in a text. `ordinary`: the word may as well mean something else."""

    start: int
    end: int
    code: str
    ordinary: bool


@dataclass(frozen=True, slots=True)
class Level:
    """A level in a text; `letters` for CEFR letters, which say more than words."""

    start: int
    end: int
    level: str
    letters: bool


# --- names ------------------------------------------------------------------------------------------------

_WORD = regex.compile(r"[\p{L}\p{M}\u200c\u200d]+")
_ARABIC = regex.compile(r"[\u0621-\u064a]")
_ARTICLE = fold("ال")
_JOINED = (fold("و"), fold("ف"), fold("ب"), fold("ك"))
"""And, so, in, as: written together with an Arabic word."""


def named(text: str, language: str) -> list[Named]:
    """The names of languages in a text, in order, those that may be ordinary words among them."""
    found = []
    for match in _WORD.finditer(text):
        word = fold(match.group())
        if (known := _known(word, language)) is not None and word not in _territories(language):
            start = match.start() + match.group().startswith(_JOINED[0])
            found.append(Named(start, match.end(), *known))
    return found


def beside_word(text: str, name: Named, language: str) -> bool:
    """Whether near a name stands a word for language or speaking, so that even an ordinary word is a name."""
    plain = cues.folded(text[max(0, name.start - NEAR) : name.end + NEAR])
    return any(_pattern(each).search(plain) for each in (language, "en") if each in _tables())


NEAR = 20
"""Characters."""


def _known(word: str, language: str) -> tuple[str, bool] | None:
    """(Code, whether the word is an ordinary one as well) of a folded word."""
    own, english = _forms(language), _forms("en")
    for form in _without_joined(word) if _ARABIC.match(word) else (word,):
        if known := own.get(form) or english.get(form):
            return known
    return None


def _without_joined(word: str) -> Iterator[str]:
    """An Arabic word as it stands, and without what is joined to it: "and the Polish", "in the German", "for the"."""
    yield word
    bare = word[1:] if word.startswith(_JOINED[0]) else word
    yield bare
    if bare.startswith(_JOINED):
        yield bare[1:]
    if bare.startswith("لل"):
        yield _ARTICLE + bare[2:]


@cache
def _forms(language: str) -> dict[str, tuple[str, bool]]:
    """Folded names of languages in texts in `language`, in all their forms; strong ones win over ordinary ones."""
    forms: dict[str, tuple[str, bool]] = {}
    table = _tables().get(language, {})
    ordinary = {fold(name) for name in cues.strings(table.get("ordinary", []))}
    for code, name in _all_names(language, table):
        for form, weak in _inflected(name, table):
            weak = weak or name in ordinary
            if form not in forms or (forms[form][1] and not weak):
                forms[form] = (code, weak)
    return forms


def _all_names(language: str, table: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """(Code, folded name) from tongues.toml and the locale data, names of one word only. Of one with an apostrophe
    what stands after it, as the text is cut there, too.
    """
    own = cues.mapping(table.get("other", {}))
    standard = _standard_names(language)
    for code in SPOKEN:
        long = [name for name in (standard.get(code, ""),) if len(name) >= SHORTEST_NAME]
        for name in (*long, *own.get(code, ())):
            if " " not in name:
                yield code, fold(name).rpartition("'")[2]


def _standard_names(language: str) -> Mapping[str, str]:
    from babel import Locale, UnknownLocaleError

    try:
        return dict(Locale.parse(language).languages)
    except (UnknownLocaleError, ValueError):
        return {}


def _inflected(name: str, table: Mapping[str, object]) -> Iterator[tuple[str, bool]]:
    """A name in its forms, each with whether it is a weak one. An Arabic one without the article is."""
    yield name, False
    for ending in _endings(table):
        if name.endswith(ending.off):
            stem = name[: len(name) - len(ending.off)]
            for forms, weak in ((ending.strong, False), (ending.weak, True)):
                yield from ((stem + form, weak) for form in forms)
    if name.startswith(_ARTICLE):
        yield from ((form.removeprefix(_ARTICLE), True) for form, _ in tuple(_arabic(name)))


def _arabic(name: str) -> Iterator[tuple[str, bool]]:
    """An Arabic adjective: feminine as the language's name, masculine, and as an adverb."""
    yield name, False
    if name.endswith(fold("ية")):
        yield name[:-1], True
        yield name[:-1] + "ا", True


@dataclass(frozen=True, slots=True)
class _Ending:
    off: str
    strong: tuple[str, ...]
    weak: tuple[str, ...]


def _endings(table: Mapping[str, object]) -> Iterator[_Ending]:
    found = table.get("endings", [])
    assert isinstance(found, list)  # noqa: S101  # the file is ours
    for each in found:
        yield _Ending(fold(each["off"]), tuple(map(fold, each["strong"])), tuple(map(fold, each["weak"])))


@cache
def _territories(language: str) -> frozenset[str]:
    """Names of countries: Polska is no language, nor is Українa."""
    from babel import Locale, UnknownLocaleError

    try:
        names = Locale.parse(language).territories
    except (UnknownLocaleError, ValueError):
        return frozenset()
    return frozenset(fold(name) for code, name in names.items() if code.isalpha())


@cache
def _tables() -> dict[str, dict[str, object]]:
    return tomllib.loads(files("matching").joinpath("tongues.toml").read_text("utf-8"))


@cache
def _pattern(language: str) -> cues.Phrases:
    return cues.any_of(cues.strings(_tables()[language]["word"]))


# --- levels -----------------------------------------------------------------------------------------------

_CEFR = regex.compile(
    r"(?<![\p{L}\p{N}])([ABC][12])(?![\p{L}\p{N}])|(?<![\p{L}\p{N}])([АВС][12])(?![\p{L}\p{N}])"
)
_LOOKALIKE = str.maketrans("АВС", "ABC")  # Cyrillic letters typed for Latin ones
_PHRASE = regex.compile(r"[\p{L}\p{M}\p{N}'’-]+(?:\s+[\p{L}\p{M}\p{N}'’-]+){0,2}")


def levels(text: str, language: str) -> list[Level]:
    """All levels in a text: CEFR letters, and words such as "fluent"."""
    letters = [
        Level(m.start(), m.end(), m.group().translate(_LOOKALIKE), letters=True) for m in _CEFR.finditer(text)
    ]
    return sorted([*letters, *_in_words(text, language)], key=lambda level: level.start)


def _in_words(text: str, language: str) -> Iterator[Level]:
    seen = 0
    for start in (m.start() for m in regex.finditer(r"(?<![\p{L}\p{M}])[\p{L}\p{M}]", text)):
        phrase = _PHRASE.match(text, start)
        if start < seen or phrase is None:
            continue
        if found := _level_at(fold(phrase.group()), language):
            seen = start + found[1]
            yield Level(start, seen, found[0], letters=False)


def _level_at(folded: str, language: str) -> tuple[str, int] | None:
    """The level that a folded phrase begins with, and how many letters say so."""
    for level, pattern in (*cues.of(language).levels, *cues.of("en").levels):
        if hit := pattern.match(folded):
            return level, hit.end()
    return None


# --- which belongs to which -------------------------------------------------------------------------------

_SMALL = (
    "and|or|und|oder|sowie|et|ou|y|e|o|u|ed|och|eller|en|of|i|oraz|lub|та|і|й|або|и|или|أو|او|و|এবং|ও|বা|অথবা|اور|یا"
    "|ve|veya|और|या|și|sau|a|nebo"
)
_JOIN = rf"(?:(?<![\p{{L}}\p{{M}}])(?:{_SMALL})(?![\p{{L}}\p{{M}}])|/|&|\+)"
_WEAK_JOINT = regex.compile(_JOIN, regex.I)
_STRONG_JOINT = regex.compile(r"[,،;؛|•]|[.!?۔।](?=\s)")
_BETWEEN = regex.compile(rf"\s*-?\s*{_JOIN}\s*(?:[ld]['’]|el |la |le |der |das |die )?", regex.I)


def belonging(text: str, names: Sequence[Named], found: Sequence[Level]) -> list[str | None]:
    """For each name its level: the one that least stands between, letters before words, the first of those. Of names
    joined by "and" or "or", one without a level has that of the other.
    """
    own: list[list[tuple[int, Level]]] = [[] for _ in names]
    for level in found:
        if place := _nearest(text, names, level):
            own[place[0]].append((place[1], level))
    best = [_best(linked) for linked in own]
    return [level or _shared(text, names, best, place) for place, level in enumerate(best)]


def _best(linked: list[tuple[int, Level]]) -> str | None:
    found = min(linked, key=lambda one: (not one[1].letters, one[0], one[1].start), default=None)
    return found[1].level if found else None


def _nearest(text: str, names: Sequence[Named], level: Level) -> tuple[int, int] | None:
    """The place of the name a level belongs to and how loosely: 0 with nothing between, 1 with an "and", 2 with a
    comma. A comma parts a level from the name after it for good: "licence C1, English".
    """
    after = bisect_left(names, level.start, key=lambda name: name.start)
    choices = []
    if after:
        between = text[names[after - 1].end : level.start].removeprefix(".")  # "engl. B1"
        choices.append((_loose(between), after - 1))
    if after < len(names) and (loose := _loose(text[level.end : names[after].start])) < _COMMA:
        choices.append((loose, after))
    return min(choices)[::-1] if choices else None


_COMMA = 2


def _loose(between: str) -> int:
    if _STRONG_JOINT.search(between):
        return _COMMA
    return 1 if _WEAK_JOINT.search(between) else 0


def _shared(text: str, names: Sequence[Named], best: Sequence[str | None], place: int) -> str | None:
    """The level of a neighbour that only an "and" or "or" parts from a name."""
    for first, other in ((place, place + 1), (place - 1, place - 1)):
        if first < 0 or first + 1 == len(names):
            continue
        if best[other] and _BETWEEN.fullmatch(text, names[first].end, names[first + 1].start):
            return best[other]
    return None
