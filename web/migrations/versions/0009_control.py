"""Consents by section and country, the ledger of who saw whom, and the steps of retention.

Consents of before are none: what somebody did not agree to in these words was not agreed to. Whoever has an account
counts as active today, so that nobody is reminded or erased for the time before activity was kept.
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
LONG_AGO = "2000-01-01 00:00:00.000000"
IN_FORCE = sa.text("withdrawn_at IS NULL")

SECTIONS = (
    *("personal", "experience", "education", "languages"),
    *("licences", "wishes", "skills", "summary"),
)
WHY = ("search-result", "page-opened", "document-opened", "application", "officer-case", "export")
WHO = ("trial", "employer", "authority", "service")
KINDS = ("remind", "hide", "warn", "erase")


def upgrade() -> None:
    _consents()
    _accesses()
    _activity()
    _retention_steps()


def downgrade() -> None:
    op.drop_table("retention_steps")
    op.drop_index(op.f("ix_accounts_active_at"), "accounts")
    op.drop_column("accounts", "active_at")
    op.drop_table("accesses")
    op.drop_table("consents")


def _words(name: str, words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def _key(table: str, column: str, to: str, ondelete: str = "CASCADE") -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{to}")
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name, ondelete=ondelete)


def _consents() -> None:
    op.create_table(
        "consents",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("profile_id", sa.String(36), nullable=False),
        sa.Column("country", sa.String(2), nullable=False),
        sa.Column("section", _words("section", SECTIONS), nullable=False),
        sa.Column("version", sa.String(32), nullable=False),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("given_at", MOMENT, nullable=False),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.CheckConstraint("length(country) = 2", name=op.f("ck_consents_country_code")),
        _key("consents", "profile_id", "profiles"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    op.create_index(op.f("ix_consents_profile_id"), "consents", ["profile_id"])
    op.create_index(
        "uq_consents_in_force",
        "consents",
        ["profile_id", "country", "section"],
        unique=True,
        sqlite_where=IN_FORCE,
        postgresql_where=IN_FORCE,
    )


def _accesses() -> None:
    op.create_table(
        "accesses",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("profile_id", sa.String(36), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("actor", sa.String(36), nullable=False),
        sa.Column("who", _words("who", WHO), nullable=False),
        sa.Column("organisation_id", sa.String(36), nullable=True),
        sa.Column("why", _words("why", WHY), nullable=False),
        sa.Column("vacancy_id", sa.String(36), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("last_at", MOMENT, nullable=False),
        sa.CheckConstraint("times >= 1", name=op.f("ck_accesses_times_positive")),
        _key("accesses", "profile_id", "profiles"),
        _key("accesses", "organisation_id", "organisations", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accesses")),
        sa.UniqueConstraint(
            *("profile_id", "day", "actor", "why", "vacancy_id"),
            name=op.f("uq_accesses_profile_id_day_actor_why_vacancy_id"),
        ),
    )
    op.create_index(op.f("ix_accesses_profile_id_last_at"), "accesses", ["profile_id", "last_at"])
    op.create_index(op.f("ix_accesses_organisation_id"), "accesses", ["organisation_id"])


def _activity() -> None:
    """With a default for the rows there are: SQLite adds no column without one."""
    op.add_column("accounts", sa.Column("active_at", MOMENT, nullable=False, server_default=LONG_AGO))
    accounts = sa.table("accounts", sa.column("active_at", MOMENT))
    op.execute(sa.update(accounts).values(active_at=_now()))
    op.create_index(op.f("ix_accounts_active_at"), "accounts", ["active_at"])


def _now() -> datetime:
    """As the records of each database hold it: in SQLite without a time zone, which is UTC."""
    now = datetime.now(UTC)
    return now.replace(tzinfo=None) if op.get_bind().dialect.name == "sqlite" else now


def _retention_steps() -> None:
    op.create_table(
        "retention_steps",
        sa.Column("account_id", sa.String(36), nullable=False),
        sa.Column("active_at", MOMENT, nullable=False),
        sa.Column("kind", _words("kind", KINDS), nullable=False),
        sa.Column("months", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("token_digest", sa.String(64), nullable=True),
        sa.Column("was", sa.String(32), nullable=True),
        _key("retention_steps", "account_id", "accounts"),
        sa.PrimaryKeyConstraint(
            *("account_id", "active_at", "kind", "months"), name=op.f("pk_retention_steps")
        ),
        sa.UniqueConstraint("token_digest", name=op.f("uq_retention_steps_token_digest")),
    )
