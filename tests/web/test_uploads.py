"""Files in forms: read in place of a text, corrected in the box, refused with words that help, and never kept."""

import asyncio
import logging
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from fastapi import UploadFile
from fastapi.testclient import TestClient

from talent.papers import MEGABYTE, Fault, Kind, Note, Paper, Unreadable
from tests.factories import files
from tests.web import html
from web import i18n, security, uploads
from web.app import create_app
from web.platform import Platform
from web.settings import Settings

pytestmark = pytest.mark.usefixtures("indexed")

CV = "Nurse with six years of experience.\n- administer prescribed medication"
VACANCY = "Registered nurse\n- administer prescribed medication"
FORMS = pytest.mark.parametrize("path", ["/understand", "/find"])

Send = Callable[..., Element]


@pytest.fixture
def send(client: TestClient) -> Send:
    """Sends a form with a file as a browser does, and asserts what holds for every page."""

    def sent(path: str, content: bytes, name: str = "cv.pdf", *, status: int = 200, **fields: str) -> Element:
        answer = client.post(path, data=fields, files={"file": (name, content, "application/octet-stream")})
        assert answer.status_code == status, answer.text[:2000]
        document = html.parse(answer.text)
        assert html.faults(document) == []
        return document

    return sent


def field(document: Element, name: str) -> Element:
    return next(each for each in document.iter() if each.get("name") == name)


def in_the_box(document: Element) -> str:
    return (field(document, "text").text or "").removeprefix("\n")


@FORMS
def test_a_file_may_be_chosen_in_place_of_a_text(client: TestClient, path: str) -> None:
    document = html.parse(client.get(path).text)
    form = next(each for each in document.iter("form") if each.get("enctype") == "multipart/form-data")

    assert form.get("method") == "post"
    assert field(form, "file").get("type") == "file"
    assert {"required"} & (field(form, "file").attrib.keys() | field(form, "text").attrib.keys()) == set()
    assert "up to 10 MB" in html.text_of(document)


@pytest.mark.parametrize(
    ("name", "content"),
    [("cv.pdf", files.pdf(CV)), ("cv.docx", files.word(*CV.split("\n"))), ("cv.txt", CV.encode())],
    ids=["pdf", "docx", "txt"],
)
def test_the_text_of_a_file_is_understood_and_stands_in_the_box(
    send: Send, name: str, content: bytes
) -> None:
    document = send("/understand", content, name)

    assert in_the_box(document) == CV
    assert "Your file was read" in html.text_of(document)
    assert "What was understood" in html.text_of(document)


def test_a_vacancy_may_be_a_file_and_the_place_of_the_job_stays(send: Send) -> None:
    document = send("/find", files.pdf(VACANCY), "ad.pdf", destination="DE")

    assert in_the_box(document) == VACANCY
    assert "Your file was read" in html.text_of(document)
    chosen = [
        each.get("value")
        for each in field(document, "destination").iter("option")
        if "selected" in each.attrib
    ]
    assert chosen == ["DE"]


def test_a_file_takes_the_place_of_a_text_and_its_language_is_found_out(send: Send) -> None:
    document = send("/understand", files.pdf(CV), text="Old text", language="ar")

    assert in_the_box(document) == CV
    assert "Language: English." in html.text_of(document)


@FORMS
def test_without_a_file_the_text_counts(send: Send, path: str) -> None:
    document = send(path, b"", "", text=VACANCY)

    assert in_the_box(document) == VACANCY
    assert "Your file was read" not in html.text_of(document)


@FORMS
def test_scanned_pages_are_named(send: Send, path: str) -> None:
    document = send(path, files.pdf(CV, files.PICTURE, files.PICTURE))

    assert "Pages 2 and 3 are scanned pictures: they have no text." in html.text_of(document)


@FORMS
@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (files.pdf(None), "cv.pdf", "All pages are scanned pictures"),
        (files.pdf(*["x"] * 500), "cv.pdf", "The file has 500 pages. It may have at most 60."),
        (b"MZ\x00\x01", "cv.pdf", "The file is not what its name says."),
        (bytes(10 * MEGABYTE + 1), "cv.pdf", "The file has 11 MB. It may have at most 10 MB."),
    ],
    ids=["scan", "pages", "disguised", "large"],
)
def test_a_refused_file_is_said_at_its_field_and_the_text_stays(
    send: Send, path: str, content: bytes, name: str, words: str
) -> None:
    document = send(path, content, name, status=422, text="My own text")

    assert words in html.text_of(document)
    assert field(document, "file").get("aria-invalid") == "true"
    assert "#file" in [link.get("href") for link in document.iter("a")]
    assert in_the_box(document) == "My own text"


