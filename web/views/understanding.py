"""A reading of a text as a page shows it: the text in runs with highlights, and what was understood, with its words.

Pure but for the labels, which come from the taxonomy. Whatever overlaps is cut into runs, so that the runs one
after the other are exactly the text.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from web.concepts import Name, name_of
from web.i18n import N_

if TYPE_CHECKING:
    from esco_data import Taxonomy
    from matching.mapping import ConceptHit, How, PieceReading, Reading


class Mark(StrEnum):
    """What a run of the text is highlighted as."""

    NONE = ""
    OCCUPATION = "occupation"
    SKILL = "skill"
    DENIED = "denied"  # the text says no, or only wishes
    SKIPPED = "skipped"  # not read on purpose


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of the text that is highlighted in one way.

    `target` is the id of what it leads to; `anchor` is set where a stretch begins, for the way back; `others` counts
    the further concepts read from the same words.
    """

    text: str
    mark: Mark = Mark.NONE
    target: str | None = None
    anchor: str | None = None
    others: int = 0


@dataclass(frozen=True, slots=True)
class Words:
    """Words of the text, and the id of the run that begins with them."""

    text: str
    anchor: str


class Sure(StrEnum):
    """How likely it is, in words, that a text speaks of a concept."""

    LIKELY = "likely"
    PERHAPS = "perhaps"
    HINT = "hint"


_SURE = ((0.4, Sure.LIKELY), (0.2, Sure.PERHAPS), (0.0, Sure.HINT))
"""From which probability: in judged sentences about half, a quarter and a tenth of them are right, where judges named
one or two of several concepts that would do (docs/evaluation.md).
"""

HOW_SURE: Final = {
    Sure.LIKELY: N_("likely"),
    Sure.PERHAPS: N_("perhaps"),
    Sure.HINT: N_("only a hint"),
}


def sure_of(probability: float) -> Sure:
    return next(sure for least, sure in _SURE if probability >= least)


@dataclass(frozen=True, slots=True)
class Found:
    """A concept that the text claims, by its best hit; `words` in the order of the text, each once."""

    id: str
    uri: str
    name: Name
    occupation: bool
    probability: float
    how: "How"
    words: tuple[Words, ...]

    @property
    def sure(self) -> Sure:
        return sure_of(self.probability)


@dataclass(frozen=True, slots=True)
class NotCounted:
    """A piece that denies or only wishes for what it speaks of; `names` of concepts, `languages` by their code."""

    id: str
    words: Words
    names: tuple[Name, ...]
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Spoken:
    """A language with its CEFR level, 'native', or None where the text does not say."""

    code: str
    level: str | None
    words: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What was not read on purpose for one reason, in the words of the text; `why` is a `matching.boilerplate.Why`."""

    why: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Understanding:
    """All that the page shows of a reading. `education` are ISCED 2011 levels; `years` the length and its words."""

    language: str
    runs: tuple[Run, ...]
    occupations: tuple[Found, ...]
    skills: tuple[Found, ...]
    not_counted: tuple[NotCounted, ...]
    languages: tuple[Spoken, ...]
    education: tuple[tuple[int, str], ...]
    years: tuple[tuple[float, str], ...]
    skipped: tuple[LeftOut, ...]
    length: int
    cut: int | None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was understood at all."""
        return not (self.occupations or self.skills or self.languages or self.education or self.years)


def understanding(reading: "Reading", taxonomy: "Taxonomy", language: str) -> Understanding:
    """What a reading says, with the labels in the reader's `language`."""
    claimed = [piece for piece in reading.pieces if not piece.claims.denied]
    denied = [piece for piece in reading.pieces if piece.claims.denied and _says_something(piece)]
    found = _found(reading, taxonomy, language)
    return Understanding(
        language=reading.language,
        runs=tuple(_runs(reading, found, denied)),
        occupations=tuple(each for each in found if each.occupation),
        skills=tuple(each for each in found if not each.occupation),
        not_counted=tuple(_not_counted(number, p, taxonomy, language) for number, p in enumerate(denied, 1)),
        languages=_spoken(reading, claimed),
        education=tuple((level, p.span.text) for p in claimed for level in p.claims.education),
        years=tuple((p.claims.years, p.span.text) for p in claimed if p.claims.years is not None),
        skipped=_left_out(reading),
        length=len(reading.text),
        cut=reading.cut,
    )


def _says_something(piece: "PieceReading") -> bool:
    return bool(piece.concepts or piece.claims.languages)


