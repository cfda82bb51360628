"""Relations of concepts: the strongest is named, and each has its strength."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esco_data import Taxonomy
from matching.facts import Facts, Relation
from matching.index import facts_as_json, facts_from_json
from matching.tables import facts_of
from matching.weights import STRENGTH
from tests.factories.esco import occupation_uri, skill_uri
from tests.matching.strategies import URIS, facts


@given(facts, st.sampled_from(URIS), st.sampled_from(URIS))
def test_a_relation_has_its_strength_and_nothing_has_none(known: Facts, asked: str, offered: str) -> None:
    relation, strength = known.between(asked, offered)
    assert 0 <= strength <= 1
    assert strength == STRENGTH.get(relation, 0)
    assert (strength == 0) == (relation is Relation.NONE)
    assert known.between(asked, asked) == (Relation.SAME, 1.0)


@given(facts)
def test_facts_survive_being_kept(known: Facts) -> None:
    again = facts_from_json(facts_as_json(known))
    assert all(again.between(a, b) == known.between(a, b) for a in URIS for b in URIS)


def test_every_relation_between_concepts_has_a_strength() -> None:
    unlinked = {Relation.WORDS, Relation.MEETS, Relation.PARTLY_MEETS, Relation.NONE}
    assert set(STRENGTH) == set(Relation) - unlinked


def test_what_is_more_special_answers_better_than_what_is_more_general() -> None:
    known = Facts(broader={"ward nurse": frozenset({"nurse"})})
    assert known.between("nurse", "ward nurse")[0] is Relation.NARROWER
    assert known.between("ward nurse", "nurse")[0] is Relation.BROADER
    assert STRENGTH[Relation.NARROWER] > STRENGTH[Relation.BROADER]


@pytest.mark.parametrize(
    ("asked", "offered", "relation"),
    [
        (skill_uri("dress-wounds"), occupation_uri("nurse"), Relation.ESSENTIAL_FOR_OCCUPATION),
        (occupation_uri("nurse"), skill_uri("dress-wounds"), Relation.NONE),
        (skill_uri("python"), skill_uri("databases"), Relation.RELATED),
        (skill_uri("databases"), skill_uri("python"), Relation.RELATED),
        (skill_uri("dress-wounds"), skill_uri("help-with-hygiene"), Relation.SIBLING),
        (skill_uri("dress-wounds"), skill_uri("arc-welding"), Relation.NONE),
        (occupation_uri("nurse"), occupation_uri("welder"), Relation.NONE),
    ],
)
def test_the_relations_of_a_taxonomy(
    taxonomy: Taxonomy, asked: str, offered: str, relation: Relation
) -> None:
    assert facts_of(taxonomy).between(asked, offered)[0] is relation


def test_occupations_of_one_group_are_related_by_it() -> None:
    known = Facts(isco={"a": "2221", "b": "2221", "c": "2222", "d": "5120"})
    assert known.between("a", "b")[0] is Relation.SAME_UNIT_GROUP
    assert known.between("a", "c")[0] is Relation.SAME_MINOR_GROUP
    assert known.between("a", "d")[0] is Relation.NONE


def test_a_skill_of_few_occupations_is_rarer() -> None:
    known = Facts(users={"everyone's": 100, "some": 10, "one": 1}, occupations=100)
    assert known.rarity("everyone's") == pytest.approx(0)
    assert known.rarity("everyone's") < known.rarity("some") < known.rarity("one") == 1
    assert known.rarity("never heard of") == 1
