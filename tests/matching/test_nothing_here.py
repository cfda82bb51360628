"""What speaks of no work leaves nothing to read, what only looks like it stays, and all that is left out is shown."""

import tomllib
from functools import cache
from pathlib import Path
from time import thread_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.boilerplate import Why, languages, section, sentence_kind
from matching.sifting import LeftOut, sift
from matching.text import Span, mask_markup, readable

CASES = Path(__file__).with_name("cases") / "nothing_here.toml"


@cache
def judged() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(CASES.read_text("utf-8"))


def sifted(text: str, language: str) -> list[Span | LeftOut]:
    return list(sift(readable(text), language, original=text))


def read(text: str, language: str = "en") -> list[str]:
    return [span.text for span in sifted(text, language) if not isinstance(span, LeftOut)]


def left_out(text: str, language: str = "en") -> list[tuple[str, Why]]:
    return [(span.text, span.why) for span in sifted(text, language) if isinstance(span, LeftOut)]


LINE_ABOVE = "\n\n"
"""So that a judged line is not the first: what a name is, is judged by its place, too."""


@pytest.mark.parametrize("language", judged())
def test_what_speaks_of_no_work_leaves_nothing(language: str) -> None:
    missed = [line for line in judged()[language]["left_out"] if read("…1" + LINE_ABOVE + line, language)[1:]]
    assert not missed


@pytest.mark.parametrize("language", judged())
def test_what_only_looks_like_it_stays(language: str) -> None:
    lost = {line: found for line in judged()[language]["stays"] if (found := left_out(line, language))}
    assert not lost


def test_there_are_enough_cases_to_say_so() -> None:
    counts = {kind: sum(len(each[kind]) for each in judged().values()) for kind in ("left_out", "stays")}
    assert counts["left_out"] >= 120
    assert counts["stays"] >= 120
    assert set(judged()) == set(languages())


CV = """{title}

{skill}

{hobbies}
{hobby}

{languages}
Deutsch B2"""


@pytest.mark.parametrize(
    ("language", "title", "skill", "hobbies", "hobby", "next_heading"),
    [
        ("en", "Welder", "Weld pipes", "Hobbies", "Fishing and restoring furniture", "Languages"),
        ("fr", "Soudeur", "Souder des tuyaux", "Centres d'intérêt", "Pêche, cuisine", "Langues"),
        ("de", "Schweißer", "Rohre schweißen", "HOBBYS & INTERESSEN", "Angeln, Kochen", "Sprachen"),
        ("ar", "لحام", "لحام الأنابيب", "الهوايات", "صيد السمك والطبخ", "اللغات"),
        ("bn", "ওয়েল্ডার", "পাইপ ওয়েল্ডিং", "শখ", "মাছ ধরা", "ভাষা"),
        ("ur", "ویلڈر", "پائپ ویلڈنگ", "مشاغل", "مچھلی پکڑنا", "زبانیں"),
        ("uk", "Зварювальник", "Зварювання труб", "Хобі", "Риболовля", "Мови"),
    ],
)
def test_a_section_ends_at_the_next_heading(
    language: str, title: str, skill: str, hobbies: str, hobby: str, next_heading: str
) -> None:
    text = CV.format(title=title, skill=skill, hobbies=hobbies, hobby=hobby, languages=next_heading)
    assert read(text, language) == [title, skill, next_heading, "Deutsch B2"]
    assert [why for _, why in left_out(text, language)] == [Why.HOBBIES, Why.HOBBIES]
    assert read(text.replace("\n\n", "\n"), language) == [title, skill, next_heading, "Deutsch B2"]


AD = """Welder
About us
Invented Pumps builds pumps.

It all began in a garage, with two brothers and a lathe.

What waits for you here
- weld pipes
- read drawings

We offer
- a mug of your own
- a place by the window
Your profile
- German B2"""


def test_what_an_employer_says_of_itself_and_offers_is_left_out_of_an_advertisement() -> None:
    kept = ["Welder", "What waits for you here", "weld pipes", "read drawings", "Your profile", "German B2"]
    assert read(AD) == kept
    assert {why for _, why in left_out(AD)} == {Why.EMPLOYER, Why.OFFER}


