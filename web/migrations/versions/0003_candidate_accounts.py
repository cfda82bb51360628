"""Accounts that candidates make themselves: requests, links, second factor, sessions to be listed, the outbox.

Whoever is signed in signs in again: a row of before does not know its device.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)

OLD = ("sign_ins", "sign_in_attempts")
NEW = (
    "attempts",
    "sign_ins",
    "first_steps",
    "registrations",
    "joinings",
    "password_resets",
    "second_factors",
    "recovery_codes",
    "outbox",
)


def upgrade() -> None:
    for table in OLD:
        op.drop_table(table)
    _counts("attempts")
    _sign_ins(
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("device", sa.String(100), nullable=False),
        sa.UniqueConstraint("id", name=op.f("uq_sign_ins_id")),
    )
    _first_steps()
    _registrations()
    _joinings()
    _password_resets()
    _second_factors()
    _outbox()


def downgrade() -> None:
    for table in reversed(NEW):
        op.drop_table(table)
    _sign_ins()
    _counts("sign_in_attempts")


def _counts(name: str) -> None:
    op.create_table(
        name,
        sa.Column("whose", sa.String(64), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("whose", name=op.f(f"pk_{name}")),
    )
    op.create_index(op.f(f"ix_{name}_since"), name, ["since"])


def _sign_ins(*more: sa.Column[str] | sa.UniqueConstraint) -> None:
    op.create_table(
        "sign_ins",
        sa.Column("token_digest", sa.String(64), nullable=False),
        sa.Column("account_id", sa.String(36), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        *more,
        _of_account("sign_ins"),
        sa.PrimaryKeyConstraint("token_digest", name=op.f("pk_sign_ins")),
    )
    op.create_index(op.f("ix_sign_ins_account_id"), "sign_ins", ["account_id"])
    op.create_index(op.f("ix_sign_ins_expires_at"), "sign_ins", ["expires_at"])


def _of_account(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_account_id_accounts")
    return sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=name, ondelete="CASCADE")


def _first_steps() -> None:
    op.create_table(
        "first_steps",
        sa.Column("token_digest", sa.String(64), nullable=False),
        sa.Column("account_id", sa.String(36), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        _of_account("first_steps"),
        sa.PrimaryKeyConstraint("token_digest", name=op.f("pk_first_steps")),
    )
    op.create_index(op.f("ix_first_steps_account_id"), "first_steps", ["account_id"])
    op.create_index(op.f("ix_first_steps_expires_at"), "first_steps", ["expires_at"])


def _registrations() -> None:
    op.create_table(
        "registrations",
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("token_digest", sa.String(64), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("display_name", sa.String(300), nullable=False),
        sa.Column("locale", sa.String(16), nullable=False),
        sa.Column("residence", sa.String(2), nullable=False),
        sa.Column("destination", sa.String(2), nullable=False),
        sa.Column("facts_version", sa.String(32), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("email", name=op.f("pk_registrations")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_registrations_token_digest")),
    )
    op.create_index(op.f("ix_registrations_expires_at"), "registrations", ["expires_at"])


def _joinings() -> None:
    op.create_table(
        "joinings",
        sa.Column("account_id", sa.String(36), nullable=False),
        sa.Column("residence", sa.String(2), nullable=False),
        sa.Column("destination", sa.String(2), nullable=False),
        sa.Column("facts_version", sa.String(32), nullable=False),
        sa.Column("checked_at", MOMENT, nullable=False),
        _of_account("joinings"),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_joinings")),
    )


def _password_resets() -> None:
    op.create_table(
        "password_resets",
        sa.Column("account_id", sa.String(36), nullable=False),
        sa.Column("token_digest", sa.String(64), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        _of_account("password_resets"),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_password_resets")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_password_resets_token_digest")),
    )


def _second_factors() -> None:
    op.create_table(
        "second_factors",
        sa.Column("account_id", sa.String(36), nullable=False),
        sa.Column("secret", sa.String(64), nullable=False),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=False),
        _of_account("second_factors"),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_second_factors")),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("account_id", sa.String(36), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        _of_account("recovery_codes"),
        sa.PrimaryKeyConstraint("account_id", "digest", name=op.f("pk_recovery_codes")),
    )


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("account_id", sa.String(36), nullable=True),
        sa.Column("recipient", sa.String(254), nullable=False),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("data", JSON, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("sent_at", MOMENT, nullable=True),
        _of_account("outbox"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    for column in ("account_id", "due_at", "sent_at"):
        op.create_index(op.f(f"ix_outbox_{column}"), "outbox", [column])
