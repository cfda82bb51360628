"""Who sees which profiles, and which sections of them: the gate at which every query for them begins."""

from collections.abc import Collection
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import Session

from talent import consents
from talent.accounts import Account
from talent.actors import Actor, Permission
from talent.consents import Consent
from talent.errors import NotFound
from talent.organisations import Organisation, verified
from talent.profiles.records import Profile, Visibility
from talent.sections import Section

BITS = {section: 1 << place for place, section in enumerate(Section)}


def visible_to(actor: Actor) -> sa.Select[Profile]:
    """The profiles that this actor may see, and the beginning of every query for profiles.

    Anyone: visible ones of invented people, to try the platform with. Their own: always. Employers of a
    verified organisation: visible ones that agreed to be found in the organisation's country, invented or not.
    Officers and contact points: all but hidden ones. An actor whose password is published never sees a person who
    exists, and the profiles in which such actors write are found by such actors alone.
    """
    may = _found_by(actor)
    if actor.account_id:
        may |= Profile.account_id == actor.account_id
    if actor.may(Permission.SEE_EVERY_PROFILE):
        may |= Profile.visibility != Visibility.HIDDEN
    if actor.is_demonstration:
        may &= Profile.is_demonstration
    return sa.select(Profile).where(may)


def sections_shown_to(
    db: Session, actor: Actor, *, among: Collection[str] | None = None
) -> dict[str, frozenset[Section]]:
    """By id, for every profile that this actor may see (`among` these): the sections that they may see of it.

    All of their own, and for officers and contact points; for others what was agreed to for their country, or, of
    invented people, for any.
    """
    country = db.scalar(_country_of(actor, checked=True)) if _employs(actor) else None
    there = sa.true() if country is None else Consent.country == country
    query = (
        visible_to(actor)
        .with_only_columns(Profile.id, _all_of_it(actor), _bits(once=country is None))
        .outerjoin(Consent, (Consent.profile_id == Profile.id) & Consent.withdrawn_at.is_(None) & there)
        .group_by(Profile.id, Profile.account_id)
    )
    if among is not None:
        query = query.where(Profile.id.in_(among))
    return {
        profile_id: frozenset(Section) if every else sections(bits)
        for profile_id, every, bits in db.execute(query)
    }


def _all_of_it(actor: Actor) -> sa.ColumnElement[bool]:
    if actor.may(Permission.SEE_EVERY_PROFILE):
        return sa.true()
    return Profile.account_id == actor.account_id if actor.account_id else sa.false()


def _bits(*, once: bool) -> sa.ColumnElement[int]:
    """The sections of a group of consents as one number; `once` where several countries may have the same one."""
    bit = sa.case(*((Consent.section == section, bit) for section, bit in BITS.items()))
    return sa.func.coalesce(sa.func.sum(sa.distinct(bit) if once else bit), 0)


@cache
def sections(bits: int) -> frozenset[Section]:
    return frozenset(section for section, bit in BITS.items() if bits & bit)


def _found_by(actor: Actor) -> sa.ColumnElement[bool]:
    """By consent: for the country of an employer who was checked; to anyone else only of invented people."""
    shown = Profile.visibility == Visibility.VISIBLE
    if not actor.is_demonstration:
        shown &= ~_anybody_writes_in_it()
    invented = shown & Profile.is_demonstration & consents.agreed_somewhere(Profile.id)
    if not _employs(actor):
        return invented
    checked = verified(actor.organisation_id)
    country = _country_of(actor).scalar_subquery()
    return (invented & ~checked) | (shown & checked & consents.agreed(Profile.id, country))


def _anybody_writes_in_it() -> sa.ColumnElement[bool]:
    """Strangers leave words there, which others would read as those of an invented person."""
    shared = sa.select(Account.id).where(Account.id == Profile.account_id, Account.is_demonstration)
    return sa.exists(shared.correlate(Profile))


def _employs(actor: Actor) -> bool:
    return actor.organisation_id is not None and actor.may(Permission.WRITE_VACANCIES)


def _country_of(actor: Actor, *, checked: bool = False) -> sa.Select[str]:
    """Of the organisation that they act for; with `checked` none where it is not verified."""
    query = sa.select(Organisation.country).where(Organisation.id == actor.organisation_id)
    return query.where(verified(actor.organisation_id)) if checked else query


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
