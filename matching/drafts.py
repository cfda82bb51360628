"""What of a text is read at all, before any vector: its pieces, their clauses, and the lines that are left out."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import regex

from matching import cues, denial
from matching.claims import languages
from matching.sifting import LeftOut, sift
from matching.text import Span, clauses, language_of, language_of_piece, packed, pieces, readable, words

LONGEST_TEXT = 60_000
"""Characters; about 25 pages. What comes after is not read, and a Reading says so."""

LONGEST_PASSAGE = 50
"""Characters. What is longer is read apart where it has commas: each part of a list says something else."""

LONGEST_SENTENCE = 100
"""The same for a sentence, of which the parts belong together more often; cutting it costs time, too."""

LANGUAGES_LINE = 80
"""Characters. A longer line that names a language is read like any other."""

SHORTEST_SPLIT = 5
"""Words. A shorter clause with an "and" in it is one thing more often than two."""

_AND = {
    "bg": "и|или", "bn": "এবং|ও|বা", "cs": "a|i|nebo", "da": "og|eller", "de": "und|oder|sowie",
    "el": "και|ή", "en": "and|or|as well as", "es": "y|e|o|u", "fa": "و|یا", "fr": "et|ou|ainsi que",
    "hr": "i|ili", "hu": "és|vagy", "it": "e|ed|o", "nl": "en|of", "pl": "i|oraz|lub|a", "pt": "e|ou",
    "ro": "și|şi|sau", "ru": "и|или", "sr": "и|или|i|ili", "sv": "och|eller", "tr": "ve|veya",
    "uk": "і|й|та|або", "ur": "اور|یا",
}  # fmt: skip
"""Words between two things of one clause, by language; of Arabic see _BETWEEN."""

_WAW = (
    "وباء|وتر|وتيرة|وثائق|وثيقة|وجبات|وجبة|وجه|وجهات|وحدات|وحدة|واجب|واجبات|واجهات|واجهة|واحد|واحدة|واسع|واسعة|"
    "واقع|واقعي|والد|والدة|والدين|ودية|ورديات|وردية|ورش|ورشة|ورق|ورقية|وريد|وريدي|وريدية|وزارة|وزن|وزير|وسائط|"
    "وسائل|وسط|وسيلة|وصف|وصفات|وصفة|وصل|وصلات|وصول|وضع|وضعية|وطن|وطني|وطنية|وظائف|وظيفة|وظيفي|وظيفية|وعي|وفاة|"
    "وفق|وفقا|وفيات|وقائي|وقائية|وقاية|وقت|وقتا|وقود|وقوف|وكالات|وكالة|وكيل|ولادة|ولاية"
)
"""Arabic words that begin with the letter of "and", which is written together with the word after it."""

_LETTERS = regex.compile(r"\p{L}{3}")
"""A stretch without so many letters together says nothing."""

_ENDED = regex.compile(r"[.!?؟।۔…][\"'»”)]*$")
"""A sentence has an end, unlike a headline or the item of a list."""

_BETWEEN = {code: regex.compile(rf"\s+(?:{words})\s+", regex.I) for code, words in _AND.items()} | {
    "ar": regex.compile(rf"\s+(?:(?:أو|او|و)\s+|(?!(?:{_WAW})(?!\p{{L}}))و(?=\p{{L}}{{3}}))")
}


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence, or as much of a long one as is read together. `clauses` are its parts; where it has none, the whole
    is its only one.
    """

    span: Span
    language: str
    clauses: tuple[Span, ...]

    @property
    def spans(self) -> tuple[Span, ...]:
        return (self.span, *self.clauses)


@dataclass(frozen=True, slots=True)
class DraftPiece:
    """A sentence, line or list item: what claims or denies together. Its passages are all of it, or what a short one
    says beside languages. `about_languages`: it is short, names languages and says nothing beside.
    """

    span: Span
    language: str
    passages: tuple[Passage, ...]
    about_languages: bool


