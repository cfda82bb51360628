"""The taxonomy's SQLite file: its tables, and how it is written fast and opened read-only."""

import json
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from esco_data.errors import EscoError
from esco_data.model import LabelKind, TaxonomyInfo

FORMAT = "esco-taxonomy 1"  # change it when the same packages shall give another file

LABEL_KINDS = (
    LabelKind.PREFERRED,
    LabelKind.ALTERNATIVE,
    LabelKind.HIDDEN,
)  # stored as their place in this row
RANK = {kind: place for place, kind in enumerate(LABEL_KINDS)}

TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE concept (
    id INTEGER PRIMARY KEY,  -- current concepts in the order of their URIs, obsolete ones after them
    uri TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    code TEXT,
    isco TEXT,
    skill_type TEXT,
    reuse_level TEXT,
    obsolete INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE label (
    id INTEGER PRIMARY KEY,  -- the better the label, the smaller: see searchindex
    concept INTEGER NOT NULL,
    language TEXT NOT NULL,
    kind INTEGER NOT NULL,
    text TEXT NOT NULL,
    folded TEXT  -- NULL: not to be found by search (obsolete concepts)
);
CREATE TABLE description (
    concept INTEGER NOT NULL, language TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (concept, language)
);
CREATE TABLE broader (
    concept INTEGER NOT NULL, broader INTEGER NOT NULL, PRIMARY KEY (concept, broader)
) WITHOUT ROWID;
CREATE TABLE occupation_skill (
    occupation INTEGER NOT NULL, skill INTEGER NOT NULL, essential INTEGER NOT NULL,
    PRIMARY KEY (occupation, skill)
) WITHOUT ROWID;
CREATE TABLE skill_skill (
    skill INTEGER NOT NULL, related INTEGER NOT NULL, essential INTEGER NOT NULL, PRIMARY KEY (skill, related)
) WITHOUT ROWID;
CREATE TABLE collection (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, name TEXT NOT NULL);
CREATE TABLE member (
    collection INTEGER NOT NULL, concept INTEGER NOT NULL, PRIMARY KEY (collection, concept)
) WITHOUT ROWID;
CREATE TEMP TABLE found_label (concept INTEGER, language TEXT, kind INTEGER, text TEXT, folded TEXT);
"""

INDEXES = """
CREATE INDEX label_of ON label (concept, language, kind);
CREATE INDEX label_exact ON label (folded);
CREATE INDEX label_of_reader ON label (language, folded);
CREATE INDEX narrower ON broader (broader);
CREATE INDEX occupation_of ON occupation_skill (skill);
CREATE INDEX collection_of ON member (concept);
"""


def create(path: Path) -> sqlite3.Connection:
    """A new file in one open transaction. Nobody reads it before it is whole, so nothing is written twice."""
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "locking_mode=EXCLUSIVE", "cache_size=-65536"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("BEGIN")
    execute_all(connection, TABLES)
    return connection


def execute_all(connection: sqlite3.Connection, script: str) -> None:
    """The statements of `script` inside the open transaction, which `executescript` would end."""
    for statement in script.split(";"):
        connection.execute(statement)


def open_read_only(path: Path) -> sqlite3.Connection:
    """For one thread at a time. Immutable: the file is only ever replaced, so it needs no lock.

    EscoError if there is no such file or it is no database.
    """
    if not path.is_file():
        raise EscoError(f"There is no taxonomy at {path}: run 'talent esco import' first.")
    address = f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1"
    connection = sqlite3.connect(address, uri=True, check_same_thread=False)
    try:
        connection.execute("PRAGMA cache_size=-4096")
    except sqlite3.DatabaseError as problem:
        connection.close()
        raise _unreadable(problem) from problem
    return connection


def _unreadable(problem: Exception) -> EscoError:
    return EscoError(f"The taxonomy file cannot be read ({problem}): import it anew.")


def read_meta(connection: sqlite3.Connection) -> dict[str, str]:
    """What the file says of itself. EscoError if it is not a taxonomy of this form."""
    try:
        meta: dict[str, str] = dict(connection.execute("SELECT key, value FROM meta"))
    except sqlite3.DatabaseError as problem:
        raise _unreadable(problem) from problem
    if meta.get("format") != FORMAT:
        raise EscoError("The taxonomy file is of another version of this program: import it anew.")
    return meta


def info_of(meta: Mapping[str, str]) -> TaxonomyInfo:
    labels = json.loads(meta["labels"])
    return TaxonomyInfo(
        name=meta["name"],
        version=meta["version"],
        source=meta["source"],
        digest=meta["digest"],
        imported=meta["imported"],
        languages=tuple(labels),
        counts=json.loads(meta["counts"]),
        labels=labels,
        is_starter=meta["source"] == "starter",
    )
