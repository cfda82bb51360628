"""The pages of documents: sent, listed, opened, corrected, removed and taken back; refused with words that help."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from talent import db as records
from talent import documents, erasure, organisations, profiles
from talent.accounts import Account
from talent.actors import OPERATOR, Role
from talent.documents import Document, DocumentKind, Media
from talent.papers import MEGABYTE, Fault, Unreadable
from tests.factories import files, pictures
from tests.factories.records import PASSWORD, make_account, profile_draft
from tests.web import html
from tests.web.conftest import FetchPage
from web import document_words, erasing, i18n, sweeping
from web.platform import Platform

pytestmark = pytest.mark.db

PHOTO = pictures.jpeg(place=b"at home")
HERE = "/profile/documents"

Send = Callable[..., Element]
SignIn = Callable[..., Account]


@pytest.fixture
def sign_in(client: TestClient, db: Session) -> SignIn:
    """Signs somebody new in who has a profile."""

    def signed(*roles: Role, **changes: Any) -> Account:
        account = make_account(db, *roles, **changes)
        if Role.CANDIDATE in account.roles:
            profiles.save(db, organisations.actor_of(db, account), profile_draft())
        db.commit()
        client.cookies.clear()
        client.post("/sign-in", data={"email": account.email, "password": PASSWORD})
        return account

    return signed


@pytest.fixture
def send(client: TestClient) -> Send:
    def sent(content: bytes, name: str = "diploma.jpg", *, status: int = 303, **fields: str) -> Element:
        answer = client.post(
            HERE, data={"kind": "diploma"} | fields, files={"file": (name, content, "application/pdf")}
        )
        assert answer.status_code == status, answer.text[:2000]
        if status == 303:
            answer = client.get(answer.headers["location"])
        document = html.parse(answer.text)
        assert html.faults(document) == []
        return document

    return sent


def only(db: Session) -> Document:
    db.expire_all()
    return db.scalars(sa.select(Document)).one()


def address(document: Document) -> str:
    return f"{HERE}/{document.id}"


def test_a_photo_is_kept_sealed_and_comes_back_byte_for_byte(
    client: TestClient, db: Session, sign_in: SignIn, send: Send, platform: Platform
) -> None:
    sign_in()
    listed = html.text_of(
        send(PHOTO, "Diplôme é.jpg", language="fr", certified="yes", expires_on="2031-05-01")
    )
    assert "Your document is kept here" in listed
    assert "Diploma or degree" in listed
    assert "certified copy" in listed
    assert "valid until May 1, 2031" in listed

    document = only(db)
    answer = client.get(address(document))
    assert answer.content == PHOTO
    assert hashlib.sha256(answer.content).hexdigest() == document.sha256
    (stored,) = [path for path in platform.settings.documents_path.rglob("*") if path.is_file()]
    assert b"at home" not in stored.read_bytes()


def test_it_is_served_to_be_saved_and_kept_by_nobody_on_the_way(
    client: TestClient, db: Session, sign_in: SignIn, send: Send
) -> None:
    sign_in()
    send(PHOTO, 'a"b\\ü; x.jpg')
    headers = client.get(address(only(db))).headers
    assert headers["content-type"] == "image/jpeg"
    assert headers["content-disposition"] == (
        "attachment; filename=\"document.jpg\"; filename*=UTF-8''%C3%BC%3B%20x.jpg"
    )
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "private, no-store"
    assert "default-src 'none'" in headers["content-security-policy"]


def test_nobody_else_opens_changes_or_removes_it(
    client: TestClient, db: Session, sign_in: SignIn, send: Send
) -> None:
    sign_in()
    send(PHOTO)
    there = address(only(db))
    for roles in ([Role.CANDIDATE], [Role.CANDIDATE, Role.OFFICER, Role.ADMINISTRATOR]):
        sign_in(*roles)
        for path in (there, f"{there}/details"):
            assert client.get(path).status_code == 404
        for path in (f"{there}/details", f"{there}/remove", f"{there}/restore"):
            assert client.post(path, data={"kind": "cv"}).status_code == 404
    for roles in ([Role.EMPLOYER], [Role.OFFICER], [Role.CONTACT_POINT], [Role.ADMINISTRATOR]):
        sign_in(*roles)
        assert client.get(there).status_code == 403
        assert client.post(HERE, files={"file": ("a.jpg", PHOTO)}).status_code == 403
    client.cookies.clear()
    assert client.get(there).headers["location"] == f"/sign-in?next=%2Fprofile%2Fdocuments%2F{only(db).id}"
    assert client.post(HERE, files={"file": ("a.jpg", PHOTO)}).status_code == 303
    assert only(db).removed_at is None


def test_what_is_said_of_it_can_be_corrected(
    client: TestClient, db: Session, sign_in: SignIn, send: Send, page: FetchPage
) -> None:
    sign_in()
    send(PHOTO, language="fr")
    there = f"{address(only(db))}/details"

    form = page(there)
    chosen = [
        option.get("value") for option in form.field("language").iter("option") if "selected" in option.attrib
    ]
    assert chosen == ["fr"]
    wrong = page(there, status=422, data={"kind": "translation", "language": "fr", "expires_on": "soon"})
    assert "Enter a date such as" in wrong.text
    assert wrong.field("expires_on").get("value") == "soon"
    assert only(db).kind is DocumentKind.DIPLOMA

    assert client.post(there, data={"kind": "translation", "language": "de"}).status_code == 303
    assert (only(db).kind, only(db).language) == (DocumentKind.TRANSLATION, "de")


def test_a_removed_document_can_be_taken_back(
    client: TestClient, db: Session, sign_in: SignIn, send: Send, page: FetchPage
) -> None:
    sign_in()
    send(PHOTO)
    there = address(only(db))
    client.post(f"{there}/remove")
    assert client.get(there).status_code == 404
    assert "It can be taken back for 15 minutes" in page(HERE).text
    assert "You keep no documents here yet." in page(HERE).text

    client.post(f"{there}/restore")
    assert client.get(there).content == PHOTO


def test_after_that_time_nothing_of_it_is_left(
    client: TestClient, db: Session, sign_in: SignIn, send: Send, platform: Platform
) -> None:
    sign_in()
    send(PHOTO)
    document = only(db)
    client.post(f"{address(document)}/remove")
    db.expire_all()
    document.removed_at = records.now() - documents.LONGEST_UNDO - timedelta(seconds=1)
    db.commit()

    assert client.post(f"{address(document)}/restore").status_code == 404
    assert sweeping.erase_what_is_over(platform) == 1
    assert stored(platform) == []
    assert db.scalars(sa.select(Document.id)).all() == []


def stored(platform: Platform) -> list[Path]:
    return [path for path in platform.settings.data.rglob("*") if path.is_file() and path.suffix != ".key"]


def test_erasing_an_account_erases_its_files(
    client: TestClient, db: Session, sign_in: SignIn, send: Send, platform: Platform
) -> None:
    account = sign_in()
    send(PHOTO)
    with platform.database.transaction() as writing:
        erased = erasure.erase(writing, OPERATOR, account.id)
    erasing.clear_up(platform, [erased])
    assert stored(platform) == []


def test_a_lost_file_is_told_to_the_operator_and_not_to_the_world(
    client: TestClient,
    db: Session,
    sign_in: SignIn,
    send: Send,
    platform: Platform,
    caplog: pytest.LogCaptureFixture,
) -> None:
    sign_in()
    send(PHOTO, "Invented Person.jpg")
    stored(platform)[0].unlink()
    answer = client.get(address(only(db)))
    assert answer.status_code == 500
    assert sweeping.compare(platform).missing == (only(db).id,)
    assert f"the file of document {only(db).id} is missing" in caplog.text
    assert "Invented" not in caplog.text + answer.text


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "", "Choose a file"),
        (files.locked_pdf("Diploma", user="secret"), "a.pdf", "locked with a password"),
        (pictures.jpeg()[:-2], "a.jpg", "damaged or not complete"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(99), "a.heic", "Save the photo as JPEG or PNG"),
        (b"MZ\x90\x00" + bytes(99), "a.pdf", "The file is not what its name says."),
        (b"MZ\x90\x00" + bytes(99), "a.exe", "This kind of file cannot be kept."),
        (files.pdf(*["x"] * 61), "a.pdf", "more pages or text than can be kept in one"),
        (bytes(10 * MEGABYTE + 1), "a.pdf", "The file has 11 MB. It may have at most 10 MB. Save it smaller"),
    ],
    ids=["none", "locked", "half", "heic", "disguised", "program", "pages", "large"],
)
def test_what_cannot_be_kept_is_said_at_the_field_and_nothing_is_kept(
    db: Session, sign_in: SignIn, send: Send, platform: Platform, content: bytes, name: str, words: str
) -> None:
    sign_in()
    document = send(content, name, status=422, language="ar", certified="yes", expires_on="2031-05-01")
    assert words in html.text_of(document)
    field = next(each for each in document.iter("input") if each.get("name") == "file")
    assert field.get("aria-invalid") == "true"
    kept = {each.get("name"): each for each in document.iter("input")}
    assert kept["expires_on"].get("value") == "2031-05-01"
    assert "checked" in kept["certified"].attrib
    assert db.scalars(sa.select(Document)).all() == []
    assert stored(platform) == []


def test_the_same_file_twice_is_said(sign_in: SignIn, send: Send) -> None:
    sign_in()
    send(PHOTO)
    assert "You keep this file here already." in html.text_of(send(PHOTO, "other.jpg", status=422))


def test_an_account_that_everybody_may_use_has_no_form(
    client: TestClient, db: Session, sign_in: SignIn, page: FetchPage
) -> None:
    sign_in(is_demonstration=True)
    assert "So no documents can be kept in it." in page(HERE).text
    assert client.post(HERE, files={"file": ("a.jpg", PHOTO)}).status_code == 409


def test_there_are_words_for_everything() -> None:
    assert set(document_words.KINDS) == set(DocumentKind)
    assert all(media.served_as.count("/") == 1 for media in Media)


@pytest.mark.parametrize("language", i18n.languages())
@pytest.mark.parametrize("fault", Fault)
def test_every_refusal_can_be_said_in_every_language(fault: Fault, language: str) -> None:
    i18n.use(language)
    said = document_words.refused(Unreadable(fault, most=60, found=500))
    assert "%(" not in said
    assert language != "en" or " box" not in said


@pytest.mark.parametrize(
    ("number", "said"), [(1, "1 kB"), (1025, "2 kB"), (MEGABYTE, "1 MB"), (1_700_000, "1.6 MB")]
)
def test_sizes_are_said_as_people_say_them(number: int, said: str) -> None:
    assert document_words.size(number) == said
