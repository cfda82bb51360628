"""Keeps what a newer release no longer has: profiles may name it, so its URI must stay readable."""

import sqlite3
from pathlib import Path

from esco_data import schema
from esco_data.errors import EscoError
from esco_data.report import ImportReport, Obsolete
from esco_data.writer import Writer


def carry_over(old: Path, writer: Writer, report: ImportReport) -> None:
    """Adds what the taxonomy at `old` has and the new one lacks, as obsolete, with labels and descriptions."""
    if not old.is_file():
        return
    try:
        connection = schema.open_read_only(old)
    except (EscoError, sqlite3.DatabaseError) as problem:
        _note_unreadable(report, problem)
        return
    try:
        schema.read_meta(connection)
        _copy(connection, writer, report)
    except (EscoError, sqlite3.DatabaseError) as problem:
        _note_unreadable(report, problem)
    finally:
        connection.close()


def _note_unreadable(report: ImportReport, problem: Exception) -> None:
    report.notes.append(
        f"The former taxonomy could not be read, so its obsolete concepts are not kept: {problem}"
    )


def _copy(old: sqlite3.Connection, writer: Writer, report: ImportReport) -> None:
    rows = old.execute(
        "SELECT id, uri, kind, code, isco, skill_type, reuse_level, obsolete FROM concept ORDER BY uri"
    )
    gone = [row for row in rows if row[1] not in writer.ids]
    first = max(writer.ids.values(), default=0) + 1
    for number, (was, uri, *rest, was_obsolete) in enumerate(gone, first):
        writer.db.execute("INSERT INTO concept VALUES (?,?,?,?,?,?,?,1)", (number, uri, *rest))
        labels = old.execute(
            "SELECT ?, language, kind, text, NULL FROM label WHERE concept = ?", (number, was)
        ).fetchall()
        writer.db.executemany("INSERT INTO found_label VALUES (?,?,?,?,?)", labels)
        texts = old.execute(
            "SELECT ?, language, text FROM description WHERE concept = ?", (number, was)
        ).fetchall()
        writer.db.executemany("INSERT INTO description VALUES (?,?,?)", texts)
        report.obsolete.append(Obsolete(uri, _best(labels)))
        report.newly_obsolete += not was_obsolete


def _best(labels: list[tuple[int, str, int, str, None]]) -> str:
    """The English preferred label, else any."""
    ordered = sorted(labels, key=lambda row: (row[2], row[1] != "en", row[1]))
    return ordered[0][3] if ordered else ""
