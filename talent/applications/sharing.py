"""Whether an employer may know who a candidate is: both agreed, for an application that is still alive."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from talent import organisations
from talent.applications.records import Application
from talent.applications.states import LIVE
from talent.vacancies import Vacancy


def identity_shared(db: Session, profile_id: str, organisation_id: str) -> bool:
    """False again as soon as one of them withdraws, the application ends or the organisation is suspended."""
    agreed = (
        sa.exists()
        .where(Application.profile_id == profile_id, Application.state.in_(LIVE))
        .where(Application.candidate_agreed_at.is_not(None), Application.employer_agreed_at.is_not(None))
        .where(Vacancy.id == Application.vacancy_id, Vacancy.organisation_id == organisation_id)
    )
    return db.scalar(sa.select(sa.and_(agreed, organisations.verified(organisation_id)))) or False
