"""A vacancy as pages show it: the employer's words stay as they are, amounts and names are the reader's."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.orm import Session

from matching.vacancy_store import VacancyLanguage, VacancyOccupation, VacancyReading
from talent.organisations import Vetting
from talent.terms import ContractKind, PayPeriod
from talent.vacancies import Pay, VacancyStatus
from tests.factories.records import make_employer, make_vacancy
from web import i18n
from web.concepts import Name
from web.views import vacancies as views

ASKED: list[dict[str, Any]] = [
    {"text": "Krankenpfleger", "kind": "occupation", "essential": True, "concepts": ["nurse"]},
    {
        "text": "Deutsch B2",
        "kind": "language",
        "essential": True,
        "concepts": [],
        "language": "de",
        "level": "B2",
    },
    {"text": "Bachelor", "kind": "education", "essential": False, "concepts": [], "education": 6},
]


def named(uri: str) -> Name:
    return Name(uri.title(), "en")


def reading(**changes: Any) -> VacancyReading:
    given = {
        "language": "de",
        "requirements": ASKED,
        "occupations": [VacancyOccupation(uri="nurse", position=0)],
        "languages": [VacancyLanguage(language="de", level="B2")],
    }
    return VacancyReading(**(given | changes))


@pytest.mark.parametrize(
    ("low", "high", "currency", "period", "shown"),
    [
        ("3100", "3900", "EUR", PayPeriod.MONTH, "€3,100 to €3,900 a month"),
        ("20.50", "25", "EUR", PayPeriod.HOUR, "€20.50 to €25 an hour"),
        ("400000", "400000", "SEK", PayPeriod.YEAR, "SEK\xa0400,000 a year"),
    ],
)
def test_pay_in_words(low: str, high: str, currency: str, period: PayPeriod, shown: str) -> None:
    assert views.pay(Pay(Decimal(low), Decimal(high), currency, period)) == shown


def test_pay_is_written_as_the_reader_does() -> None:
    i18n.use("fr")
    assert "3\u202f100\xa0€" in views.pay(Pay(Decimal(3100), Decimal(3100), "EUR", PayPeriod.MONTH))


@pytest.mark.parametrize(
    ("language", "direction"),
    [
        ("de", "ltr"),
        ("ar", "rtl"),
        ("ur", "rtl"),
        ("fa", "rtl"),
        ("uk", "ltr"),
        (None, "auto"),
        ("qqq", "auto"),
    ],
)
def test_the_direction_of_a_text(language: str | None, direction: str) -> None:
    assert views.direction_of(language) == direction


def test_required_and_wished_stand_apart_with_their_words(db: Session) -> None:
    shown = views.detail(make_vacancy(db), reading(), named)
    assert shown.required is not None
    assert shown.wished is not None
    assert [(each.text, each.kind, each.level) for each in shown.required] == [
        ("Krankenpfleger", "Occupation", None),
        ("Deutsch B2", "Language", "B2"),
    ]
    assert shown.required[0].concepts == (Name("Nurse", "en"),)
    assert [each.education for each in shown.wished] == ["Bachelor’s degree or equivalent"]


def test_what_was_not_read_yet_is_not_said_to_ask_for_nothing(db: Session) -> None:
    shown = views.detail(make_vacancy(db), None, named)
    assert (shown.required, shown.wished, shown.card.occupations) == (None, None, ())


def test_the_confirmed_occupation_goes_before_what_was_understood(db: Session) -> None:
    row = make_vacancy(db, occupation_uri="https://esco.example/cook")
    assert views.occupations(row, reading()) == ["https://esco.example/cook"]


@pytest.mark.parametrize("vetting", list(Vetting))
def test_how_far_the_employer_was_checked(db: Session, vetting: Vetting) -> None:
    row = make_vacancy(db, employer=make_employer(db, vetting=vetting))
    assert views.employer(row).checked == views.EMPLOYERS[vetting][0]


def test_a_town_that_is_its_own_region_is_named_once(db: Session) -> None:
    row = make_vacancy(db, place="Hamburg", region="DE-HH")
    assert views.card(row, None, named).place == ("Hamburg",)


def test_since_when_and_whether_it_changed_since(db: Session) -> None:
    row = make_vacancy(db, contract=ContractKind.SEASONAL)
    shown = views.detail(row, None, named)
    assert (shown.card.since, shown.changed, shown.contract) == (row.published_at, None, "For a season")
    row.updated_at = row.published_at + timedelta(days=2)
    assert views.detail(row, None, named).changed == row.updated_at


def test_a_vacancy_that_is_not_open_says_so(db: Session) -> None:
    row = make_vacancy(db, published=False)
    assert views.detail(row, None, named).state == views.STATES[VacancyStatus.DRAFT]
