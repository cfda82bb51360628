"""The recognition route as a page: answers, refusals that help, and nothing in it that a pack doesn't say."""

from datetime import date
from urllib.parse import urlencode

import pytest
from fastapi.testclient import TestClient

from talent.recognition import (
    ChangeCode,
    Lane,
    Needed,
    ReasonCode,
    RuleBook,
    Status,
    StepKind,
    Verification,
)
from tests.factories.esco import occupation_uri, write_mini_taxonomy
from tests.web.conftest import FetchPage, Page
from web import recognition_words
from web.i18n import languages
from web.settings import Settings

NURSE = "/recognition?profession=nurse&destination=DE&qualification_country=TN"
EMPTY = "&region=&status=&recognised_in=&practice_years=&on="


def chosen(page: Page, field: str) -> str | None:
    """The value of the option chosen in a select."""
    return next(
        (each.get("value") for each in page.field(field).iter("option") if "selected" in each.attrib), None
    )


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize(
    "address",
    [
        "/recognition?",
        NURSE,
        NURSE + "&region=BY",
        "/recognition?profession=software-developer&destination=DE&qualification_country=NG",
        "/recognition?profession=electrician&destination=FR&qualification_country=MA",
        "/recognition?profession=truck-driver&destination=PL&qualification_country=UA",
        "/recognition?profession=doctor&destination=NL&qualification_country=SY",
        "/recognition?profession=isco:9999&destination=IT&qualification_country=TN",
    ],
)
def test_every_kind_of_answer_is_a_whole_page(page: FetchPage, address: str, language: str) -> None:
    shown = page(f"{address}&lang={language}")

    assert shown.headers["content-language"] == language


def test_a_first_visit_asks_and_complains_of_nothing(page: FetchPage) -> None:
    shown = page("/recognition")

    assert "Please check" not in shown.text
    assert "nurse" in [each.get("value") for each in shown.document.iter("option")]


def test_a_link_may_fill_in_a_part_of_the_form(page: FetchPage) -> None:
    shown = page("/recognition?profession=nurse&destination=DE")

    assert shown.field("profession").get("value") == "nurse"
    assert chosen(shown, "destination") == "DE"
    assert "Please check" not in shown.text


def test_the_nurse_from_tunis_sees_who_decides_and_each_step(page: FetchPage) -> None:
    shown = page(NURSE + "&region=DE-BY&on=2026-11-22" + EMPTY.replace("&region=", "").replace("&on=", ""))

    for said in (
        "Yes, recognition is needed",
        "Bayerisches Landesamt für Pflege",
        "Bayern, Germany",
        "90 to 120 days",
        "German: B2",
        "not verified",
        "last checked on November 22, 2026",
        "Proof of the qualification",
        "Pflegeberufegesetz",
    ):
        assert said in shown.text
    assert "https://www.lfp.bayern.de/" in shown.links()


def test_what_is_missing_can_be_put_in_by_a_link(page: FetchPage) -> None:
    shown = page(NURSE)
    link = next(link for link in shown.links() if "region=DE-BY" in link)

    assert "depends on the region" in shown.text
    assert "Bayerisches Landesamt für Pflege" in page(link).text


def test_the_link_to_the_answer_gives_the_same_answer(page: FetchPage) -> None:
    shown = page(
        "/recognition?profession=infirmi%C3%A8re&destination=Germany&qualification_country=tn&status=&lang=fr"
    )
    link = next(link for link in shown.links() if link.startswith("/recognition?profession=nurse&"))

    assert link == "/recognition?profession=nurse&destination=Germany&qualification_country=tn"
    assert "Pflegefachfrau" in page(link).text


def test_unknown_says_so_and_names_whom_to_ask(page: FetchPage) -> None:
    shown = page("/recognition?profession=nurse&destination=IT&qualification_country=TN")

    assert "It is not known whether recognition is needed" in shown.text
    assert "Our rules do not cover this country yet." in shown.text
    assert "Ask before you apply, pay or send anything" in shown.text


def test_no_says_that_nobody_has_to_be_asked(page: FetchPage) -> None:
    shown = page("/recognition?profession=software-developer&destination=DE&qualification_country=NG")

    assert "No, recognition is not needed" in shown.text
    assert "None: no recognition is needed" in shown.text


def test_an_earlier_recognition_is_taken_into_account(page: FetchPage) -> None:
    shown = page("/recognition?profession=nurse&destination=FR&qualification_country=TN&recognised_in=BE")

    assert "Recognised before, in Belgium" in shown.text
    assert "Conseil d'État" in shown.text


