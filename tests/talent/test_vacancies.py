"""Vacancies: who may see and write them, what changes the revision, and the rules of pay."""

import dataclasses
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from talent import vacancies
from talent.actors import OPERATOR, STRANGER, Actor, Role
from talent.errors import Conflict, NotAllowed, NotFound, RuleBroken
from talent.organisations import Organisation
from talent.terms import ContractKind, PayPeriod
from talent.vacancies import Pay, Vacancy, VacancyStatus
from tests.factories.records import make_actor, make_employer, make_organisation, make_vacancy, vacancy_draft

PAY = Pay(Decimal(3000), Decimal("3600.5"), "EUR", PayPeriod.MONTH)


def sees(db: Session, actor: Actor, vacancy: Vacancy) -> bool:
    return vacancy in db.scalars(vacancies.visible_to(actor)).all()


def test_anyone_sees_what_is_published(db: Session) -> None:
    vacancy = make_vacancy(db)
    assert vacancies.get(db, STRANGER, vacancy.id) is vacancy
    assert vacancies.get(db, STRANGER, vacancy.code) is vacancy


def test_who_sees_a_draft(db: Session) -> None:
    employer = make_employer(db)
    draft = make_vacancy(db, employer=employer, published=False)
    assert [sees(db, actor, draft) for actor in (employer, OPERATOR, make_actor(db, Role.CONTACT_POINT))] == [
        True
    ] * 3
    for actor in (STRANGER, make_actor(db), make_employer(db)):
        assert not sees(db, actor, draft)
        with pytest.raises(NotFound):
            vacancies.get(db, actor, draft.id)


def test_a_colleague_sees_and_changes_it(db: Session) -> None:
    employer = make_employer(db)
    draft = make_vacancy(db, employer=employer, published=False)
    organisation = db.get_one(Organisation, employer.organisation_id)
    colleague = make_actor(db, Role.EMPLOYER, organisation=organisation)
    assert sees(db, colleague, draft)
    assert vacancies.save(db, colleague, vacancy_draft(title="Neu"), vacancy=draft).title == "Neu"


def test_a_published_password_shows_no_draft_of_a_real_organisation(db: Session) -> None:
    draft = make_vacancy(db, published=False)
    known = make_actor(db, Role.CONTACT_POINT, is_demonstration=True)
    assert not sees(db, known, draft)


@pytest.mark.parametrize(
    ("changes", "counts"),
    [
        ({"title": "Anderer Titel"}, True),
        ({"text": "Anderer Text"}, True),
        ({"language": None}, True),
        ({"occupation_uri": "http://data.europa.eu/esco/occupation/x"}, True),
        ({"place": "Ulm"}, False),
        ({"pay": PAY}, False),
        ({"contract": ContractKind.PERMANENT}, False),
    ],
)
def test_the_revision_grows_with_what_matching_reads(
    db: Session, changes: dict[str, object], counts: bool
) -> None:
    employer = make_employer(db)
    vacancy = make_vacancy(db, employer=employer)
    before = vacancy.updated_at
    vacancies.save(db, employer, vacancy_draft(), vacancy=vacancy)
    assert (vacancy.revision, vacancy.updated_at) == (1, before)
    vacancies.save(db, employer, vacancy_draft(**changes), vacancy=vacancy)
    assert vacancy.revision == (2 if counts else 1)
    assert vacancy.updated_at > before


def test_pay_is_read_again_as_it_was_given(db: Session) -> None:
    vacancy = make_vacancy(db, pay=PAY)
    db.expire_all()
    assert vacancy.pay == PAY
    assert make_vacancy(db).pay is None


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"title": " "}, "title", "empty"),
        ({"text": ""}, "text", "empty"),
        ({"country": "Germany"}, "country", "unknown-country"),
        ({"region": "FR-IDF"}, "region", "not-a-region"),
        ({"pay": dataclasses.replace(PAY, min=Decimal(4000))}, "pay", "not-a-range"),
        ({"pay": dataclasses.replace(PAY, min=Decimal(0))}, "pay", "not-a-range"),
        ({"pay": dataclasses.replace(PAY, currency="€")}, "currency", "unknown-currency"),
        ({"occupation_uri": "nurse"}, "occupation_uri", "not-an-address"),
    ],
)
def test_refused(db: Session, changes: dict[str, object], field: str, code: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        vacancies.save(db, make_employer(db), vacancy_draft(**changes))
    assert (broken.value.field, broken.value.code) == (field, code)


@pytest.mark.parametrize("start", list(VacancyStatus))
@pytest.mark.parametrize("to", [VacancyStatus.PUBLISHED, VacancyStatus.CLOSED])
def test_a_vacancy_moves_by_the_table(db: Session, start: VacancyStatus, to: VacancyStatus) -> None:
    employer = make_employer(db)
    vacancy = make_vacancy(db, employer=employer, published=False)
    vacancy.status = start
    move = vacancies.publish if to is VacancyStatus.PUBLISHED else vacancies.close
    if to in vacancies.MOVES[start]:
        move(db, employer, vacancy)
        assert vacancy.status is to
    else:
        with pytest.raises(Conflict):
            move(db, employer, vacancy)


def test_nobody_changes_another_organisations_vacancy(db: Session) -> None:
    vacancy, other = make_vacancy(db), make_employer(db)
    for change in (vacancies.publish, vacancies.close, vacancies.remove):
        with pytest.raises(NotFound):
            change(db, other, vacancy)
    with pytest.raises(NotFound):
        vacancies.save(db, other, vacancy_draft(title="Neu"), vacancy=vacancy)


def test_candidates_write_no_vacancies(db: Session) -> None:
    with pytest.raises(NotAllowed):
        vacancies.save(db, make_actor(db), vacancy_draft())


def test_an_employer_without_organisation_writes_none(db: Session) -> None:
    with pytest.raises(Conflict):
        vacancies.save(db, make_actor(db, Role.EMPLOYER), vacancy_draft())


def test_removing(db: Session) -> None:
    employer = make_employer(db)
    vacancies.remove(db, employer, make_vacancy(db, employer=employer))
    assert db.scalars(sa.select(Vacancy)).all() == []


def test_a_vacancy_goes_with_its_organisation(db: Session) -> None:
    make_vacancy(db)
    db.execute(sa.text("DELETE FROM organisations"))
    assert db.scalar(sa.select(sa.func.count()).select_from(Vacancy)) == 0


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"pay_min": 5000}, "pay_range"),
        ({"currency": None}, "pay_whole"),
        ({"region": "FR-IDF"}, "region_of_country"),
        ({"revision": 0}, "revision_positive"),
    ],
)
def test_the_database_holds_the_rules_too(db: Session, change: dict[str, object], rule: str) -> None:
    make_vacancy(db, pay=PAY)
    with pytest.raises(IntegrityError, match=rule):
        db.execute(sa.update(Vacancy).values(change))


def test_what_a_demonstration_employer_writes_is_a_demonstration(db: Session) -> None:
    organisation = make_organisation(db, is_demonstration=True)
    employer = make_actor(db, Role.EMPLOYER, organisation=organisation, is_demonstration=True)
    assert make_vacancy(db, employer=employer).is_demonstration
