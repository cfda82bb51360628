"""Which vacancies fit a candidate, and what would help most: the employers' sum, asked from the candidate's side."""

import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from threading import Lock
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matching import advice, ranking, store, vacancy_search, vacancy_store
from matching.advice import Change, Standing, Step, Words
from matching.matcher import Matcher
from matching.ranking import Evidence, Match
from matching.requirements import meaning_of
from matching.standings import Standings
from matching.vacancy_retrieval import Numbering, Outline, VacancyRetrieval
from talent import regions
from talent.actors import Actor
from talent.audit import Provenance
from talent.vacancies import Vacancy

RANKED: Final = 200
"""Vacancies that retrieval hands to the ranking. Where fewer are visible, all of them are ranked."""

ADVISED: Final = 20
"""Of the best of them it is counted what would help."""


Places = Mapping[str, Collection[str]]
"""By country the codes of the regions in it; none for all of it."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A vacancy with the candidate's sum, whose parts are the reasons."""

    vacancy: str
    match: Match


@dataclass(frozen=True, slots=True)
class Recommendations:
    """`considered` vacancies were ranked, of `visible` ones; best first. There is no cut-off."""

    fits: Sequence[Fit]
    considered: int
    visible: int
    made_with: Provenance


@dataclass(frozen=True, slots=True)
class Advice:
    """Counted in the rankings of `counted` vacancies, of the `best` ones. `left`: there was no time for the others;
    asked again, it goes on from there. `too_few`: vacancies whose others are too few to tell a place among them.
    `others`: how many were ranked beside the candidate, the fewest and the most. `unseen`: of the vacancies counted,
    those whose employers do not see the candidate now; they were counted as if all of the profile were shown.
    """

    steps: Sequence[Step]
    best: int
    counted: int
    too_few: int
    left: int
    others: tuple[int, int]
    unseen: int


def visible(
    db: Session, actor: Actor, places: Places | None, *, without: Collection[str] = ()
) -> frozenset[str]:
    """Ids of the published vacancies in these places, None for everywhere. One that names no region may be in any."""
    query = vacancy_search.published(actor).with_only_columns(Vacancy.id)
    query = query if places is None else query.where(sa.or_(sa.false(), *map(_placed, places.items())))
    return frozenset(db.scalars(query)).difference(without)


def _placed(place: tuple[str, Collection[str]]) -> sa.ColumnElement[bool]:
    country, wanted = place
    somewhere = Vacancy.country == country
    if not wanted:
        return somewhere
    return somewhere & (Vacancy.region.is_(None) | Vacancy.region.in_(regions.with_parts(wanted)))


