"""The rule book of the repository, and questions put to it."""

from collections.abc import Callable
from datetime import date

import pytest

from talent.recognition import Route, RuleBook, ask, find_occupation, route

TODAY = date(2026, 11, 22)

Asking = Callable[..., Route]


@pytest.fixture(scope="session")
def book() -> RuleBook:
    return RuleBook.load()


@pytest.fixture(scope="session")
def asking(book: RuleBook) -> Asking:
    """Asks by profession, destination and country of the qualification; the rest by keyword."""

    def ask_route(
        profession: str, destination: str, origin: str = "TN", on: date = TODAY, **more: object
    ) -> Route:
        occupation = find_occupation(book, profession)
        query = ask(book, occupation, destination=destination, qualification_country=origin, on=on, **more)
        return route(book, query)

    return ask_route
