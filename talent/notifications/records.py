"""The tables of news and of what people chose to be told. No row holds anybody's words: only ids and codes."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from talent import db as records
from talent.db import Base, Id, choice
from talent.notifications.kinds import MailWay


class Notification(Base):
    """One piece of news for one account. `mail_at`: when it goes out by mail; NULL once it has, or never will."""

    __tablename__ = "notifications"
    __table_args__ = (sa.Index(None, "account_id", "read_at"), sa.Index(None, "account_id", "made_at"))

    id: Mapped[Id]
    account_id: Mapped[str] = mapped_column(sa.ForeignKey("accounts.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(sa.String(64))  # no check constraint: every part adds kinds
    data: Mapped[dict[str, Any]]
    made_at: Mapped[datetime] = mapped_column(default=records.now, index=True)
    on_page: Mapped[bool] = mapped_column(default=True)
    read_at: Mapped[datetime | None]
    mail_at: Mapped[datetime | None] = mapped_column(index=True)


class NotificationPreference(Base):
    """What one account chose for one kind; without a row the standard of the kind holds."""

    __tablename__ = "notification_preferences"

    account_id: Mapped[str] = mapped_column(
        sa.ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    on_page: Mapped[bool]
    mail: Mapped[MailWay] = mapped_column(choice(MailWay))
