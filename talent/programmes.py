"""Programmes that candidates name, as the issuer sees and decides them: confirmed, declined, undone.

A confirmation is shown with the profile where its owner lets it be; it changes no rank and makes nobody findable.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from talent import audit, checks, notifications
from talent import db as records
from talent.accounts import Account, AccountRole
from talent.actors import PERMISSIONS, Actor, Permission
from talent.errors import Conflict, NotFound
from talent.notifications import Kind
from talent.organisations import Membership, Organisation, OrganisationKind, Vetting, verified
from talent.profiles import Profile, Programme, ProgrammeReason, ProgrammeState, Visibility

UNDO_FOR: Final = timedelta(hours=1)
"""How long a decision can be undone without a reason."""

INBOX: Final = "programmes"
"""What news for issuers are about: the page where all of it stands."""

MOVES: Final[Mapping[ProgrammeState, frozenset[ProgrammeState]]] = {
    ProgrammeState.WAITING: frozenset({ProgrammeState.CONFIRMED, ProgrammeState.DECLINED}),
    ProgrammeState.CONFIRMED: frozenset({ProgrammeState.DECLINED, ProgrammeState.WAITING}),
    ProgrammeState.DECLINED: frozenset({ProgrammeState.CONFIRMED, ProgrammeState.WAITING}),
}


def issuer(db: Session, actor: Actor) -> Organisation | None:
    """The authority for which the actor decides; None for whoever acts for none, or for one that is not verified."""
    actor.must(Permission.CONFIRM_PROGRAMMES)
    return db.scalar(_issuer(actor))


def visible_to(actor: Actor) -> sa.Select[Programme]:
    """Those of the country for whose authority the actor decides; none of a hidden profile, and never their own.

    By country alone: a programme's name is the candidate's own words, in any language and spelling, and who looked
    for theirs by name would never see the others. With a published password those of invented people; nobody else
    decides about these.
    """
    if not actor.may(Permission.CONFIRM_PROGRAMMES):
        return sa.select(Programme).where(sa.false())
    country = _issuer(actor).with_only_columns(Organisation.country).scalar_subquery()
    return (
        sa.select(Programme)
        .join(Profile, Profile.id == Programme.profile_id)
        .where(
            Programme.country == country,
            Profile.account_id != actor.account_id,
            Profile.visibility != Visibility.HIDDEN,
            Profile.is_demonstration.is_(actor.is_demonstration),
        )
    )


def counts(db: Session, actor: Actor) -> Mapping[ProgrammeState, int]:
    """How many there are of each state."""
    actor.must(Permission.CONFIRM_PROGRAMMES)
    each = visible_to(actor).with_only_columns(Programme.state, sa.func.count()).group_by(Programme.state)
    found = {state: number for state, number in db.execute(each)}  # noqa: C416  dict() takes a result for a mapping
    return dict.fromkeys(ProgrammeState, 0) | found


def listed(
    db: Session, actor: Actor, *, state: ProgrammeState | None = None, start: int = 0, most: int = 100
) -> Sequence[Programme]:
    """What waits first, the longest on top; then what was decided, the latest first."""
    actor.must(Permission.CONFIRM_PROGRAMMES)
    query = visible_to(actor)
    if state is not None:
        query = query.where(Programme.state == state)
    order = Programme.decided_at.is_not(None), Programme.decided_at.desc(), Programme.asked_at, Programme.id
    return db.scalars(query.order_by(*order).offset(start).limit(most)).all()


def get(db: Session, actor: Actor, programme_id: str) -> Programme:
    """Raises NotFound also for what this actor may not see."""
    actor.must(Permission.CONFIRM_PROGRAMMES)
    programme = db.scalar(visible_to(actor).where(Programme.id == programme_id))
    if programme is None:
        raise NotFound("programme")
    return programme


def owner_name(db: Session, actor: Actor, programme: Programme) -> str:
    """To compare with the issuer's own records. Whoever shows it notes that in the ledger."""
    owner = _owner(db, get(db, actor, programme.id))
    return db.get_one(Account, owner.account_id).display_name


def confirm(db: Session, actor: Actor, programme: Programme, *, seen: datetime) -> None:
    """Says that its owner took part. `seen`: since when what the actor read waits (`asked_at`).

    Raises Conflict where the candidate or a colleague was faster.
    """
    _move(db, actor, programme, ProgrammeState.CONFIRMED, seen)
    _tell(db, programme)


