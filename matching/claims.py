"""What a piece of text says of languages, education and years, and whether it claims it, denies it or wishes it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import regex

from esco_data.folding import fold
from matching import cues
from matching.denial import denied
from matching.durations import years

CEFR = ("A1", "A2", "B1", "B2", "C1", "C2", "native")
"""Levels of the Common European Framework of Reference, and mother tongue above them."""

_CEFR = regex.compile(
    r"(?<![\p{L}\p{N}])([ABC][12])(?![\p{L}\p{N}])|(?<![\p{L}\p{N}])([АВС][12])(?![\p{L}\p{N}])"
)
_LOOKALIKE = str.maketrans("АВС", "ABC")  # Cyrillic letters typed for Latin ones
_SPOKEN = (
    "en", "de", "fr", "es", "it", "nl", "pl", "sv", "pt", "uk", "ru", "ar", "bn", "ur", "hi", "tr", "fa", "ro", "bg",
    "el", "cs", "hu", "da", "fi", "nb", "tl", "vi", "sw", "ha", "yo", "wo", "am", "ne", "pa", "ps", "ku", "ta", "si",
)  # fmt: skip
_COMPOUNDS = ("kenntnis", "sprach", "kunskap", "talig", "språk")
_ARABIC = regex.compile(r"\p{Script=Arabic}")
_ARABIC_ENDINGS = (fold("ة"), "ا")
_LETTERS = regex.compile(r"[\p{L}\p{M}]+")


@dataclass(frozen=True, slots=True)
class LanguageClaim:
    """A language and how well: CEFR level, 'native', or None when the text does not say."""

    code: str
    level: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Claims:
    """What a piece says besides skills; `denied` when it says the opposite or only wishes for it."""

    languages: tuple[LanguageClaim, ...] = ()
    education: tuple[int, ...] = ()  # ISCED 2011 levels named, 0–8, lowest first
    years: float | None = None
    denied: bool = False


def claims(text: str, language: str, *, offset: int = 0, this_year: int | None = None) -> Claims:
    """Reads one piece of text. Spans are given from `offset`, the place of the piece in the whole text."""
    studied = education(text, language)
    return Claims(
        languages(text, language, offset=offset),
        studied,
        years(text, language, this_year=this_year, worked=not studied),
        denied(text, language),
    )


def languages(text: str, language: str, *, offset: int = 0) -> tuple[LanguageClaim, ...]:
    """The spoken languages a piece names with their levels.

    A level belongs to the name before it ("Deutsch B2"), unless the piece begins with a level ("B2 in German").
    """
    named = _named(text, language)
    if not named:
        return ()
    levels = list(_levels(text, language))
    level_first = bool(levels) and levels[0][0] < named[0][0]
    found: dict[str, LanguageClaim] = {}
    for position, (start, end, code) in enumerate(named):
        until = named[position + 1][0] if position + 1 < len(named) else len(text)
        since = named[position - 1][1] if position else 0
        low, high = (since, start) if level_first else (end, until)
        level = next((v for at, v in levels if low <= at < high), None)
        found.setdefault(code, LanguageClaim(code, level, offset + start, offset + end))
    return tuple(found.values())


def _levels(text: str, language: str) -> Iterator[tuple[int, str]]:
    """Levels with their places: CEFR letters where there are any, else words such as "fluent"."""
    letters = [(m.start(), m.group().translate(_LOOKALIKE)) for m in _CEFR.finditer(text)]
    if letters:
        yield from letters
        return
    words = regex.compile(r"[\p{L}\p{M}\p{N}'’-]+(?:\s+[\p{L}\p{M}\p{N}'’-]+){0,2}")
    seen = 0
    for start in (m.start() for m in regex.finditer(r"(?<![\p{L}\p{M}])[\p{L}\p{M}]", text)):
        phrase = words.match(text, start)
        if start < seen or phrase is None:
            continue
        folded = fold(phrase.group())
        for level, pattern in (*cues.of(language).levels, *cues.of("en").levels):
            if hit := pattern.match(folded):
                yield start, level
                seen = start + hit.end()
                break


def _named(text: str, language: str) -> list[tuple[int, int, str]]:
    """Names of languages in a text, each as (start, end, ISO 639 code), in order."""
    stems = {**_stems("en"), **_stems(language)}
    found = ((m.start(), m.end(), _code(fold(m.group()), stems, language)) for m in _LETTERS.finditer(text))
    return [(start, end, code) for start, end, code in found if code]


def _code(word: str, stems: dict[str, str], language: str) -> str | None:
    """The language a folded word names: its name, inflected or in a compound, and not the name of a country."""
    if word in _territories(language):
        return None
    for cut in range(len(word), 3, -1):
        if (code := stems.get(word[:cut])) and _ending(word[cut:]):
            return code
    return None


def _ending(rest: str) -> bool:
    """Whether what follows a language's name can be its case ending; in Arabic script a letter more makes another
    word: "تركيب" (assembling) is no "تركية" (Turkish).
    """
    if _ARABIC.match(rest):
        return rest in _ARABIC_ENDINGS
    return len(rest) <= 3 or rest.startswith(_COMPOUNDS)


@cache
def _territories(language: str) -> frozenset[str]:
    """Names of countries: Deutschland, Polska, France are no languages."""
    from babel import Locale, UnknownLocaleError

    try:
        names = Locale.parse(language).territories
    except (UnknownLocaleError, ValueError):
        return frozenset()
    return frozenset(fold(name) for code, name in names.items() if code.isalpha())


@cache
def _stems(language: str) -> dict[str, str]:
    """Beginnings of the languages' names in `language` that no case ending changes → ISO 639 code."""
    from babel import Locale, UnknownLocaleError

    try:
        names = Locale.parse(language).languages
    except (UnknownLocaleError, ValueError):
        return {}
    stems: dict[str, str] = {}
    for code in _SPOKEN:
        name = fold(names.get(code, ""))
        for stem in {name, _stem(name, language)} if " " not in name and len(name) > 3 else ():
            stems.setdefault(stem, code)
            if language == "ar" and stem.startswith("ال"):
                stems.setdefault(stem[2:], code)
    return stems


_ENDINGS = {
    "pl": 1,
    "uk": 3,
    "ru": 3,
    "sv": 1,
    "de": 0,
    "it": 1,
    "es": 1,
    "fr": 0,
    "pt": 1,
    "ar": 1,
    "tr": 1,
    "nl": 0,
}


def _stem(name: str, language: str) -> str:
    cut = _ENDINGS.get(language, 0)
    return name[: max(4, len(name) - cut)] if cut else name


def education(text: str, language: str) -> tuple[int, ...]:
    """The ISCED 2011 levels that a piece names, lowest first. Of "laurea magistrale" not also what "laurea" is."""
    folded = cues.folded(text)
    named = [
        (level, m.span()) for level, words in cues.of(language).education for m in words.finditer(folded)
    ]
    return tuple(
        sorted({level for level, span in named if not any(_within(span, other) for _, other in named)})
    )


def _within(span: tuple[int, int], other: tuple[int, int]) -> bool:
    return span != other and other[0] <= span[0] and span[1] <= other[1]
