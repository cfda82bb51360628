"""Batches by length: everything once, within the budget, padding where it belongs."""

from hypothesis import given
from hypothesis import strategies as st

from matching.encoder.batches import by_length, padded


@given(st.lists(st.integers(1, 600)), st.integers(1, 2000))
def test_every_place_once_and_no_batch_over_the_budget(lengths: list[int], budget: int) -> None:
    batches = list(by_length(lengths, budget=budget))
    assert sorted(place for batch in batches for place in batch) == list(range(len(lengths)))
    for batch in batches:
        longest = max(lengths[place] for place in batch)
        assert len(batch) == 1 or len(batch) * longest <= budget


@given(st.lists(st.integers(1, 600), min_size=1))
def test_longest_first_so_that_memory_runs_out_at_once_or_never(lengths: list[int]) -> None:
    order = [lengths[place] for batch in by_length(lengths, budget=512) for place in batch]
    assert order == sorted(lengths, reverse=True)


def test_padding_is_masked() -> None:
    ids, mask = padded([[0, 9, 2], [0, 2]])
    assert ids.tolist() == [[0, 9, 2], [0, 2, 1]]
    assert mask.tolist() == [[1, 1, 1], [1, 1, 0]]
