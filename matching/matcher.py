"""Who fits this vacancy: texts or records become requirements and evidence, retrieval picks, the sum ranks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from threading import Lock
from typing import Any

from sqlalchemy.orm import Session

from matching import ranking, store, weights
from matching.encoder import Encoder, Progress
from matching.evidence import evidence
from matching.index import ConceptIndex
from matching.mapping import ConceptHit, Mapper, Reading
from matching.pool import Pool
from matching.ranking import Evidence, Knowledge, Match, Part, Requirement
from matching.requirements import occupations, requirements
from matching.skill_suggestions import Suggester
from talent import profiles
from talent.actors import Actor
from talent.audit import Provenance
from talent.sections import Section
from talent.vacancies import Vacancy

RETRIEVED = 400
"""Candidates that retrieval hands to the ranking. Where fewer are visible, all of them are ranked."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """An ordered, explained list with what made it. `considered` candidates were ranked, of `visible` ones."""

    reading: Reading
    requirements: Sequence[Requirement]
    occupations: Sequence[ConceptHit]
    matches: Sequence[Match]
    considered: int
    visible: int
    made_with: Provenance

    @property
    def text_digest(self) -> str:
        return sha256(self.reading.text.encode()).hexdigest()


class Matcher:
    """One for the process. Reads the pool of candidates once and again when a reading has changed."""

    def __init__(self, index: ConceptIndex, encoder: Encoder) -> None:
        self.mapper = Mapper(index, encoder)
        self.suggester = Suggester(self.mapper)
        self._pool: Pool | None = None
        self._lock = Lock()

    @property
    def knowledge(self) -> Knowledge:
        """What there is to know today: a server runs over New Year."""
        index = self.mapper.index
        year = date.today().year  # noqa: DTZ011  # a year is enough
        return Knowledge(index.facts, index.manifest.calibration, index.telling, index.unseen, year)

    @property
    def made_with(self) -> Provenance:
        manifest = self.mapper.index.manifest
        return Provenance(manifest.encoder, manifest.revision, weights.digest())

    def rank_texts(
        self,
        vacancy: str,
        candidates: Mapping[str, str],
        *,
        language: str | None = None,
        progress: Progress | None = None,
    ) -> Ranking:
        """Ranks plain texts against the text of an advertisement. Needs no database."""
        reading = self.mapper.read(vacancy, language=language)
        read = self.mapper.read_many(list(candidates.values()), progress=progress)
        offered = {name: evidence(r) for name, r in zip(candidates, read, strict=True)}
        return self._ranking(reading, requirements(reading), offered, visible=len(offered))

    def match(self, db: Session, actor: Actor, vacancy: Vacancy, *, limit: int | None = None) -> Ranking:
        """Ranks the profiles that this actor may see against a vacancy on record."""
        reading = self.mapper.read(vacancy.title + "\n\n" + vacancy.text, language=vacancy.language)
        return self._match(db, actor, reading, vacancy.occupation_uri, limit)

    def match_text(
        self,
        db: Session,
        actor: Actor,
        text: str,
        *,
        occupation: str | None = None,
        limit: int | None = None,
    ) -> Ranking:
        """Ranks the profiles that this actor may see against a pasted advertisement, which is not kept.

        `occupation` is the ESCO URI that a person has chosen for it; without it the text says which it is.
        """
        return self._match(db, actor, self.mapper.read(text), occupation, limit)

    def offered(self, db: Session, actor: Actor, asked: Sequence[Requirement]) -> "Offered":
        """The candidates that are ranked for what is asked, of those whom this actor may see."""
        pool = self._current_pool(db)
        shown = profiles.sections_shown_to(db, actor)
        evidence = pool.best(asked, self.knowledge, shown, most=RETRIEVED)
        return Offered(evidence, len(pool.visible(shown)), pool.stamp, {i: shown[i] for i in evidence})

    def forget_outdated(self, db: Session) -> None:
        """Lets go of the pool, and with it of FAISS's copy, as soon as a reading has changed or a person was erased.

        The next ranking would do so too, but nobody knows when that comes.
        """
        stamp = store.stamp(db, self.mapper.index.manifest.encoder)
        with self._lock:
            if self._pool is not None and self._pool.stamp != stamp:
                self._pool = None

    def _match(
        self, db: Session, actor: Actor, reading: Reading, occupation: str | None, limit: int | None
    ) -> Ranking:
        asked = requirements(reading, occupation=occupation)
        offered = self.offered(db, actor, asked)
        result = self._ranking(reading, asked, offered.evidence, visible=offered.visible)
        return _first(result, limit)

    def _ranking(
        self,
        reading: Reading,
        asked: Sequence[Requirement],
        offered: Mapping[str, Sequence[Evidence]],
        *,
        visible: int,
    ) -> Ranking:
        matches = ranking.rank(asked, offered, self.knowledge)
        return Ranking(reading, asked, occupations(reading), matches, len(offered), visible, self.made_with)

    def _current_pool(self, db: Session) -> Pool:
        encoder = self.mapper.index.manifest.encoder
        stamp = store.stamp(db, encoder)
        with self._lock:
            if self._pool is None or self._pool.stamp != stamp:
                self._pool = Pool(stamp, dict(store.load(db, encoder)))
            return self._pool


def _first(result: Ranking, limit: int | None) -> Ranking:
    if limit is None:
        return result
    return Ranking(
        result.reading, result.requirements, result.occupations, result.matches[:limit],
        result.considered, result.visible, result.made_with,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Offered:
    """The evidence of those who are ranked, of `visible` ones, and of which state of all readings it is.

    `sections` are those that may be seen of each who is ranked; the evidence is from these alone.
    """

    evidence: Mapping[str, Sequence[Evidence]]
    visible: int
    stamp: store.Stamp
    sections: Mapping[str, frozenset[Section]]


def match_as_json(match: Match) -> dict[str, Any]:
    """A match as `talent rank --json` prints it; `score` is the sum of the contributions."""
    return {
        "candidate": match.candidate,
        "score": match.score,
        "parts": [_part_as_json(p) for p in match.parts],
        "copied": [piece.text for piece in match.copied],
    }


def _part_as_json(part: Part) -> dict[str, Any]:
    asked, given = part.requirement, part.evidence
    found = given and {"text": given.text, "start": given.start, "end": given.end, "language": given.language}
    return {
        "requirement": {"text": asked.text, "kind": asked.kind, "essential": asked.essential},
        "weight": part.weight,
        "similarity": part.similarity,
        "worth": part.worth,
        "relation": part.relation,
        "evidence": found or None,
        "contribution": part.contribution,
    }
