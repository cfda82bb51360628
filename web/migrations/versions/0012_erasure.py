"""Who has asked to be erased, and how many were: a count by month, country and reason."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
REASONS = sa.Enum(
    "asked", "inactive", "operator", name="reason", native_enum=False, create_constraint=True, length=32
)


def upgrade() -> None:
    _leavings()
    _departures()


def downgrade() -> None:
    op.drop_table("departures")
    op.drop_table("leavings")


def _leavings() -> None:
    op.create_table(
        "leavings",
        sa.Column("account_id", sa.String(36), nullable=False),
        sa.Column("token_digest", sa.String(64), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("visibility", sa.String(32), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_leavings_account_id_accounts"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_leavings")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_leavings_token_digest")),
    )
    op.create_index(op.f("ix_leavings_due_at"), "leavings", ["due_at"])


def _departures() -> None:
    op.create_table(
        "departures",
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("residence", sa.String(2), nullable=False),
        sa.Column("reason", REASONS, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint("count >= 1", name=op.f("ck_departures_count_positive")),
        sa.CheckConstraint("length(month) = 7", name=op.f("ck_departures_month_shape")),
        sa.PrimaryKeyConstraint("month", "residence", "reason", name=op.f("pk_departures")),
    )