def test_headings_and_paragraphs_of_a_web_page_are_lines() -> None:
    page = "<h2>We offer</h2><ul><li>a mug</li><li>a window</li></ul><h2>What we need</h2><p>Weld pipes</p>"
    assert read(page) == ["What we need", "Weld pipes"]


def test_a_sentence_beside_boilerplate_is_read() -> None:
    assert read("We are an equal opportunity employer. Weld pipes and read drawings.") == [
        "Weld pipes and read drawings."
    ]


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("Amina B.", "fr"),
        ("أمينة ب.", "ar"),
        ("Олена К. (вигадана особа)", "uk"),
        ("J. R. Invented", "en"),
        ("Maria Madeup\nmaria.madeup@mail.example", "en"),
    ],
)
def test_a_bare_name_above_a_cv_is_left_out(name: str, language: str) -> None:
    text = f"{name}\n\nPython"
    assert read(text, language)[-1:] == ["Python"]
    assert left_out(text, language) == [(name.partition("\n")[0], Why.PERSONAL)]


@pytest.mark.parametrize(
    "title",
    [
        "Nurse",
        "Registered Nurse",
        "Infirmière",
        "Infirmière diplômée",
        "ممرضة مسجلة",
        "Senior Java Developer",
        "নার্স",
    ],
)
def test_a_title_above_a_cv_stays(title: str) -> None:
    assert read(f"{title}\nwork@mail.example\n\nPython") == [title, "Python"]


def test_a_name_in_the_middle_is_not_taken_for_one() -> None:
    assert read("Nurse\nPython\nHepatitis B.") == ["Nurse", "Python", "Hepatitis B."]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Hobbies & Interests", Why.HOBBIES),
        ("— Wir bieten —", Why.OFFER),
        ("Loisirs / Centres d'intérêt :", Why.HOBBIES),
        ("Sprachen & Hobbys", None),
        ("Interests of customers", None),
        ("", None),
    ],
)
def test_what_opens_a_section(line: str, kind: Why | None) -> None:
    assert section(line) is kind


def test_every_language_has_every_list() -> None:
    for language in languages():
        assert sentence_kind("Weld pipes", language) is None


PARTS = [
    "Hobbies",
    "\n",
    "\n\n",
    "Weld pipes.",
    "We offer",
    ": ",
    "<h2>",
    "Amina B.",
    "12 Main Street",
    "{",
    "•",
]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PARTS) | st.text(max_size=8), max_size=14).map("".join))
def test_nothing_is_lost_silently(text: str) -> None:
    """What is read and what is left out together are all letters of the text, in order, without overlap."""
    end = 0
    shown = readable(text)
    for span in sift(shown, "en", original=text):
        assert span.start >= end
        assert mask_markup(shown)[span.start : span.end] == span.text
        end = span.end
    kept = "".join(span.text for span in sift(shown, "en", original=text))
    assert [c for c in kept if c.isalpha()] == [c for c in mask_markup(shown) if c.isalpha()]


HOSTILE = {
    "hours": "9:00 - " * 8_000,
    "braces": "a {" * 20_000,
    "initials": "A. " * 20_000,
    "capitals": "Aa" * 30_000,
    "streets": "12 street " * 6_000,
    "heads": "Hobbies\n" * 7_000,
    "and": "hobbies and " * 5_000,
    "gaps": "with more than # " * 3_500,
    "mail": "a" * 60_000 + "@",
    "perks": "bonus, " * 8_000,
    "no": "no no " * 10_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_takes_time_in_proportion(name: str) -> None:
    half, whole = (_seconds(HOSTILE[name][: len(HOSTILE[name]) // part]) for part in (4, 1))
    assert whole < 8 * half + 0.5, f"four times the text took {whole / half:.1f} times as long"


def _seconds(text: str) -> float:
    start = thread_time()
    sifted(text, "en")
    return thread_time() - start
