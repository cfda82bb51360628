"""Which vacancies fit a candidate: the employer's sum, only what is visible, and advice that is counted."""

from collections.abc import Sequence

import pytest
from sqlalchemy.orm import Session

from matching import advice, recommendation, store, vacancy_store
from matching.advice import FEWEST_OTHERS, Change
from matching.matcher import Matcher
from matching.ranking import Evidence, Kind
from matching.recommendation import Advice, Recommender
from talent import consents, vacancies
from talent.actors import OPERATOR, Actor, Role
from talent.profiles import Profile, TextDraft, TextKind, Visibility
from talent.sections import Section
from talent.vacancies import Vacancy
from tests.factories.esco import mini, skill_uri
from tests.factories.records import make_actor, make_employer, make_profile, make_vacancy
from tests.matching.test_vacancy_store import NURSE

PERSON = "Registered nurse, six years.\nI dress wounds."
COOK = {"title": "Cook", "text": "We look for a cook.\nRequirements:\n- French A2", "language": "en"}


@pytest.fixture
def recommender(matcher: Matcher) -> Recommender:
    return Recommender(matcher)


@pytest.fixture
def person(db: Session) -> Actor:
    return make_actor(db, Role.CANDIDATE)


@pytest.fixture
def profile(db: Session, person: Actor) -> Profile:
    return make_candidate(db, PERSON, owner=person)


def make_candidate(db: Session, words: str, **changes: object) -> Profile:
    text = (TextDraft(TextKind.CV, words, "en"),)
    new = {"texts": text, "qualifications": (), "languages": ()} | changes
    if "owner" not in new:
        new["owner"] = make_actor(db, Role.CANDIDATE)
    return make_profile(db, **new)  # type: ignore[arg-type]  # any of a draft's fields


def read_all(db: Session, matcher: Matcher) -> None:
    store.keep(db, store.read(db, matcher.mapper, most=500))
    vacancy_store.keep(db, vacancy_store.read(db, matcher.mapper, most=500))


def evidence_of(db: Session, recommender: Recommender, profile: Profile) -> Sequence[Evidence]:
    found = recommender.evidence_of(db, profile.id)
    assert found is not None
    return found


def recommended(db: Session, recommender: Recommender, profile: Profile, among: frozenset[str]) -> list[str]:
    evidence = evidence_of(db, recommender, profile)
    return [fit.vacancy for fit in recommender.recommend(db, profile.id, evidence, among).fits]


def test_the_nearest_vacancy_comes_first_with_the_sum_that_its_employer_sees(
    db: Session, recommender: Recommender, profile: Profile
) -> None:
    employer = make_employer(db)
    cook, nurse = (make_vacancy(db, employer=employer, **each) for each in (COOK, NURSE))
    read_all(db, recommender.matcher)
    evidence = evidence_of(db, recommender, profile)
    found = recommender.recommend(db, profile.id, evidence, frozenset({cook.id, nurse.id}))
    assert [fit.vacancy for fit in found.fits] == [nurse.id, cook.id]
    assert (found.considered, found.visible) == (2, 2)
    seen = recommender.matcher.match(db, employer, nurse).matches
    assert found.fits[0].match.score == pytest.approx(seen[0].score, abs=1e-3)
    assert found.fits[0].match.score == sum(part.contribution for part in found.fits[0].match.parts)


def test_one_vacancy_is_compared_as_in_the_list(
    db: Session, recommender: Recommender, profile: Profile
) -> None:
    nurse = make_vacancy(db, **NURSE)
    read_all(db, recommender.matcher)
    evidence = evidence_of(db, recommender, profile)
    listed = recommender.recommend(db, profile.id, evidence, frozenset({nurse.id})).fits[0]
    alone = recommender.compare(db, profile.id, evidence, nurse.id)
    assert alone is not None
    assert alone.match.score == pytest.approx(listed.match.score, abs=1e-9)
    assert [part.relation for part in alone.match.parts] == [part.relation for part in listed.match.parts]


def test_only_published_vacancies_of_the_countries_named_are_visible(db: Session, person: Actor) -> None:
    employer = make_employer(db)
    here, there = (make_vacancy(db, employer=employer, country=code) for code in ("DE", "FR"))
    make_vacancy(db, employer=employer, published=False)
    closed = make_vacancy(db, employer=employer)
    vacancies.close(db, employer, closed)
    assert recommendation.visible(db, person, {"DE": []}) == {here.id}
    assert recommendation.visible(db, person, None) == {here.id, there.id}
    assert recommendation.visible(db, person, None, without=[here.id]) == {there.id}
    assert recommendation.visible(db, person, {}) == set()


