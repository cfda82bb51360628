"""What ranking needs of a vacancy's requirements, kept with its reading: nobody waits for the model again."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.orm import Mapped, mapped_column

from matching.ranking import Kind, Meaning, Requirement
from talent import db as records
from talent.db import Base


class VacancyMeaning(Base):
    """`requirements` in the order of the ranking, the whole last; `vectors` are theirs, row by row: float16,
    little-endian, length 1. Only vectors of one `encoder` are compared.
    """

    __tablename__ = "vacancy_meanings"

    vacancy_id: Mapped[str] = mapped_column(
        sa.ForeignKey("vacancy_readings.vacancy_id", ondelete="CASCADE"), primary_key=True
    )
    encoder: Mapped[str] = mapped_column(sa.String(128), index=True)
    made_at: Mapped[datetime] = mapped_column(default=records.now)
    requirements: Mapped[list[dict[str, Any]]]
    vectors: Mapped[bytes]

    @classmethod
    def of(cls, asked: Sequence[Requirement], encoder: str) -> "VacancyMeaning":
        vectors = [each.meaning.vector.astype("<f2").tobytes() for each in asked]
        return cls(encoder=encoder, requirements=[_kept(each) for each in asked], vectors=b"".join(vectors))

    def asked(self) -> list[Requirement]:
        """As the ranking takes them; what is kept in half precision moves a score by less than a thousandth."""
        if not self.requirements:
            return []
        vectors = np.frombuffer(self.vectors, "<f2").astype(np.float32).reshape(len(self.requirements), -1)
        return [_asked(each, vector) for each, vector in zip(self.requirements, vectors, strict=True)]


PARTICULARS = ("language", "level", "education", "years")


def _kept(asked: Requirement) -> dict[str, Any]:
    kept: dict[str, Any] = {
        "text": asked.text,
        "kind": str(asked.kind),
        "essential": asked.essential,
        "concepts": [[uri, round(score, 4)] for uri, score in asked.meaning.concepts],
        "words": " ".join(sorted(asked.meaning.words)),
    }
    given = {name: getattr(asked, name) for name in PARTICULARS}
    return kept | {name: value for name, value in given.items() if value is not None}


def _asked(kept: dict[str, Any], vector: NDArray[np.float32]) -> Requirement:
    concepts = tuple((uri, score) for uri, score in kept["concepts"])
    meaning = Meaning(concepts, vector, frozenset(kept["words"].split()))
    given = {name: kept.get(name) for name in PARTICULARS}
    return Requirement(kept["text"], Kind(kept["kind"]), kept["essential"], meaning, **given)
