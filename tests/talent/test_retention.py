"""Retention: who has been away is reminded, hidden, warned and erased, once each, and may come back at any time."""

import datetime as dt
from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from talent import accounts, retention
from talent import db as records
from talent.accounts import Account
from talent.actors import OPERATOR, Role
from talent.audit import Event, EventKind
from talent.errors import NotAllowed, NotFound
from talent.organisations import actor_of
from talent.outbox import Mail, MailKind
from talent.profiles import Profile, Visibility
from talent.retention import Kind, Periods, RetentionStep, Stage, months_after
from talent.retention.periods import WARNING
from tests.factories.mails import data_of
from tests.factories.records import PASSWORD, make_account, make_actor, make_profile

START = dt.datetime(2026, 1, 31, 12, tzinfo=dt.UTC)
PERIODS = Periods()
SIX, ELEVEN = Stage(Kind.REMIND, 6), Stage(Kind.REMIND, 11)
HIDE, WARN, ERASE = Stage(Kind.HIDE, 12), Stage(Kind.WARN, 24), Stage(Kind.ERASE, 24)


def after(months: int, **more: int) -> dt.datetime:
    return months_after(START, months) + timedelta(**more)


@pytest.fixture
def account(db: Session) -> Account:
    """Of a candidate who has not been there since START, with a visible profile."""
    account = make_account(db)
    make_profile(db, owner=actor_of(db, account))
    away_since(db, account, START)
    return account


def away_since(db: Session, account: Account, moment: dt.datetime) -> None:
    db.execute(sa.update(Account).where(Account.id == account.id).values(active_at=moment))
    db.execute(sa.update(Profile).where(Profile.account_id == account.id).values(updated_at=moment))
    db.expire_all()


def step(db: Session, now: dt.datetime) -> list[tuple[Stage, ...]]:
    """One pass."""
    due = retention.plan(db, OPERATOR, PERIODS, now=now)
    done = [retention.carry_out(db, OPERATOR, each.account_id, PERIODS, now=now) for each in due]
    db.flush()
    assert [each.stages for each in done if each] == [each.stages for each in due]
    return [each.stages for each in due]


def mails(db: Session) -> list[tuple[str, str | None]]:
    rows = db.scalars(sa.select(Mail).order_by(Mail.created_at))
    return [(mail.kind, data_of(db, mail).get("day")) for mail in rows]


def token(db: Session) -> str:
    """Of the last mail."""
    found = db.scalars(sa.select(Mail).order_by(Mail.created_at.desc())).first()
    assert found is not None
    return str(data_of(db, found)["token"])


def visibility(db: Session, account: Account) -> Visibility | None:
    return db.scalar(sa.select(Profile.visibility).where(Profile.account_id == account.id))


