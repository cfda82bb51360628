"""Each format is known by its files or columns, in folders and archives; what is wrong is said with its place."""

import tarfile
import zipfile
from pathlib import Path

import pytest

from matching.evaluation import finding
from matching.evaluation.finding import chosen, fits, opened, sampled
from matching.evaluation.sets import Element, EvaluationSet, Family, Query, SetError
from tests.factories.esco import skill_uri
from tests.matching.evaluation.conftest import NURSE, write, write_linking, write_people, write_tables

ALL = {
    "melo/inv_q_en_c_en": Family.LINKING,
    "parallel": Family.PARALLEL,
    "people": Family.PEOPLE,
    "similar/en": Family.SIMILARITY,
    "tables/dev": Family.SENTENCES,
    "tables/mini_annotations": Family.SENTENCES,
    "tables/terms": Family.TERMS,
    "tables/titles": Family.VACANCIES,
    "tables/train": Family.SENTENCES,
}


def read(place: Path) -> EvaluationSet:
    with opened([place]) as found:
        (only,) = found
        return only.read()


def test_every_format_is_known(sets: Path) -> None:
    with opened([sets]) as found:
        assert {each.name: each.read().family for each in found} == ALL


@pytest.mark.parametrize("ending", [".tar.xz", ".tar.gz", ".zip"])
def test_archives_are_read_like_folders(sets: Path, tmp_path: Path, ending: str) -> None:
    archive = tmp_path / f"archives/packed{ending}"
    archive.parent.mkdir()
    if ending == ".zip":
        with zipfile.ZipFile(archive, "w") as packed:
            for path in sets.rglob("*"):
                packed.write(path, path.relative_to(sets))
    else:
        with tarfile.open(archive, f"w:{ending.rpartition('.')[2]}") as packed:
            packed.add(sets, ".")
    with opened([archive.parent]) as found, opened([archive]) as directly:
        assert {each.name for each in found} == {f"packed/{name}" for name in ALL}
        assert [each.name for each in directly] == [each.name for each in found]
        unpacked = found[0].path
        assert unpacked.exists()
    assert not unpacked.exists(), "what was unpacked goes again"


def test_an_archive_cannot_write_outside_its_folder(tmp_path: Path) -> None:
    (tmp_path / "evil.txt").write_text("evil")
    with tarfile.open(tmp_path / "bad.tar", "w") as packed:
        packed.add(tmp_path / "evil.txt", "../../evil.txt")
    with pytest.raises(SetError, match="no whole archive"), opened([tmp_path / "bad.tar"]):
        pass


def test_melo_links_elements_to_concepts_and_says_its_languages(tmp_path: Path) -> None:
    found = read(write_linking(tmp_path / "xxx_q_de_c_en"))
    assert found.languages == "de → en"
    assert found.queries[0] == Query("q1", "nurse in general care", frozenset({"c3"}))
    assert found.corpus[2] == Element("c3", "general care nurse", NURSE)


def test_talentclefs_names_and_headers_are_understood(tmp_path: Path) -> None:
    folder = write(
        tmp_path / "validation",
        queries="q_id\tjobtitle\n1\tnurse on a ward\n",
        corpus_elements="c_id\tjobtitle\n7\tregistered nurse\n8\twelder of pipes\n",
        qrels__tsv="1 0 7 1\n1 0 9 1\n",
    )
    found = read(folder)
    assert found.family is Family.SIMILARITY
    assert found.queries == (Query("1", "nurse on a ward", frozenset({"7"})),)
    assert found.notes == ("1 judgements name elements that are not there",)
    assert found.languages == "en", "detected, for the name says nothing"


def test_texts_in_talentclefs_folders_are_understood(tmp_path: Path) -> None:
    folder = write_people(tmp_path / "people")
    (folder / "advertisements").rename(folder / "queries")
    (folder / "cvs").rename(folder / "corpus_elements")
    (folder / "relevant.tsv").unlink()
    found = read(write(folder, qrels__tsv="ward.txt\t0\tanna.txt\t1\n"))
    assert found.family is Family.PEOPLE
    assert found.queries[0].relevant == {"anna"}


