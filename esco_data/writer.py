"""Writes a new taxonomy file: one method per kind of thing, in the order in which an import finds them."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from esco_data import schema, searchindex
from esco_data.concepts import Entry
from esco_data.errors import EscoError
from esco_data.files import replacing
from esco_data.model import Concept, TaxonomyInfo
from esco_data.words import search_key


class Writer:
    """A taxonomy in the making. `ids` numbers the concepts in the order of their URIs."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db
        self.ids: dict[str, int] = {}

    def concepts(self, concepts: Iterable[Concept]) -> None:
        """All current concepts, at once."""
        ordered = sorted(concepts, key=lambda concept: concept.uri)
        self.ids = {concept.uri: number for number, concept in enumerate(ordered, 1)}
        rows = (
            (self.ids[c.uri], c.uri, c.kind, c.code, c.isco, c.skill_type, c.reuse_level) for c in ordered
        )
        self.db.executemany(
            "INSERT INTO concept (id, uri, kind, code, isco, skill_type, reuse_level) VALUES (?,?,?,?,?,?,?)",
            rows,
        )

    def texts(self, entries: Sequence[Entry]) -> None:
        """Labels and descriptions of known concepts."""
        self.db.executemany("INSERT INTO found_label VALUES (?,?,?,?,?)", self._labels(entries))
        self.db.executemany(
            "INSERT INTO description VALUES (?,?,?)",
            ((self.ids[e.concept.uri], e.language, e.description) for e in entries if e.description),
        )

    def _labels(self, entries: Sequence[Entry]) -> Iterator[tuple[int, str, int, str, str]]:
        for entry in entries:
            concept = self.ids[entry.concept.uri]
            for kind, text in entry.labels:
                yield concept, entry.language, schema.RANK[kind], text, search_key(text)

    def complete(self, concept: Concept) -> None:
        """Gives a concept that was only declared the codes that a label pack knows."""
        self.db.execute(
            "UPDATE concept SET code = coalesce(code, ?), isco = coalesce(isco, ?) WHERE uri = ?",
            (concept.code, concept.isco, concept.uri),
        )

    def broader(self, pairs: Iterable[tuple[int, int]]) -> None:
        self.db.executemany("INSERT OR IGNORE INTO broader VALUES (?,?)", pairs)

    def occupation_skills(self, rows: Iterable[tuple[int, int, bool]]) -> None:
        """Said twice, essential wins."""
        self._relations("occupation_skill (occupation, skill, essential)", rows)

    def skill_skills(self, rows: Iterable[tuple[int, int, bool]]) -> None:
        self._relations("skill_skill (skill, related, essential)", rows)

    def _relations(self, table: str, rows: Iterable[tuple[int, int, bool]]) -> None:
        self.db.executemany(
            f"INSERT INTO {table} VALUES (?,?,?)"  # noqa: S608 — names of our own
            " ON CONFLICT DO UPDATE SET essential = max(essential, excluded.essential)",
            rows,
        )

    def collections(self, found: Iterable[tuple[str, str, list[int]]]) -> None:
        for number, (key, name, members) in enumerate(found, 1):
            self.db.execute("INSERT INTO collection VALUES (?,?,?)", (number, key, name))
            self.db.executemany("INSERT OR IGNORE INTO member VALUES (?,?)", ((number, m) for m in members))

    def drop_nameless(self) -> list[str]:
        """Removes concepts that no language names, with their relations; gives their URIs."""
        named = {concept for (concept,) in self.db.execute("SELECT DISTINCT concept FROM found_label")}
        gone = [(number, uri) for uri, number in self.ids.items() if number not in named]
        for number, uri in gone:
            del self.ids[uri]
            self.db.execute("DELETE FROM concept WHERE id = ?", (number,))
            for table, a, b in (
                ("broader", "concept", "broader"),
                ("occupation_skill", "occupation", "skill"),
                ("skill_skill", "skill", "related"),
                ("member", "concept", "concept"),
            ):
                self.db.execute(f"DELETE FROM {table} WHERE ? IN ({a}, {b})", (number,))  # noqa: S608 — own names
        return [uri for _, uri in gone]

    def obsolete(
        self,
        number: int,
        uri: str,
        codes: Sequence[object],
        labels: Iterable[tuple[object, ...]],
        descriptions: Iterable[tuple[object, ...]],
    ) -> None:
        """A concept of an earlier release, its rows as stored there; search does not find it."""
        self.db.execute("INSERT INTO concept VALUES (?,?,?,?,?,?,?,1)", (number, uri, *codes))
        self.db.executemany(
            "INSERT INTO found_label VALUES (?,?,?,?,NULL)", ((number, *label) for label in labels)
        )
        self.db.executemany(
            "INSERT INTO description VALUES (?,?,?)", ((number, *text) for text in descriptions)
        )

    def finish(self, meta: Mapping[str, str]) -> TaxonomyInfo:
        """Builds indexes and search, counts, and closes the file."""
        searchindex.number_labels(self.db)
        schema.execute_all(self.db, schema.INDEXES)
        searchindex.build(self.db)
        values = {
            **meta,
            "format": schema.FORMAT,
            "imported": datetime.now(UTC).isoformat(timespec="seconds"),
            "counts": json.dumps(self._counts()),
            "labels": json.dumps(self._labels_by_language()),
        }
        self.db.executemany("INSERT INTO meta VALUES (?,?)", values.items())
        self.db.execute("COMMIT")
        return schema.info_of(values)

    def _counts(self) -> dict[str, int]:
        kinds = "SELECT kind, count(*) FROM concept WHERE NOT obsolete GROUP BY kind ORDER BY kind"
        counts: dict[str, int] = dict(self.db.execute(kinds))
        counts["obsolete"] = self._count("SELECT count(*) FROM concept WHERE obsolete")
        for table in ("broader", "occupation_skill", "skill_skill", "description", "collection"):
            counts[table] = self._count(f"SELECT count(*) FROM {table}")  # noqa: S608 — names of our own
        return counts

    def _count(self, query: str) -> int:
        number: int = self.db.execute(query).fetchone()[0]
        return number

    def _labels_by_language(self) -> dict[str, int]:
        query = "SELECT language, count(*) FROM label WHERE folded IS NOT NULL GROUP BY language ORDER BY 1"
        return dict(self.db.execute(query))


@contextmanager
def writing(target: Path) -> Iterator[Writer]:
    """A writer whose file takes the place of `target` when the block ends well. EscoError if it cannot be written."""
    try:
        with replacing(target) as part, closing(schema.create(part)) as db:
            yield Writer(db)
    except (sqlite3.OperationalError, OSError) as problem:
        advice = "Check that the disk has 1 GB free and that the folder may be written."
        raise EscoError(
            f"The taxonomy cannot be written to {target.parent} ({problem}). {advice}"
        ) from problem
