"""Files made to do harm, and files that are simply broken: each gets its own word, and the server goes on."""

import logging
import re
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from talent.papers import MEGABYTE, STANDARD, Fault, Unreadable, read, reading
from talent.papers.limits import Limits
from tests.factories import files

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
LAUGHS = '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;&b;">]>'
OUTSIDE = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]>'
PASSPORT = '<SkillsPassport xmlns="http://europass.cedefop.europa.eu/Europass">&b;</SkillsPassport>'
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MACRO = "application/vnd.ms-word.document.macroEnabled.main+xml"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def typed(content_type: str, **parts: str) -> bytes:
    """An Office file whose one part says that it is of this type."""
    part = f'<Override PartName="/word/document.xml" ContentType="{content_type}"/>'
    named = {name.replace("__", "/").replace("_", "."): content for name, content in parts.items()}
    return files.archive(
        {"[Content_Types].xml": f"<Types>{part}</Types>", "word/document.xml": "<a/>"} | named
    )


def with_name(name: str) -> bytes:
    return files.with_parts(files.word("Nurse"), {name: "x"})


def lying_about_its_size() -> bytes:
    """The directory says 10 bytes where 30 MB come out."""
    honest = files.archive(
        {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": bytes(30 * MEGABYTE)}
    )
    return honest.replace((30 * MEGABYTE).to_bytes(4, "little"), (10).to_bytes(4, "little"))


def endless_stream() -> bytes:
    """A page whose content unpacks to 80 MB."""
    packed = zlib.compress(bytes(80 * MEGABYTE), 9).decode("latin-1")
    head = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Resources << /Font << /F 3 0 R >> >> /Contents 5 0 R >>"
    return files._numbered(
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Count 1 /Kids [4 0 R] >>",
            files.FONT,
            head,
            files._stream("<< /Filter /FlateDecode", packed),
        ]
    )


def pages_that_contain_each_other() -> bytes:
    catalog, tree = "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 9 /Kids [2 0 R 2 0 R] >>"
    return files._numbered([catalog, tree])


