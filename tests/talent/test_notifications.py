"""Notifications: told as each chose, never twice, by mail when it is due, and never with anybody's words."""

import datetime as dt

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from talent import db as records
from talent import notifications
from talent.actors import STRANGER, Actor, Role
from talent.errors import NotAllowed, NotFound
from talent.notifications import STANDARDS, Choice, Kind, MailWay, Notification, Standard, next_mail
from talent.notifications.records import NotificationPreference
from tests.factories.records import make_actor

NOON = dt.datetime(2026, 5, 6, 12, tzinfo=dt.UTC)  # a Wednesday


@pytest.fixture
def candidate(db: Session) -> Actor:
    return make_actor(db)


def tell(db: Session, actor: Actor, kind: Kind = Kind.MESSAGE, **data: str) -> Notification | None:
    assert actor.account_id
    return notifications.notify(db, actor.account_id, kind, **data)


def shown(db: Session, actor: Actor) -> list[str]:
    return [news.kind for news in notifications.newest(db, actor, most=10)]


def prefer(db: Session, actor: Actor, mail: MailWay, *, on_page: bool = True) -> None:
    notifications.choose(db, actor, {Kind.MESSAGE: Choice(on_page, mail)})


def unread(db: Session, actor: Actor) -> int:
    return notifications.unread(db, actor.account_id or "")


def test_news_stands_on_the_page_until_it_is_read(db: Session, candidate: Actor) -> None:
    news = tell(db, candidate)
    tell(db, candidate, Kind.APPLICATION_OPENED)
    assert news
    assert (sorted(shown(db, candidate)), unread(db, candidate)) == (["application-opened", "message"], 2)

    notifications.mark_read(db, candidate, news.id)
    assert unread(db, candidate) == 1
    notifications.mark_all_read(db, candidate)
    assert (len(shown(db, candidate)), unread(db, candidate)) == (2, 0)


def test_the_same_is_not_said_twice_before_it_is_read(db: Session, candidate: Actor) -> None:
    first = tell(db, candidate, conversation="c1")
    assert tell(db, candidate, conversation="c1") is first
    assert tell(db, candidate, conversation="c2") is not first
    assert first
    notifications.mark_read(db, candidate, first.id)
    assert tell(db, candidate, conversation="c1") is not first


def test_what_is_undone_before_it_was_read_was_no_news(db: Session, candidate: Actor) -> None:
    tell(db, candidate, conversation="c1")
    tell(db, candidate, conversation="c2")
    notifications.take_back(db, [candidate.account_id or ""], Kind.MESSAGE, conversation="c1")

    assert [news.data for news in notifications.newest(db, candidate, most=10)] == [{"conversation": "c2"}]


def test_a_page_that_shows_a_thing_marks_its_news(db: Session, candidate: Actor) -> None:
    tell(db, candidate, conversation="c1", vacancy="V-1")
    tell(db, candidate, conversation="c2")

    assert notifications.seen(db, candidate, conversation="c1") is True
    assert notifications.seen(db, candidate, conversation="c1") is False
    assert notifications.seen(db, STRANGER, conversation="c2") is False
    assert unread(db, candidate) == 1


def test_nobody_reads_or_marks_the_news_of_others(db: Session, candidate: Actor) -> None:
    news = tell(db, candidate)
    other = make_actor(db, *Role)

    assert (shown(db, other), unread(db, other)) == ([], 0)
    with pytest.raises(NotFound):
        notifications.mark_read(db, other, news.id if news else "")
    notifications.mark_all_read(db, other)
    assert unread(db, candidate) == 1
    for verb in (notifications.mark_all_read, lambda *given: notifications.newest(*given, most=1)):
        with pytest.raises(NotAllowed):
            verb(db, STRANGER)


@pytest.mark.parametrize("words", ["I am a nurse", "a@b.example, c", "x" * 101])
def test_no_words_of_people_are_kept(db: Session, candidate: Actor, words: str) -> None:
    with pytest.raises(ValueError, match="no words"):
        tell(db, candidate, vacancy=words)


@pytest.mark.parametrize(
    ("way", "now", "expected"),
    [
        (MailWay.AT_ONCE, NOON, NOON),
        (MailWay.OFF, NOON, None),
        (MailWay.DAILY, NOON, dt.datetime(2026, 5, 7, 6, tzinfo=dt.UTC)),
        (MailWay.DAILY, NOON.replace(hour=5), dt.datetime(2026, 5, 6, 6, tzinfo=dt.UTC)),
        (MailWay.DAILY, NOON.replace(hour=6), dt.datetime(2026, 5, 7, 6, tzinfo=dt.UTC)),
        (MailWay.WEEKLY, NOON, dt.datetime(2026, 5, 11, 6, tzinfo=dt.UTC)),
        (
            MailWay.WEEKLY,
            dt.datetime(2026, 5, 11, 6, tzinfo=dt.UTC),
            dt.datetime(2026, 5, 18, 6, tzinfo=dt.UTC),
        ),
    ],
)
def test_when_a_mail_goes(way: MailWay, now: dt.datetime, expected: dt.datetime | None) -> None:
    assert next_mail(way, now) == expected


