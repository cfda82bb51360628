"""Asking to be erased: at once or later, hidden meanwhile, undone by who signs in or has the mail."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from talent import audit, leaving, profiles
from talent import db as records
from talent.accounts import Account, Refusal, SignIn, sessions
from talent.actors import Actor
from talent.audit import Event
from talent.errors import Conflict, NotFound
from talent.leaving import Leaving
from talent.outbox import Mail, MailKind
from talent.profiles import Visibility
from tests.factories.mails import data_of, link_token
from tests.factories.records import PASSWORD, make_actor, make_profile

WEEK = timedelta(days=7)
NOW = timedelta(0)


@pytest.fixture
def nurse(db: Session) -> Actor:
    nurse = make_actor(db)
    make_profile(db, owner=nurse, visibility=Visibility.PAUSED)
    return nurse


def visibility(db: Session, actor: Actor) -> Visibility | None:
    profile = profiles.own(db, actor)
    return profile.visibility if profile else None


def token(db: Session) -> str:
    return link_token(db, MailKind.ERASURE_ASKED)


def test_the_day_is_set_and_told_and_nobody_is_signed_in(db: Session, nurse: Actor) -> None:
    sessions.open_for(db, db.get_one(Account, nurse.account_id), "phone")
    asked = leaving.ask(db, nurse, PASSWORD, after=WEEK)

    assert isinstance(asked, Leaving)
    assert timedelta(days=6) < asked.due_at - records.now() <= WEEK
    mail = db.scalars(sa.select(Mail)).one()
    assert (mail.account_id, data_of(db, mail)["day"]) == (nurse.account_id, asked.due_at.date().isoformat())
    assert data_of(db, mail)["token"] not in asked.token_digest
    assert db.scalars(sa.select(SignIn)).all() == []
    assert visibility(db, nurse) is Visibility.HIDDEN
    assert leaving.claim(db) is None
    assert not leaving.is_due(db)


def test_at_once_needs_no_mail(db: Session, nurse: Actor) -> None:
    leaving.ask(db, nurse, PASSWORD, after=NOW)

    assert db.scalars(sa.select(Mail)).all() == []
    assert leaving.is_due(db)
    assert leaving.claim(db) == nurse.account_id


def test_the_password_is_asked_for(db: Session, nurse: Actor) -> None:
    assert leaving.ask(db, nurse, "wrong", after=NOW) is Refusal.WRONG
    assert leaving.under_way(db, nurse) is None
    assert visibility(db, nurse) is Visibility.PAUSED


def test_a_shared_account_stays(db: Session) -> None:
    with pytest.raises(Conflict):
        leaving.ask(db, make_actor(db, is_demonstration=True), PASSWORD, after=NOW)


def test_who_signs_in_again_may_stay(db: Session, nurse: Actor) -> None:
    leaving.ask(db, nurse, PASSWORD, after=WEEK)
    leaving.stay(db, nurse)

    assert leaving.under_way(db, nurse) is None
    assert visibility(db, nurse) is Visibility.PAUSED
    with pytest.raises(NotFound):
        leaving.stay(db, nurse)


def test_the_link_undoes_it_once(db: Session, nurse: Actor) -> None:
    leaving.ask(db, nurse, PASSWORD, after=WEEK)
    leaving.undo(db, token(db))

    assert visibility(db, nurse) is Visibility.PAUSED
    with pytest.raises(NotFound):
        leaving.undo(db, token(db))
    kinds = db.scalars(sa.select(Event.kind).order_by(Event.id)).all()
    assert kinds[-2:] == [audit.EventKind.ERASURE_ASKED, audit.EventKind.ERASURE_UNDONE]


def test_asking_again_sets_another_day_and_remembers_the_first_visibility(db: Session, nurse: Actor) -> None:
    leaving.ask(db, nurse, PASSWORD, after=WEEK)
    first = token(db)
    leaving.ask(db, nurse, PASSWORD, after=NOW)

    assert leaving.claim(db) == nurse.account_id
    with pytest.raises(NotFound):
        leaving.find(db, first)
    leaving.stay(db, nurse)
    assert visibility(db, nurse) is Visibility.PAUSED


def test_who_has_no_profile_can_leave_and_stay(db: Session) -> None:
    newcomer = make_actor(db)
    leaving.ask(db, newcomer, PASSWORD, after=WEEK)
    leaving.stay(db, newcomer)

    assert leaving.under_way(db, newcomer) is None
