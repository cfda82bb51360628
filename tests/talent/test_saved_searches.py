"""Saved searches are their owner's alone, can be brought back, and are due when digests go out."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from talent import db as records
from talent import saved_searches
from talent.actors import STRANGER, Actor, Role
from talent.errors import Conflict, NotAllowed, NotFound, RuleBroken
from talent.saved_searches import KEPT_REMOVED, MOST, Alert, SavedSearch
from tests.factories.records import make_actor

NURSE = {"words": "nurse", "country": "DE"}


@pytest.fixture
def person(db: Session) -> Actor:
    return make_actor(db, Role.CANDIDATE)


@pytest.fixture
def saved(db: Session, person: Actor) -> SavedSearch:
    return saved_searches.save(db, person, "Nurse in Germany", NURSE, Alert.DAILY)


def test_the_owner_finds_it_and_nobody_else(db: Session, person: Actor, saved: SavedSearch) -> None:
    assert saved_searches.own(db, person) == [saved]
    assert saved_searches.get(db, person, saved.id).search == NURSE
    other = make_actor(db, Role.CANDIDATE)
    assert saved_searches.own(db, other) == []
    for verb in (saved_searches.remove, saved_searches.restore):
        with pytest.raises(NotFound):
            verb(db, other, saved)
    with pytest.raises(NotFound):
        saved_searches.change(db, other, saved, "Mine now", Alert.NEVER)
    with pytest.raises(NotAllowed):
        saved_searches.own(db, STRANGER)


def test_the_same_search_is_kept_once(db: Session, person: Actor, saved: SavedSearch) -> None:
    again = saved_searches.save(db, person, "Another name", dict(NURSE), Alert.WEEKLY)
    assert again.id == saved.id
    assert (again.name, again.alert) == ("Another name", Alert.WEEKLY)
    assert len(saved_searches.own(db, person)) == 1


def test_nobody_leaves_a_name_in_an_account_that_everybody_may_use(db: Session) -> None:
    shared = make_actor(db, Role.CANDIDATE, is_demonstration=True)

    with pytest.raises(Conflict, match="shared-account"):
        saved_searches.save(db, shared, "Call me", NURSE, Alert.NEVER)

    assert saved_searches.own(db, shared) == []


def test_there_is_an_end_to_it(db: Session, person: Actor) -> None:
    for number in range(MOST):
        saved_searches.save(db, person, str(number), {"words": str(number)}, Alert.NEVER)
    with pytest.raises(RuleBroken) as broken:
        saved_searches.save(db, person, "One more", {"words": "more"}, Alert.NEVER)
    assert (broken.value.field, broken.value.code) == ("name", "too-many-searches")
    saved_searches.save(db, person, "The first again", {"words": "0"}, Alert.NEVER)


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "two\nlines"])
def test_a_name_is_one_short_line(db: Session, person: Actor, saved: SavedSearch, name: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        saved_searches.change(db, person, saved, name, Alert.DAILY)
    assert broken.value.field == "name"


def test_what_is_removed_can_be_brought_back_for_a_day(
    db: Session, person: Actor, saved: SavedSearch
) -> None:
    saved_searches.remove(db, person, saved)
    assert saved_searches.own(db, person) == []
    saved_searches.restore(db, person, saved)
    assert saved_searches.own(db, person) == [saved]
    saved_searches.remove(db, person, saved)
    saved_searches.forget_removed(db)
    assert saved_searches.get(db, person, saved.id)
    saved.removed_at = records.now() - KEPT_REMOVED - timedelta(minutes=1)
    db.flush()
    saved_searches.forget_removed(db)
    with pytest.raises(NotFound):
        saved_searches.get(db, person, saved.id)


def test_alerts_are_due_in_the_morning_and_never_where_nobody_wants_them(
    db: Session, person: Actor, saved: SavedSearch
) -> None:
    now = records.now()
    assert saved.due_at is not None
    assert timedelta(0) < saved.due_at - now <= timedelta(days=1)
    assert saved.due_at.hour == 6
    weekly = saved_searches.save(db, person, "Cook", {"words": "cook"}, Alert.WEEKLY)
    assert weekly.due_at is not None
    assert weekly.due_at.weekday() == 0
    saved_searches.change(db, person, saved, saved.name, Alert.NEVER)
    assert saved.due_at is None


def test_what_was_published_before_somebody_wanted_alerts_is_no_news(
    db: Session, person: Actor, saved: SavedSearch
) -> None:
    saved.told_until = records.now() - timedelta(days=30)
    saved_searches.change(db, person, saved, "A new name", Alert.DAILY)
    assert saved.told_until < records.now() - timedelta(days=29)  # the name says nothing of what was told
    saved_searches.change(db, person, saved, "A new name", Alert.WEEKLY)
    assert saved.told_until > records.now() - timedelta(minutes=1)


def test_what_is_due_is_taken_once_and_person_by_person(
    db: Session, person: Actor, saved: SavedSearch
) -> None:
    other = make_actor(db, Role.CANDIDATE)
    theirs = saved_searches.save(db, other, "Cook", {"words": "cook"}, Alert.DAILY)
    removed = saved_searches.save(db, person, "Gone", {"words": "gone"}, Alert.DAILY)
    saved_searches.remove(db, person, removed)
    assert not saved_searches.is_due(db)
    assert saved_searches.take_due(db) == []
    for each, minutes in ((saved, 2), (theirs, 1), (removed, 3)):
        each.due_at = records.now() - timedelta(minutes=minutes)
    db.flush()
    assert [each.id for each in saved_searches.take_due(db)] == [saved.id]
    assert [each.id for each in saved_searches.take_due(db)] == [theirs.id]
    assert not saved_searches.is_due(db)
    assert saved.due_at is not None
    assert saved.due_at > records.now()


def test_searches_go_with_their_account(db: Session, person: Actor, saved: SavedSearch) -> None:
    from talent.accounts import Account

    search_id = saved.id
    db.delete(db.get_one(Account, person.account_id))
    db.flush()
    db.expunge_all()
    assert db.get(SavedSearch, search_id) is None
