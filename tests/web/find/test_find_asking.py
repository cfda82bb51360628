"""Asking for a ranked list: by a text or a vacancy, with another occupation or language, and what is wrong with it."""

from urllib.parse import quote_plus
from xml.etree.ElementTree import Element

import pytest
from sqlalchemy.orm import Session

from matching.mapping import LONGEST_TEXT
from talent.profiles import Profile
from talent.vacancies import Vacancy
from tests.factories.esco import occupation_uri, skill_uri
from tests.factories.records import make_vacancy
from tests.web import html
from tests.web.conftest import FetchPage, Page
from tests.web.find.conftest import PLACES, VACANCY, cards, codes, inside, rows
from web.settings import Settings

pytestmark = pytest.mark.usefixtures("indexed")


# --- picking a vacancy -----------------------------------------------------------------------------------


def test_a_published_vacancy_is_offered_and_ranked(
    page: FetchPage, pool: list[Profile], vacancy: Vacancy
) -> None:
    offered = [each.get("value") for each in page("/find").document.iter("option")]
    found = page(f"/find?vacancy={vacancy.code}")

    assert vacancy.code in offered
    assert codes(found)[0] == pool[1].code
    assert "confirmed by the employer" in found.text
    assert "Bayern" in found.text


def test_an_unknown_vacancy_and_anothers_draft_are_not_found(page: FetchPage, db: Session) -> None:
    draft = make_vacancy(db, published=False)
    db.commit()

    page("/find?vacancy=V-22222", status=404)
    page(f"/find?vacancy={draft.code}", status=404)


# --- putting the occupation right ------------------------------------------------------------------------


def offered(page: Page) -> dict[str, str]:
    """What can be chosen as the occupation, by ESCO URI."""
    return {each.get("value", ""): html.text_of(each) for each in page.field("occupation").iter("option")}


def chosen(page: Page) -> list[str]:
    options = page.field("occupation").iter("option")
    return [each.get("value", "") for each in options if each.get("selected") is not None]


def test_the_occupation_can_be_chosen_once_the_text_was_read(page: FetchPage, pool: list[Profile]) -> None:
    form = page("/find")
    found = page("/find", data={"text": VACANCY})

    assert all(each.get("name") != "occupation" for each in form.document.iter())
    assert list(offered(found).items())[:2] == [
        ("", "Let the platform decide"),
        (occupation_uri("nurse"), "nurse responsible for general care"),
    ]
    assert chosen(found) == []
    assert "#occupation" in found.links()


def test_ranking_and_recognition_use_the_chosen_occupation(page: FetchPage, pool: list[Profile]) -> None:
    cook = occupation_uri("cook")
    found = page("/find", data={"text": VACANCY, "occupation": cook, **PLACES})
    understood = html.text_of(inside(found.document, "t-understood"))
    hints = [inside(card, "t-hint") for card in cards(found)]
    cooks = cards(found)[codes(found).index(pool[0].code)]

    assert "Occupation: cook (as you chose)" in understood
    assert chosen(found) == [cook]
    assert occupation_uri("nurse") in offered(found)
    assert any("the same occupation" in row for row in rows(cooks))
    assert all(
        f"profession={quote_plus(cook)}" in link.get("href", "") for hint in hints for link in hint.iter("a")
    )


def test_another_occupation_is_searched_by_name_and_then_chosen(page: FetchPage, pool: list[Profile]) -> None:
    searched = page("/find", data={"text": VACANCY, "occupation_name": "cuisinier", **PLACES})

    assert cards(searched) == []
    assert "found for “cuisinier”" in searched.text
    assert offered(searched)[occupation_uri("cook")] == "cook (cuisinier/cuisinière)"
    assert searched.field("occupation_name").get("value") == ""
    assert (searched.field("text").text or "").strip() == VACANCY

    found = page("/find", data={"text": VACANCY, "occupation": occupation_uri("cook")})
    assert offered(found)[occupation_uri("cook")] == "cook"


@pytest.mark.parametrize(
    ("field", "given", "said"),
    [
        ("occupation", "http://data.europa.eu/esco/occupation/none", "Choose an occupation from the list"),
        ("occupation", skill_uri("dress-wounds"), "Choose an occupation from the list"),
        ("occupation_name", "qqqqqq", "No occupation was found by this name"),
    ],
)
def test_what_is_no_occupation_is_refused_at_its_field(
    page: FetchPage, pool: list[Profile], field: str, given: str, said: str
) -> None:
    shown = page("/find", data={"text": VACANCY, field: given}, status=422)

    assert said in shown.text
    assert shown.field(field).get("aria-invalid") == "true"
    assert f"#{field}" in shown.links()
    assert (shown.field("text").text or "").strip() == VACANCY


