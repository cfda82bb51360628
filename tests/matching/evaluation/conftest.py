"""Judged sets in miniature, in the formats that the real ones come in. All of their content is invented."""

from pathlib import Path

import pytest

from esco_data import Taxonomy
from matching.evaluation.subject import Subject
from matching.matcher import Matcher
from tests.factories.esco import occupation_uri, skill_uri

NURSE, COOK = occupation_uri("nurse"), occupation_uri("cook")


def write(folder: Path, **files: str) -> Path:
    """Files by their names, `__` standing for the dot."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name.replace("__", ".")).write_text(content, "utf-8")
    return folder


def write_linking(folder: Path) -> Path:
    return write(
        folder,
        queries__tsv="q1\tnurse in general care\nq2\thead cook\n",
        corpus_elements__tsv="c1\tcook\nc2\tnurse in charge of general care\nc3\tgeneral care nurse\n",
        annotations__tsv="q1\t0\tc3\t1\nq2\t0\tc1\t1\nq1\t0\tc2\t0\n",
        concept_mapping__tsv=f"c1\t{COOK}\nc2\turn:other\nc3\t{NURSE}\n",
    )


def write_similar(folder: Path) -> Path:
    return write(
        folder,
        queries__tsv="a\tcook\n",
        corpus_documents__tsv="x\tcook of hot dishes\ny\twelder\nz\tassistant cook\n",
        annotations__tsv="a\t0\tx\t1\na\t0\tz\t1\n",
    )


def write_tables(folder: Path) -> Path:
    wounds = skill_uri("dress-wounds")
    return write(
        folder,
        mini_annotations__csv=(
            "sentence,span,sub_span,label\n"
            '"You carry out wound care, every day.",wound care,,Carry out wound care\n'
            '"You carry out wound care, every day.",every day,,LABEL NOT PRESENT\n'
            "We are a nice team.,nice,,UNDERSPECIFIED\n"
            "You fly.,fly,,fly to the moon (invented)\n"
        ),
        dev__csv=",sentence,skills\n0,You dress wounds.,\"['carry out wound care', 'UNK']\"\n1,Nice.,['UNK']\n",
        train__csv=",sentence,skills\n0,You dress wounds.,['carry out wound care']\n",
        terms__csv=f"lang,source,nationalSkill,escoSkillUri,relation\nde,invented,Wundpflege,{wounds},exactMatch\n",
        titles__csv=f",vacancyTitle,conceptUri\n0,Nurse wanted,{NURSE}\n",
    )


def write_people(folder: Path) -> Path:
    write(folder, relevant__tsv="advertisement\tcv\nward\tanna\n")
    write(folder / "advertisements", ward__txt="Registered nurse\n\nYou carry out wound care.")
    write(folder / "cvs", anna__txt="Nurse. I carry out wound care.", bert__txt="Cook. I cook hot dishes.")
    return folder


def write_parallel(folder: Path) -> Path:
    write(
        folder / "cv-nurse",
        en__txt="I carry out wound care. I am a nurse.",
        fr__txt="Je sais soigner les plaies.",
        expected__toml='invented = true\noccupation = "no such trade"\nskills = ["carry out wound care"]\n',
    )
    return folder


@pytest.fixture
def sets(tmp_path: Path) -> Path:
    """A folder with one set of each kind."""
    folder = tmp_path / "judged"
    write_linking(folder / "melo" / "inv_q_en_c_en")
    write_similar(folder / "similar" / "en")
    write_tables(folder / "tables")
    write_people(folder / "people")
    write_parallel(folder / "parallel")
    return folder


@pytest.fixture
def subject(matcher: Matcher, taxonomy: Taxonomy) -> Subject:
    return Subject.of(matcher, taxonomy)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--renew-floors", action="store_true", help="write what is measured now as the new floors"
    )
