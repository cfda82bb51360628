"""Profiles as the ranking takes them, kept as rows: derived by revision, thrown away and made anew at any time.

A reading remembers from which revision of the profile and by which model, taxonomy and index it was made. What
needs reading is a query (`unread`), so lost work, crashes and changed models heal themselves. Erasing a profile
erases its readings by foreign key.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import accumulate
from typing import Any, Final

import numpy as np
import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship, selectinload

from matching.claims import LanguageClaim
from matching.encoder import Progress
from matching.evidence import evidence, joined
from matching.mapping import Mapper, without
from matching.ranking import Chosen, Evidence, Meaning
from matching.text import Span, language_of, readable, stems
from talent import db as records
from talent import profiles
from talent.db import Base
from talent.profiles import Choice, Piece, Profile
from talent.sections import Section

BREAK: Final = "\n\n"
"""Between the pieces of a profile: no sentence goes on beyond it."""

CHOSEN_IN: Final = "en"
"""The language of lines that are made of a choice from a list."""

FORMAT = 8
"""Raised when reading or evidence change their meaning; all profiles are then read anew."""


class ProfileReading(Base):
    """That a profile was read, from which revision and by what."""

    __tablename__ = "profile_readings"

    profile_id: Mapped[str] = mapped_column(
        sa.ForeignKey("profiles.id", ondelete="CASCADE"), primary_key=True
    )
    profile_revision: Mapped[int]
    reading_revision: Mapped[str] = mapped_column(sa.String(128), index=True)
    encoder: Mapped[str] = mapped_column(sa.String(128))  # vectors of two encoders are never compared
    made_at: Mapped[datetime] = mapped_column(default=records.now, index=True)

    rows: Mapped[list["EvidenceRow"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, order_by="EvidenceRow.position"
    )


class EvidenceRow(Base):
    """A piece of a profile's document with what it means. `vector` is float16, little-endian, length 1.

    `section` is where the profile says it; None for the whole.
    """

    __tablename__ = "evidence"

    profile_id: Mapped[str] = mapped_column(
        sa.ForeignKey("profile_readings.profile_id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    start: Mapped[int]
    end: Mapped[int]
    whole: Mapped[bool]
    language: Mapped[str] = mapped_column(sa.String(8))
    concepts: Mapped[list[dict[str, Any]]]
    claims: Mapped[dict[str, Any]]
    vector: Mapped[bytes]
    section: Mapped[str | None] = mapped_column(sa.String(32))


@dataclass(frozen=True, slots=True)
class Stamp:
    """Changes whenever a reading is made or goes: what was loaded before is then out of date."""

    count: int
    latest: datetime | None


def document(profile: Profile) -> str:
    """What is read of a profile, as one text: its pieces in their order, each a paragraph of its own."""
    return _joined(profiles.pieces(profile))


def _joined(pieces: Sequence[Piece]) -> str:
    return BREAK.join(piece.text for piece in pieces)


def _piece_at(pieces: Sequence[Piece]) -> Callable[[int], Piece]:
    """The piece in which a character of `document` stands, by the character's place."""
    ends = list(accumulate(len(piece.text) + len(BREAK) for piece in pieces))
    return lambda place: pieces[bisect_right(ends, place)]


def revision(mapper: Mapper) -> str:
    return f"{FORMAT}-{mapper.index.manifest.milestone}"


def unread(db: Session, mapper: Mapper, *, most: int | None = None) -> list[str]:
    """Ids of the profiles whose reading is missing or out of date."""
    current = sa.and_(
        ProfileReading.profile_id == Profile.id,
        ProfileReading.profile_revision == Profile.revision,
        ProfileReading.reading_revision == revision(mapper),
    )
    query = sa.select(Profile.id).where(~sa.exists().where(current)).order_by(Profile.created_at, Profile.id)
    return list(db.scalars(query.limit(most) if most else query))


def read(db: Session, mapper: Mapper, *, most: int, progress: Progress | None = None) -> list[ProfileReading]:
    """New readings of at most `most` unread profiles, for `keep`. Slow (the model runs) and changes nothing, so
    that no other writer waits for it.
    """
    people = list(db.scalars(sa.select(Profile).where(Profile.id.in_(unread(db, mapper, most=most)))))
    said = [profiles.pieces(profile) for profile in people]
    readings = mapper.read_many(
        [_joined(pieces) for pieces in said],
        languages=[_language(pieces) for pieces in said],
        known_at=[_known_at(pieces) for pieces in said],
        progress=progress,
    )
    return [
        ProfileReading(
            profile_id=profile.id, profile_revision=profile.revision,
            reading_revision=revision(mapper), encoder=mapper.index.manifest.encoder,
            rows=_evidence_rows(profile, evidence(without(reading, _rejected(profile)))),
        )
        for profile, reading in zip(people, readings, strict=True)
    ]  # fmt: skip


def _language(pieces: Sequence[Piece]) -> str | None:
    """Of what its owner wrote; where that is nothing, of what was made of their choices."""
    written = BREAK.join(piece.text for piece in pieces if not piece.choice)
    return language_of(readable(written)) if written else CHOSEN_IN


def _known_at(pieces: Sequence[Piece]) -> Callable[[int], str | None]:
    """What was chosen from a list is never taken for the language that its owner writes."""
    within = _piece_at(pieces)
    return lambda place: CHOSEN_IN if within(place).choice else None


