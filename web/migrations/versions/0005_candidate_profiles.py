"""Profiles step by step: experience, licences, wishes, programmes, more of qualifications and languages; drafts.

What was read of profiles is read anew: evidence now knows its section (matching.store.FORMAT).
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)

NEW = ("experiences", "licences", "wishes", "programmes", "unfinished_forms", "removals")
CONFIRMED = "(confirmed_at IS NULL) = (confirmed_by IS NULL)"
PAY_WHOLE = "(pay_floor IS NULL) = (currency IS NULL) AND (pay_floor IS NULL) = (pay_period IS NULL)"

QUALIFICATION: dict[str, Any] = {
    "institution": sa.String(300),
    "workload": sa.Integer(),
    "start_year": sa.Integer(),
    "licence_number": sa.String(300),
    "licence_until": sa.Date(),
}
LANGUAGE: dict[str, Any] = {
    **dict.fromkeys(
        ("listening", "reading", "spoken_interaction", "spoken_production", "writing"), sa.String(2)
    ),
    "certificate": sa.String(300),
    "certificate_year": sa.Integer(),
}


def upgrade() -> None:
    op.add_column("profile_texts", sa.Column("first_id", sa.String(36), nullable=True))
    op.add_column("evidence", sa.Column("section", sa.String(32), nullable=True))
    op.add_column("profile_destinations", sa.Column("regions", JSON, nullable=False, server_default="[]"))
    for table, columns in (("qualifications", QUALIFICATION), ("profile_languages", LANGUAGE)):
        for name, kind in columns.items():
            op.add_column(table, sa.Column(name, kind, nullable=True))
    _study_unit()
    _experiences()
    _licences()
    _wishes()
    _programmes()
    _unfinished_forms()
    _removals()


def downgrade() -> None:
    for table in reversed(NEW):
        op.drop_table(table)
    with op.batch_alter_table("qualifications") as batch:
        batch.drop_constraint(op.f("ck_qualifications_study_unit"), type_="check")
        batch.drop_column("unit")
    for table, columns in (("qualifications", QUALIFICATION), ("profile_languages", LANGUAGE)):
        for name in columns:
            op.drop_column(table, name)
    for table, name in (
        ("profile_destinations", "regions"),
        ("evidence", "section"),
        ("profile_texts", "first_id"),
    ):
        op.drop_column(table, name)


def _study_unit() -> None:
    """In SQL: both databases take a constraint with a new column, Alembic gives SQLite none."""
    op.execute(
        "ALTER TABLE qualifications ADD COLUMN unit VARCHAR(32) "
        "CONSTRAINT ck_qualifications_study_unit CHECK (unit IN ('hours', 'credits'))"
    )


def _words(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def _of_profile(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_profile_id_profiles")
    return sa.ForeignKeyConstraint(["profile_id"], ["profiles.id"], name=name, ondelete="CASCADE")


def _list(table: str, *more: sa.Column[object] | sa.Constraint) -> None:
    """A table of rows in the order of their positions, each in a country."""
    op.create_table(
        table,
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("profile_id", sa.String(36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        *more,
        sa.CheckConstraint("length(country) = 2", name=op.f(f"ck_{table}_country_code")),
        _of_profile(table),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("profile_id", "position", name=op.f(f"uq_{table}_profile_id_position")),
    )


def _experiences() -> None:
    _list(
        "experiences",
        sa.Column("kind", _words("experience_kind", "formal", "informal", "unpaid"), nullable=False),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("employer", sa.String(300), nullable=True),
        sa.Column("country", sa.String(2), nullable=True),
        sa.Column("start", sa.String(7), nullable=True),
        sa.Column("end", sa.String(7), nullable=True),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("text_id", sa.String(36), nullable=True),
        sa.CheckConstraint(
            'NOT (current AND "end" IS NOT NULL)', name=op.f("ck_experiences_current_has_no_end")
        ),
        sa.ForeignKeyConstraint(
            ["text_id"],
            ["profile_texts.id"],
            name=op.f("fk_experiences_text_id_profile_texts"),
            ondelete="SET NULL",
        ),
    )
    op.create_index(op.f("ix_experiences_text_id"), "experiences", ["text_id"])


def _licences() -> None:
    _list(
        "licences",
        sa.Column("kind", _words("licence_kind", "driving", "other"), nullable=False),
        sa.Column("category", sa.String(4), nullable=True),
        sa.Column("name", sa.String(300), nullable=True),
        sa.Column("country", sa.String(2), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(kind = 'driving') = (category IS NOT NULL)", name=op.f("ck_licences_driving_has_category")
        ),
        sa.CheckConstraint("(kind = 'other') = (name IS NOT NULL)", name=op.f("ck_licences_other_has_name")),
    )


def _wishes() -> None:
    op.create_table(
        "wishes",
        sa.Column("profile_id", sa.String(36), nullable=False),
        sa.Column("earliest_start", sa.Date(), nullable=True),
        sa.Column("family", _words("family", "alone", "with-family", "later"), nullable=True),
        sa.Column("pay_floor", sa.Numeric(12, 2), nullable=True),
        sa.Column("currency", sa.String(3), nullable=True),
        sa.Column("pay_period", _words("pay_period", "hour", "month", "year"), nullable=True),
        sa.Column("contracts", JSON, nullable=False),
        sa.CheckConstraint("pay_floor > 0", name=op.f("ck_wishes_pay_positive")),
        sa.CheckConstraint(PAY_WHOLE, name=op.f("ck_wishes_pay_whole")),
        _of_profile("wishes"),
        sa.PrimaryKeyConstraint("profile_id", name=op.f("pk_wishes")),
    )


def _programmes() -> None:
    _list(
        "programmes",
        sa.Column("kind", _words("programme_kind", "talent-partnership", "bilateral"), nullable=False),
        sa.Column("name", sa.String(300), nullable=False),
        sa.Column("country", sa.String(2), nullable=False),
        sa.Column("reference", sa.String(300), nullable=True),
        sa.Column("start", sa.String(7), nullable=True),
        sa.Column("end", sa.String(7), nullable=True),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("confirmed_by", sa.String(36), nullable=True),
        sa.CheckConstraint(CONFIRMED, name=op.f("ck_programmes_confirmed_by_somebody")),
    )


def _unfinished_forms() -> None:
    op.create_table(
        "unfinished_forms",
        sa.Column("profile_id", sa.String(36), nullable=False),
        sa.Column("form", sa.String(100), nullable=False),
        sa.Column("fields", JSON, nullable=False),
        sa.Column("saved_at", MOMENT, nullable=False),
        _of_profile("unfinished_forms"),
        sa.PrimaryKeyConstraint("profile_id", "form", name=op.f("pk_unfinished_forms")),
    )


def _removals() -> None:
    op.create_table(
        "removals",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("profile_id", sa.String(36), nullable=False),
        sa.Column("section", sa.String(32), nullable=False),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("rows", JSON, nullable=False),
        sa.Column("removed_at", MOMENT, nullable=False),
        _of_profile("removals"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_removals")),
    )
    op.create_index(op.f("ix_removals_profile_id"), "removals", ["profile_id"])
    op.create_index(op.f("ix_removals_removed_at"), "removals", ["removed_at"])
