"""Takes a text apart into pieces, clauses and words with their places in the original. No concept, no vector."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

import regex

from esco_data.folding import fold
from matching.hidden import mask_hidden

LONGEST_PIECE = 320
"""Characters. Longer sentences are cut at commas: a vector of a long sentence says little about any part of it."""

SHORTEST_CLAUSE = 3

# Every pattern takes time in proportion to the text, whatever the text: no run is looked at from each of its places.
_MARKUP = regex.compile(
    r"<!--(?:(?!<!--).)*?-->|<(script|style)\b(?:(?!<\1\b).)*?</\1\s*>|</?[a-zA-Z][^<>]{0,400}>|&(?:[a-z]{2,8}|#\d{1,6});",
    regex.S | regex.I,
)
_BLOCK = regex.compile(
    r"</?(?:p|div|li|ul|ol|h[1-6]|br|hr|tr|t[dh]|table|section|article|header|footer|main|nav|d[dlt]|form|title)\b",
    regex.I,
)
_HEADING = regex.compile(r"<(?:h[1-6]|dt|th|title|legend)\b", regex.I)
LINE_BREAK, HEADING_BREAK = "\u2028", "\u2029"
"""Stand where a tag was that begins or ends a paragraph, or begins a heading: breaks that the original has not."""

_YEAR_WITHIN = r"[\d \t\u00a0()./-]{0,20}?(?<!\d)(?:19|20)\d\d(?!\d)"
_CONTACT = regex.compile(
    r"https?://\S+|www\.\S+"
    r"|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"
    r"|(?<![\d\p{L}])\+\(?\d[\d \t\u00a0()./-]{6,20}\d(?!\d)"
    rf"|(?<![\d\p{{L}}])(?!{_YEAR_WITHIN})\(?\d[\d \t\u00a0()./-]{{7,18}}\d(?!\d)"  # 2014-2018 is no number
)
_SURROGATE = regex.compile(r"[\ud800-\udfff]")
_BULLET = regex.compile(r"^[\s\-–—•*·►▪●◦✓✔■□>➤⁃]+|^\s*\(?\d{1,2}[.)۔।]\s+")
_ABBREVIATIONS = (
    "mr|mrs|ms|dr|st|jr|sr|inc|ltd|co|vs|approx|prof|dipl|tel|ref|dept|min|max|resp|incl|excl|cert|"  # English
    "hr|fr|str|ca|bzw|evtl|ggf|inkl|usw|od|abt|ing|geb|gepr|staatl|ausb|engl|dt|franz|zzgl|std|"  # German
    "mm|mme|mlle|env|av|bd|ex|tél|angl|allem|chap|"  # French
    "sra|srta|dra|avda|núm|pág|lic|tfno|"  # Spanish
    "sig|dott|dhr|mevr|bijv|ul|os|al|mgr|inż|np|nr|pl|sok|cad|mah|vb|dl|jud|"  # others in Latin letters
    "вул|буд|кв|обл|ім|ст|тел|напр|пр|св|тис|млн|англ|нім|франц|проф|ул|рус|"  # Cyrillic
    "jan|feb|mar|mär|apr|jun|jul|aug|sep|sept|okt|oct|nov|dez|dec|janv|févr|avr|juil|déc|ene|abr|ago|dic"
)
"""Words that end with a full stop and no sentence. A single letter ("z. B.") is one, too, and a day of a month."""

_NO_END = rf"(?<![\p{{L}}\p{{M}}\d])(?:\p{{L}}|(?i:{_ABBREVIATIONS})|[12]?\d|0\d|3[01])"
_SENTENCE_END = regex.compile(rf"(?<=[!?؟।۔…]|(?<!{_NO_END})\.)[\"'»”)]*\s++(?![\p{{Ll}}\d])")
_EDGE = r"[^\s\u200b–—•*·,،;؛:-]"
_FIRST, _LAST = regex.compile(_EDGE), regex.compile(rf"(?r){_EDGE}")  # (?r) looks from the end backwards
_SOFT_BREAK = regex.compile(r"(?<!\s)\s*+[;؛|,،]\s+|(?<!\s)\s++[–—]\s+")
_CLAUSE_BREAK = regex.compile(r"(?<!\s)\s*+[,;:،؛|()•/](?!\d)\s*+|(?<!\s)\s++[–—-]\s+|(?<=\p{L}{3})\.\s+")
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}](?:[\p{L}\p{M}\p{N}_]|[.'’](?=\p{L}))*(?:\+\+|#)?|\.NET\b", regex.I)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text: `text == original[start:end]`, in characters (code points)."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text, folded for comparison, with its place in the original."""

    start: int
    end: int
    folded: str


