"""The rule book: all packs, loaded once, checked and immutable."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Self

from talent.recognition.kinds import Match, Origin
from talent.recognition.schema import Notice, Pack, Profession, Shared, Source

PACKS = Path(__file__).parent / "packs"


@dataclass(frozen=True, slots=True)
class ProfessionMatch:
    """A profession of the packs and how sure it is that the occupation is one."""

    profession: Profession
    how: Match


@dataclass(frozen=True)
class RuleBook:
    """Professions, what holds everywhere, and one pack for each country of destination."""

    professions: tuple[Profession, ...]
    shared: Shared
    packs: Mapping[str, Pack]

    @classmethod
    def load(cls, folder: Path = PACKS) -> Self:
        """Reads and checks every pack in `folder`. Raises PackError with all faults, not only the first."""
        from talent.recognition.checks import faults_of
        from talent.recognition.errors import PackError
        from talent.recognition.loading import read_folder

        professions, shared, packs = read_folder(folder)
        book = cls(professions, shared, MappingProxyType(packs))
        if faults := faults_of(book):
            raise PackError(faults)
        return book

    def profession(self, identifier: str) -> Profession | None:
        return next((each for each in self.professions if each.id == identifier), None)

    def match(self, uri: str | None, isco: str | None) -> ProfessionMatch | None:
        """By exact ESCO address first; else by ISCO-08 unit group, which is never certain."""
        for each in self.professions:
            if uri in each.esco:
                return ProfessionMatch(each, Match.EXACT)
        for each in self.professions:
            if isco in each.isco and uri not in each.not_esco:
                return ProfessionMatch(each, Match.ISCO_GROUP)
        return None

    def profession_for(self, uri: str | None, isco: str | None) -> Profession | None:
        """The profession an occupation belongs to, or None; `match` also says how sure that is."""
        found = self.match(uri, isco)
        return found.profession if found else None

    def sources(self, country: str | None = None) -> dict[str, Source]:
        """The sources an entry of this country's pack may cite, by id: the shared ones and its own."""
        pack = self.packs.get(country) if country else None
        return {source.id: source for source in (*self.shared.source, *(pack.source if pack else ()))}

    def notices(self, pack: Pack | None) -> Iterable[Notice]:
        return (*self.shared.notice, *(pack.notice if pack else ()))

    def origin_of(self, country: str, destination: str, on: date) -> Origin:
        """Where a qualification comes from, seen from `destination` on that day."""
        if country == destination:
            return Origin.SAME_COUNTRY
        return Origin.DIRECTIVE_AREA if self.in_directive_area(country, on) else Origin.THIRD_COUNTRY

    def in_directive_area(self, country: str, on: date) -> bool:
        """Whether Directive 2005/36/EC applied in `country` (EU, EEA, Switzerland) on that day."""
        return country in self._members and on <= (self._members[country] or date.max)

    @cached_property
    def _members(self) -> dict[str, date | None]:
        return {member.country: member.valid_to for member in self.shared.member}
