"""The PDF: tagged for screen readers, in its language and direction, every character shown or named as missing."""

import time
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from talent.export import typeset
from talent.export.sheet import Entry, Said, Section, Sheet, Table
from talent.export.typeset import CannotTypeset, pdf

MADE_AT = datetime(2026, 11, 22, 12, tzinfo=UTC)

SHEET = Sheet(
    "Amina (invented)",
    "en",
    "ltr",
    "Not shown:",
    ["amina@people.example"],
    [
        Section("About", words=[Said("Je suis infirmière.\nDepuis six ans.", "fr")]),
        Section(
            "Work",
            entries=[Entry(Said("Nurse"), ["2019 – today", "Tunisia"], Said("ممرضة منذ ست سنوات", "ar"))],
        ),
        Section("Languages", table=Table(["Language", "Reading"], [["German", "B2"], ["French", "C1"]])),
        Section("Skills", items=["dress wounds", "care plans"]),
    ],
)


def made(sheet: Sheet) -> PdfReader:
    return PdfReader(BytesIO(pdf(sheet, made_at=MADE_AT)))


def text_of(reader: PdfReader) -> str:
    return "\n".join(page.extract_text() for page in reader.pages)


def root(reader: PdfReader) -> Any:
    return reader.trailer["/Root"]


def tags(reader: PdfReader) -> list[str]:
    """The kinds of all structure elements, in order."""
    found: list[str] = []
    walk(root(reader)["/StructTreeRoot"], found)
    return found


def walk(element: Any, found: list[str]) -> None:
    element = element.get_object()
    if not isinstance(element, dict):
        return
    if "/S" in element:
        found.append(str(element["/S"]))
    kids = element.get("/K", [])
    kids = kids.get_object() if hasattr(kids, "get_object") else kids
    for kid in kids if isinstance(kids, list) else [kids]:
        walk(kid, found)


@pytest.fixture(scope="module")
def reader() -> PdfReader:
    return made(SHEET)


def test_it_is_tagged_and_says_its_language_and_title(reader: PdfReader) -> None:
    assert root(reader)["/MarkInfo"]["/Marked"]
    assert root(reader)["/Lang"] == "en"
    assert root(reader)["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == "Amina (invented)"
    assert b"pdfuaid:part>1<" in root(reader)["/Metadata"].get_data()


def test_headings_lists_and_tables_are_tagged_as_such(reader: PdfReader) -> None:
    found = tags(reader)
    assert found.count("/H1") == 4
    assert found.count("/H2") == 1
    assert {"/P", "/L", "/LI", "/Table", "/TR", "/TD"} <= set(found)
    assert found.count("/TH") == 2


def test_everything_said_is_there(reader: PdfReader) -> None:
    text = text_of(reader)
    for words in (
        "Amina (invented)",
        "amina@people.example",
        "Je suis infirmière.",
        "Nurse",
        "B2",
        "care plans",
    ):
        assert words in text
    assert "ممرضة" in text
    assert "Not shown:" not in text


def test_a_right_to_left_language() -> None:
    arabic = made(replace(SHEET, language="ar", direction="rtl", title="سيرة ذاتية"))
    assert root(arabic)["/Lang"] == "ar"
    assert "سيرة" in text_of(arabic)


def test_words_are_never_read_as_code() -> None:
    nasty = '#panic("x") $1/0$ \\ @nobody <label> = = * _ ` // /* "}) #let x = sys.inputs ]'
    shown = text_of(
        made(replace(SHEET, title=nasty, sections=[Section(nasty, [Said(nasty)], items=[nasty])]))
    )
    assert shown.replace("\n", "").count('#panic("x")') >= 3
    assert "#let x = sys.inputs" in shown.replace("\n", " ")


def test_what_no_font_can_show_is_said() -> None:
    """Two unassigned characters and one for private use, which no font has."""
    shown = text_of(
        made(replace(SHEET, sections=[Section("About", [Said("a\U000e0fff b\ufdd0 c\U0010fffd")])]))
    )
    assert "Not shown: U+10FFFD" in shown.replace("\n", " "), shown


@pytest.mark.parametrize(
    "text", ["\x00\x01\x1f\x7f", "\ud800", "\u2028\u2029\u202e", "م" * 5000, "x" * 5000, "🙂👩‍⚕️"]
)
def test_whatever_people_type_gives_a_document(text: str) -> None:
    assert made(replace(SHEET, title=f"T {text[:200]}", sections=[Section("A", [Said(text, "x-y")])])).pages


def test_a_language_that_is_no_code_is_left_out() -> None:
    assert made(
        replace(SHEET, sections=[Section("A", [Said("text", "zh-Hant-TW"), Said("text", "1")])])
    ).pages


def test_what_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typeset, "WALL_SECONDS", 0.01)
    began = time.monotonic()
    with pytest.raises(CannotTypeset):
        pdf(SHEET, made_at=MADE_AT)
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    ("text", "direction"),
    [("abc", "ltr"), ("مرحبا abc", "rtl"), ("12 – עברית", "rtl"), ("123", "ltr"), ("", "ltr")],
)
def test_the_direction_of_words(text: str, direction: str) -> None:
    assert Said(text).direction == direction