class TestWhen:
    @pytest.mark.parametrize(
        ("now", "done", "wanted"),
        [
            (after(6, seconds=-1), {}, ()),
            (after(6), {}, (SIX,)),
            (after(6), {SIX: after(6)}, ()),
            (after(11), {SIX: after(6)}, (ELEVEN,)),
            (after(11), {}, (ELEVEN,)),
            (after(12), {SIX: after(6), ELEVEN: after(11)}, (HIDE,)),
            (after(12), {}, (HIDE,)),
            (after(23), {HIDE: after(12)}, ()),
            (after(24, days=-30), {HIDE: after(12)}, (WARN,)),
            (after(24), {HIDE: after(12), WARN: after(24, days=-30)}, (ERASE,)),
            (after(24, seconds=-1), {HIDE: after(12), WARN: after(24, days=-30)}, ()),
            (after(40), {}, (HIDE, WARN)),
            (after(40), {HIDE: after(40, days=-29), WARN: after(40, days=-29)}, ()),
            (after(40), {HIDE: after(40, days=-30), WARN: after(40, days=-30)}, (ERASE,)),
        ],
    )
    def test_steps(self, now: dt.datetime, done: dict[Stage, dt.datetime], wanted: tuple[Stage, ...]) -> None:
        assert retention.due(PERIODS, START, done, now) == wanted

    @given(st.lists(st.integers(0, 500), min_size=1, max_size=40))
    def test_whenever_passes_happen_nobody_is_erased_without_a_month_of_warning(
        self, pauses: list[int]
    ) -> None:
        now, done = START, dict[Stage, dt.datetime]()
        for pause in pauses:
            now += timedelta(days=pause)
            for stage in retention.due(PERIODS, START, done, now):
                assert stage not in done
                done[stage] = now
            if ERASE in done:
                assert done[ERASE] - done[WARN] >= WARNING
                assert done[ERASE] >= after(24)
                assert HIDE in done
                return

    @pytest.mark.parametrize(
        "wrong", [((6, 6), 12, 24), ((11, 6), 12, 24), ((12,), 12, 24), ((6,), 24, 24), ((0,), 1, 2)]
    )
    def test_periods_grow(self, wrong: tuple[tuple[int, ...], int, int]) -> None:
        with pytest.raises(ValueError, match="must grow"):
            Periods(*wrong)

    def test_months_end_on_their_last_day(self) -> None:
        assert months_after(START, 1).date() == dt.date(2026, 2, 28)
        assert months_after(START, -11).date() == dt.date(2025, 2, 28)
        assert months_after(START, 12).date() == dt.date(2027, 1, 31)


@pytest.mark.usefixtures("account")
class TestMails:
    def test_each_has_its_mail_with_the_day_of_what_comes_next(self, db: Session) -> None:
        for now in (after(6), after(11), after(12), after(24, days=-30)):
            step(db, now)

        hidden, erased = after(12).date().isoformat(), after(24).date().isoformat()
        assert mails(db) == [
            (MailKind.RETENTION_REMINDER, hidden),
            (MailKind.RETENTION_REMINDER, hidden),
            (MailKind.RETENTION_HIDDEN, erased),
            (MailKind.RETENTION_WARNING, erased),
        ]
        step(db, after(24))
        assert mails(db) == [(MailKind.RETENTION_ERASED, None)], "the others went with their account"

    def test_after_a_long_break_of_the_service_one_mail_goes_out(self, db: Session) -> None:
        assert step(db, after(40)) == [(HIDE, WARN)]
        assert mails(db) == [(MailKind.RETENTION_WARNING, after(40, days=30).date().isoformat())]
        assert step(db, after(40, days=29)) == []
        assert step(db, after(40, days=30)) == [(ERASE,)]

    def test_the_token_itself_is_not_kept(self, db: Session) -> None:
        step(db, after(6))

        assert token(db) not in repr([vars(row) for row in db.scalars(sa.select(RetentionStep))])
        with pytest.raises(NotFound):
            retention.keep(db, "another")


