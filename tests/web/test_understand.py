"""What the platform understands, as a page: marks lie exactly on the words, and nothing of a text runs or stays."""

from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import Element

import numpy as np
import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from esco_data import Taxonomy
from matching import indexing
from matching.boilerplate import Why
from matching.claims import Claims
from matching.encoder import StandInEncoder
from matching.mapping import LONGEST_TEXT, ConceptHit, How, PieceReading, Reading
from matching.text import Span
from tests.factories.esco import occupation_uri, skill_uri, write_mini_taxonomy
from tests.web.conftest import FetchPage, Page
from web.i18n import languages
from web.pages.understand import EXAMPLES, WHY_LEFT_OUT
from web.settings import Settings
from web.views.understanding import Mark, Understanding, understanding

pytestmark = pytest.mark.usefixtures("indexed")

CV = """Name: Invented Person
Nationality: Tunisian

Nurse with six years of experience.
- administer prescribed medication
- monitor vital signs
No experience: dress wounds, no training in it.
French C1, German A2. Bachelor in nursing."""


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the mini taxonomy and its index."""
    data = tmp_path_factory.mktemp("prepared")
    taxonomy = write_mini_taxonomy(data / "taxonomy.sqlite")
    encoder = StandInEncoder()
    folder = indexing.folder_for(data / "index", taxonomy, encoder)
    indexing.build(folder, taxonomy, encoder, lambda *_: None)
    return data


@pytest.fixture
def taxonomy(prepared: Path) -> Taxonomy:
    return Taxonomy.open(prepared / "taxonomy.sqlite")


def shown_text(page: Page) -> str:
    """The text as the page shows it, white space included."""
    return "".join(_by_id(page, "the-text").itertext())


def marked(page: Page, kind: str) -> list[str]:
    classes = f"t-mark--{kind}"
    return [
        "".join(each.itertext())
        for each in _by_id(page, "the-text").iter()
        if classes in each.get("class", "").split()
    ]


def _by_id(page: Page, identifier: str) -> Element:
    return next(each for each in page.document.iter() if each.get("id") == identifier)


@pytest.mark.parametrize("language", languages())
def test_the_form_is_whole_in_every_language(page: FetchPage, language: str) -> None:
    shown = page(f"/understand?lang={language}")

    assert shown.field("text").text.strip() == ""  # type: ignore[union-attr]


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("example", [each.key for each in EXAMPLES])
def test_every_example_is_read(page: FetchPage, example: str, language: str) -> None:
    shown = page(f"/understand?example={example}&lang={language}")

    assert len(shown_text(shown)) > 100


def test_an_example_that_there_is_not_is_an_empty_form(page: FetchPage) -> None:
    assert "What was understood" not in page("/understand?example=xx-999").text


def test_concepts_are_listed_with_their_words_and_lead_there_and_back(page: FetchPage) -> None:
    shown = page("/understand", data={"text": CV})
    entry = next(
        each
        for each in shown.document.iter("li")
        if each.get("class") == "t-found" and skill_uri("administer-medication") in _hrefs(each)
    )

    words = next(link for link in entry.iter("a") if link.get("class") == "t-words")
    place = _by_id(shown, (words.get("href") or "")[1:])
    assert "".join(words.itertext()) == "administer prescribed medication"
    assert "".join(place.itertext()) == "administer prescribed medication"
    assert _hrefs(place) == [f"#{entry.get('id')}"]
    assert "administer prescribed medication" in "".join(entry.itertext())


def _hrefs(element: Element) -> list[str]:
    return [link.get("href", "") for link in element.iter("a")]


def test_the_text_is_shown_as_it_was_written(page: FetchPage) -> None:
    shown = page("/understand", data={"text": CV.replace("\n", "\r\n"), "language": "en"})

    assert shown_text(shown) == CV
    assert (shown.field("text").text or "").removeprefix("\n") == CV
    assert shown.field("text").get("dir") == "auto"


def test_what_is_denied_is_shown_and_not_counted(page: FetchPage) -> None:
    shown = page("/understand", data={"text": CV, "language": "en"})

    assert marked(shown, "denied") == ["No experience: dress wounds, no training in it."]
    counted = [each for each in shown.document.iter("li") if each.get("class") == "t-found"]
    assert "dress wounds" not in " ".join("".join(each.itertext()) for each in counted)
    assert "Not counted" in shown.text


def test_who_somebody_is_is_not_read(page: FetchPage) -> None:
    shown = page("/understand", data={"text": CV, "language": "en"})

    assert marked(shown, "skipped") == ["Name: Invented Person", "Nationality: Tunisian"]
    assert "Not read on purpose" in shown.text
    assert "Who somebody is: it must not count." in shown.text


AD = """Nurse

