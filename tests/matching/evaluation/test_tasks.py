"""Sets are measured with the product's own functions; labels become concepts; baselines stand beside them."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from esco_data import Taxonomy
from matching.encoder import Progress, StandInEncoder, Vectors
from matching.encoder.cache import CachedEncoder
from matching.evaluation import judging
from matching.evaluation.finding import opened
from matching.evaluation.judging import IN_TAXONOMY, Labels, resolved
from matching.evaluation.parallel import Understood, agreement
from matching.evaluation.sets import EvaluationSet, Family, Query
from matching.evaluation.subject import Measured, PublicLabels, Subject
from matching.evaluation.tasks import measure, product
from matching.mapping import Mapper
from tests.factories.esco import skill_uri


@pytest.fixture
def measured(sets: Path, subject: Subject) -> dict[tuple[str, str, str], Measured]:
    """All measures of all sets, by set, language and measure."""
    with opened([sets]) as found:
        read = [resolved(each.read(), subject.taxonomy, subject.labels) for each in found]
    rows = [row for each in read for row in measure(each, subject)]
    return {(row.set, row.languages, row.measure): row for row in rows}


def test_every_set_is_measured(measured: dict[tuple[str, str, str], Measured]) -> None:
    families = {row.family: set[str]() for row in measured.values()}
    for row in measured.values():
        families[row.family].add(row.measure)
        assert 0 <= row.estimate.low <= row.estimate.value <= row.estimate.high <= 1
        assert row.milliseconds > 0
    assert families == {
        Family.LINKING: {"MRR", "MRR by concept", IN_TAXONOMY},
        Family.SIMILARITY: {"MAP"},
        Family.SENTENCES: {"RP@5", "RP@10", "MRR"},
        Family.TERMS: {"MRR", "recall@10"},
        Family.VACANCIES: {"MRR", "recall@10"},
        Family.PEOPLE: {"MAP", "nDCG@10"},
        Family.PARALLEL: {"skills@20", "occupation first", "F1 with English", "F1 of all pairs"},
    }


def test_values_are_those_of_the_lists(measured: dict[tuple[str, str, str], Measured]) -> None:
    assert measured["people", "en", "MAP"].estimate.value == 1
    assert measured["similar/en", "en", "MAP"].estimate.value == 1
    assert measured["tables/titles", "en", "MRR"].estimate.value == 1
    found = measured["tables/mini_annotations", "en", "RP@5"]
    assert found.estimate.value == 0.5, "one skill found, one that the taxonomy does not have"
    assert found.baselines == {"BM25": 0.5, "char TF-IDF": 0.5}
    assert measured["parallel", "fr", "skills@20"].estimate.value == 1
    assert measured["parallel", "fr", "occupation first"].estimate.value == 0
    assert ("parallel", "en", "F1 with English") not in measured, "it agrees with itself, which says nothing"


def test_the_products_own_order_is_what_is_judged(sets: Path, subject: Subject, mapper: Mapper) -> None:
    with opened([sets / "tables" / "dev.csv"]) as found:
        read = found[0].read()
    order = product(read, subject)(["You dress wounds."], 5)
    expected = mapper.rank(["You dress wounds."], occupations=False, languages=["en"], first=5)
    assert order == [[uri for uri, _ in expected[0]]]


def test_elements_of_one_wrong_concept_cost_a_place_each_and_by_concept_one_together() -> None:
    by_concept = judging.by_concept({"a1": "a", "a2": "a", "b1": "b"})
    order, relevant = ["a1", "a2", "b1"], frozenset({"b1"})
    assert judging.mean_reciprocal_rank(order, relevant) == pytest.approx(1 / 3)
    assert by_concept(order, relevant) == pytest.approx(1 / 2)


def test_places_after_the_hundredth_count_as_not_found() -> None:
    order = [str(place) for place in range(101)]
    assert judging.mean_reciprocal_rank(order, frozenset({"99"})) == pytest.approx(1 / 100)
    assert judging.mean_reciprocal_rank(order, frozenset({"100"})) == 0


def test_labels_become_concepts_and_others_are_told(taxonomy: Taxonomy) -> None:
    names = frozenset({"Carry out WOUND care", "dress wounds", "fly to the moon"})
    found = EvaluationSet("s", Family.SENTENCES, "en", queries=(Query("1", "text", names),))
    made = resolved(found, taxonomy, Labels.of(taxonomy))
    assert made.queries[0].relevant == {skill_uri("dress-wounds"), "fly to the moon"}
    assert made.notes == ("not in the taxonomy, so never found: 1 (fly to the moon)",)


class Watched(CachedEncoder):
    """Remembers which texts it was told to be public."""

    def __init__(self, folder: Path) -> None:
        super().__init__(StandInEncoder(), folder)
        self.public: list[str] = []

    def encode_queries(
        self, texts: Sequence[str], *, public: bool = False, progress: Progress | None = None
    ) -> Vectors:
        self.public += texts if public else []
        return super().encode_queries(texts, public=public, progress=progress)


def test_only_labels_of_the_taxonomy_are_kept_on_disk(taxonomy: Taxonomy, tmp_path: Path) -> None:
    watched = Watched(tmp_path)
    encoder = PublicLabels.of(watched, taxonomy)
    texts = ["my own job", "carry out wound care", "another of mine"]
    vectors = encoder.encode_queries(texts, public=True)
    assert watched.public == ["carry out wound care"]
    assert vectors @ vectors.T == pytest.approx(
        StandInEncoder().encode_queries(texts) @ StandInEncoder().encode_queries(texts).T, abs=2e-3
    )


def test_agreement_is_f1_and_silence_is_none() -> None:
    def understood(*uris: str) -> Understood:
        return Understood(frozenset(uris), (), None, 1.0)

    assert agreement(understood("a", "b"), understood("b", "c", "d")) == pytest.approx(2 / 5)
    assert agreement(understood(), understood()) == 0
