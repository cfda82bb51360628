"""Saved searches, what people decided about recommendations, what was recommended, and what vacancies mean.

All vacancies are read anew after this step: their meanings are kept with their readings.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)
ID = sa.String(36)

TABLES = (
    "saved_searches",
    "recommendation_choices",
    "hidden_vacancies",
    "recommendation_runs",
    "vacancy_meanings",
)


def upgrade() -> None:
    _saved_searches()
    _recommendation_choices()
    _hidden_vacancies()
    _recommendation_runs()
    _refuse_changes("recommendation_runs")
    _vacancy_meanings()


def downgrade() -> None:
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP TRIGGER recommendation_runs_append_only ON recommendation_runs")
    for table in reversed(TABLES):
        op.drop_table(table)  # with its indexes and, on SQLite, its triggers


def _belongs(table: str, column: str, to: str, key: str = "id") -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{to}")
    return sa.ForeignKeyConstraint([column], [f"{to}.{key}"], name=name, ondelete="CASCADE")


def _index(table: str, column: str) -> None:
    op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _saved_searches() -> None:
    alert = sa.Enum(
        "never", "daily", "weekly", name="alert", native_enum=False, create_constraint=True, length=32
    )
    op.create_table(
        "saved_searches",
        sa.Column("id", ID, nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("search", JSON, nullable=False),
        sa.Column("alert", alert, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("told_until", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=True),
        sa.Column("removed_at", MOMENT, nullable=True),
        _belongs("saved_searches", "account_id", "accounts"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_searches")),
    )
    for column in ("account_id", "due_at", "removed_at"):
        _index("saved_searches", column)


def _recommendation_choices() -> None:
    op.create_table(
        "recommendation_choices",
        sa.Column("profile_id", ID, nullable=False),
        sa.Column("wanted", sa.Boolean(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        _belongs("recommendation_choices", "profile_id", "profiles"),
        sa.PrimaryKeyConstraint("profile_id", name=op.f("pk_recommendation_choices")),
    )


def _hidden_vacancies() -> None:
    op.create_table(
        "hidden_vacancies",
        sa.Column("profile_id", ID, nullable=False),
        sa.Column("vacancy_id", ID, nullable=False),
        sa.Column("hidden_at", MOMENT, nullable=False),
        _belongs("hidden_vacancies", "profile_id", "profiles"),
        _belongs("hidden_vacancies", "vacancy_id", "vacancies"),
        sa.PrimaryKeyConstraint("profile_id", "vacancy_id", name=op.f("pk_hidden_vacancies")),
    )
    _index("hidden_vacancies", "vacancy_id")


def _recommendation_runs() -> None:
    op.create_table(
        "recommendation_runs",
        sa.Column("id", ID, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", ID, nullable=False),
        sa.Column("profile_id", ID, nullable=False),
        sa.Column("profile_revision", sa.Integer(), nullable=False),
        sa.Column("encoder_revision", sa.String(128), nullable=False),
        sa.Column("taxonomy_digest", sa.String(128), nullable=False),
        sa.Column("weights_digest", sa.String(128), nullable=False),
        sa.Column("shown", JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recommendation_runs")),
    )
    for column in ("at", "profile_id"):
        _index("recommendation_runs", column)


def _refuse_changes(table: str) -> None:
    """As for the other tables that only grow: see step 0001."""
    if op.get_context().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "EXECUTE FUNCTION refuse_change()"
        )
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


def _vacancy_meanings() -> None:
    op.create_table(
        "vacancy_meanings",
        sa.Column("vacancy_id", ID, nullable=False),
        sa.Column("encoder", sa.String(128), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("requirements", JSON, nullable=False),
        sa.Column("vectors", sa.LargeBinary(), nullable=False),
        _belongs("vacancy_meanings", "vacancy_id", "vacancy_readings", "vacancy_id"),
        sa.PrimaryKeyConstraint("vacancy_id", name=op.f("pk_vacancy_meanings")),
    )
    _index("vacancy_meanings", "encoder")
