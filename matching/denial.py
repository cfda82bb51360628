"""Which parts of a piece claim what they speak of, and which deny it or only wish for it, clause by clause.

A denial reaches as far as people mean it to: over the list that follows it ("no experience with Java, C++ or SQL"),
back over the list before it where the verb stands last (Bengali, Hindi, Turkish, Urdu) and where it is a remark on
what stands before it ("Java: none"), and no further than the next clause that claims something of its own ("but three
years of Python"). The words are in cues.toml.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import regex

from matching import cues
from matching.durations import years
from matching.text import Span, cut, words

VERB_LAST = frozenset(("bn", "hi", "tr", "ur"))
"""Languages that say "Java, Python don't-know": what denies stands behind what it denies."""

LONGEST_OBJECT = 2
"""Words. In languages with the verb last, a longer clause before a denial is a clause of its own."""

LONGEST_REMARK = 2
"""Words beside the cue. What says more than that is no mere remark on its neighbour."""


class _Joint(StrEnum):
    """What stands between a clause and the one before it."""

    COMMA = "comma"
    CLOSED = "closed"  # a comma after a bracket
    ASIDE = "aside"  # a colon, dash or bracket
    STOP = "stop"  # a semicolon or full stop
    CONTRAST = "contrast"  # but, however, whereas


_JOINTS = regex.compile(
    r"(?P<comma>[,،、](?!\d))|(?P<closed>[)\]]\s*[,،、](?!\d))|(?P<aside>[:：()\[\]]|(?<=\s)[–—-](?=\s))"
    r"|(?P<stop>[;؛•|]|(?<=\p{L}{3})[.!?؟।۔](?=\s))"
)
_DATE_OR_LEVEL = regex.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|(?<![\p{L}\d])[ABC][12](?![\p{L}\d])")


@dataclass(slots=True)
class _Clause:
    """A clause with what it says itself: denied, claimed, or None when it says neither."""

    span: Span
    joint: _Joint
    denied: bool | None
    words: int
    beside: int  # words beside those that deny

    @property
    def remark(self) -> bool:
        """Whether it is hardly more than the words that deny, and so about its neighbour."""
        return (
            bool(self.denied) and self.beside <= LONGEST_REMARK and not any(map(str.isdigit, self.span.text))
        )


def denied(text: str, language: str) -> bool:
    """Whether a text that `parts` has cut denies what it speaks of or only wishes for it."""
    return any(clause.denied for clause in _judged(Span(0, len(text), text), language))


def parts(piece: Span, language: str) -> tuple[Span, ...]:
    """The piece, cut where it turns from claiming to denying or wishing, or back; whole where it never turns."""
    judged = _judged(piece, language)
    turns = [later.span.start for earlier, later in pairwise(judged) if earlier.denied is not later.denied]
    return cut(piece, turns)


def _judged(piece: Span, language: str) -> list[_Clause]:
    """The clauses of a piece, each decided; one clause for a piece without any word that denies."""
    if not _says_no(piece.text, language):
        return [_Clause(piece, _Joint.STOP, denied=False, words=0, beside=0)]
    found = list(_clauses(piece, language))
    _look_back(found, language)
    _carry_on(found)
    return found


def _says_no(text: str, language: str) -> bool:
    return cues.said("negated", text, language) or cues.said("wished", text, language)


def _look_back(found: list[_Clause], language: str) -> None:
    """Lets remarks deny what stands before them, and verbs at the end the objects before them."""
    for place in range(len(found) - 1, 0, -1):
        here, before = found[place], found[place - 1]
        if here.remark and (here.joint is _Joint.CONTRAST or _optional(before, language)):
            here.denied = before.denied  # "nice to have, but not required" takes nothing back
        elif before.denied is None and here.denied and _reaches_back(here, before, language):
            before.denied = True


def _optional(clause: _Clause, language: str) -> bool:
    return cues.said("optional", clause.span.text, language)


def _reaches_back(here: _Clause, before: _Clause, language: str) -> bool:
    if here.joint is _Joint.ASIDE:
        return here.remark
    return here.joint is _Joint.COMMA and language in VERB_LAST and before.words <= LONGEST_OBJECT


def _carry_on(found: list[_Clause]) -> None:
    """Lets a denial go on over the clauses after it that say nothing themselves; all others claim."""
    carried = False
    for place, clause in enumerate(found):
        if clause.denied is None:
            clause.denied = carried and clause.joint in (_Joint.COMMA, _Joint.CLOSED, _Joint.ASIDE)
        elif place and clause.remark and (clause.joint is _Joint.ASIDE or not clause.beside):
            carried = False
            continue
        carried = bool(clause.denied)


def _clauses(piece: Span, language: str) -> Iterator[_Clause]:
    start, joint = 0, _Joint.STOP
    for at, after, name in [*sorted(_breaks(piece, language)), (len(piece.text), len(piece.text), "")]:
        text = piece.text[start:at]
        if text.strip():
            span = Span(piece.start + start, piece.start + at, text)
            yield _clause(span, joint, language)
            joint = _Joint(name) if name else joint
        elif name:
            joint = max(joint, _Joint(name), key=_STRENGTH.index)
        start = after


_STRENGTH = [_Joint.COMMA, _Joint.CLOSED, _Joint.ASIDE, _Joint.STOP, _Joint.CONTRAST]
"""Of two joints in a row (", but") the stronger counts; before the first clause stands a STOP."""


def _breaks(piece: Span, language: str) -> Iterator[tuple[int, int, str]]:
    """(End of a clause, start of the next, joint) in characters of the piece."""
    for match in _JOINTS.finditer(piece.text):
        yield match.start(), match.end(), str(match.lastgroup)
    known = cues.of(language).contrast | cues.of("en").contrast
    found = words(piece)
    free = 0  # words up to here belong to a turn already: "however I have" turns once
    for place, word in enumerate(found):
        if size := _turn([w.folded for w in found[place : place + _LONGEST_TURN]], known):
            start = word.start - piece.start
            if place >= free:
                yield start, start, _Joint.CONTRAST
            free = place + size + 1


_LONGEST_TURN = 4
"""Words of the longest cue of contrast."""


def _turn(ahead: list[str], known: frozenset[tuple[str, ...]]) -> int:
    """How many of the words ahead are a cue of contrast, the longest; 0 when they are none."""
    return next((size for size in range(len(ahead), 0, -1) if tuple(ahead[:size]) in known), 0)


def _clause(span: Span, joint: _Joint, language: str) -> _Clause:
    no = cues.said("negated", span.text, language)
    wish = cues.said("wished", span.text, language) and not cues.said("owned", span.text, language)
    claimed = False if _claims(span.text, language) else None
    beside = cues.words_beside(("negated", "wished"), span.text, language)
    return _Clause(span, joint, True if no or wish else claimed, len(words(span)), beside)


def _claims(text: str, language: str) -> bool:
    """Whether a clause says something of its own, so that no denial before it reaches it."""
    return (
        any(cues.said(what, text, language) for what in ("claimed", "owned", "wanted"))
        or bool(_DATE_OR_LEVEL.search(text))
        or cues.says_level(text, language)
        or years(text, language) is not None
    )
