"""Who sees which profiles: the gate at which every query for them begins."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from talent.actors import Actor, Permission
from talent.errors import NotFound
from talent.organisations import Organisation, verified
from talent.profiles.records import Profile, Visibility
from talent.profiles.rows import Destination


def visible_to(actor: Actor) -> sa.Select[Profile]:
    """The profiles that this actor may see, and the beginning of every query for profiles.

    Anyone: visible ones of invented people, to try the platform with. Their own: always. Employers of a
    verified organisation: visible ones that named the organisation's country. Officers and contact points:
    all but hidden ones. An actor whose password is published never sees a person who exists.
    """
    may = (Profile.visibility == Visibility.VISIBLE) & Profile.is_demonstration
    if actor.account_id:
        may |= Profile.account_id == actor.account_id
    if actor.organisation_id and actor.may(Permission.WRITE_VACANCIES):
        may |= (Profile.visibility == Visibility.VISIBLE) & _agreed_to_be_seen_by(actor.organisation_id)
    if actor.may(Permission.SEE_EVERY_PROFILE):
        may |= Profile.visibility != Visibility.HIDDEN
    if actor.is_demonstration:
        may &= Profile.is_demonstration
    return sa.select(Profile).where(may)


def _agreed_to_be_seen_by(organisation_id: str) -> sa.ColumnElement[bool]:
    country = sa.select(Organisation.country).where(Organisation.id == organisation_id).scalar_subquery()
    named = sa.exists().where(Destination.profile_id == Profile.id, Destination.country == country)
    return verified(organisation_id) & named


def get(db: Session, actor: Actor, profile_id: str) -> Profile:
    """By id or by code. Raises NotFound also for what this actor may not see."""
    profile = db.scalar(visible_to(actor).where((Profile.id == profile_id) | (Profile.code == profile_id)))
    if profile is None:
        raise NotFound("profile")
    return profile


def own(db: Session, actor: Actor) -> Profile | None:
    if actor.account_id is None:
        return None
    return db.scalar(sa.select(Profile).where(Profile.account_id == actor.account_id))
