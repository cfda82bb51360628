"""What vacancies ask for is read once, read again when it is out of date, and gone with the vacancy."""

import dataclasses
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matching import vacancy_search, vacancy_store
from matching.mapping import Mapper
from matching.vacancy_store import VacancyLanguage, VacancyOccupation, VacancyReading
from talent import vacancies
from talent.actors import OPERATOR
from talent.vacancies import Vacancy
from tests.factories.esco import occupation_uri
from tests.factories.records import make_employer, make_vacancy, vacancy_draft

TEXT = """We are looking for a nurse for our ward.
Your tasks:
- administer prescribed medication
Requirements:
- German B2
- at least 2 years of experience as a nurse
- bachelor degree in nursing
An advantage:
- French A2
- write computer programs"""

NURSE: dict[str, Any] = {"title": "Registered nurse", "text": TEXT, "language": "en"}


def read_all(db: Session, mapper: Mapper) -> int:
    readings = vacancy_store.read(db, mapper, most=100)
    vacancy_store.keep(db, readings)
    return len(readings)


def reading_of(db: Session, vacancy: Vacancy) -> VacancyReading:
    return vacancy_search.readings(db, [vacancy.id], whole=True)[vacancy.id]


@pytest.fixture
def nurse(db: Session, mapper: Mapper) -> Vacancy:
    vacancy = make_vacancy(db, **NURSE)
    assert vacancy_store.unread(db, mapper) == [vacancy.id]
    assert read_all(db, mapper) == 1
    return vacancy


def test_reading_twice_does_nothing_the_second_time(db: Session, mapper: Mapper, nurse: Vacancy) -> None:
    assert vacancy_store.unread(db, mapper) == []
    assert read_all(db, mapper) == 0


def test_what_is_required_and_what_is_wished_stand_with_their_words(db: Session, nurse: Vacancy) -> None:
    asked = {each["text"]: each for each in reading_of(db, nurse).requirements}
    assert asked["German B2"] == {
        "text": "German B2",
        "kind": "language",
        "essential": True,
        "concepts": asked["German B2"]["concepts"],
        "language": "de",
        "level": "B2",
    }
    assert asked["French A2"]["essential"] is False
    assert asked["at least 2 years of experience as a nurse"]["years"] == 2
    assert asked["bachelor degree in nursing"]["education"] == 6
    assert all(text in f"{nurse.title}\n\n{nurse.text}" for text in asked)
    assert "whole" not in {each["kind"] for each in asked.values()}


def test_a_search_asks_for_required_languages_only(db: Session, nurse: Vacancy) -> None:
    kept = reading_of(db, nurse).languages
    assert [(each.language, each.level) for each in kept] == [("de", "B2")]


def test_the_occupation_is_read_from_the_text(db: Session, nurse: Vacancy) -> None:
    assert reading_of(db, nurse).occupations[0].uri == occupation_uri("nurse")


def test_the_confirmed_occupation_stands_alone(db: Session, mapper: Mapper) -> None:
    vacancy = make_vacancy(db, **NURSE, occupation_uri=occupation_uri("cook"))
    read_all(db, mapper)
    assert [each.uri for each in reading_of(db, vacancy).occupations] == [occupation_uri("cook")]


def test_a_changed_vacancy_is_read_again(db: Session, mapper: Mapper) -> None:
    employer = make_employer(db)
    vacancy = make_vacancy(db, employer=employer, **NURSE)
    read_all(db, mapper)
    changed = dataclasses.replace(vacancy_draft(**NURSE), text="Requirements:\n- Polish B1")
    vacancies.save(db, employer, changed, vacancy=vacancy)
    db.flush()
    assert vacancy_store.unread(db, mapper) == [vacancy.id]
    read_all(db, mapper)
    assert [each.language for each in reading_of(db, vacancy).languages] == ["pl"]


def test_a_reading_by_another_model_or_format_is_out_of_date(
    db: Session, mapper: Mapper, nurse: Vacancy
) -> None:
    db.execute(sa.update(VacancyReading).values(reading_revision="0-older"))
    assert vacancy_store.unread(db, mapper) == [nurse.id]


def test_a_reading_of_what_changed_meanwhile_is_dropped(db: Session, mapper: Mapper) -> None:
    vacancy = make_vacancy(db, **NURSE)
    readings = vacancy_store.read(db, mapper, most=9)
    db.execute(sa.update(Vacancy).values(revision=2))
    vacancy_store.keep(db, readings)
    assert db.scalars(sa.select(VacancyReading.vacancy_id)).all() == []
    assert vacancy_store.unread(db, mapper) == [vacancy.id]


def test_erasing_a_vacancy_leaves_nothing_of_its_reading(db: Session, nurse: Vacancy) -> None:
    vacancies.remove(db, OPERATOR, nurse)
    for rows in (VacancyReading, VacancyOccupation, VacancyLanguage):
        assert db.scalar(sa.select(sa.func.count()).select_from(rows)) == 0
