"""When which step is due after the last sign of life. Pure: the clock is a parameter.

The periods are the operator's (TALENT_RETENTION_…); the law that applies leaves them to the controller (Regulation
(EU) 2018/1725, Article 4(1)(e), and Regulation (EU) 2016/679, Article 5(1)(e): no longer than necessary; read as
summarised, not verified for the pool's own rules).
"""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

WARNING: Final = timedelta(days=30)
"""Between the last warning and erasure, however late the warning went out."""


class Kind(StrEnum):
    REMIND = "remind"
    HIDE = "hide"
    WARN = "warn"
    ERASE = "erase"


@dataclass(frozen=True, slots=True)
class Stage:
    """A step with the months without activity after which it comes; a warning has those of the erasure."""

    kind: Kind
    months: int


@dataclass(frozen=True, slots=True)
class Periods:
    """In months without activity. Raises ValueError where they are not in order."""

    remind: tuple[int, ...] = (6, 11)
    hide: int = 12
    erase: int = 24

    def __post_init__(self) -> None:
        ordered = [0, *self.remind, self.hide, self.erase]
        if sorted(set(ordered)) != ordered:
            raise ValueError("months of retention must grow: reminders, then hiding, then erasure")

    @property
    def first(self) -> int:
        return min((*self.remind, self.hide))


def months_after(moment: datetime, months: int) -> datetime:
    """The same day of a later month, or its last day where it has no such day."""
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    day = min(moment.day, monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)


def due(
    periods: Periods, active_at: datetime, done: Mapping[Stage, datetime], now: datetime
) -> tuple[Stage, ...]:
    """The steps to take now, in order; `done` says when others were taken since `active_at`.

    Of several reminders that were missed only the last is due, and none once the profile is to be hidden. Nobody is
    erased whose warning is younger than WARNING.
    """
    hide, warn = Stage(Kind.HIDE, periods.hide), Stage(Kind.WARN, periods.erase)
    end = months_after(active_at, periods.erase)
    if warn in done and now >= max(end, done[warn] + WARNING):
        return (Stage(Kind.ERASE, periods.erase),)
    reached = {hide: months_after(active_at, periods.hide), warn: end - WARNING}
    late = tuple(stage for stage, day in reached.items() if now >= day and stage not in done)
    return late or (() if hide in done else _reminder(periods, active_at, done, now))


def _reminder(
    periods: Periods, active_at: datetime, done: Mapping[Stage, datetime], now: datetime
) -> tuple[Stage, ...]:
    reached = [months for months in periods.remind if now >= months_after(active_at, months)]
    if not reached or Stage(Kind.REMIND, reached[-1]) in done:
        return ()
    return (Stage(Kind.REMIND, reached[-1]),)
