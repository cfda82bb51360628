"""The score is the sum of its parts, and each part is what it says: nothing else can move a candidate."""

from dataclasses import fields, replace
from itertools import permutations
from math import isclose

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching import weights
from matching.claims import CEFR, LanguageClaim
from matching.facts import Facts, Relation
from matching.index import Calibration
from matching.ranking import (
    Chosen,
    Evidence,
    Kind,
    Knowledge,
    Meaning,
    Part,
    Requirement,
    match,
    rank,
    shares_of,
)
from tests.matching.strategies import candidates, knowledge, vacancies

EXACT = 1e-9
ROUNDING = 1e-6
"""Vectors are float32, and a product of matrices of another shape may round its last digit otherwise."""

FORBIDDEN = (
    "name", "age", "birth", "born", "gender", "sex", "nationality", "citizenship", "origin", "country", "residence",
    "religion", "ethnic", "race", "photo", "picture", "marital", "married", "child", "disab", "health", "pregnan",
    "email", "phone", "address", "passport", "profile", "account", "person", "candidate",
)  # fmt: skip


@pytest.mark.parametrize("given_to_ranking", [Requirement, Evidence, Meaning, LanguageClaim, Chosen])
def test_ranking_cannot_be_told_who_somebody_is(given_to_ranking: type) -> None:
    for field in fields(given_to_ranking):
        words = field.name.split("_")
        assert not [word for word in words if word.startswith(FORBIDDEN)], field.name


@given(vacancies, candidates, knowledge)
def test_the_score_is_the_sum_of_its_parts(
    asked: list[Requirement], offered: list[Evidence], known: Knowledge
) -> None:
    found = match("one", asked, offered, known)
    assert isclose(found.score, sum(part.contribution for part in found.parts), abs_tol=EXACT)
    assert [part.requirement for part in found.parts] == asked
    for part in found.parts:
        assert isclose(part.contribution, part.weight * part.similarity, abs_tol=EXACT)
        assert 0 <= part.similarity <= 1 + EXACT
        assert (part.evidence is None) == (part.similarity == 0) == (part.relation is Relation.NONE)


@given(vacancies, candidates, knowledge)
def test_weights_sum_to_one_and_scores_lie_between_nothing_and_everything(
    asked: list[Requirement], offered: list[Evidence], known: Knowledge
) -> None:
    assert all(share > 0 for share in shares_of(asked))
    assert isclose(sum(shares_of(asked)), 1 if asked else 0, abs_tol=EXACT)
    assert 0 <= match("one", asked, offered, known).score <= 1 + EXACT


@given(vacancies, candidates, knowledge)
def test_removing_what_a_part_shows_costs_that_part_less_the_next_best(
    asked: list[Requirement], offered: list[Evidence], known: Knowledge
) -> None:
    before = match("one", asked, offered, known)
    for number, part in enumerate(before.parts):
        left = [piece for piece in offered if piece is not part.evidence]
        after = match("one", asked, left, known)
        lost = sum(
            old.contribution - new.contribution
            for old, new in zip(before.parts, after.parts, strict=True)
            if old.evidence is part.evidence
        )
        assert isclose(before.score - after.score, lost, abs_tol=ROUNDING)
        assert after.parts[number].contribution <= part.contribution + ROUNDING


@given(vacancies, candidates, knowledge)
def test_removing_what_no_part_shows_changes_nothing(
    asked: list[Requirement], offered: list[Evidence], known: Knowledge
) -> None:
    before = match("one", asked, offered, known)
    shown = {id(part.evidence) for part in before.parts}
    after = match("one", asked, [piece for piece in offered if id(piece) in shown], known)
    assert isclose(after.score, before.score, abs_tol=ROUNDING)


@given(vacancies, candidates, candidates, knowledge)
def test_more_evidence_never_lowers_a_score(
    asked: list[Requirement], offered: list[Evidence], more: list[Evidence], known: Knowledge
) -> None:
    less = match("one", asked, offered, known).score
    assert match("one", asked, [*offered, *more], known).score >= less - ROUNDING


