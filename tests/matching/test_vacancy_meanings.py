"""What is kept of a vacancy ranks as the vacancy itself does, and the facts read from their other end say the same."""

import pytest
from sqlalchemy.orm import Session

from matching import ranking, vacancy_store
from matching.facts import Facts
from matching.index import ConceptIndex
from matching.mapping import Mapper
from matching.matcher import Matcher
from matching.requirements import requirements
from matching.vacancy_retrieval import Outline, VacancyRetrieval
from talent.actors import OPERATOR
from talent.vacancies import Vacancy, VacancyDraft, save
from tests.factories.records import make_employer, make_vacancy
from tests.matching.test_vacancy_store import NURSE, read_all

CVS = {
    "nurse": "I worked as a nurse for six years. I administer prescribed medication. German: B1",
    "cook": "I cook meals in a restaurant kitchen and speak French at level B2.",
    "welder": "Welder with ten years of experience. I read technical drawings.",
}


@pytest.fixture
def facts(index: ConceptIndex) -> Facts:
    return index.facts


@pytest.fixture
def nurse(db: Session, mapper: Mapper) -> Vacancy:
    vacancy = make_vacancy(db, **NURSE)
    read_all(db, mapper)
    return vacancy


def test_what_is_kept_ranks_as_what_was_read(db: Session, matcher: Matcher, nurse: Vacancy) -> None:
    read = matcher.rank_texts(f"{nurse.title}\n\n{nurse.text}", CVS, language="en")
    evidence = {match.candidate: match for match in read.matches}
    kept = dict(vacancy_store.meanings(db, matcher.mapper.index.manifest.encoder, [nurse.id]))[nurse.id]
    assert [(each.text, each.kind, each.level, each.years, each.education) for each in kept] == [
        (each.text, each.kind, each.level, each.years, each.education) for each in read.requirements
    ]
    offered = {name: _evidence(matcher, text) for name, text in CVS.items()}
    for match in ranking.rank(kept, offered, matcher.knowledge):
        assert match.score == pytest.approx(evidence[match.candidate].score, abs=1e-3)


def _evidence(matcher: Matcher, text: str) -> list[ranking.Evidence]:
    from matching.evidence import evidence

    return evidence(matcher.mapper.read(text))


def test_a_changed_vacancy_has_no_meaning_until_it_is_read_again(
    db: Session, mapper: Mapper, nurse: Vacancy
) -> None:
    encoder = mapper.index.manifest.encoder
    assert nurse.id in vacancy_store.meanings_made(db, encoder)
    save(db, OPERATOR, VacancyDraft(nurse.title, "Now a cook.", nurse.country), vacancy=nurse)
    db.flush()
    assert vacancy_store.meanings_made(db, encoder) == {}
    assert list(vacancy_store.meanings(db, encoder, [nurse.id])) == []
    read_all(db, mapper)
    assert nurse.id in vacancy_store.meanings_made(db, encoder)


def test_vectors_of_another_encoder_are_not_there(db: Session, nurse: Vacancy) -> None:
    assert vacancy_store.meanings_made(db, "another") == {}
    assert list(vacancy_store.meanings(db, "another", [nurse.id])) == []


def test_meanings_go_with_their_vacancy(db: Session, mapper: Mapper, nurse: Vacancy) -> None:
    db.delete(nurse)
    db.flush()
    assert vacancy_store.meanings_made(db, mapper.index.manifest.encoder) == {}


# --- facts from the other end -----------------------------------------------------------------------------


def concepts_of(facts: Facts) -> set[str]:
    linked = [*facts.essential.values(), *facts.broader.values()]
    return {*facts.broader, *facts.isco, *(uri for links in linked for uri in links)}


def test_what_is_answered_by_a_concept_is_what_reaches_it(facts: Facts) -> None:
    every = concepts_of(facts)
    assert len(every) > 30
    for offered in every:
        answered = facts.answered_by(offered)
        assert answered == {asked: found for asked in every if (found := facts.reach(asked).get(offered))}


def test_narrowed_facts_reach_what_is_offered_and_nothing_else(facts: Facts) -> None:
    every = sorted(concepts_of(facts))
    offered = set(every[::5])
    narrow = facts.narrowed(offered)
    for asked in every:
        assert narrow.reach(asked) == {u: how for u, how in facts.reach(asked).items() if u in offered}
        assert narrow.rarity(asked) == facts.rarity(asked)


# --- retrieval --------------------------------------------------------------------------------------------


ADVERTISEMENTS = {
    "a-cook": "Cook\n\nYou cook meals. French A2.",
    "b-nurse": f"{NURSE['title']}\n\n{NURSE['text']}",
    "c-welder": "Welder\n\nYou weld steel and read technical drawings.",
    "d-driver": "Lorry driver\n\nYou drive heavy lorries across Europe.",
}


@pytest.fixture
def retrieval(mapper: Mapper, facts: Facts) -> VacancyRetrieval:
    numbering: dict[str, int] = {}
    asked = {name: requirements(mapper.read(text)) for name, text in ADVERTISEMENTS.items()}
    return VacancyRetrieval(
        {name: Outline.of(each, facts, numbering) for name, each in asked.items()}, numbering
    )


@pytest.mark.parametrize(
    ("candidate", "vacancy"), [("nurse", "b-nurse"), ("cook", "a-cook"), ("welder", "c-welder")]
)
def test_the_nearest_vacancy_is_found_first(
    retrieval: VacancyRetrieval, matcher: Matcher, candidate: str, vacancy: str
) -> None:
    evidence = _evidence(matcher, CVS[candidate])
    found = retrieval.best(evidence, matcher.knowledge, frozenset(ADVERTISEMENTS), most=2)
    assert found[0] == vacancy
    assert len(found) == 2


def test_what_is_not_visible_is_not_found(retrieval: VacancyRetrieval, matcher: Matcher) -> None:
    evidence = _evidence(matcher, CVS["nurse"])
    visible = frozenset({"a-cook", "d-driver", "unknown"})
    assert retrieval.best(evidence, matcher.knowledge, visible, most=1) in (["a-cook"], ["d-driver"])


def test_no_vacancies_are_found_where_there_are_none(matcher: Matcher) -> None:
    nothing = VacancyRetrieval({}, {})
    assert nothing.best(_evidence(matcher, CVS["nurse"]), matcher.knowledge, frozenset(), most=3) == []


def test_a_vacancy_of_one_employer_is_as_findable_as_anothers(db: Session, mapper: Mapper) -> None:
    made = [make_vacancy(db, employer=make_employer(db), **NURSE) for _ in range(2)]
    read_all(db, mapper)
    found = dict(vacancy_store.meanings(db, mapper.index.manifest.encoder, [each.id for each in made]))
    assert found.keys() == {each.id for each in made}
