"""Reads the invented candidates and vacancies from TOML files, strictly: every fault names file and key."""

import tomllib
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from talent.errors import TalentError
from talent.profiles import LanguageLevel
from talent.terms import PayPeriod

PACKAGED: Final = Path(__file__).parent

NAMESPACE: Final = uuid.UUID("6f0ed1f5-3c0f-5f0e-9a53-0d2f4f1c7a44")
"""Ids of invented records are UUIDs of version 5 in this namespace: the same on every machine."""


class SeedError(TalentError):
    """The demonstration data cannot be used; the message says where, and what is wrong."""

    def __init__(self, where: str, problem: str) -> None:
        super().__init__("demonstration-data")
        self.where, self.problem = where, problem

    def __str__(self) -> str:
        return (
            f"{self.where}: {self.problem}. Correct the file and run the command again; nothing was changed."
        )


class Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class QualificationEntry(Entry):
    title: str
    country: str
    gloss: str | None = None
    isced: int | None = None
    year: int | None = None


class SpokenEntry(Entry):
    code: str
    level: LanguageLevel


class CandidateEntry(Entry):
    """`occupation` and `isco` are the truth about the invented person, for measuring; no profile holds them.

    A misleading text claims something else: the truth stays what the person really is.
    """

    key: Annotated[str, Field(pattern=r"^[a-z]{2}-\d{3}$")]
    language: str
    residence: str
    style: Literal["long", "medium", "short", "thin", "messy", "misleading"]
    occupation: str
    isco: Annotated[str, Field(pattern=r"^\d{4}$")]
    text: str
    qualification: tuple[QualificationEntry, ...] = ()
    speaks: tuple[SpokenEntry, ...] = ()

    @property
    def id(self) -> str:
        return stable_id("candidate", self.key)


class VacancyEntry(Entry):
    key: Annotated[str, Field(pattern=r"^[a-z]{2}-\d{2,3}$")]
    language: str
    country: str
    region: str | None = None
    place: str
    organisation: Annotated[str, Field(pattern=r"\(.+\)$")]  # "(invented)", in the advertisement's language
    occupation: str
    isco: Annotated[str, Field(pattern=r"^\d{4}$")]
    title: str
    pay_min: Decimal | None = None
    pay_max: Decimal | None = None
    currency: str | None = None
    period: PayPeriod | None = None
    text: str

    @model_validator(mode="after")
    def _pay_is_whole(self) -> Self:
        named = [part is not None for part in (self.pay_min, self.pay_max, self.currency, self.period)]
        if any(named) and not all(named):
            raise ValueError("pay_min, pay_max, currency and period are given together or not at all")
        return self

    @property
    def id(self) -> str:
        return stable_id("vacancy", self.key)


Some = TypeVar("Some", CandidateEntry, VacancyEntry)


@dataclass(frozen=True, slots=True)
class Demonstration:
    """All entries in the order of their keys; `where` tells of an id its file and key."""

    candidates: Sequence[CandidateEntry]
    vacancies: Sequence[VacancyEntry]
    where: dict[str, str]


def stable_id(kind: str, key: str) -> str:
    return str(uuid.uuid5(NAMESPACE, f"{kind}/{key}"))


def is_from_files(record_id: str) -> bool:
    """Whether a record has an id from here, rather than one made while somebody tried the platform."""
    return uuid.UUID(record_id).version == 5


def read(folder: Path = PACKAGED) -> Demonstration:
    """Reads `candidates/*.toml` and `vacancies/*.toml`. Raises SeedError at the first fault."""
    where: dict[str, str] = {}
    candidates = _entries(folder / "candidates", "candidate", CandidateEntry, where)
    vacancies = _entries(folder / "vacancies", "vacancy", VacancyEntry, where)
    return Demonstration(candidates, vacancies, where)


def _entries(folder: Path, kind: str, model: type[Some], where: dict[str, str]) -> Sequence[Some]:
    found: list[Some] = []
    for name, number, table in _tables(folder, kind):
        place = f"{folder.name}/{name}: {table.get('key', f'{kind} number {number}')}"
        entry = _validated(model, table, place)
        if entry.id in where:
            raise SeedError(place, f"key: stands in {where[entry.id]} already")
        where[entry.id] = place
        found.append(entry)
    return sorted(found, key=lambda entry: entry.key)


def _tables(folder: Path, kind: str) -> Iterator[tuple[str, int, dict[str, Any]]]:
    for path in sorted(folder.glob("*.toml")):
        where = f"{folder.name}/{path.name}"
        try:
            content = tomllib.loads(path.read_text("utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise SeedError(where, f"not TOML: {error}") from error
        if unknown := content.keys() - {kind}:
            raise SeedError(where, f"unknown table {min(unknown)}, only [[{kind}]] is read")
        for number, table in enumerate(content.get(kind, []), start=1):
            yield path.name, number, table


def _validated(model: type[Some], table: dict[str, Any], where: str) -> Some:
    try:
        return model.model_validate(table)
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in fault["loc"])
        raise SeedError(where, f"{field or 'entry'}: {fault['msg']}") from error
