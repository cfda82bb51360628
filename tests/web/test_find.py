"""Find skilled workers, as a page: points add up, words stay words, strangers see invented people, nothing is kept."""

import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from urllib.parse import quote_plus
from xml.etree.ElementTree import Element

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from matching import store
from matching.mapping import LONGEST_TEXT
from talent.audit import MatchRun
from talent.db import Database
from talent.profiles import LanguageDraft, LanguageLevel, Profile, QualificationDraft, TextDraft, TextKind
from talent.vacancies import Vacancy
from tests.databases import counted
from tests.factories.esco import occupation_uri, skill_uri
from tests.factories.records import PASSWORD, make_account, make_organisation, make_profile, make_vacancy
from tests.web import html
from tests.web.conftest import FetchPage, Page
from web.i18n import languages
from web.pages.find import FIRST
from web.platform import Platform
from web.settings import Settings

VACANCY = """Registered nurse

We are looking for a nurse for our ward.
Your tasks:
- administer prescribed medication
- carry out wound care
Requirements:
- German B2
- at least 2 years of experience as a nurse
- bachelor degree in nursing
An advantage:
- write computer programs"""

NURSE_CV = """Nurse with six years of experience.
I administer prescribed medication every day.
I carry out wound care after operations."""

COOK_CV = "Cook. I cook hot dishes and know food hygiene."

PLACES = {"destination": "DE", "region": "DE-BY"}


@pytest.fixture
def settings(settings: Settings, prepared: Path) -> Settings:
    for name in ("taxonomy.sqlite", "index"):
        (settings.data / name).symlink_to(prepared / name)
    return settings


@pytest.fixture
def candidate(db: Session) -> Callable[..., Profile]:
    """Makes an invented candidate from a CV; what a test does not name is plausible."""

    def make(cv: str = NURSE_CV, country: str | None = "TN", **changes: object) -> Profile:
        titles = (QualificationDraft("Bachelor in nursing", country, isced=6),) if country else ()
        given = {
            "texts": (TextDraft(TextKind.CV, cv, "en"),),
            "qualifications": titles,
            "languages": (LanguageDraft("de", LanguageLevel.B1),),
            "is_demonstration": True,
        }
        return make_profile(db, **(given | changes))  # type: ignore[arg-type]

    return make


@pytest.fixture
def read_profiles(db: Session, platform: Platform) -> Callable[[], None]:
    """Does what the reconciler does in the background, and commits."""

    def read() -> None:
        store.keep(db, store.read(db, platform.matcher.mapper, most=500))
        db.commit()

    return read


@pytest.fixture
def pool(candidate: Callable[..., Profile], read_profiles: Callable[[], None]) -> list[Profile]:
    """A cook and two nurses, one of them with a qualification from Tunisia."""
    trade = (QualificationDraft("Certificate of a cook", "MA", isced=3),)
    made = [
        candidate(COOK_CV, qualifications=trade),
        candidate(NURSE_CV, "TN"),
        candidate(NURSE_CV.splitlines()[0], None),
    ]
    read_profiles()
    return made


def cards(page: Page) -> list[Element]:
    return [each for each in page.document.iter("article") if "t-candidate" in each.get("class", "")]


def codes(page: Page) -> list[str]:
    return [html.text_of(next(card.iter("bdi"))) for card in cards(page)]


def inside(element: Element, name: str) -> Element:
    """The first element with this class."""
    return next(each for each in element.iter() if name in each.get("class", "").split())


def numbers(text: str) -> list[float]:
    return [float(each) for each in re.findall(r"\d+\.\d", text)]


def parts(card: Element) -> list[tuple[float, float]]:
    """(Points, most points) of each row of the table."""
    cells = [each for each in card.iter("td") if "t-parts__points" in each.get("class", "")]
    found = [numbers(html.text_of(cell)) for cell in cells]
    return [(points, most) for points, most in found]


def rows(card: Element) -> list[str]:
    return [html.text_of(each) for each in card.iter("tr")]


