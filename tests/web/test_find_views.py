"""The views of a ranked list: points that add up whatever the numbers, one phrase for each word of the vocabulary."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.facts import Facts, Relation
from matching.ranking import Chosen, Evidence, Kind, Match, Meaning, Part, Requirement
from talent.profiles import Qualification
from web.concepts import Name
from web.views import levels, matches
from web.views.recognition_hints import country_of

VECTOR = np.zeros(1, np.float32)


def named(uri: str) -> Name:
    return Name(uri.upper(), "en")


def requirement(*concepts: tuple[str, float], kind: Kind = Kind.SKILL, essential: bool = True) -> Requirement:
    return Requirement("asked", kind, essential, Meaning(concepts, VECTOR, frozenset()))


def evidence(*concepts: tuple[str, float], whole: bool = False) -> Evidence:
    return Evidence("written", 0, 7, "en", Meaning(concepts, VECTOR, frozenset()), whole=whole)


def part(
    weight: float, similarity: float, relation: Relation = Relation.WORDS, essential: bool = True
) -> Part:
    found = evidence() if similarity else None
    asked = requirement(essential=essential)
    return Part(asked, weight, similarity, relation, found, weight * similarity)


def explained(*parts: Part) -> matches.Explained:
    score = sum(each.contribution for each in parts)
    return matches.explained(Match("someone", score, parts), Facts(), named)


@given(st.lists(st.tuples(st.floats(0.01, 10), st.floats(0, 1)), min_size=1, max_size=60))
def test_points_add_up_whatever_the_numbers(pairs: list[tuple[float, float]]) -> None:
    total = sum(weight for weight, _ in pairs)
    shown = explained(*(part(weight / total, similarity) for weight, similarity in pairs))

    assert round(sum(each.points for each in shown.answers), 6) == shown.score
    assert round(sum(each.most for each in shown.answers), 6) == 100
    for (weight, similarity), answer in zip(pairs, shown.answers, strict=True):
        exact = 100 * weight / total * similarity
        assert abs(answer.points - exact) <= 0.1 + 1e-9
        assert 0 <= answer.points <= answer.most


def test_nothing_found_is_no_point() -> None:
    shown = explained(part(0.3333, 0.5), part(0.3333, 0), part(0.3334, 0.77))

    assert shown.answers[1].points == 0


def test_what_is_missing_stands_apart_with_the_essential_first() -> None:
    shown = explained(
        part(0.1, 0.1, essential=False),
        part(0.2, 0.9),
        part(0.1, 0.2),
        part(0.3, 0),
        part(0.3, 0, essential=False),
    )

    assert [each.most for each in shown.matching] == [20]
    assert [(each.asked.essential, each.found) for each in shown.missing] == [
        (True, False),
        (True, True),
        (False, False),
        (False, True),
    ]
    assert len(shown.essential_missing) == 2


def test_the_concepts_named_stand_in_the_relation_named() -> None:
    facts = Facts(essential={"nurse": frozenset({"wounds"})}, broader={"wounds": frozenset({"care"})})
    asked, offered = requirement(("wounds", 0.9), ("care", 0.4)), evidence(("nurse", 0.8), ("care", 0.9))
    found = Part(asked, 1.0, 0.5, Relation.ESSENTIAL_FOR_OCCUPATION, offered, 0.5)

    shown = matches.explained(Match("someone", 0.5, (found,)), facts, named).answers[0]

    assert shown.link == (Name("NURSE", "en"), Name("WOUNDS", "en"))
    assert shown.relation == matches.RELATIONS[Relation.ESSENTIAL_FOR_OCCUPATION]


@pytest.mark.parametrize("relation", [Relation.WORDS, Relation.MEETS, Relation.PARTLY_MEETS])
def test_where_no_concepts_are_related_none_are_named(relation: Relation) -> None:
    found = Part(requirement(("a", 1)), 1.0, 0.5, relation, evidence(("a", 1)), 0.5)

    assert matches.closest(found, Facts()) is None


@pytest.mark.parametrize(
    ("uri", "phrase"),
    [
        ("http://data.europa.eu/esco/occupation/1", matches.SAME_OCCUPATION),
        ("http://data.europa.eu/esco/skill/1", matches.RELATIONS[Relation.SAME]),
    ],
)
def test_an_occupation_is_not_called_a_skill(uri: str, phrase: str) -> None:
    found = Part(requirement((uri, 1)), 1.0, 0.5, Relation.SAME, evidence((uri, 1)), 0.5)

    shown = matches.explained(Match("someone", 0.5, (found,)), Facts(), named).answers[0]

    assert shown.relation == phrase


def test_the_whole_is_not_quoted() -> None:
    whole = Part(requirement(kind=Kind.WHOLE), 1.0, 0.5, Relation.WORDS, evidence(whole=True), 0.5)

    shown = matches.explained(Match("someone", 0.5, (whole,)), Facts(), named).answers[0]

    assert (shown.asked.text, shown.words, shown.found) == (None, None, True)


def test_every_word_of_the_vocabulary_has_a_phrase() -> None:
    assert set(matches.RELATIONS) == set(Relation)
    assert set(matches.KINDS) == set(Kind)
    assert len(levels.EDUCATION) == 9


def qualification(title: str, country: str, occupation: str | None = None) -> Qualification:
    return Qualification(title=title, country=country, occupation_uri=occupation)


@pytest.mark.parametrize(
    ("rows", "country"),
    [
        ([], None),
        ([("Nurse", "TN", None)], "TN"),
        ([("Cook", "MA", None), ("Nurse", "TN", None)], "TN"),
        ([("Cook", "MA", None), ("Waiter", "TN", None)], "MA"),
        ([("Nurse", "TN", None), ("Cook", "MA", "nurse")], "MA"),
    ],
)
def test_the_country_of_the_nearest_qualification_counts(
    rows: list[tuple[str, str, str | None]], country: str | None
) -> None:
    made = [qualification(*row) for row in rows]

    assert country_of(made, "nurse", lambda row: float(row.title == "Nurse")) == country


def test_what_was_chosen_from_a_list_is_not_said_to_be_written() -> None:
    chosen = replace(evidence(("wounds", 1.0)), chosen=Chosen("wounds"), years=3.0)
    found = Part(requirement(("wounds", 1.0)), 1.0, 0.5, Relation.SAME, chosen, 0.5)

    shown = matches.explained(Match("someone", 0.5, (found,)), Facts(), named).answers[0]

    assert (shown.found, shown.words, shown.language) == (True, None, None)
    assert shown.chosen == matches.Choice(Name("WOUNDS", "en"), 3.0, (), "written")


def test_what_was_suggested_from_their_words_is_quoted_in_these() -> None:
    quoted = Chosen("wounds", "je change les pansements", frozenset({"summary"}))
    found = Part(requirement(), 1.0, 0.5, Relation.WORDS, replace(evidence(), chosen=quoted), 0.5)

    shown = matches.explained(Match("someone", 0.5, (found,)), Facts(), named).answers[0]

    assert (shown.words, shown.language) == ("je change les pansements", None)
