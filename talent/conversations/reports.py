"""What people report to the contact points, and what becomes of it."""

from collections.abc import Mapping, Sequence
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from talent import audit, checks, notifications
from talent import db as records
from talent.accounts import Account, AccountRole, Refusal, throttle
from talent.actors import PERMISSIONS, Actor, Permission
from talent.applications import side_of
from talent.conversations.records import Concern, Conversation, Message, Report, ReportState
from talent.errors import Conflict, NotFound
from talent.notifications import Kind

LONGEST_WORDS: Final = 2000
REPORTS_PER_ACCOUNT: Final = 5

MOVES: Final[Mapping[ReportState, frozenset[ReportState]]] = {
    ReportState.RECEIVED: frozenset(ReportState) - {ReportState.RECEIVED},
    ReportState.LOOKED_INTO: frozenset({ReportState.ACTED, ReportState.NOTHING_FOUND}),
    ReportState.ACTED: frozenset(),
    ReportState.NOTHING_FOUND: frozenset(),
}


def visible_to(actor: Actor) -> sa.Select[Report]:
    """Their own to whoever reported, all to those who vet; with a published password only those of invented people."""
    may = Report.reporter_id == actor.account_id if actor.account_id else sa.false()
    if actor.may(Permission.VET_ORGANISATIONS):
        may = sa.true()
    found = sa.select(Report).join(Account, Account.id == Report.reporter_id).where(may)
    return found.where(Account.is_demonstration) if actor.is_demonstration else found


def get(db: Session, actor: Actor, report_id: str) -> Report:
    """For those who vet. Raises NotFound also for what this actor may not see."""
    actor.must(Permission.VET_ORGANISATIONS)
    report = db.scalar(visible_to(actor).where(Report.id == report_id))
    if report is None:
        raise NotFound("report")
    return report


def inbox(db: Session, actor: Actor) -> Sequence[Report]:
    """For those who vet: what is open first, the oldest of it on top."""
    actor.must(Permission.VET_ORGANISATIONS)
    is_done = Report.state.in_([state for state, after in MOVES.items() if not after])
    return db.scalars(visible_to(actor).order_by(is_done, Report.made_at).limit(200)).all()


def own(db: Session, actor: Actor, conversation: Conversation) -> Sequence[Report]:
    """What the actor has reported of a conversation, the latest first."""
    mine = sa.select(Report).where(
        Report.reporter_id == actor.account_id, Report.conversation_id == conversation.id
    )
    return db.scalars(mine.order_by(Report.made_at.desc())).all()


def reported_messages(db: Session, report: Report) -> Sequence[Message]:
    """What a contact point has to read to judge; `report` was read through its gate."""
    of_it = sa.select(Message).where(Message.conversation_id == report.conversation_id)
    return db.scalars(of_it.order_by(Message.id)).all()


def make(
    db: Session, actor: Actor, conversation: Conversation, concern: Concern, words: str
) -> Report | Refusal:
    """Tells every contact point. Raises RuleBroken; too many at once are refused, as a value."""
    side = side_of(actor, conversation.application)
    words = checks.text("words", words, longest=LONGEST_WORDS).strip()
    if throttle.too_many(db, f"reports of {actor.account_id}", most=REPORTS_PER_ACCOUNT):
        return Refusal.TOO_MANY
    report = Report(
        conversation=conversation, reporter_id=actor.account_id, by=side, concern=concern, words=words
    )
    db.add(report)
    audit.record(db, actor, audit.EventKind.REPORT_MADE, report, concern=concern)
    for account_id in _contact_points(db, invented=actor.is_demonstration):
        notifications.notify(db, account_id, Kind.REPORT_MADE, report=report.id)
    return report


def move(db: Session, actor: Actor, report: Report, to: ReportState, *, answer: str = "") -> None:
    """The next state, with words for the reporter. Raises Conflict where MOVES has no such step."""
    actor.must(Permission.VET_ORGANISATIONS)
    if to not in MOVES[report.state]:
        raise Conflict("report-step")
    if answer.strip():
        report.answer = checks.text("answer", answer, longest=LONGEST_WORDS).strip()
    report.state, report.changed_at = to, records.now()
    audit.record(db, actor, audit.EventKind.REPORT_MOVED, report, to=to)
    notifications.notify(
        db,
        report.reporter_id,
        Kind.REPORT_ANSWERED,
        conversation=report.conversation_id,
        report=report.id,
        state=to.value,
    )


def _contact_points(db: Session, *, invented: bool) -> Sequence[str]:
    roles = [role for role, may in PERMISSIONS.items() if Permission.VET_ORGANISATIONS in may]
    holders = sa.select(Account.id).join(AccountRole).where(AccountRole.role.in_(roles))
    return db.scalars(holders.where(Account.is_demonstration.is_(invented)).distinct()).all()
