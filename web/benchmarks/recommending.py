"""How long it takes to rank many vacancies for one candidate, and what is lost where retrieval picks among them."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import count, islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matching import ranking
from matching.evaluation.measures import SEED
from matching.evidence import evidence
from matching.ranking import Evidence, Requirement
from matching.recommendation import RANKED, Recommender
from matching.requirements import requirements
from matching.vacancy_meanings import VacancyMeaning
from matching.vacancy_store import VacancyReading, meanings
from talent.db import open_database
from talent.organisations import Organisation
from talent.vacancies import Vacancy, VacancyStatus
from web.benchmarks.ranking import text_of
from web.benchmarks.retrieval import NOISE
from web.benchmarks.speed import Times, timed, times

if TYPE_CHECKING:
    from matching.matcher import Matcher
    from talent.demonstration.data import VacancyEntry

EXHAUSTIVE: Final = 5
"""Candidates for whom all vacancies are ranked, too."""

FIRST: Final = 20
"""Of that list so many vacancies are looked for among those that retrieval found: a page."""

_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class RecommendationReport:
    """`first_ms`: with reading the outlines of all vacancies from the database. `recall`: of the first 20 of all
    vacancies, the share that is in the list, as a mean.
    """

    vacancies: int
    candidates: int
    ranked: int
    first_ms: float
    recommending: Times
    ranking_all: Times
    recall: float


def measure(
    matcher: "Matcher", texts: Sequence[str], vacancies: Sequence["VacancyEntry"], number: int
) -> RecommendationReport:
    """`number` vacancies, noisy copies of these, in a database of their own, for each of `texts` as a candidate."""
    read = matcher.mapper.read_many([text_of(vacancy) for vacancy in vacancies])
    asked = [found for reading in read if (found := requirements(reading))]
    people = [evidence(reading) for reading in matcher.mapper.read_many(texts)]
    with _database() as db:
        ids = _fill(db, asked, number, matcher.mapper.index.manifest.encoder)
        recommender = Recommender(matcher)
        first, _ = timed(recommender.recommend, db, "", people[0], ids)
        taken = [timed(recommender.recommend, db, "", person, ids) for person in people]
        every = [timed(_exhaustive, db, matcher, person, ids) for person in people[:EXHAUSTIVE]]
    lists = [{fit.vacancy for fit in found.fits} for _, found in taken]
    shares = [
        len(found.intersection(best)) / len(best) for (_, best), found in zip(every, lists, strict=False)
    ]
    return RecommendationReport(
        number, len(people), RANKED, round(first, 1), times([ms for ms, _ in taken]), times([ms for ms, _ in every]),
        round(float(np.mean(shares)), 3),
    )  # fmt: skip


def _exhaustive(
    db: Session, matcher: "Matcher", person: Sequence[Evidence], ids: frozenset[str]
) -> list[str]:
    """The first of all vacancies, each ranked."""
    encoder = matcher.mapper.index.manifest.encoder
    scored = (
        (-ranking.match("", asked, person, matcher.knowledge).score, vacancy)
        for vacancy, asked in meanings(db, encoder, sorted(ids))
    )
    return [vacancy for _, vacancy in sorted(scored)[:FIRST]]


@contextmanager
def _database() -> Iterator[Session]:
    from web import migrations

    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'benchmark.sqlite'}"
        migrations.upgrade(url)
        database = open_database(url)
        with database.transaction() as db:
            yield db
        database.close()


def _fill(db: Session, asked: Sequence[Sequence[Requirement]], number: int, encoder: str) -> frozenset[str]:
    """Rows of vacancies without texts: ranking takes what was kept of them."""
    noise = np.random.default_rng(SEED)
    employer = Organisation(name="Benchmark (invented)", country="DE")
    db.add(employer)
    db.flush()
    copies = islice(((copy, each) for copy in count() for each in asked), number)
    ids: list[str] = []
    while some := [
        [_noisy(part, noise) for part in each] if copy else each for copy, each in islice(copies, _AT_ONCE)
    ]:
        new = [f"{len(ids) + place:036d}" for place in range(len(some))]
        _insert(db, employer.id, dict(zip(new, some, strict=True)), encoder)
        ids += new
    return frozenset(ids)


def _insert(db: Session, organisation: str, asked: dict[str, Sequence[Requirement]], encoder: str) -> None:
    said = {"title": "Benchmark", "text": "", "country": "DE", "content_digest": "", "revision": 1}
    read = {"vacancy_revision": 1, "reading_revision": "", "language": "en", "requirements": []}
    published = {"organisation_id": organisation, "status": VacancyStatus.PUBLISHED}
    db.execute(sa.insert(Vacancy), [{"id": name, "code": name[-16:], **said, **published} for name in asked])
    db.execute(sa.insert(VacancyReading), [{"vacancy_id": name, **read} for name in asked])
    for name, each in asked.items():
        meaning = VacancyMeaning.of(each, encoder)
        meaning.vacancy_id = name
        db.add(meaning)
    db.flush()
    db.expunge_all()


def _noisy(asked: Requirement, noise: np.random.Generator) -> Requirement:
    """The same words and concepts, meant a little differently."""
    random = noise.standard_normal(len(asked.meaning.vector))
    vector = asked.meaning.vector + NOISE * random / np.linalg.norm(random)
    vector = (vector / np.linalg.norm(vector)).astype(np.float32)
    return replace(asked, meaning=replace(asked.meaning, vector=vector))