class Recommender:
    """One for a matcher. Keeps outlines of all vacancies in memory, and reads again what has changed."""

    def __init__(self, matcher: Matcher) -> None:
        self.matcher = matcher
        self._numbering: Numbering = {}
        self._outlines: dict[str, tuple[datetime, Outline | None]] = {}
        self._retrieval: VacancyRetrieval | None = None
        self._standings = Standings(matcher)
        self._lock = Lock()

    @property
    def _encoder(self) -> str:
        return self.matcher.mapper.index.manifest.encoder

    def evidence_of(self, db: Session, profile_id: str) -> Sequence[Evidence] | None:
        """None while the profile, as it is now, has not been read."""
        found = dict(store.load(db, self._encoder, only=profile_id))
        return found.get(profile_id)

    def recommend(
        self, db: Session, candidate: str, evidence: Sequence[Evidence], among: frozenset[str]
    ) -> Recommendations:
        """The vacancies `among` these, each with the candidate's sum. `candidate` is the id of the profile."""
        retrieval = self._current(db)
        knowledge = self.matcher.knowledge
        chosen = retrieval.best(evidence, knowledge, among, most=RANKED) if evidence else []
        own = advice.narrowed(knowledge, evidence)
        found = [
            Fit(vacancy, ranking.match(candidate, asked, evidence, own))
            for vacancy, asked in vacancy_store.meanings(db, self._encoder, chosen)
        ]
        best = sorted(found, key=lambda fit: (-fit.match.score, fit.vacancy))
        return Recommendations(best, len(best), len(among), self.matcher.made_with)

    def compare(
        self, db: Session, candidate: str, evidence: Sequence[Evidence], vacancy_id: str
    ) -> Fit | None:
        """The sum for one vacancy; None while it has not been read, or asks for nothing."""
        for vacancy, asked in vacancy_store.meanings(db, self._encoder, [vacancy_id]):
            if asked:
                return Fit(vacancy, ranking.match(candidate, asked, evidence, self.matcher.knowledge))
        return None

    def advise(
        self,
        db: Session,
        candidate: str,
        evidence: Sequence[Evidence],
        fits: Sequence[Fit],
        words: Words,
        *,
        seconds: float,
    ) -> Advice:
        """What would help most in the rankings of the best `fits`, as far as they can be made in so many seconds."""
        best = fits[:ADVISED]
        made = self._standings_of(db, candidate, best, until=time.monotonic() + seconds)
        enough = [each for each in made if len(each.others) >= advice.FEWEST_OTHERS]
        wanted = advice.changes(
            chain.from_iterable(fit.match.parts for fit in best), self.matcher.knowledge.facts
        )
        pieces = dict(self._pieces(wanted, words)) if enough else {}
        found = advice.steps(candidate, evidence, pieces, enough, self.matcher.knowledge)
        sizes = [len(each.others) for each in enough] or [0]
        return Advice(
            found,
            best=len(best),
            counted=len(enough),
            too_few=len(made) - len(enough),
            left=len(best) - len(made),
            others=(min(sizes), max(sizes)),
            unseen=sum(each.sections is None for each in enough),
        )

    def keep_up(self, db: Session) -> None:
        """Reads what is new of the vacancies, so that nobody waits for it who asks."""
        self._current(db)

    def forget_outdated(self, db: Session) -> None:
        """Lets go of the scores of others as soon as a reading has changed or a person was erased."""
        self._standings.forget_outdated(db)

    # --- vacancies in memory ------------------------------------------------------------------------------

    def _current(self, db: Session) -> VacancyRetrieval:
        made = vacancy_store.meanings_made(db, self._encoder)
        with self._lock:
            changed = [
                vacancy for vacancy, at in made.items() if self._outlines.get(vacancy, _NEVER)[0] != at
            ]
            gone = self._outlines.keys() - made.keys()
            if changed or gone or self._retrieval is None:
                self._renew(db, changed, gone, made)
                asking = {name: outline for name, (_, outline) in self._outlines.items() if outline}
                self._retrieval = VacancyRetrieval(asking, self._numbering)
            return self._retrieval

    def _renew(
        self, db: Session, changed: Sequence[str], gone: Iterable[str], made: Mapping[str, datetime]
    ) -> None:
        for vacancy in gone:
            del self._outlines[vacancy]
        facts = self.matcher.knowledge.facts
        for vacancy, asked in vacancy_store.meanings(db, self._encoder, changed):
            outline = Outline.of(asked, facts, self._numbering) if asked else None
            self._outlines[vacancy] = made[vacancy], outline

    # --- what would help ----------------------------------------------------------------------------------

    def _standings_of(
        self, db: Session, candidate: str, fits: Sequence[Fit], *, until: float
    ) -> list[Standing]:
        """In the order of `fits`, as many as can be made in time; the first in any case."""
        found = dict(vacancy_store.meanings(db, self._encoder, [fit.vacancy for fit in fits]))
        rows = {row.id: row for row in db.scalars(sa.select(Vacancy).where(Vacancy.id.in_(found)))}
        made: list[Standing] = []
        for fit in fits:
            if made and time.monotonic() > until:
                break
            if fit.vacancy in rows:
                asked = found[fit.vacancy]
                made.append(self._standings.beside(db, rows[fit.vacancy], asked, candidate))
        return made

    def _pieces(self, wanted: Sequence[Change], words: Words) -> Iterable[tuple[Change, Evidence]]:
        """Each change as a profile's reading would have it; what cannot be read as anything is left out."""
        lines = [words(change) for change in wanted]
        for change, reading in zip(wanted, self.matcher.mapper.read_many(lines), strict=True):
            for piece in reading.pieces[:1]:
                yield change, advice.added(change, piece.span.text, piece.language, meaning_of(piece))


_NEVER: Final = (None, None)
