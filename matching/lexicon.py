"""All labels of the taxonomy in all its languages as a table of numbers: which words of a text are a label, and whose.

A label is kept as a 64-bit hash of its folded words, so that half a million labels take 7 MB and a text is read by
looking up its own runs of words. Two labels of one hash are as good as impossible (1 in 10⁸ for 600,000 labels).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matching.text import Span, Word, words

LONGEST_LABEL = 8
"""Words. ESCO labels with more are met by their vectors."""

SHORTEST_WORD = 4
"""Letters. A label of one shorter word ("C", "go", "cut") says too little to be taken by its letters alone."""

SHORTEST_ARABIC_WORD = 3
"""The same in Arabic script, which leaves short vowels unwritten: "نرس", a nurse."""


@dataclass(frozen=True, slots=True)
class LabelHit:
    """A stretch of the text that is a label of `concept` (its row number)."""

    concept: int
    preferred: bool
    start: int
    end: int
    length: int  # in words


@dataclass(frozen=True)
class Lexicon:
    """`keys` sorted uint64; `concepts` int32 and `preferred` bool beside them. A key may stand more than once."""

    keys: NDArray[np.uint64]
    concepts: NDArray[np.int32]
    preferred: NDArray[np.bool_]

    @classmethod
    def of(cls, labels: Iterable[tuple[int, bool, str]]) -> "Lexicon":
        """From (concept row, is preferred, label)."""
        rows = {(key, concept): preferred for concept, preferred, key in _keys(labels)}
        keys = np.fromiter((k for k, _ in rows), np.uint64, len(rows))
        concepts = np.fromiter((c for _, c in rows), np.int32, len(rows))
        preferred = np.fromiter(rows.values(), np.bool_, len(rows))
        order = np.lexsort((concepts, keys))
        return cls(keys[order], concepts[order], preferred[order])

    def find(self, span: Span) -> Iterator[LabelHit]:
        """Labels in a stretch of text, longest first at each place; a place covered by a longer label is left out."""
        found = words(span)
        rows = self._rows(found)
        taken = 0
        for first in range(len(found)):
            for size in range(min(LONGEST_LABEL, len(found) - first), 0, -1):
                run = found[first : first + size]
                if (first, size) not in rows or run[-1].end <= taken:
                    continue
                if size == 1 and not _telling(span, run[0].folded, run[0].start):
                    continue
                for row in rows[first, size]:
                    yield LabelHit(
                        int(self.concepts[row]), bool(self.preferred[row]), run[0].start, run[-1].end, size
                    )
                taken = run[-1].end
                break

    def _rows(self, found: Sequence[Word]) -> dict[tuple[int, int], range]:
        """Of each run of words that is a label, by its first word and its length, where it stands in `keys`."""
        runs = list(_runs(len(found)))
        folded = [word.folded for word in found]
        asked = np.array([_key(folded[first : first + size]) for first, size in runs], np.uint64)
        low, high = np.searchsorted(self.keys, asked, "left"), np.searchsorted(self.keys, asked, "right")
        there = np.flatnonzero(high > low).tolist()
        return {runs[place]: range(int(low[place]), int(high[place])) for place in there}

    def save(self, path: Path) -> None:
        with path.open("wb") as file:
            np.savez(file, keys=self.keys, concepts=self.concepts, preferred=self.preferred)

    @classmethod
    def load(cls, path: Path) -> "Lexicon":
        with np.load(path) as arrays:
            return cls(arrays["keys"], arrays["concepts"], arrays["preferred"])


def _runs(count: int) -> Iterator[tuple[int, int]]:
    """First word and length of every run that could be a label."""
    for first in range(count):
        for size in range(1, min(LONGEST_LABEL, count - first) + 1):
            yield first, size


def _keys(labels: Iterable[tuple[int, bool, str]]) -> Iterator[tuple[int, bool, int]]:
    """Preferred labels last, so that they win where one concept has the same words twice."""
    for concept, preferred, label in sorted(labels, key=lambda item: item[1]):
        for form in _forms(label):
            folded = [w.folded for w in words(Span(0, len(form), form))]
            if 0 < len(folded) <= LONGEST_LABEL:
                yield concept, preferred, _key(folded)


def _forms(label: str) -> Iterator[str]:
    """A label, and where it gives two forms of equal length ("waiter/waitress"), each of them."""
    yield label
    sides = [side.strip() for side in label.split("/")]
    if len(sides) > 1 and len({len(side.split()) for side in sides}) == 1:
        yield from (side for side in sides if not side.startswith("-"))


def _key(folded: Sequence[str]) -> int:
    return int.from_bytes(blake2b(" ".join(folded).encode(), digest_size=8).digest(), "little")


def _telling(span: Span, folded: str, start: int) -> bool:
    """Whether one word alone may be taken for a label: long enough, or an abbreviation in capitals (SQL, C++)."""
    original = span.text[start - span.start :][: len(folded)]
    shortest = SHORTEST_ARABIC_WORD if "\u0600" <= folded[0] <= "\u06ff" else SHORTEST_WORD
    return len(folded) >= shortest or (len(folded) > 1 and (original.isupper() or not folded.isalpha()))
