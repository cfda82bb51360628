"""What an employer does with applications: read, open, decide the next step with a reason, agree to know the name."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from talent import checks
from talent import db as records
from talent.actors import Actor, Permission
from talent.applications import steps
from talent.applications.records import BARE_PROFILE, Application, visible_to
from talent.applications.states import LIVE, MOVES, Happening, Reason, Side, State
from talent.errors import Conflict, NotFound, RuleBroken
from talent.notifications import Kind
from talent.vacancies import Vacancy

LONGEST_WORDS = 1500


def received(db: Session, actor: Actor, vacancy: Vacancy) -> Sequence[Application]:
    """What came for a vacancy of the actor's own organisation, the latest change first; nothing unless verified."""
    _keeps(actor, vacancy)
    of_it = visible_to(actor).where(Application.vacancy_id == vacancy.id).options(BARE_PROFILE)
    return db.scalars(of_it.order_by(Application.changed_at.desc(), Application.id)).all()


def counts(db: Session, actor: Actor) -> Sequence[tuple[Vacancy, int]]:
    """The vacancies of the actor's organisation that somebody applies for or is interested in, and how many do."""
    actor.must(Permission.WRITE_VACANCIES)
    of_ours = visible_to(actor).where(
        Vacancy.organisation_id == actor.organisation_id, Application.state.in_(LIVE)
    )
    grouped = of_ours.with_only_columns(
        Application.vacancy_id, sa.func.count().label("number"), maintain_column_froms=True
    )
    counted = db.execute(grouped.group_by(Application.vacancy_id))
    numbers: dict[str, int] = {row.vacancy_id: row.number for row in counted}
    rows = db.scalars(sa.select(Vacancy).where(Vacancy.id.in_(numbers)).order_by(Vacancy.title, Vacancy.id))
    return [(row, numbers[row.id]) for row in rows]


def next_states(application: Application) -> frozenset[State]:
    return MOVES[Side.EMPLOYER].get(application.state, frozenset())


def open_one(db: Session, actor: Actor, application: Application) -> None:
    """Notes, once, that the employer has looked, and tells the candidate."""
    _keeps(actor, application.vacancy)
    if application.opened_at is None and application.state in LIVE:
        application.opened_at = records.now()
        steps.note(db, application, Side.EMPLOYER, Happening.OPENED)
        steps.tell_candidate(db, application, Kind.APPLICATION_OPENED)


def decide(
    db: Session,
    actor: Actor,
    application: Application,
    to: State,
    *,
    reason: Reason | None = None,
    words: str = "",
) -> None:
    """The next step. Declining needs a reason, and words where the reason is "other": RuleBroken at the field."""
    _keeps(actor, application.vacancy)
    if to is State.DECLINED:
        _check_reason(reason, words)
    said = checks.text("words", words, longest=LONGEST_WORDS).strip() if words.strip() else None
    kept = reason if to is State.DECLINED else None
    steps.move(db, application, Side.EMPLOYER, to, reason=kept, words=said)
    steps.tell_candidate(db, application, Kind.APPLICATION_MOVED)


def share_identity(db: Session, actor: Actor, application: Application) -> None:
    """The employer's half of the agreement. Raises Conflict where the candidate has not given theirs."""
    _keeps(actor, application.vacancy)
    if application.candidate_agreed_at is None or application.state not in LIVE:
        raise Conflict("identity-not-agreed")
    if application.employer_agreed_at is None:
        application.employer_agreed_at = records.now()
        steps.note(db, application, Side.EMPLOYER, Happening.IDENTITY_SHARED)
        steps.tell_candidate(db, application, Kind.IDENTITY_SHARED)


def _keeps(actor: Actor, vacancy: Vacancy) -> None:
    actor.must(Permission.WRITE_VACANCIES)
    if actor.organisation_id is None or vacancy.organisation_id != actor.organisation_id:
        raise NotFound("vacancy")


def _check_reason(reason: Reason | None, words: str) -> None:
    if reason is None:
        raise RuleBroken("reason", "empty")
    if reason is Reason.OTHER and not words.strip():
        raise RuleBroken("words", "empty")
