"""The starter: run-together texts taken apart, the reviewed ISCO codes, and the real wheels."""

import tomllib
from pathlib import Path

import pytest

from esco_data import ConceptKind, LabelKind, Taxonomy
from esco_data.starter import import_starter, reviewed_isco
from esco_data.starter_check import check
from esco_data.starter_text import Parts, split_isco_group, split_occupation, split_skill

PACKS = Path(__file__).parents[2] / "talent" / "recognition" / "packs"


@pytest.mark.parametrize(
    ("text", "label", "alternatives"),
    [
        (
            "roof gardener green roof planter gardener on roofs Roof gardeners plant and tend gardens on roofs.",
            "roof gardener",
            "green roof planter gardener on roofs",
        ),
        ("ICT gardener web gardener ICT gardeners tend websites.", "ICT gardener", "web gardener"),
        ("head of gardens garden chief Heads of gardens lead gardeners.", "head of gardens", "garden chief"),
        ("foreman of gardeners Foremen of gardeners lead.", "foreman of gardeners", ""),
    ],
)
def test_an_occupation_says_its_label_again_in_the_plural(text: str, label: str, alternatives: str) -> None:
    parts = split_occupation(text)
    assert (parts.label, parts.alternatives) == (label, alternatives)
    assert text == " ".join(part for part in (parts.label, parts.alternatives, parts.description) if part)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("gardening methods ways of gardening methods of gardening The ways to garden.", "gardening methods"),
        ("garden ethics garden ethic ethics of gardens The moral questions of gardens.", "garden ethics"),
        ("Gardenscript Gardenscript programming The computer language Gardenscript.", "Gardenscript"),
    ],
)  # fmt: skip
def test_a_knowledge_label_is_cut_where_words_begin_to_repeat(text: str, label: str) -> None:
    assert split_skill(text).label == label


def test_an_isco_group_has_two_spaces() -> None:
    assert split_isco_group("Roof gardeners  Roof gardeners tend roofs.") == Parts(
        "Roof gardeners", "", "Roof gardeners tend roofs."
    )


def test_any_text_is_taken_apart_without_loss() -> None:
    for text in ("", "x", "X", "only small words here", "A. B. C.", "The"):
        parts = split_skill(text)
        assert " ".join(p for p in (parts.label, parts.alternatives, parts.description) if p) == text


def test_the_reviewed_table_has_what_rule_packs_name() -> None:
    named = {
        uri for pack in PACKS.glob("*.toml") for uri in _occupations(tomllib.loads(pack.read_text("utf-8")))
    }
    assert named
    assert named <= set(reviewed_isco())
    assert all(len(code) == 4 and code.isdecimal() for code in reviewed_isco().values())


def _occupations(value: object) -> set[str]:
    if isinstance(value, str):
        return {value} if "/esco/occupation/" in value else set()
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return {uri for one in inside for uri in _occupations(one)}


@pytest.mark.real_esco
def test_the_reviewed_table_agrees_with_the_official_package(real_taxonomy: Taxonomy) -> None:
    official = {uri: real_taxonomy.concept(uri) for uri in reviewed_isco()}
    assert {uri: concept and concept.isco for uri, concept in official.items()} == reviewed_isco()


@pytest.mark.network
@pytest.mark.real_esco
def test_the_real_starter_is_as_good_as_the_docs_say(
    tmp_path_factory: pytest.TempPathFactory, real_taxonomy: Taxonomy
) -> None:
    folder, said = tmp_path_factory.mktemp("starter"), []
    import_starter(folder / "taxonomy.sqlite", folder / "cache", report=said.append)
    with Taxonomy.open(folder / "taxonomy.sqlite") as taxonomy:
        scores = {score.what: score for score in check(taxonomy, real_taxonomy)}
        assert (taxonomy.info.is_starter, taxonomy.info.has_relations) == (True, False)
        assert taxonomy.info.counts["skill"] == 13_939
        _nurse_has_isco_and_can_be_found(taxonomy)
    floors = {"isco-group": 1.0, "occupation": 0.98, "skill": 0.99, "knowledge": 0.79}
    for what, floor in floors.items():
        assert scores[what].labels_right / scores[what].in_both >= floor, what
    assert scores["skill"].alternatives_right / scores["skill"].alternatives > 0.97


def _nurse_has_isco_and_can_be_found(taxonomy: Taxonomy) -> None:
    hits = taxonomy.search("nurse responsible", kind=ConceptKind.OCCUPATION)
    nurse = taxonomy.concept(hits[0].uri)
    assert nurse is not None
    assert nurse.isco == "2221"
    assert taxonomy.label(taxonomy.broader(nurse.uri)[0]) == "Nursing professionals"
    hidden = taxonomy.search("registered nurse", kind=ConceptKind.OCCUPATION)
    assert all(hit.text == hit.label for hit in hidden if hit.label_kind is LabelKind.HIDDEN)
