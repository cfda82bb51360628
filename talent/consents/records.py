"""Rows of consents: what somebody agreed to, to which words and when; a row is withdrawn, never changed or deleted."""

from datetime import datetime
from typing import Protocol

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from talent import db as records
from talent.db import Base, CountryCode, Id, choice
from talent.sections import Section

IN_FORCE = sa.text("withdrawn_at IS NULL")


class Consenting(Protocol):
    """A profile, as far as consents know it. They stand below profiles: who may be seen depends on them."""

    __tablename__: str

    @property
    def id(self) -> str: ...
    @property
    def account_id(self) -> str | None: ...
    @property
    def destinations(self) -> frozenset[str]: ...


class Consent(Base):
    """One section shown to employers of one country, from `given_at` until `withdrawn_at`.

    `version` and `language` name the words that were agreed to: see texts.toml. Giving again is another row.
    """

    __tablename__ = "consents"
    __table_args__ = (
        sa.CheckConstraint("length(country) = 2", name="country_code"),
        sa.Index(
            "uq_consents_in_force",
            "profile_id",
            "country",
            "section",
            unique=True,
            sqlite_where=IN_FORCE,
            postgresql_where=IN_FORCE,
        ),
    )

    id: Mapped[Id]
    profile_id: Mapped[str] = mapped_column(sa.ForeignKey("profiles.id", ondelete="CASCADE"), index=True)
    country: Mapped[CountryCode]
    section: Mapped[Section] = mapped_column(choice(Section))
    version: Mapped[str] = mapped_column(sa.String(32))
    language: Mapped[str] = mapped_column(sa.String(16))
    given_at: Mapped[datetime] = mapped_column(default=records.now)
    withdrawn_at: Mapped[datetime | None]


records.refuse(Consent, "delete")
