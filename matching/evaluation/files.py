"""Rows of the files that judged sets come in, and errors that say where in them something is missing."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from matching.evaluation.sets import SetError

_LONGEST_FIELD = 1_000_000
"""Characters; the csv module stops at 131,072 unless told, and texts of whole CVs are longer."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row with its place. `values` are by column."""

    file: str
    line: int
    values: dict[str, str]

    def __getitem__(self, column: str) -> str:
        """Raises SetError where the row has no such column, or nothing in it."""
        value = self.values.get(column, "").strip()
        if not value:
            raise self.wrong(column, "is missing")
        return value

    def wrong(self, column: str, what: str) -> SetError:
        return SetError(f"{self.file}, line {self.line}: column {column!r} {what}.")


def read_csv(path: Path) -> Iterator[Row]:
    """A comma-separated file with a header; `line` is that of a row's end, where a value has several."""
    csv.field_size_limit(_LONGEST_FIELD)
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file, restval="", restkey="")
        for row in reader:
            values = {key: value for key, value in row.items() if key and isinstance(value, str)}
            yield Row(path.name, reader.line_num, values)


def header(path: Path) -> frozenset[str]:
    """The columns of a comma-separated file; none where it is no text."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return frozenset(next(csv.reader(file), []))
    except UnicodeDecodeError:
        return frozenset()


def read_tsv(path: Path, *columns: str) -> Iterator[Row]:
    """A tab-separated file without a header, or with one whose first name ends in `id`: MELO and TalentCLEF differ."""
    for number, line in enumerate(_lines(path), 1):
        values = line.split("\t")
        if line.strip() and not (number == 1 and values[0].lower().endswith("id")):
            yield Row(path.name, number, dict(zip(columns, values, strict=False)))


def judgements(path: Path) -> Iterator[tuple[str, str]]:
    """(Query, relevant one) of a file in TREC's form `query 0 document 1`, or of one with `query document` alone.

    Columns lie between tabs or, in a file without any, blanks. Raises SetError for a row of fewer.
    """
    for number, line in enumerate(_lines(path), 1):
        cells = line.split("\t") if "\t" in line else line.split()
        if not cells or (number == 1 and cells[0].lower().endswith(("id", "query", "advertisement"))):
            continue
        row = Row(path.name, number, dict(zip(_judged(len(cells)), cells, strict=False)))
        if row.values.get("relevance", "1").strip() not in ("0", "-1"):
            yield row["query"], row["document"]


def _judged(columns: int) -> tuple[str, ...]:
    if columns == 2:
        return ("query", "document")
    return ("query", "document", "relevance") if columns == 3 else ("query", "round", "document", "relevance")


def grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    groups: dict[str, set[str]] = {}
    for key, value in pairs:
        groups.setdefault(key, set()).add(value)
    return groups


def _lines(path: Path) -> list[str]:
    """By line feeds alone: texts may hold what else Python takes for the end of a line."""
    try:
        return path.read_text("utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise SetError(f"{path.name}: byte {error.start} is not UTF-8.") from error
