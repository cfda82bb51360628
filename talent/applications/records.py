"""The tables of applications and of what happened to each; and who may see which."""

from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from talent import db as records
from talent import organisations
from talent.actors import Actor, Permission
from talent.applications.states import Happening, Reason, Side, State
from talent.db import Base, Id, choice
from talent.errors import NotFound
from talent.profiles import Profile
from talent.vacancies import Vacancy

LONGEST_NOTE = 1500


class Application(Base):
    """What one candidate and one vacancy have to do with each other; begun again, it is the same row.

    `candidate_agreed_at` and `employer_agreed_at`: to name and contact being shown. Both are needed.
    """

    __tablename__ = "applications"
    __table_args__ = (
        sa.UniqueConstraint("vacancy_id", "profile_id"),
        sa.Index(None, "profile_id", "changed_at"),
    )

    id: Mapped[Id]
    vacancy_id: Mapped[str] = mapped_column(sa.ForeignKey("vacancies.id", ondelete="CASCADE"))
    profile_id: Mapped[str] = mapped_column(sa.ForeignKey("profiles.id", ondelete="CASCADE"))
    state: Mapped[State] = mapped_column(choice(State), index=True)
    note: Mapped[str | None]
    made_at: Mapped[datetime] = mapped_column(default=records.now)
    changed_at: Mapped[datetime] = mapped_column(default=records.now)
    opened_at: Mapped[datetime | None]
    candidate_agreed_at: Mapped[datetime | None]
    employer_agreed_at: Mapped[datetime | None]

    vacancy: Mapped[Vacancy] = relationship(lazy="joined", innerjoin=True)
    profile: Mapped[Profile] = relationship(lazy="select")


class ApplicationEvent(Base):
    """One thing that happened, written once. `state` is the one after it; reason and words are the employer's."""

    __tablename__ = "application_events"
    __table_args__ = (sa.Index(None, "application_id", "id"),)

    id: Mapped[int] = mapped_column(
        sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(), primary_key=True
    )
    application_id: Mapped[str] = mapped_column(sa.ForeignKey("applications.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(default=records.now)
    by: Mapped[Side] = mapped_column(choice(Side))
    kind: Mapped[Happening] = mapped_column(choice(Happening))
    state: Mapped[State] = mapped_column(choice(State))
    reason: Mapped[Reason | None] = mapped_column(choice(Reason))
    words: Mapped[str | None]


records.refuse(ApplicationEvent, "update")


BARE_PROFILE: Final = joinedload(Application.profile).lazyload("*")
"""For lists, which name profiles and show nothing of them."""


def visible_to(actor: Actor) -> sa.Select[Application]:
    """Their own, and those that a verified organisation got for its vacancies. Nobody else sees any."""
    may: sa.ColumnElement[bool] = sa.false()
    if actor.account_id and actor.may(Permission.KEEP_OWN_PROFILE):
        may |= Profile.account_id == actor.account_id
    if actor.organisation_id and actor.may(Permission.WRITE_VACANCIES):
        may |= (Vacancy.organisation_id == actor.organisation_id) & organisations.verified(
            actor.organisation_id
        )
    if actor.is_demonstration:
        may &= Profile.is_demonstration
    return (
        sa.select(Application)
        .join(Profile, Profile.id == Application.profile_id)
        .join(Vacancy, Vacancy.id == Application.vacancy_id)
        .where(may)
    )


def get(db: Session, actor: Actor, application_id: str) -> Application:
    """Raises NotFound also for what this actor may not see."""
    application = db.scalar(visible_to(actor).where(Application.id == application_id))
    if application is None:
        raise NotFound("application")
    return application


def side_of(actor: Actor, application: Application) -> Side:
    """On which side the actor stands. Raises NotFound for whoever is on neither."""
    if actor.account_id and application.profile.account_id == actor.account_id:
        return Side.CANDIDATE
    if actor.organisation_id == application.vacancy.organisation_id and actor.may(Permission.WRITE_VACANCIES):
        return Side.EMPLOYER
    raise NotFound("application")


def events(db: Session, application: Application) -> list[ApplicationEvent]:
    """The oldest first. `application` was read through `visible_to`."""
    of_it = sa.select(ApplicationEvent).where(ApplicationEvent.application_id == application.id)
    return list(db.scalars(of_it.order_by(ApplicationEvent.id)))