# --- the list ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", languages())
def test_the_form_and_the_list_are_whole_in_every_language(
    page: FetchPage, pool: list[Profile], language: str
) -> None:
    form = page(f"/find?lang={language}")
    found = page(f"/find?lang={language}", data={"text": VACANCY})

    assert {"text", "destination", "region"} <= {each.get("name") for each in form.document.iter()}
    assert len(cards(found)) == 3


def test_who_fits_comes_first_and_the_reasons_are_in_their_own_words(
    page: FetchPage, pool: list[Profile]
) -> None:
    found = page("/find", data={"text": VACANCY})
    best = cards(found)[0]

    assert codes(found)[0] == pool[1].code
    assert codes(found)[-1] == pool[0].code
    row = next(each for each in rows(best) if "I administer prescribed medication every day" in each)
    assert "administer prescribed medication" in row
    assert "the same skill" in row
    assert "written in English" in row


def test_the_points_add_up_to_the_score(page: FetchPage, pool: list[Profile]) -> None:
    for card in cards(page("/find", data={"text": VACANCY})):
        score = numbers(html.text_of(inside(card, "t-candidate__score")))[0]
        points, most = zip(*parts(card), strict=True)
        total = numbers(html.text_of(next(iter(card.iter("tfoot")))))

        assert round(sum(points), 1) == score
        assert total == [score, 100.0]
        assert round(sum(most), 1) == 100.0
        assert all(0 <= got <= reachable for got, reachable in parts(card))


def test_what_is_missing_is_told_with_the_essential_first(page: FetchPage, pool: list[Profile]) -> None:
    cook = cards(page("/find", data={"text": VACANCY}))[-1]

    missing = rows(cook)
    missing = missing[next(n for n, row in enumerate(missing) if row.startswith("Little or nothing")) :]
    essential = ["essential" in row for row in missing if "essential" in row or "optional" in row]
    assert essential == sorted(essential, reverse=True)
    assert "nothing found" in " ".join(missing)
    assert "Essential, little or nothing found:" in html.text_of(cook)


def test_how_the_vacancy_was_understood_stands_above_the_list(page: FetchPage, pool: list[Profile]) -> None:
    understood = html.text_of(inside(page("/find", data={"text": VACANCY}).document, "t-understood"))

    assert "requirements were found" in understood
    assert "German B2" in understood
    assert "2 years" in understood
    assert "write computer programs Skill or task optional" in understood


def test_a_browser_without_script_ends_lines_otherwise_and_gets_the_same_list(
    page: FetchPage, pool: list[Profile]
) -> None:
    by_script = page("/find", data={"text": VACANCY})
    by_browser = page("/find", data={"text": VACANCY.replace("\n", "\r\n")})

    assert by_browser.text == by_script.text


def test_the_reader_is_told_what_the_list_is(page: FetchPage, pool: list[Profile]) -> None:
    found = page("/find", data={"text": VACANCY})

    for said in (
        "artificial intelligence",
        "people decide",
        "no cut-off",
        "no right of entry",
        "neither the score nor the order",
        "All the people in this list are invented",
        "3 of 3 whom you may see were compared",
        "ESCO classification of the European Commission",
    ):
        assert said in found.text


def test_only_the_first_explanation_is_open(page: FetchPage, pool: list[Profile]) -> None:
    found = cards(page("/find", data={"text": VACANCY}))

    opened = [[each.get("open") is not None for each in card.iter("details")] for card in found]
    assert opened == [[True], [False], [False]]


# --- picking a vacancy ------------------------------------------------------------------------------------


@pytest.fixture
def vacancy(db: Session) -> Vacancy:
    made = make_vacancy(
        db, title="Registered nurse", text=VACANCY, language="en", country="DE", region="DE-BY",
        occupation_uri=occupation_uri("nurse"),
    )  # fmt: skip
    db.commit()
    return made


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


# --- putting the occupation right -------------------------------------------------------------------------


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


