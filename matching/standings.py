"""The employers' rankings as scores alone, kept in memory until a profile or the vacancy changes."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Final

from sqlalchemy.orm import Session

from matching import ranking, store
from matching.advice import Standing
from matching.matcher import Matcher, Offered
from matching.ranking import Requirement
from talent import profiles
from talent.actors import Actor, Role
from talent.sections import Section
from talent.vacancies import Vacancy

REMEMBERED: Final = 500
"""Rankings kept, those asked for last: ids and scores of up to 400 candidates each."""


@dataclass(frozen=True, slots=True)
class _MadeOf:
    """What a ranking depends on."""

    revision: int
    stamp: store.Stamp
    ranked: frozenset[tuple[str, frozenset[Section]]]

    @classmethod
    def of(cls, vacancy: Vacancy, offered: Offered) -> "_MadeOf":
        return cls(vacancy.revision, offered.stamp, frozenset(offered.sections.items()))


class Standings:
    """Of many vacancies."""

    def __init__(self, matcher: Matcher) -> None:
        self._matcher = matcher
        self._made: OrderedDict[str, tuple[_MadeOf, Standing]] = OrderedDict()
        self._lock = Lock()

    def beside(self, db: Session, vacancy: Vacancy, asked: Sequence[Requirement], candidate: str) -> Standing:
        """The ranking that the employer would see now, without the candidate: who may be seen, and what of them, is
        asked of the same gate.
        """
        shown = profiles.sections_shown_to(db, _employer_of(vacancy), among=[candidate])
        return self._of(db, vacancy, asked).beside(candidate, shown.get(candidate))

    def _of(self, db: Session, vacancy: Vacancy, asked: Sequence[Requirement]) -> Standing:
        offered = self._matcher.offered(db, _employer_of(vacancy), asked)
        made_of = _MadeOf.of(vacancy, offered)
        standing = self._remembered(vacancy.id, made_of)
        if standing is None:
            matches = ranking.rank(asked, offered.evidence, self._matcher.knowledge)
            scores = {match.candidate: match.score for match in matches}
            standing = Standing.of(vacancy.id, asked, scores, offered.visible)
            self._remember(made_of, standing)
        return standing

    def forget_outdated(self, db: Session) -> None:
        """Lets go of what was made before a reading changed or a person was erased."""
        stamp = store.stamp(db, self._matcher.mapper.index.manifest.encoder)
        with self._lock:
            for vacancy, (made_of, _) in list(self._made.items()):
                if made_of.stamp != stamp:
                    del self._made[vacancy]

    def _remembered(self, vacancy: str, made_of: _MadeOf) -> Standing | None:
        with self._lock:
            known = self._made.get(vacancy)
            return known[1] if known and known[0] == made_of else None

    def _remember(self, made_of: _MadeOf, standing: Standing) -> None:
        with self._lock:
            self._made[standing.vacancy] = made_of, standing
            self._made.move_to_end(standing.vacancy)
            while len(self._made) > REMEMBERED:
                self._made.popitem(last=False)


def _employer_of(vacancy: Vacancy) -> Actor:
    """Whoever would rank candidates for this vacancy."""
    return Actor(
        "employer-of-vacancy",
        roles=frozenset({Role.EMPLOYER}),
        organisation_id=vacancy.organisation_id,
        is_demonstration=vacancy.is_demonstration,
    )
