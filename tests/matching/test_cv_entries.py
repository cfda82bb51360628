"""A plain CV is split only where its lines say how; what is found was written there, and nothing is lost."""

import time
from itertools import chain
from pathlib import Path

import pytest

from matching.cv_dates import stretch
from matching.cv_entries import Entry, split
from matching.cv_words import Part, part

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
CVS = sorted([*EXAMPLES.glob("cv-*.txt"), *EXAMPLES.glob("cvs-nurse/*.txt")])

CV = """Amina Trabelsi
amina@people.example
Born: 3 May 1990

Nurse

I work calmly when it gets busy.

Work experience
2019 – today: Regional hospital, intensive care
- care of ventilated patients
- teaching of students
03/2016 - 12/2018 Private clinic, paediatrics

Education
2016: Licence in nursing, Monastir
First aid course, 40 hours (2020)
Secondary school

Languages
Arabic: native
French: C1
German

Hobbies
Chess
"""


@pytest.mark.parametrize(
    ("line", "language", "start", "end", "current", "beside"),
    [
        ("2019 – 2021: Nurse", "en", "2019", "2021", False, "Nurse"),
        ("Nurse, 2019 to 2021", "en", "2019", "2021", False, "Nurse"),
        ("03/2016 - 12/2019 Nurse", "en", "2016-03", "2019-12", False, "Nurse"),
        ("01.03.2016 – 31.12.2019 Pflegerin", "de", "2016-03", "2019-12", False, "Pflegerin"),
        ("2016-03 – 2019-12 Nurse", "en", "2016-03", "2019-12", False, "Nurse"),
        ("mars 2016 – présent : Infirmière", "fr", "2016-03", None, True, "Infirmière"),
        ("Depuis 2019 – Clinique", "fr", "2019", None, True, "Clinique"),
        ("Nurse since 2019", "en", "2019", None, True, "Nurse"),
        ("2022 to date", "en", "2022", None, True, ""),
        ("من 2020 إلى 2022: مصحة خاصة", "ar", "2020", "2022", False, "مصحة خاصة"),
        ("منذ 2021: مستشفى", "ar", "2021", None, True, "مستشفى"),
        ("٢٠١٩ – ٢٠٢١: ممرضة", "ar", "2019", "2021", False, "ممرضة"),
        ("২০২১ থেকে: জাহাজ", "bn", "2021", None, True, "জাহাজ"),
        ("Course, 400 hours (2020)", "en", None, "2020", False, "Course, 400 hours"),
    ],
)
def test_the_time_of_a_line(
    line: str, language: str, start: str | None, end: str | None, current: bool, beside: str
) -> None:
    found = stretch(line, language)
    assert found is not None
    assert (found.start, found.end, found.current, found.beside) == (start, end, current, beside)


@pytest.mark.parametrize(
    "line",
    [
        "From 2016 to 2019 I worked in Paris",
        "In 2016 I went to Paris and in 2018 back",
        "I nursed 2016 – 2019 in Tunis",
        "2021 – 2019: Nurse",
        "Telephone 22019 555",
        "No year here",
    ],
)
def test_a_sentence_is_no_dated_line(line: str) -> None:
    assert stretch(line, "en") is None


def test_entries_under_their_headings() -> None:
    said = [(e.part, e.time.start, e.time.end, e.time.current, e.title) for e in split(CV).entries]
    assert said == [
        (Part.WORK, "2019", None, True, "Regional hospital, intensive care"),
        (Part.WORK, "2016-03", "2018-12", False, "Private clinic, paediatrics"),
        (Part.STUDY, None, "2016", False, "Licence in nursing, Monastir"),
        (Part.STUDY, None, "2020", False, "First aid course, 40 hours"),
    ]
    assert split(CV).entries[0].words == "- care of ventilated patients\n- teaching of students"


def test_languages_with_a_level_and_the_line_that_says_so() -> None:
    assert [(each.language, each.level) for each in split(CV).languages] == [("ar", "native"), ("fr", "C1")]
    assert split("I am learning German, but I do not speak French B2.").languages == ()


