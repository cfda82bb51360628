"""Documents belong to their owner: added within limits, described, removed, taken back, erased, seen by nobody else."""

import os
import time
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from talent import audit, documents, erasure, profiles, sealing
from talent import db as records
from talent.actors import OPERATOR, STRANGER, Actor, Role
from talent.documents import Details, Document, DocumentKind, Media, Place, Sent, Vault
from talent.errors import Conflict, NotAllowed, NotFound, RuleBroken
from talent.sealing import Seal
from tests.factories.records import make_actor, make_employer, profile_draft

pytestmark = pytest.mark.db

DIPLOMA = Sent("Diplôme d'infirmière.pdf", Media.PDF, b"Diploma of an invented nurse")
SAID = Details(DocumentKind.DIPLOMA, "fr", certified=True, expires_on=date(2030, 5, 1))


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "documents", Seal.of(sealing.new_key()))


@pytest.fixture
def nurse(db: Session) -> Actor:
    return make_candidate(db)


def make_candidate(db: Session) -> Actor:
    actor = make_actor(db)
    profiles.save(db, actor, profile_draft())
    return actor


def sent(number: int, *, size: int = 10) -> Sent:
    return Sent(f"{number}.txt", Media.TEXT, str(number).encode().ljust(size, b"x"))


def files_of(vault: Vault) -> list[str]:
    return sorted(place.document_id for place in vault.places())


def test_a_document_is_kept_with_what_is_known_of_it(db: Session, nurse: Actor, vault: Vault) -> None:
    added = documents.add(db, nurse, DIPLOMA, SAID, vault=vault)

    document = documents.get(db, nurse, added.id)
    assert (document.name, document.media, document.size) == ("Diplôme d'infirmière.pdf", Media.PDF, 28)
    assert (document.kind, document.language, document.certified) == (DocumentKind.DIPLOMA, "fr", True)
    assert document.expires_on == date(2030, 5, 1)
    assert document.sha256 == DIPLOMA.sha256
    assert documents.open_content(document, vault) == DIPLOMA.data
    assert [event.kind for event in audit.events_about(db, OPERATOR, document)] == ["document.added"]


def test_nobody_else_sees_it(db: Session, nurse: Actor, vault: Vault) -> None:
    added = documents.add(db, nurse, DIPLOMA, SAID, vault=vault)
    others = [make_candidate(db), make_employer(db), make_actor(db, *Role), OPERATOR, STRANGER]

    for actor in others:
        assert documents.kept(db, actor) == []
        with pytest.raises(NotFound):
            documents.get(db, actor, added.id)
        with pytest.raises((NotFound, NotAllowed)):
            documents.remove(db, actor, added)
        with pytest.raises((NotFound, NotAllowed)):
            documents.describe(db, actor, added, Details())


def test_what_its_owner_says_can_be_corrected(db: Session, nurse: Actor, vault: Vault) -> None:
    document = documents.add(db, nurse, DIPLOMA, SAID, vault=vault)
    documents.describe(db, nurse, document, Details(DocumentKind.TRANSLATION, "de"))
    assert (document.kind, document.language) == (DocumentKind.TRANSLATION, "de")
    assert (document.certified, document.expires_on) == (False, None)
    with pytest.raises(RuleBroken, match="language: unknown-language"):
        documents.describe(db, nurse, document, Details(language="klingon"))


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        (r"C:\Users\Amina\diploma.pdf", "diploma.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("a\r\nb\x00.pdf", "ab.pdf"),
        ("", "document.pdf"),
        ("...", "document.pdf"),
        ("x" * 500, "x" * 295 + ".pdf"),
        ("شهادة.pdf", "شهادة.pdf"),
    ],
)
def test_its_name_is_one_line_without_folders(
    db: Session, nurse: Actor, vault: Vault, name: str, kept: str
) -> None:
    added = documents.add(db, nurse, Sent(name, Media.PDF, b"x"), Details(), vault=vault)
    assert added.name == kept


def test_the_same_file_is_kept_once(db: Session, nurse: Actor, vault: Vault) -> None:
    first = documents.add(db, nurse, DIPLOMA, SAID, vault=vault)
    with pytest.raises(RuleBroken, match="file: already-there"):
        documents.add(db, nurse, DIPLOMA, Details(), vault=vault)
    documents.remove(db, nurse, first)
    documents.add(db, nurse, DIPLOMA, SAID, vault=vault)
    documents.add(db, make_candidate(db), DIPLOMA, SAID, vault=vault)