def test_only_vacancies_of_the_regions_named_are_visible_and_those_that_name_none(
    db: Session, person: Actor
) -> None:
    employer = make_employer(db)
    places = [("IT", "IT-25"), ("IT", "IT-MI"), ("IT", "IT-62"), ("IT", None), ("DE", "DE-BY")]
    lombardy, milan, _rome, anywhere, bavaria = (
        make_vacancy(db, employer=employer, country=country, region=region).id for country, region in places
    )
    wanted = {"IT": ["IT-25"], "DE": []}
    assert recommendation.visible(db, person, wanted) == {lombardy, milan, anywhere, bavaria}


def test_a_changed_or_closed_vacancy_is_taken_from_the_database(
    db: Session, recommender: Recommender, profile: Profile
) -> None:
    employer = make_employer(db)
    cook, nurse = (make_vacancy(db, employer=employer, **each) for each in (COOK, NURSE))
    read_all(db, recommender.matcher)
    both = frozenset({cook.id, nurse.id})
    assert recommended(db, recommender, profile, both) == [nurse.id, cook.id]
    draft = vacancies.VacancyDraft("Lorry driver", "You drive heavy lorries.", "DE", "en")
    vacancies.save(db, OPERATOR, draft, vacancy=nurse)
    db.flush()
    assert recommended(db, recommender, profile, both) == [cook.id]
    read_all(db, recommender.matcher)
    assert set(recommended(db, recommender, profile, both)) == both
    vacancies.remove(db, OPERATOR, cook)
    assert recommended(db, recommender, profile, both) == [nurse.id]


def test_a_profile_that_was_not_read_has_no_evidence(
    db: Session, recommender: Recommender, profile: Profile
) -> None:
    assert recommender.evidence_of(db, profile.id) is None


def test_who_has_written_nothing_is_recommended_nothing(
    db: Session, recommender: Recommender, person: Actor
) -> None:
    empty = make_profile(db, owner=person, texts=(), qualifications=(), languages=())
    nurse = make_vacancy(db, **NURSE)
    read_all(db, recommender.matcher)
    found = recommender.recommend(db, empty.id, evidence_of(db, recommender, empty), frozenset({nurse.id}))
    assert (found.fits, found.considered, found.visible) == ([], 0, 1)


