"""Who may join as a candidate: checked when registering, and again whenever somebody moves. Pure.

The conditions are those of the EU Talent Pool (Regulation (EU) 2026/1047); which Member States take part and from
which age one is an adult there are facts of countries and stand, each with its source, in eligibility.toml.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Final

from talent import checks
from talent.countries import EU
from talent.errors import RuleBroken

OLDEST: Final = 120


class Participation(StrEnum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"  # not announced yet: nobody is refused for what nobody knows


class Reason(StrEnum):
    """Why somebody cannot join, in the order in which reasons are told."""

    LIVES_IN_THE_UNION = "lives-in-the-union"
    CITIZEN_OF_THE_UNION = "citizen-of-the-union"
    DESTINATION_DOES_NOT_TAKE_PART = "destination-does-not-take-part"
    NOT_OF_AGE = "not-of-age"


@dataclass(frozen=True, slots=True)
class MemberState:
    """`verified`: somebody has read the source named for the fact; if not, pages say so."""

    code: str
    participation: Participation
    participation_source: str
    of_age: int
    of_age_source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Facts:
    version: str
    states: Mapping[str, MemberState]


@dataclass(frozen=True, slots=True)
class Answers:
    """What somebody says of themselves. Age and citizenship are looked at here and not kept."""

    residence: str
    eu_citizen: bool
    destination: str
    age: int


@cache
def facts() -> Facts:
    document = tomllib.loads(files("talent").joinpath("eligibility.toml").read_text("utf-8"))
    usual = document["usual"]
    states = {code: _state(code, usual | document["state"].get(code, {})) for code in sorted(EU)}
    return Facts(document["version"], states)


def checked(answers: Answers) -> Answers:
    """Raises RuleBroken where an answer makes no sense."""
    checks.country("residence", answers.residence)
    if answers.destination not in facts().states:
        raise RuleBroken("destination", "not-a-member-state")
    checks.number("age", answers.age, 1, OLDEST)
    return answers


def reasons_against(answers: Answers) -> tuple[Reason, ...]:
    """Empty for whoever may join."""
    state = facts().states[answers.destination]
    found = {
        Reason.LIVES_IN_THE_UNION: not may_reside(answers.residence),
        Reason.CITIZEN_OF_THE_UNION: answers.eu_citizen,
        Reason.DESTINATION_DOES_NOT_TAKE_PART: state.participation is Participation.NO,
        Reason.NOT_OF_AGE: answers.age < state.of_age,
    }
    return tuple(reason for reason, holds in found.items() if holds)


def may_reside(residence: str) -> bool:
    """Whether candidates may live there: outside the Union. To be asked again when residence changes."""
    return residence not in EU


def _state(code: str, entry: Mapping[str, str | int | bool]) -> MemberState:
    return MemberState(
        code,
        Participation(str(entry["participation"])),
        str(entry["participation_source"]),
        int(entry["of_age"]),
        str(entry["of_age_source"]),
        bool(entry["verified"]),
    )
