"""From a vacancy to the list that a page shows: ranked, explained, with the recognition beside it, and logged."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Protocol

from sqlalchemy.orm import Session, raiseload, selectinload

from talent import access_log, audit, profiles, regions
from talent.access_log import Why
from talent.actors import Actor
from talent.profiles import Profile, Qualification, Section
from talent.recognition import Occupation
from talent.vacancies import Vacancy
from web import i18n
from web.concepts import Name, name_of
from web.platform import Platform
from web.views import matches
from web.views.matches import Explained, Understanding
from web.views.recognition_hints import Hint, Hints, Job, country_of

if TYPE_CHECKING:
    from matching.matcher import Matcher, Ranking


class Asked(Protocol):
    """A vacancy, pasted or picked."""

    def rank(self, matcher: "Matcher", db: Session, actor: Actor) -> "Ranking": ...

    def logged(self, ranking: "Ranking") -> audit.Asked: ...

    @property
    def occupation(self) -> str | None:
        """The ESCO URI that the employer has confirmed."""

    @property
    def country(self) -> str | None: ...

    @property
    def region(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Pasted:
    """A text with the place and the occupation of the job, as the form sent them. It is ranked and forgotten.

    `file_notes` are what is to be said of the file that the text comes from; None where it was typed.
    """

    text: str = ""
    destination: str = ""
    chosen_region: str = ""
    chosen_occupation: str = ""
    file_notes: Sequence[str] | None = None

    def rank(self, matcher: "Matcher", db: Session, actor: Actor) -> "Ranking":
        return matcher.match_text(db, actor, self.text, occupation=self.occupation)

    def logged(self, ranking: "Ranking") -> audit.Asked:
        return audit.Asked(text_digest=ranking.text_digest)

    @property
    def occupation(self) -> str | None:
        return self.chosen_occupation or None

    @property
    def country(self) -> str | None:
        return self.destination or self.chosen_region.partition("-")[0] or None

    @property
    def region(self) -> str | None:
        return self.chosen_region or None


@dataclass(frozen=True, slots=True)
class Picked:
    """A vacancy on record."""

    vacancy: Vacancy

    def rank(self, matcher: "Matcher", db: Session, actor: Actor) -> "Ranking":
        return matcher.match(db, actor, self.vacancy)

    def logged(self, _ranking: "Ranking") -> audit.Asked:
        return audit.Asked(vacancy_id=self.vacancy.id, vacancy_revision=self.vacancy.revision)

    @property
    def occupation(self) -> str | None:
        return self.vacancy.occupation_uri

    @property
    def country(self) -> str | None:
        return self.vacancy.country

    @property
    def region(self) -> str | None:
        return self.vacancy.region


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line of the list. `place` counts from 1; `code` is the pseudonym.

    `elsewhere` names the regions of the country where the candidate wants to work, where the job lies in none of them.
    """

    place: int
    code: str
    explained: Explained
    recognition: Hint
    elsewhere: Sequence[str]


@dataclass(frozen=True, slots=True)
class Shortlist:
    """The best of `considered` candidates of the `visible` ones; `more` says that there are further ones.

    `occupations` are those that the text is likeliest for (ESCO URIs), whichever was confirmed.
    """

    understanding: Understanding
    occupations: Sequence[str]
    candidates: Sequence[Candidate]
    considered: int
    visible: int
    more: bool


