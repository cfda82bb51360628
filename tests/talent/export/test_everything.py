"""The export of everything: no table about people is forgotten, nothing secret and nobody else is in it."""

import json
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from talent import audit, export, persons
from talent import db as records
from talent.accounts import SignIn
from talent.actors import OPERATOR, Actor
from talent.audit import Asked, Provenance, Shown
from talent.db import Base
from talent.export import registry
from talent.recommendations import RecommendationRun
from talent.vacancies import Vacancy, VacancyStatus
from tests.factories.marked import WORDS, Person, fill
from tests.factories.records import make_actor, make_profile, make_vacancy

SOUNDS_SECRET = ("secret", "hash", "token", "key", "digest")
HARMLESS = {"passkeys.public_key", "profiles.content_digest"}
HISTORY = {"events", "match_runs", "recommendation_runs"}


@pytest.fixture
def person(db: Session) -> Person:
    return fill(db)


def exported(db: Session, person: Person) -> dict[str, Any]:
    themself = Actor(person.account_id, person.account_id, roles=OPERATOR.roles)
    return dict(json.loads(json.dumps(export.everything(db, themself).as_json(), ensure_ascii=False)))


def test_every_table_about_people_is_exported_or_says_why_not(db: Session) -> None:
    theirs = {table.name for table in persons.tables()}
    assert theirs == {*registry.EXPORTED, *registry.LEFT_OUT}
    assert set(registry.EXPORTED).isdisjoint(registry.LEFT_OUT)
    assert {name for name, why in persons.OTHERS.items() if why.startswith("history")} == HISTORY


def test_every_secret_column_is_left_out(db: Session) -> None:
    for table in persons.tables():
        for column in table.columns:
            if any(word in column.name for word in SOUNDS_SECRET) and table.name in registry.EXPORTED:
                assert column.name in registry.SECRET or str(column) in HARMLESS, column


def test_every_row_of_every_table_is_there(db: Session, person: Person) -> None:
    document = exported(db, person)

    assert (document["format"], document["version"]) == ("talent-export", 1)
    assert set(document["tables"]) == set(registry.EXPORTED)
    for name in registry.EXPORTED:
        [row] = document["tables"][name]["rows"]
        said = {key for key in person.rows[name] if not is_secret(name, key)}
        assert said <= set(row), name
        assert document["tables"][name]["about"]
    assert all(WORDS in row_text(document, name) for name in ("profile_texts", "experiences", "messages"))


def is_secret(table: str, column: str) -> bool:
    return column in registry.SECRET or f"{table}.{column}" in registry.SECRET_DATA


def row_text(document: dict[str, Any], table: str) -> str:
    return json.dumps(document["tables"][table]["rows"])


def test_values_are_as_the_documentation_says(db: Session, person: Person) -> None:
    tables = exported(db, person)["tables"]
    shapes: tuple[type, ...] = (str, int, float, bool, list, dict, type(None))
    for name in registry.EXPORTED:
        for key, value in tables[name]["rows"][0].items():
            assert isinstance(value, shapes)
            stored = person.rows[name].get(key)
            if isinstance(stored, datetime):
                assert datetime.fromisoformat(value).tzinfo is not None
            elif isinstance(stored, date | Decimal | Enum):
                assert isinstance(value, str)


def test_no_secret_is_in_it(db: Session, person: Person) -> None:
    text = json.dumps(exported(db, person)["tables"])
    for name, row in person.rows.items():
        for key, value in row.items():
            if is_secret(name, key) and isinstance(value, str) and WORDS in value:
                assert value not in text, f"{name}.{key}"


def test_nobody_else_is_in_it(db: Session, person: Person) -> None:
    other = make_actor(db, email="other@people.example")
    theirs = make_profile(db, owner=other)
    text = json.dumps(exported(db, person))

    assert "other@people.example" not in text
    assert theirs.id not in text
    assert theirs.code not in text


def test_what_another_said_in_confidence_is_not_told(db: Session, person: Person) -> None:
    reports = Base.metadata.tables["reports"]
    db.execute(sa.update(reports).values(reporter_id=make_actor(db).account_id))

    assert exported(db, person)["tables"]["reports"]["rows"] == []


def test_where_they_were_shown_without_the_others(db: Session, person: Person) -> None:
    made_with = Provenance("encoder", "taxonomy", "weights")
    vacancy = make_vacancy(db, title="Nurse (invented)")
    lines = [Shown("somebody", 1, 0.9), Shown(person.profile_id, 3, 0.5)]
    audit.record_match(db, OPERATOR, Asked(vacancy_id=vacancy.id), made_with=made_with, shown=lines)
    audit.record_match(db, OPERATOR, Asked(text_digest="d"), made_with=made_with, shown=lines[:1])
    document = exported(db, person)

    [line] = document["history"]["rankings"]
    assert (line["place"], line["of"], line["score"], line["profile_revision"]) == (2, 2, 0.5, 3)
    assert "somebody" not in json.dumps(line)
    assert document["names"]["vacancies"][vacancy.id] == "Nurse (invented)"


def test_a_draft_of_an_employer_is_not_named(db: Session, person: Person) -> None:
    db.execute(sa.update(Vacancy).values(status=VacancyStatus.DRAFT))

    assert exported(db, person)["names"]["vacancies"] == {}


def test_what_was_recommended_is_told(db: Session, person: Person) -> None:
    table = persons.table_of(RecommendationRun)
    values = {column.name: "x" for column in table.columns if isinstance(column.type, sa.String)}
    numbers = {column.name: 1 for column in table.columns if isinstance(column.type, sa.Integer)}
    lists = {column.name: [] for column in table.columns if isinstance(column.type, sa.JSON)}
    mine = {"id": records.new_id(), "at": records.now(), "profile_id": person.profile_id}
    db.execute(sa.insert(table).values(values | numbers | lists | mine))
    history = exported(db, person)["history"]

    assert [run["profile_id"] for run in history["recommendations"]] == [person.profile_id]


def test_who_did_what_is_told_without_names(db: Session) -> None:
    owner = make_actor(db)
    profile = make_profile(db, owner=owner)
    audit.record(db, make_actor(db), audit.EventKind.PROFILE_SAVED, profile)
    audit.record(db, OPERATOR, audit.EventKind.PROFILE_SAVED, profile)
    events = export.everything(db, owner).history["events"]

    assert [event["by"] for event in events][-2:] == ["somebody else", "operator"]
    assert {event["by"] for event in events[:-2]} == {"you"}


def test_a_shared_account_does_not_tell_where_strangers_are(db: Session) -> None:
    shared = make_actor(db, is_demonstration=True)
    db.add(SignIn(token_digest="d", account_id=shared.account_id, device="theirs", expires_at=records.now()))
    db.flush()
    tables = export.everything(db, shared).tables

    assert "sign_ins" not in tables
    assert "accounts" in tables
