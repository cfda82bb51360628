"""What a person decided about recommended vacancies, and the record of what was recommended to them.

Recommending is profiling (Regulation (EU) 2016/679, Article 4(4)): whoever does not want it switches it off, and
searches all the same.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from talent import audit
from talent import db as records
from talent.actors import Actor, Permission
from talent.audit import Provenance
from talent.db import Base, Id
from talent.errors import NotFound
from talent.profiles import Profile
from talent.vacancies import Vacancy


class RecommendationChoice(Base):
    """Whether a person wants recommendations; without a row they do."""

    __tablename__ = "recommendation_choices"

    profile_id: Mapped[str] = mapped_column(
        sa.ForeignKey("profiles.id", ondelete="CASCADE"), primary_key=True
    )
    wanted: Mapped[bool]
    changed_at: Mapped[datetime] = mapped_column(default=records.now)


class HiddenVacancy(Base):
    """A vacancy that a person does not want to be recommended again."""

    __tablename__ = "hidden_vacancies"

    profile_id: Mapped[str] = mapped_column(
        sa.ForeignKey("profiles.id", ondelete="CASCADE"), primary_key=True
    )
    vacancy_id: Mapped[str] = mapped_column(
        sa.ForeignKey("vacancies.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    hidden_at: Mapped[datetime] = mapped_column(default=records.now)


class RecommendationRun(Base):
    """One list as it was shown: to whom, from which state of the profile, made with what. Ids, and no foreign keys."""

    __tablename__ = "recommendation_runs"

    id: Mapped[Id]
    at: Mapped[datetime] = mapped_column(index=True, default=records.now)
    actor: Mapped[str] = mapped_column(sa.String(36))
    profile_id: Mapped[str] = mapped_column(sa.String(36), index=True)
    profile_revision: Mapped[int]
    encoder_revision: Mapped[str] = mapped_column(sa.String(128))
    taxonomy_digest: Mapped[str] = mapped_column(sa.String(128))
    weights_digest: Mapped[str] = mapped_column(sa.String(128))
    shown: Mapped[list[dict[str, Any]]]


records.refuse(RecommendationRun, "update", "delete")


@dataclass(frozen=True, slots=True)
class Shown:
    """One line of a shown list; `score` in [0, 1]."""

    vacancy: str
    revision: int
    score: float


def wanted(db: Session, profile: Profile) -> bool:
    choice = db.get(RecommendationChoice, profile.id)
    return choice is None or choice.wanted


def switch(db: Session, actor: Actor, profile: Profile, *, on: bool) -> None:
    """Raises NotFound where the profile is not the actor's own, as everything here does."""
    _must_own(actor, profile)
    if on == wanted(db, profile):
        return
    db.merge(RecommendationChoice(profile_id=profile.id, wanted=on, changed_at=records.now()))
    audit.record(db, actor, audit.EventKind.RECOMMENDATIONS_SWITCHED, profile, on=on)


def hide(db: Session, actor: Actor, profile: Profile, vacancy: Vacancy) -> None:
    _must_own(actor, profile)
    db.merge(HiddenVacancy(profile_id=profile.id, vacancy_id=vacancy.id))
    db.flush()


def show_again(db: Session, actor: Actor, profile: Profile, vacancy: Vacancy) -> None:
    _must_own(actor, profile)
    if hidden_row := db.get(HiddenVacancy, (profile.id, vacancy.id)):
        db.delete(hidden_row)
        db.flush()


def hidden(db: Session, profile: Profile) -> Sequence[str]:
    """Ids of vacancies, the one hidden last first."""
    rows = sa.select(HiddenVacancy.vacancy_id).where(HiddenVacancy.profile_id == profile.id)
    return db.scalars(rows.order_by(HiddenVacancy.hidden_at.desc(), HiddenVacancy.vacancy_id)).all()


def record_shown(
    db: Session, actor: Actor, profile: Profile, *, made_with: Provenance, shown: Sequence[Shown]
) -> RecommendationRun:
    """Appends what was really shown, best first."""
    run = RecommendationRun(
        actor=actor.name,
        profile_id=profile.id,
        profile_revision=profile.revision,
        shown=[asdict(line) for line in shown],
        **asdict(made_with),
    )
    db.add(run)
    return run


def _must_own(actor: Actor, profile: Profile) -> None:
    actor.must(Permission.KEEP_OWN_PROFILE)
    if actor.account_id is None or profile.account_id != actor.account_id:
        raise NotFound("profile")
