"""Prepares search at import: labels numbered best first, an index of their words, and near spellings.

A full-text index gives rows in the order of their numbers, so whoever takes the first few takes the best.
"""

import sqlite3
from collections.abc import Iterator
from itertools import combinations

from esco_data.model import ConceptKind
from esco_data.schema import execute_all

PREFIX = 6  # letters of a word by which it is found in spite of typing errors
SHORTEST = 4  # letters of the shortest word that is looked up so
MAX_EDITS = 2

_TABLES = """
CREATE VIRTUAL TABLE label_words USING fts5 (
    folded, content='', detail='none', prefix='1 2 3', tokenize="ascii tokenchars '+#'"
);
CREATE TABLE word (word TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE near (
    shortened TEXT NOT NULL, beginning TEXT NOT NULL, PRIMARY KEY (shortened, beginning)
) WITHOUT ROWID;
"""


def number_labels(db: sqlite3.Connection) -> None:
    """Moves the found labels to their table: groups last, preferred labels first, short ones first."""
    groups = (ConceptKind.ISCO_GROUP, ConceptKind.SKILL_GROUP)
    db.execute(
        """
        INSERT INTO label (concept, language, kind, text, folded)
        SELECT f.concept, f.language, f.kind, f.text, f.folded
        FROM found_label f JOIN concept c ON c.id = f.concept
        ORDER BY f.folded IS NULL, c.kind IN (?, ?), f.kind, length(f.folded), f.folded, f.language, f.concept
        """,
        groups,
    )
    db.execute("DROP TABLE found_label")


def build(db: sqlite3.Connection) -> None:
    execute_all(db, _TABLES)
    db.execute(
        "INSERT INTO label_words (rowid, folded) SELECT id, folded FROM label WHERE folded IS NOT NULL"
    )
    db.execute("INSERT INTO label_words (label_words) VALUES ('optimize')")
    vocabulary = {
        word for (text,) in db.execute("SELECT folded FROM label WHERE folded <> ''") for word in text.split()
    }
    db.executemany("INSERT INTO word VALUES (?)", ((word,) for word in sorted(vocabulary)))
    beginnings = {word[:PREFIX] for word in vocabulary if len(word) >= SHORTEST}
    pairs = sorted((short, start) for start in beginnings for short in shortenings(start))
    db.executemany("INSERT INTO near VALUES (?,?)", pairs)


def shortenings(start: str) -> set[str]:
    """`start` with none, one or two letters left out: what two spellings within as many errors have in common.

    Symmetric deletion (W. Garbe, SymSpell, 2012): a wrong, missing or added letter, or two swapped neighbours, is
    at most one deletion on each side.
    """
    return set(_without(start, min(MAX_EDITS, edits_allowed(len(start)))))


def _without(text: str, most: int) -> Iterator[str]:
    for number in range(most + 1):
        for left_out in combinations(range(len(text)), number):
            yield "".join(letter for place, letter in enumerate(text) if place not in left_out)


def edits_allowed(length: int) -> int:
    """Typing errors forgiven in a word of so many letters."""
    if length < SHORTEST:
        return 0
    return 1 if length < PREFIX else MAX_EDITS
