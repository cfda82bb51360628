"""What must not be lost on the way: half-filled forms, and for a day what was taken out of a profile."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from talent import checks
from talent import db as records
from talent.db import Base, Id, Json


class UnfinishedForm(Base):
    """The fields of a form as somebody typed them, until it can be saved: on this device or another.

    `form` names it: a section, and the row that it is about ("experience", "experience/new").
    """

    __tablename__ = "unfinished_forms"

    profile_id: Mapped[str] = mapped_column(
        sa.ForeignKey("profiles.id", ondelete="CASCADE"), primary_key=True
    )
    form: Mapped[str] = mapped_column(sa.String(100), primary_key=True)
    fields: Mapped[dict[str, Any]] = mapped_column(Json)
    saved_at: Mapped[datetime] = mapped_column(default=records.now)


class Removal(Base):
    """Rows that were taken out together, to be put back as they were. `title` says what it was."""

    __tablename__ = "removals"
    __table_args__ = (sa.Index(None, "profile_id"), sa.Index(None, "removed_at"))

    id: Mapped[Id]
    profile_id: Mapped[str] = mapped_column(sa.ForeignKey("profiles.id", ondelete="CASCADE"))
    section: Mapped[str] = mapped_column(sa.String(32))
    title: Mapped[str] = mapped_column(sa.String(checks.LONGEST_LINE))
    rows: Mapped[list[dict[str, Any]]]
    removed_at: Mapped[datetime] = mapped_column(default=records.now)
