"""What was confirmed goes into the profile by its own rules, all or nothing, and what is there is known again."""

import json
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from talent import db as records
from talent import imports, profiles, sealing
from talent.actors import OPERATOR, Actor, Role
from talent.errors import NotAllowed
from talent.imports import Draft, ImportDraft, Item, ItemKind, ItemsBroken
from talent.profiles import LanguageLevel, Profile, TextKind
from talent.sealing import CannotOpen, Seal
from tests.factories.records import make_actor, profile_draft

pytestmark = pytest.mark.db

JOB = Item(
    "0",
    ItemKind.EXPERIENCE,
    {
        "title": "Infirmière",
        "organisation": "Hôpital inventé",
        "country": "TN",
        "start": "2019-03",
        "current": "yes",
        "words": "Soins",
    },
)
COURSE = Item(
    "1",
    ItemKind.EDUCATION,
    {"title": "Licence", "country": "TN", "start": "2008", "end": "2011-06", "words": "Stage"},
)
GERMAN = Item(
    "2", ItemKind.LANGUAGE, {"language": "de", "level": "A2", "listening": "B1", "certificate": "telc"}
)
DRIVING = Item("3", ItemKind.DRIVING, {"category": "B"})
SUMMARY = Item("4", ItemKind.SUMMARY, {"words": "Je soigne."})
REST = Item("5", ItemKind.TEXT, {"words": "Calme et précise."})
ALL = (JOB, COURSE, GERMAN, DRIVING, SUMMARY, REST)


@pytest.fixture
def seal() -> Seal:
    return Seal.of(sealing.new_key())


@pytest.fixture
def nurse(db: Session) -> Actor:
    actor = make_actor(db)
    profiles.save(db, actor, profile_draft(texts=(), qualifications=()))
    return actor


def own(db: Session, actor: Actor) -> Profile:
    profile = profiles.own(db, actor)
    assert profile is not None
    return profile


def test_each_item_becomes_what_it_says(db: Session, nurse: Actor) -> None:
    before = own(db, nurse).revision
    assert imports.take(db, nurse, ALL, language="fr") == 6

    profile = own(db, nurse)
    (job,) = profile.experiences
    assert (job.title, job.employer, job.country, job.start, job.end, job.current) == (
        "Infirmière",
        "Hôpital inventé",
        "TN",
        "2019-03",
        None,
        True,
    )
    (course,) = profile.qualifications
    assert (course.title, course.country, course.start_year, course.year, course.isced) == (
        "Licence",
        "TN",
        2008,
        2011,
        None,
    )
    german = next(row for row in profile.languages if row.language == "de")
    assert (german.level, german.listening, german.reading, german.certificate) == ("A2", "B1", None, "telc")
    assert [row.category for row in profile.licences] == ["B"]
    texts = {row.kind: (row.text, row.language) for row in profile.texts}
    assert texts == {
        TextKind.EXPERIENCE: ("Soins", "fr"),
        TextKind.EDUCATION: ("Stage", "fr"),
        TextKind.SUMMARY: ("Je soigne.", "fr"),
        TextKind.CV: ("Calme et précise.", "fr"),
    }
    assert profile.revision > before


def test_the_same_again_is_known_and_changes_nothing(db: Session, nurse: Actor) -> None:
    imports.take(db, nurse, ALL)
    revision = own(db, nurse).revision
    assert [item.there for item in imports.mark(own(db, nurse), ALL)] == [True] * 6
    assert imports.take(db, nurse, ALL) == 0
    assert own(db, nurse).revision == revision


@pytest.mark.parametrize(
    ("item", "there"),
    [
        (Item("0", ItemKind.EXPERIENCE, JOB.values | {"title": "INFIRMIERE"}), True),
        (Item("0", ItemKind.EXPERIENCE, JOB.values | {"start": "2020"}), False),
        (Item("0", ItemKind.ENTRY, JOB.values), True),
        (Item("0", ItemKind.ENTRY, COURSE.values), True),
        (Item("0", ItemKind.EDUCATION, COURSE.values | {"end": "2011"}), True),
        (Item("0", ItemKind.EDUCATION, JOB.values), False),
        (Item("0", ItemKind.LANGUAGE, {"language": "de", "level": "A2"}), True),
        (Item("0", ItemKind.LANGUAGE, {"language": "de", "level": "B1"}), False),
        (Item("0", ItemKind.DRIVING, {"category": "C"}), False),
        (Item("0", ItemKind.TEXT, {"words": " calme et  précise. "}), True),
    ],
)
def test_what_is_the_same(db: Session, nurse: Actor, item: Item, there: bool) -> None:
    imports.take(db, nurse, ALL)
    assert [each.there for each in imports.mark(own(db, nurse), [item])] == [there]


def test_a_language_that_is_there_learns_what_is_new(db: Session, nurse: Actor) -> None:
    imports.take(db, nurse, [GERMAN])
    imports.take(
        db, nurse, [Item("0", ItemKind.LANGUAGE, {"language": "de", "level": "B1", "reading": "B2"})]
    )
    (german,) = (row for row in own(db, nurse).languages if row.language == "de")
    assert (german.level, german.listening, german.reading) == (LanguageLevel.B1, "B1", "B2")
    assert german.certificate == "telc"


