"""Reads the taxonomy: concepts, labels, relations and search. Safe to use from many threads at once."""

import sqlite3
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from esco_data import schema, search
from esco_data.model import (
    Collection,
    Concept,
    ConceptKind,
    Label,
    LabelKind,
    SearchHit,
    SkillRelation,
    Surface,
    TaxonomyInfo,
)

_CONCEPT = "SELECT c.uri, c.kind, c.code, c.isco, c.skill_type, c.reuse_level, c.obsolete FROM concept c"
_HIT = """
    SELECT c.uri, c.kind, l.text, l.language, l.kind FROM label l JOIN concept c ON c.id = l.concept WHERE l.id = ?
"""
_ISCO = "http://data.europa.eu/esco/isco/C"
_DESCRIPTION_RANK = len(schema.LABEL_KINDS)  # a description comes after all labels


class Taxonomy:
    """One taxonomy file, read-only. When an import replaces the file, the next call reads the new one."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._idle: deque[sqlite3.Connection] = deque()
        self._stamp: tuple[int, int] | None = None
        self._info: TaxonomyInfo | None = None

    @classmethod
    def open(cls, path: Path) -> Self:
        """EscoError if there is no taxonomy at `path` that this program can read."""
        taxonomy = cls(path)
        _ = taxonomy.info
        return taxonomy

    def close(self) -> None:
        while self._idle:
            self._idle.pop().close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def info(self) -> TaxonomyInfo:
        with self._connection() as db:
            if self._info is None:
                self._info = schema.info_of(schema.read_meta(db))
            return self._info

    # Concepts and their texts

    def concept(self, uri: str) -> Concept | None:
        """Also of obsolete concepts; None for what was never in the taxonomy."""
        row = self._row(f"{_CONCEPT} WHERE c.uri = ?", uri)
        return _concept(row) if row else None

    def concepts(self, kind: ConceptKind | None = None) -> Iterator[Concept]:
        """All current concepts, by URI."""
        where = "WHERE NOT c.obsolete AND (? IS NULL OR c.kind = ?) ORDER BY c.id"
        return map(_concept, self._rows(f"{_CONCEPT} {where}", kind, kind))

    def label(self, uri: str, language: str = "en") -> str:
        """The preferred label in the language, else in English, else in any; else the URI."""
        row = self._row(
            "SELECT l.text FROM label l JOIN concept c ON c.id = l.concept WHERE c.uri = ? AND l.kind = 0"
            " ORDER BY l.language <> ?, l.language <> 'en', l.language LIMIT 1",
            uri,
            language,
        )
        return str(row[0]) if row else uri

    def labels(self, uri: str, language: str | None = None) -> tuple[Label, ...]:
        """All labels, by language, the preferred first."""
        rows = self._rows(
            "SELECT l.language, l.kind, l.text FROM label l JOIN concept c ON c.id = l.concept"
            " WHERE c.uri = ? AND (? IS NULL OR l.language = ?) ORDER BY l.language, l.kind, l.text",
            uri,
            language,
            language,
        )
        return tuple(Label(lang, schema.LABEL_KINDS[kind], text) for lang, kind, text in rows)

    def description(self, uri: str, language: str = "en") -> str | None:
        """In the language, else in English."""
        row = self._row(
            "SELECT d.text FROM description d JOIN concept c ON c.id = d.concept"
            " WHERE c.uri = ? AND d.language IN (?, 'en') ORDER BY d.language <> ? LIMIT 1",
            uri,
            language,
            language,
        )
        return str(row[0]) if row else None

    # Relations

    def broader(self, uri: str) -> tuple[str, ...]:
        return self._uris("broader r ON r.broader = c.id JOIN concept o ON o.id = r.concept", uri)

    def narrower(self, uri: str) -> tuple[str, ...]:
        return self._uris("broader r ON r.concept = c.id JOIN concept o ON o.id = r.broader", uri)

    def skills_of(self, occupation_uri: str) -> tuple[SkillRelation, ...]:
        """Essential ones first. Empty too where the taxonomy has no relations: see `info.has_relations`."""
        joined = "occupation_skill r ON r.skill = c.id JOIN concept o ON o.id = r.occupation"
        return self._skills(joined, occupation_uri)

    def occupations_of(self, skill_uri: str) -> tuple[SkillRelation, ...]:
        """The occupations that need the skill (`uri` is theirs); those to which it is essential first."""
        joined = "occupation_skill r ON r.occupation = c.id JOIN concept o ON o.id = r.skill"
        return self._skills(joined, skill_uri)

    def related_skills(self, uri: str) -> tuple[SkillRelation, ...]:
        """Skills that this skill builds on (essential) or goes with (optional)."""
        return self._skills("skill_skill r ON r.related = c.id JOIN concept o ON o.id = r.skill", uri)

    def isco_ancestors(self, code: str) -> tuple[str, ...]:
        """The wider groups of an ISCO-08 code, nearest first: 2221 → 222, 22, 2."""
        wider = [code[:length] for length in range(len(code) - 1, 0, -1)]
        return tuple(group for group in wider if self.concept(isco_uri(group)))

    def collections(self) -> tuple[Collection, ...]:
        rows = self._rows(
            "SELECT k.key, k.name, count(m.concept) FROM collection k"
            " LEFT JOIN member m ON m.collection = k.id GROUP BY k.id ORDER BY k.key"
        )
        return tuple(Collection(*row) for row in rows)

    def members(self, collection_key: str) -> tuple[str, ...]:
        return self._uris(
            "member m ON m.concept = c.id JOIN collection o ON o.id = m.collection", collection_key, "key"
        )

    def collections_of(self, uri: str) -> tuple[str, ...]:
        """Keys of the collections in which the concept is."""
        rows = self._rows(
            "SELECT k.key FROM collection k JOIN member m ON m.collection = k.id"
            " JOIN concept c ON c.id = m.concept WHERE c.uri = ? ORDER BY k.key",
            uri,
        )
        return tuple(key for (key,) in rows)

    # All texts, and search in them

    def surfaces(
        self,
        *,
        languages: Sequence[str] | None = None,
        kinds: Sequence[ConceptKind] = (ConceptKind.SKILL, ConceptKind.OCCUPATION),
        label_kinds: Sequence[LabelKind] | None = None,
        descriptions: bool = False,
    ) -> Iterator[Surface]:
        """The texts of current concepts, ordered by URI, language, label kind and text: the same everywhere.

        None means all languages, all label kinds. Descriptions come after the labels of their language.
        """
        chosen = schema.LABEL_KINDS if label_kinds is None else label_kinds
        ranks = [schema.RANK[kind] for kind in chosen] + [_DESCRIPTION_RANK] * descriptions
        loaded = self.info.languages if languages is None else languages
        statement = f"""
            SELECT c.uri, c.kind, t.language, t.kind, t.text FROM (
                SELECT concept, language, kind, text FROM label
                UNION ALL SELECT concept, language, {_DESCRIPTION_RANK}, text FROM description
            ) t JOIN concept c ON c.id = t.concept
            WHERE NOT c.obsolete AND t.language IN ({_marks(loaded)}) AND c.kind IN ({_marks(kinds)})
                AND t.kind IN ({_marks(ranks)})
            ORDER BY t.concept, t.language, t.kind, t.text
        """  # noqa: S608 — numbers and question marks only
        for uri, kind, language, rank, text in self._rows(statement, *loaded, *kinds, *ranks):
            label_kind = schema.LABEL_KINDS[rank] if rank < _DESCRIPTION_RANK else None
            yield Surface(uri, ConceptKind(kind), language, label_kind, text)

    def search(
        self, text: str, *, language: str = "en", kind: ConceptKind | None = None, limit: int = 10
    ) -> list[SearchHit]:
        """Concepts whose labels, in any language, answer `text` as typed so far; best first.

        Without `kind`, skills and occupations. Each concept comes once, by the label that answers best.
        """
        kinds = (kind,) if kind else search.SEARCHED
        with self._connection() as db:
            found = search.find(db, text, language=language, kinds=kinds, limit=limit)
            rows = [db.execute(_HIT, (one.candidate.label,)).fetchone() for one in found]
        return [self._hit(one.score, row, language) for one, row in zip(found, rows, strict=True)]

    def _hit(self, score: float, row: Sequence[Any], reader: str) -> SearchHit:
        uri, kind, matched, language, rank = row
        label_kind = schema.LABEL_KINDS[rank]
        shown = self.label(uri, language) if label_kind is LabelKind.HIDDEN else matched
        return SearchHit(
            uri, ConceptKind(kind), self.label(uri, reader), shown, language, label_kind, round(score, 4)
        )

    # The file

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        """Lends a connection, to one thread at a time; to the file that is there now."""
        self._notice_replacement()
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = schema.open_read_only(self.path)
        stamp = self._stamp
        try:
            yield connection
        finally:
            if stamp == self._stamp:
                self._idle.append(connection)
            else:
                connection.close()

    def _notice_replacement(self) -> None:
        try:
            status = self.path.stat()
        except FileNotFoundError:
            return  # taken away: what is open can still be read, and opening says what to do
        stamp = status.st_ino, status.st_mtime_ns
        if stamp != self._stamp:
            self._stamp, self._info = stamp, None
            self.close()

    def _rows(self, statement: str, *values: object) -> Iterator[tuple[Any, ...]]:
        with self._connection() as db:
            yield from db.execute(statement, values)

    def _row(self, statement: str, *values: object) -> tuple[Any, ...] | None:
        with self._connection() as db:
            row: tuple[Any, ...] | None = db.execute(statement, values).fetchone()
            return row

    def _uris(self, joined: str, value: str, column: str = "uri") -> tuple[str, ...]:
        statement = f"SELECT c.uri FROM concept c JOIN {joined} WHERE o.{column} = ? ORDER BY c.id"  # noqa: S608
        return tuple(uri for (uri,) in self._rows(statement, value))

    def _skills(self, joined: str, uri: str) -> tuple[SkillRelation, ...]:
        statement = (
            f"SELECT c.uri, r.essential FROM concept c JOIN {joined} WHERE o.uri = ? "  # noqa: S608 — own names
            "ORDER BY r.essential DESC, c.id"
        )
        return tuple(SkillRelation(other, bool(essential)) for other, essential in self._rows(statement, uri))


def isco_uri(code: str) -> str:
    """The concept URI of an ISCO-08 group: 2221 → …/isco/C2221."""
    return _ISCO + code


def _concept(row: Sequence[Any]) -> Concept:
    uri, kind, code, isco, skill_type, reuse_level, obsolete = row
    return Concept(uri, ConceptKind(kind), code, isco, skill_type, reuse_level, bool(obsolete))


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))
