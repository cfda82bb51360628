"""The ledger: who saw whom, once a day and reason, for its owner alone."""

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from talent import access_log, organisations
from talent.access_log import Access, Who, Why
from talent.actors import OPERATOR, STRANGER, Actor, Role
from talent.errors import NotFound
from talent.organisations import Organisation, Vetting
from talent.profiles import Profile
from tests.factories.records import make_actor, make_employer, make_profile, make_vacancy


@pytest.fixture
def owner(db: Session) -> Actor:
    return make_actor(db)


@pytest.fixture
def profile(db: Session, owner: Actor) -> Profile:
    return make_profile(db, owner=owner)


def record(db: Session, actor: Actor, *profiles: Profile, why: Why = Why.SEARCH_RESULT, **more: str) -> None:
    access_log.record(db, actor, [each.id for each in profiles], why=why, **more)


def test_a_view_is_told_with_who_why_and_for_which_vacancy(
    db: Session, owner: Actor, profile: Profile
) -> None:
    employer = make_employer(db, name="Clinic (invented)")
    vacancy = make_vacancy(db, employer=employer, title="Nurse (invented)")
    record(db, employer, profile, vacancy_id=vacancy.id)

    (line,) = access_log.seen(db, owner, profile)
    assert (line.who, line.why, line.times) == (Who.EMPLOYER, Why.SEARCH_RESULT, 1)
    assert (line.organisation, line.country, line.verified) == ("Clinic (invented)", "DE", True)
    assert line.vacancy == "Nurse (invented)"


def test_views_of_a_day_for_one_reason_are_one_line(db: Session, owner: Actor, profile: Profile) -> None:
    employer, other = make_employer(db), make_employer(db, country="FR")
    for _ in range(3):
        record(db, employer, profile)
    record(db, employer, profile, why=Why.PAGE_OPENED)
    record(db, other, profile)

    lines = access_log.seen(db, owner, profile)
    assert [(line.country, line.why, line.times) for line in lines] == [
        ("FR", Why.SEARCH_RESULT, 1),
        ("DE", Why.PAGE_OPENED, 1),
        ("DE", Why.SEARCH_RESULT, 3),
    ]
    assert access_log.count(db, owner, profile) == 3


def test_a_page_of_lines(db: Session, owner: Actor, profile: Profile) -> None:
    for _ in range(5):
        record(db, make_employer(db), profile)

    every = access_log.seen(db, owner, profile)
    assert access_log.seen(db, owner, profile, start=2, most=2) == every[2:4]


def test_own_views_and_those_of_nobodys_profile_are_not_kept(
    db: Session, owner: Actor, profile: Profile
) -> None:
    record(db, owner, profile)
    record(db, STRANGER, make_profile(db, is_demonstration=True))

    assert db.scalars(sa.select(Access)).all() == []


@pytest.mark.parametrize(
    ("role", "is_demonstration", "who"),
    [
        (Role.EMPLOYER, False, Who.EMPLOYER),
        (Role.OFFICER, False, Who.AUTHORITY),
        (Role.CONTACT_POINT, False, Who.AUTHORITY),
        (Role.CANDIDATE, False, Who.TRIAL),
        (Role.EMPLOYER, True, Who.TRIAL),
        (Role.OFFICER, True, Who.TRIAL),
    ],
)
def test_in_what_part_somebody_looked(
    db: Session, owner: Actor, profile: Profile, role: Role, is_demonstration: bool, who: Who
) -> None:
    record(db, make_actor(db, role, is_demonstration=is_demonstration), profile)

    assert access_log.seen(db, owner, profile)[0].who is who


def test_strangers_and_the_service(db: Session, owner: Actor, profile: Profile) -> None:
    record(db, STRANGER, profile)
    record(db, OPERATOR, profile, why=Why.EXPORT)

    assert {line.who for line in access_log.seen(db, owner, profile)} == {Who.TRIAL, Who.SERVICE}


def test_a_suspension_and_the_end_of_an_organisation_are_seen(
    db: Session, owner: Actor, profile: Profile
) -> None:
    employer = make_employer(db)
    record(db, employer, profile)
    organisation = db.get_one(Organisation, employer.organisation_id)
    organisations.vet(db, OPERATOR, organisation, Vetting.SUSPENDED)
    assert access_log.seen(db, owner, profile)[0].verified is False

    db.delete(organisation)
    db.flush()
    db.expire_all()
    (line,) = access_log.seen(db, owner, profile)
    assert (line.organisation, line.who) == (None, Who.EMPLOYER)


def test_the_title_of_a_draft_is_not_told(db: Session, owner: Actor, profile: Profile) -> None:
    employer = make_employer(db)
    draft = make_vacancy(db, employer=employer, published=False)
    record(db, employer, profile, vacancy_id=draft.id)

    assert access_log.seen(db, owner, profile)[0].vacancy is None


def test_nobody_reads_anothers_ledger(db: Session, profile: Profile) -> None:
    for actor in (STRANGER, make_actor(db), make_employer(db), make_actor(db, Role.ADMINISTRATOR), OPERATOR):
        for ask in (access_log.seen, access_log.count):
            with pytest.raises(NotFound):
                ask(db, actor, profile)


def test_erasing_the_account_erases_its_ledger(db: Session, profile: Profile) -> None:
    record(db, make_employer(db), profile)
    db.execute(sa.text("DELETE FROM accounts WHERE id = :id"), {"id": profile.account_id})

    assert db.scalars(sa.select(Access.id)).all() == []