def test_what_belongs_nowhere_stays_as_it_was_written() -> None:
    assert split(CV).rest == "Nurse\n\nI work calmly when it gets busy.\n\nSecondary school\n\nGerman"


def test_who_somebody_is_is_left_out() -> None:
    cv = split(CV)
    assert {"Amina Trabelsi", "Born: 3 May 1990", "Chess"} <= set(cv.left_out)
    everything = "\n".join([cv.rest, *(entry.title + entry.words for entry in cv.entries)])
    assert not any(word in everything for word in ("Amina", "1990", "people.example", "Chess"))


def test_without_headings_nobody_knows_whether_it_is_work() -> None:
    (entry,) = split("Nurse in Tunis\n\n2016 – 2019 Hospital, intensive care\n- care").entries
    assert (entry.part, entry.words) == (None, "- care")


@pytest.mark.parametrize(
    "text",
    [
        "Experience\nNurse, hospital\n2016 – 2019\n- care\nNight nurse, clinic\n2019 – 2021\n- nights",
        "Experience\n2016 – 2019\nNurse, hospital\n- care\n\n2019 – 2021\nNight nurse, clinic\n- nights",
    ],
    ids=["above", "below"],
)
def test_dates_on_a_line_of_their_own(text: str) -> None:
    said = [(entry.title, entry.time.start, entry.time.end, entry.words) for entry in split(text).entries]
    assert said == [
        ("Nurse, hospital", "2016", "2019", "- care"),
        ("Night nurse, clinic", "2019", "2021", "- nights"),
    ]


def test_an_entry_that_names_nothing_keeps_its_words() -> None:
    (entry,) = split("Experience\n2016 – 2019\n- care of patients").entries
    assert (entry.title, entry.words) == ("", "- care of patients")


def test_a_text_without_dated_lines_stays_one_text() -> None:
    text = "I have nursed for six years, in Tunis from 2016 to 2019 and then in Sfax."
    cv = split(text)
    assert (cv.entries, cv.rest) == ((), text)


def test_a_long_line_is_named_by_its_beginning_and_kept_whole() -> None:
    story = "Hospital. " + "I cared for patients of all ages. " * 8
    (entry,) = split(f"Experience\n2016 – 2019: {story}").entries
    assert entry.title == "Hospital"
    assert entry.words == story.strip(" .")


@pytest.mark.parametrize("path", CVS, ids=lambda path: path.name)
def test_nothing_is_invented_and_nothing_lost(path: Path) -> None:
    text = path.read_text("utf-8")
    cv = split(text)
    taken = list(chain(*map(lines_of, cv.entries), cv.rest.splitlines(), cv.left_out))
    assert [line for line in taken if line not in text] == []

    found = " ".join([*taken, *(each.quote for each in cv.languages)])
    lost = [line for line in text.splitlines() if not _is_said(line, found, cv.language)]
    assert lost == []


def lines_of(entry: Entry) -> list[str]:
    return [entry.title, *entry.words.splitlines()]


def _is_said(line: str, found: str, language: str) -> bool:
    """All words of a line were taken somewhere; names of parts and dates are said in other ways."""
    if part(line.partition(":")[0], language) is not None:
        line = line.partition(":")[2]
    dated = stretch(line, language)
    words = (dated.beside if dated else line).replace("(", " ").replace(")", " ").split()
    return all(word.strip(".,;:•*–—-") in found for word in words)


@pytest.mark.parametrize(
    "text",
    ["2016 – 2019 Nurse\n" * 2000, "a 2016 - b " * 5000, "French B2, German C1, " * 2500, " \n" * 30_000],
    ids=["entries", "dates", "languages", "nothing"],
)
def test_a_cv_made_to_be_slow_is_not(text: str) -> None:
    """60,000 characters; seconds of processor time, as others may use the machine, too."""
    started = time.process_time()
    split(text)
    assert time.process_time() - started < 10


def test_there_are_no_more_entries_than_a_form_can_show() -> None:
    assert len(split("Experience\n" + "2016 – 2019 Nurse\n" * 99).entries) == 40
