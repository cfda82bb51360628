"""Downloading one's data: each file, with and without name and contact, and what there is without a profile."""

import io
import json
import zipfile
from pathlib import Path

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from pypdf import PdfReader
from sqlalchemy.orm import Session

from talent import documents
from talent.actors import Actor
from talent.audit import Event, EventKind
from talent.documents import Details, DocumentKind, Media, Sent
from tests.factories.europass import faults
from tests.factories.nurse import EMAIL, NAME, OCCUPATION, make_nurse
from tests.factories.records import PASSWORD, make_account
from tests.web.conftest import FetchPage
from web import exporting
from web.platform import Platform

PAPER = b"%PDF-1.7 an invented diploma"


@pytest.fixture
def nurse(db: Session) -> Actor:
    owner, _profile = make_nurse(db)
    db.commit()
    return owner


@pytest.fixture
def signed_in(client: TestClient, nurse: Actor) -> TestClient:
    client.post("/sign-in", data={"email": EMAIL, "password": PASSWORD})
    return client


def download(client: TestClient, what: str, *, named: bool = True) -> bytes:
    answer = client.post("/account/export", data={"what": what} | ({"named": "yes"} if named else {}))
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-disposition"].startswith("attachment; filename=")
    assert answer.headers["cache-control"] == "no-store"
    return answer.content


def pdf_text(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def keep_paper(db: Session, platform: Platform, actor: Actor) -> documents.Document:
    sent = Sent("diplôme.pdf", Media.PDF, PAPER)
    kept = documents.add(db, actor, sent, Details(DocumentKind.DIPLOMA), vault=platform.documents)
    db.commit()
    return kept


def test_the_page_offers_every_file(signed_in: TestClient, page: FetchPage) -> None:
    assert "/account/export" in page("/account").links()
    shown = page("/account/export")
    offered = {each.get("value") for each in shown.document.iter("input") if each.get("name") == "what"}

    assert offered == {"everything", "pdf", "europass", "json"}
    assert "/profile" in shown.links()


def test_json(signed_in: TestClient) -> None:
    document = json.loads(download(signed_in, "json"))

    assert document["format"] == "talent-export"
    assert document["tables"]["accounts"]["rows"][0]["email"] == EMAIL


def test_europass(signed_in: TestClient) -> None:
    named, bare = download(signed_in, "europass"), download(signed_in, "europass", named=False)

    assert faults(named) == faults(bare) == []
    assert NAME.encode() in named
    assert EMAIL.encode() in named
    assert NAME.encode() not in bare
    assert EMAIL.encode() not in bare


def test_pdf(signed_in: TestClient) -> None:
    named, bare = download(signed_in, "pdf"), download(signed_in, "pdf", named=False)

    assert NAME in pdf_text(named)
    assert EMAIL in pdf_text(named)
    for word in (NAME, EMAIL):
        assert word not in pdf_text(bare)
        assert word not in str(PdfReader(io.BytesIO(bare)).metadata)
    assert "Candidate T-" in pdf_text(bare)
    for word in ("Work experience", "Hôpital inventé", "Goethe B1", "dress wounds (4 years)", "category B"):
        assert word in pdf_text(bare)
    assert "2345" not in pdf_text(named)


def test_pdf_in_arabic(signed_in: TestClient) -> None:
    signed_in.get("/account/export?lang=ar")
    reader = PdfReader(io.BytesIO(download(signed_in, "pdf")))

    assert reader.trailer["/Root"]["/Lang"] == "ar"  # type: ignore[index]  # a dictionary of the file
    assert "تونس" in "\n".join(page.extract_text() for page in reader.pages)


def test_everything(signed_in: TestClient, db: Session, platform: Platform, nurse: Actor) -> None:
    keep_paper(db, platform, nurse)
    with zipfile.ZipFile(io.BytesIO(download(signed_in, "everything"))) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert names == ["my-data.json", "europass.xml", "cv.pdf", "documents/01-diplôme.pdf"]
        assert archive.read("documents/01-diplôme.pdf") == PAPER
        assert faults(archive.read("europass.xml")) == []
        told = json.loads(archive.read("my-data.json"))["tables"]["documents"]["rows"]
    assert [row["name"] for row in told] == ["diplôme.pdf"]


def test_a_document_that_cannot_be_opened_is_named(
    signed_in: TestClient, db: Session, platform: Platform, nurse: Actor
) -> None:
    kept = keep_paper(db, platform, nurse)
    path = Path(platform.documents.folder) / kept.profile_id / kept.id
    path.write_bytes(b"damaged")
    with zipfile.ZipFile(io.BytesIO(download(signed_in, "everything"))) as archive:
        assert archive.namelist()[-1] == "missing.txt"
        assert archive.read("missing.txt").decode() == "documents/01-diplôme.pdf"


def test_names_of_skills_are_those_of_the_taxonomy(
    signed_in: TestClient, platform: Platform, prepared: Path, db: Session
) -> None:
    (platform.settings.data / "taxonomy.sqlite").symlink_to(prepared / "taxonomy.sqlite")
    known = next(concept for concept in platform.taxonomy.concepts() if concept.kind == "occupation")
    db.execute(
        sa.text("UPDATE skill_claims SET concept_uri = :new WHERE concept_uri = :old"),
        {"new": known.uri, "old": OCCUPATION},
    )
    db.commit()
    name = exporting._names(platform, "de")

    assert name(known.uri) == platform.taxonomy.label(known.uri, "de")
    assert name("http://data.europa.eu/esco/skill/unknown") is None


def test_without_a_profile_everything_is_there_but_no_cv(
    client: TestClient, db: Session, page: FetchPage
) -> None:
    make_account(db, email="new@people.example")
    db.commit()
    client.post("/sign-in", data={"email": "new@people.example", "password": PASSWORD})
    for what in ("pdf", "europass"):
        assert "#what" in page("/account/export", data={"what": what}, status=422).links()
    with zipfile.ZipFile(io.BytesIO(download(client, "everything"))) as archive:
        assert archive.namelist() == ["my-data.json"]


def test_nothing_is_made_of_nonsense_or_for_a_stranger(
    client: TestClient, page: FetchPage, nurse: Actor
) -> None:
    assert client.post("/account/export", data={"what": "json"}).headers["location"].startswith("/sign-in")
    client.post("/sign-in", data={"email": EMAIL, "password": PASSWORD})
    assert "#what" in page("/account/export", data={"what": "exe"}, status=422).links()


def test_it_is_noted_that_data_was_taken_but_not_which(signed_in: TestClient, db: Session) -> None:
    download(signed_in, "json")
    event = db.scalars(sa.select(Event).where(Event.kind == EventKind.DATA_EXPORTED)).one()

    assert event.data == {"what": "json"}
