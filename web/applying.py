"""How the reader of a vacancy stands to it: a candidate who may apply, its employer, somebody else."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.orm import Session

from talent import applications, profiles
from talent.actors import Actor, Permission
from talent.applications import BEGUN, Application
from talent.vacancies import Vacancy, VacancyStatus


class Standing(StrEnum):
    STRANGER = "stranger"
    EMPLOYER = "employer"
    NO_PROFILE = "no-profile"
    INVENTED = "invented"
    CAN_APPLY = "can-apply"
    HAS_BEGUN = "has-begun"
    NOT_CONCERNED = "not-concerned"


@dataclass(frozen=True, slots=True)
class Place:
    """`application`: the reader's own, also one that has ended."""

    standing: Standing
    application: Application | None = None


def place_of(db: Session, actor: Actor, vacancy: Vacancy) -> Place:
    if not actor.signed_in:
        return Place(Standing.STRANGER)
    if actor.organisation_id == vacancy.organisation_id and actor.may(Permission.WRITE_VACANCIES):
        return Place(Standing.EMPLOYER)
    if not actor.may(Permission.KEEP_OWN_PROFILE):
        return Place(Standing.NOT_CONCERNED)
    return _of_candidate(db, actor, vacancy)


def _of_candidate(db: Session, actor: Actor, vacancy: Vacancy) -> Place:
    profile = profiles.own(db, actor)
    application = applications.to_vacancy(db, actor, vacancy)
    if application is not None and application.state not in BEGUN:
        return Place(Standing.HAS_BEGUN, application)
    if vacancy.status is not VacancyStatus.PUBLISHED:
        return Place(Standing.NOT_CONCERNED, application)
    if profile is None:
        return Place(Standing.NO_PROFILE)
    if not applications.is_open_to(profile, vacancy):
        return Place(Standing.INVENTED)
    return Place(Standing.CAN_APPLY, application)
