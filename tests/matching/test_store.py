"""Readings of profiles heal themselves: what is missing or out of date is read, and what was erased is gone."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from esco_data import Taxonomy
from matching import indexing, store
from matching.encoder import StandInEncoder
from matching.evidence import evidence
from matching.index import ConceptIndex
from matching.mapping import Mapper
from matching.store import EvidenceRow, ProfileReading
from talent import profiles
from talent.actors import OPERATOR
from talent.profiles import (
    ExperienceDraft,
    LanguageDraft,
    LanguageLevel,
    Profile,
    QualificationDraft,
    TextDraft,
    TextKind,
)
from tests.factories.records import make_profile, profile_draft
from tests.matching.conftest import no_report

CV = "I am a registered nurse.\nI dress wounds.\nNo experience: Python.\nmail@people.example"


def text(words: str) -> tuple[TextDraft, ...]:
    return (TextDraft(TextKind.CV, words, "en"),)


def change(db: Session, profile: Profile, words: str) -> None:
    profiles.save(db, OPERATOR, profile_draft(texts=text(words)), profile=profile)
    db.flush()


def read_all(db: Session, mapper: Mapper) -> int:
    readings = store.read(db, mapper, most=100)
    store.keep(db, readings)
    return len(readings)


def rows(db: Session, profile_id: str) -> int:
    what = sa.select(sa.func.count()).select_from(EvidenceRow).where(EvidenceRow.profile_id == profile_id)
    return db.scalars(what).one()


def test_reading_twice_does_nothing_the_second_time(db: Session, mapper: Mapper) -> None:
    one, other = make_profile(db, texts=text(CV)), make_profile(db)
    assert store.unread(db, mapper) == [one.id, other.id]
    assert read_all(db, mapper) == 2
    before = rows(db, one.id)
    assert store.unread(db, mapper) == []
    assert read_all(db, mapper) == 0
    assert rows(db, one.id) == before > 0


def test_only_so_many_are_read_at_once(db: Session, mapper: Mapper) -> None:
    for _ in range(3):
        make_profile(db)
    assert len(store.unread(db, mapper, most=2)) == 2
    assert len(store.read(db, mapper, most=2)) == 2


def test_keeping_the_same_readings_again_changes_nothing(db: Session, mapper: Mapper) -> None:
    profile = make_profile(db, texts=text(CV))
    store.keep(db, store.read(db, mapper, most=9))
    before = dict(store.load(db, "stand-in-1"))
    db.execute(sa.delete(ProfileReading))
    store.keep(db, store.read(db, mapper, most=9))
    after = dict(store.load(db, "stand-in-1"))
    assert [e.text for e in before[profile.id]] == [e.text for e in after[profile.id]]


def test_a_changed_profile_is_unread_again(db: Session, mapper: Mapper) -> None:
    profile = make_profile(db, texts=text(CV))
    read_all(db, mapper)
    change(db, profile, "I lay bricks.")
    assert store.unread(db, mapper) == [profile.id]
    assert dict(store.load(db, "stand-in-1")) == {}  # the words it was read from are no longer there
    read_all(db, mapper)
    assert dict(store.load(db, "stand-in-1"))[profile.id][0].text == "I lay bricks."


def test_what_is_changed_or_erased_while_it_is_read_is_dropped(db: Session, mapper: Mapper) -> None:
    changed, erased, kept = (make_profile(db, texts=text(CV)) for _ in range(3))
    readings = store.read(db, mapper, most=9)
    change(db, changed, "I lay bricks.")
    profiles.remove(db, OPERATOR, erased)
    store.keep(db, readings)
    assert list(db.scalars(sa.select(ProfileReading.profile_id))) == [kept.id]
    assert store.unread(db, mapper) == [changed.id]


def test_an_erased_profile_leaves_no_row(db: Session, mapper: Mapper) -> None:
    profile = make_profile(db, texts=text(CV))
    gone = profile.id
    read_all(db, mapper)
    assert rows(db, gone) > 0
    profiles.remove(db, OPERATOR, profile)
    assert rows(db, gone) == 0
    assert db.get(ProfileReading, gone) is None


def test_the_stamp_changes_with_every_reading_made_changed_or_erased(db: Session, mapper: Mapper) -> None:
    stamps = [store.stamp(db, "stand-in-1")]
    profile = make_profile(db, texts=text(CV))
    read_all(db, mapper)
    stamps.append(store.stamp(db, "stand-in-1"))
    change(db, profile, "I lay bricks.")
    stamps.append(store.stamp(db, "stand-in-1"))
    read_all(db, mapper)
    stamps.append(store.stamp(db, "stand-in-1"))
    profiles.remove(db, OPERATOR, profile)
    stamps.append(store.stamp(db, "stand-in-1"))
    assert all(before != after for before, after in pairwise(stamps))


def test_evidence_comes_back_as_it_was_kept(db: Session, mapper: Mapper) -> None:
    profile = make_profile(db, texts=text(CV))
    read_all(db, mapper)
    loaded = dict(store.load(db, "stand-in-1"))[profile.id]
    fresh = evidence(mapper.read(store.document(profile)))
    assert [(e.text, e.start, e.end, e.language, e.whole) for e in loaded] == [
        (e.text, e.start, e.end, e.language, e.whole) for e in fresh
    ]
    assert [e.languages for e in loaded] == [e.languages for e in fresh]
    assert [e.meaning.words for e in loaded] == [e.meaning.words for e in fresh]
    for one, other in zip(loaded, fresh, strict=True):
        np.testing.assert_allclose(one.meaning.vector, other.meaning.vector, atol=1e-3)  # float16
        assert dict(one.meaning.concepts).keys() == dict(other.meaning.concepts).keys()


def test_no_contact_comes_back(db: Session, mapper: Mapper) -> None:
    profile = make_profile(db, texts=text("Registered nurse, mail@people.example or +49 30 1234567\nPython"))
    read_all(db, mapper)
    assert not [
        e
        for e in dict(store.load(db, "stand-in-1"))[profile.id]
        if "people.example" in e.text or "123" in e.text
    ]


def test_what_a_profile_lists_is_read_with_its_levels(db: Session, mapper: Mapper) -> None:
    profile = make_profile(
        db,
        texts=text("Trabajo en un hospital."),
        qualifications=(QualificationDraft("Título de enfermería", "PE", isced=6),),
        languages=(
            LanguageDraft("es", LanguageLevel.NATIVE),
            LanguageDraft("de", LanguageLevel.B1),
        ),
    )
    read_all(db, mapper)
    found = dict(store.load(db, "stand-in-1"))[profile.id]
    spoken = {claim.code: claim.level for piece in found for claim in piece.languages}
    assert spoken == {"es": "native", "de": "B1"}
    assert max(piece.education or 0 for piece in found) == 6


def test_evidence_knows_the_section_that_says_it(db: Session, mapper: Mapper) -> None:
    profile = make_profile(
        db,
        texts=text("I am a registered nurse."),
        experiences=(ExperienceDraft("Bricklayer", words="I lay bricks."),),
        qualifications=(QualificationDraft("Título de enfermería", "PE", isced=6),),
        languages=(LanguageDraft("de", LanguageLevel.B1),),
    )
    read_all(db, mapper)
    said = store.document(profile)
    kept = db.scalars(sa.select(EvidenceRow).where(EvidenceRow.profile_id == profile.id)).all()
    assert {said[row.start : row.end]: row.section for row in kept if not row.whole} == {
        "I am a registered nurse.": "summary",
        "Bricklayer": "experience",
        "I lay bricks.": "experience",
        "Título de enfermería": "education",
        "German: B1": "languages",
    }
    assert [row.section for row in kept if row.whole] == [None]


class OtherEncoder(StandInEncoder):
    """Another model, as far as anybody can tell."""

    revision = "stand-in-of-another-kind"


@pytest.fixture
def other_index(taxonomy: Taxonomy, tmp_path: Path) -> ConceptIndex:
    folder = indexing.folder_for(tmp_path, taxonomy, OtherEncoder())
    indexing.build(folder, taxonomy, OtherEncoder(), no_report, only_first=True)
    return ConceptIndex(folder)


def test_vectors_of_two_encoders_never_mix(db: Session, mapper: Mapper, other_index: ConceptIndex) -> None:
    other = Mapper(other_index, OtherEncoder())
    profile = make_profile(db, texts=text(CV))
    read_all(db, mapper)
    assert dict(store.load(db, OtherEncoder.revision)) == {}
    assert store.unread(db, other) == [profile.id]
    read_all(db, other)
    assert dict(store.load(db, StandInEncoder.revision)) == {}
    assert list(dict(store.load(db, OtherEncoder.revision))) == [profile.id]
