"""What a candidate does: show interest, apply, withdraw, take that back, and say who may know their name."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from talent import checks, profiles
from talent import db as records
from talent.actors import Actor, Permission
from talent.applications import steps
from talent.applications.records import LONGEST_NOTE, Application, events, get, visible_to
from talent.applications.states import BEGUN, LIVE, UNDONE_WITHIN, Happening, Side, State
from talent.errors import Conflict, NotFound
from talent.notifications import Kind
from talent.profiles import Profile
from talent.vacancies import Vacancy, VacancyStatus


def of_candidate(db: Session, actor: Actor) -> Sequence[Application]:
    """The actor's own applications, the latest change first."""
    actor.must(Permission.KEEP_OWN_PROFILE)
    own = visible_to(actor).where(Profile.account_id == actor.account_id)
    return db.scalars(own.order_by(Application.changed_at.desc(), Application.id)).all()


def own(db: Session, actor: Actor, application_id: str) -> Application:
    """The actor's own, for the pages of candidates. Raises NotFound."""
    application = get(db, actor, application_id)
    _own(actor, application)
    return application


def to_vacancy(db: Session, actor: Actor, vacancy: Vacancy) -> Application | None:
    """The actor's own application for this vacancy."""
    if actor.account_id is None:
        return None
    own = Profile.account_id == actor.account_id
    return db.scalar(visible_to(actor).where(own, Application.vacancy_id == vacancy.id))


def is_open_to(profile: Profile, vacancy: Vacancy) -> bool:
    """Invented people apply to invented vacancies, real ones to real ones: nobody waits for an answer in vain."""
    return profile.is_demonstration == vacancy.is_demonstration


def show_interest(db: Session, actor: Actor, vacancy: Vacancy) -> Application:
    """Raises Conflict where there is no profile, the vacancy is not open to it, or it was done already."""
    application = _begun(db, actor, vacancy)
    return _sent(db, application, State.INTEREST)


def apply(
    db: Session, actor: Actor, vacancy: Vacancy, *, note: str = "", shares_identity: bool = False
) -> Application:
    """The same; also turns interest or an invitation into an application. Raises RuleBroken for a note too long."""
    said = checks.text("note", note, longest=LONGEST_NOTE).strip() if note.strip() else None
    application = _begun(db, actor, vacancy)
    application.note = said
    _sent(db, application, State.APPLIED)
    if shares_identity:
        agree_to_identity(db, actor, application)
    return application


def withdraw(db: Session, actor: Actor, application: Application) -> None:
    """The employer sees nothing of the profile from now on."""
    _own(actor, application)
    steps.move(db, application, Side.CANDIDATE, State.WITHDRAWN)
    steps.tell_employer(db, application, Kind.APPLICATION_WITHDRAWN)


def can_undo(db: Session, application: Application) -> bool:
    return _before_withdrawal(db, application) is not None


def undo(db: Session, actor: Actor, application: Application) -> None:
    """Takes a withdrawal back. Raises Conflict when it is too late, or something else happened since."""
    _own(actor, application)
    before = _before_withdrawal(db, application)
    if before is None:
        raise Conflict("too-late-to-undo")
    steps.unsay_to_employer(db, application, Kind.APPLICATION_WITHDRAWN)
    application.state = before
    steps.note(db, application, Side.CANDIDATE, Happening.UNDONE)


def agree_to_identity(db: Session, actor: Actor, application: Application) -> None:
    """The employer may see name and contact as soon as it agrees too."""
    _own(actor, application)
    if application.state not in LIVE - {State.INTEREST}:
        raise Conflict("application-step")
    if application.candidate_agreed_at is None:
        application.candidate_agreed_at = records.now()
        steps.note(db, application, Side.CANDIDATE, Happening.IDENTITY_AGREED)


def keep_identity(db: Session, actor: Actor, application: Application) -> None:
    """Takes the agreement back; to be seen again, both must agree anew."""
    _own(actor, application)
    if application.candidate_agreed_at is not None:
        application.candidate_agreed_at = application.employer_agreed_at = None
        steps.note(db, application, Side.CANDIDATE, Happening.IDENTITY_TAKEN_BACK)


def _begun(db: Session, actor: Actor, vacancy: Vacancy) -> Application:
    actor.must(Permission.KEEP_OWN_PROFILE)
    profile = profiles.own(db, actor)
    if profile is None:
        raise Conflict("no-profile")
    if vacancy.status is not VacancyStatus.PUBLISHED or not is_open_to(profile, vacancy):
        raise Conflict("vacancy-not-open")
    there = to_vacancy(db, actor, vacancy)
    if there is None:  # in the state from which one begins; it is not stored before the first step
        return Application(vacancy=vacancy, profile=profile, state=State.WITHDRAWN)
    if there.state in BEGUN:
        there.note = there.opened_at = there.candidate_agreed_at = there.employer_agreed_at = None
    return there


def _sent(db: Session, application: Application, to: State) -> Application:
    steps.move(db, application, Side.CANDIDATE, to)
    steps.tell_employer(db, application, Kind.APPLICATION_RECEIVED)
    return application


def _own(actor: Actor, application: Application) -> None:
    actor.must(Permission.KEEP_OWN_PROFILE)
    if actor.account_id is None or application.profile.account_id != actor.account_id:
        raise NotFound("application")


def _before_withdrawal(db: Session, application: Application) -> State | None:
    """Where the candidate stood before they withdrew, as long as that can be taken back."""
    if application.state is not State.WITHDRAWN or application.vacancy.status is not VacancyStatus.PUBLISHED:
        return None
    if records.now() - application.changed_at > UNDONE_WITHIN:
        return None
    history = events(db, application)
    return history[-2].state if len(history) > 1 else None
