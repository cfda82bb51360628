"""Who is seen in a ranked list by whom, how many, and what is kept of it."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from talent.audit import MatchRun
from talent.db import Database
from talent.profiles import Profile
from talent.vacancies import Vacancy
from tests.databases import counted
from tests.factories.records import PASSWORD, make_account, make_organisation
from tests.web import html
from tests.web.conftest import FetchPage, ReadAll
from tests.web.find.conftest import VACANCY, cards, codes
from web.pages.find import FIRST

pytestmark = pytest.mark.usefixtures("indexed")


# --- who is seen, and by whom ----------------------------------------------------------------------------


def test_a_stranger_never_sees_a_person_who_exists(
    page: FetchPage,
    pool: list[Profile],
    candidate: Callable[..., Profile],
    read_all: ReadAll,
    vacancy: Vacancy,
) -> None:
    real = candidate(is_demonstration=False)
    read_all()

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
    read_all: ReadAll,
) -> None:
    from talent.actors import Role
    from talent.organisations import Membership

    account = make_account(db, Role.EMPLOYER)
    db.add(Membership(account_id=account.id, organisation_id=make_organisation(db, country="DE").id))
    agreed = candidate(is_demonstration=False, destinations=frozenset({"DE"}))
    elsewhere = candidate(is_demonstration=False, destinations=frozenset({"FR"}))
    read_all()
    client.post("/sign-in", data={"email": account.email, "password": PASSWORD})

    found = page("/find", data={"text": VACANCY})

    assert codes(found) == [agreed.code]
    assert elsewhere.code not in found.text
    assert "invented people only" not in found.text


def test_hostile_words_stay_words(
    page: FetchPage, candidate: Callable[..., Profile], read_all: ReadAll
) -> None:
    attack = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    candidate(f"Nurse {attack} with six years of experience. {{{{ 7 * 7 }}}}")
    read_all()

    found = page("/find", data={"text": f"Registered nurse {attack}\n- administer prescribed medication"})

    assert attack in found.text
    assert [each for each in found.document.iter("script") if not each.get("src")] == []
    assert [each for each in found.document.iter("img") if each.get("src") == "x"] == []


# --- more, and what is logged ----------------------------------------------------------------------------


def test_more_are_shown_on_request_with_or_without_script(
    page: FetchPage,
    candidate: Callable[..., Profile],
    read_all: ReadAll,
    vacancy: Vacancy,
) -> None:
    for _ in range(FIRST + 3):
        candidate()
    read_all()

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
    read_all: ReadAll,
    vacancy: Vacancy,
) -> None:
    for _ in range(FIRST + 1):
        candidate()
    read_all()
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
    read_all: ReadAll,
    vacancy: Vacancy,
) -> None:
    """The vacancy, those to pick from, the pool's stamp, who may be seen, those shown, their titles and
    destinations, what they show of themselves; the log, and whose ledger it goes into.
    """
    sent = []
    for count in (2, 15):
        for _ in range(count):
            candidate()
        read_all()
        page(f"/find?vacancy={vacancy.code}")  # the pool is read once and kept
        with counted(database) as statements:
            page(f"/find?vacancy={vacancy.code}")
        sent.append(len(statements))

    assert sent == [10, 10]


def test_the_text_stands_in_no_address_and_in_no_table(
    page: FetchPage, db: Session, pool: list[Profile]
) -> None:
    found = page("/find", data={"text": VACANCY + "\nUnusualword"})

    assert "Unusualword" not in " ".join(found.links())
    assert found.headers["cache-control"] == "no-store"
    kept = db.execute(sa.select(MatchRun)).scalars().all()
    assert "Unusualword" not in repr([vars(run) for run in kept])
