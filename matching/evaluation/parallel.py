"""The same text in many languages: is it understood, and is it understood as the same."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

from matching.evaluation.measures import bootstrap
from matching.evaluation.sets import EvaluationSet, Parallel
from matching.evaluation.subject import Measured, Subject

if TYPE_CHECKING:
    from matching.mapping import Mapper, Suggestion

SUGGESTIONS = 20
"""As many as a person is shown."""

REFERENCE = "en"
ALL = "all"
"""Stands in place of a language for what is measured over all of them."""


@dataclass(frozen=True, slots=True)
class Understood:
    """What was suggested for a text in one language, each best first."""

    concepts: frozenset[str]
    skills: tuple[str, ...]
    occupation: str | None
    milliseconds: float


def measure_parallel(found: EvaluationSet, subject: Subject) -> list[Measured]:
    """Rows for each language, then those over all. A language's agreement with itself is left out."""
    read = {text.name: _read(text, subject.matcher.mapper) for text in found.parallel}
    return [
        Measured(found.name, found.family, language, measure, bootstrap(values), _typical(read, language), {})
        for language in (*languages(found.parallel), ALL)
        for measure, values in _values(found.parallel, read, subject, language).items()
        if values
    ]


def languages(texts: Iterable[Parallel]) -> list[str]:
    """English first, for the others are compared with it."""
    return sorted({code for text in texts for code in text.texts}, key=lambda code: (code != REFERENCE, code))


def _read(text: Parallel, mapper: "Mapper") -> dict[str, Understood]:
    """By language, which is not told but detected, as for a text that somebody pastes."""
    return {code: _understood(written, mapper) for code, written in text.texts.items()}


def _understood(text: str, mapper: "Mapper") -> Understood:
    start = perf_counter()
    found: Sequence[Suggestion] = mapper.suggest(text)
    milliseconds = (perf_counter() - start) * 1000
    return Understood(
        frozenset(each.uri for each in found[:SUGGESTIONS]),
        tuple(each.uri for each in found if not each.occupation)[:SUGGESTIONS],
        next((each.uri for each in found if each.occupation), None),
        milliseconds,
    )


def _typical(read: Mapping[str, Mapping[str, Understood]], language: str) -> float:
    return median(
        each.milliseconds
        for by_code in read.values()
        for code, each in by_code.items()
        if language in (code, ALL)
    )


def _values(
    texts: Sequence[Parallel], read: Mapping[str, Mapping[str, Understood]], subject: Subject, language: str
) -> dict[str, list[float]]:
    """By measure, one value for each text that there is in this language; over all, the mean of its languages."""
    skills, occupations = subject.labels.skills, subject.labels.occupations
    recalls, firsts, agreements = [], [], []
    for text in texts:
        chosen = [u for code, u in read[text.name].items() if language in (code, ALL)]
        wanted = [skills.get(label.casefold(), label) for label in text.skills]
        recalls += _mean(len(set(wanted) & set(u.skills)) / len(set(wanted)) for u in chosen)
        if text.occupation:
            right = occupations.get(text.occupation.casefold(), text.occupation)
            firsts += _mean(float(u.occupation == right) for u in chosen)
        agreements += _mean(agreement(one, other) for one, other in _pairs(read[text.name], language))
    name = "F1 of all pairs" if language == ALL else "F1 with English"
    return {f"skills@{SUGGESTIONS}": recalls, "occupation first": firsts, name: agreements}


def _pairs(read: Mapping[str, Understood], language: str) -> list[tuple[Understood, Understood]]:
    if language == ALL:
        return list(combinations(read.values(), 2))
    there = language != REFERENCE and language in read and REFERENCE in read
    return [(read[language], read[REFERENCE])] if there else []


def agreement(one: Understood, other: Understood) -> float:
    """F1 of two sets of concepts, 2 |A ∩ B| / (|A| + |B|); 0 where both are empty, for silence is no agreement."""
    together = len(one.concepts) + len(other.concepts)
    return 2 * len(one.concepts & other.concepts) / together if together else 0.0


def _mean(values: Iterable[float]) -> list[float]:
    """As a list of one, or of none where there is nothing to take the mean of."""
    found = list(values)
    return [sum(found) / len(found)] if found else []
