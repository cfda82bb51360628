"""What each family of sets is measured by, and which concepts are meant by the labels in their files."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from esco_data import ConceptKind, LabelKind, Taxonomy
from matching.evaluation.measures import (
    average_precision,
    ndcg_at,
    r_precision_at,
    recall_at,
    reciprocal_rank,
)
from matching.evaluation.sets import EvaluationSet, Family, Query

FIRST = 100
"""Places that are looked at, as MELO's published evaluation does; what comes later counts as not found."""

Order = Sequence[str]
"""Ids of elements or URIs of concepts, best first, each once."""

IN_TAXONOMY = "MRR, all names"
"""Asked of the product with all names that the taxonomy has, not of the corpus of a set."""

Measure = Callable[[Order, frozenset[str]], float]
"""The value for one query, in [0, 1], from the order and what is relevant."""

OCCUPATIONS = frozenset({Family.VACANCIES, Family.LINKING})
"""Families whose answer is an occupation of the taxonomy."""

CONCEPTS = frozenset({Family.SENTENCES, Family.TERMS, Family.VACANCIES})
"""Families whose corpus are the concepts of the taxonomy."""


def mean_reciprocal_rank(order: Order, relevant: frozenset[str]) -> float:
    return reciprocal_rank(_judged(order[:FIRST], relevant))


def mean_average_precision(order: Order, relevant: frozenset[str]) -> float:
    return average_precision(_judged(order, relevant), relevant=len(relevant))


def _judged(order: Order, relevant: frozenset[str]) -> list[bool]:
    return [each in relevant for each in order]


def _r_precision(k: int) -> Measure:
    return lambda order, relevant: r_precision_at(_judged(order, relevant), k, relevant=len(relevant))


def _recall(k: int) -> Measure:
    return lambda order, relevant: recall_at(_judged(order, relevant), k, relevant=len(relevant))


def _ndcg(order: Order, relevant: frozenset[str]) -> float:
    return ndcg_at(_judged(order, relevant), 10) if relevant & set(order) else 0.0


def by_concept(concepts: Mapping[str, str]) -> Measure:
    """MRR over concepts: each at the place of its best element, among those that the first elements name."""

    def measure(order: Order, relevant: frozenset[str]) -> float:
        ranked = list(dict.fromkeys(concepts[element] for element in order))
        return mean_reciprocal_rank(ranked, frozenset(concepts[element] for element in relevant))

    return measure


def measures(found: EvaluationSet) -> Mapping[str, Measure]:
    """By the names that tables show, the first being the one that is published most."""
    match found.family:
        case Family.LINKING:
            concepts = {element.id: element.concept for element in found.corpus}
            return {"MRR": mean_reciprocal_rank, "MRR by concept": by_concept(concepts)}
        case Family.SIMILARITY:
            return {"MAP": mean_average_precision}
        case Family.PEOPLE:
            return {"MAP": mean_average_precision, "nDCG@10": _ndcg}
        case Family.SENTENCES:
            return {"RP@5": _r_precision(5), "RP@10": _r_precision(10), "MRR": mean_reciprocal_rank}
        case _:
            return {"MRR": mean_reciprocal_rank, "recall@10": _recall(10)}


def measures_in_taxonomy(found: EvaluationSet) -> Mapping[str, Measure]:
    """Of a set whose concepts the taxonomy may have, where concepts are ranked and not elements."""
    concepts = {element.id: element.concept for element in found.corpus}

    def measure(order: Order, relevant: frozenset[str]) -> float:
        return mean_reciprocal_rank(order, frozenset(concepts[element] for element in relevant))

    return {IN_TAXONOMY: measure}


def depth(found: EvaluationSet) -> int:
    """Places that the measures look at; MAP looks at all of the corpus."""
    return len(found.corpus) if found.family in (Family.SIMILARITY, Family.PEOPLE) else FIRST


# --- from labels to concepts --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Labels:
    """Concepts by their English labels: preferred ones, and alternative ones that only one concept of a kind has."""

    skills: Mapping[str, str]
    occupations: Mapping[str, str]

    @classmethod
    def of(cls, taxonomy: Taxonomy) -> "Labels":
        return cls(_by_label(taxonomy, ConceptKind.SKILL), _by_label(taxonomy, ConceptKind.OCCUPATION))


def _by_label(taxonomy: Taxonomy, kind: ConceptKind) -> dict[str, str]:
    """Preferred labels win. Alternative ones are needed where a newer version has renamed a concept."""
    named: dict[LabelKind | None, dict[str, set[str]]] = {LabelKind.PREFERRED: {}, LabelKind.ALTERNATIVE: {}}
    for surface in taxonomy.surfaces(languages=("en",), kinds=(kind,), label_kinds=tuple(LabelKind)[:2]):
        named[surface.label_kind].setdefault(surface.text.casefold(), set()).add(surface.uri)
    alternative = {text: min(uris) for text, uris in named[LabelKind.ALTERNATIVE].items() if len(uris) == 1}
    return alternative | {text: min(uris) for text, uris in named[LabelKind.PREFERRED].items()}


def resolved(found: EvaluationSet, taxonomy: Taxonomy, labels: Labels) -> EvaluationSet:
    """The set with URIs in place of labels. What the taxonomy has not stays among what is relevant, so that it counts
    as not found, and is told in the notes.
    """
    if found.family not in CONCEPTS:
        return found
    if found.family is Family.SENTENCES:
        names = {name: labels.skills.get(name.casefold(), name) for name in _relevant(found.queries)}
        queries = tuple(
            replace(q, relevant=frozenset(names[each] for each in q.relevant)) for q in found.queries
        )
        found = replace(found, queries=queries)
    unknown = sorted(uri for uri in _relevant(found.queries) if taxonomy.concept(uri) is None)
    return replace(found, notes=found.notes + not_there(unknown))


def _relevant(queries: Iterable[Query]) -> set[str]:
    return {each for query in queries for each in query.relevant}


def not_there(names: Sequence[str]) -> tuple[str, ...]:
    """A note on concepts that the taxonomy does not have, with the first few by name."""
    some = ", ".join(names[:5]) + (", …" if len(names) > 5 else "")
    return (f"not in the taxonomy, so never found: {len(names)} ({some})",) if names else ()
