"""Fills every table there is with a row about one person, and finds what is left of them.

Driven by the metadata: a table added later is filled without being named here, or says what it lacks.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from talent import db as records
from talent import persons
from talent.db import Base, UtcDateTime
from web import migrations

WORDS: Final = "zqwords"
"""Stands in every text of the person's rows, and in nothing else in the world."""

EMAIL: Final = f"{WORDS}@people.example"

SPECIAL: Final[Mapping[str, Mapping[str, Any]]] = {
    "accounts": {"email": EMAIL, "locale": "en"},
    "vacancies": {
        "country": "DE",
        "region": "DE-BE",
        "pay_min": 1,
        "pay_max": 2,
        "currency": "EUR",
        "revision": 1,
    },
    "departures": {"month": "1999-01"},
    "licences": {"category": None, "kind": "other"},
    "programmes": {"state": "declined"},
}
"""What a row must say to be allowed, where a constraint wants more than the type of a column."""

OWN_WAYS: Final = frozenset({"events", "match_runs", "attempts"})
"""Tables that hold no words: tests fill them by their own verbs."""


@dataclass
class Person:
    """`ids` are the keys of all their rows, `rows` the first row of each table."""

    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)

    @property
    def account_id(self) -> str:
        return str(self.rows["accounts"]["id"])

    @property
    def profile_id(self) -> str:
        return str(self.rows["profiles"]["id"])


def fill(db: Session) -> Person:
    """One row in every table; where it belongs to the person, with WORDS in each text and blob."""
    migrations.tables()  # imports every module with a table
    person, theirs = Person(), persons.tables()
    for table in Base.metadata.sorted_tables:
        if table.name not in OWN_WAYS:
            _insert(db, table, person, WORDS if table in theirs else "boring")
    return person


def _insert(db: Session, table: sa.Table, person: Person, words: str) -> None:
    row = {column.name: _value(column, words, person) for column in table.columns if _is_wanted(column)}
    row |= SPECIAL.get(table.name, {})
    try:
        db.execute(sa.insert(table).values(**row))
    except IntegrityError as error:
        raise AssertionError(f"say in SPECIAL what a row of {table.name} looks like: {error.orig}") from error
    person.rows[table.name] = row
    if words == WORDS:
        person.ids |= {str(row[c.name]) for c in table.primary_key if _is_id(c) and not c.foreign_keys}


def _is_wanted(column: sa.Column[Any]) -> bool:
    """All but numbers that the database gives."""
    generated = column.primary_key and isinstance(column.type, sa.Integer) and not column.foreign_keys
    return not (generated and column.autoincrement is not False)


def _is_id(column: sa.Column[Any]) -> bool:
    return isinstance(column.type, sa.String) and column.type.length == 36


def _value(column: sa.Column[Any], words: str, person: Person) -> Any:
    for key in column.foreign_keys:
        if key.column.table is column.table:
            return None
        return person.rows[key.column.table.name][key.column.name]
    if column.primary_key and _is_id(column):
        return records.new_id()
    return _of_type(column, words)


def _of_type(column: sa.Column[Any], words: str) -> Any:
    kind = column.type
    if isinstance(kind, sa.Enum):
        return _first_word(kind)
    if isinstance(kind, UtcDateTime | sa.DateTime):
        return records.now()
    if isinstance(kind, sa.Date):
        return date(2026, 11, 22)
    if isinstance(kind, sa.Boolean):
        return False
    if isinstance(kind, sa.Integer | sa.Numeric):
        return 1
    if isinstance(kind, sa.LargeBinary):
        return f"{words} {column}".encode()
    if isinstance(kind, sa.JSON):
        return [{"words": f"{words} {column}"}] if "list" in _annotation(column) else {"words": words}
    return _text(column, words)


def _first_word(kind: sa.Enum) -> Any:
    known = kind.enum_class
    return next(iter(known)) if known is not None and issubclass(known, Enum) else kind.enums[0]


def _annotation(column: sa.Column[Any]) -> str:
    """The type that a model gives a JSON column: Core knows only that it is JSON."""
    for mapper in Base.registry.mappers:
        if mapper.local_table is column.table:
            annotations = mapper.class_.__annotations__
            return str(annotations.get(mapper.get_property_by_column(column).key, ""))
    return ""


def _text(column: sa.Column[Any], words: str) -> str:
    longest = getattr(column.type, "length", None) or 1000
    if longest < len(words) + 4:
        return "DE" if longest == 2 else "de"[:longest]
    said = f"{words} {column.table.name} {column.name}"
    return said.ljust(longest, "0") if longest == 64 else said[:longest]  # 64: a digest in hexadecimal


def traces(db: Session, *needles: str) -> Iterator[str]:
    """ "table.column" wherever one of `needles` stands, in any table and any type."""
    for table in Base.metadata.sorted_tables:
        for row in db.execute(sa.select(table)).mappings():
            for name, value in row.items():
                shown = value.decode("latin-1") if isinstance(value, bytes) else str(value)
                if any(needle in shown for needle in needles):
                    yield f"{table.name}.{name}"
