"""Vacancies can be searched: folded words and pay by the month beside them, and rows of what they ask for."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from esco_data.folding import fold

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(JSONB(), "postgresql")

BATCH = 500

LONG_AGO = "2000-01-01 00:00:00.000000"

MONTHS = {"hour": Decimal("173.33"), "month": Decimal(1), "year": 1 / Decimal(12)}

INDEXES = (
    ["status", "country", "region", "place"],
    ["status", "published_at"],
    ["status", "currency", "pay_month"],
    ["occupation_uri"],
)

VACANCIES = sa.table(
    "vacancies",
    *map(sa.column, ("id", "title", "text", "place", "status", "pay_min", "pay_period", "created_at")),
    *map(sa.column, ("search_text", "search_place", "pay_month", "published_at")),
)


def upgrade() -> None:
    _columns()
    _fill()
    for columns in INDEXES:
        op.create_index(op.f(f"ix_vacancies_{'_'.join(columns)}"), "vacancies", columns)
    _vacancy_readings()
    _vacancy_occupations()
    _vacancy_languages()


def downgrade() -> None:
    for table in ("vacancy_languages", "vacancy_occupations", "vacancy_readings"):
        op.drop_table(table)
    for columns in INDEXES:
        op.drop_index(op.f(f"ix_vacancies_{'_'.join(columns)}"), "vacancies")
    for column in ("pay_month", "search_place", "search_text", "published_at"):
        op.drop_column("vacancies", column)


def _columns() -> None:
    """With defaults for the rows there are, which `_fill` then replaces: SQLite adds no column without one."""
    for column in (
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False, server_default=LONG_AGO),
        sa.Column("search_text", sa.Text(), nullable=False, server_default=""),
        sa.Column("search_place", sa.Text(), nullable=False, server_default=""),
        sa.Column("pay_month", sa.BigInteger(), nullable=True),
    ):  # fmt: skip
        op.add_column("vacancies", column)


def _fill() -> None:
    connection = op.get_bind()
    connection.execute(sa.update(VACANCIES).values(published_at=VACANCIES.c.created_at))
    change = (
        sa.update(VACANCIES)
        .where(VACANCIES.c.id == sa.bindparam("row"))
        .values(
            search_text=sa.bindparam("words"),
            search_place=sa.bindparam("town"),
            pay_month=sa.bindparam("pay"),
        )
    )
    for rows in _batches(connection):
        connection.execute(change, [_searchable(row) for row in rows])


def _batches(connection: sa.Connection) -> Iterator[list[Any]]:
    """All vacancies in the order of their ids, some at a time."""
    last = ""
    while True:
        query = sa.select(VACANCIES).where(VACANCIES.c.id > last).order_by(VACANCIES.c.id).limit(BATCH)
        rows = list(connection.execute(query))
        if not rows:
            return
        yield rows
        last = rows[-1].id


def _searchable(row: Any) -> dict[str, object]:
    """As `talent.vacancies.searchable` was when this step was written."""
    pay = None if row.pay_min is None else int(Decimal(str(row.pay_min)) * MONTHS[row.pay_period])
    words = " ".join(dict.fromkeys(fold(f"{row.title} {row.text}").split()))
    return {"row": row.id, "words": words, "town": fold(row.place or ""), "pay": pay}


def _vacancy_readings() -> None:
    op.create_table(
        "vacancy_readings",
        sa.Column("vacancy_id", sa.String(length=36), nullable=False),
        sa.Column("vacancy_revision", sa.Integer(), nullable=False),
        sa.Column("reading_revision", sa.String(length=128), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("requirements", JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["vacancy_id"],
            ["vacancies.id"],
            name=op.f("fk_vacancy_readings_vacancy_id_vacancies"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("vacancy_id", name=op.f("pk_vacancy_readings")),
    )
    op.create_index(op.f("ix_vacancy_readings_reading_revision"), "vacancy_readings", ["reading_revision"])


def _vacancy_occupations() -> None:
    op.create_table(
        "vacancy_occupations",
        sa.Column("vacancy_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uri", sa.String(length=300), nullable=False),
        _of_reading("vacancy_occupations"),
        sa.PrimaryKeyConstraint("vacancy_id", "position", name=op.f("pk_vacancy_occupations")),
    )
    op.create_index(
        op.f("ix_vacancy_occupations_uri_vacancy_id"), "vacancy_occupations", ["uri", "vacancy_id"]
    )


def _vacancy_languages() -> None:
    op.create_table(
        "vacancy_languages",
        sa.Column("vacancy_id", sa.String(length=36), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("level", sa.String(length=8), nullable=False),
        _of_reading("vacancy_languages"),
        sa.PrimaryKeyConstraint("vacancy_id", "language", name=op.f("pk_vacancy_languages")),
    )
    op.create_index(
        op.f("ix_vacancy_languages_language_level_vacancy_id"),
        "vacancy_languages",
        ["language", "level", "vacancy_id"],
    )


def _of_reading(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["vacancy_id"],
        ["vacancy_readings.vacancy_id"],
        name=op.f(f"fk_{table}_vacancy_id_vacancy_readings"),
        ondelete="CASCADE",
    )
