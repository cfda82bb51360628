"""What must not be lost on the way: half-filled forms, and for a day what was taken out of a profile."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from talent import checks
from talent import db as records
from talent.db import Base, Id, Json
from talent.errors import RuleBroken
from talent.profiles.records import Profile
from talent.sections import Section

KEPT_FOR: Final = timedelta(days=1)
"""How long what was taken out can be put back."""

MOST_FORMS: Final = 100

LONGEST_FORM: Final = 2 * checks.LONGEST_TEXT
"""Characters of all fields of a form together."""


class UnfinishedForm(Base):
    """The fields of a form as somebody typed them, until it can be saved: on this device or another.

    `form` names it: its path under the profile ("personal", "experience/new-entry").
    """

    __tablename__ = "unfinished_forms"

    profile_id: Mapped[str] = mapped_column(
        sa.ForeignKey("profiles.id", ondelete="CASCADE"), primary_key=True
    )
    form: Mapped[str] = mapped_column(sa.String(100), primary_key=True)
    fields: Mapped[dict[str, Any]] = mapped_column(Json)
    saved_at: Mapped[datetime] = mapped_column(default=records.now)


class Removal(Base):
    """Rows that were taken out together, to be put back as they were. `title` says what it was."""

    __tablename__ = "removals"
    __table_args__ = (sa.Index(None, "profile_id"), sa.Index(None, "removed_at"))

    id: Mapped[Id]
    profile_id: Mapped[str] = mapped_column(sa.ForeignKey("profiles.id", ondelete="CASCADE"))
    section: Mapped[str] = mapped_column(sa.String(32))
    title: Mapped[str] = mapped_column(sa.String(checks.LONGEST_LINE))
    rows: Mapped[list[dict[str, Any]]]
    removed_at: Mapped[datetime] = mapped_column(default=records.now)

    @property
    def table(self) -> str:
        """Of the row that was taken out; what follows it hung on it."""
        return str(self.rows[0]["table"])


def keep_unfinished(db: Session, profile: Profile, form: str, fields: Mapping[str, Any]) -> None:
    """Raises RuleBroken for more than anybody types."""
    if sum(len(str(value)) for value in fields.values()) > LONGEST_FORM:
        raise RuleBroken("", "too-long", longest=LONGEST_FORM)
    row = db.get(UnfinishedForm, (profile.id, form))
    if row is None and len(unfinished(db, profile)) >= MOST_FORMS:
        raise RuleBroken("", "too-many-rows", highest=MOST_FORMS)
    row = row or UnfinishedForm(profile_id=profile.id, form=form)
    row.fields, row.saved_at = dict(fields), records.now()
    db.add(row)
    db.flush()


def unfinished(db: Session, profile: Profile) -> dict[str, UnfinishedForm]:
    """By the name of the form."""
    query = sa.select(UnfinishedForm).where(UnfinishedForm.profile_id == profile.id)
    return {row.form: row for row in db.scalars(query.order_by(UnfinishedForm.form))}


def forget_unfinished(db: Session, profile: Profile, form: str) -> None:
    is_it = (UnfinishedForm.profile_id == profile.id) & (UnfinishedForm.form == form)
    db.execute(sa.delete(UnfinishedForm).where(is_it))


def remember(db: Session, profile: Profile, section: Section, title: str, rows: Iterable[Base]) -> Removal:
    """Notes rows that are about to go; whatever anybody took out more than a day ago is forgotten."""
    db.execute(sa.delete(Removal).where(Removal.removed_at <= records.now() - KEPT_FOR))
    noted = [{"table": row.__tablename__, "columns": _written(row)} for row in rows]
    removal = Removal(profile_id=profile.id, section=section, title=title, rows=noted)
    db.add(removal)
    return removal


def removals(db: Session, profile: Profile, section: Section | None = None) -> list[Removal]:
    """What can be put back, the last first."""
    query = sa.select(Removal).where(
        Removal.profile_id == profile.id, Removal.removed_at > records.now() - KEPT_FOR
    )
    if section is not None:
        query = query.where(Removal.section == section)
    return list(db.scalars(query.order_by(Removal.removed_at.desc(), Removal.id)))


def _written(row: Base) -> dict[str, Any]:
    """A row's columns as JSON has them."""
    found = {name: getattr(row, name) for name in sa.inspect(type(row)).column_attrs.keys()}  # noqa: SIM118  a view
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in found.items()}


def row_again(model: type[Base], columns: Mapping[str, Any]) -> Base:
    """The row that `remember` noted, id and all; without columns that the table has lost since."""
    kinds = {each.key: each.columns[0].type.python_type for each in sa.inspect(model).column_attrs}
    return model(**{name: _value(kinds[name], value) for name, value in columns.items() if name in kinds})


def _value(kind: type, value: Any) -> Any:
    if value is None:
        return None
    if issubclass(kind, date):  # and datetime, which is one
        return kind.fromisoformat(value)
    return kind(value) if issubclass(kind, StrEnum) else value