def test_before_the_first_import_a_chosen_occupation_is_kept(page: FetchPage, settings: Settings) -> None:
    (settings.data / "taxonomy.sqlite").unlink()
    cook = occupation_uri("cook")

    shown = page("/find", data={"text": VACANCY, "occupation": cook}, status=503)

    assert chosen(shown) == [cook]
    page("/find", data={"text": VACANCY, "occupation_name": "cook"}, status=503)


# --- another language ------------------------------------------------------------------------------------


def languages_of(page: Page) -> list[Element]:
    """What the page offers to be read in another language by: links, or buttons of its form."""
    switch = next(each for each in page.document.iter("nav") if each.get("id") == "languages")
    return [each for item in switch.iter("li") for each in item]


def test_a_list_for_a_pasted_text_changes_its_language_without_losing_it(
    page: FetchPage, pool: list[Profile]
) -> None:
    data = {"text": VACANCY, "occupation": occupation_uri("cook"), **PLACES}
    french = next(each for each in languages_of(page("/find", data=data)) if each.get("lang") == "fr")

    assert (french.tag, french.get("form")) == ("button", "paste")
    assert french.get("formaction") == "/find?lang=fr"
    again = page(french.get("formaction", ""), data=data | {french.get("name"): french.get("value")})
    assert again.document.find("html").get("lang") == "fr"  # type: ignore[union-attr]
    assert (again.field("text").text or "").strip() == VACANCY
    assert chosen(again) == [occupation_uri("cook")]
    assert len(cards(again)) == 3


def test_no_language_is_the_button_that_enter_presses(page: FetchPage, pool: list[Profile]) -> None:
    found = page("/find", data={"text": VACANCY})

    first = next(each for each in found.document.iter("button") if each.get("form") == "paste")
    assert first.get("formaction") is None


def test_where_nothing_was_posted_the_languages_are_links(page: FetchPage, vacancy: Vacancy) -> None:
    for address in ("/find", f"/find?vacancy={vacancy.code}"):
        assert {each.tag for each in languages_of(page(address))} == {"a"}


# --- nothing to show -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("?! ?!", "No requirement was recognised"),
        ("We offer:\n- a company car\n- 30 days of holiday", "Nothing is asked for in this text"),
    ],
)
def test_a_text_that_asks_for_nothing_gives_advice_and_no_list(
    page: FetchPage, pool: list[Profile], text: str, said: str
) -> None:
    found = page("/find", data={"text": text})

    assert said in found.text
    assert cards(found) == []
    assert found.field("text").text == "\n" + text


def test_nobody_to_show(page: FetchPage) -> None:
    found = page("/find", data={"text": VACANCY})

    assert "There is nobody to show" in found.text
    assert "How the vacancy was understood" in found.text


def test_of_a_text_that_is_too_long_it_is_said_how_much_was_read(
    page: FetchPage, pool: list[Profile]
) -> None:
    found = page("/find", data={"text": VACANCY + "\nWe are a friendly company." * (LONGEST_TEXT // 20)})

    assert "Only the first 60,000 characters were read" in found.text
    assert len(cards(found)) == 3


@pytest.mark.parametrize(
    ("data", "field", "said"),
    [
        ({"text": "  \n"}, "text", "Paste or write the text"),
        ({"text": VACANCY, "destination": "TN"}, "destination", "Choose a country from the list"),
        ({"text": VACANCY, "region": "DE-XX"}, "region", "Choose a region from the list"),
        (
            {"text": VACANCY, "destination": "FR", "region": "DE-BY"},
            "region",
            "not in the country of the job",
        ),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_is_kept(
    page: FetchPage, data: dict[str, str], field: str, said: str
) -> None:
    shown = page("/find", data=data, status=422)

    assert said in shown.text
    assert shown.field(field).get("aria-invalid") == "true"
    assert f"#{field}" in shown.links()
    assert shown.field("text").text == "\n" + data["text"]


def test_a_region_alone_says_the_country_too(page: FetchPage, pool: list[Profile]) -> None:
    best = cards(page("/find", data={"text": VACANCY, "region": "DE-BY"}))[0]

    assert "the country of the job" not in html.text_of(inside(best, "t-hint"))


def test_while_the_index_is_made_the_text_is_kept_and_the_page_says_so(
    page: FetchPage, settings: Settings, vacancy: Vacancy
) -> None:
    (settings.data / "index").unlink()

    shown = page("/find", data={"text": VACANCY}, status=503)

    assert "The service is still being prepared" in shown.text
    assert (shown.field("text").text or "").startswith("\nRegistered nurse")
    page(f"/find?vacancy={vacancy.code}", status=503)
    page("/find")
