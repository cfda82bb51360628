"""What an advertisement asks for: its pieces as requirements, essential or optional, without what it only offers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import regex
from numpy.typing import NDArray

from matching import cues, weights
from matching.claims import LanguageClaim
from matching.mapping import ConceptHit, PieceReading, Reading
from matching.ranking import Kind, Meaning, Requirement
from matching.text import stems

_REMARK = regex.compile(r"[;؛]")

LONGEST_HEADING = 60
"""Characters. A longer line is text, not a heading."""

MOST_YEARS = 15
"""Nobody asks for more years of experience; "for 30 years" is how long the company exists."""

SECTIONS = ("offer", "about", "wanted", "duties")
UNASKED = ("offer", "about")

MOST_SKILLS = 40
"""Requirements of skills taken from one advertisement; what comes after is hardly a requirement."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A piece of the advertisement with the section it stands in ('' before the first heading)."""

    piece: PieceReading
    section: str
    optional_section: bool
    essential: bool


def requirements(
    reading: Reading, *, occupation: str | None = None, title: str | None = None
) -> list[Requirement]:
    """The requirements of an advertisement, in the order of its text: occupation first, the whole last.

    `occupation` is an ESCO URI that a person has confirmed; without it the text's own title says which it is.
    """
    lines = [line for line in _lines(reading) if line.section not in UNASKED]
    found = [*_occupation(reading, lines, occupation, title), *_particulars(lines), *_skills(lines)]
    asked = [line.piece for line in lines]
    return [*found, _whole(reading, asked)] if asked else found


def occupations(reading: Reading, *, most: int = 3) -> list[ConceptHit]:
    """The occupations an advertisement is most likely for, best first: its title's, else those of its text."""
    lines = [line for line in _lines(reading) if line.section not in UNASKED]
    in_title = _likely(lines[:1])
    in_text = _likely(lines)
    best: dict[str, ConceptHit] = {}
    for hit in in_title or sorted(in_text, key=lambda h: -h.score):
        best.setdefault(hit.uri, hit)
    return list(best.values())[:most]


def _likely(lines: Sequence[_Line]) -> list[ConceptHit]:
    hits = (hit for line in lines for hit in line.piece.concepts if hit.occupation)
    return [hit for hit in hits if hit.score >= weights.ASKED_OCCUPATION]


def _lines(reading: Reading) -> Iterator[_Line]:
    section, optional = "", False
    for piece in reading.pieces:
        heading = _heading(reading, piece)
        if heading is not None:
            section, optional = heading, cues.said("optional", piece.span.text, piece.language)
            continue
        here = _own_section(piece) or section
        essential = not (optional or _says_optional(piece))
        yield _Line(piece, here, optional, essential)


def _says_optional(piece: PieceReading) -> bool:
    """Asked of the words before a semicolon: what follows ("a foreign diploma is welcome") is a remark on them."""
    return cues.said("optional", _REMARK.split(piece.span.text)[0], piece.language)


def _heading(reading: Reading, piece: PieceReading) -> str | None:
    """The section that a line opens; '' for a heading of no known kind; None when it is no heading."""
    text, span = reading.text, piece.span
    if len(span.text) > LONGEST_HEADING or text[: span.start].rstrip(" \t\r*#-–•").rpartition("\n")[2]:
        return None
    rest = text[span.end :].partition("\n")[0].strip(" \t\r*#_")
    known = next((s for s in SECTIONS if cues.said(s, span.text, piece.language)), None)
    if rest == ":":
        return known or ("wanted" if cues.said("optional", span.text, piece.language) else "")
    return known if not rest and len(span.text.split()) <= 4 and span.start > 0 else None


def _own_section(piece: PieceReading) -> str | None:
    """A sentence that itself says "we offer" or "apply" belongs there, whatever stands above it."""
    start = piece.span.text[:LONGEST_HEADING]
    return next((s for s in UNASKED if cues.said(s, start, piece.language)), None)


def _occupation(
    reading: Reading, lines: Sequence[_Line], confirmed: str | None, title: str | None
) -> Iterator[Requirement]:
    if not lines:
        return
    first = lines[0].piece
    found = occupations(reading)
    best = max((hit.score for hit in found), default=1.0)
    hits = [(confirmed, 1.0)] if confirmed else [(hit.uri, hit.score / best) for hit in found]
    meaning = replace(meaning_of(first), concepts=tuple(hits))
    yield Requirement(title or first.span.text, Kind.OCCUPATION, essential=True, meaning=meaning)


