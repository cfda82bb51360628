"""Finds who has been away for long, and takes the step that is due, with its mail and its event."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from talent import audit, erasure, outbox
from talent import db as records
from talent.accounts import Account, AccountRole
from talent.accounts.throttle import digest
from talent.actors import Actor, Permission, Role
from talent.erasure import Erased, Reason
from talent.outbox import MailKind
from talent.profiles import Profile, Visibility
from talent.retention.periods import WARNING, Kind, Periods, Stage, due, months_after
from talent.retention.records import RetentionStep

MAILS: Final = {
    Kind.REMIND: MailKind.RETENTION_REMINDER,
    Kind.HIDE: MailKind.RETENTION_HIDDEN,
    Kind.WARN: MailKind.RETENTION_WARNING,
}

UNEVEN: Final = timedelta(days=3)
"""By how much months differ: the query takes some too many, and `due` decides."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done, or would be. `erased` is for whoever sees to files and copies in memory after the commit."""

    account_id: str
    stages: tuple[Stage, ...]
    erased: Erased | None = None


def plan(db: Session, actor: Actor, periods: Periods, *, now: datetime) -> Sequence[Outcome]:
    """Whose step is due, and which; changes nothing. For whoever manages accounts."""
    actor.must(Permission.MANAGE_ACCOUNTS)
    away = db.execute(_away(periods, now)).all()
    planned = ((account_id, _due(db, account_id, active, periods, now)) for account_id, active in away)
    return [Outcome(account_id, stages) for account_id, stages in planned if stages]


def carry_out(
    db: Session, actor: Actor, account_id: str, periods: Periods, *, now: datetime
) -> Outcome | None:
    """Takes the steps due for one account; None where none is (any more). Of several only the last is mailed."""
    actor.must(Permission.MANAGE_ACCOUNTS)
    records.one_at_a_time(db, f"retention {account_id}")
    found = db.execute(_away(periods, now).where(Account.id == account_id)).first()
    stages = _due(db, account_id, found[1], periods, now) if found else ()
    if found is None or not stages:
        return None
    account = db.get_one(Account, account_id)
    for stage in stages:
        audit.record(db, actor, audit.EventKind.RETENTION_STEP, account, step=stage.kind, months=stage.months)
    if stages[-1].kind is Kind.ERASE:
        return Outcome(account_id, stages, _erase(db, actor, account))
    token = secrets.token_urlsafe(32)
    for stage in stages:
        db.add(_step(db, account, found[1], stage, now, token if stage is stages[-1] else None))
    _mail(db, account, stages[-1], periods, found[1], now, token)
    return Outcome(account_id, stages)


def last_activity() -> sa.ColumnElement[datetime]:
    """When somebody last signed in or saved their profile, whichever was later. Needs Account and Profile joined."""
    return sa.case((Profile.updated_at > Account.active_at, Profile.updated_at), else_=Account.active_at)


def _away(periods: Periods, now: datetime) -> sa.Select[str, datetime]:
    """Candidates (and nothing else) whose password is their own, and who have been away for the first period."""
    roles = sa.select(AccountRole.role).where(AccountRole.account_id == Account.id)
    return (
        sa.select(Account.id, last_activity())
        .outerjoin(Profile, Profile.account_id == Account.id)
        .where(
            ~Account.is_demonstration,
            roles.where(AccountRole.role == Role.CANDIDATE).exists(),
            ~roles.where(AccountRole.role != Role.CANDIDATE).exists(),
            last_activity() <= months_after(now, -periods.first) + UNEVEN,
        )
        .order_by(last_activity(), Account.id)
    )


def _due(
    db: Session, account_id: str, active_at: datetime, periods: Periods, now: datetime
) -> tuple[Stage, ...]:
    of_stretch = sa.and_(RetentionStep.account_id == account_id, RetentionStep.active_at == active_at)
    done = {step.stage: step.at for step in db.scalars(sa.select(RetentionStep).where(of_stretch))}
    return due(periods, active_at, done, now)


def _step(
    db: Session, account: Account, active_at: datetime, stage: Stage, now: datetime, token: str | None
) -> RetentionStep:
    return RetentionStep(
        account_id=account.id,
        active_at=active_at,
        kind=stage.kind,
        months=stage.months,
        at=now,
        token_digest=digest(token) if token else None,
        was=_hide(db, account) if stage.kind is Kind.HIDE else None,
    )


def _hide(db: Session, account: Account) -> Visibility | None:
    """Returns how visible the profile was. `updated_at` stays: nobody has come back."""
    profile = db.scalar(sa.select(Profile).where(Profile.account_id == account.id))
    if profile is None:
        return None
    before, profile.visibility = profile.visibility, Visibility.HIDDEN
    return before


def _erase(db: Session, actor: Actor, account: Account) -> Erased:
    """The word of it goes out to an address that is nobody's row any more."""
    email, language = account.email, account.locale
    erased = erasure.erase(db, actor, account.id, reason=Reason.INACTIVE)
    outbox.post(db, email, MailKind.RETENTION_ERASED, language=language)
    return erased


def _mail(
    db: Session,
    account: Account,
    stage: Stage,
    periods: Periods,
    active_at: datetime,
    now: datetime,
    token: str,
) -> None:
    """With the day of what comes next: hiding after a reminder, else erasure, never sooner than the warning allows."""
    months = periods.hide if stage.kind is Kind.REMIND else periods.erase
    day = months_after(active_at, months)
    if stage.kind is Kind.WARN:
        day = max(day, now + WARNING)
    outbox.post(
        db,
        account.email,
        MAILS[stage.kind],
        language=account.locale,
        account_id=account.id,
        token=token,
        day=day.date().isoformat(),
    )
