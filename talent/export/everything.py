"""Everything that is known of a person, as one document: rows of every table, and the history that speaks of them."""

import base64
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from talent import accounts, persons
from talent import db as records
from talent.accounts import Account
from talent.actors import OPERATOR, STRANGER, Actor
from talent.audit import Event, MatchRun
from talent.export import registry
from talent.organisations import Organisation
from talent.profiles import Profile
from talent.recommendations import RecommendationRun
from talent.vacancies import Vacancy, VacancyStatus

FORMAT: Final = "talent-export"
VERSION: Final = 1
"""Raised when what a program reads from the file changes its place or its meaning; docs/export.md has the shape."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Document:
    """`tables` has rows by table, `history` what was noted of the person, `names` what ids in both stand for."""

    made_at: datetime
    tables: Mapping[str, Sequence[Row]]
    history: Mapping[str, Sequence[Row]]
    names: Mapping[str, Mapping[str, str]]

    def as_json(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "version": VERSION,
            "made_at": self.made_at.isoformat(),
            "tables": {
                name: {"about": registry.EXPORTED[name], "rows": list(rows)}
                for name, rows in self.tables.items()
            },
            "history": {name: list(rows) for name, rows in self.history.items()},
            "names": {kind: dict(names) for kind, names in self.names.items()},
            "left_out": dict(registry.LEFT_OUT) | dict(registry.SECRET),
        }


def everything(db: Session, actor: Actor) -> Document:
    """Of the actor themself. Ids of other people in it lead their reader nowhere."""
    account = accounts.own(db, actor)
    tables = {
        table.name: [_row(table, row) for row in db.execute(_rows(table, account)).mappings()]
        for table in persons.tables()
        if _is_told(table.name, account)
    }
    history = _history(db, account)
    return Document(records.now(), tables, history, _names(db, [*tables.values(), *history.values()]))


def _is_told(table: str, account: Account) -> bool:
    if account.is_demonstration and table in registry.NOT_WHERE_SHARED:
        return False
    return table in registry.EXPORTED


def _rows(table: sa.Table, account: Account) -> sa.Select[Any]:
    query = sa.select(table).where(persons.rows_of(table, account.id)).order_by(*table.primary_key)
    if own := registry.OWN_ONLY.get(table.name):
        query = query.where(table.c[own] == account.id)
    return query


def _row(table: sa.Table, row: Mapping[Any, Any]) -> Row:
    return {
        name: _value(value)
        for name, value in row.items()
        if name not in registry.SECRET and f"{table.name}.{name}" not in registry.SECRET_DATA
    }


def _value(value: Any) -> Any:
    """As JSON can say it: moments in ISO 8601 (UTC), amounts as text, bytes in base64."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value


def _history(db: Session, account: Account) -> dict[str, list[Row]]:
    profiles = list(db.scalars(sa.select(Profile.id).where(Profile.account_id == account.id)))
    return {
        "events": [_event(event, account) for event in db.scalars(_events(account, profiles))],
        "rankings": [line for profile in profiles for line in _rankings(db, profile)],
        "recommendations": [
            _row(persons.table_of(RecommendationRun), run)
            for run in db.execute(_recommendations(profiles)).mappings()
        ],
    }


def _events(account: Account, profiles: Sequence[str]) -> sa.Select[Event]:
    about = Event.subject_id.in_([account.id, *profiles])
    return sa.select(Event).where(about | (Event.actor == account.id)).order_by(Event.id)


def _event(event: Event, account: Account) -> Row:
    return {
        "at": _value(event.at),
        "by": _by(event.actor, account),
        "kind": event.kind,
        "subject_kind": event.subject_kind,
        "subject_id": event.subject_id,
        "data": event.data,
    }


def _by(actor: str, account: Account) -> str:
    if actor == account.id:
        return "you"
    return actor if actor in {OPERATOR.name, STRANGER.name} else "somebody else"


def _rankings(db: Session, profile_id: str) -> Iterator[Row]:
    """Rankings in which the person was shown: their own place, and nothing of the others'."""
    naming = sa.cast(MatchRun.shown, sa.Text).contains(profile_id)
    for run in db.scalars(sa.select(MatchRun).where(naming).order_by(MatchRun.at)):
        place = next(n for n, line in enumerate(run.shown, 1) if line["profile"] == profile_id)
        yield {
            "at": _value(run.at),
            "vacancy_id": run.vacancy_id,
            "text_sha256": run.text_digest,
            "place": place,
            "of": len(run.shown),
            "score": run.shown[place - 1]["score"],
            "profile_revision": run.shown[place - 1]["revision"],
            "model": run.encoder_revision,
            "taxonomy": run.taxonomy_digest,
            "weights": run.weights_digest,
        }


def _recommendations(profiles: Sequence[str]) -> sa.Select[Any]:
    table = persons.table_of(RecommendationRun)
    return sa.select(table).where(table.c.profile_id.in_(profiles)).order_by(table.c.at)


def _names(db: Session, groups: Sequence[Sequence[Row]]) -> dict[str, dict[str, str]]:
    """What the ids of vacancies and organisations stand for. What an employer has not published is not named."""
    rows = [row for group in groups for row in group]
    vacancies = {str(row["vacancy_id"]) for row in rows if row.get("vacancy_id")}
    organisations = {str(row["organisation_id"]) for row in rows if row.get("organisation_id")}
    public = Vacancy.status != VacancyStatus.DRAFT
    titles = db.execute(sa.select(Vacancy.id, Vacancy.title).where(Vacancy.id.in_(vacancies), public))
    names = db.execute(
        sa.select(Organisation.id, Organisation.name).where(Organisation.id.in_(organisations))
    )
    return {"vacancies": _pairs(titles.all()), "organisations": _pairs(names.all())}


def _pairs(found: Iterable[Sequence[str]]) -> dict[str, str]:
    return {key: name for key, name in found}  # noqa: C416  dict() takes a result for a mapping
