"""The address of a search: what it asks is read strictly, and written again without what is taken away."""

from urllib.parse import parse_qs, urlsplit

import pytest

from matching.vacancy_search import Order, Wanted
from web.vacancy_question import Question, faults, read


def asked(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def test_an_empty_question_asks_for_everything() -> None:
    assert read(Question()) == Wanted(currency="EUR")
    assert Question().address() == "/vacancies"


def test_a_whole_question() -> None:
    question = Question(
        words="Pflege, Münster", country="DE", region="DE-NW", town="Münster", language="de", level="B1",
        pay="2 500", currency="SEK", sort="pay", occupation="https://esco.example/nurse",
    )  # fmt: skip
    assert faults(question) == {}
    assert read(question) == Wanted(
        ("pflege", "munster"), "https://esco.example/nurse", "DE", "DE-NW", "munster", "de", "B1", 2500, "SEK",
        Order.PAY,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("pay", "amount"),
    [
        ("2500", 2500),
        (" 2.500 ", 2500),
        ("2,500", 2500),
        ("2\u202f500", 2500),
        ("٢٥٠٠", 2500),
        ("1'000'000", 10**6),
    ],
)
def test_amounts_as_people_write_them(pay: str, amount: int) -> None:
    assert faults(Question(pay=pay)) == {}
    assert read(Question(pay=pay)).pay == amount


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"pay": "2500.50"}, "pay"),
        ({"pay": "much"}, "pay"),
        ({"pay": "0"}, "pay"),
        ({"pay": "-5"}, "pay"),
        ({"pay": "9" * 50}, "pay"),
        ({"country": "Germany"}, "country"),
        ({"language": "german"}, "language"),
        ({"language": "de", "level": "B3"}, "level"),
        ({"level": "B1"}, "language"),
        ({"currency": "euro"}, "currency"),
        ({"sort": "best"}, "sort"),
    ],
)
def test_what_cannot_be_searched_is_told_at_its_field(changes: dict[str, str], field: str) -> None:
    assert list(faults(Question(**changes))) == [field]


@pytest.mark.parametrize(
    ("name", "left"),
    [
        ("country", {"language": "de", "level": "B1", "pay": "2000", "currency": "EUR"}),
        ("language", {"country": "DE", "town": "Ulm", "pay": "2000", "currency": "EUR"}),
        ("pay", {"country": "DE", "town": "Ulm", "language": "de", "level": "B1"}),
        ("town", {"country": "DE", "language": "de", "level": "B1", "pay": "2000", "currency": "EUR"}),
    ],
)
def test_a_filter_goes_with_what_makes_no_sense_without_it(name: str, left: dict[str, str]) -> None:
    question = Question(
        country="DE", town="Ulm", language="de", level="B1", pay="2000", currency="EUR", page="3"
    )
    assert asked(question.without(name)) == left


def test_the_address_holds_the_search_and_nothing_else() -> None:
    question = Question(words=" nurse & cook ", occupation_name="half a na", page="2")
    assert question.address() == "/vacancies?words=nurse+%26+cook"
    assert question.page_address() == "/vacancies?words=nurse+%26+cook&page={page}"


def test_an_untouched_form_makes_a_short_address() -> None:
    sent = Question(words="cook", currency="EUR", sort="newest")
    assert sent.settled().address() == "/vacancies?words=cook"
    assert asked(Question(currency="SEK", sort="pay").settled().address()) == {
        "currency": "SEK",
        "sort": "pay",
    }


def test_a_region_of_another_country_is_forgotten() -> None:
    assert Question(country="FR", region="DE-BY").settled().region == ""
    assert Question(country="DE", region="DE-BY").settled().region == "DE-BY"


@pytest.mark.parametrize(
    ("page", "number"), [("", 1), ("3", 3), ("0", 1), ("-1", 1), ("two", 1), ("9" * 30, 1), ("²", 1)]
)
def test_the_number_of_the_page(page: str, number: int) -> None:
    assert Question(page=page).number == number
