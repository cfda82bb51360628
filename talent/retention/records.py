"""Rows of the steps that were taken, each for one stretch without activity: coming back ends the stretch."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from talent import db as records
from talent.db import Base, choice
from talent.retention.periods import Kind, Stage


class RetentionStep(Base):
    """`active_at` is the last sign of life that the step counts from; `was` how visible a hidden profile was before.

    Whoever has the token of the mail may keep the profile; only its digest is here.
    """

    __tablename__ = "retention_steps"

    account_id: Mapped[str] = mapped_column(
        sa.ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True
    )
    active_at: Mapped[datetime] = mapped_column(primary_key=True)
    kind: Mapped[Kind] = mapped_column(choice(Kind), primary_key=True)
    months: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(default=records.now)
    token_digest: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    was: Mapped[str | None] = mapped_column(sa.String(32))

    @property
    def stage(self) -> Stage:
        return Stage(self.kind, self.months)
