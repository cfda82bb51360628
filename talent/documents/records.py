"""What is known of a document without opening it."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from talent import checks
from talent import db as records
from talent.db import Base, Id, choice
from talent.documents.media import Media
from talent.papers import MEGABYTE

MOST_DOCUMENTS: Final = 40
MOST_BYTES: Final = 100 * MEGABYTE
"""Of one person, together: enough for the papers of a working life, photographed."""

LONGEST_UNDO: Final = timedelta(minutes=15)
"""How long a removed document can be taken back; then its row and its file are erased."""


class DocumentKind(StrEnum):
    DIPLOMA = "diploma"
    TRANSCRIPT = "transcript"
    LICENCE = "licence"
    EMPLOYMENT = "employment"
    LANGUAGE = "language"
    IDENTITY = "identity"
    CV = "cv"
    TRANSLATION = "translation"
    OTHER = "other"


class Document(Base):
    """A file that somebody keeps here. `media` is what it was found to be, `kind` and the rest what they say it is.

    `size` and `sha256` (hexadecimal) are of the plain content; `sealed_key` opens the file (see `vault`).
    """

    __tablename__ = "documents"
    __table_args__ = (
        sa.CheckConstraint("size >= 1", name="size_positive"),
        sa.CheckConstraint("length(sha256) = 64", name="sha256_length"),
    )

    id: Mapped[Id]
    profile_id: Mapped[str] = mapped_column(sa.ForeignKey("profiles.id", ondelete="CASCADE"), index=True)
    kind: Mapped[DocumentKind] = mapped_column(choice(DocumentKind))
    name: Mapped[str] = mapped_column(sa.String(checks.LONGEST_LINE))
    media: Mapped[Media] = mapped_column(choice(Media))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(sa.String(64))
    language: Mapped[str | None] = mapped_column(sa.String(8))
    certified: Mapped[bool] = mapped_column(default=False)
    expires_on: Mapped[date | None]
    stored_at: Mapped[datetime] = mapped_column(default=records.now)
    removed_at: Mapped[datetime | None] = mapped_column(index=True)
    sealed_key: Mapped[bytes]
