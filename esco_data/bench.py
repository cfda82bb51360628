"""Measures search over queries as people type them: beginnings of labels, with typing errors, in many languages."""

import random
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

from esco_data.model import LabelKind
from esco_data.taxonomy import Taxonomy

LANGUAGES = ("en", "ar", "uk", "de", "fr", "es", "pl")
SHORTEST, LONGEST = 2, 20  # letters typed
_EVERY = 40  # labels left out between two that are taken


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds of one sort of queries; `found` is the share that got the concept they were made from in ten."""

    what: str
    queries: int
    p50: float
    p95: float
    slowest: float
    found: float

    def as_json(self) -> dict[str, object]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Query:
    what: str  # the language and the number of typing errors
    text: str
    language: str
    uri: str


def measure(taxonomy: Taxonomy, *, queries: int = 1400, seed: int = 1) -> list[Timing]:
    """Timings by language and by number of errors, and of all; the same queries for the same seed."""
    chosen = list(make_queries(taxonomy, queries, seed))
    taxonomy.search("warm", language="en")  # the first call loads the comparing of spellings
    taken = [(query, *_timed(taxonomy, query)) for query in chosen]
    sorts = ["all", *dict.fromkeys(query.what for query in chosen)]
    return [_timing(what, [(ms, hit) for q, ms, hit in taken if what in ("all", q.what)]) for what in sorts]


def make_queries(taxonomy: Taxonomy, number: int, seed: int) -> Iterator[Query]:
    rng = random.Random(seed)  # noqa: S311 — a measurement, nothing secret
    languages = [lang for lang in LANGUAGES if lang in taxonomy.info.languages]
    for language in languages:
        labels = taxonomy.surfaces(
            languages=[language], label_kinds=[LabelKind.PREFERRED, LabelKind.ALTERNATIVE]
        )
        some = [label for place, label in enumerate(labels) if place % _EVERY == 0]
        for place in range(number // len(languages)):
            label, errors = rng.choice(some), place % 3
            typed = label.text[: rng.randint(SHORTEST, LONGEST)]
            text = _mistype(typed, errors, rng)
            yield Query(f"{language}, {errors} errors", text, language, label.uri)


def _mistype(text: str, errors: int, rng: random.Random) -> str:
    """As fingers slip: a letter lost, doubled, or swapped with the next. Short texts are spared."""
    for _ in range(errors if len(text) >= 4 * errors else 0):
        place = rng.randrange(1, len(text) - 1)
        before, letter, after, rest = text[:place], text[place], text[place + 1], text[place + 2 :]
        text = before + rng.choice((after, letter + letter + after, after + letter)) + rest
    return text


def _timed(taxonomy: Taxonomy, query: Query) -> tuple[float, bool]:
    started = time.perf_counter()
    hits = taxonomy.search(query.text, language=query.language, limit=10)
    return (time.perf_counter() - started) * 1000, any(hit.uri == query.uri for hit in hits)


def _timing(what: str, taken: Sequence[tuple[float, bool]]) -> Timing:
    times = sorted(ms for ms, _ in taken)
    found = sum(hit for _, hit in taken) / len(taken)
    return Timing(what, len(times), _at(times, 0.5), _at(times, 0.95), _at(times, 1), round(found, 3))


def _at(ordered: Sequence[float], share: float) -> float:
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * share))], 2)


def resident_megabytes() -> float:
    """The most memory that this process has held."""
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit, 1)
