"""What a piece of text says of languages, education and years, and whether it claims it, denies it or wishes it."""

from dataclasses import dataclass

from matching import cues, tongues
from matching.denial import denied
from matching.durations import years

CEFR = ("A1", "A2", "B1", "B2", "C1", "C2", "native")
"""Levels of the Common European Framework of Reference, and mother tongue above them."""


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
    """The spoken languages a piece names with their levels, each once, by the first that has one. A name that may be
    an ordinary word ("polish") counts with a level of its own, or beside a word for language.
    """
    if not (named := tongues.named(text, language)):
        return ()
    found: dict[str, LanguageClaim] = {}
    belonging = tongues.belonging(text, named, tongues.levels(text, language))
    for name, level in zip(named, belonging, strict=True):
        known = found.get(name.code)
        if name.ordinary and level is None and not tongues.beside_word(text, name, language):
            continue
        if known is None or (known.level is None and level):
            found[name.code] = LanguageClaim(name.code, level, offset + name.start, offset + name.end)
    return tuple(found.values())


def education(text: str, language: str) -> tuple[int, ...]:
    """The ISCED 2011 levels that a piece names, lowest first. Of "laurea magistrale" not also what "laurea" is; a
    heading ("Ausbildung") names none.
    """
    if cues.heading(text, language):
        return ()
    folded = cues.folded(text)
    named = [
        (level, m.span()) for level, words in cues.of(language).education for m in words.finditer(folded)
    ]
    return tuple(
        sorted({level for level, span in named if not any(_within(span, other) for _, other in named)})
    )


def _within(span: tuple[int, int], other: tuple[int, int]) -> bool:
    return span != other and other[0] <= span[0] and span[1] <= other[1]