def mask_markup(text: str) -> str:
    """HTML tags, scripts and entities turned to spaces; the length, and so every place, stays the same. Tags that
    begin or end a paragraph or list item leave a LINE_BREAK, those that begin a heading a HEADING_BREAK.
    """
    return _MARKUP.sub(_blank_markup, text)


def mask_contacts(text: str) -> str:
    """Addresses of mail and web and telephone numbers turned to spaces of the same length."""
    return _CONTACT.sub(_blank, text)


def readable(text: str) -> str:
    """A text without what is hidden, markup, contacts and halves of characters (lone surrogates), each place as it
    was.
    """
    return mask_contacts(mask_markup(mask_hidden(_SURROGATE.sub("\ufffd", text))))


def _blank_markup(match: "regex.Match[str]") -> str:
    blank, found = _blank(match), match.group()
    if _HEADING.match(found):
        return HEADING_BREAK + blank[1:]
    return LINE_BREAK + blank[1:] if _BLOCK.match(found) else blank


def _blank(match: "regex.Match[str]") -> str:
    found: str = match.group()
    return "".join("\n" if c == "\n" else " " for c in found)


def pieces(text: str) -> Iterator[Span]:
    """The sentences, list items and lines of a text, in order, none longer than `LONGEST_PIECE` where it can be cut."""
    for line in lines(text):
        yield from sentences(line)


def sentences(line: Span) -> Iterator[Span]:
    """The sentences of a line, none longer than `LONGEST_PIECE` where it can be cut."""
    for sentence in _split(line, _SENTENCE_END):
        yield from packed(sentence, LONGEST_PIECE)


def lines(text: str) -> Iterator[Span]:
    """The lines of a text without their bullets, those with a letter or digit in them."""
    start = 0
    for line in mask_markup(text).splitlines(keepends=True):
        bullet = _BULLET.match(line)
        skipped = bullet.end() if bullet else 0
        if trimmed := _trim(Span(start + skipped, start + len(line), line[skipped:])):
            yield trimmed
        start += len(line)


def clauses(piece: Span) -> tuple[Span, ...]:
    """The parts of a piece between commas, dashes, brackets and colons; a piece without any is its own clause."""
    found = tuple(c for c in _split(piece, _CLAUSE_BREAK) if len(c.text) >= SHORTEST_CLAUSE)
    return found or (piece,)


def cut(span: Span, places: Iterable[int]) -> tuple[Span, ...]:
    """The parts of a span between `places` (in characters of the whole text, rising), those with words in them."""
    edges = [span.start, *places, span.end]
    parts = (_sub(span, start - span.start, end - span.start) for start, end in pairwise(edges))
    return tuple(trimmed for part in parts if (trimmed := _trim(part)))


def words(span: Span) -> list[Word]:
    """The words of a span, folded, with their places in the original text."""
    return [
        Word(span.start + m.start(), span.start + m.end(), fold(m.group())) for m in _WORD.finditer(span.text)
    ]


def _split(span: Span, break_: "regex.Pattern[str]") -> Iterator[Span]:
    start = 0
    for match in break_.finditer(span.text):
        if part := _trim(_sub(span, start, match.start())):
            yield part
        start = match.end()
    if part := _trim(_sub(span, start, len(span.text))):
        yield part


def packed(sentence: Span, longest: int) -> Iterator[Span]:
    """What stands between commas, as much together as `longest` characters hold; one is kept whole, however long."""
    if len(sentence.text) <= longest:
        yield sentence
        return
    start = end = sentence.start
    for part in _split(sentence, _SOFT_BREAK):
        if part.end - start > longest and end > start:
            yield _sub(sentence, start - sentence.start, end - sentence.start)
            start = part.start
        end = part.end
    yield _sub(sentence, start - sentence.start, end - sentence.start)