def _found(reading: "Reading", taxonomy: "Taxonomy", language: str) -> list[Found]:
    """Each concept once, the most certain first."""
    by_concept: dict[str, list[ConceptHit]] = defaultdict(list)
    for hit in reading.concepts():
        by_concept[hit.uri].append(hit)
    ranked = sorted(by_concept.values(), key=lambda hits: (-max(h.probability for h in hits), hits[0].start))
    return [
        _concept(f"concept-{number}", hits, reading.text, name_of(taxonomy, hits[0].uri, language))
        for number, hits in enumerate(ranked, 1)
    ]


def _concept(identifier: str, hits: Sequence["ConceptHit"], text: str, name: Name) -> Found:
    best = max(hits, key=lambda hit: hit.probability)
    words = {text[hit.start : hit.end]: _anchor(hit.start) for hit in reversed(hits)}
    in_order = tuple(Words(said, anchor) for said, anchor in reversed(words.items()))
    return Found(identifier, best.uri, name, best.occupation, best.probability, best.how, in_order)


def _not_counted(number: int, piece: "PieceReading", taxonomy: "Taxonomy", language: str) -> NotCounted:
    return NotCounted(
        f"not-counted-{number}",
        Words(piece.span.text, _anchor(piece.span.start)),
        tuple(name_of(taxonomy, hit.uri, language) for hit in piece.concepts),
        tuple(claim.code for claim in piece.claims.languages),
    )


def _spoken(reading: "Reading", pieces: Iterable["PieceReading"]) -> tuple[Spoken, ...]:
    """Each language once, by the first claim that gives a level."""
    spoken: dict[str, Spoken] = {}
    for claim in (claim for piece in pieces for claim in piece.claims.languages):
        before = spoken.get(claim.code)
        if before is None or (before.level is None and claim.level):
            words = reading.text[claim.start : claim.end]
            spoken[claim.code] = Spoken(claim.code, claim.level, words)
    return tuple(spoken.values())


def _left_out(reading: "Reading") -> tuple[LeftOut, ...]:
    """By reason, each where it first stands in the text."""
    words: dict[str, list[str]] = defaultdict(list)
    for span in reading.skipped:
        words[span.why.value].append(span.text)
    return tuple(LeftOut(why, tuple(said)) for why, said in words.items())


# --- the text in runs -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A stretch to highlight; of several over the same words the shortest is shown, then the most certain."""

    start: int
    end: int
    mark: Mark
    target: str | None
    score: float = 1.0

    @property
    def rank(self) -> tuple[int, float]:
        return (self.end - self.start, -self.score)


def _runs(reading: "Reading", found: Sequence[Found], denied: Sequence["PieceReading"]) -> Iterator[Run]:
    stretches = list(_stretches(reading, found, denied))
    anchors = {stretch.start for stretch in stretches}
    length = reading.cut or len(reading.text)
    for start, end, over in _cut_up(length, stretches):
        anchor = _anchor(start) if start in anchors else None
        yield _run(reading.text[start:end], over, anchor)


def _run(text: str, over: Sequence[_Stretch], anchor: str | None) -> Run:
    if not over:
        return Run(text)
    shown = min(over, key=lambda stretch: stretch.rank)
    targets = {stretch.target for stretch in over}
    return Run(text, shown.mark, shown.target, anchor, len(targets) - 1)


def _stretches(
    reading: "Reading", found: Sequence[Found], denied: Sequence["PieceReading"]
) -> Iterator[_Stretch]:
    identifiers = {each.uri: each.id for each in found}
    for hit in reading.concepts():
        mark = Mark.OCCUPATION if hit.occupation else Mark.SKILL
        yield _Stretch(hit.start, hit.end, mark, identifiers[hit.uri], hit.score)
    for number, piece in enumerate(denied, 1):
        yield _Stretch(piece.span.start, piece.span.end, Mark.DENIED, f"not-counted-{number}")
    for span in reading.skipped:
        yield _Stretch(span.start, span.end, Mark.SKIPPED, "skipped")


def _cut_up(length: int, stretches: Sequence[_Stretch]) -> Iterator[tuple[int, int, list[_Stretch]]]:
    """The text from 0 to `length` in parts between all edges, each with the stretches that lie over it."""
    starting: dict[int, list[_Stretch]] = defaultdict(list)
    for stretch in stretches:
        starting[stretch.start].append(stretch)
    edges = sorted({0, length, *(edge for each in stretches for edge in (each.start, each.end))})
    over: list[_Stretch] = []
    for start, end in pairwise(edges):
        over = [stretch for stretch in over if stretch.end > start] + starting[start]
        yield start, end, over


def _anchor(start: int) -> str:
    return f"words-{start}"