def test_there_are_limits_in_number_and_in_size(
    db: Session, nurse: Actor, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("talent.documents.keeping.MOST_DOCUMENTS", 2)
    monkeypatch.setattr("talent.documents.keeping.MOST_BYTES", 100)
    documents.add(db, nurse, sent(1, size=60), Details(), vault=vault)
    with pytest.raises(RuleBroken, match="file: no-room"):
        documents.add(db, nurse, sent(2, size=60), Details(), vault=vault)
    documents.remove(db, nurse, documents.add(db, nurse, sent(2), Details(), vault=vault))
    with pytest.raises(RuleBroken, match="file: too-many"):
        documents.add(db, nurse, sent(3), Details(), vault=vault)
    assert len(files_of(vault)) == 2


def test_an_account_that_everybody_may_use_keeps_none(db: Session, vault: Vault) -> None:
    shared = make_actor(db, is_demonstration=True)
    with pytest.raises(Conflict):
        documents.add(db, shared, DIPLOMA, SAID, vault=vault)
    assert files_of(vault) == []


def test_a_removed_document_can_be_taken_back_for_a_while(db: Session, nurse: Actor, vault: Vault) -> None:
    document = documents.add(db, nurse, DIPLOMA, SAID, vault=vault)
    documents.remove(db, nurse, document)
    with pytest.raises(NotFound):
        documents.get(db, nurse, document.id)
    assert documents.kept(db, nurse) == [document]

    documents.restore(db, nurse, document.id)
    assert documents.get(db, nurse, document.id) is document
    with pytest.raises(NotFound):
        documents.restore(db, nurse, document.id)


def test_then_its_row_and_its_file_are_gone(db: Session, nurse: Actor, vault: Vault) -> None:
    gone = documents.add(db, nurse, DIPLOMA, SAID, vault=vault)
    recent = documents.add(db, nurse, sent(1), Details(), vault=vault)
    stays = documents.add(db, nurse, sent(2), Details(), vault=vault)
    documents.remove(db, nurse, gone)
    documents.remove(db, nurse, recent)
    gone.removed_at = records.now() - documents.LONGEST_UNDO
    db.flush()

    with pytest.raises(NotFound):
        documents.restore(db, nurse, gone.id)
    places = documents.forget_removed(db)
    assert len(files_of(vault)) == 3
    documents.remove_files(vault, places=places)

    assert places == (Place(stays.profile_id, gone.id),)
    assert files_of(vault) == sorted([recent.id, stays.id])
    assert set(db.scalars(sa.select(Document.id))) == {recent.id, stays.id}


def test_files_without_a_row_go_and_rows_without_a_file_are_told(
    db: Session, nurse: Actor, vault: Vault
) -> None:
    whole = documents.add(db, nurse, sent(1), Details(), vault=vault)
    lost = documents.add(db, nurse, sent(2), Details(), vault=vault)
    vault.erase(Place(lost.profile_id, lost.id))
    for name, age in (("old", timedelta(days=1)), ("young", timedelta(0))):
        vault.write(Place("nobody", name), b"x")
        moment = time.time() - age.total_seconds()
        os.utime(vault.folder / "nobody" / name, (moment, moment))

    assert documents.sweep(db, vault) == documents.Swept(1, (lost.id,))
    assert files_of(vault) == sorted([whole.id, "young"])


def test_a_folder_that_was_never_made_is_swept_too(db: Session, vault: Vault) -> None:
    assert documents.sweep(db, vault) == documents.Swept(0, ())


def test_erasing_a_person_erases_their_documents(db: Session, nurse: Actor, vault: Vault) -> None:
    documents.add(db, nurse, DIPLOMA, SAID, vault=vault)
    other = documents.add(db, make_candidate(db), DIPLOMA, SAID, vault=vault)

    erased = erasure.erase(db, nurse, str(nurse.account_id))
    documents.remove_files(vault, profiles=erased.profiles)

    assert list(db.scalars(sa.select(Document.id))) == [other.id]
    assert files_of(vault) == [other.id]
