"""The question: which profession, where to, with a qualification from where, who, and as of which day."""

from dataclasses import dataclass
from datetime import date

from talent.recognition.kinds import Origin, Status


@dataclass(frozen=True, slots=True)
class Query:
    """A question in normal form; `asking.ask` makes one from what people type.

    `uri` and `isco` name the occupation (either may be missing), countries are ISO 3166-1 alpha-2, `region`
    is ISO 3166-2 ("DE-BY"). `status` None means not stated: a third-country national abroad is assumed and
    the route says so. `practice_years` are full years in the state of the earlier recognition. `on` is the
    day asked about; `as_recorded` asks what the packs said on that day (None: what they say now).
    """

    destination: str
    qualification_country: str
    on: date
    uri: str | None = None
    isco: str | None = None
    label: str | None = None
    region: str | None = None
    status: Status | None = None
    recognised_in: str | None = None
    practice_years: int | None = None
    as_recorded: date | None = None


@dataclass(frozen=True, slots=True)
class Facets:
    """What conditions look at: the question with its defaults filled in."""

    region: str | None
    origin: Origin
    origin_country: str
    status: Status
    recognised_earlier: bool
    practice_years: int
