"""What is learnt from: names and relations of concepts, sets that may be used, texts as people write them."""

import io
import tarfile
from pathlib import Path

import numpy as np
import pytest

from matching.training import sets, texts
from matching.training.corpus import Corpus
from tests.factories.esco import occupation_uri, skill_uri


def archive(folder: Path, name: str, member: str, content: str) -> None:
    data = content.encode()
    with tarfile.open(folder / name, "w:xz") as tar:
        entry = tarfile.TarInfo(f"any/{member}")
        entry.size = len(data)
        tar.addfile(entry, io.BytesIO(data))


def test_a_concept_has_its_names_in_all_languages_the_preferred_first(learnt_from: Corpus) -> None:
    nurse = learnt_from.names[learnt_from.number[occupation_uri("nurse")]]
    assert set(nurse) == {"en", "fr", "de", "ar"}
    assert learnt_from.label(learnt_from.number[occupation_uri("nurse")]) == nurse["en"][0]


def test_relations_go_both_ways(learnt_from: Corpus) -> None:
    for number, others in enumerate(learnt_from.related):
        assert all(number in learnt_from.related[other] for other in others)


def test_concepts_that_share_a_name_are_twins(learnt_from: Corpus) -> None:
    for number, twins in enumerate(learnt_from.twins):
        assert number in twins
        assert all(number in learnt_from.twins[twin] for twin in twins)


def test_sets_are_read_by_uri_and_label_and_one_title_in_ten_is_held_back(
    tmp_path: Path, learnt_from: Corpus
) -> None:
    label = learnt_from.label(learnt_from.number[skill_uri("dress-wounds")])
    rows = f",sentence,skills\n0,You dress wounds.,\"['{label.upper()}', 'no such skill']\"\n1,We are big.,['UNK']\n"
    archive(tmp_path, *sets.SENTENCES, rows)
    titles = "".join(f"{n},Nurse {n},{occupation_uri('nurse')}\n" for n in range(20))
    archive(tmp_path, *sets.TITLES, f",vacancyTitle,conceptUri\n{titles}")
    found = sets.read(tmp_path, learnt_from)
    assert [(s.text, s.concepts) for s in found.sentences] == [
        ("You dress wounds.", (learnt_from.number[skill_uri("dress-wounds")],))
    ]
    assert "Nurse 0" not in {title.text for title in found.titles}
    assert len(found.titles) == 18


def test_without_the_sets_the_taxonomy_is_enough(tmp_path: Path, learnt_from: Corpus) -> None:
    assert sets.read(tmp_path, learnt_from) == sets.Sets()


def test_an_archive_without_its_file_is_named(tmp_path: Path, learnt_from: Corpus) -> None:
    archive(tmp_path, sets.SENTENCES[0], "other.csv", "")
    with pytest.raises(ValueError, match=r"skillskape.*train\.csv"):
        sets.read(tmp_path, learnt_from)


@pytest.mark.parametrize("language", sorted(texts.templates()))
def test_every_template_has_one_place_for_the_name(language: str) -> None:
    known = texts.templates()[language]
    for template in (*known.titles, *known.skills, *known.lists):
        assert template.count("{}") == 1
        assert template.format("Ö") != template


def test_a_sentence_names_all_its_skills() -> None:
    rng = np.random.default_rng(4)
    made = texts.sentence(rng, ["weld pipes", "cut steel", "read plans"], "en").lower()
    assert all(name in made for name in ("weld", "steel", "plans"))


def test_noise_changes_a_letter_or_the_case_and_no_more() -> None:
    rng = np.random.default_rng(0)
    for _ in range(200):
        made = texts.noisy(rng, "carpenter")
        assert abs(len(made) - len("carpenter")) <= 1
        assert sorted(set(made.lower())) == sorted(set("carpenter")) or len(made) == len("carpenter") - 1


def test_a_long_description_ends_with_a_whole_word() -> None:
    description = "welds " * 100
    assert texts.shortened(description).endswith("welds")
    assert texts.shortened("short") == "short"
