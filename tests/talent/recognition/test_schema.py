"""Faults in packs are refused, and the message names file, entry and field and says what to do."""

import re
import shutil
from pathlib import Path

import pytest

from talent.recognition import PackError, RuleBook
from talent.recognition.book import PACKS


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PACKS, tmp_path / "packs"))


def faults(packs: Path) -> str:
    with pytest.raises(PackError) as caught:
        RuleBook.load(packs)
    return str(caught.value)


def change(packs: Path, file: str, old: str, new: str, *, after: str = "") -> None:
    """Replaces the first `old` that comes after `after`."""
    path = packs / file
    text = path.read_text("utf-8")
    head, mark, tail = text.partition(after) if after else ("", "", text)
    assert old in tail
    path.write_text(head + mark + tail.replace(old, new, 1), "utf-8")


NURSE = 'id = "de-nurse"'
STEP = 'id = "de-nurse-third-country"'


@pytest.mark.parametrize(
    ("old", "new", "after", "message"),
    [
        ("needed =", "neded =", NURSE, r'DE\.toml: need "de-nurse" \(1\): field neded: unknown key; remove it'),
        ('needed = "yes"', 'needed = "maybe"', NURSE, r"need .de-nurse. \(1\): field needed: Input should be 'yes'"),
        ('reason = "regulated-profession"\n', "", NURSE, r"field reason: missing; add it"),
        ("checked_on = 2026-11-22", 'checked_on = "soon"', NURSE, r"field checked_on: Input should be a valid date"),
        ("valid_from = 2020-01-01", "valid_from = 2020-01-01\nvalid_to = 2019-01-01", NURSE, r"valid_to lies before"),
        ('"finder-nurse", ', '"no-such-source", ', NURSE, r'"de-nurse": field cites: "no-such-source" is no source'),
        ('professions = ["nurse"]', 'professions = ["nurze"]', NURSE, r'field professions: "nurze" is not known'),
        ('kind = "get-advice"', 'kind = "wait"', STEP, r'procedure "de-nurse-third-country" .*field steps\[0\]\.kind'),
        ('authority = "nobody"', 'authority = "somebody"', STEP, r'step "counselling": field authority: "somebody"'),
        ("minimum_days = 90", "minimum_days = 900", STEP, r"maximum_days is smaller than minimum_days"),
        ('regions = ["DE-BY"]', 'regions = ["DE-XX"]', "", r'field competence\.regions: "DE-XX" is not known'),
        ('url = "https://www.lfp', 'url = "www.lfp', "", r'"by-lfp" .*field url: Input should be a valid URL'),
        ('country = "DE"', 'country = "AT"', "", r'DE\.toml: field country: is "AT"; rename the file'),
        ('id = "de-nurse-until-2019"', 'id = "de-nurse-x"\nvalid_from = 2018-01-01', "", None),
    ],
)  # fmt: skip
def test_a_fault_is_named(packs, old, new, after, message):
    change(packs, "DE.toml", old, new, after=after)
    if message is None:
        assert RuleBook.load(packs)
    else:
        assert re.search(message, faults(packs)), faults(packs)


def test_a_competent_authority_needs_a_competence_or_a_role(packs):
    change(packs, "DE.toml", 'competence = [{ professions = ["nurse"], regions = ["DE-BY"] }]\n', "")
    assert "neither competence nor role" in faults(packs)


def test_two_rules_that_answer_the_same_question_are_refused(packs):
    change(packs, "DE.toml", "valid_to = 2019-12-31", "valid_to = 2020-06-30")
    assert 'need "de-nurse" and "de-nurse-until-2019": field when: both fit' in faults(packs)


def test_a_correction_stands_beside_what_it_corrects(packs):
    """The wrong entry is withdrawn on the day the right one is recorded: never two answers at once."""
    text = (packs / "DE.toml").read_text("utf-8")
    entry = text.split("[[need]]")[1].replace('id = "de-nurse"', 'id = "de-nurse-corrected"')
    corrected = entry.replace("recorded_at = 2026-11-22", "recorded_at = 2026-12-01")
    wrong = "recorded_at = 2026-11-22\nwithdrawn_at = 2026-12-01"
    change(packs, "DE.toml", "recorded_at = 2026-11-22", wrong, after=NURSE)
    with (packs / "DE.toml").open("a", encoding="utf-8") as file:
        file.write(f"\n[[need]]{corrected.split('[[')[0].split('# ---')[0]}")
    assert RuleBook.load(packs)


def test_no_needs_evidence_that_was_read(packs):
    change(packs, "DE.toml", "verified = true", "verified = false", after='id = "de-software-developer"')
    assert "'no' needs positive evidence that was read" in faults(packs)


def test_no_does_not_lead_to_a_regulated_procedure(packs):
    old = 'lane = "voluntary-comparability"'
    change(packs, "DE.toml", old, 'lane = "regulated-recognition"', after='id = "de-software-developer"')
    assert "lane must be 'voluntary-comparability' or 'none'" in faults(packs)


def test_unread_sources_verify_nothing(packs):
    change(
        packs, "FR.toml", "verified = false", "verified = true", after='id = "fr-nurse-recognised-elsewhere"'
    )
    assert "no cited law, court, official page or data set has read_on" in faults(packs)


def test_a_check_before_the_reading_is_refused(packs):
    change(packs, "DE.toml", "checked_on = 2026-11-22", "checked_on = 2026-11-21", after=NURSE)
    assert "field checked_on: lies before a cited source was read" in faults(packs)


def test_an_occupation_belongs_to_one_profession(packs):
    change(packs, "professions.toml", 'isco = ["5321"]', 'isco = ["2221"]')
    assert "professions.toml: field isco: 2221 is in 2 professions" in faults(packs)


def test_an_identifier_is_used_once(packs):
    change(packs, "DE.toml", 'id = "miig-procedure"', 'id = "miig-who"')
    assert 'source "miig-who": field id: used 2 times' in faults(packs)


def test_a_missing_file_is_named(packs):
    (packs / "eu.toml").unlink()
    assert "eu.toml: the file is missing" in faults(packs)


@pytest.mark.parametrize("content", [b"country = ", b'country = "\xff"'])
def test_a_file_that_is_no_toml_is_named(packs, content):
    (packs / "NL.toml").write_bytes(content)
    assert "NL.toml: not readable as TOML" in faults(packs)


def test_all_faults_are_told_at_once(packs):
    change(packs, "DE.toml", "needed =", "neded =", after=NURSE)
    change(packs, "FR.toml", "needed =", "neded =")
    message = faults(packs)
    assert "DE.toml" in message
    assert "FR.toml" in message