class Body:
    """A body that counts how much of it was taken."""

    def __init__(self, size: int) -> None:
        self.size, self.taken = size, 0

    def __iter__(self) -> Iterator[bytes]:
        while self.taken < self.size:
            self.taken += MEGABYTE
            yield bytes(MEGABYTE)


@FORMS
def test_50_mb_are_refused_before_they_are_read(client: TestClient, path: str) -> None:
    body = Body(50 * MEGABYTE)
    headers = {"content-type": "multipart/form-data; boundary=b", "content-length": str(body.size)}

    answer = client.post(path, content=body, headers=headers)

    assert answer.status_code == 413
    assert "a file as much as the form says" in answer.text


def test_other_forms_take_no_more_than_before(client: TestClient) -> None:
    answer = client.post("/sign-in", data={"email": "x" * (2 * MEGABYTE)})

    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("announced", "taken"), [(12 * MEGABYTE, 12), (50 * MEGABYTE, 0)], ids=["thrown away", "not taken"]
)
def test_what_is_too_large_is_never_handed_on(announced: int, taken: int) -> None:
    body = iter(Body(announced))
    received = 0

    async def receive() -> dict[str, Any]:
        nonlocal received
        received += 1
        part = next(body)
        return {"type": "http.request", "body": part, "more_body": received * MEGABYTE < announced}

    async def application(*_: object) -> None:
        raise AssertionError("nobody may be asked")

    async def send(message: Any) -> None:
        statuses.append(message.get("status"))

    statuses: list[int | None] = []
    limited = security.BodyLimit(
        application, refuse=lambda _request, status: html_answer(status), larger={"/find": 11 * MEGABYTE}
    )
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/find",
        "headers": [(b"content-length", str(announced).encode())],
    }

    async def ask() -> None:
        await limited(scope, receive, send)

    with ThreadPoolExecutor(1) as apart:  # the browser tests keep a loop running in this thread
        apart.submit(asyncio.run, ask()).result()

    assert (statuses[0], received) == (413, taken)


def html_answer(status: int) -> Any:
    from starlette.responses import HTMLResponse

    return HTMLResponse("", status)


def test_nothing_of_a_file_is_left_or_logged(
    send: Send,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """2 MB: more than is held in memory, so that it passes through a temporary file."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    before = {path: path.stat().st_mtime_ns for path in settings.data.rglob("*") if path.is_file()}
    large = files.with_parts(files.word("Nurse Invented Person"), {"word/media/a.bin": _noise(2 * MEGABYTE)})

    with caplog.at_level(logging.DEBUG):
        send("/understand", large, "Invented Person.docx")
        send("/understand", b"%PDF-1.7 Invented Person", "Invented Person.pdf", status=422)

    assert "Invented" not in caplog.text
    assert list(scratch.iterdir()) == []
    assert {path: path.stat().st_mtime_ns for path in settings.data.rglob("*") if path.is_file()} == before


def _noise(size: int) -> bytes:
    import random

    return random.Random(1).randbytes(size)  # noqa: S311 - what cannot be packed, not what cannot be guessed


def test_the_limit_is_a_setting(settings: Settings, platform: Platform) -> None:
    small = settings.model_copy(update={"upload_megabytes": 1})
    upload = UploadFile(BytesIO(bytes(MEGABYTE + 1)), size=MEGABYTE + 1, filename="cv.pdf")

    with pytest.raises(Unreadable) as refused:
        uploads.read(upload, small)
    with TestClient(create_app(small, platform=Platform(small, platform.database))) as client:
        assert "up to 1 MB" in client.get("/understand").text
    assert refused.value.fault is Fault.TOO_LARGE


def test_there_are_words_for_everything() -> None:
    assert set(uploads.MESSAGES) == set(Fault)
    assert set(uploads.NOTES) == set(Note)
    assert set(uploads.KIND_NAMES) == set(Kind)


@pytest.mark.parametrize("language", i18n.languages())
@pytest.mark.parametrize("fault", Fault)
def test_every_refusal_can_be_said_in_every_language(fault: Fault, language: str) -> None:
    i18n.use(language)

    assert "%(" not in uploads.message(Unreadable(fault, most=60, found=500))


def test_notes_name_pages_as_the_reader_writes_numbers() -> None:
    paper = Paper(Kind.WORD, ("a", "", "", "b"), (2, 3), (4,), (Note.NAMED_OTHERWISE,))

    said = uploads.notes(paper)

    assert "it was read as Word (.docx)." in said[0]
    assert said[1].startswith("Pages 2 and 3 are scanned")
    assert said[2].startswith("Some letters on page 4 ")
