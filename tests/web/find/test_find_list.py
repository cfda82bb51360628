"""The ranked list: who stands where and why, what is missing, and what recognition adds to it."""

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

import pytest
from sqlalchemy.orm import Session

from talent import skill_claims
from talent.profiles import Profile, Section
from talent.skill_claims import ClaimKind, ClaimSource, ClaimStatus, Decision
from tests.factories.esco import skill_uri
from tests.factories.records import make_actor
from tests.web import html
from tests.web.conftest import FetchPage, ReadAll
from tests.web.find.conftest import PLACES, VACANCY, cards, codes, inside, numbers, parts, rows
from web.i18n import languages

pytestmark = pytest.mark.usefixtures("indexed")


# --- the list --------------------------------------------------------------------------------------------


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


def test_what_was_chosen_from_a_list_is_said_to_be_so_and_in_no_language(
    page: FetchPage, db: Session, candidate: Callable[..., Profile], read_all: ReadAll
) -> None:
    owner = make_actor(db)
    person = candidate("J’ai travaillé à l’hôpital.", owner=owner)
    wounds = Decision(
        skill_uri("dress-wounds"), ClaimKind.SKILL, "carry out wound care", ClaimStatus.CONFIRMED
    )
    skill_claims.decide(db, owner, person, [wounds], source=ClaimSource.CHECKLIST)
    read_all()

    [card] = cards(page("/find", data={"text": VACANCY}))

    skill = next(each for each in rows(card) if each.startswith("carry out wound care"))
    spoken = next(each for each in rows(card) if each.startswith("German B2"))
    assert "Chosen from a list: carry out wound care" in skill
    assert "Chosen from a list: German B1" in spoken
    assert "written in" not in skill + spoken


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
        "You see invented people only",
        "3 of 3 whom you may see were compared",
        "ESCO classification of the European Commission",
    ):
        assert said in found.text


def test_every_explanation_waits_for_a_press_so_that_the_list_stays_a_list(
    page: FetchPage, pool: list[Profile]
) -> None:
    found = cards(page("/find", data={"text": VACANCY}))

    opened = [[each.get("open") is not None for each in card.iter("details")] for card in found]
    assert opened == [[False], [False], [False]]


# --- recognition -----------------------------------------------------------------------------------------


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
    page: FetchPage, candidate: Callable[..., Profile], read_all: ReadAll
) -> None:
    """Four alike but for the country of their qualification, against four places of the job."""
    for country in ("TN", "FR", "DE", None):
        candidate(country=country)
    read_all()

    lists = []
    for place in ({}, {"destination": "DE"}, {"destination": "FR"}, {"destination": "FI"}):
        found = page("/find", data={"text": VACANCY, **place})
        hints = {html.text_of(inside(card, "t-hint")) for card in cards(found)}
        lists.append([(code, parts(card)) for code, card in zip(codes(found), cards(found), strict=True)])
        assert len(hints) > 1

    assert all(before == after for before, after in pairwise(lists))


# --- regions ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("chosen", "region", "shared", "said"),
    [
        (["DE-HH", "DE-BE"], "DE-BY", tuple(Section), ["Wants to work elsewhere in the country: Hamburg and Berlin"]),
        (["DE-HH", "DE-BY"], "DE-BY", tuple(Section), []),
        (["DE-HH"], "", tuple(Section), []),
        ([], "DE-BY", tuple(Section), []),
        (["DE-HH"], "DE-BY", (Section.EXPERIENCE, Section.SUMMARY), []),
    ],
    ids=["elsewhere", "there", "nobody asked", "anywhere", "not shown to employers"],
)  # fmt: skip
def test_who_wants_to_work_elsewhere_in_the_country_is_said_to(
    page: FetchPage,
    db: Session,
    candidate: Callable[..., Profile],
    read_all: ReadAll,
    *,
    chosen: list[str],
    region: str,
    shared: Sequence[Section],
    said: list[str],
) -> None:
    person = candidate(destinations=frozenset({"DE"}), shared=shared)
    person.destination_rows[0].regions = chosen
    db.commit()
    read_all()
    found = page("/find", data={"text": VACANCY, "destination": "DE", "region": region})
    paragraphs = [html.text_of(each) for each in cards(found)[0].iter("p")]
    assert [each for each in paragraphs if each.startswith("Wants to work elsewhere")] == said
