"""What vacancies were understood to ask for, kept as rows: derived by revision, thrown away and made anew at any time.

The vacancy's page shows `requirements`; a search asks `occupations` and `languages`; whoever ranks vacancies for a
candidate takes `meaning`. What needs reading is a query (`unread`), as with profiles in `matching.store`. Erasing a
vacancy erases its reading by foreign key.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from matching.encoder import Progress
from matching.mapping import Mapper, Reading
from matching.ranking import Kind, Requirement
from matching.requirements import occupations, requirements
from matching.vacancy_meanings import VacancyMeaning
from talent import checks
from talent import db as records
from talent.db import Base
from talent.vacancies import Vacancy

FORMAT = 4
"""Raised when what is kept of a reading changes its meaning; all vacancies are then read anew."""

CONCEPTS_KEPT = 3
"""Concepts kept for each requirement, the surest ones: as many as a page names."""


class VacancyReading(Base):
    """That a vacancy was read, from which revision and by what. `language` is the one it was read in.

    `requirements`, in the order of the text: text, kind, essential, concepts (ESCO URIs, the surest first), and
    language, level, education and years where it asks for them.
    """

    __tablename__ = "vacancy_readings"

    vacancy_id: Mapped[str] = mapped_column(
        sa.ForeignKey("vacancies.id", ondelete="CASCADE"), primary_key=True
    )
    vacancy_revision: Mapped[int]
    reading_revision: Mapped[str] = mapped_column(sa.String(128), index=True)
    made_at: Mapped[datetime] = mapped_column(default=records.now)
    language: Mapped[str] = mapped_column(sa.String(8))
    requirements: Mapped[list[dict[str, Any]]] = mapped_column(deferred=True)

    occupations: Mapped[list["VacancyOccupation"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, order_by="VacancyOccupation.position"
    )
    languages: Mapped[list["VacancyLanguage"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, order_by="VacancyLanguage.language"
    )
    meaning: Mapped[VacancyMeaning] = relationship(cascade="all, delete-orphan", passive_deletes=True)


class VacancyOccupation(Base):
    """An occupation that a vacancy is likely for, the likeliest at position 0; one that a person confirmed is alone."""

    __tablename__ = "vacancy_occupations"
    __table_args__ = (sa.Index(None, "uri", "vacancy_id"),)

    vacancy_id: Mapped[str] = mapped_column(
        sa.ForeignKey("vacancy_readings.vacancy_id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    uri: Mapped[str] = mapped_column(sa.String(checks.LONGEST_LINE))


class VacancyLanguage(Base):
    """A language that a vacancy requires. `level`: CEFR, 'native', or '' where the text does not say.

    Languages that it only wishes for are no rows: nobody is kept away by them.
    """

    __tablename__ = "vacancy_languages"
    __table_args__ = (sa.Index(None, "language", "level", "vacancy_id"),)

    vacancy_id: Mapped[str] = mapped_column(
        sa.ForeignKey("vacancy_readings.vacancy_id", ondelete="CASCADE"), primary_key=True
    )
    language: Mapped[str] = mapped_column(sa.String(8), primary_key=True)
    level: Mapped[str] = mapped_column(sa.String(8), default="")


def revision(mapper: Mapper) -> str:
    return f"{FORMAT}-{mapper.index.manifest.milestone}"


def unread(db: Session, mapper: Mapper, *, most: int | None = None) -> list[str]:
    """Ids of the vacancies whose reading is missing or out of date, drafts too: their writers see them."""
    current = sa.and_(
        VacancyReading.vacancy_id == Vacancy.id,
        VacancyReading.vacancy_revision == Vacancy.revision,
        VacancyReading.reading_revision == revision(mapper),
    )
    query = sa.select(Vacancy.id).where(~sa.exists().where(current)).order_by(Vacancy.created_at, Vacancy.id)
    return list(db.scalars(query.limit(most) if most else query))


def read(db: Session, mapper: Mapper, *, most: int, progress: Progress | None = None) -> list[VacancyReading]:
    """New readings of at most `most` unread vacancies, for `keep`. Slow (the model runs) and changes nothing."""
    rows = list(db.scalars(sa.select(Vacancy).where(Vacancy.id.in_(unread(db, mapper, most=most)))))
    texts = [f"{row.title}\n\n{row.text}" for row in rows]
    readings = mapper.read_many(texts, languages=[row.language for row in rows], progress=progress)
    return [_row(row, reading, mapper) for row, reading in zip(rows, readings, strict=True)]


def keep(db: Session, readings: Sequence[VacancyReading]) -> None:
    """Puts readings in the place of older ones; drops those of vacancies that were erased or changed meanwhile."""
    ids = [reading.vacancy_id for reading in readings]
    found = db.execute(sa.select(Vacancy.id, Vacancy.revision).where(Vacancy.id.in_(ids)))
    current = {vacancy_id: revision for vacancy_id, revision in found}  # noqa: C416  dict() takes a result for a mapping
    db.execute(sa.delete(VacancyReading).where(VacancyReading.vacancy_id.in_(ids)))
    db.add_all(r for r in readings if current.get(r.vacancy_id) == r.vacancy_revision)
    db.flush()


def meanings_made(db: Session, encoder: str) -> dict[str, datetime]:
    """By vacancy, when its meaning was made: of those whose reading is up to date, whoever may see them."""
    query = _meanings(encoder).with_only_columns(VacancyMeaning.vacancy_id, VacancyMeaning.made_at)
    return {vacancy: at for vacancy, at in db.execute(query)}  # noqa: C416  dict() takes a result for a mapping


def meanings(
    db: Session, encoder: str, ids: Sequence[str], *, batch: int = 500
) -> Iterator[tuple[str, list[Requirement]]]:
    """(Vacancy id, what it asks for) of those among `ids` that were read, in no order. Filter before showing."""
    for first in range(0, len(ids), batch):
        some = VacancyMeaning.vacancy_id.in_(ids[first : first + batch])
        for row in db.scalars(_meanings(encoder).where(some)).all():
            db.expunge(row)  # large, and wanted once
            yield row.vacancy_id, row.asked()


def _meanings(encoder: str) -> sa.Select[VacancyMeaning]:
    """Vectors of one encoder only: those of two are never compared."""
    query = sa.select(VacancyMeaning).where(VacancyMeaning.encoder == encoder)
    query = query.join(VacancyReading, VacancyReading.vacancy_id == VacancyMeaning.vacancy_id)
    current = VacancyReading.vacancy_revision == Vacancy.revision
    return query.join(Vacancy, Vacancy.id == VacancyReading.vacancy_id).where(current)


def _row(vacancy: Vacancy, reading: Reading, mapper: Mapper) -> VacancyReading:
    asked = requirements(reading, occupation=vacancy.occupation_uri)
    return VacancyReading(
        vacancy_id=vacancy.id,
        vacancy_revision=vacancy.revision,
        reading_revision=revision(mapper),
        language=reading.language,
        requirements=[_kept(each) for each in asked if each.kind is not Kind.WHOLE],
        occupations=list(_occupations(reading, vacancy.occupation_uri)),
        languages=list(_languages(asked)),
        meaning=VacancyMeaning.of(asked, mapper.index.manifest.encoder),
    )


def _kept(asked: Requirement) -> dict[str, Any]:
    """A requirement as it is shown later; what it asks for beside its words only where it does."""
    best = sorted(asked.meaning.concepts, key=lambda concept: -concept[1])
    particulars = {
        "language": asked.language,
        "level": asked.level,
        "education": asked.education,
        "years": asked.years,
    }
    return {
        "text": asked.text,
        "kind": str(asked.kind),
        "essential": asked.essential,
        "concepts": [uri for uri, _ in best[:CONCEPTS_KEPT]],
    } | {name: value for name, value in particulars.items() if value is not None}


def _occupations(reading: Reading, confirmed: str | None) -> Iterator[VacancyOccupation]:
    uris = [confirmed] if confirmed else [hit.uri for hit in occupations(reading)]
    return (VacancyOccupation(position=position, uri=uri) for position, uri in enumerate(uris))


def _languages(asked: Iterable[Requirement]) -> Iterator[VacancyLanguage]:
    for each in asked:
        if each.language and each.essential:
            yield VacancyLanguage(language=each.language, level=each.level or "")