def test_a_new_summary_stands_in_the_place_of_the_old_one(db: Session, nurse: Actor) -> None:
    profiles.summarise(db, nurse, "Before")
    imports.take(db, nurse, [SUMMARY])
    assert profiles.summary(own(db, nurse)).text == "Je soigne."


@pytest.mark.parametrize(
    ("kind", "values", "field", "code"),
    [
        (ItemKind.EXPERIENCE, {"words": "x"}, "title", "empty"),
        (ItemKind.EXPERIENCE, {"title": "x", "start": "May"}, "start", "not-a-month"),
        (ItemKind.EXPERIENCE, {"title": "x", "start": "2020", "end": "2019"}, "end", "end-before-start"),
        (ItemKind.EXPERIENCE, {"title": "x" * 301}, "title", "too-long"),
        (ItemKind.EDUCATION, {"title": "x"}, "country", "unknown-country"),
        (ItemKind.EDUCATION, {"title": "x", "country": "TN", "end": "soon"}, "end", "not-a-month"),
        (ItemKind.EDUCATION, {"title": "x", "country": "TN", "end": "1200"}, "end", "out-of-range"),
        (ItemKind.LANGUAGE, {"level": "B1"}, "language", "empty"),
        (ItemKind.LANGUAGE, {"language": "de"}, "level", "empty"),
        (ItemKind.DRIVING, {"category": "Z"}, "category", "unknown-category"),
        (ItemKind.TEXT, {"words": " "}, "words", "empty"),
        (ItemKind.ENTRY, {"title": "x"}, "is", "empty"),
    ],
)
def test_what_the_profile_refuses_is_said_at_the_field_and_nothing_is_taken(
    db: Session, nurse: Actor, kind: ItemKind, values: dict[str, str], field: str, code: str
) -> None:
    with pytest.raises(ItemsBroken) as refused:
        imports.take(db, nurse, [JOB, Item("9", kind, values)])
    assert {name: rule.code for name, rule in refused.value.broken.items()} == {f"9.{field}": code}
    assert own(db, nurse).experiences == []


def test_all_that_is_wrong_is_said_at_once(db: Session, nurse: Actor) -> None:
    empty = [Item(key, ItemKind.EXPERIENCE, {}) for key in "ab"]
    with pytest.raises(ItemsBroken) as refused:
        imports.take(db, nurse, empty)
    assert set(refused.value.broken) == {"a.title", "b.title"}


def test_too_many_of_a_kind_are_refused(db: Session, nurse: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("talent.profiles.MOST_ROWS", 0)
    with pytest.raises(ItemsBroken) as refused:
        imports.take(db, nurse, [REST])
    assert {name: rule.code for name, rule in refused.value.broken.items()} == {"5.take": "too-many-rows"}


class TestDrafts:
    def test_a_draft_is_sealed_and_its_owners_alone(self, db: Session, nurse: Actor, seal: Seal) -> None:
        imports.keep(db, nurse, Draft(ALL, "fr", left_out=("Invented Person",)), seal=seal)
        row = db.scalars(sa.select(ImportDraft)).one()
        assert b"Person" not in row.content
        assert imports.current(db, nurse, seal=seal) == Draft(ALL, "fr", left_out=("Invented Person",))
        assert imports.current(db, make_actor(db), seal=seal) is None
        assert imports.current(db, OPERATOR, seal=seal) is None
        with pytest.raises(CannotOpen):
            imports.current(db, nurse, seal=Seal.of(sealing.new_key()))

    def test_it_does_not_open_in_the_row_of_somebody_else(
        self, db: Session, nurse: Actor, seal: Seal
    ) -> None:
        other = make_actor(db)
        theirs = imports.keep(db, nurse, Draft(ALL), seal=seal).content
        imports.keep(db, other, Draft(()), seal=seal).content = theirs
        db.flush()
        with pytest.raises(CannotOpen):
            imports.current(db, other, seal=seal)

    def test_a_newer_one_takes_its_place(self, db: Session, nurse: Actor, seal: Seal) -> None:
        imports.keep(db, nurse, Draft(ALL), seal=seal)
        imports.keep(db, nurse, Draft((JOB,)), seal=seal)
        assert imports.current(db, nurse, seal=seal) == Draft((JOB,))

    def test_after_a_day_it_is_gone(self, db: Session, nurse: Actor, seal: Seal) -> None:
        row = imports.keep(db, nurse, Draft(ALL), seal=seal)
        assert row.expires_at - records.now() > timedelta(hours=23)
        assert imports.forget_expired(db) == 0
        row.expires_at = records.now() - timedelta(seconds=1)
        db.flush()
        assert imports.current(db, nurse, seal=seal) is None
        assert imports.forget_expired(db) == 1

    def test_only_candidates_have_one(self, db: Session, seal: Seal) -> None:
        for role in set(Role) - {Role.CANDIDATE}:
            with pytest.raises(NotAllowed):
                imports.keep(db, make_actor(db, role), Draft(ALL), seal=seal)

    def test_nothing_of_it_is_shown_where_it_is_printed(self) -> None:
        assert "Infirmière" not in json.dumps(repr(Draft(ALL, left_out=("Invented Person",))))
        assert "Person" not in repr(Draft((), left_out=("Invented Person",)))