@dataclass(frozen=True, slots=True)
class Draft:
    """A text in its pieces. `cut` and `skipped` as in a Reading. A passage is what the encoder reads in one go."""

    text: str
    language: str
    pieces: tuple[DraftPiece, ...]
    cut: int | None
    skipped: tuple[LeftOut, ...]

    @property
    def passages(self) -> Sequence[Passage]:
        return [passage for piece in self.pieces for passage in piece.passages]


Known = Callable[[int], str | None]
"""The language of a place of a text (a character's number) that is in one of its own; None elsewhere."""


def nowhere(_place: int) -> None:
    """Of a text that is in one language."""


def draft(text: str, language: str | None, *, known_at: Known = nowhere) -> Draft:
    """The pieces of a text that are read. The language is detected where it is not known."""
    cut = LONGEST_TEXT if len(text) > LONGEST_TEXT else None
    shown = readable(text[:LONGEST_TEXT])
    known = language or language_of(shown)
    read: list[DraftPiece] = []
    skipped: list[LeftOut] = []
    for span in sift(shown, known, original=text):
        if isinstance(span, LeftOut):
            skipped.append(span)
        else:
            own = known_at(span.start) or language_of_piece(span.text, known)
            read += [_piece(part, own) for part in denial.parts(span, own)]
    return Draft(text, known, tuple(read), cut, tuple(skipped))


def _piece(span: Span, language: str) -> DraftPiece:
    short = len(span.text) <= LANGUAGES_LINE
    if not (short and languages(span.text, language)):
        return DraftPiece(span, language, _passages(span, language), about_languages=False)
    beside = list(_beside_languages(span, language))
    read = tuple(passage for part in beside or [span] for passage in _passages(part, language))
    return DraftPiece(span, language, read, about_languages=not beside)


def _beside_languages(piece: Span, language: str) -> Iterator[Span]:
    """Of a line like "Nurse, 9 years, English B2" what stands before, between and after the clauses about languages:
    names of languages and how well they are known.
    """
    start = end = None
    for clause in (*clauses(piece), None):
        if clause and not _of_languages(clause.text, language):
            start, end = clause.start if start is None else start, clause.end
        elif start is not None and end is not None:
            between = Span(start, end, piece.text[start - piece.start : end - piece.start])
            if _LETTERS.search(between.text):
                yield between
            start = None


def _of_languages(clause: str, language: str) -> bool:
    says = languages(clause, language) or cues.says_level(clause, language)
    return bool(says) or cues.heading(clause, language)


def _passages(piece: Span, language: str) -> tuple[Passage, ...]:
    whole = len(piece.text) <= (LONGEST_SENTENCE if _ENDED.search(piece.text) else LONGEST_PASSAGE)
    parts = [piece] if whole else packed(piece, LONGEST_PASSAGE)
    return tuple(Passage(part, language, things(part, language)) for part in parts)


def one_passage(text: str, language: str | None) -> Passage:
    """A text taken for one sentence, title or term, whatever it is."""
    shown = readable(text[:LONGEST_TEXT])
    known = language_of_piece(shown, language) if language else language_of(shown)
    span = Span(0, len(shown), shown)
    found = tuple(part for piece in pieces(shown) for part in things(piece, known))
    return Passage(span, known, found or (span,))


def things(passage: Span, language: str) -> tuple[Span, ...]:
    """What a passage may speak of one by one: its clauses, and the sides of an "and" in a long one."""
    return tuple(part for clause in clauses(passage) for part in (clause, *_sides(clause, language)))


def _sides(clause: Span, language: str) -> Iterator[Span]:
    between = _BETWEEN.get(language)
    if between is None or len(words(clause)) < SHORTEST_SPLIT:
        return
    start, ends = 0, [*between.finditer(clause.text), None]
    for end in ends if len(ends) > 1 else ():
        text = clause.text[start : end.start() if end else None]
        yield Span(clause.start + start, clause.start + start + len(text), text)
        start = end.end() if end else start