@given(vacancies, st.lists(candidates, min_size=3, max_size=3), knowledge)
def test_the_order_does_not_depend_on_the_order_of_input(
    asked: list[Requirement], offered: list[list[Evidence]], known: Knowledge
) -> None:
    named = list(zip("abc", [offered[0], offered[1], offered[1]], strict=True))  # b and c are equal
    orders = {
        tuple(found.candidate for found in rank(asked, dict(order), known)) for order in permutations(named)
    }
    assert len(orders) == 1
    (order,) = orders
    assert order.index("b") < order.index("c")


# --- by example -------------------------------------------------------------------------------------------

KNOWN = Knowledge(
    Facts(essential={"nurse": frozenset({"wounds"})}, isco={"nurse": "2221", "midwife": "2222"}),
    Calibration(0.0, 1.0),
)


def axis(number: int) -> Meaning:
    """A meaning without concepts that has nothing to do with that of another number."""
    return Meaning((), np.eye(8, dtype=np.float32)[number], frozenset())


def concept(uri: str, number: int) -> Meaning:
    return replace(axis(number), concepts=((uri, 1.0),))


def said(meaning: Meaning, *, whole: bool = False) -> Evidence:
    return Evidence("said", 0, 4, "en", meaning, whole=whole)


def only_part(asked: Requirement, *offered: Evidence) -> Part:
    (part,) = match("one", [asked], offered, KNOWN).parts
    return part


def speaks(level: str | None) -> Evidence:
    return replace(said(axis(0)), languages=(LanguageClaim("de", level, 0, 6),))


GERMAN_B2 = Requirement(
    "Deutsch B2", Kind.LANGUAGE, essential=True, meaning=axis(1), language="de", level="B2"
)


@pytest.mark.parametrize("level", CEFR)
def test_a_language_counts_in_full_from_the_level_asked_for(level: str) -> None:
    part = only_part(GERMAN_B2, speaks(level))
    below = max(0, CEFR.index("B2") - CEFR.index(level))
    assert part.similarity == pytest.approx(max(0.0, 1 - below * weights.LEVEL_BELOW))
    assert (part.relation is Relation.MEETS) == (below == 0)


def test_an_unknown_level_is_between_absent_and_met() -> None:
    unknown = only_part(GERMAN_B2, speaks(None))
    absent, met = only_part(GERMAN_B2, said(axis(0))), only_part(GERMAN_B2, speaks("B2"))
    assert absent.similarity < unknown.similarity < met.similarity
    assert (absent.relation, unknown.relation) == (Relation.NONE, Relation.PARTLY_MEETS)


def test_education_below_what_is_asked_counts_in_part() -> None:
    asked = Requirement("Studium", Kind.EDUCATION, essential=True, meaning=axis(1), education=6)
    shares = [only_part(asked, replace(said(axis(0)), education=isced)).similarity for isced in range(9)]
    assert shares == sorted(shares)
    assert shares[6:] == [1, 1, 1]
    assert shares[5] == pytest.approx(1 - weights.EDUCATION_BELOW)


def test_years_count_most_where_they_are_years_of_the_work_asked_for() -> None:
    asked = Requirement(
        "2 years as nurse", Kind.EXPERIENCE, essential=True, meaning=concept("nurse", 1), years=2
    )
    nurse = only_part(asked, replace(said(concept("nurse", 2)), years=2))
    cook = only_part(asked, replace(said(concept("cook", 2)), years=20))
    half = only_part(asked, replace(said(concept("nurse", 2)), years=1))
    assert nurse.similarity == pytest.approx(1)
    assert cook.similarity == pytest.approx(weights.YEARS_WITHOUT_LINK)
    assert half.similarity == pytest.approx(0.5)


