"""Vacancies of before can be searched after the upgrade, without anybody saving them again."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
import sqlalchemy as sa

from matching import vacancy_search
from matching.vacancy_search import Wanted, words_of
from talent.actors import STRANGER
from talent.db import open_database
from talent.terms import PayPeriod
from talent.vacancies import Pay, Vacancy, searchable
from web import migrations

pytestmark = pytest.mark.db

BEFORE = "0003"
MADE = datetime(2026, 3, 1, 8, tzinfo=UTC)

ORGANISATION = {
    "id": "o", "name": "Works (invented)", "country": "DE", "kind": "employer", "vetting": "verified",
    "created_at": MADE, "is_demonstration": True,
}  # fmt: skip

VACANCY = {
    "organisation_id": "o", "title": "Bäcker", "text": "Brot und Brötchen, Größe egal", "language": "de",
    "country": "DE", "place": "Münster", "pay_min": Decimal("15.50"), "pay_max": Decimal(20), "currency": "EUR",
    "pay_period": "hour", "status": "published", "revision": 1, "content_digest": "0", "created_at": MADE,
    "updated_at": MADE, "is_demonstration": True,
}  # fmt: skip


def _insert(connection: sa.Connection, table: str, **row: object) -> None:
    reflected = sa.Table(table, sa.MetaData(), autoload_with=connection)
    connection.execute(sa.insert(reflected).values(row))


def test_vacancies_of_before_are_found(empty_database_url: sa.URL) -> None:
    migrations.upgrade(empty_database_url, BEFORE)
    database = open_database(empty_database_url)
    made = MADE if database.engine.dialect.name == "postgresql" else MADE.replace(tzinfo=None)
    dates = {"created_at": made}
    with database.engine.begin() as connection:
        _insert(connection, "organisations", **ORGANISATION | dates)
        for n in range(3):
            _insert(
                connection,
                "vacancies",
                **VACANCY | dates | {"updated_at": made, "id": f"{n}", "code": f"V-{n}"},
            )
    database.close()

    migrations.upgrade(empty_database_url)

    with database.transaction(writing=False) as db:
        wanted = Wanted(words=words_of("backer GROSSE"), town="munster", pay=2686, currency="EUR")
        found = vacancy_search.found(db, STRANGER, wanted, first=0, most=9)
        assert {row.code for row in found} == {"V-0", "V-1", "V-2"}
        assert {row.published_at for row in found} == {MADE}
    database.close()


def test_the_upgrade_fills_what_saving_would() -> None:
    """The step has its own copy of the rule; when the rule changes, a further step must fill the columns anew."""
    script = migrations.ScriptDirectory.from_config(migrations.config()).get_revision("0004")
    pay = Pay(Decimal("15.50"), Decimal(20), "EUR", PayPeriod.HOUR)
    filled = script.module._searchable(Vacancy(**VACANCY))
    saved = searchable(str(VACANCY["title"]), str(VACANCY["text"]), "Münster", pay)
    assert [filled["words"], filled["town"], filled["pay"]] == list(saved.values())
