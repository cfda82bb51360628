"""The one place where an application changes: checks the table of moves, sets the state, appends the event."""

from sqlalchemy.orm import Session

from talent import db as records
from talent import notifications
from talent.applications.records import Application, ApplicationEvent
from talent.applications.states import MOVES, Happening, Reason, Side, State
from talent.errors import Conflict
from talent.notifications import Kind
from talent.organisations import Vetting, accounts_of


def move(
    db: Session,
    application: Application,
    by: Side,
    to: State,
    *,
    reason: Reason | None = None,
    words: str | None = None,
) -> None:
    """Raises Conflict where MOVES has no such step for this side."""
    if to not in MOVES[by].get(application.state, frozenset()):
        raise Conflict("application-step")
    application.state = to
    note(db, application, by, Happening.MOVED, reason=reason, words=words)


def note(
    db: Session,
    application: Application,
    by: Side,
    kind: Happening,
    *,
    reason: Reason | None = None,
    words: str | None = None,
) -> None:
    """Appends what happened, with the state that it left."""
    application.changed_at = records.now()
    db.add(application)
    db.flush()
    db.add(
        ApplicationEvent(
            application_id=application.id,
            at=application.changed_at,
            by=by,
            kind=kind,
            state=application.state,
            reason=reason,
            words=words,
        )
    )
    db.flush()


def tell_candidate(db: Session, application: Application, kind: Kind) -> None:
    """Nobody is told of what happens to the profiles of invented people that no account holds."""
    if application.profile.account_id:
        notifications.notify(
            db,
            application.profile.account_id,
            kind,
            application=application.id,
            state=application.state,
            vacancy=application.vacancy.code,
            organisation=application.vacancy.organisation_id,
        )


def tell_employer(db: Session, application: Application, kind: Kind) -> None:
    """Not while its organisation is unchecked or suspended: it could open nothing of what it was told."""
    if application.vacancy.organisation.vetting is not Vetting.VERIFIED:
        return
    for account_id in accounts_of(db, application.vacancy.organisation_id):
        notifications.notify(db, account_id, kind, **_about(application))


def unsay_to_employer(db: Session, application: Application, kind: Kind) -> None:
    """`application` is in the state in which it was told."""
    members = accounts_of(db, application.vacancy.organisation_id)
    notifications.take_back(db, members, kind, **_about(application))


def _about(application: Application) -> dict[str, str]:
    return {
        "application": application.id,
        "state": application.state.value,
        "vacancy": application.vacancy.code,
    }