def _rejected(profile: Profile) -> frozenset[str]:
    """Concepts that somebody said are not theirs: never read from their words, whatever the model makes of these."""
    return frozenset(claim.concept_uri for claim in profile.skill_claims if not claim.is_confirmed)


def keep(db: Session, readings: Sequence[ProfileReading]) -> None:
    """Puts readings in the place of older ones. Those of profiles that were erased or changed meanwhile are dropped."""
    ids = [reading.profile_id for reading in readings]
    found = db.execute(sa.select(Profile.id, Profile.revision).where(Profile.id.in_(ids)))
    current = {profile_id: revision for profile_id, revision in found}  # noqa: C416  dict() takes a result for a mapping
    db.execute(sa.delete(ProfileReading).where(ProfileReading.profile_id.in_(ids)))
    db.add_all(r for r in readings if current.get(r.profile_id) == r.profile_revision)
    db.flush()


def _with_titles(profile: Profile, found: list[Evidence]) -> list[Evidence]:
    """Evidence from a qualification's title takes the level its holder gave for it."""
    levels = {row.title: row.isced for row in profile.qualifications if row.isced is not None}
    return [replace(e, education=_level(e, levels)) for e in found]


def _level(piece: Evidence, levels: dict[str, int]) -> int | None:
    given = [isced for title, isced in levels.items() if piece.text.startswith(title)]
    return max(given, default=piece.education)


def _evidence_rows(profile: Profile, found: list[Evidence]) -> list[EvidenceRow]:
    within = _piece_at(profiles.pieces(profile))
    titled = enumerate(_with_titles(profile, found))
    return [_row(n, piece, None if piece.whole else within(piece.start).section) for n, piece in titled]


def _row(position: int, piece: Evidence, section: Section | None) -> EvidenceRow:
    claims = {
        "languages": [[c.code, c.level, c.start, c.end] for c in piece.languages],
        "education": piece.education,
        "years": piece.years,
        "until": piece.until,
        "worth": round(piece.worth, 4),
    }
    return EvidenceRow(
        position=position, start=piece.start, end=piece.end, whole=piece.whole, language=piece.language,
        concepts=[{"uri": uri, "score": round(score, 4)} for uri, score in piece.meaning.concepts],
        claims=claims, vector=piece.meaning.vector.astype("<f2").tobytes(), section=section,
    )  # fmt: skip


def stamp(db: Session, encoder: str) -> Stamp:
    """`encoder` is its revision. Readings of profiles changed since do not count, as `load` leaves them out."""
    what = sa.select(sa.func.count(), sa.func.max(ProfileReading.made_at))
    count, latest = db.execute(what.join(Profile).where(*_usable(encoder))).one()
    return Stamp(count, latest)


def _usable(encoder: str) -> tuple[sa.ColumnElement[bool], ...]:
    return ProfileReading.encoder == encoder, ProfileReading.profile_revision == Profile.revision


def load(
    db: Session, encoder: str, *, only: str | None = None, batch: int = 500
) -> Iterator[tuple[str, list[Evidence]]]:
    """(Profile id, its evidence) of every profile read with this encoder, or of one of them, whoever may see it:
    filter before showing.
    """
    query = sa.select(Profile, ProfileReading).join(ProfileReading)
    query = query.where(*_usable(encoder), *([Profile.id == only] if only else []))
    query = query.options(selectinload(ProfileReading.rows)).order_by(Profile.id)
    for profile, reading in db.execute(query.execution_options(yield_per=batch)):
        pieces = profiles.pieces(profile)
        text = readable(_joined(pieces))
        texts = [text[row.start : row.end] for row in reading.rows if not row.whole]
        chosen = _chosen(pieces)
        yield (
            profile.id,
            [
                _evidence(row, joined(texts))
                if row.whole
                else _evidence(row, texts[row.position], chosen(row.start))
                for row in reading.rows
            ],
        )


def _chosen(pieces: Sequence[Piece]) -> Callable[[int], Chosen | None]:
    """What was chosen from a list, by the place of a character in `document`; None where somebody wrote it."""
    within = _piece_at(pieces)

    def at(place: int) -> Chosen | None:
        choice = within(place).choice
        return _quoting(choice, pieces) if choice else None

    return at


def _quoting(choice: Choice, pieces: Sequence[Piece]) -> Chosen:
    """With the words that it was suggested from, without contacts, where they still stand in the profile."""
    quote = choice.quote
    standing = {piece.section for piece in pieces if quote and not piece.choice and quote in piece.text}
    shown = readable(quote).strip() if quote and standing else ""
    return Chosen(choice.concept, shown, frozenset(standing)) if shown else Chosen(choice.concept)


def _evidence(row: EvidenceRow, piece: str, chosen: Chosen | None = None) -> Evidence:
    vector = np.frombuffer(row.vector, "<f2").astype(np.float32)
    concepts = tuple((c["uri"], c["score"]) for c in row.concepts)
    meaning = Meaning(concepts, vector, stems(Span(row.start, row.end, piece)))
    languages = tuple(LanguageClaim(*claim) for claim in row.claims["languages"])
    return Evidence(
        piece, row.start, row.end, row.language, meaning,
        languages, row.claims["education"], row.claims["years"], row.whole,
        row.claims.get("until"), row.claims.get("worth", 1.0),  # readings of an older format have neither
        row.section, chosen,
    )  # fmt: skip
