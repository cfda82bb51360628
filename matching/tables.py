"""What the concept index holds besides vectors: the list of concepts, labels, relations, how telling words are."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from math import log
from pathlib import Path

from esco_data import Concept, ConceptKind, LabelKind, Surface, Taxonomy, written
from esco_data.files import replacing
from matching.centring import Centring
from matching.encoder import Encoder
from matching.facts import Facts
from matching.index import facts_as_json
from matching.lexicon import Lexicon
from matching.text import Span, stems

KINDS = (ConceptKind.SKILL, ConceptKind.OCCUPATION)
"""What a text may speak of."""

NEARLY_ALL = 0.9
"""Share of the concepts of a kind that have a name in a language, from which a missing one is an exception."""


def write(folder: Path, taxonomy: Taxonomy, encoder: Encoder) -> None:
    """Writes all of them into the index folder, each replaced in one rename."""
    concepts = [concept for kind in KINDS for concept in taxonomy.concepts(kind)]
    _json(folder / "concepts.json", [(c.uri, c.kind is ConceptKind.OCCUPATION) for c in concepts])
    _json(folder / "named.json", named(taxonomy, concepts))
    _json(folder / "telling.json", telling(taxonomy))
    _json(folder / "facts.json", facts_as_json(facts_of(taxonomy)))
    with replacing(folder / "lexicon.npz") as part:
        lexicon(taxonomy, concepts).save(part)
    with replacing(folder / "centring.npz") as part:
        Centring.measure(encoder).save(part)


def named(taxonomy: Taxonomy, concepts: list[Concept]) -> dict[str, list[str]]:
    """For each kind the languages in which nearly all of its concepts have a preferred label, or one of our own that
    stands for it.
    """
    of_kind = Counter(concept.kind for concept in concepts)
    labels = chain(taxonomy.surfaces(label_kinds=(LabelKind.PREFERRED,)), written_names(taxonomy))
    preferred = {(s.kind, s.language, s.uri) for s in labels if s.label_kind is LabelKind.PREFERRED}
    having = Counter((kind, language) for kind, language, _ in preferred)
    return {
        kind.value: sorted(
            language
            for (of, language), number in having.items()
            if of is kind and number >= NEARLY_ALL * of_kind[kind]
        )
        for kind in KINDS
    }


def lexicon(taxonomy: Taxonomy, concepts: list[Concept]) -> Lexicon:
    """All labels people read. Hidden ones are misspellings, and with the starter several labels run together."""
    row = {concept.uri: number for number, concept in enumerate(concepts)}
    labels = taxonomy.surfaces(kinds=KINDS, label_kinds=(LabelKind.PREFERRED, LabelKind.ALTERNATIVE))
    every = chain(labels, written_names(taxonomy))
    return Lexicon.of((row[s.uri], s.label_kind is LabelKind.PREFERRED, s.text) for s in every)


def written_names(taxonomy: Taxonomy) -> Iterator[Surface]:
    """Those of our own whose concept is in the taxonomy. Where it has no preferred label in their language, they stand
    for it: how near the preferred label is weighs most, and one in a far language is never near.
    """
    known = {concept.uri for kind in KINDS for concept in taxonomy.concepts(kind)}
    preferred = taxonomy.surfaces(kinds=KINDS, label_kinds=(LabelKind.PREFERRED,))
    labelled = {(label.uri, label.language) for label in preferred}
    for name in written.names():
        if name.uri in known:
            stands = (name.uri, name.language) not in labelled
            yield replace(name, label_kind=LabelKind.PREFERRED) if stands else name


def telling(taxonomy: Taxonomy) -> dict[str, float]:
    """Weight of each stem by how few of the taxonomy's texts have it, 1 for a stem of one text (inverse frequency)."""
    texts = Counter[str]()
    count = 0
    for surface in taxonomy.surfaces(kinds=KINDS, descriptions=True):
        count += 1
        texts.update(stems(Span(0, len(surface.text), surface.text)))
    most = log(1 + count)
    return {stem: round(log(1 + count / n) / most, 4) for stem, n in texts.items()}


def facts_of(taxonomy: Taxonomy) -> Facts:
    """The relations of a taxonomy as the ranking wants them."""
    essential: dict[str, set[str]] = defaultdict(set)
    optional: dict[str, set[str]] = defaultdict(set)
    broader, related = {}, {}
    isco = {}
    users: Counter[str] = Counter()
    for concept in taxonomy.concepts(ConceptKind.OCCUPATION):
        for relation in taxonomy.skills_of(concept.uri):
            (essential if relation.essential else optional)[concept.uri].add(relation.uri)
            users[relation.uri] += 1
        if concept.isco:
            isco[concept.uri] = concept.isco
    for kind in KINDS:
        for concept in taxonomy.concepts(kind):
            broader[concept.uri] = frozenset(taxonomy.broader(concept.uri))
    for concept in taxonomy.concepts(ConceptKind.SKILL):
        if relations := taxonomy.related_skills(concept.uri):
            related[concept.uri] = frozenset(r.uri for r in relations)
    frozen = [{k: frozenset(v) for k, v in links.items()} for links in (essential, optional)]
    return Facts(frozen[0], frozen[1], broader, related, isco, dict(users), max(1, len(isco)))


def _json(path: Path, content: object) -> None:
    with replacing(path) as part:
        part.write_text(json.dumps(content), encoding="utf-8")
