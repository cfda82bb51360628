"""Where somebody who registers was going: the page to which the link in their mail leads on."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("registrations", sa.Column("wanted_page", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("registrations", "wanted_page")
