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

NEW = (
    "notifications",
    "notification_preferences",
    "applications",
    "application_events",
    "conversations",
    "messages",
    "blocks",
    "reports",
)

SIDES = ("candidate", "employer", "platform")
STATES = (
    "interest",
    "applied",
    "in-review",
    "invited",
    "offered",
    "hired",
    "declined",
    "withdrawn",
    "closed",
)
HAPPENINGS = ("moved", "undone", "opened", "identity-agreed", "identity-taken-back", "identity-shared")
REASONS = ("somebody-else", "requirement", "language", "recognition", "not-filled", "other")
CONCERNS = ("money", "documents", "insult", "false-offer", "private", "other")
REPORT_STATES = ("received", "looked-into", "acted", "nothing-found")


def upgrade() -> None:
    _notifications()
    _notification_preferences()
    _applications()
    _application_events()
    _conversations()
    _messages()
    _blocks()
    _reports()


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


def _applications() -> None:
    op.create_table(
        "applications",
        sa.Column("id", ID, nullable=False),
        sa.Column("vacancy_id", ID, nullable=False),
        sa.Column("profile_id", ID, nullable=False),
        _choice("applications", "state", "state", *STATES),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("opened_at", MOMENT, nullable=True),
        sa.Column("candidate_agreed_at", MOMENT, nullable=True),
        sa.Column("employer_agreed_at", MOMENT, nullable=True),
        _belongs("applications", "vacancy_id", "vacancies"),
        _belongs("applications", "profile_id", "profiles"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_applications")),
        sa.UniqueConstraint("vacancy_id", "profile_id", name=op.f("uq_applications_vacancy_id_profile_id")),
    )
    _index("applications", "state")
    _index("applications", "profile_id", "changed_at")


def _application_events() -> None:
    table = "application_events"
    op.create_table(
        table,
        _counted(),
        sa.Column("application_id", ID, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        _choice(table, "by", "side", *SIDES),
        _choice(table, "kind", "happening", *HAPPENINGS),
        _choice(table, "state", "state", *STATES),
        _choice(table, "reason", "reason", *REASONS, nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        _belongs(table, "application_id", "applications"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_events")),
    )
    _index(table, "application_id", "id")


def _conversations() -> None:
    op.create_table(
        "conversations",
        sa.Column("id", ID, nullable=False),
        sa.Column("application_id", ID, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("last_at", MOMENT, nullable=False),
        sa.Column("candidate_read_at", MOMENT, nullable=True),
        sa.Column("employer_read_at", MOMENT, nullable=True),
        _belongs("conversations", "application_id", "applications"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversations")),
        sa.UniqueConstraint("application_id", name=op.f("uq_conversations_application_id")),
    )
    _index("conversations", "last_at")


def _messages() -> None:
    op.create_table(
        "messages",
        _counted(),
        sa.Column("conversation_id", ID, nullable=False),
        _choice("messages", "by", "side", *SIDES),
        sa.Column("writer_id", ID, nullable=True),
        sa.Column("sent_at", MOMENT, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("withheld", sa.Boolean(), nullable=False),
        _belongs("messages", "conversation_id", "conversations"),
        _belongs("messages", "writer_id", "accounts", then="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
    )
    _index("messages", "conversation_id", "id")
    _index("messages", "writer_id")


def _blocks() -> None:
    op.create_table(
        "blocks",
        sa.Column("profile_id", ID, nullable=False),
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        _belongs("blocks", "profile_id", "profiles"),
        _belongs("blocks", "organisation_id", "organisations"),
        sa.PrimaryKeyConstraint("profile_id", "organisation_id", name=op.f("pk_blocks")),
    )
    _index("blocks", "organisation_id")


def _reports() -> None:
    op.create_table(
        "reports",
        sa.Column("id", ID, nullable=False),
        sa.Column("conversation_id", ID, nullable=False),
        sa.Column("reporter_id", ID, nullable=False),
        _choice("reports", "by", "side", *SIDES),
        _choice("reports", "concern", "concern", *CONCERNS),
        sa.Column("words", sa.Text(), nullable=False),
        _choice("reports", "state", "report_state", *REPORT_STATES),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        _belongs("reports", "conversation_id", "conversations"),
        _belongs("reports", "reporter_id", "accounts"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
    )
    for columns in (["conversation_id"], ["reporter_id"], ["state", "made_at"]):
        _index("reports", *columns)


def _counted() -> sa.Column[int]:
    """A number that tells what came first."""
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column("id", number, sa.Identity(always=False), nullable=False)


def _belongs(table: str, column: str, to: str, *, then: str = "CASCADE") -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{to}")
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name, ondelete=then)


def _choice(table: str, column: str, kind: str, *words: str, nullable: bool = False) -> sa.Column[str]:
    """A text that is one of `words`, as `talent.db.choice` makes it."""
    enum = sa.Enum(
        *words, name=op.f(f"ck_{table}_{kind}"), native_enum=False, create_constraint=True, length=32
    )
    return sa.Column(column, enum, nullable=nullable)


def _index(table: str, *columns: str) -> None:
    op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns))
