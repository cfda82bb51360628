"""Pieces, clauses and words lie where they say, in any script, and hostile texts take no longer than others."""

from collections.abc import Callable
from time import process_time

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from matching.text import (
    LONGEST_PIECE,
    Span,
    clauses,
    language_of,
    language_of_piece,
    mask_contacts,
    mask_markup,
    pieces,
    readable,
    stems,
    words,
)

FRAGMENTS = [
    "Ich pflege Menschen.", "mind. 2 Jahre", "<b>", "</li>", "<script>x<1</script>", "<!-- a -->", "&amp;", "- ", "• ",
    "1) ", "১. ", "أعمل ممرضة، وأجيد الفرنسية؛", "আমি একজন নার্স।", "میں نرس ہوں۔", "!?…", "\n", "\r\n", "\u2028",
    "\t", "  ", "a@b.example", "+49 30 1234567", "2014-2018", "C++, C#, .NET", "🙂", "\u200f", "é", "(", ")", " – ",
    "\ud800",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=12), max_size=25).map("".join)


@given(TEXTS)
def test_pieces_are_stretches_of_the_text_in_order_that_do_not_overlap(text: str) -> None:
    masked = mask_markup(text)
    end = 0
    for piece in pieces(text):
        assert piece.start >= end
        assert masked[piece.start : piece.end] == piece.text
        assert piece.text.strip(" \t\n,;-") == piece.text != ""
        end = piece.end
    assert end <= len(text)


@given(TEXTS)
def test_clauses_and_words_lie_inside_their_piece(text: str) -> None:
    masked = mask_markup(text)
    for piece in pieces(text):
        end = piece.start
        for clause in clauses(piece):
            assert end <= clause.start < clause.end <= piece.end
            assert masked[clause.start : clause.end] == clause.text
            end = clause.end
        places = [(word.start, word.end) for word in words(piece)]
        assert places == sorted(places)
        assert all(piece.start <= start < end <= piece.end for start, end in places)


@given(TEXTS)
def test_masking_keeps_the_length_and_every_line_break(text: str) -> None:
    for mask in (mask_markup, mask_contacts, readable):
        masked = mask(text)
        assert len(masked) == len(text)
        assert [i for i, c in enumerate(masked) if c == "\n"] == [i for i, c in enumerate(text) if c == "\n"]


@given(TEXTS)
def test_no_letter_outside_markup_is_lost(text: str) -> None:
    kept = "".join(piece.text for piece in pieces(text))
    letters = regex.compile(r"[\p{L}]")
    assert sorted(letters.findall(kept)) == sorted(letters.findall(mask_markup(text)))


def texts_of(text: str) -> list[str]:
    return [piece.text for piece in pieces(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- Wunden versorgen\n• Blut abnehmen\n1) messen", ["Wunden versorgen", "Blut abnehmen", "messen"]),
        ("١۔ پلمبنگ\n২। রান্না", ["پلمبنگ", "রান্না"]),
        ("<ul><li>Pflege</li>\n<li>Hygiene</li></ul>", ["Pflege", "Hygiene"]),
        ("<script>var a = 'Koch';</script>Kellner", ["Kellner"]),
        ("Preise < 5 und > 3", ["Preise < 5 und > 3"]),
        ("mind. 2 Jahre Erfahrung", ["mind. 2 Jahre Erfahrung"]),
        ("z. B. Deutsch, d. h. die Sprache", ["z. B. Deutsch, d. h. die Sprache"]),
        ("Ich koche. Ich backe! Und du?", ["Ich koche.", "Ich backe!", "Und du?"]),
        ("أعمل ممرضة. هل تتكلم؟ نعم", ["أعمل ممرضة.", "هل تتكلم؟", "نعم"]),
        ("আমি নার্স। আমি রান্না করি।", ["আমি নার্স।", "আমি রান্না করি।"]),
        ("میں نرس ہوں۔ میں باورچی ہوں۔", ["میں نرس ہوں۔", "میں باورچی ہوں۔"]),
        ("Polish at level A2. I have a car.", ["Polish at level A2.", "I have a car."]),
        ("I want to learn it. I drive.", ["I want to learn it.", "I drive."]),
        ("Since 2019. Before that a cook.", ["Since 2019.", "Before that a cook."]),
        ("لم أعمل قط. ليست لدي رخصة", ["لم أعمل قط.", "ليست لدي رخصة"]),
        ("ab dem 1. Mai, am 31.12. Feier", ["ab dem 1. Mai, am 31.12. Feier"]),
        ("Dr. Amina B. Khan, Tel. Zentrale", ["Dr. Amina B. Khan, Tel. Zentrale"]),
        ("M. Dupont, Av. Foch, env. Paris", ["M. Dupont, Av. Foch, env. Paris"]),
        ("вул. Лесі Українки, м. Київ", ["вул. Лесі Українки, м. Київ"]),
        ("Engl. B1, ca. Hälfte, No. 5", ["Engl. B1, ca. Hälfte, No. 5"]),
        ("  \n\t–\n***\n", []),
        ("", []),
    ],
)
def test_what_is_a_piece(text: str, expected: list[str]) -> None:
    assert texts_of(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Deutsch B2, Englisch A1", ["Deutsch B2", "Englisch A1"]),
        ("العربية، الفرنسية؛ الألمانية", ["العربية", "الفرنسية", "الألمانية"]),
        ("Umsatz von 1,5 Millionen", ["Umsatz von 1,5 Millionen"]),
        ("Deutsch, 3 Jahre", ["Deutsch", "3 Jahre"]),
        ("allein", ["allein"]),
    ],
)
def test_what_is_a_clause(text: str, expected: list[str]) -> None:
    assert [clause.text for clause in clauses(Span(0, len(text), text))] == expected