def test_retrieval_picks_where_there_are_many(
    db: Session, recommender: Recommender, profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    employer = make_employer(db)
    made = [make_vacancy(db, employer=employer, **each) for each in (COOK, COOK, NURSE, COOK)]
    read_all(db, recommender.matcher)
    monkeypatch.setattr(recommendation, "RANKED", 1)
    evidence = evidence_of(db, recommender, profile)
    found = recommender.recommend(db, profile.id, evidence, frozenset(row.id for row in made))
    assert [fit.vacancy for fit in found.fits] == [made[2].id]
    assert (found.considered, found.visible) == (1, 4)


# --- what would help --------------------------------------------------------------------------------------


def words(change: Change) -> str:
    if change.kind is Kind.LANGUAGE:
        return f"{'German' if change.language == 'de' else 'French'}: {change.level}"
    if change.kind is Kind.SKILL:
        return next(each["en"][0] for each in mini()["skills"] if skill_uri(each["key"]) == change.concept)
    return f"Education of level {change.education}"


def advise(
    db: Session, recommender: Recommender, profile: Profile, *made: Vacancy, seconds: float = 60
) -> Advice:
    evidence = evidence_of(db, recommender, profile)
    fits = recommender.recommend(db, profile.id, evidence, frozenset(row.id for row in made)).fits
    return recommender.advise(db, profile.id, evidence, fits, words, seconds=seconds)


@pytest.fixture
def others(db: Session, profile: Profile) -> list[Profile]:
    """As many as are needed: nurses who speak German, which is required, or French, which is wished for."""
    spoken = ("German: B2", "French: B1")
    return [make_candidate(db, f"{PERSON}\n\n{spoken[n % 2]}") for n in range(FEWEST_OTHERS)]


def place_in(db: Session, recommender: Recommender, employer: Actor, vacancy: Vacancy, who: Profile) -> int:
    ranked = recommender.matcher.match(db, employer, vacancy).matches
    return [match.candidate for match in ranked].index(who.id) + 1


def test_advice_is_what_the_employers_ranking_says_when_it_has_come_true(
    db: Session, recommender: Recommender, profile: Profile, person: Actor, others: list[Profile]
) -> None:
    employer = make_employer(db)
    nurse = make_vacancy(db, employer=employer, **NURSE)
    read_all(db, recommender.matcher)
    before = place_in(db, recommender, employer, nurse, profile)
    told = advise(db, recommender, profile, nurse)
    assert (told.counted, told.too_few, told.left) == (1, 0, 0)
    assert told.others == (FEWEST_OTHERS, FEWEST_OTHERS)
    german = Change(Kind.LANGUAGE, language="de", level="B2")
    move = next(step for step in told.steps if step.change == german).moves[0]
    assert (move.vacancy, move.before) == (nurse.id, before)
    make_candidate(db, f"{PERSON}\n\nGerman: B2", owner=person)
    read_all(db, recommender.matcher)
    assert place_in(db, recommender, employer, nurse, profile) == move.after < before


def test_where_others_are_few_no_place_is_told(
    db: Session, recommender: Recommender, profile: Profile, others: list[Profile]
) -> None:
    nurse = make_vacancy(db, **NURSE)
    others[0].visibility = Visibility.HIDDEN
    db.flush()
    read_all(db, recommender.matcher)
    told = advise(db, recommender, profile, nurse)
    assert (told.steps, told.counted, told.too_few) == ([], 0, 1)


def test_others_are_those_whom_the_employer_may_see(
    db: Session, recommender: Recommender, profile: Profile, others: list[Profile]
) -> None:
    """A vacancy of a country that nobody has named: its employer sees none of them."""
    nurse = make_vacancy(db, employer=make_employer(db, country="SE"), **NURSE, country="SE")
    read_all(db, recommender.matcher)
    assert advise(db, recommender, profile, nurse).too_few == 1


def test_what_the_employer_does_not_see_of_the_profile_moves_nothing(
    db: Session, recommender: Recommender, person: Actor, profile: Profile, others: list[Profile]
) -> None:
    """Whoever does not show their languages gains nothing by one more."""
    nurse = make_vacancy(db, **NURSE)
    read_all(db, recommender.matcher)
    before = advise(db, recommender, profile, nurse)
    assert any(step.change.kind is Kind.LANGUAGE for step in before.steps)
    consents.keep_to(db, person, profile, {"DE": {Section.SUMMARY}}, language="en")
    db.flush()
    after = advise(db, recommender, profile, nurse)
    assert (after.counted, after.unseen) == (1, 0)
    assert not any(step.change.kind is Kind.LANGUAGE for step in after.steps)


def test_whom_employers_do_not_see_is_counted_as_if_they_saw_everything(
    db: Session, recommender: Recommender, profile: Profile, others: list[Profile]
) -> None:
    nurse = make_vacancy(db, **NURSE)
    profile.visibility = Visibility.HIDDEN
    db.flush()
    read_all(db, recommender.matcher)
    told = advise(db, recommender, profile, nurse)
    assert (told.counted, told.unseen) == (1, 1)
    assert told.steps


def test_without_time_one_vacancy_is_counted_and_the_rest_is_left_for_the_next_time(
    db: Session, recommender: Recommender, profile: Profile, others: list[Profile]
) -> None:
    employer = make_employer(db)
    made = [make_vacancy(db, employer=employer, **NURSE) for _ in range(3)]
    read_all(db, recommender.matcher)
    told = advise(db, recommender, profile, *made, seconds=0)
    assert (told.best, told.counted, told.left) == (3, 1, 2)
    assert advise(db, recommender, profile, *made).left == 0


def test_scores_of_others_are_forgotten_when_one_of_them_goes(
    db: Session, recommender: Recommender, profile: Profile, others: list[Profile]
) -> None:
    nurse = make_vacancy(db, **NURSE)
    read_all(db, recommender.matcher)
    advise(db, recommender, profile, nurse)
    kept = recommender._standings._made  # what a look into the memory would find
    assert any(others[0].id in dict(made_of.ranked) for made_of, _ in kept.values())
    db.delete(others[0])
    db.flush()
    recommender.forget_outdated(db)
    assert not kept


def test_nobody_is_told_to_take_up_another_occupation(
    db: Session, recommender: Recommender, profile: Profile
) -> None:
    text = (
        "We look for a nurse.\nRequirements:\n- experience as a cook\n- drive heavy lorries\n- dress wounds"
    )
    vacancy = make_vacancy(db, title="Registered nurse", text=text, language="en")
    read_all(db, recommender.matcher)
    evidence = evidence_of(db, recommender, profile)
    parts = recommender.recommend(db, profile.id, evidence, frozenset({vacancy.id})).fits[0].match.parts
    facts = recommender.matcher.knowledge.facts
    asked = {uri for part in parts for uri, _ in part.requirement.meaning.concepts}
    assert asked & facts.isco.keys()
    assert not {change.concept for change in advice.changes(parts, facts)} & facts.isco.keys()
