"""The tables of conversations: messages, who has read how far, blocks and reports."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from talent import db as records
from talent.applications import Application, Side
from talent.db import Base, Id, choice


class Concern(StrEnum):
    """Why somebody reports a conversation."""

    MONEY = "money"
    DOCUMENTS = "documents"
    INSULT = "insult"
    FALSE_OFFER = "false-offer"
    PRIVATE = "private"
    OTHER = "other"


class ReportState(StrEnum):
    RECEIVED = "received"
    LOOKED_INTO = "looked-into"
    ACTED = "acted"
    NOTHING_FOUND = "nothing-found"


class Conversation(Base):
    """Of one application. `…_read_at`: up to when each side has seen what the other wrote."""

    __tablename__ = "conversations"

    id: Mapped[Id]
    application_id: Mapped[str] = mapped_column(
        sa.ForeignKey("applications.id", ondelete="CASCADE"), unique=True
    )
    made_at: Mapped[datetime] = mapped_column(default=records.now)
    last_at: Mapped[datetime] = mapped_column(default=records.now, index=True)
    candidate_read_at: Mapped[datetime | None]
    employer_read_at: Mapped[datetime | None]

    application: Mapped[Application] = relationship(lazy="joined", innerjoin=True)


class Message(Base):
    """Words of one side, written once. `withheld`: sent to somebody who has blocked the sender, who is not told."""

    __tablename__ = "messages"
    __table_args__ = (sa.Index(None, "conversation_id", "id"),)

    id: Mapped[int] = mapped_column(
        sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(), primary_key=True
    )
    conversation_id: Mapped[str] = mapped_column(sa.ForeignKey("conversations.id", ondelete="CASCADE"))
    by: Mapped[Side] = mapped_column(choice(Side))
    writer_id: Mapped[str | None] = mapped_column(
        sa.ForeignKey("accounts.id", ondelete="SET NULL"), index=True
    )
    sent_at: Mapped[datetime] = mapped_column(default=records.now)
    text: Mapped[str]
    withheld: Mapped[bool] = mapped_column(default=False)


class Block(Base):
    """A candidate wants no more messages from an organisation."""

    __tablename__ = "blocks"

    profile_id: Mapped[str] = mapped_column(
        sa.ForeignKey("profiles.id", ondelete="CASCADE"), primary_key=True
    )
    organisation_id: Mapped[str] = mapped_column(
        sa.ForeignKey("organisations.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    made_at: Mapped[datetime] = mapped_column(default=records.now)


class Report(Base):
    """Somebody tells the contact points that something is wrong; `answer` is theirs, for the reporter to read."""

    __tablename__ = "reports"
    __table_args__ = (sa.Index(None, "state", "made_at"),)

    id: Mapped[Id]
    conversation_id: Mapped[str] = mapped_column(
        sa.ForeignKey("conversations.id", ondelete="CASCADE"), index=True
    )
    reporter_id: Mapped[str] = mapped_column(sa.ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    by: Mapped[Side] = mapped_column(choice(Side))
    concern: Mapped[Concern] = mapped_column(choice(Concern))
    words: Mapped[str]
    state: Mapped[ReportState] = mapped_column(choice(ReportState), default=ReportState.RECEIVED)
    answer: Mapped[str | None]
    made_at: Mapped[datetime] = mapped_column(default=records.now)
    changed_at: Mapped[datetime] = mapped_column(default=records.now)

    conversation: Mapped[Conversation] = relationship(lazy="joined", innerjoin=True)


records.refuse(Message, "update")
