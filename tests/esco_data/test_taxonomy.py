"""What a reader of the taxonomy gets: concepts, labels, relations, texts in a fixed order, from many threads."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from esco_data import ConceptKind, EscoError, LabelKind, SkillRelation, Taxonomy
from esco_data.importer import import_packages
from tests.factories.esco import english_package, group_uri, isco_uri, occupation_uri, skill_uri
from tests.factories.esco_package import write_zip

NURSE = occupation_uri("nurse")


def test_concept_has_codes_and_sort(mini: Taxonomy) -> None:
    nurse, python = mini.concept(NURSE), mini.concept(skill_uri("python"))
    assert nurse is not None
    assert python is not None
    assert (nurse.kind, nurse.isco, nurse.code, nurse.obsolete) == (
        ConceptKind.OCCUPATION,
        "2221",
        "2221.2",
        False,
    )
    assert (python.skill_type, python.reuse_level) == ("knowledge", "sector-specific")
    assert mini.concept(f"{NURSE}9") is None


def test_label_falls_back_to_english_then_to_any_then_to_the_uri(mini: Taxonomy) -> None:
    assert mini.label(occupation_uri("cook"), "fr") == "cuisinier/cuisinière"
    assert mini.label(occupation_uri("cook"), "pl") == "cook"
    assert mini.label(isco_uri("2221"), "ar") == "Nursing professionals"
    assert mini.label("http://nowhere.test/x") == "http://nowhere.test/x"


def test_labels_begin_with_the_preferred_one(mini: Taxonomy) -> None:
    labels = mini.labels(NURSE, "en")
    assert labels[0].text == "nurse responsible for general care"
    assert {label.text for label in labels[1:]} == {"registered nurse", "general nurse", "staff nurse"}
    assert {label.language for label in mini.labels(NURSE)} == {"en", "fr", "de", "ar"}


def test_description_falls_back_to_english(mini: Taxonomy) -> None:
    assert mini.description(NURSE, "de") == mini.description(NURSE, "en")
    assert mini.description(isco_uri("2221")) is None


def test_relations_run_both_ways(mini: Taxonomy) -> None:
    skills = mini.skills_of(occupation_uri("care-assistant"))
    assert SkillRelation(skill_uri("help-with-hygiene"), essential=True) in skills
    assert SkillRelation(skill_uri("hygiene-in-care"), essential=False) in skills
    assert [relation.essential for relation in skills] == [True, True, False, False]
    assert SkillRelation(NURSE, essential=True) in mini.occupations_of(skill_uri("hygiene-in-care"))
    assert mini.related_skills(skill_uri("python")) == (
        SkillRelation(skill_uri("databases"), essential=False),
    )


def test_groups_hold_their_concepts(mini: Taxonomy) -> None:
    assert mini.broader(NURSE) == (isco_uri("2221"),)
    assert NURSE in mini.narrower(isco_uri("2221"))
    assert mini.broader(skill_uri("python")) == (group_uri("S5"),)
    assert mini.isco_ancestors("2221") == ("222", "22", "2")
    assert mini.isco_ancestors("9999") == ()


def test_collections_and_schemes(mini: Taxonomy) -> None:
    assert {collection.name for collection in mini.collections()} == {"digital skills", "ISCO 2008"}
    assert skill_uri("python") in mini.members("digitalSkillsCollection")
    assert mini.collections_of(skill_uri("python")) == ("digitalSkillsCollection",)


def test_surfaces_come_in_a_fixed_order(mini: Taxonomy) -> None:
    surfaces = list(mini.surfaces(descriptions=True))
    order = {LabelKind.PREFERRED: 0, LabelKind.ALTERNATIVE: 1, LabelKind.HIDDEN: 2, None: 3}
    keys = [(s.uri, s.language, order[s.label_kind], s.text) for s in surfaces]
    assert keys == sorted(keys)
    assert {s.kind for s in surfaces} == {ConceptKind.SKILL, ConceptKind.OCCUPATION}


def test_surfaces_can_be_narrowed(mini: Taxonomy) -> None:
    chosen = list(
        mini.surfaces(languages=["de"], kinds=[ConceptKind.OCCUPATION], label_kinds=[LabelKind.PREFERRED])
    )
    assert len(chosen) == 12
    assert {(s.language, s.label_kind) for s in chosen} == {("de", LabelKind.PREFERRED)}
    described = list(mini.surfaces(languages=["en"], label_kinds=[], descriptions=True))
    assert {s.label_kind for s in described} == {None}


def test_concepts_by_kind(mini: Taxonomy) -> None:
    assert sum(1 for _ in mini.concepts(ConceptKind.OCCUPATION)) == 12
    assert sum(1 for _ in mini.concepts()) == sum(
        mini.info.counts[kind] for kind in ("skill", "occupation", "skill-group", "isco-group")
    )


def test_info_says_what_is_loaded(mini: Taxonomy) -> None:
    info = mini.info
    assert (info.version, info.languages) == ("0.0.1", ("ar", "de", "en", "fr"))
    assert info.has_relations
    assert not info.is_starter
    assert info.attribution == "This service uses the ESCO classification of the European Commission."


def test_one_taxonomy_serves_many_threads(mini: Taxonomy) -> None:
    def ask(number: int) -> tuple[str, int]:
        found = mini.search(("nurse", "koch", "soud")[number % 3], language="de")
        return found[0].label, len(mini.skills_of(NURSE))

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, range(90)))
    assert answers == [answers[0], answers[1], answers[2]] * 30


def test_a_replaced_file_is_read_by_the_next_call(target: Path, packages: list[Path], tmp_path: Path) -> None:
    import_packages(packages[:1], target)
    with Taxonomy.open(target) as taxonomy:
        assert taxonomy.label(NURSE, "fr") == "nurse responsible for general care"
        import_packages(packages, target)
        assert taxonomy.label(NURSE, "fr").startswith("infirmier")
        assert "fr" in taxonomy.info.languages


def test_opening_what_is_not_there_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(EscoError, match="talent esco import"):
        Taxonomy.open(tmp_path / "none.sqlite")


@pytest.mark.parametrize("content", [b"", b"not a database", b"SQLite format 3\0" + b"\0" * 200])
def test_a_file_that_is_no_taxonomy_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "taxonomy.sqlite"
    path.write_bytes(content)
    with pytest.raises(EscoError, match="import it anew"):
        Taxonomy.open(path)


def test_the_regulated_flag_of_esco_is_not_imported(target: Path, tmp_path: Path) -> None:
    files = english_package()
    for row in files["occupations_en.csv"]:
        row["regulatedProfessionNote"] = (
            "http://data.europa.eu/esco/regulated-professions/flag-that-must-not-pass"
        )
    import_packages([write_zip(tmp_path / "en.zip", files)], target)
    assert b"flag-that-must-not-pass" not in target.read_bytes()
