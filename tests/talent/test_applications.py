"""Applications: who may take which step, what each side sees and is told, and when a name may be known."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from talent import applications, consents, notifications, organisations, vacancies
from talent.actors import OPERATOR, STRANGER, Actor, Role
from talent.applications import (
    MOVES,
    Application,
    ApplicationEvent,
    Happening,
    Reason,
    Side,
    State,
    readiness,
)
from talent.applications.readiness import Gap
from talent.errors import Conflict, NotAllowed, NotFound, RuleBroken
from talent.notifications import Kind
from talent.organisations import Organisation, Vetting
from talent.profiles import TextDraft, TextKind
from talent.sections import Section
from talent.vacancies import Vacancy
from tests.factories.records import make_actor, make_employer, make_organisation, make_profile, make_vacancy


@dataclass(frozen=True)
class World:
    """A candidate, an employer with a vacancy, and everybody who has nothing to do with it."""

    candidate: Actor
    employer: Actor
    vacancy: Vacancy
    others: dict[str, Actor]


@pytest.fixture
def world(db: Session) -> World:
    candidate, employer = make_actor(db), make_employer(db)
    make_profile(db, owner=candidate)
    other = make_actor(db)
    make_profile(db, owner=other)
    others = {
        "another candidate": other,
        "another employer": make_employer(db),
        "an officer": make_actor(db, Role.OFFICER),
        "a contact point": make_actor(db, Role.CONTACT_POINT),
        "a stranger": STRANGER,
    }
    return World(candidate, employer, make_vacancy(db, employer=employer), others)


@pytest.fixture
def application(db: Session, world: World) -> Application:
    return applications.apply(db, world.candidate, world.vacancy, note="Ich kann im Mai beginnen.")


def kinds(db: Session, actor: Actor) -> list[str]:
    return [news.kind for news in notifications.newest(db, actor, most=20)]


def history(db: Session, application: Application) -> list[tuple[Side, Happening, State]]:
    return [(event.by, event.kind, event.state) for event in applications.events(db, application)]


def test_from_interest_to_being_hired(db: Session, world: World) -> None:
    application = applications.show_interest(db, world.candidate, world.vacancy)
    applications.open_one(db, world.employer, application)
    applications.open_one(db, world.employer, application)
    assert applications.apply(db, world.candidate, world.vacancy) is application
    for to in (State.IN_REVIEW, State.INVITED, State.OFFERED, State.HIRED):
        applications.decide(db, world.employer, application, to)

    assert history(db, application) == [
        (Side.CANDIDATE, Happening.MOVED, State.INTEREST),
        (Side.EMPLOYER, Happening.OPENED, State.INTEREST),
        (Side.CANDIDATE, Happening.MOVED, State.APPLIED),
        (Side.EMPLOYER, Happening.MOVED, State.IN_REVIEW),
        (Side.EMPLOYER, Happening.MOVED, State.INVITED),
        (Side.EMPLOYER, Happening.MOVED, State.OFFERED),
        (Side.EMPLOYER, Happening.MOVED, State.HIRED),
    ]
    assert kinds(db, world.employer) == [Kind.APPLICATION_RECEIVED] * 2
    assert sorted(kinds(db, world.candidate)) == [Kind.APPLICATION_MOVED] * 4 + [Kind.APPLICATION_OPENED]


def test_every_step_is_in_the_table_or_refused(db: Session, world: World, application: Application) -> None:
    for start in State:
        for to in State:
            application.state = start
            db.flush()
            allowed = to in MOVES[Side.EMPLOYER].get(start, frozenset())
            assert (to in applications.next_states(application)) == allowed
            if not allowed:
                with pytest.raises(Conflict):
                    applications.decide(db, world.employer, application, to, reason=Reason.REQUIREMENT)


def test_no_machine_decides() -> None:
    by_itself = {to for after in MOVES[Side.PLATFORM].values() for to in after}
    assert by_itself == {State.CLOSED}
    assert not {State.OFFERED, State.HIRED} & set(MOVES[Side.PLATFORM])


def test_declining_needs_a_reason(db: Session, world: World, application: Application) -> None:
    def decline(reason: Reason | None, words: str = "") -> None:
        applications.decide(db, world.employer, application, State.DECLINED, reason=reason, words=words)

    for reason, words, field in (
        (None, "", "reason"),
        (Reason.OTHER, " ", "words"),
        (Reason.OTHER, "x" * 1501, "words"),
    ):
        with pytest.raises(RuleBroken) as broken:
            decline(reason, words)
        assert broken.value.field == field
    decline(Reason.LANGUAGE, "Bitte kommen Sie mit B2 wieder.")
    last = applications.events(db, application)[-1]
    assert (last.reason, last.words) == (Reason.LANGUAGE, "Bitte kommen Sie mit B2 wieder.")


@pytest.mark.parametrize("state", sorted(applications.LIVE))
def test_withdrawing_at_any_time_and_taking_it_back(
    db: Session, world: World, application: Application, state: State
) -> None:
    application.state = state
    applications.events(db, application)
    db.add(
        ApplicationEvent(application_id=application.id, by=Side.EMPLOYER, kind=Happening.MOVED, state=state)
    )
    db.flush()
    applications.withdraw(db, world.candidate, application)
    assert (application.state, applications.can_undo(db, application)) == (State.WITHDRAWN, True)

    applications.undo(db, world.candidate, application)
    assert application.state is state
    assert Kind.APPLICATION_WITHDRAWN not in kinds(db, world.employer), "nobody had read it"
    with pytest.raises(Conflict):
        applications.undo(db, world.candidate, application)


def test_it_is_too_late_to_take_it_back(db: Session, world: World, application: Application) -> None:
    applications.withdraw(db, world.candidate, application)
    application.changed_at -= applications.UNDONE_WITHIN + dt.timedelta(seconds=1)
    assert applications.can_undo(db, application) is False
    with pytest.raises(Conflict):
        applications.undo(db, world.candidate, application)
    assert Kind.APPLICATION_WITHDRAWN in kinds(db, world.employer)


def test_applying_again_begins_anew(db: Session, world: World, application: Application) -> None:
    applications.agree_to_identity(db, world.candidate, application)
    applications.share_identity(db, world.employer, application)
    applications.withdraw(db, world.candidate, application)
    again = applications.apply(db, world.candidate, world.vacancy)

    assert again.id == application.id
    assert (again.note, again.candidate_agreed_at, again.employer_agreed_at) == (None, None, None)
    assert len(applications.events(db, application)) == 5
    with pytest.raises(Conflict):
        applications.apply(db, world.candidate, world.vacancy)


def test_one_row_for_a_person_and_a_vacancy(db: Session, application: Application) -> None:
    twice = {
        "vacancy_id": application.vacancy_id,
        "profile_id": application.profile_id,
        "state": State.APPLIED,
    }
    db.add(Application(**twice))
    with pytest.raises(IntegrityError):
        db.flush()


def test_what_happened_is_never_rewritten(db: Session, application: Application) -> None:
    applications.events(db, application)[0].words = "otherwise"
    with pytest.raises(TypeError, match="written once"):
        db.flush()


def test_who_sees_an_application(db: Session, world: World, application: Application) -> None:
    for actor in (world.candidate, world.employer):
        assert applications.get(db, actor, application.id) is application
    for name, actor in world.others.items():
        with pytest.raises(NotFound):
            applications.get(db, actor, application.id)
        with pytest.raises(NotFound):
            applications.side_of(actor, application)
        assert applications.to_vacancy(db, actor, world.vacancy) is None, name
    with pytest.raises(NotFound):
        applications.get(db, world.candidate, "nobody's")


Verb = Callable[[Session, Actor, Application], object]


def _read_own(db: Session, actor: Actor, application: Application) -> object:
    return applications.own(db, actor, application.id)


def _start_reading(db: Session, actor: Actor, application: Application) -> None:
    applications.decide(db, actor, application, State.IN_REVIEW)


def _list(db: Session, actor: Actor, application: Application) -> object:
    return applications.received(db, actor, application.vacancy)


CANDIDATES_OWN: tuple[Verb, ...] = (
    applications.withdraw,
    applications.undo,
    applications.agree_to_identity,
    applications.keep_identity,
    _read_own,
)

EMPLOYERS_OWN: tuple[Verb, ...] = (
    applications.open_one,
    applications.share_identity,
    _start_reading,
    _list,
)


@pytest.mark.parametrize("verb", CANDIDATES_OWN)
def test_only_the_candidate_does_what_is_theirs(
    db: Session, world: World, application: Application, verb: Verb
) -> None:
    for actor in (world.employer, *world.others.values()):
        with pytest.raises((NotFound, NotAllowed)):
            verb(db, actor, application)
    assert application.state is State.APPLIED


@pytest.mark.parametrize("verb", EMPLOYERS_OWN)
def test_only_the_employer_does_what_is_theirs(
    db: Session, world: World, application: Application, verb: Verb
) -> None:
    for actor in (world.candidate, *world.others.values()):
        with pytest.raises((NotFound, NotAllowed)):
            verb(db, actor, application)
    assert application.opened_at is None


@pytest.mark.parametrize("role", [Role.EMPLOYER, Role.OFFICER, Role.CONTACT_POINT])
def test_only_candidates_apply(db: Session, world: World, role: Role) -> None:
    for actor in (make_actor(db, role), STRANGER):
        with pytest.raises(NotAllowed):
            applications.apply(db, actor, world.vacancy)
        with pytest.raises(NotAllowed):
            applications.of_candidate(db, actor)


def test_without_a_profile_or_an_open_vacancy_nobody_applies(db: Session, world: World) -> None:
    with pytest.raises(Conflict, match="no-profile"):
        applications.show_interest(db, make_actor(db), world.vacancy)
    vacancies.close(db, world.employer, world.vacancy)
    with pytest.raises(Conflict, match="vacancy-not-open"):
        applications.apply(db, world.candidate, world.vacancy)


def test_people_who_exist_and_invented_ones_do_not_meet(db: Session, world: World) -> None:
    trying = make_actor(db, is_demonstration=True)
    make_profile(db, owner=trying)
    with pytest.raises(Conflict, match="vacancy-not-open"):
        applications.apply(db, trying, world.vacancy)
    invented = make_organisation(db, is_demonstration=True, name="Invented Works")
    shared = make_actor(db, Role.EMPLOYER, organisation=invented, is_demonstration=True)
    with pytest.raises(Conflict, match="vacancy-not-open"):
        applications.apply(db, world.candidate, make_vacancy(db, employer=shared))


def test_an_employer_that_was_not_checked_sees_nothing(db: Session, world: World) -> None:
    unchecked = make_employer(db, vetting=Vetting.PENDING)
    vacancy = make_vacancy(db, employer=unchecked)
    application = applications.apply(db, world.candidate, vacancy)

    assert kinds(db, unchecked) == []
    assert applications.received(db, unchecked, vacancy) == []
    assert applications.counts(db, unchecked) == []
    with pytest.raises(NotFound):
        applications.get(db, unchecked, application.id)
    organisations.vet(db, OPERATOR, db.get_one(Organisation, unchecked.organisation_id), Vetting.VERIFIED)
    assert applications.received(db, unchecked, vacancy) == [application]
    assert applications.counts(db, unchecked) == [(vacancy, 1)]


def shared(db: Session, application: Application) -> bool:
    return applications.identity_shared(db, application.profile_id, application.vacancy.organisation_id)


def test_a_name_is_known_when_both_agree(db: Session, world: World, application: Application) -> None:
    with pytest.raises(Conflict, match="identity-not-agreed"):
        applications.share_identity(db, world.employer, application)
    applications.agree_to_identity(db, world.candidate, application)
    assert shared(db, application) is False
    applications.share_identity(db, world.employer, application)
    assert shared(db, application) is True
    assert Kind.IDENTITY_SHARED in kinds(db, world.candidate)

    other = world.others["another employer"]
    assert applications.identity_shared(db, application.profile_id, other.organisation_id or "") is False


def _withdraw(db: Session, world: World, application: Application) -> None:
    applications.withdraw(db, world.candidate, application)


def _keep(db: Session, world: World, application: Application) -> None:
    applications.keep_identity(db, world.candidate, application)


def _decline(db: Session, world: World, application: Application) -> None:
    applications.decide(db, world.employer, application, State.DECLINED, reason=Reason.SOMEBODY_ELSE)


def _suspend(db: Session, world: World, application: Application) -> None:
    organisations.vet(db, OPERATOR, application.vacancy.organisation, Vetting.SUSPENDED)


@pytest.mark.parametrize("end", [_withdraw, _keep, _decline, _suspend])
def test_a_name_is_not_known_any_more(
    db: Session, world: World, application: Application, end: Callable[[Session, World, Application], None]
) -> None:
    applications.agree_to_identity(db, world.candidate, application)
    applications.share_identity(db, world.employer, application)
    end(db, world, application)
    db.flush()

    assert shared(db, application) is False


def test_interest_alone_shows_no_name(db: Session, world: World) -> None:
    application = applications.show_interest(db, world.candidate, world.vacancy)
    with pytest.raises(Conflict):
        applications.agree_to_identity(db, world.candidate, application)


def test_what_waits_ends_with_its_vacancy(db: Session, world: World, application: Application) -> None:
    offered = applications.apply(db, world.others["another candidate"], world.vacancy)
    applications.decide(db, world.employer, offered, State.OFFERED)
    assert applications.is_any_to_close(db) is False
    vacancies.close(db, world.employer, world.vacancy)

    assert applications.is_any_to_close(db) is True
    assert [applications.close_ended(db), applications.close_ended(db)] == [1, 0]
    assert (application.state, offered.state) == (State.CLOSED, State.OFFERED)
    assert history(db, application)[-1] == (Side.PLATFORM, Happening.MOVED, State.CLOSED)
    assert kinds(db, world.candidate) == [Kind.APPLICATION_MOVED]


def test_before_sending_one_sees_what_will_be_seen(db: Session) -> None:
    candidate = make_actor(db)
    profile = make_profile(db, owner=candidate, shared={Section.SUMMARY, Section.LANGUAGES})
    ready = readiness.of(db, profile, "DE")

    assert (ready.shown, ready.kept) == (
        (Section.LANGUAGES, Section.SUMMARY),
        (Section.PERSONAL, Section.EDUCATION),
    )
    assert (ready.gaps, ready.can_be_sent) == ((), True), "the CV tells of work"
    assert readiness.agreed_for(db, profile, "DE") == set(ready.shown)

    consents.withdraw(db, candidate, profile)
    assert readiness.of(db, profile, "DE").can_be_sent is False
    assert readiness.agreed_for(db, profile, "DE") == frozenset()


def test_what_is_missing_is_said_before_sending(db: Session) -> None:
    about = (TextDraft(TextKind.SUMMARY, "Je suis infirmière.", "fr"),)
    profile = make_profile(db, owner=make_actor(db), texts=about, qualifications=(), languages=())
    ready = readiness.of(db, profile, "DE")

    assert ready.gaps == (Gap.NO_EXPERIENCE, Gap.NO_EDUCATION, Gap.NO_LANGUAGES)
    assert ready.can_be_sent is True


def test_the_list_is_the_candidates_own_the_latest_first(
    db: Session, world: World, application: Application
) -> None:
    applications.apply(db, world.others["another candidate"], world.vacancy)
    second = applications.show_interest(db, world.candidate, make_vacancy(db))
    application.changed_at = second.changed_at - dt.timedelta(minutes=1)
    db.flush()

    assert applications.of_candidate(db, world.candidate) == [second, application]
    assert len(applications.received(db, world.employer, world.vacancy)) == 2


def test_erasing_a_profile_erases_what_it_applied_for(db: Session, application: Application) -> None:
    db.delete(application.profile)
    db.flush()
    for table in (Application, ApplicationEvent):
        assert db.scalar(sa.select(sa.func.count()).select_from(table)) == 0