def _sub(span: Span, start: int, end: int) -> Span:
    return Span(span.start + start, span.start + end, span.text[start:end])


def _trim(span: Span) -> Span | None:
    """Without white space and stray punctuation at its ends; None when no letter or digit is left."""
    first, last = _FIRST.search(span.text), _LAST.search(span.text)
    if first is None or last is None or not _WORD.search(span.text, first.start(), last.end()):
        return None
    return _sub(span, first.start(), last.end())


# --- which language ---------------------------------------------------------------------------------------

LANGUAGES = (
    "ar", "am", "bg", "bn", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "ga", "he",
    "hi", "hr", "hu", "hy", "it", "ka", "lt", "lv", "mt", "ne", "nl", "pl", "ps", "pt", "ro", "ru",
    "si", "sk", "sl", "sq", "sr", "sv", "sw", "ta", "te", "th", "tl", "tr", "uk", "ur", "vi", "zh",
)  # fmt: skip
"""What a text may be in, as far as the detector knows them: the Union's languages and those of partner countries."""

_SCRIPT_LANGUAGE = {"Bengali": "bn", "Devanagari": "hi", "Greek": "el", "Georgian": "ka", "Armenian": "hy"}


def language_of(text: str) -> str:
    """ISO 639-1 code of the language a text is most likely in; 'und' when it has no letters."""
    letters = _NO_LETTER.sub(" ", mask_contacts(mask_markup(text)))[:4000]
    return _classify(letters.strip()) if letters.strip() else "und"


def language_of_piece(piece: str, language: str) -> str:
    """The language of a piece of a text in `language`: the same, unless its script is another."""
    return language if _script(piece) in ("", _script_of_language(language)) else language_of(piece)


def _script(text: str) -> str:
    """'Latin', 'Arabic', …: the script of most letters of a text, '' without letters."""
    counts = {name: len(letters.findall(text)) for name, letters in _SCRIPTS.items()}
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] else ""


_NO_LETTER = regex.compile(r"[^\p{L}\p{M}\s]")
_SCRIPTS = {
    name: regex.compile(rf"\p{{Script={name}}}")
    for name in (
        "Latin", "Arabic", "Cyrillic", "Bengali", "Devanagari", "Greek", "Ethiopic", "Georgian", "Armenian",
    )
}  # fmt: skip
_LANGUAGE_SCRIPT = {
    **dict.fromkeys(("ar", "fa", "ur", "ps"), "Arabic"),
    **dict.fromkeys(("bg", "ru", "sr", "uk"), "Cyrillic"),
    **dict.fromkeys(("hi", "ne"), "Devanagari"),
    "bn": "Bengali", "el": "Greek", "am": "Ethiopic", "ka": "Georgian", "hy": "Armenian",
}  # fmt: skip


def _script_of_language(language: str) -> str:
    return _LANGUAGE_SCRIPT.get(language, "Latin")


def _classify(letters: str) -> str:
    if (only := _SCRIPT_LANGUAGE.get(_script(letters))) and only != "hi":
        return only
    return str(_identifier().classify(letters)[0])


@lru_cache(maxsize=1)
def _identifier() -> Any:  # the library has no types
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    every = LanguageIdentifier.from_model_file(MODEL_FILE)
    every.set_languages(LANGUAGES)
    return LanguageIdentifier(  # one that keeps nothing of the languages left out: 20 MB
        every.nb_ptc, every.nb_pc, every.nb_classes, every.tk_nextmove, every.tk_output, tk_row=every.tk_row
    )


# --- words as they are compared ---------------------------------------------------------------------------

STEM = 5
"""Letters kept of a word when words are compared: the cheapest stemmer there is, and the same in all languages."""


def stems(span: Span) -> frozenset[str]:
    """The words of a span cut to stems; words of one or two letters say too little, unless they are like C++ or B2."""
    return frozenset(w.folded[:STEM] for w in words(span) if len(w.folded) > 2 or not w.folded.isalpha())
