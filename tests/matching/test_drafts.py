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
