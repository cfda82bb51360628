"""What there is to learn from: the names of every concept in every loaded language, and how concepts relate."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from esco_data import ConceptKind, Surface, Taxonomy, written
from esco_data.folding import fold

Names = dict[str, tuple[str, ...]]
"""Of one concept: its names by ISO 639-1 code, the preferred label first."""


@dataclass(frozen=True)
class Corpus:
    """Concepts by number, the place of their URI in `uris`."""

    uris: tuple[str, ...]
    occupation: NDArray[np.bool_]
    names: tuple[Names, ...]
    descriptions: dict[int, str]  # English
    broader: tuple[frozenset[int], ...]  # of skills: wider skills
    related: tuple[frozenset[int], ...]  # wider, narrower, and skills that this one builds on or goes with
    skills: dict[int, tuple[int, ...]]  # of an occupation; essential ones first

    @cached_property
    def number(self) -> dict[str, int]:
        return {uri: number for number, uri in enumerate(self.uris)}

    @cached_property
    def by_label(self) -> dict[str, int]:
        """Skills by English preferred label, folded: how the sentence sets name them."""
        return {fold(self.label(n)): n for n in range(len(self.uris)) if not self.occupation[n]}

    @cached_property
    def twins(self) -> tuple[frozenset[int], ...]:
        """For each concept itself and those that share a name with it: neither is wrong for the other."""
        sharing: dict[str, set[int]] = defaultdict(set)
        for number, names in enumerate(self.names):
            for name in {fold(name) for some in names.values() for name in some}:
                sharing[name].add(number)
        found: list[set[int]] = [{number} for number in range(len(self.uris))]
        for together in sharing.values():
            if len(together) > 1:
                for number in together:
                    found[number] |= together
        return tuple(map(frozenset, found))

    def label(self, number: int) -> str:
        names = self.names[number]
        return names["en"][0] if "en" in names else next(iter(names.values()))[0]

    def of_kind(self, *, occupations: bool) -> NDArray[np.int64]:
        return np.flatnonzero(self.occupation == occupations)


def read(taxonomy: Taxonomy) -> Corpus:
    """Everything that the taxonomy holds in its loaded languages, hidden labels too, and the names of our own."""
    names = _names(chain(taxonomy.surfaces(), written.names()))
    concepts = [
        c
        for kind in (ConceptKind.OCCUPATION, ConceptKind.SKILL)
        for c in taxonomy.concepts(kind)
        if c.uri in names
    ]
    number = {concept.uri: place for place, concept in enumerate(concepts)}
    broader = _links(number, ((uri, taxonomy.broader(uri)) for uri in number))
    related = _links(number, ((uri, [s.uri for s in taxonomy.related_skills(uri)]) for uri in number))
    described = taxonomy.surfaces(languages=["en"], label_kinds=(), descriptions=True)
    return Corpus(
        uris=tuple(number),
        occupation=np.array([concept.kind is ConceptKind.OCCUPATION for concept in concepts]),
        names=tuple(names[uri] for uri in number),
        descriptions={number[s.uri]: s.text for s in described if s.uri in number},
        broader=tuple(map(frozenset, broader)),
        related=tuple(map(frozenset, _both_ways(broader, related))),
        skills=_skills(taxonomy, number),
    )


def _names(surfaces: Iterable[Surface]) -> dict[str, Names]:
    """Surfaces come by concept, language and kind, the preferred label first."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for surface in surfaces:
        found[surface.uri][surface.language].append(surface.text)
    return {uri: {code: tuple(texts) for code, texts in names.items()} for uri, names in found.items()}


def _links(number: dict[str, int], links: Iterable[tuple[str, Sequence[str]]]) -> list[set[int]]:
    """By concept; links to what is no concept here (groups, obsolete ones) are left out."""
    return [{number[other] for other in others if other in number} for _, others in links]


def _both_ways(*kinds: list[set[int]]) -> list[set[int]]:
    joined: list[set[int]] = [set() for _ in kinds[0]]
    for links in kinds:
        for number, others in enumerate(links):
            joined[number] |= others
            for other in others:
                joined[other].add(number)
    return joined


def _skills(taxonomy: Taxonomy, number: dict[str, int]) -> dict[int, tuple[int, ...]]:
    found: dict[int, tuple[int, ...]] = {}
    for concept in taxonomy.concepts(ConceptKind.OCCUPATION):
        skills = tuple(number[s.uri] for s in taxonomy.skills_of(concept.uri) if s.uri in number)
        if concept.uri in number and skills:
            found[number[concept.uri]] = skills
    return found
