"""The evidence of all profiles in memory, and of each the part that an actor is shown: the rest counts for nothing."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Final

from matching import store
from matching.evidence import of_sections
from matching.ranking import Evidence, Knowledge, Requirement
from matching.retrieval import Retrieval
from talent.sections import Section

EVERYTHING: Final = frozenset(Section)

REMEMBERED: Final = 50_000
"""Parts of profiles kept: for each only a vector and a set of words more than the pool has anyway."""

Shown = Mapping[str, frozenset[Section]]
"""By profile, the sections of it that an actor may see."""


class Pool:
    """A copy of what was read: the database says what may be seen, at every ranking anew."""

    def __init__(self, stamp: store.Stamp, evidence: Mapping[str, Sequence[Evidence]]) -> None:
        self.stamp = stamp
        self._evidence = evidence
        self._retrieval = Retrieval(evidence)
        self._said = {
            name: set(chain.from_iterable(map(_sections, found))) for name, found in evidence.items()
        }
        self._parts: dict[tuple[str, frozenset[Section]], Sequence[Evidence]] = {}

    def visible(self, shown: Shown) -> set[str]:
        """Of those shown the ones that have been read."""
        return self._evidence.keys() & shown.keys()

    def best(
        self, asked: Sequence[Requirement], knowledge: Knowledge, shown: Shown, *, most: int
    ) -> dict[str, Sequence[Evidence]]:
        """The shown evidence of the `most` visible candidates that are worth ranking, or of all if they are fewer."""
        visible = self.visible(shown)
        if asked and len(visible) > most:
            partly = {
                name: self._part(name, shown[name]) for name in visible if self._hides(name, shown[name])
            }
            visible = self._retrieval.best(asked, knowledge, visible, most=most, partly=partly)
        return {name: self._shown(name, shown[name]) for name in visible}

    def _hides(self, name: str, sections: frozenset[Section]) -> bool:
        """Whether something was read in a section that is not shown; what was read before sections were kept is."""
        return sections != EVERYTHING and not self._said[name] <= sections

    def _shown(self, name: str, sections: frozenset[Section]) -> Sequence[Evidence]:
        return self._part(name, sections) if self._hides(name, sections) else self._evidence[name]

    def _part(self, name: str, sections: frozenset[Section]) -> Sequence[Evidence]:
        """With a whole of its own, made of these pieces alone."""
        key = (name, sections)
        part = self._parts.get(key)
        if part is None:
            if len(self._parts) >= REMEMBERED:
                self._parts.clear()
            self._parts[key] = part = of_sections(self._evidence[name], sections)
        return part


def _sections(piece: Evidence) -> Iterator[str | None]:
    """Where it is said: its own section, and those of the words that are quoted beside it."""
    if not piece.whole:
        yield piece.section
        yield from piece.chosen.sections if piece.chosen else ()
