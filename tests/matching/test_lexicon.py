"""Labels are found in a text whatever their case and accents, the longest first, and kept as they were."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.lexicon import LONGEST_LABEL, Lexicon
from matching.text import Span

LABELS = [
    (0, True, "nurse"),
    (1, True, "general care nurse"),
    (2, False, "C++"),
    (3, True, "waiter/waitress"),
    (4, True, "SQL"),
    (5, True, "éducateur spécialisé"),
    (6, True, "go"),
    (7, True, "ممرضة"),
    (8, True, "নার্স"),
    (10, True, "نرس"),
    (9, False, "nurse"),  # two concepts of one label
]


def found(text: str, lexicon: Lexicon | None = None) -> list[tuple[str, int]]:
    hits = (lexicon or Lexicon.of(LABELS)).find(Span(0, len(text), text))
    return [(text[hit.start : hit.end], hit.concept) for hit in hits]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I am a Nurse.", [("Nurse", 0), ("Nurse", 9)]),
        ("GENERAL CARE NURSE", [("GENERAL CARE NURSE", 1)]),  # and not the nurse within
        ("C++ and SQL", [("C++", 2), ("SQL", 4)]),
        ("the sequel, sql", []),  # three small letters say too little
        ("let us go", []),
        ("waitress or waiter", [("waitress", 3), ("waiter", 3)]),
        ("EDUCATEUR SPÉCIALISÉ", [("EDUCATEUR SPÉCIALISÉ", 5)]),
        ("أعمل مُمَرِّضَة", [("مُمَرِّضَة", 7)]),
        ("আমি একজন নার্স", [("নার্স", 8)]),
        ("میں نرس ہوں", [("نرس", 10)]),  # three letters, and vowels that are not written
        ("nurses", []),
        ("", []),
    ],
)
def test_which_labels_a_text_has(text: str, expected: list[tuple[str, int]]) -> None:
    assert found(text) == expected


def test_preferred_wins_where_a_concept_has_the_same_words_twice() -> None:
    lexicon = Lexicon.of([(0, True, "nurse"), (0, False, "Nurse")])
    (hit,) = lexicon.find(Span(0, 5, "nurse"))
    assert hit.preferred


def test_a_very_long_label_is_left_to_its_vector() -> None:
    label = "word " * (LONGEST_LABEL + 1)
    assert found(label, Lexicon.of([(0, True, label)])) == []


def test_it_is_read_as_it_was_saved(tmp_path: Path) -> None:
    Lexicon.of(LABELS).save(tmp_path / "lexicon.npz")
    text = "General care nurse, C++"
    assert found(text, Lexicon.load(tmp_path / "lexicon.npz")) == found(text)


@given(
    st.lists(st.tuples(st.integers(0, 9), st.booleans(), st.text(max_size=12)), max_size=8),
    st.text(max_size=60),
)
def test_hits_lie_in_the_text_and_do_not_overlap_those_of_other_places(
    labels: list[tuple[int, bool, str]], text: str
) -> None:
    end = 0
    places = {(hit.start, hit.end) for hit in Lexicon.of(labels).find(Span(7, 7 + len(text), text))}
    for start, stop in sorted(places):
        assert 7 <= start < stop <= 7 + len(text)
        assert start >= end
        end = stop