def test_the_relation_that_links_is_named() -> None:
    asked = Requirement("dress wounds", Kind.SKILL, essential=True, meaning=concept("wounds", 1))
    assert only_part(asked, said(concept("wounds", 2))).relation is Relation.SAME
    assert only_part(asked, said(concept("nurse", 2))).relation is Relation.ESSENTIAL_FOR_OCCUPATION
    assert only_part(asked, said(axis(1))).relation is Relation.WORDS
    assert only_part(asked, said(concept("cook", 2))).relation is Relation.NONE


def test_the_whole_answers_the_whole_alone() -> None:
    whole = Requirement("all", Kind.WHOLE, essential=True, meaning=axis(1))
    skill = Requirement("one", Kind.SKILL, essential=True, meaning=axis(1))
    assert only_part(whole, said(axis(1))).evidence is None
    assert only_part(whole, said(axis(1), whole=True)).evidence is not None
    assert only_part(skill, said(axis(1), whole=True)).evidence is None


def test_an_optional_requirement_weighs_less_and_many_skills_weigh_no_more_than_the_most() -> None:
    skill = Requirement("skill", Kind.SKILL, essential=True, meaning=axis(1))
    job = Requirement("job", Kind.OCCUPATION, essential=True, meaning=axis(1))
    one, other = shares_of([skill, replace(skill, essential=False)])
    assert other / one == pytest.approx(weights.OPTIONAL)
    few, many = shares_of([job, *[skill] * 20])[0], shares_of([job, *[skill] * 40])[0]
    assert few == pytest.approx(many)


def test_no_requirements_and_no_candidates() -> None:
    assert rank([], {"one": [said(axis(1))]}, KNOWN)[0].score == 0
    assert rank([GERMAN_B2], {}, KNOWN) == []
    assert rank([GERMAN_B2], {"one": []}, KNOWN)[0].score == 0


@pytest.mark.parametrize(
    ("ended", "left"), [(None, 1.0), (2026, 1.0), (2021, 1.0), (2010, 0.78), (1990, 0.7)]
)
def test_what_was_done_long_ago_counts_less_but_never_little(ended: int | None, left: float) -> None:
    asked = Requirement("dress wounds", Kind.SKILL, essential=True, meaning=concept("wounds", 1))
    known = replace(KNOWN, year=2026)
    (part,) = match("one", [asked], [replace(said(concept("wounds", 1)), until=ended)], known).parts
    assert part.worth == pytest.approx(left)
    fresh = only_part(asked, said(concept("wounds", 1)))
    assert part.similarity == pytest.approx(fresh.similarity * left)


def test_a_language_does_not_age() -> None:
    old = replace(speaks("B2"), until=1990)
    (part,) = match("one", [GERMAN_B2], [old], replace(KNOWN, year=2026)).parts
    assert part.similarity == 1


def test_a_skill_that_everybody_uses_weighs_less() -> None:
    facts = Facts(users={"teams": 100, "wounds": 1}, occupations=100)
    asked = [
        Requirement("one", Kind.SKILL, essential=True, meaning=concept(uri, 1)) for uri in ("wounds", "teams")
    ]
    rare, common = shares_of(asked, facts)
    assert common / rare == pytest.approx(1 - weights.RARITY)


def test_the_advertisements_own_words_are_no_evidence_not_even_in_the_whole() -> None:
    words = "You dress wounds of patients after operations in our ward"
    asked = Requirement(words, Kind.SKILL, essential=True, meaning=axis(1))
    whole = replace(asked, kind=Kind.WHOLE)
    stems = frozenset({"dress", "wound", "patie", "after", "opera"})
    pasted = replace(said(replace(axis(1), words=stems)), text=words)
    own = replace(said(axis(2)), text="I cook")
    both = replace(said(axis(1), whole=True), text=f"{words}\nI cook")
    known = replace(KNOWN, calibration=Calibration(0.1, 1.0))
    meant = replace(asked, meaning=replace(axis(1), words=stems)), replace(whole, meaning=axis(1))
    found = match("one", list(meant), [pasted, own, both], known)
    assert found.copied == (pasted,)
    assert found.score == 0