Make = Callable[[], bytes]
HOSTILE: dict[str, tuple[Make, str, Fault]] = {
    "nothing": (lambda: b"", "cv.pdf", Fault.EMPTY),
    "only blanks": (lambda: b" \r\n\t\n", "cv.txt", Fault.EMPTY),
    "only a byte order mark": (lambda: b"\xef\xbb\xbf", "cv.txt", Fault.EMPTY),
    "a photo": (lambda: b"\xff\xd8\xff\xe0" + bytes(99), "cv.jpg", Fault.PICTURE),
    "a photo called PDF": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(99), "cv.pdf", Fault.PICTURE),
    "a photo of a telephone": (lambda: b"\x00\x00\x00\x18ftypheic" + bytes(99), "cv.heic", Fault.PICTURE),
    "a program called PDF": (lambda: b"MZ\x90\x00" + bytes(999), "cv.pdf", Fault.DISGUISED),
    "a program": (lambda: b"\x7fELF" + bytes(999), "cv", Fault.OTHER_KIND),
    "a web page called Word": (lambda: b"<!DOCTYPE html><p>Hi", "cv.docx", Fault.DISGUISED),
    "a script called text": (lambda: b"#!/bin/sh\nrm -rf /", "cv.txt", Fault.DISGUISED),
    "rich text": (lambda: rb"{\rtf1 Nurse}", "cv.rtf", Fault.OTHER_KIND),
    "a spreadsheet": (lambda: typed(SHEET), "cv.xlsx", Fault.OTHER_KIND),
    "an archive called Word": (lambda: files.archive({"a": "b"}), "cv.docx", Fault.DISGUISED),
    "an archive of nothing": (lambda: files.archive({}), "cv.zip", Fault.OTHER_KIND),
    "other XML": (lambda: b"<note>Nurse</note>", "cv.svg", Fault.OTHER_KIND),
    "old Word": (lambda: OLE + "WordDocument".encode("utf-16-le"), "cv.doc", Fault.OLD_WORD),
    "old Excel": (lambda: OLE + "Workbook".encode("utf-16-le"), "cv.xls", Fault.OTHER_KIND),
    "Word with a password": (
        lambda: OLE + "EncryptedPackage".encode("utf-16-le"),
        "cv.docx",
        Fault.ENCRYPTED,
    ),
    "PDF with a password": (lambda: files.locked_pdf("Nurse", user="secret"), "cv.pdf", Fault.ENCRYPTED),
    "OpenDocument with a password": (
        lambda: files.with_parts(
            files.open_document("Nurse"),
            {"META-INF/manifest.xml": "<manifest><file-entry><encryption-data/></file-entry></manifest>"},
        ),
        "cv.odt",
        Fault.ENCRYPTED,
    ),
    "half a PDF": (lambda: files.pdf("Nurse")[:500], "cv.pdf", Fault.DAMAGED),
    "half a Word file": (lambda: files.word("Nurse")[:5000], "cv.docx", Fault.DAMAGED),
    "half an OpenDocument": (lambda: files.open_document("Nurse")[:900], "cv.odt", Fault.DAMAGED),
    "half a Europass": (lambda: b"<SkillsPassport><LearnerInfo>", "cv.xml", Fault.DAMAGED),
    "Word without its text": (
        lambda: files.archive({"[Content_Types].xml": "<Types"}),
        "cv.docx",
        Fault.DAMAGED,
    ),
    "PDF of rubbish": (lambda: b"%PDF-1.7\n" + b"\x01<<[(" * 500 + b"\n%%EOF", "cv.pdf", Fault.DAMAGED),
    "PDF pages in a circle": (pages_that_contain_each_other, "cv.pdf", Fault.DAMAGED),
    "500 pages": (lambda: files.pdf(*["Nurse"] * 500), "cv.pdf", Fault.TOO_MANY_PAGES),
    "a scan": (lambda: files.pdf(None, None), "cv.pdf", Fault.ONLY_PICTURES),
    "a scan in Word": (
        lambda: files.with_parts(files.word(""), {"word/media/image1.png": b"x"}),
        "cv.docx",
        Fault.ONLY_PICTURES,
    ),
    "a scan in OpenDocument": (
        lambda: files.with_parts(files.open_document(""), {"Pictures/1.png": b"x"}),
        "cv.odt",
        Fault.ONLY_PICTURES,
    ),
    "an empty page": (lambda: files.pdf(""), "cv.pdf", Fault.NO_TEXT),
    "an empty Word file": (lambda: files.word(""), "cv.docx", Fault.NO_TEXT),
    "letters of an unknown kind": (lambda: "Infirmière".encode("latin-1"), "cv.txt", Fault.ENCODING),
    "DOCM": (lambda: typed(MACRO), "cv.docm", Fault.MACROS),
    "DOCM called DOCX": (lambda: typed(MACRO), "cv.docx", Fault.MACROS),
    "macros in DOCX": (lambda: typed(MAIN, word__vbaProject_bin="x"), "cv.docx", Fault.MACROS),
    "macros in OpenDocument": (
        lambda: files.with_parts(files.open_document("Nurse"), {"Basic/Standard/Module1.xml": "Sub Main"}),
        "cv.odt",
        Fault.MACROS,
    ),
    "a bomb": (
        lambda: files.with_parts(files.word("Nurse"), {"word/document.xml": bytes(15 * MEGABYTE)}),
        "cv.docx",
        Fault.SWELLS,
    ),
    "a bomb beside the text": (
        lambda: files.with_parts(files.word("Nurse"), {"word/media/a.png": bytes(90 * MEGABYTE)}),
        "cv.docx",
        Fault.SWELLS,
    ),
    "a bomb of many parts": (
        lambda: files.archive({f"word/{number}.xml": "x" for number in range(2_100)}),
        "cv.docx",
        Fault.SWELLS,
    ),
    "a bomb in a PDF": (endless_stream, "cv.pdf", Fault.SWELLS),
    "a lie about the size": (lying_about_its_size, "cv.odt", Fault.DAMAGED),
    "a path upwards": (lambda: with_name("word/../../../etc/passwd"), "cv.docx", Fault.UNSAFE_PATHS),
    "a path upwards with backslashes": (lambda: with_name("..\\..\\evil.exe"), "cv.docx", Fault.UNSAFE_PATHS),
    "a path from the root": (lambda: with_name("/etc/passwd"), "cv.docx", Fault.UNSAFE_PATHS),
    "a path with a drive": (lambda: with_name("C:\\evil.exe"), "cv.docx", Fault.UNSAFE_PATHS),
    "a link": (lambda: files.with_link(files.word("Nurse")), "cv.docx", Fault.UNSAFE_PATHS),
    "a billion laughs": (lambda: (LAUGHS + PASSPORT).encode(), "cv.xml", Fault.UNSAFE_XML),
    "an entity of the server": (lambda: (OUTSIDE + PASSPORT).encode(), "cv.xml", Fault.UNSAFE_XML),
    "a billion laughs in Word": (
        lambda: files.with_parts(files.word("x"), {"word/document.xml": LAUGHS + "<a>&c;</a>"}),
        "cv.docx",
        Fault.UNSAFE_XML,
    ),
    "an entity in OpenDocument": (
        lambda: files.with_parts(files.open_document("x"), {"content.xml": OUTSIDE + "<a>&b;</a>"}),
        "cv.odt",
        Fault.UNSAFE_XML,
    ),
    "XML a hundred thousand levels deep": (
        lambda: files.with_parts(files.word("x"), {"word/document.xml": "<a>" * 100_000 + "</a>" * 100_000}),
        "cv.docx",
        Fault.TOO_HARD,
    ),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_every_bad_file_gets_its_word(case: str) -> None:
    make, name, fault = HOSTILE[case]

    with pytest.raises(Unreadable) as refused:
        read(make(), name=name)

    assert refused.value.fault is fault
    assert (refused.value.field, refused.value.code) == ("file", fault.value)


