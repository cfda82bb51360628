"""Accounts, organisations, profiles, vacancies and the audit trail."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(JSONB(), "postgresql")

TABLES = (
    "accounts",
    "account_roles",
    "sign_ins",
    "sign_in_attempts",
    "organisations",
    "memberships",
    "profiles",
    "profile_destinations",
    "profile_languages",
    "profile_texts",
    "qualifications",
    "vacancies",
    "events",
    "match_runs",
)
"""In the order in which they are made: no table before those it refers to."""

APPEND_ONLY = ("events", "match_runs")


def upgrade() -> None:
    _accounts()
    _account_roles()
    _sign_ins()
    _sign_in_attempts()
    _organisations()
    _memberships()
    _profiles()
    _profile_destinations()
    _profile_languages()
    _profile_texts()
    _qualifications()
    _vacancies()
    _events()
    _match_runs()
    _refuse_changes()


def downgrade() -> None:
    if op.get_context().dialect.name == "postgresql":
        _allow_changes_again()
    for table in reversed(TABLES):
        op.drop_table(table)  # with its indexes and, on SQLite, its triggers


def _words(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def _accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("display_name", sa.String(length=300), nullable=False),
        sa.Column("locale", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_demonstration", sa.Boolean(), nullable=False),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_accounts_email_lower_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("email", name=op.f("uq_accounts_email")),
    )
    op.create_index(op.f("ix_accounts_is_demonstration"), "accounts", ["is_demonstration"])


def _account_roles() -> None:
    op.create_table(
        "account_roles",
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column(
            "role",
            _words("role", "candidate", "employer", "officer", "contact-point", "administrator"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_account_roles_account_id_accounts"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", "role", name=op.f("pk_account_roles")),
    )


def _sign_ins() -> None:
    op.create_table(
        "sign_ins",
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_sign_ins_account_id_accounts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_digest", name=op.f("pk_sign_ins")),
    )
    op.create_index(op.f("ix_sign_ins_account_id"), "sign_ins", ["account_id"])
    op.create_index(op.f("ix_sign_ins_expires_at"), "sign_ins", ["expires_at"])


def _sign_in_attempts() -> None:
    op.create_table(
        "sign_in_attempts",
        sa.Column("whose", sa.String(length=64), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("whose", name=op.f("pk_sign_in_attempts")),
    )
    op.create_index(op.f("ix_sign_in_attempts_since"), "sign_in_attempts", ["since"])


def _organisations() -> None:
    op.create_table(
        "organisations",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("register_number", sa.String(length=64), nullable=True),
        sa.Column("kind", _words("organisation_kind", "employer", "agency", "authority"), nullable=False),
        sa.Column("vetting", _words("vetting", "pending", "verified", "suspended"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_demonstration", sa.Boolean(), nullable=False),
        sa.CheckConstraint("length(country) = 2", name=op.f("ck_organisations_country_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
        sa.UniqueConstraint(
            "country", "register_number", name=op.f("uq_organisations_country_register_number")
        ),
    )
    op.create_index(op.f("ix_organisations_is_demonstration"), "organisations", ["is_demonstration"])


def _memberships() -> None:
    op.create_table(
        "memberships",
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_memberships_account_id_accounts"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_memberships_organisation_id_organisations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_memberships")),
    )
    op.create_index(op.f("ix_memberships_organisation_id"), "memberships", ["organisation_id"])


def _profiles() -> None:
    op.create_table(
        "profiles",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=True),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("residence", sa.String(length=2), nullable=False),
        sa.Column("visibility", _words("visibility", "visible", "paused", "hidden"), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("content_digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_demonstration", sa.Boolean(), nullable=False),
        sa.CheckConstraint("length(residence) = 2", name=op.f("ck_profiles_residence_code")),
        sa.CheckConstraint("revision >= 1", name=op.f("ck_profiles_revision_positive")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_profiles_account_id_accounts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profiles")),
        sa.UniqueConstraint("account_id", name=op.f("uq_profiles_account_id")),
        sa.UniqueConstraint("code", name=op.f("uq_profiles_code")),
    )
    op.create_index(
        op.f("ix_profiles_is_demonstration_visibility"), "profiles", ["is_demonstration", "visibility"]
    )


def _profile_destinations() -> None:
    op.create_table(
        "profile_destinations",
        sa.Column("profile_id", sa.String(length=36), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.ForeignKeyConstraint(
            ["profile_id"],
            ["profiles.id"],
            name=op.f("fk_profile_destinations_profile_id_profiles"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("profile_id", "country", name=op.f("pk_profile_destinations")),
    )


def _profile_languages() -> None:
    op.create_table(
        "profile_languages",
        sa.Column("profile_id", sa.String(length=36), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column(
            "level", _words("language_level", "A1", "A2", "B1", "B2", "C1", "C2", "native"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["profile_id"],
            ["profiles.id"],
            name=op.f("fk_profile_languages_profile_id_profiles"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("profile_id", "language", name=op.f("pk_profile_languages")),
    )


def _profile_texts() -> None:
    op.create_table(
        "profile_texts",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("profile_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", _words("text_kind", "summary", "experience", "education", "cv"), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["profile_id"],
            ["profiles.id"],
            name=op.f("fk_profile_texts_profile_id_profiles"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_texts")),
        sa.UniqueConstraint("profile_id", "position", name=op.f("uq_profile_texts_profile_id_position")),
    )


def _qualifications() -> None:
    op.create_table(
        "qualifications",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("profile_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("gloss", sa.String(length=300), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("kind", sa.String(length=300), nullable=True),
        sa.Column("isced", sa.Integer(), nullable=True),
        sa.Column("field", sa.String(length=300), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("occupation_uri", sa.String(length=300), nullable=True),
        sa.CheckConstraint("isced BETWEEN 0 AND 8", name=op.f("ck_qualifications_isced_level")),
        sa.CheckConstraint("length(country) = 2", name=op.f("ck_qualifications_country_code")),
        sa.ForeignKeyConstraint(
            ["profile_id"],
            ["profiles.id"],
            name=op.f("fk_qualifications_profile_id_profiles"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qualifications")),
        sa.UniqueConstraint("profile_id", "position", name=op.f("uq_qualifications_profile_id_position")),
    )


def _vacancies() -> None:
    op.create_table(
        "vacancies",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("region", sa.String(length=6), nullable=True),
        sa.Column("place", sa.String(length=300), nullable=True),
        sa.Column("occupation_uri", sa.String(length=300), nullable=True),
        sa.Column("pay_min", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("pay_max", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("pay_period", _words("pay_period", "hour", "month", "year"), nullable=True),
        sa.Column(
            "contract",
            _words("contract_kind", "permanent", "fixed-term", "seasonal", "training"),
            nullable=True,
        ),
        sa.Column("status", _words("vacancy_status", "draft", "published", "closed"), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("content_digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_demonstration", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "region IS NULL OR region LIKE country || '-%'", name=op.f("ck_vacancies_region_of_country")
        ),
        sa.CheckConstraint(
            "(pay_min IS NULL) = (pay_max IS NULL) AND (pay_min IS NULL) = (currency IS NULL) AND "
            "(pay_min IS NULL) = (pay_period IS NULL)",
            name=op.f("ck_vacancies_pay_whole"),
        ),
        sa.CheckConstraint("length(country) = 2", name=op.f("ck_vacancies_country_code")),
        sa.CheckConstraint("pay_min > 0 AND pay_min <= pay_max", name=op.f("ck_vacancies_pay_range")),
        sa.CheckConstraint("revision >= 1", name=op.f("ck_vacancies_revision_positive")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_vacancies_organisation_id_organisations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vacancies")),
        sa.UniqueConstraint("code", name=op.f("uq_vacancies_code")),
    )
    op.create_index(op.f("ix_vacancies_is_demonstration"), "vacancies", ["is_demonstration"])
    op.create_index(op.f("ix_vacancies_organisation_id"), "vacancies", ["organisation_id"])
    op.create_index(op.f("ix_vacancies_status_country"), "vacancies", ["status", "country"])


def _events() -> None:
    op.create_table(
        "events",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            sa.Identity(always=False),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("subject_kind", sa.String(length=64), nullable=True),
        sa.Column("subject_id", sa.String(length=36), nullable=True),
        sa.Column("data", JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
    )
    op.create_index(op.f("ix_events_at"), "events", ["at"])
    op.create_index(op.f("ix_events_subject_kind_subject_id"), "events", ["subject_kind", "subject_id"])


def _match_runs() -> None:
    op.create_table(
        "match_runs",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=36), nullable=False),
        sa.Column("vacancy_id", sa.String(length=36), nullable=True),
        sa.Column("vacancy_revision", sa.Integer(), nullable=True),
        sa.Column("text_digest", sa.String(length=64), nullable=True),
        sa.Column("encoder_revision", sa.String(length=128), nullable=False),
        sa.Column("taxonomy_digest", sa.String(length=128), nullable=False),
        sa.Column("weights_digest", sa.String(length=128), nullable=False),
        sa.Column("shown", JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_runs")),
    )
    op.create_index(op.f("ix_match_runs_at"), "match_runs", ["at"])
    op.create_index(op.f("ix_match_runs_vacancy_id"), "match_runs", ["vacancy_id"])


def _refuse_changes() -> None:
    """A later batch migration of these tables must make their triggers again on SQLite."""
    if op.get_context().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
        )
    for table in APPEND_ONLY:
        _refuse_changes_of(table)


def _refuse_changes_of(table: str) -> None:
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


def _allow_changes_again() -> None:
    for table in APPEND_ONLY:
        op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
    op.execute("DROP FUNCTION refuse_change()")
