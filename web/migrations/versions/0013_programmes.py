"""What the issuer of a programme decides; programmes as a section of their own to agree to; why an issuer looked.

Nobody has agreed to show programmes, as these words were not there to agree to. What was confirmed stays so.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
STATES = ("waiting", "confirmed", "declined")
REASONS = ("not-found", "other-name", "other-facts", "not-ours", "mistake", "other")

CHECKS = {
    "decided_once": "(state = 'waiting') = (decided_at IS NULL)",
    "decided_by_somebody": "(decided_at IS NULL) = (decided_by IS NULL)",
    "declined_with_reason": "(state = 'declined') = (reason IS NOT NULL)",
    "programme_state": f"state IN {STATES}",
    "programme_reason": f"reason IN {REASONS}",
}
CONFIRMED = "(confirmed_at IS NULL) = (confirmed_by IS NULL)"

SECTIONS = ("personal", "experience", "education", "languages", "licences", "wishes", "skills", "summary")
WHY = ("search-result", "page-opened", "document-opened", "application", "officer-case", "export")
NEW_WHY = ("programme-check", "name-read")


def upgrade() -> None:
    _words_of("consents", "section", (*SECTIONS, "programmes"))
    _words_of("accesses", "why", (*WHY, *NEW_WHY))
    _columns()
    op.execute("UPDATE programmes SET state = 'confirmed' WHERE decided_at IS NOT NULL")
    with op.batch_alter_table("programmes") as batch:
        for name, rule in CHECKS.items():
            batch.create_check_constraint(op.f(f"ck_programmes_{name}"), rule)
    op.create_index(op.f("ix_programmes_country_state"), "programmes", ["country", "state"])
    op.create_index(op.f("ix_programmes_organisation_id"), "programmes", ["organisation_id"])


def downgrade() -> None:
    """Confirmations stay; why something was declined is lost, and what newer words allowed with them."""
    op.drop_index(op.f("ix_programmes_organisation_id"), "programmes")
    op.drop_index(op.f("ix_programmes_country_state"), "programmes")
    op.execute("DELETE FROM accesses WHERE why IN ('programme-check', 'name-read')")
    op.execute("DELETE FROM consents WHERE section = 'programmes'")
    with op.batch_alter_table("programmes") as batch:
        for name in CHECKS:
            batch.drop_constraint(op.f(f"ck_programmes_{name}"), type_="check")
    op.execute("UPDATE programmes SET decided_at = NULL, decided_by = NULL WHERE state <> 'confirmed'")
    _without_columns()
    _words_of("accesses", "why", WHY)
    _words_of("consents", "section", SECTIONS)


def _words_of(table: str, column: str, words: tuple[str, ...]) -> None:
    """Other words for a column that is held to some."""
    name = op.f(f"ck_{table}_{column}")
    with op.batch_alter_table(table) as batch:
        batch.drop_constraint(name, type_="check")
        batch.create_check_constraint(name, f"{column} IN {words}")


def _columns() -> None:
    """With defaults for the rows there are; they wait from now on."""
    with op.batch_alter_table("programmes") as batch:
        batch.drop_constraint(op.f("ck_programmes_confirmed_by_somebody"), type_="check")
        batch.alter_column("confirmed_at", new_column_name="decided_at", existing_type=MOMENT)
        batch.alter_column("confirmed_by", new_column_name="decided_by", existing_type=sa.String(36))
        batch.add_column(sa.Column("asked_at", MOMENT, nullable=False, server_default=sa.func.now()))
        batch.add_column(sa.Column("state", sa.String(32), nullable=False, server_default="waiting"))
        batch.add_column(sa.Column("organisation_id", sa.String(36), nullable=True))
        batch.add_column(sa.Column("reason", sa.String(32), nullable=True))
        batch.add_column(sa.Column("answer", sa.String(300), nullable=True))
        batch.add_column(sa.Column("reopened", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.create_foreign_key(
            op.f("fk_programmes_organisation_id_organisations"),
            "organisations",
            ["organisation_id"],
            ["id"],
            ondelete="SET NULL",
        )
    with op.batch_alter_table("programmes") as batch:
        for name in ("asked_at", "state", "reopened"):
            batch.alter_column(name, server_default=None)


def _without_columns() -> None:
    with op.batch_alter_table("programmes") as batch:
        batch.drop_constraint(op.f("fk_programmes_organisation_id_organisations"), type_="foreignkey")
        for name in ("asked_at", "state", "organisation_id", "reason", "answer", "reopened"):
            batch.drop_column(name)
        batch.alter_column("decided_at", new_column_name="confirmed_at", existing_type=MOMENT)
        batch.alter_column("decided_by", new_column_name="confirmed_by", existing_type=sa.String(36))
        batch.create_check_constraint(op.f("ck_programmes_confirmed_by_somebody"), CONFIRMED)
