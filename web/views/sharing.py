"""What somebody shares with whom, as their own page shows it: countries with their ticks, and what happened when."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from talent.consents import SUGGESTED, Agreed, Consent
from talent.profiles import Profile, Visibility
from talent.sections import FINDABLE, Section
from web import i18n


@dataclass(frozen=True, slots=True)
class Country:
    """A row of the table. `version` and `since` are of the newest consent in force there; None without one."""

    code: str
    given: frozenset[Section]
    since: datetime | None
    version: str | None

    @property
    def is_found(self) -> bool:
        """Whether employers there can find the person, as far as the ticks decide."""
        return bool(self.given & FINDABLE)

    @property
    def lacks_suggested(self) -> bool:
        return not self.given >= SUGGESTED

    @property
    def lacks_some(self) -> bool:
        return len(self.given) < len(Section)


@dataclass(frozen=True, slots=True)
class Happening:
    """Sections that were given or withdrawn in one step for one country, with the words that were agreed to."""

    at: datetime
    country: str
    given: bool
    sections: tuple[Section, ...]
    version: str
    language: str


def countries(profile: Profile, agreed: Agreed, history: Iterable[Consent]) -> list[Country]:
    """Those that the person named, by their names in the reader's language."""
    newest = _newest(history)
    rows = [_country(code, agreed, newest.get(code)) for code in profile.destinations]
    return sorted(rows, key=lambda row: i18n.current().country(row.code).casefold())


def found_in(profile: Profile, rows: Sequence[Country]) -> list[str]:
    """Countries whose employers can find this profile now."""
    if profile.visibility is not Visibility.VISIBLE:
        return []
    return [row.code for row in rows if row.is_found]


def withdrawn(history: Iterable[Consent], country: str) -> dict[Section, datetime]:
    """When each section was last withdrawn for a country."""
    gone = [(row.section, row.withdrawn_at) for row in history if row.country == country and row.withdrawn_at]
    return dict(sorted(gone, key=lambda pair: pair[1]))


def happenings(history: Iterable[Consent]) -> list[Happening]:
    """The newest first."""
    events = [_event(row.given_at, row, given=True) for row in history]
    events += [_event(row.withdrawn_at, row, given=False) for row in history if row.withdrawn_at]
    ordered = sorted(events, key=lambda event: (event[0], *event[1:5]), reverse=True)
    order = list(Section)
    return [
        Happening(at, country, given, tuple(sorted((e[5] for e in same), key=order.index)), version, language)
        for (at, country, given, version, language), same in groupby(ordered, key=lambda event: event[:5])
    ]


def _event(at: datetime, row: Consent, *, given: bool) -> tuple[datetime, str, bool, str, str, Section]:
    return at, row.country, given, row.version, row.language, row.section


def _newest(history: Iterable[Consent]) -> Mapping[str, Consent]:
    in_force = [row for row in history if row.withdrawn_at is None]
    return {row.country: row for row in sorted(in_force, key=lambda row: row.given_at)}


def _country(code: str, agreed: Agreed, newest: Consent | None) -> Country:
    return Country(
        code,
        agreed.get(code, frozenset()),
        newest.given_at if newest else None,
        newest.version if newest else None,
    )
