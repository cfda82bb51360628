"""Every format comes back as the text that was put in, in any script."""

from dataclasses import replace

import pytest

from talent.papers import STANDARD, Kind, Note, Paper, Unreadable, read, reader
from tests.factories import files

ENGLISH = "Nurse on a surgical ward\n- gives medication\n- cares for wounds (fever, pain)"
FRENCH = "Infirmière diplômée d’État, élève à Sfax"
ARABIC = "ممرضة في المستشفى منذ 2019"
BENGALI = "ঢাকায় একজন ঝালাইকার হিসেবে ছয় বছর"
TEXTS = pytest.mark.parametrize("text", [ENGLISH, FRENCH, ARABIC, BENGALI], ids=["en", "fr", "ar", "bn"])


def parsed(data: bytes) -> Paper:
    """In this process: what the format modules do, without the time that a process takes."""
    return reader.read(data, STANDARD)


@TEXTS
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_plain_text(text: str, encoding: str) -> None:
    assert parsed(text.replace("\n", "\r\n").encode(encoding)) == Paper(Kind.TEXT, (text,))


@TEXTS
def test_word(text: str) -> None:
    assert parsed(files.word(*text.splitlines())) == Paper(Kind.WORD, (text,))


@TEXTS
def test_open_document(text: str) -> None:
    assert parsed(files.open_document(*text.splitlines())) == Paper(Kind.OPEN_DOCUMENT, (text,))


@pytest.mark.parametrize("text", [ENGLISH, FRENCH, BENGALI], ids=["en", "fr", "bn"])
def test_pdf(text: str) -> None:
    assert parsed(files.pdf(text)) == Paper(Kind.PDF, (text,))


@pytest.mark.parametrize(
    ("seen", "meant"),
    [
        (ARABIC[::-1].replace("9102", "2019"), ARABIC),
        (f"ىفشتسملا يف مو{files.LAM_ALEF}", "لاوم في المستشفى"),
        ("2020 ذنم ICU مسق", "قسم ICU منذ 2020"),
        ("(ةيلاجعتسا) ةضرمم", "ممرضة (استعجالية)"),
        (")ةيلاجعتسا( ةضرمم", "ممرضة (استعجالية)"),
        ("I speak ةيبرعلا and French", "I speak العربية and French"),
    ],
    ids=[
        "number",
        "joined-letters",
        "latin-word",
        "brackets-by-shape",
        "brackets-by-meaning",
        "within-latin",
    ],
)
def test_right_to_left_pdf_is_read_in_the_order_in_which_people_read(seen: str, meant: str) -> None:
    assert parsed(files.pdf(seen)).text == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("আিম কাজ কির", "আমি কাজ করি"),
        ("েকােনা কাজ", "কোনো কাজ"),
        ("আিম িশক্ষক", "আমি শিক্ষক"),
        ("হিন্দি কাজ", "হিন্দি কাজ"),
        ("िहन्दी", "हिन्दी"),
    ],
)
def test_indic_vowels_written_before_their_consonant_are_set_behind_it(written: str, meant: str) -> None:
    assert parsed(files.pdf(written)).text == meant


def test_pages_stay_apart_and_scanned_ones_are_named() -> None:
    paper = parsed(files.pdf("first", files.PICTURE, files.PICTURE, "", "last"))

    assert paper.pages == ("first", "", "", "", "last")
    assert paper.scanned == (2, 3)
    assert paper.text == "first\n\nlast"


def test_signs_without_a_letter_are_said() -> None:
    paper = parsed(files.pdf("clear", "ab\x05cd", unmapped="\x05"))

    assert (paper.pages[1], paper.unclear) == ("ab\ufffdcd", (2,))


def test_a_pdf_that_opens_without_a_password_is_read() -> None:
    assert parsed(files.locked_pdf("Nurse", user="")).text == "Nurse"


def test_tables_and_text_boxes_of_word_are_read_where_they_stand() -> None:
    box = (
        "<w:p><w:r><w:t>before</w:t><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>in the box</w:t>"
        "</w:r></w:p></w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent><w:p><w:r><w:t>in the box</w:t></w:r>"
        "</w:p></w:txbxContent></mc:Fallback></mc:AlternateContent></w:r><w:del><w:r><w:delText>gone</w:delText>"
        "</w:r></w:del></w:p><w:p><w:r><w:t>one</w:t><w:tab/><w:t>two</w:t><w:br/><w:t>three</w:t></w:r></w:p>"
    )
    namespaces = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="urn:mc"'
    body = f"<w:document {namespaces}><w:body>{box}</w:body></w:document>"

    boxed = parsed(files.with_parts(files.word("x"), {"word/document.xml": body}))
    table = parsed(files.word("Languages", table=[["Arabic", "mother tongue"], ["French", "C1"]]))

    assert boxed.text == "before\nin the box\none two\nthree"
    assert table.text == "Languages\nArabic\nmother tongue\nFrench\nC1"


def test_a_file_is_read_by_what_it_is_and_not_by_its_name() -> None:
    paper = read(files.word("Nurse"), name="cv.pdf")

    assert (paper.kind, paper.text, paper.notes) == (Kind.WORD, "Nurse", (Note.NAMED_OTHERWISE,))


def test_the_name_is_not_needed() -> None:
    assert read(files.pdf("Nurse"), name="CV de Fatima").notes == ()


def test_a_text_over_the_limit_is_not_cut_in_silence() -> None:
    with pytest.raises(Unreadable) as refused:
        reader.read(b"a" * 101, replace(STANDARD, characters=100))

    assert (refused.value.code, dict(refused.value.limits)) == ("file.too-long", {"most": 100, "found": 101})


def test_nobody_sees_the_text_in_a_log() -> None:
    assert "Nurse" not in repr(parsed(b"Nurse"))
