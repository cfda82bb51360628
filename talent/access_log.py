"""The ledger "who saw my data, when and why": whom a profile was shown to, for its owner to read.

Views of one actor on one day for one reason count as one row, so that it stays readable. Rows go with the profile.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from talent import db as records
from talent import vacancies
from talent.actors import Actor, Permission
from talent.db import Base, Id, choice
from talent.errors import NotFound
from talent.organisations import Organisation, Vetting
from talent.profiles import Profile
from talent.vacancies import Vacancy

NO_VACANCY: Final = ""
"""In place of an id: of rows that differ by a missing value alone a database would keep as many as it likes."""


class Why(StrEnum):
    SEARCH_RESULT = "search-result"
    PAGE_OPENED = "page-opened"
    DOCUMENT_OPENED = "document-opened"
    APPLICATION = "application"
    OFFICER_CASE = "officer-case"
    EXPORT = "export"
    PROGRAMME_CHECK = "programme-check"
    NAME_READ = "name-read"


class Who(StrEnum):
    """In what part somebody looked. TRIAL: whoever tries the platform, signed in with a published password or not."""

    TRIAL = "trial"
    EMPLOYER = "employer"
    AUTHORITY = "authority"
    SERVICE = "service"


class Access(Base):
    """That an actor saw a profile on a day (UTC), how often, and when last. `actor` is as in talent.audit."""

    __tablename__ = "accesses"
    __table_args__ = (
        sa.UniqueConstraint("profile_id", "day", "actor", "why", "vacancy_id"),
        sa.CheckConstraint("times >= 1", name="times_positive"),
        sa.Index(None, "profile_id", "last_at"),
    )

    id: Mapped[Id]
    profile_id: Mapped[str] = mapped_column(sa.ForeignKey("profiles.id", ondelete="CASCADE"))
    day: Mapped[date] = mapped_column(sa.Date())
    actor: Mapped[str] = mapped_column(sa.String(36))
    who: Mapped[Who] = mapped_column(choice(Who))
    organisation_id: Mapped[str | None] = mapped_column(
        sa.ForeignKey("organisations.id", ondelete="SET NULL"), index=True
    )
    why: Mapped[Why] = mapped_column(choice(Why))
    vacancy_id: Mapped[str] = mapped_column(sa.String(36), default=NO_VACANCY)
    times: Mapped[int] = mapped_column(default=1)
    last_at: Mapped[datetime] = mapped_column(default=records.now)


@dataclass(frozen=True, slots=True)
class Line:
    """A row as its owner reads it. `organisation` is None for whoever acts for none, or for one that is gone.

    `verified` is as of now, and `vacancy` is the title of the vacancy it was for, where its owner may read that.
    """

    last_at: datetime
    who: Who
    why: Why
    times: int
    organisation: str | None
    country: str | None
    verified: bool
    vacancy: str | None


def record(
    db: Session, actor: Actor, profiles: Sequence[str], *, why: Why, vacancy_id: str | None = None
) -> None:
    """That these profiles (ids) were just shown to this actor. What nobody owns and what is their own is left out."""
    owned = sa.select(Profile.id).where(Profile.id.in_(profiles), Profile.account_id.is_not(None))
    if actor.account_id:
        owned = owned.where(Profile.account_id != actor.account_id)
    if ids := db.scalars(owned).all():
        common = _common(actor, why, vacancy_id)
        _add(db, [common | {"id": records.new_id(), "profile_id": each} for each in ids])


def seen(
    db: Session, actor: Actor, profile: Profile, *, start: int = 0, most: int | None = None
) -> Sequence[Line]:
    """Who saw it, the latest first; for its owner. Raises NotFound for anybody else."""
    known = vacancies.visible_to(actor).with_only_columns(Vacancy.id, Vacancy.title).subquery()
    query = (
        sa.select(Access, Organisation, known.c.title)
        .outerjoin(Organisation, Organisation.id == Access.organisation_id)
        .outerjoin(known, known.c.id == Access.vacancy_id)
        .where(Access.profile_id == _own(actor, profile).id)
        .order_by(Access.last_at.desc(), Access.id)
    )
    rows = db.execute(query.offset(start).limit(most))
    return [_line(access, organisation, title) for access, organisation, title in rows]


def count(db: Session, actor: Actor, profile: Profile) -> int:
    """Lines that `seen` has in all."""
    of_profile = Access.profile_id == _own(actor, profile).id
    return db.scalar(sa.select(sa.func.count()).select_from(Access).where(of_profile)) or 0


def _own(actor: Actor, profile: Profile) -> Profile:
    if actor.account_id is None or profile.account_id != actor.account_id:
        raise NotFound("profile")
    return profile


def _common(actor: Actor, why: Why, vacancy_id: str | None) -> dict[str, Any]:
    now = records.now()
    return {
        "day": now.date(),
        "actor": actor.name,
        "who": _who(actor),
        "organisation_id": None if actor.is_demonstration else actor.organisation_id,
        "why": why,
        "vacancy_id": vacancy_id or NO_VACANCY,
        "times": 1,
        "last_at": now,
    }


def _who(actor: Actor) -> Who:
    if not actor.signed_in:
        return Who.SERVICE if actor.roles else Who.TRIAL
    if actor.is_demonstration:
        return Who.TRIAL
    if actor.may(Permission.SEE_EVERY_PROFILE):
        return Who.AUTHORITY
    return Who.EMPLOYER if actor.may(Permission.WRITE_VACANCIES) else Who.TRIAL


def _add(db: Session, rows: list[dict[str, Any]]) -> None:
    """One statement: rows that are there already count one time more."""
    insert = postgresql.insert if db.get_bind().dialect.name == "postgresql" else sqlite.insert
    new = insert(Access).values(rows)
    db.execute(
        new.on_conflict_do_update(
            index_elements=["profile_id", "day", "actor", "why", "vacancy_id"],
            set_={"times": Access.times + 1, "last_at": new.excluded.last_at},
        )
    )


def _line(access: Access, organisation: Organisation | None, vacancy: str | None) -> Line:
    return Line(
        last_at=access.last_at,
        who=access.who,
        why=access.why,
        times=access.times,
        organisation=organisation.name if organisation else None,
        country=organisation.country if organisation else None,
        verified=organisation is not None and organisation.vetting is Vetting.VERIFIED,
        vacancy=vacancy,
    )
