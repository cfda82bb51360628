"""Letters find what is spelt nearly the same, and count rare runs of letters most."""

import numpy as np
import pytest

from matching.letters import BUCKETS, Letters, runs

NAMES = [
    "Elektriker",
    "Elektrikerin",
    "electrician",
    "nurse",
    "نجّار",
    "علاج طبيعي",
    "",
    "manager of managers",
]


def alike(text: str, names: list[str] = NAMES) -> list[float]:
    return [float(x) for x in Letters.of(names).alike([text], np.arange(len(names))[None])[0]]


def test_the_same_name_is_wholly_alike_and_nothing_shared_is_nothing() -> None:
    found = alike("ELEKTRIKER")
    assert found[0] == pytest.approx(1.0)
    assert 0.5 < found[1] < 1
    assert found[3] == 0.0


def test_a_name_without_letters_is_like_nothing() -> None:
    assert alike("") == [0.0] * len(NAMES)
    assert alike("nurse")[NAMES.index("")] == 0.0
    assert len(runs("…!")) == 0


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Elektirker", "Elektriker"),
        ("نجار", "نجّار"),
        ("علاج طبيعى", "علاج طبيعي"),
        ("elec-trician", "electrician"),
    ],
)
def test_other_spellings_are_nearest_to_what_is_meant(text: str, name: str) -> None:
    found = alike(text)
    assert NAMES[int(np.argmax(found))] == name


def test_rare_runs_count_most() -> None:
    names = ["welding worker", "office worker", "farm worker", "field worker"]
    assert alike("welding", names)[0] > alike("worker", names)[0]


def test_any_rows_may_be_asked_for_in_any_order() -> None:
    letters = Letters.of(NAMES)
    some = np.array([3, 0, 3])
    assert letters.alike(["nurse"], some[None])[0].tolist() == pytest.approx([1, 0, 1])
    assert letters.alike(["nurse"], np.empty((1, 0), np.int64)).shape == (1, 0)


def test_each_of_many_texts_is_compared_with_its_own_names() -> None:
    letters = Letters.of(NAMES)
    rows = np.array([[0, 3], [3, 0], [3, 3]])
    found = letters.alike(["nurse", "nurse", ""], rows)
    assert found.tolist() == [pytest.approx([0, 1]), pytest.approx([1, 0]), [0, 0]]


def test_runs_are_numbers_of_two_bytes_each_once_in_order() -> None:
    found = runs("nana nana banana")
    assert found.dtype == np.uint16
    assert found.tolist() == sorted(set(found.tolist()))
    assert np.iinfo(found.dtype).max == BUCKETS - 1
