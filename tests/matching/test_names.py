"""Short texts find the owner of the name they mean, by meaning and by letters."""

from collections.abc import Sequence

import numpy as np
import pytest

from matching.encoder import StandInEncoder, Vectors
from matching.names import Name, Names, plain

NAMES = [
    Name(0, "registered nurse"),
    Name(0, "Gesundheits- und Krankenpfleger"),
    Name(1, "electrician"),
    Name(1, "building wiring specialist"),
    Name(2, "Softwareentwickler"),
]


class OneVector(StandInEncoder):
    """Gives every text the same vector."""

    def __init__(self, vector: Vectors) -> None:
        super().__init__()
        self.vector = vector

    def encode_queries(self, texts: Sequence[str], **_: object) -> Vectors:
        return np.stack([self.vector for _ in texts])


@pytest.fixture(scope="module")
def names() -> Names:
    return Names.of(NAMES, StandInEncoder())


@pytest.mark.parametrize(
    ("asked", "owner"),
    [
        ("nurse (registered)", 0),
        ("REGISTERED NURSE", 0),
        ("Krankenpfleger", 0),
        ("electrican", 1),
        ("specialist for wiring of buildings", 1),
        ("Software-Entwickler", 2),
    ],
)
def test_the_owner_of_the_name_that_is_meant_comes_first(names: Names, asked: str, owner: int) -> None:
    (ranked,) = names.rank([asked])
    assert ranked[0][0] == owner


def test_each_owner_stands_once_best_first_with_a_score_between_0_and_1(names: Names) -> None:
    for ranked in names.rank(["nurse", "", "电工"] * 30):
        scores = [score for _, score in ranked]
        assert sorted(owner for owner, _ in ranked) == [0, 1, 2]
        assert scores == sorted(scores, reverse=True)
        assert all(0 <= score <= 1 for score in scores)


def test_as_many_as_are_wanted(names: Names) -> None:
    assert [len(ranked) for ranked in names.rank(["nurse"], first=2)] == [2]
    assert names.rank([]) == []


def test_names_may_be_ranked_each_for_itself(names: Names) -> None:
    (ranked,) = names.rank_names(["electrician"])
    assert ranked[0][0] == 2
    assert sorted(row for row, _ in ranked) == list(range(len(NAMES)))


def test_a_name_among_many_like_it_says_less_than_one_that_stands_alone() -> None:
    """Each is as near to what is asked; two of the three are near to each other too."""
    names = [Name(0, "a"), Name(1, "b"), Name(2, "c")]
    asked = np.array([1, 0, 0], np.float32)
    vectors = np.array([[0.6, 0.8, 0], [0.6, 0.79, 0.13], [0.6, -0.8, 0]], np.float32)
    (ranked,) = Names(names, vectors, OneVector(asked)).rank(["?"])
    assert ranked[0][0] == 2


def test_only_whole_lines_in_capitals_are_made_small() -> None:
    assert plain("DIRECTORES GENERALES") == "directores generales"
    assert plain("SQL") == "SQL"
    assert plain("Nurse IN Charge") == "Nurse IN Charge"