# --- another language -------------------------------------------------------------------------------------


def languages_of(page: Page) -> list[Element]:
    """What the page offers to be read in another language by: links, or buttons of its form."""
    switch = next(each for each in page.document.iter("nav") if each.get("id") == "languages")
    return [each for each in switch.iter() if each.get("lang")]


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


# --- who is seen, and by whom -----------------------------------------------------------------------------


def test_a_stranger_never_sees_a_person_who_exists(
    page: FetchPage,
    pool: list[Profile],
    candidate: Callable[..., Profile],
    read_profiles: Callable[[], None],
    vacancy: Vacancy,
) -> None:
    real = candidate(is_demonstration=False)
    read_profiles()

    for found in (page("/find", data={"text": VACANCY}), page(f"/find?vacancy={vacancy.code}")):
        assert real.code not in found.text
        assert len(cards(found)) == 3
        assert "You see invented people only" in found.text
        assert any(link.startswith("/sign-in?next=%2Ffind") for link in found.links())


def test_an_employer_sees_those_who_agreed(
    client: TestClient,
    page: FetchPage,
    db: Session,
    candidate: Callable[..., Profile],
    read_profiles: Callable[[], None],
) -> None:
    from talent.actors import Role
    from talent.organisations import Membership

    account = make_account(db, Role.EMPLOYER)
    db.add(Membership(account_id=account.id, organisation_id=make_organisation(db, country="DE").id))
    agreed = candidate(is_demonstration=False, destinations=frozenset({"DE"}))
    elsewhere = candidate(is_demonstration=False, destinations=frozenset({"FR"}))
    read_profiles()
    client.post("/sign-in", data={"email": account.email, "password": PASSWORD})

    found = page("/find", data={"text": VACANCY})

    assert codes(found) == [agreed.code]
    assert elsewhere.code not in found.text
    assert "invented people only" not in found.text


def test_hostile_words_stay_words(
    page: FetchPage, candidate: Callable[..., Profile], read_profiles: Callable[[], None]
) -> None:
    attack = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    candidate(f"Nurse {attack} with six years of experience. {{{{ 7 * 7 }}}}")
    read_profiles()

    found = page("/find", data={"text": f"Registered nurse {attack}\n- administer prescribed medication"})

    assert attack in found.text
    assert [each for each in found.document.iter("script") if not each.get("src")] == []
    assert [each for each in found.document.iter("img") if each.get("src") == "x"] == []


# --- recognition ------------------------------------------------------------------------------------------


def test_the_recognition_stands_beside_each_and_says_what_it_rests_on(
    page: FetchPage, pool: list[Profile]
) -> None:
    best = cards(page("/find", data={"text": VACANCY, **PLACES}))[0]
    hint = inside(best, "t-hint")
    link = next(each.get("href", "") for each in hint.iter("a"))

    assert "Yes, recognition is needed (qualification from Tunisia)" in html.text_of(hint)
    assert re.search(r"\d+ steps?\.", html.text_of(hint))
    assert "Part of it was read in the cited sources" in html.text_of(hint)  # known by its ISCO group only
    assert re.search(r"Last checked: \w+ \d+, 20\d\d", html.text_of(hint))
    assert link.startswith("/recognition?profession=http")
    assert link.endswith("&destination=DE&region=DE-BY&qualification_country=TN")


def test_what_is_missing_for_the_recognition_is_named(page: FetchPage, pool: list[Profile]) -> None:
    hints = {
        code: html.text_of(inside(card, "t-hint"))
        for found in [page("/find", data={"text": VACANCY})]
        for code, card in zip(codes(found), cards(found), strict=True)
    }

    assert all("It is not known" in hint for hint in hints.values())
    assert "the country of the job" in hints[pool[1].code]
    assert "the country of the qualification" in hints[pool[2].code]
    assert "the country of the qualification" not in hints[pool[1].code]