def _particulars(lines: Sequence[_Line]) -> Iterator[Requirement]:
    """Languages, education and years: each asked once, by the first piece that says it, of what is wanted if any does:
    "for 14 years" before that is how long the company exists.
    """
    yield from _languages(lines)
    wanted_first = sorted(lines, key=lambda line: line.section != "wanted")
    if studied := next((line for line in wanted_first if _asks_for_education(line)), None):
        yield _requirement(studied, Kind.EDUCATION, education=studied.piece.claims.education[0])
    if worked := next((line for line in wanted_first if _asks_for_years(line)), None):
        yield _requirement(worked, Kind.EXPERIENCE, years=worked.piece.claims.years)


def _asks_for_education(line: _Line) -> bool:
    return bool(line.piece.claims.education) and not line.piece.claims.denied


def _asks_for_years(line: _Line) -> bool:
    years = line.piece.claims.years
    return years is not None and years <= MOST_YEARS


def _languages(lines: Sequence[_Line]) -> Iterator[Requirement]:
    """Each language once, by the first piece that names it with a level: "deutsche Approbation" asks for none."""
    asked: dict[str, tuple[_Line, LanguageClaim]] = {}
    for line in lines:
        for claim in _asked_languages(line):
            if claim.code not in asked or (claim.level and not asked[claim.code][1].level):
                asked[claim.code] = line, claim
    return (_language(line, claim) for line, claim in asked.values())


def _asked_languages(line: _Line) -> Iterator[LanguageClaim]:
    """Languages named with a level, or among what is wanted: elsewhere a language may be anything."""
    for claim in line.piece.claims.languages:
        if claim.level or line.section == "wanted" or not line.essential:
            yield claim


def _language(line: _Line, claim: LanguageClaim) -> Requirement:
    """One language of a piece. Optional by its section, by what is said before all languages of the piece
    ("a plus: English, Polish") or by the words from its name to the next.
    """
    span, starts = line.piece.span, [c.start for c in line.piece.claims.languages]
    own = span.text[
        claim.start - span.start : min((s for s in starts if s > claim.start), default=span.end) - span.start
    ]
    shared = span.text[: min(starts) - span.start]
    optional = line.optional_section or any(
        cues.said("optional", words, line.piece.language) for words in (shared, own)
    )
    return replace(
        _requirement(line, Kind.LANGUAGE), text=own.strip(" ,;.•-–") or span.text, essential=not optional,
        language=claim.code, level=claim.level,
    )  # fmt: skip


def _skills(lines: Sequence[_Line]) -> Iterator[Requirement]:
    """Pieces that speak of a skill or an occupation, or that stand among what is wanted."""
    given = 0
    for line in lines[1:]:
        hits = [h for h in line.piece.concepts if not h.occupation] or line.piece.concepts
        particular = line.piece.claims.languages or line.piece.claims.education
        if not hits or (particular and len(line.piece.span.text) < LONGEST_HEADING) or given >= MOST_SKILLS:
            continue
        given += 1
        yield _requirement(line, Kind.SKILL)


def _requirement(
    line: _Line, kind: Kind, *, education: int | None = None, years: float | None = None
) -> Requirement:
    return Requirement(
        line.piece.span.text, kind, line.essential, meaning_of(line.piece), education=education, years=years
    )


def _whole(reading: Reading, asked: Sequence[PieceReading]) -> Requirement:
    first, last = asked[0].span.start, asked[-1].span.end
    return Requirement(reading.text[first:last], Kind.WHOLE, essential=True, meaning=together(asked))


def meaning_of(piece: PieceReading) -> Meaning:
    """A piece as the ranking takes it."""
    return Meaning(tuple((h.uri, h.score) for h in piece.concepts), piece.vector, stems(piece.span))


def together(read: Sequence[PieceReading]) -> Meaning:
    """Several pieces as one: the mean of their vectors, all their words, no concepts of its own."""
    mean: NDArray[np.float32] = np.mean([piece.vector for piece in read], axis=0, dtype=np.float32)
    length = float(np.linalg.norm(mean)) or 1.0
    words = frozenset().union(*(stems(piece.span) for piece in read))
    return Meaning((), (mean / length).astype(np.float32), words)