@pytest.mark.parametrize("way", MailWay)
def test_each_is_told_as_they_chose(db: Session, candidate: Actor, way: MailWay) -> None:
    prefer(db, candidate, way)
    news = tell(db, candidate)

    assert news
    assert (news.mail_at is None) == (way is MailWay.OFF)
    assert notifications.is_due(db) == (way is MailWay.AT_ONCE)


def test_who_wants_to_hear_nothing_hears_nothing(db: Session, candidate: Actor) -> None:
    prefer(db, candidate, MailWay.OFF, on_page=False)
    assert tell(db, candidate) is None
    prefer(db, candidate, MailWay.AT_ONCE, on_page=False)
    tell(db, candidate)
    assert (shown(db, candidate), notifications.is_due(db)) == ([], True)


def test_a_link_in_a_mail_that_outlived_its_account_changes_nothing(db: Session) -> None:
    notifications.silence(db, "00000000-0000-4000-8000-000000000000", [Kind.MESSAGE])
    assert db.scalars(sa.select(NotificationPreference)).all() == []


def test_switching_a_kind_off_stops_what_waits(db: Session, candidate: Actor) -> None:
    tell(db, candidate)
    tell(db, candidate, Kind.APPLICATION_MOVED)
    notifications.silence(db, candidate.account_id or "", [Kind.MESSAGE])

    waiting = sa.select(Notification.kind).where(Notification.mail_at.is_not(None))
    assert db.scalars(waiting).all() == [Kind.APPLICATION_MOVED]
    assert notifications.chosen(db, candidate.account_id or "")[Kind.MESSAGE] == Choice(True, MailWay.OFF)


def test_what_is_fixed_cannot_be_switched_off(
    db: Session, candidate: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    fixed = Standard(STANDARDS[Kind.MESSAGE].needs, fixed=True)
    monkeypatch.setitem(STANDARDS, Kind.MESSAGE, fixed)  # type: ignore[arg-type]
    prefer(db, candidate, MailWay.OFF, on_page=False)
    notifications.silence(db, candidate.account_id or "", [Kind.MESSAGE])
    news = tell(db, candidate)

    assert news
    notifications.mark_read(db, candidate, news.id)
    parcel = notifications.take_due(db)
    assert parcel
    assert [each.id for each in parcel.news] == [news.id], "it is mailed though it was read"


def test_nobody_is_asked_about_news_that_they_cannot_get(db: Session, candidate: Actor) -> None:
    employer = make_actor(db, Role.EMPLOYER)
    assert Kind.APPLICATION_RECEIVED not in notifications.kinds_for(candidate)
    assert Kind.APPLICATION_MOVED not in notifications.kinds_for(employer)
    notifications.choose(db, candidate, {Kind.APPLICATION_RECEIVED: Choice(False, MailWay.OFF)})
    assert notifications.chosen(db, candidate.account_id or "")[Kind.APPLICATION_RECEIVED].on_page is True


def test_a_mail_takes_all_that_is_due_once(db: Session, candidate: Actor) -> None:
    other = make_actor(db)
    for kind in (Kind.MESSAGE, Kind.APPLICATION_MOVED):
        tell(db, candidate, kind)
    tell(db, candidate, Kind.APPLICATION_OPENED)  # for the digest of tomorrow
    tell(db, other)

    parcels = [notifications.take_due(db) for _ in range(3)]
    told = {parcel.account.id: set(parcel.kinds) for parcel in parcels if parcel}

    assert told == {
        candidate.account_id: {Kind.MESSAGE, Kind.APPLICATION_MOVED},
        other.account_id: {Kind.MESSAGE},
    }
    assert parcels[2] is None


def test_what_was_read_on_the_page_is_left_out_of_the_digest(db: Session, candidate: Actor) -> None:
    tell(db, candidate, conversation="c1")
    tell(db, candidate, conversation="c2")
    notifications.seen(db, candidate, conversation="c1")
    parcel = notifications.take_due(db)

    assert parcel
    assert [news.data for news in parcel.news] == [{"conversation": "c2"}]


def test_news_is_forgotten_after_half_a_year(db: Session, candidate: Actor) -> None:
    old, new = tell(db, candidate, conversation="c1"), tell(db, candidate, conversation="c2")
    assert old
    assert new
    old.made_at = records.now() - notifications.KEPT_FOR - dt.timedelta(days=1)
    db.flush()
    notifications.forget_old(db)

    assert db.scalars(sa.select(Notification.id)).all() == [new.id]
