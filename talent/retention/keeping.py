"""Keeping a profile by the link in a mail: whoever reads the mail need not sign in to stay."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from talent import audit
from talent import db as records
from talent.accounts import Account
from talent.accounts.throttle import digest
from talent.actors import STRANGER
from talent.errors import NotFound
from talent.profiles import Profile, Visibility
from talent.retention.periods import Kind
from talent.retention.records import RetentionStep


def find(db: Session, token: str) -> RetentionStep:
    """The step whose mail had this token. Raises NotFound where there is none."""
    step = db.scalar(sa.select(RetentionStep).where(RetentionStep.token_digest == digest(token)))
    if step is None:
        raise NotFound("retention-step")
    return step


def keep(db: Session, token: str) -> None:
    """A sign of life. What was hidden for want of one is as visible as before; what its owner hid stays hidden."""
    step = find(db, token)
    account = db.get_one(Account, step.account_id)
    if hidden := _hiding(db, step):
        _show(db, account, hidden)
    account.active_at = max(account.active_at, records.now())
    audit.record(db, STRANGER, audit.EventKind.RETENTION_KEPT, account)


def _hiding(db: Session, step: RetentionStep) -> RetentionStep | None:
    """The step of the same stretch that hid the profile."""
    same = sa.and_(RetentionStep.account_id == step.account_id, RetentionStep.active_at == step.active_at)
    return db.scalar(sa.select(RetentionStep).where(same, RetentionStep.kind == Kind.HIDE))


def _show(db: Session, account: Account, hidden: RetentionStep) -> None:
    """Once: who has come back since has decided anew."""
    profile = db.scalar(sa.select(Profile).where(Profile.account_id == account.id))
    if profile is not None and hidden.was and account.active_at <= hidden.active_at:
        profile.visibility = Visibility(hidden.was)
