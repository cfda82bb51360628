"""What profiles were read as: rows derived from them, made anew at any time, erased with them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    _profile_readings()
    _evidence()


def downgrade() -> None:
    op.drop_table("evidence")
    op.drop_table("profile_readings")


def _profile_readings() -> None:
    op.create_table(
        "profile_readings",
        sa.Column("profile_id", sa.String(length=36), nullable=False),
        sa.Column("profile_revision", sa.Integer(), nullable=False),
        sa.Column("reading_revision", sa.String(length=128), nullable=False),
        sa.Column("encoder", sa.String(length=128), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["profile_id"],
            ["profiles.id"],
            name=op.f("fk_profile_readings_profile_id_profiles"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("profile_id", name=op.f("pk_profile_readings")),
    )
    op.create_index(op.f("ix_profile_readings_made_at"), "profile_readings", ["made_at"])
    op.create_index(op.f("ix_profile_readings_reading_revision"), "profile_readings", ["reading_revision"])


def _evidence() -> None:
    op.create_table(
        "evidence",
        sa.Column("profile_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("concepts", JSON, nullable=False),
        sa.Column("claims", JSON, nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["profile_id"],
            ["profile_readings.profile_id"],
            name=op.f("fk_evidence_profile_id_profile_readings"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("profile_id", "position", name=op.f("pk_evidence")),
    )
