"""What of a text is read at all: pieces, clauses, and both sides of an "and"."""

import pytest

from matching.drafts import draft, one_passage, things
from matching.text import Span


def said(text: str, language: str) -> list[str]:
    return [part.text for part in things(Span(0, len(text), text), language)]


@pytest.mark.parametrize(
    ("text", "language", "sides"),
    [
        ("plan the work of ten people and order the material", "en",
         ["plan the work of ten people", "order the material"]),
        ("Wunden versorgen und Medikamente geben", "de", ["Wunden versorgen", "Medikamente geben"]),
        ("soigner les plaies et donner des médicaments", "fr", ["soigner les plaies", "donner des médicaments"]),
        ("ক্ষতের যত্ন নেওয়া এবং ওষুধ দেওয়া", "bn", ["ক্ষতের যত্ন নেওয়া", "ওষুধ দেওয়া"]),
        ("أضمد الجروح وأعطي الأدوية ووقت الدواء", "ar", ["أضمد الجروح", "أعطي الأدوية", "وقت الدواء"]),
        ("перев'язувати рани та давати ліки", "uk", ["перев'язувати рани", "давати ліки"]),
    ],
)  # fmt: skip
def test_a_long_clause_is_also_read_side_by_side(text: str, language: str, sides: list[str]) -> None:
    assert said(text, language) == [text, *sides]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("research and development", "en"),
        ("Y a-t-il une vie", "fr"),
        ("plan and build it", "xx"),
        ("أقيس ضغط المريض مرتين وقت الصباح", "ar"),
    ],
)
def test_a_short_clause_is_one_thing(text: str, language: str) -> None:
    assert said(text, language) == [text]


def test_a_list_is_read_in_passages_and_a_short_sentence_in_one() -> None:
    listed = "help with washing and dressing, serve meals, make beds, measure pulse and blood pressure"
    [piece] = draft(listed, "en").pieces
    assert [each.span.text.strip(", ") for each in piece.passages] == [
        "help with washing and dressing, serve meals",
        "make beds, measure pulse and blood pressure",
    ]
    sentence = "I help people with washing and dressing, and measure their pulse."
    for whole in ("dress wounds, give medication", sentence):
        [short] = draft(whole, "en").pieces
        assert [each.span for each in short.passages] == [short.span]
    [line] = draft(sentence.rstrip("."), "en").pieces
    assert len(line.passages) == 2


def test_places_are_those_of_the_original() -> None:
    text = "<p>I dress wounds on the ward and administer medication</p>"
    passage = one_passage(text, "en")
    assert [text[c.start : c.end] for c in passage.clauses] == [c.text for c in passage.clauses]
    assert "administer medication" in [c.text for c in passage.clauses]


def test_a_text_without_words_is_its_own_clause() -> None:
    passage = one_passage("…", None)
    assert passage.clauses == (passage.span,)
    assert passage.language == "und"


@pytest.mark.parametrize(
    ("text", "language", "read"),
    [
        ("Nurse, 9 years, English B2, German A2", "en", ["Nurse, 9 years"]),
        ("نرس، 9 سال، انگریزی اچھی، جرمن A2", "ur", ["نرس، 9 سال"]),
        ("Deutsch B1, Schweißer, Englisch gut, Führerschein B", "de", ["Schweißer", "Führerschein B"]),
    ],
)
def test_beside_languages_a_short_line_speaks_of_work(text: str, language: str, read: list[str]) -> None:
    [piece] = draft(text, language).pieces
    assert [passage.span.text for passage in piece.passages] == read
    assert not piece.about_languages
    assert all(text[p.span.start : p.span.end] == p.span.text for p in piece.passages)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Languages: English B2, German", "en"),
        ("Deutsch B1, Englisch fließend in Wort und Schrift", "de"),
        ("پشتو، اردو، انگلش کم", "ur"),
        ("French, 2019", "en"),
    ],
)
def test_a_line_of_languages_alone_is_one_and_says_so(text: str, language: str) -> None:
    [piece] = draft(text, language).pieces
    assert piece.about_languages
    assert [passage.span for passage in piece.passages] == [piece.span]
