"""Who fits this vacancy: texts or records become requirements and evidence, FAISS retrieves, the sum ranks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from matching import ranking, store, weights
from matching.encoder import Encoder, Progress
from matching.evidence import evidence
from matching.index import ConceptIndex
from matching.mapping import ConceptHit, Mapper, Reading
from matching.ranking import Evidence, Knowledge, Match, Part, Requirement
from matching.requirements import occupations, requirements
from talent import profiles
from talent.actors import Actor
from talent.audit import Provenance
from talent.profiles import Profile
from talent.vacancies import Vacancy

RETRIEVED = 400
"""Candidates that FAISS hands to the ranking. Where fewer are visible, all of them are ranked."""

PIECES = 600
"""Pieces of evidence asked of FAISS for each requirement."""


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
        self.knowledge = Knowledge(index.facts, index.manifest.calibration, index.telling, index.unseen)
        self._pool: Pool | None = None
        self._lock = Lock()

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

    def _match(
        self, db: Session, actor: Actor, reading: Reading, occupation: str | None, limit: int | None
    ) -> Ranking:
        pool = self._current_pool(db)
        asked = requirements(reading, occupation=occupation)
        ids = set(db.scalars(profiles.visible_to(actor).with_only_columns(Profile.id)))
        visible = pool.evidence.keys() & ids
        few = len(visible) <= RETRIEVED or not asked
        chosen = visible if few else pool.retrieve(asked, visible, most=RETRIEVED)
        result = self._ranking(reading, asked, {i: pool.evidence[i] for i in chosen}, visible=len(visible))
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

    def _current_pool(self, db: Session) -> "Pool":
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


class Pool:
    """The evidence of all profiles in memory, its vectors in FAISS. A copy: the database says what may be seen."""

    def __init__(self, stamp: store.Stamp, evidence_by_profile: dict[str, list[Evidence]]) -> None:
        import faiss

        self.stamp = stamp
        self.evidence = evidence_by_profile
        rows = [
            (profile, piece.meaning.vector)
            for profile, found in evidence_by_profile.items()
            for piece in found
        ]
        self._owner = [profile for profile, _ in rows]
        self._faiss = faiss.IndexFlatIP(len(rows[0][1]) if rows else 1)
        if rows:
            self._faiss.add(np.stack([vector for _, vector in rows]))

    def retrieve(self, asked: Sequence[Requirement], visible: set[str], *, most: int = RETRIEVED) -> set[str]:
        """The `most` visible candidates whose pieces lie nearest to the requirements, weighted as in the ranking."""
        shares = np.array(ranking.shares_of(asked))
        cosines, pieces = self._faiss.search(
            np.stack([r.meaning.vector for r in asked]), min(PIECES, len(self._owner))
        )
        merit: dict[str, float] = {}
        for share, near, found in zip(shares, cosines, pieces, strict=True):
            best: dict[str, float] = {}
            for cosine, piece in zip(near.tolist(), found.tolist(), strict=True):
                if piece >= 0:  # FAISS pads short lists
                    best.setdefault(self._owner[piece], cosine - float(near[-1]))
            for profile, gain in best.items():
                merit[profile] = merit.get(profile, 0.0) + float(share) * gain
        ordered = sorted((p for p in merit if p in visible), key=lambda p: (-merit[p], p))
        return set(ordered[:most])


def match_as_json(match: Match) -> dict[str, Any]:
    """A match as `talent rank --json` prints it; `score` is the sum of the contributions."""
    return {
        "candidate": match.candidate,
        "score": match.score,
        "parts": [_part_as_json(p) for p in match.parts],
    }


def _part_as_json(part: Part) -> dict[str, Any]:
    asked, given = part.requirement, part.evidence
    found = given and {"text": given.text, "start": given.start, "end": given.end, "language": given.language}
    return {
        "requirement": {"text": asked.text, "kind": asked.kind, "essential": asked.essential},
        "weight": part.weight,
        "similarity": part.similarity,
        "relation": part.relation,
        "evidence": found or None,
        "contribution": part.contribution,
    }
