"""The profile, and the texts of its owner: what they say of themselves, in their own words, under a pseudonym.

No name, birth date, gender or nationality is here: a person's name and e-mail address stand in their account.
Rows that are derived from a profile (matching.store) refer to it by its id with ON DELETE CASCADE.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from talent import db as records
from talent.db import Base, CountryCode, Id, choice
from talent.profiles.claimed import SkillClaim
from talent.profiles.rows import (
    Destination,
    Experience,
    LanguageSkill,
    Licence,
    Programme,
    Qualification,
    Wishes,
)


class TextKind(StrEnum):
    SUMMARY = "summary"
    EXPERIENCE = "experience"
    EDUCATION = "education"
    CV = "cv"


class Visibility(StrEnum):
    VISIBLE = "visible"
    PAUSED = "paused"
    HIDDEN = "hidden"


def _rows(order: str, *, lazy: str = "selectin") -> Any:
    """Rows that live and die with their profile. Those that matching reads are loaded with it."""
    options: Any = {"lazy": lazy, "order_by": order}
    return relationship(cascade="all, delete-orphan", passive_deletes=True, **options)


class Profile(Base):
    """A candidate under a pseudonym. `revision` counts the changes that matching must notice: see `saving.settle`."""

    __tablename__ = "profiles"
    __table_args__ = (
        sa.CheckConstraint("length(residence) = 2", name="residence_code"),
        sa.CheckConstraint("revision >= 1", name="revision_positive"),
        sa.Index(None, "is_demonstration", "visibility"),
    )

    id: Mapped[Id]
    account_id: Mapped[str | None] = mapped_column(
        sa.ForeignKey("accounts.id", ondelete="CASCADE"), unique=True
    )
    code: Mapped[str] = mapped_column(sa.String(16), unique=True, default=lambda: records.new_code("T"))
    residence: Mapped[CountryCode]
    visibility: Mapped[Visibility] = mapped_column(choice(Visibility), default=Visibility.HIDDEN)
    revision: Mapped[int] = mapped_column(default=1)
    content_digest: Mapped[str] = mapped_column(sa.String(64))
    created_at: Mapped[datetime] = mapped_column(default=records.now)
    updated_at: Mapped[datetime] = mapped_column(default=records.now)
    is_demonstration: Mapped[bool] = mapped_column(default=False)

    texts: Mapped[list["ProfileText"]] = _rows("ProfileText.position")
    experiences: Mapped[list[Experience]] = _rows("Experience.position")
    qualifications: Mapped[list[Qualification]] = _rows("Qualification.position")
    languages: Mapped[list[LanguageSkill]] = _rows("LanguageSkill.language")
    licences: Mapped[list[Licence]] = _rows("Licence.position")
    skill_claims: Mapped[list[SkillClaim]] = _rows("SkillClaim.id")
    destination_rows: Mapped[list[Destination]] = _rows("Destination.country")
    programmes: Mapped[list[Programme]] = _rows("Programme.position", lazy="select")
    wishes: Mapped[Wishes | None] = relationship(cascade="all, delete-orphan", passive_deletes=True)

    @property
    def destinations(self) -> frozenset[str]:
        """Countries this person wants to work in."""
        return frozenset(row.country for row in self.destination_rows)

    @property
    def current_texts(self) -> list["ProfileText"]:
        """The latest wording of every text, in order."""
        latest = {row.thread: row for row in sorted(self.texts, key=lambda row: row.position)}
        return list(latest.values())

    def first_wording(self, text: "ProfileText") -> "ProfileText | None":
        """How a text was written first; None where it is the first, or where its writer removed that one."""
        earlier = [row for row in self.texts if row.thread == text.thread and row.position < text.position]
        return min(earlier, key=lambda row: row.position, default=None)


class ProfileText(Base):
    """A text as the person wrote it. Never changed: another wording is another row, of the same `thread`."""

    __tablename__ = "profile_texts"
    __table_args__ = (sa.UniqueConstraint("profile_id", "position"),)

    id: Mapped[Id]
    profile_id: Mapped[str] = mapped_column(sa.ForeignKey("profiles.id", ondelete="CASCADE"))
    position: Mapped[int]
    kind: Mapped[TextKind] = mapped_column(choice(TextKind))
    language: Mapped[str | None] = mapped_column(sa.String(8))
    text: Mapped[str]
    first_id: Mapped[str | None] = mapped_column(
        sa.String(36)
    )  # no key: the first may be removed, this one stays

    @property
    def thread(self) -> str:
        """The id of the first wording, which all wordings of a text share."""
        return self.first_id or self.id


records.refuse(ProfileText, "update")
