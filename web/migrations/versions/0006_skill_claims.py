"""What people say of skills and occupations: theirs, or not theirs."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

WORDS = {
    "claim_kind": ("skill", "occupation"),
    "claim_status": ("confirmed", "rejected"),
    "claim_source": ("suggested", "picked", "checklist"),
    "claim_level": ("learning", "with-help", "alone", "teaches"),
}


def upgrade() -> None:
    op.create_table(
        "skill_claims",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("profile_id", sa.String(36), nullable=False),
        sa.Column("concept_uri", sa.String(300), nullable=False),
        sa.Column("kind", _choice("claim_kind"), nullable=False),
        sa.Column("status", _choice("claim_status"), nullable=False),
        sa.Column("source", _choice("claim_source"), nullable=False),
        sa.Column("label", sa.String(300), nullable=False),
        sa.Column("level", _choice("claim_level"), nullable=True),
        sa.Column("years", sa.Integer(), nullable=True),
        sa.Column("evidence_link", sa.String(300), nullable=True),
        sa.Column("evidence_words", sa.Text(), nullable=True),
        sa.Column("quote", sa.Text(), nullable=True),
        sa.Column("piece_source", sa.String(64), nullable=True),
        sa.Column("piece_id", sa.String(36), nullable=True),
        sa.Column("was_confirmed", sa.Boolean(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("years BETWEEN 0 AND 70", name=op.f("ck_skill_claims_years_of_a_life")),
        sa.ForeignKeyConstraint(
            ["profile_id"],
            ["profiles.id"],
            name=op.f("fk_skill_claims_profile_id_profiles"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_skill_claims")),
        sa.UniqueConstraint("profile_id", "concept_uri", name=op.f("uq_skill_claims_profile_id_concept_uri")),
    )


def downgrade() -> None:
    op.drop_table("skill_claims")


def _choice(name: str) -> sa.Enum:
    """As `talent.db.choice` made it when this step was written."""
    return sa.Enum(*WORDS[name], name=name, native_enum=False, create_constraint=True, length=32)
