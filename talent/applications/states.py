"""The steps of an application: who may take which. Pure."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Final


class State(StrEnum):
    """INTEREST: the candidate would like to hear more. CLOSED: the vacancy ended before a decision."""

    INTEREST = "interest"
    APPLIED = "applied"
    IN_REVIEW = "in-review"
    INVITED = "invited"
    OFFERED = "offered"
    HIRED = "hired"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


class Side(StrEnum):
    """Whose doing it was. PLATFORM: nobody's; only the end of a vacancy ends an application by itself."""

    CANDIDATE = "candidate"
    EMPLOYER = "employer"
    PLATFORM = "platform"


class Happening(StrEnum):
    MOVED = "moved"
    UNDONE = "undone"
    OPENED = "opened"
    IDENTITY_AGREED = "identity-agreed"
    IDENTITY_TAKEN_BACK = "identity-taken-back"
    IDENTITY_SHARED = "identity-shared"


class Reason(StrEnum):
    """Why an employer does not go on with somebody."""

    SOMEBODY_ELSE = "somebody-else"
    REQUIREMENT = "requirement"
    LANGUAGE = "language"
    RECOGNITION = "recognition"
    NOT_FILLED = "not-filled"
    OTHER = "other"


WAITING: Final = frozenset({State.INTEREST, State.APPLIED, State.IN_REVIEW, State.INVITED})
"""Undecided: these end when the vacancy does."""

LIVE: Final = WAITING | {State.OFFERED, State.HIRED}
"""The employer may see the person's profile, and the identity where both agreed."""

BEGUN: Final = frozenset({State.WITHDRAWN, State.CLOSED})
"""From here a candidate may begin again."""

_BY_EMPLOYER: Final[Mapping[State, frozenset[State]]] = {
    State.INTEREST: frozenset({State.INVITED, State.DECLINED}),
    State.APPLIED: frozenset({State.IN_REVIEW, State.INVITED, State.OFFERED, State.DECLINED}),
    State.IN_REVIEW: frozenset({State.INVITED, State.OFFERED, State.DECLINED}),
    State.INVITED: frozenset({State.OFFERED, State.DECLINED}),
    State.OFFERED: frozenset({State.HIRED, State.DECLINED}),
}

MOVES: Final[Mapping[Side, Mapping[State, frozenset[State]]]] = {
    Side.CANDIDATE: dict.fromkeys(LIVE, frozenset({State.WITHDRAWN}))
    | {State.INTEREST: frozenset({State.APPLIED, State.WITHDRAWN})}
    | dict.fromkeys(BEGUN, frozenset({State.INTEREST, State.APPLIED})),
    Side.EMPLOYER: _BY_EMPLOYER,
    Side.PLATFORM: dict.fromkeys(WAITING, frozenset({State.CLOSED})),
}

UNDONE_WITHIN: Final = timedelta(minutes=15)
"""How long a candidate may take a withdrawal back and stand where they stood."""