def decline(
    db: Session,
    actor: Actor,
    programme: Programme,
    reason: ProgrammeReason,
    *,
    seen: datetime,
    answer: str = "",
) -> None:
    """Does not confirm, or not any more; the candidate reads why. Raises RuleBroken, and Conflict as `confirm`."""
    words = (checks.line if reason is ProgrammeReason.OTHER else checks.optional_line)("answer", answer)
    _move(db, actor, programme, ProgrammeState.DECLINED, seen, reason)
    programme.answer = words
    _tell(db, programme)


def undone_until(programme: Programme) -> datetime | None:
    """Until when the last decision can be undone; None where there is none, or not any more."""
    until = programme.decided_at + UNDO_FOR if programme.decided_at else None
    return until if until and records.now() < until else None


def undo(db: Session, actor: Actor, programme: Programme) -> None:
    """It waits again, and what nobody read yet was never said. Raises Conflict when it is too late."""
    if undone_until(programme) is None:
        raise Conflict("programme-undo")
    said = programme.state
    _move(db, actor, programme, ProgrammeState.WAITING, programme.asked_at)
    owner = _account_of(db, programme)
    about = {"programme": programme.id}
    if not notifications.take_back(db, [owner], Kind.PROGRAMME_DECIDED, **about, outcome=said.value):
        _tell(db, programme)


@contextmanager
def announcing(db: Session, actor: Actor) -> Iterator[None]:
    """Around what somebody changes of their own profile: tells the issuers of what waits for them since."""
    before = _waiting(db, actor)
    yield
    for country in {country for country, *_ in _waiting(db, actor) - before}:
        for account_id in _deciders(db, country, invented=actor.is_demonstration):
            notifications.notify(db, account_id, Kind.PROGRAMME_NAMED, page=INBOX)


def _waiting(db: Session, actor: Actor) -> frozenset[tuple[str, str, datetime]]:
    """Country, id and moment of the actor's own programmes that an issuer may look at now."""
    columns = sa.select(Programme.country, Programme.id, Programme.asked_at).join(Profile)
    mine = Profile.account_id == actor.account_id, Profile.visibility != Visibility.HIDDEN
    found = db.execute(columns.where(*mine, Programme.state == ProgrammeState.WAITING))
    return frozenset((country, key, asked_at) for country, key, asked_at in found)


def _deciders(db: Session, country: str, *, invented: bool) -> Sequence[str]:
    """Ids of the accounts that decide for the verified authorities of a country."""
    roles = [role for role, may in PERMISSIONS.items() if Permission.CONFIRM_PROGRAMMES in may]
    authority = Organisation.kind == OrganisationKind.AUTHORITY, Organisation.vetting == Vetting.VERIFIED
    deciders = (
        sa.select(Account.id)
        .join(AccountRole)
        .join(Membership, Membership.account_id == Account.id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(AccountRole.role.in_(roles), Organisation.country == country, *authority)
    )
    return db.scalars(deciders.where(Account.is_demonstration.is_(invented)).distinct()).all()


def _issuer(actor: Actor) -> sa.Select[Organisation]:
    is_theirs = Organisation.id == actor.organisation_id
    is_authority = Organisation.kind == OrganisationKind.AUTHORITY
    return sa.select(Organisation).where(is_theirs, is_authority, verified(actor.organisation_id))


def _move(
    db: Session,
    actor: Actor,
    programme: Programme,
    to: ProgrammeState,
    seen: datetime,
    reason: ProgrammeReason | None = None,
) -> None:
    """The one way from state to state; on the words that the actor has read, and on no others."""
    get(db, actor, programme.id)
    db.refresh(programme, with_for_update=True)
    if to not in MOVES[programme.state] or programme.asked_at != seen:
        raise Conflict("programme-step")
    programme.wait()
    if to is not ProgrammeState.WAITING:
        programme.state, programme.reason = to, reason
        programme.decided_at, programme.decided_by = records.now(), actor.name
        programme.organisation_id = actor.organisation_id
    about = {"programme": programme.id, "to": to.value} | ({"reason": reason.value} if reason else {})
    audit.record(db, actor, audit.EventKind.PROGRAMME_MOVED, _owner(db, programme), **about)


def _tell(db: Session, programme: Programme) -> None:
    about = {"programme": programme.id, "outcome": programme.state.value}
    notifications.notify(db, _account_of(db, programme), Kind.PROGRAMME_DECIDED, **about)


def _owner(db: Session, programme: Programme) -> Profile:
    return db.get_one(Profile, programme.profile_id)


def _account_of(db: Session, programme: Programme) -> str:
    """`visible_to` lets nobody decide about a profile without an account."""
    owner = _owner(db, programme).account_id
    if owner is None:
        raise NotFound("account")
    return owner
