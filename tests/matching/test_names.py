"""Short texts find the owner of the name they mean, by meaning and by letters."""

import pytest

from matching.encoder import StandInEncoder
from matching.index import ConceptIndex
from matching.names import Name, Names, plain

NAMES = [
    Name(0, "registered nurse", "en"),
    Name(0, "Gesundheits- und Krankenpfleger", "de"),
    Name(1, "electrician", "en"),
    Name(1, "building wiring specialist", "en"),
    Name(2, "Softwareentwickler", "de"),
]


@pytest.fixture(scope="module")
def names(index: ConceptIndex) -> Names:
    return Names.of(NAMES, StandInEncoder(), index.centring)


@pytest.mark.parametrize(
    ("asked", "language", "owner"),
    [
        ("nurse (registered)", "en", 0),
        ("REGISTERED NURSE", "en", 0),
        ("Krankenpfleger", "de", 0),
        ("electrican", "en", 1),
        ("specialist for wiring of buildings", "en", 1),
        ("Software-Entwickler", "de", 2),
    ],
)
def test_the_owner_of_the_name_that_is_meant_comes_first(
    names: Names, asked: str, language: str, owner: int
) -> None:
    (ranked,) = names.rank([asked], [language])
    assert ranked[0][0] == owner


def test_each_owner_stands_once_best_first_with_a_score_between_0_and_1(names: Names) -> None:
    for ranked in names.rank(["nurse", "", "电工"] * 30, ["en", "de", "zh"] * 30):
        scores = [score for _, score in ranked]
        assert sorted(owner for owner, _ in ranked) == [0, 1, 2]
        assert scores == sorted(scores, reverse=True)
        assert all(0 <= score <= 1 for score in scores)


def test_as_many_as_are_wanted(names: Names) -> None:
    assert [len(ranked) for ranked in names.rank(["nurse"], ["en"], first=2)] == [2]
    assert names.rank([], []) == []


def test_only_whole_lines_in_capitals_are_made_small() -> None:
    assert plain("DIRECTORES GENERALES") == "directores generales"
    assert plain("SQL") == "SQL"
    assert plain("Nurse IN Charge") == "Nurse IN Charge"
