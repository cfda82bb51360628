"""What is agreed to, asked of the database at every query, so that a withdrawal counts from the next one on."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from talent.actors import Actor, Permission
from talent.consents.records import Consent, Consenting
from talent.errors import NotFound
from talent.sections import FINDABLE, Section

Agreed = dict[str, frozenset[Section]]
"""By country (ISO 3166-1 alpha-2); a country without a section in it is left out."""

_IN_FORCE = Consent.withdrawn_at.is_(None)


def agreed(profile_id: sa.SQLColumnExpression[str], country: sa.SQLColumnExpression[str] | str) -> sa.Exists:
    """A condition for queries: this profile may be found by employers of this country now.

    Where somebody lives and what they wish for makes nobody findable: one section has to say what they can do.
    """
    return _findable(profile_id, lambda row: row.country == country)


def agreed_somewhere(profile_id: sa.SQLColumnExpression[str]) -> sa.Exists:
    """The same for at least one country."""
    return _findable(profile_id, lambda _row: sa.true())


def _findable(
    profile_id: sa.SQLColumnExpression[str], where: Callable[[type[Consent]], sa.ColumnElement[bool]]
) -> sa.Exists:
    """On rows of its own, so that a query may ask other things of consents beside it."""
    row = aliased(Consent)
    in_force = (row.profile_id == profile_id) & row.withdrawn_at.is_(None)
    return sa.exists().where(in_force, row.section.in_(sorted(FINDABLE)), where(row))


def given(db: Session, profile: Consenting) -> Agreed:
    """What is in force. Whoever has read the profile through its gate may ask."""
    query = sa.select(Consent.country, Consent.section).where(Consent.profile_id == profile.id, _IN_FORCE)
    found: defaultdict[str, set[Section]] = defaultdict(set)
    for country, section in db.execute(query):
        found[country].add(section)
    return {country: frozenset(found[country]) for country in sorted(found)}


def history(db: Session, actor: Actor, profile: Consenting) -> Sequence[Consent]:
    """Everything that was ever agreed to, what happened last first."""
    must_be_kept_by(actor, profile)
    moved = sa.func.coalesce(Consent.withdrawn_at, Consent.given_at)
    query = sa.select(Consent).where(Consent.profile_id == profile.id)
    return db.scalars(query.order_by(moved.desc(), Consent.country, Consent.section)).all()


def last_withdrawal(db: Session, actor: Actor, profile: Consenting) -> Sequence[Consent]:
    """What was withdrawn in one step, the last one; empty where there was none."""
    must_be_kept_by(actor, profile)
    of_profile = Consent.profile_id == profile.id
    last: datetime | None = db.scalar(sa.select(sa.func.max(Consent.withdrawn_at)).where(of_profile))
    if last is None:
        return []
    return db.scalars(sa.select(Consent).where(of_profile, Consent.withdrawn_at == last)).all()


def must_be_kept_by(actor: Actor, profile: Consenting) -> None:
    """Raises NotFound where it is neither theirs nor theirs to manage."""
    own = actor.account_id is not None and profile.account_id == actor.account_id
    if not (own and actor.may(Permission.KEEP_OWN_PROFILE)) and not actor.may(Permission.MANAGE_ACCOUNTS):
        raise NotFound("profile")