def test_sentences_without_a_skill_are_left_out_and_told(tmp_path: Path) -> None:
    write_tables(tmp_path)
    found = read(tmp_path / "mini_annotations.csv")
    assert [query.relevant for query in found.queries] == [
        {"Carry out wound care"},
        {"fly to the moon (invented)"},
    ]
    assert found.notes == ("1 texts speak of no concept and are left out",)


def test_a_term_with_several_concepts_is_one_query(tmp_path: Path) -> None:
    one, two = skill_uri("dress-wounds"), skill_uri("administer-medication")
    write(tmp_path, terms__csv=f"lang,nationalSkill,escoSkillUri\nde,Pflege,{one}\nde,Pflege,{two}\n")
    assert read(tmp_path / "terms.csv").queries == (Query("Pflege", "Pflege", frozenset({one, two})),)


def test_what_may_be_trained_on_says_so(sets: Path) -> None:
    with opened([sets]) as found:
        assert {each.name for each in found if each.read().trained_on} == {"tables/titles", "tables/train"}
        assert "tables/train" not in {each.name for each in chosen(found, [])}, "only when it is asked for"
        assert [each.name for each in chosen(found, ["train"])] == ["tables/train"]


def test_a_large_set_is_sampled_the_same_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(finding.SAMPLE, Family.TERMS, 3)
    queries = tuple(Query(str(n), f"term {n}", frozenset({"urn:x"})) for n in range(50))
    found = sampled(EvaluationSet("many", Family.TERMS, "de", queries=queries))
    assert (len(found.queries), found.sampled) == (3, 50)
    assert sampled(EvaluationSet("many", Family.TERMS, "de", queries=queries)) == found


@pytest.mark.parametrize(
    ("asked", "yes"),
    [
        ("melo", True),
        ("melo-dev", True),
        ("usa_q_en_c_en", True),
        ("melo-dev/usa", True),
        ("mel", False),
        ("en", False),
    ],
)
def test_a_set_is_named_by_whole_parts(asked: str, yes: bool) -> None:
    assert fits("melo-dev/usa_q_en_c_en", asked) is yes


def test_an_unknown_name_is_answered_with_those_there_are(sets: Path) -> None:
    with opened([sets]) as found, pytest.raises(SetError, match="no set 'nonsense'") as caught:
        chosen(found, ["nonsense"])
    assert all(name in str(caught.value) for name in ALL)


def test_a_folder_of_no_known_format_says_what_was_looked_for(tmp_path: Path) -> None:
    write(tmp_path / "other", readme__txt="nothing here")
    with pytest.raises(SetError, match="nationalSkill and escoSkillUri"), opened([tmp_path / "other"]):
        pass


def test_a_place_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SetError, match="is not there"), opened([tmp_path / "nowhere"]):
        pass


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", "sentence,span,label\nfine,x,drive\nlost,x\n", "a.csv, line 3: column 'label' is missing"),
        ("a.csv", "sentence,skills\nfine,not a list\n", "a.csv, line 2: column 'skills' is no list"),
        ("a.csv", "vacancyTitle,conceptUri\n,urn:x\n", "a.csv, line 2: column 'vacancyTitle' is missing"),
        ("a.csv", "sentence,skills\nnothing,['UNK']\n", "no query has anything relevant"),
    ],
)
def test_a_faulty_table_is_told_with_its_place(tmp_path: Path, name: str, content: str, said: str) -> None:
    (tmp_path / name).write_text(content, "utf-8")
    with pytest.raises(SetError, match=said):
        read(tmp_path / name)


def test_a_row_without_its_text_is_told_with_its_place(tmp_path: Path) -> None:
    folder = write(write_linking(tmp_path / "inv_q_en_c_en"), queries__tsv="q1\tnurse\nq2\n")
    with pytest.raises(SetError, match=r"queries.tsv, line 2: column 'text' is missing"):
        read(folder)


@pytest.mark.parametrize(
    ("expected", "said"), [("skills = 3", "`skills` is missing"), ("skills =", "expected.toml")]
)
def test_faulty_expectations_are_told(tmp_path: Path, expected: str, said: str) -> None:
    write(tmp_path / "p" / "cv", en__txt="a", fr__txt="b", expected__toml=expected)
    with pytest.raises(SetError, match=said):
        read(tmp_path / "p")