def test_every_fault_is_tried_somewhere() -> None:
    tried = {fault for _, _, fault in HOSTILE.values()}
    elsewhere = {Fault.TOO_LARGE, Fault.TOO_LONG, Fault.BUSY}

    assert tried | elsewhere == set(Fault)


def test_the_numbers_of_a_message_come_with_it() -> None:
    with pytest.raises(Unreadable) as refused:
        read(files.pdf(*["Nurse"] * 61))

    assert dict(refused.value.limits) == {"most": 60, "found": 61}


def test_a_file_over_the_limit_is_not_looked_at() -> None:
    with pytest.raises(Unreadable) as refused:
        read(bytes(11), limits=replace(STANDARD, size=10))

    assert (refused.value.fault, dict(refused.value.limits)) == (Fault.TOO_LARGE, {"most": 10, "found": 11})


def heavy() -> bytes:
    """A document that takes seconds to read, packed small; the limits for bombs are lifted to get at the others."""
    text = "<w:p/>" * 1_500_000
    xml = f'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">{text}</w:document>'
    return files.with_parts(files.word("Nurse"), {"word/document.xml": xml})


@pytest.mark.parametrize(
    ("make", "limits"),
    [
        (heavy, replace(STANDARD, ratio=10_000, wall_seconds=0.5)),
        (heavy, replace(STANDARD, ratio=10_000, cpu_seconds=1)),
        (heavy, replace(STANDARD, ratio=10_000, memory=150 * MEGABYTE)),
        (lambda: files.word("Nurse"), replace(STANDARD, answer=10)),
    ],
    ids=["wall", "cpu", "memory", "answer"],
)
def test_no_file_takes_more_than_its_share(
    make: Make, limits: Limits, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG), pytest.raises(Unreadable) as refused:
        read(make(), limits=limits)

    assert refused.value.fault is Fault.TOO_HARD
    assert "Nurse" not in caplog.text


def test_after_all_of_that_good_files_are_still_read() -> None:
    assert read(files.word("Nurse")).text == "Nurse"


def test_the_document_names_every_fault_and_every_number() -> None:
    said = (Path(__file__).parents[3] / "docs" / "uploads.md").read_text("utf-8")
    table = said.partition("## What is refused")[2].partition("\n## ")[0]

    assert set(re.findall(r"`(file\.[a-z-]+)`", table)) == set(Fault)
    for number in (
        f"{STANDARD.size // MEGABYTE} MB",
        f"| {STANDARD.pages} |",
        f"{STANDARD.characters:,} characters",
        f"{STANDARD.entries:,} parts",
        f"{STANDARD.unpacked // MEGABYTE} MB unpacked",
        f"{STANDARD.part // MEGABYTE} MB for the text",
        f"{STANDARD.ratio} times",
        f"{STANDARD.cpu_seconds} s of processor time",
        f"{STANDARD.wall_seconds:.0f} s in all",
        f"{STANDARD.memory // MEGABYTE} MB of memory",
    ):
        assert number in table


def test_who_waits_too_long_for_a_turn_is_told() -> None:
    taken = [reading._turns.acquire() for _ in range(reading.AT_ONCE)]
    try:
        with pytest.raises(Unreadable) as refused:
            read(b"Nurse", limits=replace(STANDARD, wall_seconds=0.01))
    finally:
        for _ in taken:
            reading._turns.release()

    assert refused.value.fault is Fault.BUSY


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"Traceback",
        b"{}",
        b'{"paper": {"kind": "exe", "pages": ["x"]}}',
        b'{"paper": {"kind": "txt", "pages": "x"}}',
        b'{"fault": "anything"}',
        b'{"paper": {"kind": "txt", "pages": ["' + b"x" * 200_001 + b'"]}}',
    ],
    ids=["nothing", "no JSON", "neither", "unknown kind", "wrong shape", "unknown fault", "too long"],
)
def test_what_the_other_process_says_is_checked(said: bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        reading._checked(said, STANDARD)

    assert refused.value.fault is Fault.TOO_HARD


def test_the_other_process_inherits_nothing_of_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """Secrets stand in the environment of a server."""
    monkeypatch.setenv("TALENT_DATABASE_URL", "postgresql://secret")

    with reading._started(STANDARD) as process:
        environment = Path(f"/proc/{process.pid}/environ")
        if not environment.exists():
            pytest.skip("this system shows no environment of a process")
        said = environment.read_bytes()
        process.kill()

    assert b"secret" not in said