def shortlist(
    parts: Platform, matcher: "Matcher", db: Session, actor: Actor, asked: Asked, *, most: int
) -> Shortlist:
    """Where nothing was asked for there is no list: any order would be chance. What is shown is logged.

    Recognition is looked up after the order is settled, and for those shown alone.
    """
    ranking = asked.rank(matcher, db, actor)
    understanding = matches.understanding(ranking, asked.occupation, _namer(parts))
    best = ranking.matches[:most] if understanding.something_asked else []
    people = _people(db, actor, [match.candidate for match in best])
    shows = profiles.sections_shown_to(db, actor, among=people) if people else {}
    titles = {
        name: person.qualifications if Section.EDUCATION in shows.get(name, ()) else []
        for name, person in people.items()
    }
    shown = [match for match in best if match.candidate in people]
    hints = Hints(parts.rules, _job(parts, asked, ranking), datetime.now(UTC).date())
    nearness = _nearness(matcher, ranking, titles.values())
    candidates = [
        Candidate(
            place,
            people[match.candidate].code,
            matches.explained(match, matcher.knowledge.facts, _namer(parts)),
            hints.of(country_of(titles[match.candidate], hints.profession, nearness)),
            _elsewhere(asked, people[match.candidate])
            if Section.WISHES in shows.get(match.candidate, ())
            else (),
        )
        for place, match in enumerate(shown, 1)
    ]
    lines = [audit.Shown(m.candidate, people[m.candidate].revision, m.score) for m in shown]
    _log(parts, actor, asked.logged(ranking), ranking, lines)
    more = bool(best) and len(best) < len(ranking.matches)
    read = [hit.uri for hit in ranking.occupations]
    return Shortlist(understanding, read, candidates, ranking.considered, ranking.visible, more)


def _namer(parts: Platform) -> Callable[[str], Name]:
    """Names of concepts for this reader, each looked up once."""
    taxonomy, language = parts.taxonomy, i18n.current().language
    return cache(lambda uri: name_of(taxonomy, uri, language))


def _people(db: Session, actor: Actor, ids: Sequence[str]) -> dict[str, Profile]:
    """Read again through the gate, with qualifications and destinations and nothing else of what they wrote."""
    if not ids:
        return {}
    query = profiles.visible_to(actor).where(Profile.id.in_(ids))
    query = query.options(
        selectinload(Profile.qualifications), selectinload(Profile.destination_rows), raiseload("*")
    )
    return {row.id: row for row in db.scalars(query)}


def _elsewhere(asked: Asked, person: Profile) -> Sequence[str]:
    chosen = next((row.regions for row in person.destination_rows if row.country == asked.country), [])
    if not asked.region or not chosen or asked.region in regions.with_parts(chosen):
        return []
    return [regions.name(code) for code in chosen]


def _job(parts: Platform, asked: Asked, ranking: "Ranking") -> Job:
    """The occupation that a person has confirmed, else the likeliest; with the place of the job."""
    uri = asked.occupation or next((hit.uri for hit in ranking.occupations), None)
    concept = parts.taxonomy.concept(uri) if uri else None
    profession = Occupation(uri, concept.isco if concept else None, None) if uri else None
    return Job(profession, asked.country, asked.region)


def _nearness(
    matcher: "Matcher", ranking: "Ranking", people: Iterable[Sequence[Qualification]]
) -> Callable[[Qualification], float]:
    """How near a qualification's title lies to the occupation asked for: a cosine, for those who have a choice."""
    from matching.ranking import Kind

    titles = {_title(row) for rows in people for row in _from_several_countries(rows)}
    wanted = next((r.meaning.vector for r in ranking.requirements if r.kind is Kind.OCCUPATION), None)
    if wanted is None or not titles:
        return lambda _row: 0.0
    ordered = sorted(titles)
    read = zip(ordered, matcher.mapper.read_many(ordered), strict=True)
    near: Mapping[str, float] = {
        title: max((float(piece.vector @ wanted) for piece in reading.pieces), default=-1.0)
        for title, reading in read
    }
    return lambda row: near.get(_title(row), 0.0)


def _from_several_countries(rows: Sequence[Qualification]) -> Sequence[Qualification]:
    return rows if len({row.country for row in rows}) > 1 else []


def _title(row: Qualification) -> str:
    return f"{row.title} ({row.gloss})" if row.gloss else row.title


def _log(
    parts: Platform, actor: Actor, asked: audit.Asked, ranking: "Ranking", shown: Sequence[audit.Shown]
) -> None:
    """In a transaction of its own, as short as can be: the request itself only reads. Candidates read the ledger."""
    if shown:
        seen = [line.profile for line in shown]
        with parts.database.transaction() as db:
            audit.record_match(db, actor, asked, made_with=ranking.made_with, shown=shown)
            access_log.record(db, actor, seen, why=Why.SEARCH_RESULT, vacancy_id=asked.vacancy_id)
