"""Documents that people keep here, and what a file of theirs says until they have confirmed it."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)

KINDS = (
    "diploma",
    "transcript",
    "licence",
    "employment",
    "language",
    "identity",
    "cv",
    "translation",
    "other",
)
MEDIA = ("pdf", "jpg", "png", "docx", "odt", "txt", "xml")


def upgrade() -> None:
    _documents()
    _import_drafts()


def downgrade() -> None:
    op.drop_table("import_drafts")
    op.drop_table("documents")


def _documents() -> None:
    op.create_table(
        "documents",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("profile_id", sa.String(36), nullable=False),
        sa.Column("kind", _words("document_kind", KINDS), nullable=False),
        sa.Column("name", sa.String(300), nullable=False),
        sa.Column("media", _words("media", MEDIA), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("language", sa.String(8), nullable=True),
        sa.Column("certified", sa.Boolean(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("stored_at", MOMENT, nullable=False),
        sa.Column("removed_at", MOMENT, nullable=True),
        sa.Column("sealed_key", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("size >= 1", name=op.f("ck_documents_size_positive")),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_documents_sha256_length")),
        sa.ForeignKeyConstraint(
            ["profile_id"], ["profiles.id"], name=op.f("fk_documents_profile_id_profiles"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
    )
    for column in ("profile_id", "removed_at"):
        op.create_index(op.f(f"ix_documents_{column}"), "documents", [column])


def _import_drafts() -> None:
    op.create_table(
        "import_drafts",
        sa.Column("account_id", sa.String(36), nullable=False),
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_import_drafts_account_id_accounts"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_import_drafts")),
    )
    op.create_index(op.f("ix_import_drafts_expires_at"), "import_drafts", ["expires_at"])


def _words(name: str, words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)