- monitor vital signs

We offer a competitive salary and a company pension.
Please send your CV to the address below by 31 March."""


def test_what_is_left_out_is_listed_with_the_reason(page: FetchPage) -> None:
    shown = page("/understand", data={"text": AD, "language": "en"}).text

    offer, applying = "What an employer offers: it asks for nothing.", "How to apply, and whom to ask"
    assert shown.index("Not read on purpose") < shown.rindex(offer) < shown.rindex("company pension")
    assert shown.rindex("company pension") < shown.rindex(applying) < shown.rindex("Please send your CV")
    assert "Who somebody is" not in shown


def test_there_are_words_for_every_reason() -> None:
    assert set(WHY_LEFT_OUT) == {why.value for why in Why}


def test_languages_education_and_years_are_said(page: FetchPage) -> None:
    shown = page("/understand", data={"text": CV, "language": "en"})

    for said in ("French: C1", "German: A2", "Bachelor’s degree or equivalent", "6 years"):
        assert said in shown.text


def test_an_arabic_text_runs_from_the_right_in_an_english_page(page: FetchPage) -> None:
    shown = page("/understand", data={"text": "ممرضة، إعطاء الأدوية الموصوفة للمرضى في المستشفى"})

    assert (_by_id(shown, "the-text").get("dir"), _by_id(shown, "the-text").get("lang")) == ("rtl", "ar")
    assert "administer prescribed medication" in shown.text


def test_labels_are_in_the_readers_language(page: FetchPage) -> None:
    shown = page("/understand?lang=fr", data={"text": CV})

    assert "administrer des médicaments prescrits" in shown.text


def test_the_language_can_be_corrected(page: FetchPage) -> None:
    shown = page("/understand", data={"text": "C++, Python, SQL, Docker", "language": "de"})

    assert "Language: German." in shown.text
    assert (
        next(o.get("value") for o in shown.field("language").iter("option") if "selected" in o.attrib) == "de"
    )


@pytest.mark.parametrize("text", ["", "  \r\n \t"])
def test_an_empty_text_is_asked_for(page: FetchPage, text: str) -> None:
    shown = page("/understand", data={"text": text, "language": "fr"}, status=422)

    assert "Paste a text first" in shown.text
    assert shown.field("text").get("aria-invalid") == "true"
    assert (
        next(o.get("value") for o in shown.field("language").iter("option") if "selected" in o.attrib) == "fr"
    )


def test_a_text_that_says_nothing_gets_advice(page: FetchPage) -> None:
    shown = page("/understand", data={"text": "12345 !!"})

    assert "No skill and no occupation was found" in shown.text


def test_of_a_text_too_long_the_page_says_how_much_was_read(page: FetchPage) -> None:
    shown = page("/understand", data={"text": "administer prescribed medication\n" + "x" * LONGEST_TEXT})

    assert "The text has 60,033 characters. The first 60,000 were read" in shown.text
    assert len(shown_text(shown)) == LONGEST_TEXT


def test_markup_in_a_text_is_shown_and_never_run(client: TestClient) -> None:
    hostile = '<script>alert(1)</script> "><img src=x onerror=alert(1)> {{ 7*7 }} </textarea></mark>'

    answer = client.post(
        "/understand", data={"text": f"administer prescribed medication {hostile}", "language": hostile}
    )

    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert "<img src=x" not in answer.text
    assert "{{ 7*7 }}" in answer.text


def test_nothing_of_a_text_reaches_the_log(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")

    client.post("/understand", data={"text": CV})

    assert "Invented Person" not in caplog.text


def test_before_the_index_is_ready_the_text_is_kept(page: FetchPage, settings: Settings) -> None:
    (settings.data / "index").unlink()

    shown = page("/understand", data={"text": CV}, status=503)

    assert "still being prepared" in shown.text
    assert (shown.field("text").text or "").removeprefix("\n") == CV


# --- runs -------------------------------------------------------------------------------------------------

TEXT = "abcdefghij klmnopqrst uvwxyz"
spans = st.tuples(st.integers(0, len(TEXT) - 1), st.integers(1, 12)).map(
    lambda pair: (pair[0], min(len(TEXT), pair[0] + pair[1]))
)


def reading_of(places: list[tuple[int, int]], *, denied: bool = False, cut: int | None = None) -> Reading:
    uris = [occupation_uri("nurse"), skill_uri("dress-wounds"), skill_uri("administer-medication")]
    hits = tuple(
        ConceptHit(uris[n % 3], n % 3 == 0, 1 - n / 100, 0.5, start, end, How.NEAR)
        for n, (start, end) in enumerate(places)
    )
    span = Span(0, len(TEXT), TEXT)
    piece = PieceReading(span, "en", np.zeros(4, np.float32), hits, Claims(denied=denied))
    return Reading(TEXT, "en", (piece,), cut)


def read(reading: Reading, taxonomy: Taxonomy) -> Understanding:
    return understanding(reading, taxonomy, "en")


@given(places=st.lists(spans, max_size=12))
def test_runs_are_the_text_and_marks_cover_exactly_the_hits(
    prepared: Path, places: list[tuple[int, int]]
) -> None:
    with Taxonomy.open(prepared / "taxonomy.sqlite") as taxonomy:
        found = read(reading_of(places), taxonomy)

    assert "".join(run.text for run in found.runs) == TEXT
    highlighted = [bool(run.mark) for run in found.runs for _ in run.text]
    assert highlighted == [any(start <= at < end for start, end in places) for at in range(len(TEXT))]


@given(places=st.lists(spans, min_size=1, max_size=12))
def test_every_way_there_and_back_has_an_end(prepared: Path, places: list[tuple[int, int]]) -> None:
    with Taxonomy.open(prepared / "taxonomy.sqlite") as taxonomy:
        found = read(reading_of(places), taxonomy)

    anchors = [run.anchor for run in found.runs if run.anchor]
    concepts = (*found.occupations, *found.skills)
    assert len(anchors) == len(set(anchors))
    assert {words.anchor for each in concepts for words in each.words} <= set(anchors)
    assert {run.target for run in found.runs if run.target} <= {each.id for each in concepts}


def test_of_overlapping_hits_the_shorter_is_shown_and_the_others_are_counted(taxonomy: Taxonomy) -> None:
    found = read(reading_of([(0, 10), (2, 5)]), taxonomy)

    shown = [(run.text, run.mark, run.others) for run in found.runs]
    assert shown[:3] == [("ab", Mark.OCCUPATION, 0), ("cde", Mark.SKILL, 1), ("fghij", Mark.OCCUPATION, 0)]


def test_a_denied_piece_counts_for_nothing(taxonomy: Taxonomy) -> None:
    found = read(reading_of([(0, 10)], denied=True), taxonomy)

    assert found.is_empty
    assert [run.mark for run in found.runs] == [Mark.DENIED]
    assert found.not_counted[0].names[0].text == taxonomy.label(occupation_uri("nurse"))


def test_what_was_not_read_is_not_shown(taxonomy: Taxonomy) -> None:
    found = read(replace(reading_of([(0, 3)]), cut=10), taxonomy)

    assert "".join(run.text for run in found.runs) == TEXT[:10]


def test_a_concept_is_listed_once_with_all_its_words(taxonomy: Taxonomy) -> None:
    found = read(reading_of([(0, 3), (4, 6), (7, 8), (11, 14)]), taxonomy)

    assert [words.text for words in found.occupations[0].words] == ["abc", "klm"]
    assert [each.probability for each in found.skills] == sorted(
        (each.probability for each in found.skills), reverse=True
    )


def test_a_label_that_falls_back_says_in_which_language_it_is(prepared: Path) -> None:
    with Taxonomy.open(prepared / "taxonomy.sqlite") as taxonomy:
        found = understanding(reading_of([(0, 3)]), taxonomy, "uk")

    assert found.occupations[0].name.language == "en"
