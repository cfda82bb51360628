"""Vacancies are found by what they say, ordered and paged by the database; what may not be seen is never found."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from matching import vacancy_search
from matching.vacancy_search import Order, Wanted, words_of
from matching.vacancy_store import VacancyLanguage, VacancyOccupation, VacancyReading
from talent import vacancies
from talent.actors import OPERATOR, STRANGER
from talent.terms import PayPeriod
from talent.vacancies import Pay, Vacancy
from tests.factories.records import make_employer, make_vacancy

NURSE, COOK = "https://esco.example/occupation/nurse", "https://esco.example/occupation/cook"


@pytest.fixture
def understood(db: Session) -> Callable[..., Vacancy]:
    """Makes a published vacancy with a reading, as if the reconciler had been there."""

    def make(
        *occupations: str, languages: dict[str, str] | None = None, old: bool = False, **changes: object
    ) -> Vacancy:
        vacancy = make_vacancy(db, **changes)
        db.add(
            VacancyReading(
                vacancy_id=vacancy.id,
                vacancy_revision=vacancy.revision - old,
                reading_revision="test",
                language="de",
                requirements=[{"text": "Deutsch B2"}],
                occupations=[VacancyOccupation(position=n, uri=uri) for n, uri in enumerate(occupations)],
                languages=[VacancyLanguage(language=c, level=v) for c, v in (languages or {}).items()],
            )
        )
        db.flush()
        return vacancy

    return make


def titles(db: Session, **wanted: object) -> list[str]:
    rows = vacancy_search.found(db, STRANGER, Wanted(**wanted), first=0, most=50)  # type: ignore[arg-type]
    assert vacancy_search.count(db, STRANGER, Wanted(**wanted)) == len(rows)  # type: ignore[arg-type]
    return [row.title for row in rows]


def pay(low: int, period: PayPeriod = PayPeriod.MONTH, currency: str = "EUR") -> Pay:
    return Pay(Decimal(low), Decimal(low + 500), currency, period)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("Pflege, Münster!", ("pflege", "munster")),
        ("  nurse NURSE  ", ("nurse",)),
        ("C++ (C#)", ("c++", "c#")),
        ("مُمَرِّضة؟", ("ممرضه",)),
        ("… , !", ()),
        (" ".join(f"w{n}" for n in range(40)), tuple(f"w{n}" for n in range(vacancy_search.MOST_WORDS))),
    ],
)
def test_a_query_is_folded_words(query: str, words: tuple[str, ...]) -> None:
    assert words_of(query) == words


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("altenpflegehelfer", True),
        ("PFLEGE munster", True),  # a part of a word, without accent, from title and text
        ("pflege berlin", False),  # every word must be there
        ("100%", True),
        ("%", True),
        ("10_%", False),  # % and _ are letters like others
        ("münster'", True),
    ],
)
def test_all_words_must_be_there(db: Session, query: str, is_found: bool) -> None:
    make_vacancy(db, title="Altenpflegehelfer", text="Station in Münster, Pensum 100%.")
    assert bool(titles(db, words=words_of(query))) is is_found


def test_words_of_any_script(db: Session) -> None:
    make_vacancy(db, title="مُمَرِّضة", text="نبحث عن ممرضات", language="ar")
    make_vacancy(db, title="Медсестра", text="Шукаємо медсестру", language="uk")
    assert titles(db, words=words_of("ممرضة")) == ["مُمَرِّضة"]
    assert titles(db, words=words_of("МЕДСЕСТРУ")) == ["Медсестра"]


def test_a_changed_text_is_found_by_its_new_words_only(db: Session) -> None:
    employer = make_employer(db)
    vacancy = make_vacancy(db, employer=employer, title="Koch", text="Kalte Küche")
    draft = vacancies.VacancyDraft(title="Bäcker", text="Brot", country="DE", language="de")
    vacancies.save(db, employer, draft, vacancy=vacancy)
    db.flush()
    assert titles(db, words=("koch",)) == []
    assert titles(db, words=("backer",)) == ["Bäcker"]


def test_an_occupation_is_the_confirmed_one_else_what_was_understood(
    db: Session, understood: Callable[..., Vacancy]
) -> None:
    understood(NURSE, COOK, title="Understood as two")
    understood(COOK, title="Confirmed otherwise", occupation_uri=NURSE)
    make_vacancy(db, title="Confirmed, not read yet", occupation_uri=COOK)
    make_vacancy(db, title="Not read yet")
    assert set(titles(db, occupation=NURSE)) == {"Understood as two", "Confirmed otherwise"}
    assert set(titles(db, occupation=COOK)) == {"Understood as two", "Confirmed, not read yet"}


def test_country_region_and_town(db: Session) -> None:
    make_vacancy(db, title="Bavaria", country="DE", region="DE-BY", place="München")
    make_vacancy(db, title="Hesse", country="DE", region="DE-HE", place="Frankfurt am Main")
    make_vacancy(db, title="France", country="FR")
    assert set(titles(db, country="DE")) == {"Bavaria", "Hesse"}
    assert titles(db, country="DE", region="DE-BY") == ["Bavaria"]
    assert titles(db, country="DE", town="frankfurt") == ["Hesse"]
    assert titles(db, town="munchen") == ["Bavaria"]


def test_a_language_and_up_to_which_level(db: Session, understood: Callable[..., Vacancy]) -> None:
    for level in ("A2", "B2", "native", ""):
        understood(title=f"German {level or 'any'}", languages={"de": level})
    understood(title="French A1", languages={"fr": "A1"})
    assert len(titles(db, language="de")) == 4
    assert set(titles(db, language="de", level="B1")) == {"German A2", "German any"}
    assert set(titles(db, language="de", level="C2")) == {"German A2", "German any", "German B2"}
    assert titles(db, language="fr", level="A1") == ["French A1"]


def test_pay_is_the_lower_end_by_the_month_in_one_currency(db: Session) -> None:
    make_vacancy(db, title="2,600 an hour's pay", pay=pay(15, PayPeriod.HOUR))
    make_vacancy(db, title="2,500 a month", pay=pay(2500))
    make_vacancy(db, title="2,000 a year's pay", pay=pay(24_000, PayPeriod.YEAR))
    make_vacancy(db, title="krona", pay=pay(30_000, currency="SEK"))
    make_vacancy(db, title="says nothing")
    assert titles(db, pay=2500, currency="EUR", order=Order.PAY) == ["2,600 an hour's pay", "2,500 a month"]
    assert titles(db, pay=2501, currency="EUR") == ["2,600 an hour's pay"]
    assert titles(db, pay=2000, currency="SEK") == ["krona"]
    assert titles(db, order=Order.PAY, currency="EUR") == [
        "2,600 an hour's pay",
        "2,500 a month",
        "2,000 a year's pay",
        "krona",
        "says nothing",
    ]
    assert titles(db, order=Order.PAY, currency="SEK")[0] == "krona"


def test_the_newest_first_and_no_vacancy_on_two_pages(db: Session) -> None:
    made = [make_vacancy(db, title=str(n)) for n in range(5)]
    same = made[0].published_at
    for n, vacancy in enumerate(made):
        vacancy.published_at = same + timedelta(hours=n // 2)
    db.flush()

    def page(first: int) -> list[str]:
        return [row.title for row in vacancy_search.found(db, STRANGER, Wanted(), first=first, most=2)]

    pages = [title for first in (0, 2, 4) for title in page(first)]
    assert pages[0] == "4"
    assert sorted(pages) == ["0", "1", "2", "3", "4"]


def test_publishing_again_makes_it_new(db: Session) -> None:
    employer = make_employer(db)
    first = make_vacancy(db, employer=employer, title="First")
    make_vacancy(db, title="Second")
    assert titles(db) == ["Second", "First"]
    vacancies.close(db, employer, first)
    vacancies.publish(db, employer, first)
    db.flush()
    assert titles(db) == ["First", "Second"]


def test_drafts_and_closed_ones_are_found_by_nobody(db: Session) -> None:
    employer = make_employer(db)
    make_vacancy(db, employer=employer, published=False)
    closed = make_vacancy(db, employer=employer)
    vacancies.close(db, employer, closed)
    db.flush()
    for actor in (STRANGER, employer, OPERATOR):
        assert vacancy_search.count(db, actor, Wanted()) == 0


def test_what_is_offered_is_what_there_is(db: Session, understood: Callable[..., Vacancy]) -> None:
    understood(languages={"de": "B1"}, region="DE-BY", place="Ulm", pay=pay(2000))
    understood(languages={"de": "A2"}, place="Ulm")
    understood(languages={"fr": ""}, country="FR", place="Brest")
    understood(languages={"pl": ""}, country="PL", published=False)
    offered = vacancy_search.offered(db, STRANGER, "DE")
    assert offered.countries == {"DE": 2, "FR": 1}
    assert offered.languages == ("de", "fr")
    assert offered.currencies == {"EUR": 1}
    assert offered.regions == {"DE-BY": 1}
    assert offered.towns == {"Ulm": 2}
    assert vacancy_search.offered(db, STRANGER, "").towns == {}


def test_readings_of_an_earlier_text_are_not_shown(db: Session, understood: Callable[..., Vacancy]) -> None:
    now, before = understood(NURSE), understood(NURSE, old=True)
    found = vacancy_search.readings(db, [now.id, before.id], whole=True)
    assert list(found) == [now.id]
    assert found[now.id].requirements == [{"text": "Deutsch B2"}]