def test_a_long_sentence_is_cut_at_its_commas() -> None:
    text = ", ".join(f"Aufgabe Nummer {number} auf der Station" for number in range(60))
    found = list(pieces(text))
    assert len(found) > 1
    assert all(len(piece.text) <= LONGEST_PIECE for piece in found)


def test_a_long_sentence_without_commas_stays_whole() -> None:
    text = "und so weiter " * 100
    assert texts_of(text) == [text.strip()]


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("Mail: a.b+c@mail.example.org bitte", "a.b+c@mail.example.org"),
        ("Tel. +49 (30) 123-45-67 abends", "+49 (30) 123-45-67"),
        ("Tel. 0176/1234 5678", "0176/1234 5678"),
        ("siehe https://example.org/cv?x=1 oder", "https://example.org/cv?x=1"),
        ("siehe www.example.org", "www.example.org"),
    ],
)
def test_contacts_are_hidden(text: str, hidden: str) -> None:
    assert mask_contacts(text) == text.replace(hidden, " " * len(hidden))


@pytest.mark.parametrize(
    "text", ["2014-2018 Krankenhaus", "2014 - 2018", "01/2014 - 05/2018", "2014 2015 2016", "12 000 Euro"]
)
def test_years_are_no_telephone_numbers(text: str) -> None:
    assert mask_contacts(text) == text


def test_stems_are_the_same_for_forms_of_a_word() -> None:
    one, two = "Pflegekräfte und C++", "eine Pflegekraft"
    assert stems(Span(0, len(one), one)) & stems(Span(0, len(two), two)) == {"pfleg"}
    assert "c++" in stems(Span(0, len(one), one))


SHORT_TEXTS = {
    "en": "I have worked as a nurse in a hospital for six years.",
    "de": "Ich arbeite seit sechs Jahren als Krankenschwester.",
    "fr": "Je travaille comme infirmière depuis six ans.",
    "es": "Trabajo como enfermera desde hace seis años.",
    "it": "Lavoro come infermiera da sei anni in ospedale.",
    "pt": "Trabalho como enfermeira há seis anos e não tenho filhos.",
    "nl": "Ik werk al zes jaar als verpleegkundige in een ziekenhuis.",
    "pl": "Pracuję jako pielęgniarka od sześciu lat.",
    "sv": "Jag har arbetat som sjuksköterska i sex år.",
    "tr": "Altı yıldır hemşire olarak çalışıyorum.",
    "uk": "Працюю медичною сестрою вже шість років.",
    "ar": "أعمل ممرضة منذ ست سنوات في مستشفى",
    "ur": "میں چھ سال سے ہسپتال میں نرس کے طور پر کام کر رہی ہوں۔",
    "bn": "আমি ছয় বছর ধরে নার্স হিসেবে কাজ করছি।",
    "hi": "मैं छह साल से अस्पताल में नर्स के रूप में काम कर रही हूँ।",
    "el": "Εργάζομαι ως νοσοκόμα εδώ και έξι χρόνια.",
}


@pytest.mark.parametrize(("language", "text"), SHORT_TEXTS.items(), ids=SHORT_TEXTS.keys())
def test_the_language_of_a_short_text(language: str, text: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize("text", ["", " \n", "123 456", "🙂🙂", "https://example.org", "<br>"])
def test_a_text_without_letters_has_no_language(text: str) -> None:
    assert language_of(text) == "und"


def test_a_piece_has_the_language_of_its_text_unless_its_script_is_another() -> None:
    assert language_of_piece("Microsoft Excel", "de") == "de"
    assert language_of_piece("Trabajo como enfermera", "de") == "de"
    assert language_of_piece("Працюю медичною сестрою вже шість років", "de") == "uk"
    assert language_of_piece("Registered nurse since many years", "ar") == "en"
    assert language_of_piece("میں نرس ہوں", "ur") == "ur"
    assert language_of_piece("2014", "ar") == "ar"


HOSTILE: dict[str, str] = {
    "one word": "a" * 60_000,
    "spaces": "a" + " " * 60_000 + "b",
    "script": "<script" * 8_000,
    "comment": "<!--" * 15_000,
    "tags": "<a " * 20_000,
    "digits": "1 " * 30_000,
    "brackets": "+(" * 30_000,
    "dots": "." * 60_000,
    "quotes": '!"' * 30_000,
    "dashes": " - " * 20_000,
    "commas": "a, " * 20_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_takes_time_in_proportion(name: str) -> None:
    assert _seconds(_take_apart, HOSTILE[name]) < 2  # it is 0.2; what grows with the square took a minute


def _take_apart(text: str) -> None:
    for piece in pieces(readable(text)):
        clauses(piece)


def _seconds(what: Callable[[str], None], text: str) -> float:
    start = process_time()
    what(text)
    return process_time() - start
