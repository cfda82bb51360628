"""What of a text is about no work at all, and of which kind: offers, addresses, hobbies, notices, greetings, code.

The words are in boilerplate.toml. Names of sections are known in all languages at once, because they have to be the
whole line; words within a sentence are looked for in its own language and in English.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

import regex

from esco_data.folding import fold
from matching import cues
from matching.text import Span, clauses, words


class Why(StrEnum):
    """Why a stretch of a text was left out."""

    PERSONAL = "personal"  # states who somebody is
    HOBBIES = "hobbies"
    OFFER = "offer"  # what an employer gives: pay, holidays, a company car
    EMPLOYER = "employer"  # what an employer says of itself
    APPLYING = "applying"  # how to apply, whom to ask
    REFERENCES = "references"
    NOTICE = "notice"  # equal opportunities, data protection, cookies, footers
    COURTESY = "courtesy"  # salutations, thanks
    PLACE = "place"  # addresses
    TIMES = "times"  # opening and working hours
    CODE = "code"  # what is left of markup, style sheets and scripts


LONGEST_LABELLED = 200
"""Characters of a line such as "Hobbies: chess". A longer one holds more than its label says."""

LONGEST_ADDRESS = 120
LONGEST_HOURS = 160
MOST_ADDRESS_WORDS = 14
MOST_OTHER_WORDS = 3
"""Words in a line of opening hours that are neither days nor times nor said to go with them."""

_LINES = (Why.NOTICE, Why.APPLYING, Why.OFFER, Why.EMPLOYER, Why.COURTESY, Why.HOBBIES)
"""In the order in which they are asked for."""

_SHORT_ONLY = 80
"""Characters. Greetings ("Hej", "Sayın") are ordinary words in longer sentences."""


@dataclass(frozen=True, slots=True)
class _Words:
    """The patterns of one language, over folded text."""

    lines: Mapping[Why, cues.Phrases]
    sizes: cues.Phrases
    perks: cues.Phrases
    keeps: cues.Phrases
    streets: cues.Phrases
    hours: cues.Phrases


@cache
def _tables() -> dict[str, dict[str, dict[str, list[str]] | list[str]]]:
    return tomllib.loads(files("matching").joinpath("boilerplate.toml").read_text("utf-8"))


@cache
def languages() -> tuple[str, ...]:
    """The languages whose words are known."""
    return tuple(_tables())


@cache
def _words_of(language: str) -> _Words:
    table = _tables()[language]
    lines = {Why(kind): cues.any_of(said) for kind, said in cues.mapping(table["lines"]).items()}
    lists = (
        cues.any_of(cues.strings(table[name])) for name in ("sizes", "perks", "keeps", "streets", "hours")
    )
    return _Words(lines, *lists)


def _asked(language: str) -> tuple[_Words, ...]:
    """The words of a language and the English ones."""
    return tuple(_words_of(each) for each in dict.fromkeys((language, "en")) if each in languages())


@cache
def _names() -> dict[str, Why]:
    """Folded names of sections in all languages."""
    return {
        cues.folded(name): Why(kind)
        for table in _tables().values()
        for kind, names in cues.mapping(table["headings"]).items()
        for name in names
    }


# --- names of sections ------------------------------------------------------------------------------------

_AROUND = regex.compile(r"^[^\p{L}\p{M}\p{N}]+|[^\p{L}\p{M}\p{N}]+$")
_AND = regex.compile(r"\s*[/&+|,]\s*|\s+(?:and|und|et|y|e|en|i|och|si|та|і|و|ও|এবং|اور|ve|और)\s+")
LONGEST_HEADING = 60


def section(line: str) -> Why | None:
    """The kind of section that a line opens by being nothing but its name ("Hobbies & interests", "Wir bieten:")."""
    if len(line) > LONGEST_HEADING:
        return None
    plain = _AROUND.sub("", cues.folded(line))
    if (kind := _names().get(plain)) is not None:
        return kind
    kinds = [_names().get(part) for part in _AND.split(plain)]
    return None if None in kinds else kinds[0]


# --- whole lines ------------------------------------------------------------------------------------------


def line_kind(line: str, language: str) -> Why | None:
    """Of which kind a whole line is by its shape or by the label before its colon; None where it has to be read."""
    if _CODE.search(line):
        return Why.CODE
    if (kind := _labelled(line)) is not None:
        return kind
    if len(line) <= LONGEST_HOURS and _is_hours(line, language):
        return Why.TIMES
    return Why.PLACE if len(line) <= LONGEST_ADDRESS and _is_address(line, language) else None


def _labelled(line: str) -> Why | None:
    label, colon, rest = line.replace("：", ":").partition(":")
    return section(label) if colon and rest.strip() and len(line) <= LONGEST_LABELLED else None


_CODE = regex.compile(
    r"[\w.#@*> -]{1,60}\{[^{}]{0,80}[\w-]{2,30}\s*:[^;{}]{1,80};"  # a rule of a style sheet
    r"|^\s*[\w.#-]{1,60}\s*\{\s*$|^\s*\}+[;)]*\s*$"
    r"|^\s*(?:color|margin|padding|font|display|width|height|background|border|position|text|line|float|overflow)"
    r"[a-z-]{0,20}\s*:\s*[^;:]{1,60};?\s*$"
    r"|\bfunction\s?\w{0,40}\([^)]{0,80}\)\s?\{|\b(?:var|let|const)\s\w{1,40}\s?=\s?\S"
    r"|\b(?:document|window)\.\w+[.(=\s]|\bdataLayer\b|\bgtag\(|console\.log\(|addEventListener\(|=>\s?\{"
    r"|@(?:media|import|font-face|charset)\b[^\n]{0,80}[{;]|\{\{[^{}]{0,80}\}\}|\{%[^{}]{0,80}%\}"
    r"|</?[a-z][a-z0-9]{0,10}$|^[a-z-]{2,20}=\"[^\"]{0,200}\"\s?/?>"
)
_LETTERS = regex.compile(r"[\p{L}\p{M}]+")
_CLOCK = r"(?<!\d)\d{1,2}(?:[:.h٫]\d{2})?"
_TIMES = regex.compile(
    rf"{_CLOCK}\s?(?:h|u\.|uhr|am|pm|a\.m\.|p\.m\.|বটা|টা|بجے|बजे)?\s?\p{{L}}{{0,9}}\s?[-–—]?\s?{_CLOCK}"
)


def _is_hours(line: str, language: str) -> bool:
    """Days of the week with times, and hardly another word."""
    plain = cues.folded(line)
    if not _TIMES.search(plain):
        return False
    known = _asked(language)
    for each in known:
        plain = each.hours.sub(" ", plain)
    found = _LETTERS.findall(plain)
    days = [word for word in found if _is_day(word, language)]
    return bool(days) and len(found) - len(days) <= MOST_OTHER_WORDS and not _keeps(line, language)


def _is_day(word: str, language: str) -> bool:
    return any(word == day or (len(stem) > 3 and word.startswith(stem)) for day, stem in _days(language))


@cache
def _days(language: str) -> tuple[tuple[str, str], ...]:
    """Folded names of the days of the week, long and short, each with the beginning that no case ending changes."""
    from babel import Locale, UnknownLocaleError

    try:
        locales = [Locale.parse(each) for each in dict.fromkeys((language, "en"))]
    except (UnknownLocaleError, ValueError):
        locales = [Locale.parse("en")]
    names = (
        fold(name).strip(".")
        for locale in locales
        for width in ("wide", "abbreviated", "short")
        for name in locale.days["format"][width].values()
    )
    return tuple((name, name[: max(4, len(name) - 2)] if len(name) > 4 else "") for name in names)


_POSTCODE = regex.compile(
    r"(?:\p{Lu}{1,2}[- ])?(?:\d{5}|\d{2}-\d{3}|\d{3} \d{2})\s+\p{Lu}[\p{L}\s,()/-]{1,60}"
)
_NUMBERED = regex.compile(r"(?<!\d)\d{1,5}(?!\d)")
_CASED = regex.compile(r"\p{Lu}|\p{Ll}")
_SMALL_WORD = regex.compile(r"(?<![\p{L}\p{M}])\p{Ll}{4,}")


def _is_address(line: str, language: str) -> bool:
    """A street with a number and names beside it, or a postcode with a town."""
    if _POSTCODE.fullmatch(line):
        return True
    if not _NUMBERED.search(line) or len(words(Span(0, len(line), line))) > MOST_ADDRESS_WORDS:
        return False
    streets = [each.streets for each in _asked(language)]
    if not any(street.search(cues.folded(line)) for street in streets) or cues.said("years", line, language):
        return False
    return _only_names(line, streets) and not _keeps(line, language)


def _only_names(line: str, streets: list[cues.Phrases]) -> bool:
    """Whether all longer words but those for streets begin with a capital; in scripts without, a line of ten words."""
    if not _CASED.search(line):
        return len(_LETTERS.findall(line)) <= 10
    small = _SMALL_WORD.findall(line)
    return all(any(street.match(fold(word)) for street in streets) for word in small)


# --- sentences --------------------------------------------------------------------------------------------


LONG_PERK = 10
MOST_BESIDE_PERK = 2
_LEVEL_OR_POST = regex.compile(
    r"(?<![\p{L}\d])[ABC][12](?![\p{L}\d])|(?<!\d)(?:19|20)\d\d\s?[-–—]|(?<!\d)\d{1,2}/(?:19|20)\d\d(?!\d)"
)


def sentence_kind(sentence: str, language: str) -> Why | None:
    """Of which kind a sentence is by its words; None where it has to be read, or asks or claims something besides."""
    plain = cues.folded(sentence)
    known = _asked(language)
    kind = next((kind for kind in _LINES if _says(kind, plain, known)), None)
    if kind is None and _says_its_size(plain, known):
        kind = Why.EMPLOYER
    if kind is None and _only_perks(sentence, known):
        kind = Why.OFFER
    return kind if kind is not None and not _keeps(sentence, language) else None


def _says(kind: Why, plain: str, known: tuple[_Words, ...]) -> bool:
    if kind is Why.COURTESY and len(plain) > _SHORT_ONLY:
        return False
    return any(each.lines[kind].search(plain) for each in known)


def _says_its_size(plain: str, known: tuple[_Words, ...]) -> bool:
    """Whether a sentence begins with how large an employer is, or says it twice: "300 employees in 12 countries"."""
    found = [match for each in known for match in each.sizes.finditer(plain)]
    return len(found) > 1 or any(match.start() == 0 for match in found)


def _only_perks(sentence: str, known: tuple[_Words, ...]) -> bool:
    """Whether every clause names something an employer gives, and little else: "company car, 30 days of holiday". One
    alone ("Training") may as well be a skill, and so may a few short words.
    """
    parts = [cues.folded(part.text) for part in clauses(Span(0, len(sentence), sentence))]
    perks = [perk for part in parts if (perk := _perk(part, known))]
    return len(parts) > 1 and len(perks) == len(parts) and any(" " in p or len(p) >= LONG_PERK for p in perks)


def _perk(clause: str, known: tuple[_Words, ...]) -> str:
    """What an employer gives, if the clause says little else; '' if not."""
    for each in known:
        found = each.perks.search(clause)
        if found and len(_LETTERS.findall(clause)) - len(_LETTERS.findall(found.group())) <= MOST_BESIDE_PERK:
            return str(found.group())
    return ""


def _keeps(sentence: str, language: str) -> bool:
    """Whether a sentence asks for something or claims something: by its words, a level of a language, or the dates of
    a post held.
    """
    plain = cues.folded(sentence)
    return bool(_LEVEL_OR_POST.search(sentence)) or any(each.keeps.search(plain) for each in _asked(language))


def personal(piece: str, language: str) -> bool:
    """Whether a line only states who somebody is (name, date of birth, nationality …): ranking never gets to see it."""
    label, colon, rest = piece.partition(":")
    if colon:
        return len(label) < 40 and len(rest) < 80 and cues.said("personal", label, language)
    if len(piece) >= 60 or not any(c.isdigit() for c in piece) or cues.said("years", piece, language):
        return False
    return cues.said("personal", " ".join(piece.split()[:3]), language) or _is_born(piece, language)


def _is_born(piece: str, language: str) -> bool:
    """A date and, anywhere, a longer word such as "geboren": the short ones ("alter", "nom") have other uses."""
    found = (each.lists["personal"].search(cues.folded(piece)) for each in (cues.of(language), cues.of("en")))
    return any(match and len(match.group()) > len("alter") for match in found)


# --- a bare name ------------------------------------------------------------------------------------------

_INITIAL = regex.compile(r"(?<![\p{L}\p{M}])\p{L}\.(?![\p{L}\p{M}])")
_REMARK = regex.compile(r"\([^()]{0,60}\)")
_MAIL = regex.compile(r"(?<![\w.+-])([\w.+-]{1,64})@[\w-]{1,63}\.")
_HEAD = 600
"""Characters at the top of a CV where its writer's mail address stands."""


def bare_name(line: str, original: str) -> bool:
    """Whether the first line of a text is certainly nothing but a name: two to four words in capitals, one of them an
    initial ("Amina B."), or one of them in the mail address that follows. "Maria Schmidt" alone is as good a name as
    "Registered Nurse" is a trade: where nothing tells, a line is read.
    """
    plain = _REMARK.sub(" ", line)
    found = _LETTERS.findall(plain)
    if not 2 <= len(found) <= 4 or any(c.isdigit() or c in ",;:/&+–—" for c in plain):
        return False
    if any(_CASED.match(word) and not word[0].isupper() for word in found):
        return False
    return bool(_INITIAL.search(plain)) or any(
        name in box for name in _long(found) for box in _boxes(original)
    )


def _long(found: list[str]) -> Iterator[str]:
    return (fold(word) for word in found if len(word) > 2)


def _boxes(original: str) -> list[str]:
    return [fold(box) for box in _MAIL.findall(original[:_HEAD])]
