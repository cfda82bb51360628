"""What somebody said of a concept, as a row: that it is theirs, or that it is not. `talent.skill_claims` decides."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from talent import checks
from talent import db as records
from talent.db import Base, Id, choice


class ClaimKind(StrEnum):
    SKILL = "skill"
    OCCUPATION = "occupation"


class ClaimStatus(StrEnum):
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


class ClaimSource(StrEnum):
    """Where the person met the concept when they decided on it."""

    SUGGESTED = "suggested"
    PICKED = "picked"
    CHECKLIST = "checklist"


class ClaimLevel(StrEnum):
    """How well somebody can do it: a word of their own choice, not a finding."""

    LEARNING = "learning"
    WITH_HELP = "with-help"
    ALONE = "alone"
    TEACHES = "teaches"


IN_WORDS: Final[Mapping[ClaimLevel, str]] = {
    ClaimLevel.LEARNING: "beginner",
    ClaimLevel.WITH_HELP: "with support",
    ClaimLevel.ALONE: "independent",
    ClaimLevel.TEACHES: "expert",
}
"""As matching reads them: words that are no skill by themselves, as "teaching" would be."""


class SkillClaim(Base):
    """A concept that somebody confirmed or rejected. One row a concept: what is rejected stays so until they add it.

    `label` is the taxonomy's English name when it was decided, so that matching can read the claim without the
    taxonomy, and so that it can be named when a later taxonomy has lost the concept. `quote` are the words of the
    profile that it was suggested from, in the row `piece_id` of the table `piece_source`. `was_confirmed`: it was
    theirs before they removed it.
    """

    __tablename__ = "skill_claims"
    __table_args__ = (
        sa.UniqueConstraint("profile_id", "concept_uri"),
        sa.CheckConstraint("years BETWEEN 0 AND 70", name="years_of_a_life"),
    )

    id: Mapped[Id]
    profile_id: Mapped[str] = mapped_column(sa.ForeignKey("profiles.id", ondelete="CASCADE"))
    concept_uri: Mapped[str] = mapped_column(sa.String(checks.LONGEST_LINE))
    kind: Mapped[ClaimKind] = mapped_column(choice(ClaimKind))
    status: Mapped[ClaimStatus] = mapped_column(choice(ClaimStatus))
    source: Mapped[ClaimSource] = mapped_column(choice(ClaimSource))
    label: Mapped[str] = mapped_column(sa.String(checks.LONGEST_LINE))
    level: Mapped[ClaimLevel | None] = mapped_column(choice(ClaimLevel))
    years: Mapped[int | None]
    evidence_link: Mapped[str | None] = mapped_column(sa.String(checks.LONGEST_LINE))
    evidence_words: Mapped[str | None]
    quote: Mapped[str | None]
    piece_source: Mapped[str | None] = mapped_column(sa.String(64))
    piece_id: Mapped[str | None] = mapped_column(sa.String(36))
    was_confirmed: Mapped[bool] = mapped_column(default=False)
    decided_at: Mapped[datetime] = mapped_column(default=records.now)

    @property
    def is_confirmed(self) -> bool:
        return self.status is ClaimStatus.CONFIRMED

    @property
    def in_words(self) -> str:
        """What matching reads of it: the name in English, with years and level where they were given."""
        years = self.years and f"{self.years} year{'s' * (self.years > 1)} of experience"
        added = [said for said in (years, self.level and IN_WORDS[self.level]) if said]
        return ": ".join([self.label, *([", ".join(added)] if added else [])])
