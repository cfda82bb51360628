"""What a file says, until the person it is about has confirmed it: sealed, and forgotten after a day."""

from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from talent import db as records
from talent.db import Base

KEPT_FOR: Final = timedelta(hours=24)


class ImportDraft(Base):
    """One for each account: a newer file takes the place of the one before. `content` is sealed."""

    __tablename__ = "import_drafts"

    account_id: Mapped[str] = mapped_column(
        sa.ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True
    )
    id: Mapped[str] = mapped_column(sa.String(36), default=records.new_id)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    content: Mapped[bytes]
