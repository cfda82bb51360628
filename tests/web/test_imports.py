"""A CV is shown field by field, what is confirmed goes into the profile, and of a bad file nothing is left."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from talent import db as records
from talent import organisations, profiles
from talent.accounts import Account
from talent.actors import Role
from talent.documents import Document, DocumentKind
from talent.imports import ImportDraft
from talent.papers import MEGABYTE, Note
from talent.profiles import Profile, TextKind
from tests.factories import files
from tests.factories.records import PASSWORD, make_account, profile_draft
from tests.talent.papers.test_europass import CANDIDATE
from tests.talent.papers.test_hostile import HOSTILE
from tests.web import html
from tests.web.conftest import FetchPage
from web import i18n, import_words, sweeping
from web.platform import Platform

pytestmark = pytest.mark.db

HERE, DRAFT = "/profile/import", "/profile/import/draft"
CV = """Amina Trabelsi
amina@people.example

Nurse

2001 – 2003 Scouts

Work experience
2019 – today: Regional hospital, intensive care
- care of ventilated patients

Education
2016: Licence in nursing

Languages
French: C1
"""

Send = Callable[..., Element]


@pytest.fixture
def nurse(client: TestClient, db: Session) -> Account:
    """Somebody who is signed in and has a profile with nothing in it."""
    return sign_in(client, db)


def sign_in(client: TestClient, db: Session, *roles: Role, **changes: Any) -> Account:
    account = make_account(db, *roles, **changes)
    if Role.CANDIDATE in account.roles:
        empty = profile_draft(texts=(), qualifications=(), languages=())
        profiles.save(db, organisations.actor_of(db, account), empty)
    db.commit()
    client.cookies.clear()
    client.post("/sign-in", data={"email": account.email, "password": PASSWORD})
    return account


@pytest.fixture
def send(client: TestClient) -> Send:
    """Sends a file, and gives the page that it leads to."""

    def sent(content: bytes, name: str = "cv.pdf", *, status: int = 303, **fields: str) -> Element:
        answer = client.post(HERE, data=fields, files={"file": (name, content, "application/octet-stream")})
        assert answer.status_code == status, answer.text[:2000]
        if status == 303:
            answer = client.get(answer.headers["location"])
        document = html.parse(answer.text)
        assert html.faults(document) == []
        return document

    return sent


def as_shown(document: Element) -> dict[str, str]:
    """What a browser would send of the form as it stands."""
    form = next(each for each in document.iter("form") if each.get("action") == DRAFT)
    said = {}
    for each in form.iter():
        name = each.get("name", "")
        if each.tag == "input" and (each.get("type") != "checkbox" or "checked" in each.attrib):
            said[name] = each.get("value", "")
        elif each.tag == "textarea":
            said[name] = (each.text or "").removeprefix("\n")
        elif each.tag == "select":
            chosen = [one.get("value", "") for one in each.iter("option") if "selected" in one.attrib]
            said[name] = chosen[0] if chosen else ""
    return said


def profile_of(db: Session, account: Account) -> Profile:
    db.expire_all()
    return db.scalars(sa.select(Profile).where(Profile.account_id == account.id)).one()


def nothing_is_in(profile: Profile) -> bool:
    return not (profile.experiences or profile.qualifications or profile.languages or profile.texts)


def key_of(fields: Mapping[str, str], title: str) -> str:
    return next(name.partition(".")[0] for name, value in fields.items() if value == title)


def test_a_plain_cv_is_shown_and_nothing_is_stored_before_it_is_confirmed(
    send: Send, nurse: Account, db: Session
) -> None:
    document = send(files.pdf(CV))
    said = html.text_of(document)

    assert "Nothing is in your profile yet." in said
    assert "E-mail addresses and telephone numbers: not taken" in said
    assert "Amina Trabelsi" in said
    fields = as_shown(document)
    assert "Amina" not in "".join(fields.values())
    assert nothing_is_in(profile_of(db, nurse))
    assert db.scalars(sa.select(Document)).all() == []


def test_what_is_ticked_and_corrected_goes_into_the_profile(
    client: TestClient, send: Send, nurse: Account, db: Session, page: FetchPage
) -> None:
    fields = as_shown(send(files.word(*CV.split("\n")), "cv.docx"))
    job, course, scouts = (
        key_of(fields, title)
        for title in ("Regional hospital, intensive care", "Licence in nursing", "Scouts")
    )
    assert fields[f"{scouts}.is"] == ""
    fields |= {f"{job}.title": "Nurse", f"{job}.organisation": "Regional hospital", f"{job}.start": "03/2019"}
    fields |= {f"{course}.country": "TN"}
    del fields[f"{scouts}.take"]

    answer = client.post(DRAFT, data=fields)

    assert answer.headers["location"] == f"{HERE}?notice=taken"
    profile = profile_of(db, nurse)
    (row,) = profile.experiences
    assert (row.title, row.employer, row.start, row.current) == (
        "Nurse",
        "Regional hospital",
        "2019-03",
        True,
    )
    assert [(row.title, row.year, row.country) for row in profile.qualifications] == [
        ("Licence in nursing", 2016, "TN")
    ]
    assert [(row.language, row.level) for row in profile.languages] == [("fr", "C1")]
    assert {row.kind: row.text for row in profile.texts} == {
        TextKind.EXPERIENCE: "- care of ventilated patients",
        TextKind.CV: "Nurse",
    }
    assert db.scalars(sa.select(ImportDraft)).all() == []
    done = page(f"{HERE}?notice=taken")
    assert "What you chose is in your profile now." in done.text
    assert "Words from your CV in your profile" in done.text


def test_europass_field_by_field(client: TestClient, send: Send, nurse: Account, db: Session) -> None:
    document = send(CANDIDATE, "cv.xml")
    said = html.text_of(document)
    for what in ("Name", "Date of birth", "Gender", "Nationality", "Address"):
        assert f"{what}: not taken" in said
    assert "Invented Person" not in said
    assert "1 Invented Street" not in said
    fields = as_shown(document)
    for key in [name.partition(".")[0] for name, value in fields.items() if name.endswith(".country")]:
        fields[f"{key}.country"] = fields[f"{key}.country"] or "TN"

    assert client.post(DRAFT, data=fields).status_code == 303
    profile = profile_of(db, nurse)
    (job,) = profile.experiences
    assert (job.title, job.employer, job.country, job.start, job.current) == (
        "Infirmière",
        "Hôpital inventé, Sfax",
        "TN",
        "2019-03",
        True,
    )
    assert [(row.title, row.institution, row.start_year, row.year) for row in profile.qualifications] == [
        ("Licence en sciences infirmières", "École inventée", 2008, 2011)
    ]
    assert {row.language for row in profile.languages} >= {"ar"}
    assert profiles.summary(profile).text == "Infirmière diplômée"


def test_what_is_not_ticked_stays_outside(
    client: TestClient, send: Send, nurse: Account, db: Session
) -> None:
    fields = as_shown(send(files.pdf(CV)))
    none = {name: value for name, value in fields.items() if not name.endswith(".take")}
    assert client.post(DRAFT, data=none).headers["location"] == f"{HERE}?notice=nothing"
    assert nothing_is_in(profile_of(db, nurse))


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_taken(
    send: Send, nurse: Account, db: Session, page: FetchPage
) -> None:
    fields = as_shown(send(files.pdf(CV)))
    job, course, scouts = (
        key_of(fields, title)
        for title in ("Regional hospital, intensive care", "Licence in nursing", "Scouts")
    )
    fields |= {f"{job}.title": "", f"{job}.words": "My own correction"}

    shown = page(DRAFT, status=422, data=fields)

    assert {f"#{job}.title", f"#{course}.country", f"#{scouts}.is"} <= set(shown.links())
    assert "Choose whether this is work or education, or take the tick away." in shown.text
    assert shown.field(f"{job}.title").get("aria-invalid") == "true"
    assert (shown.field(f"{job}.words").text or "").strip() == "My own correction"
    assert nothing_is_in(profile_of(db, nurse))
    assert len(db.scalars(sa.select(ImportDraft)).all()) == 1


def test_an_entry_can_be_said_to_be_something_else(
    client: TestClient, send: Send, nurse: Account, db: Session
) -> None:
    fields = as_shown(send(files.pdf(CV)))
    scouts = key_of(fields, "Scouts")
    only = {name: value for name, value in fields.items() if name.startswith((f"{scouts}.", "draft"))}
    client.post(DRAFT, data=only | {f"{scouts}.is": "text"})
    profile = profile_of(db, nurse)
    assert [(row.kind, row.text) for row in profile.texts] == [(TextKind.CV, "Scouts\n2001 – 2003")]
    assert profile.experiences == []


def test_the_same_file_again_shows_what_is_there(
    client: TestClient, send: Send, nurse: Account, db: Session
) -> None:
    fields = as_shown(send(files.pdf(CV)))
    fields |= {f"{key_of(fields, 'Licence in nursing')}.country": "TN"}
    fields |= {f"{key_of(fields, 'Scouts')}.is": "experience"}
    client.post(DRAFT, data=fields)
    revision = profile_of(db, nurse).revision

    again = send(files.pdf(CV))
    assert html.text_of(again).count("In your profile already") == 5
    fields = as_shown(again)
    assert [name for name in fields if name.endswith(".take")] == []
    client.post(DRAFT, data=fields)
    assert profile_of(db, nurse).revision == revision


def test_a_text_may_be_pasted(client: TestClient, nurse: Account, page: FetchPage) -> None:
    assert client.post(HERE, data={"text": CV.replace("\n", "\r\n")}).headers["location"] == DRAFT
    assert "Regional hospital, intensive care" in page(DRAFT).text


def test_without_file_and_text_it_asks_for_one(nurse: Account, page: FetchPage) -> None:
    assert "Choose a file, or paste your CV" in page(HERE, status=422, data={"text": " \n"}).text


@pytest.mark.parametrize(("keep", "kept"), [("yes", 1), ("", 0)])
def test_the_file_itself_is_kept_only_where_that_was_wanted(
    send: Send, nurse: Account, db: Session, platform: Platform, keep: str, kept: int
) -> None:
    send(files.pdf(CV), "Amina.pdf", keep=keep)
    send(files.pdf(CV), "Amina.pdf", keep=keep)
    rows = db.scalars(sa.select(Document)).all()
    assert [(row.name, row.kind) for row in rows] == [("Amina.pdf", DocumentKind.CV)] * kept
    assert len([path for path in platform.settings.documents_path.rglob("*") if path.is_file()]) == kept


def test_scanned_pages_are_named(send: Send, nurse: Account) -> None:
    document = send(files.pdf(CV, files.PICTURE, files.PICTURE))
    assert "Pages 2 and 3 are scanned pictures: they have no text." in html.text_of(document)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("PDF with a password", "locked with a password"),
        ("half a Word file", "damaged or not complete"),
        ("a program called PDF", "is not what its name says"),
        ("macros in DOCX", "contains macros"),
        ("a bomb", "becomes far too large"),
        ("500 pages", "The file has 500 pages."),
        ("a scan", "All pages are scanned pictures"),
        ("a photo", "photo or a picture"),
        ("nothing", "The file is empty"),
    ],
)
def test_of_a_bad_file_nothing_is_left(
    send: Send,
    nurse: Account,
    db: Session,
    platform: Platform,
    caplog: pytest.LogCaptureFixture,
    name: str,
    words: str,
) -> None:
    make, called, _fault = HOSTILE[name]
    document = send(make(), f"Invented Person {called}", status=422, keep="yes", text="My own text")
    assert words in html.text_of(document)
    box = next(each for each in document.iter("textarea"))
    assert (box.text or "").strip() == "My own text"
    assert db.scalars(sa.select(ImportDraft)).all() == []
    assert db.scalars(sa.select(Document)).all() == []
    assert stored(platform) == []
    assert "Invented" not in caplog.text


def stored(platform: Platform) -> list[Path]:
    return [path for path in platform.settings.data.rglob("*") if path.is_file() and path.suffix != ".key"]


def test_50_mb_are_refused_before_they_are_read(client: TestClient, nurse: Account, db: Session) -> None:
    size = 50 * MEGABYTE
    headers = {"content-type": "multipart/form-data; boundary=b", "content-length": str(size)}
    answer = client.post(HERE, content=(bytes(MEGABYTE) for _ in range(50)), headers=headers)
    assert answer.status_code == 413
    assert "a file as much as the form says" in answer.text
    assert db.scalars(sa.select(ImportDraft)).all() == []


def test_a_draft_waits_for_a_day_and_can_be_thrown_away(
    client: TestClient, send: Send, nurse: Account, db: Session, page: FetchPage, platform: Platform
) -> None:
    send(files.pdf(CV))
    assert "A CV that you sent waits for your choice" in page(HERE).text
    client.post("/profile/import/discard")
    assert "waits for your choice" not in page(HERE).text
    assert client.get(DRAFT).headers["location"] == f"{HERE}?notice=gone"
    assert client.post(DRAFT, data={"draft": "yes"}).headers["location"] == f"{HERE}?notice=gone"

    send(files.pdf(CV))
    row = db.scalars(sa.select(ImportDraft)).one()
    row.expires_at = records.now()
    db.commit()
    assert client.get(DRAFT).status_code == 303
    assert sweeping.erase_what_is_over(platform) == 1


def test_nobody_else_sees_a_draft(client: TestClient, send: Send, nurse: Account, db: Session) -> None:
    send(files.pdf(CV))
    sign_in(client, db)
    assert client.get(DRAFT).status_code == 303
    for role in set(Role) - {Role.CANDIDATE}:
        sign_in(client, db, role)
        assert client.get(DRAFT).status_code == 403
        assert client.post(HERE, data={"text": CV}).status_code == 403
    client.cookies.clear()
    assert client.post(HERE, data={"text": CV}).headers["location"].startswith("/sign-in")
    assert len(db.scalars(sa.select(ImportDraft)).all()) == 1


def test_an_account_that_everybody_may_use_is_warned_and_keeps_no_file(
    client: TestClient, send: Send, db: Session, page: FetchPage
) -> None:
    sign_in(client, db, is_demonstration=True)
    assert "So send only an invented CV." in page(HERE).text
    send(files.pdf(CV), keep="yes")
    assert db.scalars(sa.select(Document)).all() == []


def test_the_profile_leads_here(nurse: Account, page: FetchPage) -> None:
    assert HERE in page("/profile").links()


def test_a_cv_in_arabic_is_shown_from_right_to_left(client: TestClient, nurse: Account, db: Session) -> None:
    text = (Path(__file__).parents[2] / "docs/examples/cv-nurse-ar.txt").read_text("utf-8")
    client.post(HERE, data={"text": text})
    document = html.parse(client.get(f"{DRAFT}?lang=ar").text)
    assert html.faults(document) == []
    fields = as_shown(document)
    assert "قسم المستعجلات، مستشفى إقليمي" in fields.values()
    assert [value for name, value in fields.items() if name.endswith(".level")] == [
        "native",
        "C1",
        "B2",
        "A2",
    ]


def test_there_are_words_for_everything() -> None:
    from talent.imports import ItemKind, NotTaken

    assert set(import_words.GROUPS) == set(ItemKind)
    assert set(import_words.NOT_TAKEN) == set(NotTaken)
    i18n.use("en")
    assert set(import_words.SHOWN_NOTES) <= set(Note)
