"""Batches: reproducible, partners in their places, nothing right counted as wrong."""

import numpy as np
import pytest

from matching.training.batches import RIVALS, Batch, Batches
from matching.training.corpus import Corpus
from tests.factories.esco import skill_uri


def owners(corpus: Corpus, text: str) -> set[int]:
    """The concepts that have this name."""
    return {n for n, names in enumerate(corpus.names) if any(text in some for some in names.values())}


def test_the_same_number_gives_the_same_batch(batches: Batches) -> None:
    one, again = batches.batch(7), batches.batch(7)
    assert (one.left, one.right) == (again.left, again.right)
    assert np.array_equal(one.ignored, again.ignored)


def test_different_numbers_give_different_batches(batches: Batches) -> None:
    assert len({tuple(batches.batch(n).left) for n in range(10)}) == 10


@pytest.mark.parametrize("number", range(12))
def test_a_batch_is_in_shape_and_no_partner_is_ignored(batches: Batches, number: int) -> None:
    batch = batches.batch(number)
    assert 0 < len(batch.left) <= len(batch.right)
    assert batch.ignored.shape == (len(batch.left), len(batch.right))
    assert not np.diagonal(batch.ignored).any()


def names(batches: Batches) -> Batch:
    return batches._names(np.random.default_rng(5), 64, occupations=False)


def test_another_name_of_the_same_concept_is_never_wrong(batches: Batches, learnt_from: Corpus) -> None:
    batch = names(batches)
    for row in range(len(batch.left)):
        partner = owners(learnt_from, batch.right[row])
        for column in range(len(batch.right)):
            if row != column and partner & owners(learnt_from, batch.right[column]):
                assert batch.ignored[row, column]


def test_a_sentence_has_rivals_beside_it_and_its_relatives_are_not_wrong(
    batches: Batches, learnt_from: Corpus
) -> None:
    batch = batches._english_sentences(np.random.default_rng(2), 64)
    assert batch.sentences
    assert len(batch.right) == 64 * (1 + RIVALS)
    dressing = learnt_from.number[skill_uri("dress-wounds")]
    related = learnt_from.related[dressing]
    for column, text in enumerate(batch.right):
        if column != 0 and owners(learnt_from, text) & ({dressing} | related):
            assert batch.ignored[0, column]
