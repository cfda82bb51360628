"""Retrieval finds whom the ranking would put first: by concepts, by vectors, and among the visible only."""

import numpy as np
import pytest

from matching.facts import Facts
from matching.index import Calibration
from matching.ranking import Evidence, Kind, Knowledge, Meaning, Requirement
from matching.retrieval import Retrieval

KNOWN = Knowledge(Facts(essential={"nurse": frozenset({"wounds"})}), Calibration(0.0, 1.0))


def meaning(axis: int, *concepts: str) -> Meaning:
    return Meaning(tuple((uri, 1.0) for uri in concepts), np.eye(8, dtype=np.float32)[axis], frozenset())


def said(meant: Meaning, *, whole: bool = False) -> Evidence:
    return Evidence("said (invented)", 0, 4, "en", meant, whole=whole)


WOUNDS = Requirement("dress wounds", Kind.SKILL, essential=True, meaning=meaning(0, "wounds"))
WHOLE = Requirement("all", Kind.WHOLE, essential=True, meaning=meaning(0))
PEOPLE = {
    "by concept": [said(meaning(1, "wounds"))],
    "by relation": [said(meaning(1, "nurse"))],
    "by words": [said(meaning(0))],
    "not at all": [said(meaning(2, "cook"))],
    "by the whole": [said(meaning(2)), said(meaning(0), whole=True)],
}


def best(asked: list[Requirement], most: int, visible: set[str] | None = None) -> set[str]:
    return Retrieval(PEOPLE).best(asked, KNOWN, visible or set(PEOPLE), most=most)


def test_those_who_name_what_is_asked_or_what_cannot_do_without_it_are_found() -> None:
    assert best([WOUNDS], 3) == {"by concept", "by relation", "by words"}


def test_the_whole_is_compared_with_wholes_alone() -> None:
    assert best([WHOLE], 1) == {"by the whole"}


def test_only_the_visible_are_picked() -> None:
    assert best([WOUNDS], 3, {"by words", "not at all"}) <= {"by words", "not at all"}
    assert "by words" in best([WOUNDS], 1, {"by words", "not at all"})


@pytest.mark.parametrize("asked", [[], [WOUNDS]])
def test_nobody_and_nothing(asked: list[Requirement]) -> None:
    assert Retrieval({}).best(asked, KNOWN, set(), most=3) == set()
