"""Which rows of which tables are about one person: found by following foreign keys from their account.

The one answer for whoever counts, erases or exports them, so that a table added later is there without being named.
"""

from collections.abc import Mapping, Sequence
from typing import Final, cast

import sqlalchemy as sa

from talent.accounts import Account
from talent.db import Base


def table_of(model: type[Base]) -> sa.Table:
    return cast(sa.Table, model.__table__)


ROOT: Final = table_of(Account)
"""Everything that belongs to a person refers to this table, or to one that does, with ON DELETE CASCADE."""

OTHERS: Final[Mapping[str, str]] = {
    "attempts": "digests, deleted with the account where they are of its address or id, else after 15 minutes",
    "departures": "counts of people who left",
    "events": "history: ids and codes only, never changed",
    "match_runs": "history: which profiles were shown, by id, never changed",
    "organisations": "employers, not people",
    "recommendation_runs": "history: which vacancies were recommended, by id, never changed",
    "registrations": "no account yet; deleted by address with the account, else after 24 hours",
    "vacancies": "an organisation's",
    "vacancy_meanings": "an organisation's",
    "vacancy_languages": "an organisation's",
    "vacancy_occupations": "an organisation's",
    "vacancy_readings": "an organisation's",
}
"""Tables whose rows do not go with an account, and why that is right."""


def tables() -> tuple[sa.Table, ...]:
    """The tables that can hold rows of a person, each after those that it belongs to."""
    found = [ROOT]
    found += (table for table in Base.metadata.sorted_tables if owners(table, among=found))
    return tuple(found)


def owners(table: sa.Table, *, among: Sequence[sa.Table]) -> list[sa.ForeignKeyConstraint]:
    """The keys by which a row goes when another one goes. A key to its own table makes nobody an owner."""
    return [
        key
        for key in table.foreign_key_constraints
        if key.ondelete == "CASCADE" and key.referred_table is not table and key.referred_table in among
    ]


def rows_of(table: sa.Table, account_id: str) -> sa.ColumnElement[bool]:
    """The condition that a row of one of `tables()` is this person's."""
    if table is ROOT:
        return ROOT.c.id == account_id
    return sa.or_(*(_belongs(key, account_id) for key in owners(table, among=tables())))


def _belongs(key: sa.ForeignKeyConstraint, account_id: str) -> sa.ColumnElement[bool]:
    theirs = sa.select(*(each.column for each in key.elements))
    theirs = theirs.where(rows_of(key.referred_table, account_id))
    return (
        sa.tuple_(*key.columns).in_(theirs) if len(key.columns) > 1 else next(iter(key.columns)).in_(theirs)
    )
