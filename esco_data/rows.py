"""Reads the CSV files of a package row by row, and names file, line and column of whatever is wrong."""

import csv
import threading
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

from esco_data.errors import PackageError
from esco_data.packages import PackageFile

MAX_FIELD = 100_000  # characters; the longest text of an official package has 3,853
MAX_LIST = 4_000_000  # characters of a list of concepts: a scheme's tops fill 0.7 million
MAX_LABEL = 1_000
MAX_URI = 300
MAX_LINE = 4 * MAX_LIST  # bytes

_AGAIN = "Download the package again from the ESCO portal."
_AS_PUBLISHED = "Use the file as published: a spreadsheet changes it when saving."
_reading = threading.Lock()


@dataclass(frozen=True, slots=True)
class Row:
    """A record: the line on which it begins, and its cells by column. A column that is not there reads empty."""

    file: PackageFile
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def error(self, column: str, problem: str, remedy: str = _AGAIN) -> PackageError:
        return PackageError(self.file.shown, problem, remedy, line=self.line, column=column)

    def uri(self, column: str) -> str:
        """The concept URI in `column`; PackageError if it is none."""
        value = self[column].strip()
        if not value.startswith(("http://", "https://")) or len(value) > MAX_URI or len(value.split()) != 1:
            raise self.error(column, f"{_short(value)} is not the URI of a concept.", _AS_PUBLISHED)
        return value

    def texts(self, column: str) -> list[str]:
        """The labels in `column`: one a line, or separated by " | "; each once, in order, spaces tidied."""
        parts = self[column].replace(" | ", "\n").split("\n")
        tidy = dict.fromkeys(" ".join(part.split()) for part in parts)
        for text in tidy:
            if len(text) > MAX_LABEL:
                raise self.error(column, f"a label has {len(text):,} characters, more than {MAX_LABEL:,}.")
        return [text for text in tidy if text]


@contextmanager
def long_fields() -> Iterator[None]:
    """Lets csv read long lists. The limit is the whole process's: it is only raised, by one at a time."""
    with _reading:
        before = csv.field_size_limit()
        csv.field_size_limit(max(before, MAX_LIST))
        try:
            yield
        finally:
            csv.field_size_limit(before)


def read(file: PackageFile, required: Sequence[str], *, lists: Sequence[str] = ()) -> Iterator[Row]:
    """The rows of `file`, which must have the `required` columns. `lists` are columns that may be long."""
    try:
        with file.open() as stream:
            yield from _rows(file, stream, required, lists)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as problem:
        raise PackageError(file.shown, f"the file is truncated or damaged ({problem}).", _AGAIN) from problem


def _rows(
    file: PackageFile, stream: IO[bytes], required: Sequence[str], lists: Sequence[str]
) -> Iterator[Row]:
    reader = csv.reader(_lines(file, stream), strict=True)
    header: list[str] | None = None
    line = 1
    try:
        for cells in reader:
            if header is None:
                header = _header(file, cells, required)
            elif cells:
                yield _row(file, line, header, cells, required, lists)
            line = reader.line_num + 1
    except csv.Error as problem:
        remedy = f"Look for a quotation mark that is not closed. {_AS_PUBLISHED}"
        raise PackageError(file.shown, f"the row is broken: {problem}.", remedy, line=line) from problem
    if header is None:
        raise PackageError(file.shown, "the file is empty.", _AGAIN)


def _header(file: PackageFile, cells: Sequence[str], required: Sequence[str]) -> list[str]:
    header = [cell.strip() for cell in cells]
    for column in required:
        if header.count(column) != 1:
            problem = "the column is there twice." if column in header else "the column is missing."
            raise PackageError(file.shown, problem, _AS_PUBLISHED, line=1, column=column)
    return header


def _row(
    file: PackageFile,
    line: int,
    header: Sequence[str],
    cells: Sequence[str],
    required: Sequence[str],
    lists: Sequence[str],
) -> Row:
    row = Row(file, line, dict(zip(header, cells, strict=False)))
    if len(cells) > len(header):
        raise row.error(
            header[-1], f"the row has {len(cells)} cells under {len(header)} headings.", _AS_PUBLISHED
        )
    for column in required if len(cells) < len(header) else ():
        if column not in row.cells:
            raise row.error(column, f"the row ends before it, after {len(cells)} cells.", _AS_PUBLISHED)
    if any(len(cell) > MAX_FIELD for cell in cells):
        _refuse_long(row, lists)
    return row


def _refuse_long(row: Row, lists: Sequence[str]) -> None:
    for column, cell in row.cells.items():
        if len(cell) > MAX_FIELD and column not in lists:
            raise row.error(column, f"the field has {len(cell):,} characters, more than {MAX_FIELD:,}.")


def _lines(file: PackageFile, stream: IO[bytes]) -> Iterator[str]:
    number = 0
    while raw := stream.readline(MAX_LINE + 1):
        number += 1
        if len(raw) > MAX_LINE:
            raise PackageError(file.shown, f"the line has more than {MAX_LINE:,} bytes.", _AGAIN, line=number)
        text = _decode(file, number, raw)
        yield text.removeprefix("\ufeff") if number == 1 else text


def _decode(file: PackageFile, number: int, raw: bytes) -> str:
    try:
        text = raw.decode()
    except UnicodeDecodeError as problem:
        place = f"byte {problem.start + 1}"
        message = f"the text is not UTF-8 ({problem.reason})."
        raise PackageError(file.shown, message, _AS_PUBLISHED, line=number, column=place) from problem
    if "\0" in text:
        place = f"byte {raw.index(0) + 1}"
        raise PackageError(file.shown, "there is a zero byte in the text.", _AGAIN, line=number, column=place)
    return text


def _short(value: str) -> str:
    return repr(value if len(value) <= 80 else f"{value[:77]}…") if value else "the empty cell"
