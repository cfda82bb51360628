"""Applications, messages and notifications."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)
ID = sa.String(36)

NEW = ("notifications", "notification_preferences")


def upgrade() -> None:
    _notifications()
    _notification_preferences()


def downgrade() -> None:
    for table in reversed(NEW):
        op.drop_table(table)


def _notifications() -> None:
    op.create_table(
        "notifications",
        sa.Column("id", ID, nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("data", JSON, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("on_page", sa.Boolean(), nullable=False),
        sa.Column("read_at", MOMENT, nullable=True),
        sa.Column("mail_at", MOMENT, nullable=True),
        _belongs("notifications", "account_id", "accounts"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notifications")),
    )
    for columns in (["account_id", "read_at"], ["account_id", "made_at"], ["made_at"], ["mail_at"]):
        _index("notifications", *columns)


def _notification_preferences() -> None:
    op.create_table(
        "notification_preferences",
        sa.Column("account_id", ID, nullable=False),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("on_page", sa.Boolean(), nullable=False),
        _choice("notification_preferences", "mail", "mail_way", "at-once", "daily", "weekly", "off"),
        _belongs("notification_preferences", "account_id", "accounts"),
        sa.PrimaryKeyConstraint("account_id", "kind", name=op.f("pk_notification_preferences")),
    )


def _belongs(table: str, column: str, to: str, *, key: str = "id") -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{to}")
    return sa.ForeignKeyConstraint([column], [f"{to}.{key}"], name=name, ondelete="CASCADE")


def _choice(table: str, column: str, kind: str, *words: str, nullable: bool = False) -> sa.Column[str]:
    """A text that is one of `words`, as `talent.db.choice` makes it."""
    enum = sa.Enum(
        *words, name=op.f(f"ck_{table}_{kind}"), native_enum=False, create_constraint=True, length=32
    )
    return sa.Column(column, enum, nullable=nullable)


def _index(table: str, *columns: str, unique: bool = False) -> None:
    op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns), unique=unique)
