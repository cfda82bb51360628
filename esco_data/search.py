"""Label search as one types: beginnings, alternative labels, any loaded language, and typing errors.

Candidates come from indexes on disk, best first and bounded in number; a pure function scores them.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from esco_data.model import ConceptKind
from esco_data.searchindex import PREFIX, SHORTEST, edits_allowed, shortenings
from esco_data.spellings import Query, beginnings, forms, without_articles
from esco_data.words import words

ENOUGH = 400  # candidates taken from the index of words before scoring
SCANNED = 4_000  # rows looked at for a reader's language or a kind of concept
SPELLINGS = 6  # near spellings tried for a word
MAX_WORDS = 12
SEARCHED = (ConceptKind.SKILL, ConceptKind.OCCUPATION)

_LABEL = """
    SELECT l.id, l.concept, l.language, l.kind, l.folded FROM label l JOIN concept c ON c.id = l.concept
"""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A label that may answer: `kind` as stored (0 preferred, 1 alternative, 2 hidden)."""

    label: int
    concept: int
    language: str
    kind: int
    folded: str


@dataclass(frozen=True, slots=True)
class Scored:
    candidate: Candidate
    score: float


def find(
    db: sqlite3.Connection, text: str, *, language: str, kinds: Sequence[ConceptKind] = SEARCHED, limit: int
) -> list[Scored]:
    """The best label of each concept that answers, best first. Nothing fits: nothing is given."""
    query = tuple(words(text)[:MAX_WORDS])
    if not query or limit < 1:
        return []
    found = _best_by_concept(query, language, _as_typed(db, query, language, kinds))
    if len(found) < limit:
        near = _best_by_concept(query, language, _misspelt(db, query, kinds))
        found = {**near, **found}
    ordered = sorted(found.values(), key=lambda s: (-s.score, len(s.candidate.folded), s.candidate.label))
    return ordered[:limit]


def score(asked: Sequence[Query], candidate: Candidate, language: str) -> float:
    """How well a label answers, in (0, 1]; 0 if not at all.

    In this order: the preferred label itself, one that begins so, an alternative label itself, one that begins
    so, words that begin so, near spellings. Within each, the reader's language and labels with little else first.
    `asked` are the `forms` of the query.
    """
    query, preferred = asked[0], candidate.kind == 0
    pairs = [(query, candidate.folded), *((plain, without_articles(candidate.folded)) for plain in asked[1:])]
    base = max(_fit(form, folded, preferred=preferred) for form, folded in pairs)
    base = base or _nearly(*pairs[-1], preferred=preferred)
    if base == 0:
        return 0.0
    covered = min(1.0, sum(map(len, query)) / max(1, len(candidate.folded)))
    return base + 0.05 * covered + (0.03 if candidate.language == language else 0.0)


def _fit(query: Query, folded: str, *, preferred: bool) -> float:
    typed = " ".join(query)
    if folded == typed:
        return 0.92 if preferred else 0.72
    if folded.startswith(typed):
        return 0.82 if preferred else 0.62
    parts = folded.split()
    begin = all(any(part.startswith(word) for part in parts) for word in query)
    return (0.52 if preferred else 0.42) if begin else 0.0


def _nearly(query: Query, folded: str, *, preferred: bool) -> float:
    return (0.32 if preferred else 0.28) * _nearness(query, folded.split())


def _nearness(query: Sequence[str], parts: Sequence[str]) -> float:
    """In [0, 1]: the share of letters typed right, each word against its nearest; 0 if one is too far."""
    errors = 0
    for word in query:
        fewest = min((_errors(word, part) for part in parts), default=len(word))
        if fewest > edits_allowed(len(word)):
            return 0.0
        errors += fewest
    return 1 - errors / max(1, sum(map(len, query)))


def _errors(word: str, part: str) -> int:
    """Typing errors between a typed word and the beginning of a word; a swap of neighbours is one."""
    from rapidfuzz.distance import OSA

    most = edits_allowed(len(word))
    ends = {min(len(part), len(word) + more) for more in range(-most, most + 1)}
    return min(OSA.distance(word, part[:end], score_cutoff=most) for end in ends)


