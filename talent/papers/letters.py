"""Letters as they come out of files, made into text: control signs out, shapes to letters, lines into logical order."""

import re
import unicodedata
from itertools import groupby
from typing import Final

UNKNOWN: Final = "\ufffd"
"""Stands for a sign whose letter the file does not tell."""

_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_NO_LETTERS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff\ue000-\uf8ff]")
_SHAPES = re.compile(r"[\ufb00-\ufb06\ufb1d-\ufdff\ufe70-\ufefc]+")
_EMPTY_LINES = re.compile(r"\n{3,}")
_RIGHT_TO_LEFT: Final = frozenset({"R", "AL"})
_NUMBERS: Final = frozenset({"EN", "AN"})


def tidy(text: str) -> str:
    """Line ends as "\\n", at most one empty line, no trailing blanks, no soft hyphens, letters instead of shapes.

    What is no letter at all becomes U+FFFD, which `unclear` counts. Not a word is changed.
    """
    text = _LINE_ENDS.sub("\n", text).replace("\u00ad", "").replace("\ufeff", "")
    text = _SHAPES.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    text = _NO_LETTERS.sub(UNKNOWN, text)
    lines = (line.rstrip() for line in text.expandtabs(4).split("\n"))
    return _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip("\n")


def unclear(text: str) -> bool:
    return UNKNOWN in text


def has_right_to_left(text: str) -> bool:
    return any(unicodedata.bidirectional(sign) in _RIGHT_TO_LEFT for sign in text)


def logical(line: str) -> str:
    """A line as it is seen from left to right, in the order in which it is read.

    The reverse of what a page does to show it (Unicode Standard Annex 9, simplified to one embedding): in a
    line that is mostly right-to-left everything turns round, and what runs left-to-right turns back; in
    any other line only the right-to-left stretches turn.
    """
    if not has_right_to_left(line):
        return line
    turned = _in_reading_order(line)
    faced = turned.translate(_MIRRORED)
    return faced if _closes_before_opening(turned) and not _closes_before_opening(faced) else turned


def _in_reading_order(line: str) -> str:
    if not _mostly_right_to_left(line):
        return "".join(_turned(run) if right else run for right, run in _runs(line))
    turned = _runs(_turned(line))
    return "".join(run if right else _turned(run) for right, run in turned)


def _closes_before_opening(line: str) -> bool:
    """Some programs name a bracket by its shape, others by its meaning: one of the two comes out the wrong way."""
    depth = 0
    for sign in line:
        depth += (sign in "([{«") - (sign in ")]}»")
        if depth < 0:
            return True
    return False


def _mostly_right_to_left(line: str) -> bool:
    kinds = [unicodedata.bidirectional(sign) for sign in line]
    return sum(kind in _RIGHT_TO_LEFT for kind in kinds) >= kinds.count("L")


def _turned(run: str) -> str:
    """Backwards; marks stay behind their letters."""
    letters = re.findall(r".[\u0300-\u036f\u064b-\u065f\u0670]*", run, re.DOTALL)
    return "".join(reversed(letters))


_MIRRORED: Final = str.maketrans("()[]{}«»", ")(][}{»«")


def _runs(line: str) -> list[tuple[bool, str]]:
    """Stretches of one direction; numbers and Latin letters run left-to-right, blanks go with right-to-left.

    A blank or a mark between two left-to-right signs belongs to them: "ICU 2", "3.5", "a@b.org".
    """
    kinds = [unicodedata.bidirectional(sign) for sign in line]
    strong = [
        "L" if kind in _NUMBERS or kind == "L" else "R" if kind in _RIGHT_TO_LEFT else "" for kind in kinds
    ]
    sides = [_side(strong, at) for at in range(len(line))]
    pairs = groupby(zip(sides, line, strict=True), key=lambda pair: pair[0])
    return [(side == "R", "".join(sign for _, sign in run)) for side, run in pairs]


def _side(strong: list[str], at: int) -> str:
    if strong[at]:
        return strong[at]
    before = next((kind for kind in reversed(strong[:at]) if kind), "R")
    after = next((kind for kind in strong[at:] if kind), "R")
    return "L" if before == after == "L" else "R"


def seen(text: str) -> str:
    """The letters of one sign in the order of sight."""
    return text[::-1] if has_right_to_left(text) else text


_CONSONANTS: Final = "\u0995-\u09b9\u09dc-\u09df\u09f0\u09f1\u0915-\u0939\u0958-\u095f"
_JOINER: Final = "\u09cd\u094d"
_WRITTEN_BEFORE: Final = "\u09bf\u09c7\u09c8\u093f"
_CLUSTER: Final = f"[{_CONSONANTS}][\u09bc\u093c]?(?:[{_JOINER}][{_CONSONANTS}][\u09bc\u093c]?)*"
_MISPLACED = re.compile(f"(?<![{_CONSONANTS}\u09bc\u093c{UNKNOWN}])[{_WRITTEN_BEFORE}]")
_BEFORE_CLUSTER = re.compile(f"([{_WRITTEN_BEFORE}])({_CLUSTER})")


def vowels_after_consonants(text: str) -> str:
    """Bengali and Devanagari vowel signs that are written before their consonant, set behind it.

    Unicode has them behind (The Unicode Standard, chapter 12); many PDFs have them in the order of writing. A
    text is taken to be in that order where one stands at the beginning of a word or after a vowel, which no
    other order allows.
    """
    if not _MISPLACED.search(text):
        return text
    return unicodedata.normalize("NFC", _BEFORE_CLUSTER.sub(r"\2\1", text))
