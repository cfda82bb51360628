"""What ranking may know of ESCO: which concepts are related, how, and how strongly. Plain tables, no database."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property, lru_cache
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

    def __hash__(self) -> int:  # so that `reach` can be cached; a Facts is built once and never changed
        return id(self)

    @lru_cache(maxsize=4096)  # noqa: B019  # one Facts lives as long as the process
    def reach(self, asked: str) -> dict[str, Relation]:
        """Every concept that answers what is asked, at least in part, with its strongest relation to it."""
        found: dict[str, Relation] = {}
        for relation, offered in self._relations(asked):
            for uri in offered:
                if uri not in found or STRENGTH[relation] > STRENGTH[found[uri]]:
                    found[uri] = relation
        return found

    def between(self, asked: str, offered: str) -> tuple[Relation, float]:
        """The strongest relation from what is asked to what is offered, and its strength in [0, 1]."""
        relation = self.reach(asked).get(offered)
        return (relation, STRENGTH[relation]) if relation else (Relation.NONE, 0.0)

    def _relations(self, asked: str) -> Iterator[tuple[Relation, Iterable[str]]]:
        parents = self.broader.get(asked, _NOTHING)
        yield Relation.SAME, (asked,)
        yield Relation.NARROWER, self._children.get(asked, _NOTHING)
        yield Relation.BROADER, parents
        yield Relation.ESSENTIAL_FOR_OCCUPATION, self._cannot_do_without.get(asked, _NOTHING)
        yield Relation.OPTIONAL_FOR_OCCUPATION, self._may_use.get(asked, _NOTHING)
        yield Relation.RELATED, self.related.get(asked, _NOTHING) | self._related_to.get(asked, _NOTHING)
        if code := self.isco.get(asked):
            yield Relation.SAME_UNIT_GROUP, self._in_group.get(code, _NOTHING)
            yield Relation.SAME_MINOR_GROUP, self._in_group.get(code[:3], _NOTHING)
        else:
            yield (
                Relation.SIBLING,
                (child for parent in parents for child in self._children.get(parent, _NOTHING)),
            )

    def answered_by(self, offered: str) -> dict[str, Relation]:
        """Every concept that, asked for, is answered by what is offered: `reach` from its other end."""
        found: dict[str, Relation] = {}
        for relation, asked in self._answers(offered):
            for uri in asked:
                if uri not in found or STRENGTH[relation] > STRENGTH[found[uri]]:
                    found[uri] = relation
        return found

    def _answers(self, offered: str) -> Iterator[tuple[Relation, Iterable[str]]]:
        parents = self.broader.get(offered, _NOTHING)
        yield Relation.SAME, (offered,)
        yield Relation.NARROWER, parents
        yield Relation.BROADER, self._children.get(offered, _NOTHING)
        yield Relation.ESSENTIAL_FOR_OCCUPATION, self.essential.get(offered, _NOTHING)
        yield Relation.OPTIONAL_FOR_OCCUPATION, self.optional.get(offered, _NOTHING)
        yield Relation.RELATED, self.related.get(offered, _NOTHING) | self._related_to.get(offered, _NOTHING)
        if code := self.isco.get(offered):
            yield Relation.SAME_UNIT_GROUP, self._in_group.get(code, _NOTHING)
            yield Relation.SAME_MINOR_GROUP, self._in_group.get(code[:3], _NOTHING)
        siblings = (child for parent in parents for child in self._children.get(parent, _NOTHING))
        yield Relation.SIBLING, (uri for uri in siblings if uri not in self.isco)

    def narrowed(self, offered: Iterable[str]) -> "Facts":
        """The same facts for ranking one candidate who names these concepts and no other: `reach` leads to them
        alone, and quickly.
        """
        reached: dict[str, dict[str, Relation]] = defaultdict(dict)
        for uri in offered:
            for asked, relation in self.answered_by(uri).items():
                reached[asked][uri] = relation
        return _Narrowed(
            self.essential, self.optional, self.broader, self.related, self.isco, self.users,
            self.occupations, reached,
        )  # fmt: skip

    @cached_property
    def _children(self) -> dict[str, set[str]]:
        return _turned(self.broader)

    @cached_property
    def _cannot_do_without(self) -> dict[str, set[str]]:
        return _turned(self.essential)

    @cached_property
    def _may_use(self) -> dict[str, set[str]]:
        return _turned(self.optional)

    @cached_property
    def _related_to(self) -> dict[str, set[str]]:
        return _turned(self.related)

    @cached_property
    def _in_group(self) -> dict[str, set[str]]:
        """Occupations by unit group (four digits) and by minor group (three)."""
        return _turned({uri: (code, code[:3]) for uri, code in self.isco.items()})

    def rarity(self, uri: str) -> float:
        """1 for a skill that one occupation uses, towards 0 for one that all use; 1 where nothing is known."""
        users = self.users.get(uri, 0)
        if users <= 1 or self.occupations <= 1:
            return 1.0
        return 1.0 - log(users) / log(self.occupations)


@dataclass(frozen=True, eq=False)
class _Narrowed(Facts):
    reached: Mapping[str, dict[str, Relation]] = field(default_factory=dict)

    def reach(self, asked: str) -> dict[str, Relation]:  # type: ignore[override]  # nothing to cache here
        return self.reached.get(asked, {})


def _turned(links: Mapping[str, Iterable[str]]) -> dict[str, set[str]]:
    """The same links read from their other end."""
    turned: dict[str, set[str]] = defaultdict(set)
    for source, targets in links.items():
        for target in targets:
            turned[target].add(source)
    return dict(turned)


_NOTHING: frozenset[str] = frozenset()
