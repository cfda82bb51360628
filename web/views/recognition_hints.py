"""Whether a candidate's qualification has to be recognised for a job, in a few words, for lists of candidates."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import urlencode

from talent.profiles import Qualification
from talent.recognition import Needed, Occupation, Query, RuleBook, route
from web import recognition_words
from web.i18n import N_

NO_PROFESSION: Final = N_("the occupation, which was not recognised in the vacancy")
NO_DESTINATION: Final = N_("the country of the job")
NO_COUNTRY: Final = N_("the country of the qualification, which the candidate has not given")


@dataclass(frozen=True, slots=True)
class Job:
    """What the answer depends on besides the candidate. Whoever does not know a part leaves it None."""

    profession: Occupation | None
    destination: str | None
    region: str | None


@dataclass(frozen=True, slots=True)
class Hint:
    """The answer in short. With `missing` inputs it is unknown, and there is no reason and no authority."""

    needed: Needed
    country: str | None
    address: str
    missing: tuple[str, ...] = ()
    reason: str | None = None
    authority: str | None = None
    steps: int = 0
    verification: str | None = None
    checked_on: date | None = None


class Hints:
    """Answers for one job on one day; a route is found once for each country of qualification."""

    def __init__(self, rules: RuleBook, job: Job, on: date) -> None:
        self._rules = rules
        self._job = job
        self._on = on
        self._found: dict[str | None, Hint] = {}

    @property
    def profession(self) -> str | None:
        """ESCO URI."""
        return self._job.profession.uri if self._job.profession else None

    def of(self, country: str | None) -> Hint:
        """For a qualification from `country` (ISO 3166-1 alpha-2)."""
        if country not in self._found:
            self._found[country] = self._hint(country)
        return self._found[country]

    def _hint(self, country: str | None) -> Hint:
        job = self._job
        if job.profession and job.destination and country:
            return self._answer(job.profession, job.destination, country)
        inputs = {NO_PROFESSION: job.profession, NO_DESTINATION: job.destination, NO_COUNTRY: country}
        missing = tuple(what for what, given in inputs.items() if not given)
        return Hint(Needed.UNKNOWN, country, address_of(job, country), missing)

    def _answer(self, profession: Occupation, destination: str, country: str) -> Hint:
        query = Query(
            destination,
            country,
            self._on,
            profession.uri,
            profession.isco,
            profession.label,
            self._job.region,
        )
        found = route(self._rules, query)
        return Hint(
            needed=found.needed,
            country=country,
            address=address_of(self._job, country),
            reason=recognition_words.REASONS[found.reason.code],
            authority=found.authority.name if found.authority else None,
            steps=len(found.steps),
            verification=recognition_words.VERIFICATIONS[found.verification],
            checked_on=found.checked_on,
        )


def address_of(job: Job, country: str | None) -> str:
    """The page with the whole route; it asks for what is not known."""
    parts = {
        "profession": job.profession.uri if job.profession else None,
        "destination": job.destination,
        "region": job.region,
        "qualification_country": country,
    }
    return "/recognition?" + urlencode({name: value for name, value in parts.items() if value})


def country_of(
    qualifications: Sequence[Qualification],
    profession: str | None,
    nearness: Callable[[Qualification], float],
) -> str | None:
    """The country of the qualification nearest to the profession (ESCO URI), the first of equals; None without one.

    One that its holder has tied to the profession is nearest, whatever its title says.
    """
    if not qualifications:
        return None

    def near(row: Qualification) -> tuple[bool, float]:
        return profession is not None and row.occupation_uri == profession, nearness(row)

    return max(qualifications, key=near).country