def nurse_but(**changes: str) -> str:
    """The nurse's question with other inputs."""
    asked = {"profession": "nurse", "destination": "DE", "qualification_country": "TN"}
    return "/recognition?" + urlencode(asked | changes)


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"profession": " "}, "profession", "Enter the profession"),
        ({"destination": ""}, "destination", "Choose the country of the job"),
        ({"profession": "qqqq"}, "profession", "“qqqq” is no occupation"),
        ({"qualification_country": "Tunesia"}, "qualification_country", "“Tunesia” is no country"),
        ({"region": "Bajern"}, "region", "“Bajern” is no region"),
        ({"status": "tourist"}, "status", "“tourist” is no status"),
        ({"recognised_in": "TN"}, "recognised_in", "“TN” cannot be"),
        ({"practice_years": "3"}, "practice_years", "“3” does not fit"),
        ({"recognised_in": "BE", "practice_years": "many"}, "practice_years", "“many” does not fit"),
        ({"on": "tomorrow"}, "on", "“tomorrow” is no date"),
    ],
)
def test_what_cannot_be_asked_is_said_at_its_field(
    page: FetchPage, changes: dict[str, str], field: str, said: str
) -> None:
    shown = page(nurse_but(**changes), status=422)

    assert said in shown.text
    assert shown.field(field).get("aria-invalid") == "true"
    assert f"#{field}" in shown.links()
    assert shown.field("profession").get("value") == changes.get("profession", "nurse").strip()


@pytest.mark.parametrize(
    ("changes", "meant"),
    [
        ({"profession": "nurze"}, "profession=nurse"),
        ({"qualification_country": "Tunesia"}, "qualification_country=TN"),
        ({"region": "Bajern"}, "region=DE-BY"),
        ({"status": "tourist"}, "status=blue-card-holder"),
    ],
)
def test_the_nearest_values_are_links_that_answer(
    page: FetchPage, changes: dict[str, str], meant: str
) -> None:
    shown = page(nurse_but(**changes), status=422)

    assert "Did you mean" in shown.text
    page(next(link for link in shown.links() if meant in link))


def test_a_region_of_another_country_is_left_out(page: FetchPage) -> None:
    shown = page("/recognition?profession=nurse&destination=NL&qualification_country=TN&region=DE-BY")

    assert "Bayern" not in shown.text.partition("Another question")[0]


def test_what_is_typed_is_shown_and_never_run(client: TestClient) -> None:
    hostile = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'

    answer = client.get(
        "/recognition",
        params={"profession": hostile, "destination": hostile, "qualification_country": hostile},
    )

    assert answer.status_code == 422
    assert "<script>alert" not in answer.text
    assert "<img src=x" not in answer.text


def test_an_occupation_of_the_taxonomy_is_shown_by_its_name(page: FetchPage, settings: Settings) -> None:
    write_mini_taxonomy(settings.taxonomy_path)

    shown = page(
        f"/recognition?profession={occupation_uri('nurse')}&destination=DE&qualification_country=TN&lang=fr"
    )

    assert "infirmi" in (shown.field("profession").get("value") or "").casefold()
    assert occupation_uri("nurse") not in shown.text


def test_sentences_of_the_packs_are_marked_as_english_for_other_readers(client: TestClient) -> None:
    sentence = "Nursing (Pflegefachperson) is a regulated profession"

    assert f'<bdi lang="en">{sentence}' in client.get(NURSE + "&lang=ar").text
    assert f"<bdi>{sentence}" in client.get(NURSE + "&lang=en").text


def test_every_code_has_words() -> None:
    tables = (
        (recognition_words.NEEDED, Needed),
        (recognition_words.LANES, Lane),
        (recognition_words.REASONS, ReasonCode),
        (recognition_words.STEP_KINDS, StepKind),
        (recognition_words.CHANGES, ChangeCode),
        (recognition_words.STATUSES, Status),
        (recognition_words.VERIFICATIONS, Verification),
    )

    for table, codes in tables:
        assert set(table) == set(codes)


def test_every_profession_of_the_packs_has_a_page_for_every_country(client: TestClient) -> None:
    book = RuleBook.load()

    for profession in book.professions:
        for destination in book.packs:
            asked = {"profession": profession.id, "destination": destination, "qualification_country": "TN"}
            assert client.get("/recognition", params=asked).status_code == 200, asked


def test_the_law_of_another_day_may_be_asked(page: FetchPage) -> None:
    shown = page(f"{NURSE}&on={date(2019, 6, 1)}")

    assert "June 1, 2019" in shown.text


def test_a_region_given_without_its_country_is_chosen_in_the_form(client: TestClient) -> None:
    answer = client.get(
        "/recognition?profession=nurse&destination=DE&region=BY&qualification_country=TN"
    ).text
    assert '<option value="DE-BY" selected>' in answer