class TestSteps:
    def test_the_whole_way(self, db: Session, account: Account) -> None:
        days = [after(5), after(6), after(6), after(11), after(12), after(13), after(24, days=-30), after(24)]
        taken = [step(db, now) for now in days]

        assert taken == [[], [(SIX,)], [], [(ELEVEN,)], [(HIDE,)], [], [(WARN,)], [(ERASE,)]]
        assert db.get(Account, account.id) is None
        events = db.scalars(sa.select(Event).where(Event.kind == EventKind.RETENTION_STEP).order_by(Event.id))
        assert [(event.actor, event.data) for event in events] == [
            ("operator", {"step": stage.kind, "months": stage.months})
            for stage in (SIX, ELEVEN, HIDE, WARN, ERASE)
        ]

    def test_hidden_is_hidden_and_counts_as_no_activity(self, db: Session, account: Account) -> None:
        step(db, after(12))

        assert visibility(db, account) is Visibility.HIDDEN
        assert step(db, after(13)) == []

    def test_a_plan_changes_nothing(self, db: Session, account: Account) -> None:
        plans = [retention.plan(db, OPERATOR, PERIODS, now=after(12)) for _ in range(2)]

        assert plans[0] == plans[1] != []
        assert db.scalars(sa.select(RetentionStep)).all() == []
        assert visibility(db, account) is Visibility.VISIBLE

    def test_what_is_no_longer_due_is_not_done(self, db: Session, account: Account) -> None:
        (due,) = retention.plan(db, OPERATOR, PERIODS, now=after(12))
        away_since(db, account, after(12))

        assert retention.carry_out(db, OPERATOR, due.account_id, PERIODS, now=after(12)) is None

    @pytest.mark.parametrize(
        ("roles", "changes"),
        [
            ((Role.EMPLOYER,), {}),
            ((Role.OFFICER,), {}),
            ((Role.CANDIDATE, Role.EMPLOYER), {}),
            ((Role.CANDIDATE, Role.ADMINISTRATOR), {}),
            ((Role.CANDIDATE,), {"is_demonstration": True}),
        ],
    )
    def test_others_stay(self, db: Session, roles: tuple[Role, ...], changes: dict[str, bool]) -> None:
        away_since(db, make_account(db, *roles, **changes), START)

        assert step(db, after(40)) == []

    def test_somebody_without_a_profile_goes_the_same_way(self, db: Session) -> None:
        away_since(db, make_account(db), START)

        assert [step(db, now) for now in (after(12), after(24, days=-30), after(24))] == [
            [(HIDE,)],
            [(WARN,)],
            [(ERASE,)],
        ]

    def test_not_for_everybody(self, db: Session) -> None:
        with pytest.raises(NotAllowed):
            retention.plan(db, make_actor(db), PERIODS, now=after(12))


class TestComingBack:
    def test_signing_in_is_a_sign_of_life(self, db: Session, account: Account) -> None:
        step(db, after(6))
        accounts.sign_in(db, account.email, PASSWORD, address="", demonstration=False)

        assert account.active_at > records.now() - timedelta(minutes=1)
        assert step(db, records.now()) == []

    def test_saving_the_profile_is_one_too(self, db: Session, account: Account) -> None:
        changed = sa.update(Profile).where(Profile.account_id == account.id).values(updated_at=after(5))
        db.execute(changed)

        assert step(db, after(6)) == []
        assert step(db, after(11)) == [(SIX,)]

    def test_whoever_came_back_is_reminded_again_later(self, db: Session, account: Account) -> None:
        step(db, after(6))
        away_since(db, account, after(7))

        passes = [step(db, after(7 + months)) for months in (5, 6, 6)]
        assert passes == [[], [(SIX,)], []]

    def test_the_link_keeps_the_profile_as_it_was(self, db: Session, account: Account) -> None:
        step(db, after(12))
        retention.keep(db, token(db))
        db.flush()

        assert visibility(db, account) is Visibility.VISIBLE
        assert account.active_at > records.now() - timedelta(minutes=1)
        kept = db.scalars(sa.select(Event).where(Event.kind == EventKind.RETENTION_KEPT)).one()
        assert (kept.subject_id, kept.data) == (account.id, {})

    def test_the_link_of_a_later_mail_shows_the_profile_too(self, db: Session, account: Account) -> None:
        step(db, after(12))
        step(db, after(24, days=-30))
        retention.keep(db, token(db))

        assert visibility(db, account) is Visibility.VISIBLE

    @pytest.mark.parametrize("was", [Visibility.PAUSED, Visibility.HIDDEN])
    def test_what_its_owner_hid_stays_hidden(self, db: Session, account: Account, was: Visibility) -> None:
        db.execute(sa.update(Profile).values(visibility=was))
        step(db, after(12))
        retention.keep(db, token(db))

        assert visibility(db, account) is was

    def test_the_link_changes_nothing_for_who_has_decided_since(self, db: Session, account: Account) -> None:
        step(db, after(12))
        away_since(db, account, after(13))
        retention.keep(db, token(db))

        assert visibility(db, account) is Visibility.HIDDEN
