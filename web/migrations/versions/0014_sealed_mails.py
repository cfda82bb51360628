"""The data of mails as bytes, so that they can be sealed: those on their way are kept as they are, and sealed next.

A step has no key. Whoever starts the platform after it seals what is not sealed yet (web.prepare).
"""

import json

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(JSONB(), "postgresql")
OUTBOX = sa.table(
    "outbox", sa.column("id", sa.String), sa.column("data", JSON), sa.column("content", sa.LargeBinary)
)


def upgrade() -> None:
    op.add_column("outbox", sa.Column("content", sa.LargeBinary(), nullable=True))
    mails = op.get_bind().execute(sa.select(OUTBOX.c.id, OUTBOX.c.data)).all()
    for mail_id, data in mails:
        plain = json.dumps(data).encode()
        op.execute(sa.update(OUTBOX).where(OUTBOX.c.id == mail_id).values(content=plain))
    with op.batch_alter_table("outbox") as batch:
        batch.alter_column("content", existing_type=sa.LargeBinary(), nullable=False)
        batch.drop_column("data")


def downgrade() -> None:
    """Mails that wait are lost: without the key nobody can open them. Whoever misses one asks for it again."""
    op.execute(sa.delete(OUTBOX))
    with op.batch_alter_table("outbox") as batch:
        batch.drop_column("content")
        batch.add_column(sa.Column("data", JSON, nullable=False))
