"""Passkeys, identities at other providers, another e-mail address; room for sealed secrets of second factors."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)
KINDS = ("new-passkey", "passkey-sign-in", "provider")

TABLES = ("ceremonies", "email_changes", "former_emails", "passkeys", "linked_identities")


def upgrade() -> None:
    with op.batch_alter_table("second_factors") as batch:
        batch.alter_column("secret", type_=sa.String(200), existing_type=sa.String(64))
    for column in ("issuer", "subject"):
        op.add_column("registrations", sa.Column(column, sa.String(255), nullable=True))
    _ceremonies()
    _email_changes()
    _former_emails()
    _passkeys()
    _linked_identities()


def downgrade() -> None:
    """Sealed secrets do not fit any more, and nobody could open them: whoever has one sets up the app again."""
    for table in reversed(TABLES):
        op.drop_table(table)
    for column in ("subject", "issuer"):
        op.drop_column("registrations", column)
    op.execute("DELETE FROM second_factors WHERE secret LIKE 'sealed:%'")
    with op.batch_alter_table("second_factors") as batch:
        batch.alter_column("secret", type_=sa.String(64), existing_type=sa.String(200))


def _ceremonies() -> None:
    _table(
        "ceremonies",
        sa.Column("key_digest", sa.String(64), nullable=False),
        sa.Column("kind", _words("ceremony_kind", *KINDS), nullable=False),
        sa.Column("account_id", sa.String(36), nullable=True),
        sa.Column("data", JSON, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        key="key_digest",
        indexes=("account_id", "expires_at"),
    )


def _email_changes() -> None:
    _table(
        "email_changes",
        sa.Column("account_id", sa.String(36), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("token_digest", sa.String(64), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.UniqueConstraint("token_digest", name=op.f("uq_email_changes_token_digest")),
        key="account_id",
        indexes=("expires_at",),
    )


def _former_emails() -> None:
    _table(
        "former_emails",
        sa.Column("token_digest", sa.String(64), nullable=False),
        sa.Column("account_id", sa.String(36), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        key="token_digest",
        indexes=("account_id", "expires_at"),
    )


def _passkeys() -> None:
    _table(
        "passkeys",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("account_id", sa.String(36), nullable=False),
        sa.Column("credential_id", sa.String(1400), nullable=False),
        sa.Column("public_key", sa.Text(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkeys_credential_id")),
        key="id",
        indexes=("account_id",),
    )


def _linked_identities() -> None:
    _table(
        "linked_identities",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("account_id", sa.String(36), nullable=False),
        sa.Column("issuer", sa.String(255), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_linked_identities_issuer_subject")),
        key="id",
        indexes=("account_id",),
    )


def _table(
    name: str, *parts: sa.Column[Any] | sa.UniqueConstraint, key: str, indexes: tuple[str, ...]
) -> None:
    """A table that goes with the account its rows are of."""
    of_account = sa.ForeignKeyConstraint(
        ["account_id"], ["accounts.id"], name=op.f(f"fk_{name}_account_id_accounts"), ondelete="CASCADE"
    )
    op.create_table(name, *parts, of_account, sa.PrimaryKeyConstraint(key, name=op.f(f"pk_{name}")))
    for column in indexes:
        op.create_index(op.f(f"ix_{name}_{column}"), name, [column])


def _words(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)
