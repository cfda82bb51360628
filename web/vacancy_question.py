"""What the address of the vacancies page asks: read and checked, and written again without one part or with another."""

import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from pydantic import BaseModel, Field, field_validator

from esco_data.folding import fold
from matching.vacancy_search import Order, Wanted, words_of
from talent.countries import country_codes, currency_codes, language_codes
from web.i18n import gettext as _

PAGE: Final = "/vacancies"
SAVING: Final = "/searches/new"

LEVELS: Final = ("A1", "A2", "B1", "B2", "C1", "C2")

USUAL_CURRENCY: Final = "EUR"

MOST_PAY: Final = 10**9

_NUMBER: Final = re.compile(r"\d+|\d{1,3}(?:[.,'’\s]\d{3})+")
_NO_DIGIT: Final = re.compile(r"\D")

GOES_WITH: Final[Mapping[str, tuple[str, ...]]] = {
    "country": ("region", "town"),
    "language": ("level",),
    "pay": ("currency",),
}
"""What makes no sense without another filter, and goes when that is taken away."""


class Question(BaseModel):
    """The parts of the address as typed. It holds what is searched and nothing about who searches."""

    words: str = Field("", max_length=300)
    occupation: str = Field("", max_length=300)
    occupation_name: str = Field("", max_length=300)
    country: str = Field("", max_length=100)
    region: str = Field("", max_length=100)
    town: str = Field("", max_length=300)
    language: str = Field("", max_length=100)
    level: str = Field("", max_length=100)
    pay: str = Field("", max_length=100)
    currency: str = Field("", max_length=100)
    sort: str = Field("", max_length=100)
    page: str = Field("", max_length=100)

    @field_validator("*")
    @classmethod
    def _without_nul(cls, value: str) -> str:
        """PostgreSQL refuses to compare with a text that holds one."""
        return value.replace("\0", "")

    @property
    def given(self) -> dict[str, str]:
        """What is not empty, without the page's number and what only helps to choose an occupation."""
        values = self.model_dump(exclude={"page", "occupation_name"})
        return {name: value.strip() for name, value in values.items() if value.strip()}

    @property
    def number(self) -> int:
        """The page asked for, from 1; what is no number is the first."""
        return max(int(self.page), 1) if self.page.isdecimal() and len(self.page) < 9 else 1

    def settled(self) -> "Question":
        """Without what says nothing: an untouched order or currency, a region of the country chosen before."""
        gone = {
            "region": bool(self.region) and not self.region.startswith(f"{self.country}-"),
            "sort": self.sort == Order.NEWEST,
            "currency": not self.pay.strip() and self.sort != Order.PAY,
        }
        return self.model_copy(update={name: "" for name, is_gone in gone.items() if is_gone})

    def address(self, **changes: str) -> str:
        """The address of this search with `changes`; an empty value leaves that part out."""
        parts = {name: value for name, value in (self.given | changes).items() if value}
        return f"{PAGE}?{urlencode(parts)}" if parts else PAGE

    def saving_address(self) -> str:
        """Where this search is saved."""
        return f"{SAVING}?{urlencode(self.given)}"

    def without(self, name: str) -> str:
        """The address of this search without one filter and what goes with it."""
        return self.address(**dict.fromkeys((name, *GOES_WITH.get(name, ())), ""))

    def page_address(self) -> str:
        """With {page} where the number of a page belongs."""
        return self.address(page="{page}").replace("%7Bpage%7D", "{page}")


def read(question: Question) -> Wanted:
    """The search, of a question without faults."""
    given = question.given
    return Wanted(
        words=words_of(question.words),
        occupation=given.get("occupation", ""),
        country=given.get("country", ""),
        region=given.get("region", ""),
        town=fold(given.get("town", "")),
        language=given.get("language", ""),
        level=given.get("level", ""),
        pay=_amount(given["pay"]) if "pay" in given else None,
        currency=given.get("currency", USUAL_CURRENCY),
        order=Order(given.get("sort", Order.NEWEST)),
    )


def faults(question: Question) -> dict[str, str]:
    """What cannot be searched, by the name of the field; whether an occupation is known is asked elsewhere."""
    given = question.given
    known: dict[str, tuple[Any, str]] = {
        "country": (country_codes(), _("Choose a country from the list")),
        "language": (language_codes(), _("Choose a language from the list")),
        "level": (LEVELS, _("Choose a level from the list")),
        "currency": (currency_codes(), _("Choose a currency from the list")),
        "sort": (tuple(Order), _("Choose an order from the list")),
    }
    wrong = {name: say for name, (values, say) in known.items() if given.get(name) not in (None, *values)}
    if "level" in given and "language" not in given:
        wrong["language"] = _("Choose the language that the level is for")
    if "pay" in given and _amount(given["pay"]) is None:
        wrong["pay"] = _("Write the pay as a number without cents, such as 2000")
    return wrong


def _amount(text: str) -> int | None:
    """Whole units from "2500", "2 500" or "2.500", in the digits of any script; None for what is no such number."""
    text = text.strip()
    if not _NUMBER.fullmatch(text):
        return None
    amount = int(_NO_DIGIT.sub("", text))
    return amount if 0 < amount <= MOST_PAY else None