def _best_by_concept(query: Query, language: str, found: Iterable[Candidate]) -> dict[int, Scored]:
    best: dict[int, Scored] = {}
    asked = forms(query, language)
    for candidate in found:
        scored = Scored(candidate, score(asked, candidate, language))
        former = best.get(candidate.concept)
        if scored.score > 0 and (former is None or scored.score > former.score):
            best[candidate.concept] = scored
    return best


def _as_typed(
    db: sqlite3.Connection, query: Query, language: str, kinds: Sequence[ConceptKind]
) -> Iterator[Candidate]:
    for form in dict.fromkeys(forms(query, language)):
        yield from _beginning(db, " ".join(form), language, kinds)
    yield from _with_words(db, kinds, [beginnings(word, language) for word in query])


def _beginning(
    db: sqlite3.Connection, typed: str, language: str, kinds: Sequence[ConceptKind]
) -> Iterator[Candidate]:
    yield from _select(db, kinds, "WHERE l.folded = ? LIMIT ?", (typed, ENOUGH))
    begins = """WHERE l.id IN (
        SELECT id FROM label WHERE language = ? AND folded >= ? AND folded < ? LIMIT ?
    ) ORDER BY l.id LIMIT ?"""
    yield from _select(db, kinds, begins, (language, typed, f"{typed}\U0010ffff", SCANNED, ENOUGH))


def _with_words(
    db: sqlite3.Connection, kinds: Sequence[ConceptKind], asked: Sequence[Sequence[str]]
) -> Iterator[Candidate]:
    """Labels with a word for each that was asked, beginning in one of its ways; best labels first (see searchindex)."""
    match = " AND ".join("(" + " OR ".join(f'"{word}"*' for word in tried) + ")" for tried in asked)
    matching = "SELECT rowid FROM label_words WHERE label_words MATCH ? LIMIT ?"
    where = f"WHERE l.id IN ({matching}) ORDER BY l.id LIMIT ?"
    return _select(db, kinds, where, (match, SCANNED, ENOUGH))


def _select(
    db: sqlite3.Connection, kinds: Sequence[ConceptKind], where: str, values: tuple[object, ...]
) -> Iterator[Candidate]:
    places = ",".join("?" * len(kinds))
    statement = f"{_LABEL} AND c.kind IN ({places}) {where}"
    return (Candidate(*row) for row in db.execute(statement, (*kinds, *values)))


def _misspelt(db: sqlite3.Connection, query: Query, kinds: Sequence[ConceptKind]) -> Iterator[Candidate]:
    """Labels in which every typed word, or one spelt nearly so, begins a word."""
    spellings = [[word, *_spellings(db, word)] for word in query]
    if all(len(tried) == 1 for tried in spellings):
        return iter(())
    return _with_words(db, kinds, spellings)


def _spellings(db: sqlite3.Connection, word: str) -> list[str]:
    """Words of the taxonomy that begin nearly like `word`, nearest first."""
    if len(word) < SHORTEST:
        return []
    keys = sorted(shortenings(word[:PREFIX]))
    places = ",".join("?" * len(keys))
    beginnings = db.execute(f"SELECT DISTINCT beginning FROM near WHERE shortened IN ({places})", keys)  # noqa: S608
    distances: dict[str, int] = {}
    for (beginning,) in beginnings.fetchall():
        for spelling in _words_beginning(db, beginning):
            distance = _errors(word, spelling)
            if distance <= edits_allowed(len(word)):
                distances[spelling] = distance
    nearest = sorted(distances, key=lambda near: (distances[near], abs(len(near) - len(word)), near))
    return nearest[:SPELLINGS]


def _words_beginning(db: sqlite3.Connection, beginning: str) -> list[str]:
    query = "SELECT word FROM word WHERE word >= ? AND word < ?"
    return [word for (word,) in db.execute(query, (beginning, f"{beginning}\U0010ffff"))]
