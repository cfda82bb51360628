"""What ranking may know of ESCO: which concepts are related, how, and how strongly. Plain tables, no database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from math import log

from matching.weights import STRENGTH


class Relation(StrEnum):
    """How what a candidate wrote relates to what a vacancy asks for, strongest first."""

    SAME = "same"
    ESSENTIAL_FOR_OCCUPATION = (
        "essential-for-occupation"  # the evidence is an occupation that cannot do without
    )
    NARROWER = "narrower"  # the evidence is more special than what is asked
    BROADER = "broader"
    RELATED = "related"
    OPTIONAL_FOR_OCCUPATION = "optional-for-occupation"
    SAME_UNIT_GROUP = "same-unit-group"  # ISCO-08, four digits
    SIBLING = "sibling"
    SAME_MINOR_GROUP = "same-minor-group"  # ISCO-08, three digits
    WORDS = "words"  # no concept links them; the words themselves do
    MEETS = "meets"  # a language, a level of education or a number of years that is enough
    PARTLY_MEETS = "partly-meets"
    NONE = "none"


@dataclass(frozen=True)
class Facts:
    """Relations of concepts by URI.

    `essential` and `optional` lead from an occupation to its skills, `broader` from a concept to its parents, `isco`
    from an occupation to its ISCO-08 unit group, `related` from a skill to skills. `users` says in how many
    occupations a skill is used, out of `occupations`.
    """

    essential: Mapping[str, frozenset[str]] = field(default_factory=dict)
    optional: Mapping[str, frozenset[str]] = field(default_factory=dict)
    broader: Mapping[str, frozenset[str]] = field(default_factory=dict)
    related: Mapping[str, frozenset[str]] = field(default_factory=dict)
    isco: Mapping[str, str] = field(default_factory=dict)
    users: Mapping[str, int] = field(default_factory=dict)
    occupations: int = 1

    def __hash__(self) -> int:  # so that `between` can be cached; a Facts is built once and never changed
        return id(self)

    @lru_cache(maxsize=200_000)  # noqa: B019  # one Facts lives as long as the process
    def between(self, asked: str, offered: str) -> tuple[Relation, float]:
        """The strongest relation from what is asked to what is offered, and its strength in [0, 1]."""
        found = tuple(self._relations(asked, offered))
        if not found:
            return Relation.NONE, 0.0
        best = max(found, key=lambda relation: STRENGTH[relation])
        return best, STRENGTH[best]

    def _relations(self, asked: str, offered: str) -> Iterable[Relation]:
        if asked == offered:
            yield Relation.SAME
            return
        parents, their_parents = self.broader.get(asked, _NOTHING), self.broader.get(offered, _NOTHING)
        if asked in their_parents:
            yield Relation.NARROWER
        if offered in parents:
            yield Relation.BROADER
        if asked in self.essential.get(offered, _NOTHING):
            yield Relation.ESSENTIAL_FOR_OCCUPATION
        if asked in self.optional.get(offered, _NOTHING):
            yield Relation.OPTIONAL_FOR_OCCUPATION
        if offered in self.related.get(asked, _NOTHING) or asked in self.related.get(offered, _NOTHING):
            yield Relation.RELATED
        yield from self._by_group(asked, offered)
        if parents & their_parents and asked not in self.isco:
            yield Relation.SIBLING

    def _by_group(self, asked: str, offered: str) -> Iterable[Relation]:
        code, other = self.isco.get(asked), self.isco.get(offered)
        if code and other and code == other:
            yield Relation.SAME_UNIT_GROUP
        elif code and other and code[:3] == other[:3]:
            yield Relation.SAME_MINOR_GROUP

    def rarity(self, uri: str) -> float:
        """1 for a skill that one occupation uses, towards 0 for one that all use; 1 where nothing is known."""
        users = self.users.get(uri, 0)
        if users <= 1 or self.occupations <= 1:
            return 1.0
        return 1.0 - log(users) / log(self.occupations)


_NOTHING: frozenset[str] = frozenset()
