"""Keeps what a newer release no longer has: profiles may name it, so its URI must stay readable."""

import sqlite3
from collections.abc import Container, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from esco_data import schema
from esco_data.errors import EscoError
from esco_data.report import ImportReport, Obsolete
from esco_data.writer import Writer

_CONCEPTS = "SELECT id, uri, kind, code, isco, skill_type, reuse_level, obsolete FROM concept ORDER BY uri"
_LABELS = (
    "SELECT language, kind, text FROM label WHERE concept = ? ORDER BY kind, language <> 'en', language, text"
)
_DESCRIPTIONS = "SELECT language, text FROM description WHERE concept = ? ORDER BY language"


@dataclass(frozen=True, slots=True)
class Gone:
    """A concept with its rows as stored; its best label is the first."""

    uri: str
    codes: tuple[Any, ...]
    was_obsolete: bool
    labels: list[tuple[Any, ...]]
    descriptions: list[tuple[Any, ...]]

    @property
    def label(self) -> str:
        return str(self.labels[0][2]) if self.labels else ""


def carry_over(old: Path, writer: Writer, report: ImportReport) -> None:
    """Adds what the taxonomy at `old` has and the new one lacks, as obsolete, with labels and descriptions."""
    if not old.is_file():
        return
    try:
        with closing(schema.open_read_only(old)) as connection:
            schema.read_meta(connection)
            gone = list(_gone(connection, writer.ids))
    except (EscoError, sqlite3.DatabaseError) as problem:
        report.notes.append(f"What only the former taxonomy had is lost, for it could not be read: {problem}")
        return
    for number, concept in enumerate(gone, max(writer.ids.values(), default=0) + 1):
        writer.obsolete(number, concept.uri, concept.codes, concept.labels, concept.descriptions)
        report.obsolete.append(Obsolete(concept.uri, concept.label))
        report.newly_obsolete += not concept.was_obsolete


def _gone(old: sqlite3.Connection, current: Container[str]) -> Iterator[Gone]:
    for number, uri, *codes, was_obsolete in old.execute(_CONCEPTS).fetchall():
        if uri not in current:
            labels = old.execute(_LABELS, (number,)).fetchall()
            descriptions = old.execute(_DESCRIPTIONS, (number,)).fetchall()
            yield Gone(uri, tuple(codes), bool(was_obsolete), labels, descriptions)
