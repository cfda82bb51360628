"""The audit trail: written with what it explains, never changed, without people's words."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from talent import audit, profiles
from talent.actors import OPERATOR, STRANGER
from talent.audit import Asked, Event, EventKind, MatchRun, Provenance, Shown
from talent.errors import NotAllowed
from tests.factories.records import make_actor, make_profile, make_vacancy, profile_draft

MADE_WITH = Provenance("encoder-1", "taxonomy-1", "weights-1")


def test_saving_and_removing_leave_a_trail(db: Session) -> None:
    owner = make_actor(db)
    profile = make_profile(db, owner=owner, shared=())
    profiles.save(db, owner, profile_draft(texts=()))
    profiles.remove(db, owner, profile)
    db.flush()
    events = audit.events_about(db, OPERATOR, profile)
    assert [event.kind for event in events] == ["profile.saved", "profile.saved", "profile.removed"]
    assert [event.data for event in events] == [{"revision": 1}, {"revision": 2}, {}]
    assert {event.actor for event in events} == {owner.account_id}


def test_what_changes_nothing_leaves_none(db: Session) -> None:
    owner = make_actor(db)
    profile = make_profile(db, owner=owner, shared=())
    profiles.save(db, owner, profile_draft())
    assert len(audit.events_about(db, OPERATOR, profile)) == 1


@pytest.mark.parametrize("words", ["Amal Trabelsi", "amal@people.example", "ممرضة\n", "x" * 101])
def test_words_of_people_are_refused(db: Session, words: str) -> None:
    with pytest.raises(ValueError, match="holds no words"):
        audit.record(db, STRANGER, EventKind.PROFILE_SAVED, reason=words)


def test_a_shown_ranking_is_kept_with_what_made_it(db: Session) -> None:
    profile, vacancy = make_profile(db), make_vacancy(db)
    asked = Asked(vacancy_id=vacancy.id, vacancy_revision=vacancy.revision)
    shown = [Shown(profile.id, profile.revision, 0.75)]
    audit.record_match(db, STRANGER, asked, made_with=MADE_WITH, shown=shown)
    db.flush()
    db.expire_all()
    run = db.scalars(sa.select(MatchRun)).one()
    assert (run.actor, run.vacancy_id, run.vacancy_revision) == ("stranger", vacancy.id, 1)
    assert run.shown == [{"profile": profile.id, "revision": 1, "score": 0.75}]
    assert (run.encoder_revision, run.taxonomy_digest, run.weights_digest) == (
        "encoder-1",
        "taxonomy-1",
        "weights-1",
    )


def test_the_trail_outlives_what_it_speaks_of(db: Session) -> None:
    owner = make_actor(db)
    profile = make_profile(db, owner=owner)
    audit.record_match(
        db, owner, Asked(text_digest="0" * 64), made_with=MADE_WITH, shown=[Shown(profile.id, 1, 1.0)]
    )
    profiles.remove(db, owner, profile)
    assert db.scalars(sa.select(MatchRun)).one().shown[0]["profile"] == profile.id


def test_a_row_is_not_changed(db: Session) -> None:
    event = audit.record(db, STRANGER, EventKind.PROFILE_SAVED)
    db.flush()
    event.actor = "somebody else"
    with pytest.raises(TypeError, match="written once"):
        db.flush()


def test_a_row_is_not_deleted(db: Session) -> None:
    event = audit.record(db, STRANGER, EventKind.PROFILE_SAVED)
    db.flush()
    db.delete(event)
    with pytest.raises(TypeError, match="written once"):
        db.flush()


@pytest.mark.parametrize("table", ["events", "match_runs"])
@pytest.mark.parametrize("change", ["UPDATE {} SET actor = 'x'", "DELETE FROM {}"], ids=["update", "delete"])
def test_the_database_refuses_too(db: Session, table: str, change: str) -> None:
    audit.record(db, STRANGER, EventKind.PROFILE_SAVED)
    audit.record_match(db, STRANGER, Asked(text_digest="0" * 64), made_with=MADE_WITH, shown=[])
    db.flush()
    with pytest.raises(DBAPIError, match=f"{table} is append-only"):
        db.execute(sa.text(change.format(table)))


def test_the_trail_is_not_for_everyone(db: Session) -> None:
    profile = make_profile(db)
    for actor in (STRANGER, make_actor(db)):
        with pytest.raises(NotAllowed):
            audit.events_about(db, actor, profile)


def test_events_come_in_their_order(db: Session) -> None:
    for n in range(5):
        audit.record(db, STRANGER, EventKind.DEMONSTRATION_LOADED, n=n)
    db.flush()
    assert [data["n"] for data in db.scalars(sa.select(Event.data).order_by(Event.id))] == list(range(5))
