"""Runs the product's own functions on a judged set, and the baselines beside them."""

from collections.abc import Callable, Mapping, Sequence
from statistics import median
from time import perf_counter

from esco_data import ConceptKind, Taxonomy
from matching.evaluation import judging
from matching.evaluation.baselines import BASELINES, Documents
from matching.evaluation.judging import Measure, Order
from matching.evaluation.measures import bootstrap
from matching.evaluation.parallel import measure_parallel
from matching.evaluation.sets import EvaluationSet, Family
from matching.evaluation.subject import Measured, Subject

TIMED = 15
"""Queries asked alone, one after another, for the time that one takes; the values come from all of them at once."""

Rank = Callable[[Sequence[str], int], list[list[str]]]
"""For each text the first ids or URIs, best first."""


def measure(found: EvaluationSet, subject: Subject, *, baselines: bool = True) -> list[Measured]:
    """All measures of a set, whose labels are resolved."""
    if found.family is Family.PARALLEL:
        return measure_parallel(found, subject)
    plain = _baselines(found, subject) if baselines else {}
    measured = _measured(found, product(found, subject), judging.measures(found), plain)
    if found.family is Family.LINKING:
        measured += _measured(found, _in_taxonomy(found, subject), judging.measures_in_taxonomy(found), {})
    return measured


def _measured(
    found: EvaluationSet,
    rank: Rank,
    wanted: Mapping[str, Measure],
    plain: Mapping[str, Mapping[str, list[float]]],
) -> list[Measured]:
    values = _values(found, rank, wanted)
    milliseconds = _milliseconds(found, rank)
    return [
        Measured(
            found.name, found.family, found.languages, name, bootstrap(these), milliseconds,
            {way: sum(theirs[name]) / len(theirs[name]) for way, theirs in plain.items()},
        )
        for name, these in values.items()
    ]  # fmt: skip


def _values(found: EvaluationSet, rank: Rank, wanted: Mapping[str, Measure]) -> dict[str, list[float]]:
    """By measure, one value for each query."""
    orders: Sequence[Order] = rank([query.text for query in found.queries], judging.depth(found))
    pairs = list(zip(orders, (query.relevant for query in found.queries), strict=True))
    return {name: [value(order, relevant) for order, relevant in pairs] for name, value in wanted.items()}


def _milliseconds(found: EvaluationSet, rank: Rank) -> float:
    step = max(len(found.queries) // TIMED, 1)
    taken = []
    for query in found.queries[::step][:TIMED]:
        start = perf_counter()
        rank([query.text], judging.depth(found))
        taken.append((perf_counter() - start) * 1000)
    return median(taken)


# --- the product --------------------------------------------------------------------------------------------


def product(found: EvaluationSet, subject: Subject) -> Rank:
    """The function of the product that answers such queries."""
    if found.family in judging.CONCEPTS:
        return _concepts(found, subject)
    return _people(found, subject) if found.family is Family.PEOPLE else _names(found, subject)


def _in_taxonomy(found: EvaluationSet, subject: Subject) -> Rank:
    """As pages find occupations: by the taxonomy's names in all languages, whatever language the corpus has."""
    there = {element.concept for element in found.corpus}
    rank = _concepts(found, subject)
    return lambda texts, first: [[uri for uri in order if uri in there] for order in rank(texts, first)]


def _concepts(found: EvaluationSet, subject: Subject) -> Rank:
    mapper, occupations = subject.matcher.mapper, found.family in judging.OCCUPATIONS

    def rank(texts: Sequence[str], first: int) -> list[list[str]]:
        languages = [found.language] * len(texts)
        ranked = mapper.rank(texts, occupations=occupations, languages=languages, first=first)
        return [[uri for uri, _ in these] for these in ranked]

    return rank


def _names(found: EvaluationSet, subject: Subject) -> Rank:
    """Elements of the corpus, as the published figures rank them, several of one concept."""
    from matching.names import Name, Names

    concepts = {concept: number for number, concept in enumerate(e.concept for e in found.corpus)}
    names = Names.of([Name(concepts[e.concept], e.text) for e in found.corpus], subject.encoder)

    def rank(texts: Sequence[str], first: int) -> list[list[str]]:
        return [[found.corpus[row].id for row, _ in these] for these in names.rank_names(texts, first=first)]

    return rank


def _people(found: EvaluationSet, subject: Subject) -> Rank:
    """CVs are read once, as those on record are; what is timed is reading the advertisement and ranking all CVs."""
    from matching import ranking
    from matching.evidence import evidence
    from matching.requirements import requirements

    mapper, knowledge = subject.matcher.mapper, subject.matcher.knowledge
    read = mapper.read_many([element.text for element in found.corpus])
    offered = {e.id: evidence(reading) for e, reading in zip(found.corpus, read, strict=True)}

    def rank(texts: Sequence[str], first: int) -> list[list[str]]:
        asked = [requirements(reading) for reading in mapper.read_many(texts)]
        return [[m.candidate for m in ranking.rank(each, offered, knowledge)[:first]] for each in asked]

    return rank


# --- the baselines ------------------------------------------------------------------------------------------


def _baselines(found: EvaluationSet, subject: Subject) -> dict[str, dict[str, list[float]]]:
    documents = documents_of(found, subject.taxonomy)
    return {
        name: _values(found, _plain(made(documents).rank), judging.measures(found))
        for name, made in BASELINES.items()
    }


def _plain(rank: Callable[..., list[list[str]]]) -> Rank:
    return lambda texts, first: rank(texts, first=first)


def documents_of(found: EvaluationSet, taxonomy: Taxonomy) -> Documents:
    """What the baselines rank: the corpus or, without one, all labels of the concepts in the queries' language and
    in English.
    """
    if found.corpus:
        return [(element.id, element.text) for element in found.corpus]
    kind = ConceptKind.OCCUPATION if found.family in judging.OCCUPATIONS else ConceptKind.SKILL
    languages = sorted({found.language, "en"} & set(taxonomy.info.languages))
    return [(surface.uri, surface.text) for surface in taxonomy.surfaces(languages=languages, kinds=(kind,))]
