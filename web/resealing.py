"""Brings everything sealed to the newest key, batch by batch, also while the server runs."""

from collections.abc import Callable
from dataclasses import dataclass

from talent import resealing
from talent.actors import OPERATOR
from talent.resealing import HELD, Holding
from web.platform import Platform

Report = Callable[[str, int], None]
"""Told the name of what is under way and how many rows of it are done."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of one holding. `lost` are the keys of rows that open with none of the keys that are set."""

    name: str
    rows: int
    renewed: int
    lost: tuple[str, ...]


def rotate(platform: Platform, report: Report) -> list[Outcome]:
    """Every holding; killed anywhere, the next run goes on with what is left. Raises NoKey where there is no key."""
    done = [_renew(platform, holding, report) for holding in HELD]
    if any(outcome.renewed for outcome in done):
        platform.database.scrub()  # what the former key opens lies in freed pages of an SQLite file until then
    return done


def _renew(platform: Platform, holding: Holding, report: Report) -> Outcome:
    rows, renewed, after, lost = 0, 0, "", list[str]()
    while some := _batch(platform, holding, after):
        rows, renewed, after = rows + some.rows, renewed + some.renewed, some.last
        lost += some.lost
        report(holding.name, rows)
    return Outcome(holding.name, rows, renewed, tuple(lost))


def _batch(platform: Platform, holding: Holding, after: str) -> resealing.Renewal | None:
    with platform.database.transaction() as db:
        return resealing.renew(db, OPERATOR, holding, platform.seal, after=after)
