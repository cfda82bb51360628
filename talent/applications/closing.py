"""Ends what can lead nowhere any more: the only step that no person takes."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from talent.applications import steps
from talent.applications.records import Application
from talent.applications.states import WAITING, Side, State
from talent.notifications import Kind
from talent.vacancies import Vacancy, VacancyStatus

AT_MOST = 100


def is_any_to_close(db: Session) -> bool:
    return db.scalar(sa.select(sa.exists(_waiting_in_vain().with_only_columns(Application.id)))) or False


def close_ended(db: Session) -> int:
    """Closes undecided applications for vacancies that have closed, and tells the candidates; returns how many."""
    ended = db.scalars(
        _waiting_in_vain().limit(AT_MOST).with_for_update(of=Application, skip_locked=True)
    ).all()
    for application in ended:
        steps.move(db, application, Side.PLATFORM, State.CLOSED)
        steps.tell_candidate(db, application, Kind.APPLICATION_MOVED)
    return len(ended)


def _waiting_in_vain() -> sa.Select[Application]:
    closed = Vacancy.status == VacancyStatus.CLOSED
    joined = sa.select(Application).join(Vacancy, Vacancy.id == Application.vacancy_id)
    return joined.where(closed, Application.state.in_(WAITING))