def test_the_recognition_changes_neither_order_nor_score(
    page: FetchPage, candidate: Callable[..., Profile], read_profiles: Callable[[], None]
) -> None:
    """Four alike but for the country of their qualification, against four places of the job."""
    for country in ("TN", "FR", "DE", None):
        candidate(country=country)
    read_profiles()

    lists = []
    for place in ({}, {"destination": "DE"}, {"destination": "FR"}, {"destination": "FI"}):
        found = page("/find", data={"text": VACANCY, **place})
        hints = {html.text_of(inside(card, "t-hint")) for card in cards(found)}
        lists.append([(code, parts(card)) for code, card in zip(codes(found), cards(found), strict=True)])
        assert len(hints) > 1

    assert all(before == after for before, after in pairwise(lists))


# --- more, and what is logged -----------------------------------------------------------------------------


def test_more_are_shown_on_request_with_or_without_script(
    page: FetchPage,
    candidate: Callable[..., Profile],
    read_profiles: Callable[[], None],
    vacancy: Vacancy,
) -> None:
    for _ in range(FIRST + 3):
        candidate()
    read_profiles()

    first = page(f"/find?vacancy={vacancy.code}")
    more = page(f"/find?vacancy={vacancy.code}&show={2 * FIRST}")
    pasted = page("/find", data={"text": VACANCY})
    button = next(
        each for each in pasted.document.iter("button") if html.text_of(each).startswith("Show more")
    )

    assert f"/find?vacancy={vacancy.code}&show=40#place-21" in first.links()
    assert (len(cards(first)), len(cards(more))) == (FIRST, FIRST + 3)
    assert "Show more candidates" not in more.text
    assert (button.get("value"), button.get("form")) == ("40", "paste")
    assert len(cards(page("/find", data={"text": VACANCY, "show": 40}))) == FIRST + 3


def test_exactly_what_was_shown_is_logged(
    page: FetchPage,
    db: Session,
    candidate: Callable[..., Profile],
    read_profiles: Callable[[], None],
    vacancy: Vacancy,
) -> None:
    for _ in range(FIRST + 1):
        candidate()
    read_profiles()
    page(f"/find?vacancy={vacancy.code}")
    page("/find", data={"text": VACANCY, "show": 40})
    page("/find", data={"text": "?! ?!"})

    picked, pasted = db.scalars(sa.select(MatchRun).order_by(MatchRun.at))

    assert (picked.vacancy_id, picked.vacancy_revision, len(picked.shown)) == (vacancy.id, 1, FIRST)
    assert (pasted.vacancy_id, len(pasted.shown), len(pasted.text_digest or "")) == (None, FIRST + 1, 64)
    assert picked.shown == sorted(picked.shown, key=lambda line: -line["score"])
    assert picked.actor == "stranger"


def test_the_number_of_queries_does_not_grow_with_the_list(
    page: FetchPage,
    database: Database,
    candidate: Callable[..., Profile],
    read_profiles: Callable[[], None],
    vacancy: Vacancy,
) -> None:
    """The vacancy, those to pick from, the pool's stamp, who may be seen, those shown, their titles, what they show of
    themselves; the log, and whose ledger it goes into.
    """
    sent = []
    for count in (2, 15):
        for _ in range(count):
            candidate()
        read_profiles()
        page(f"/find?vacancy={vacancy.code}")  # the pool is read once and kept
        with counted(database) as statements:
            page(f"/find?vacancy={vacancy.code}")
        sent.append(len(statements))

    assert sent == [9, 9]


def test_the_text_stands_in_no_address_and_in_no_table(
    page: FetchPage, db: Session, pool: list[Profile]
) -> None:
    found = page("/find", data={"text": VACANCY + "\nUnusualword"})

    assert "Unusualword" not in " ".join(found.links())
    assert found.headers["cache-control"] == "no-store"
    kept = db.execute(sa.select(MatchRun)).scalars().all()
    assert "Unusualword" not in repr([vars(run) for run in kept])


# --- nothing to show --------------------------------------------------------------------------------------


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
