"""The packs of the repository: whole, cited, in step with ESCO and with the snapshot of the EU database."""

import csv
import io
import zipfile
from pathlib import Path

import pytest

from talent.recognition import ChangeCode, ReasonCode
from talent.recognition.checks import facts_of
from talent.recognition.texts import CHANGES, REASONS

SHARED = Path(__file__).parents[3] / ".." / "shared"
NAMES = {"DE": "Germany", "FR": "France", "NL": "Netherlands", "PL": "Poland"}
FIRST = ("nurse", "doctor", "electrician", "teacher", "software-developer", "truck-driver")


def test_the_first_slice_is_covered(book):
    assert set(book.packs) == set(NAMES)
    for country, pack in book.packs.items():
        covered = {profession for need in pack.need for profession in need.professions}
        assert covered >= set(FIRST), country


def test_every_fact_has_a_source_and_a_date(book):
    for file in (book.shared, *book.packs.values()):
        for where, fact in facts_of(file):
            assert fact.cites, where
            assert fact.checked_on, where


def test_every_source_is_cited(book):
    """A source that nothing cites is a leftover of a rule that went."""
    for file in (book.shared, *book.packs.values()):
        cited = {
            each
            for any_file in (book.shared, *book.packs.values())
            for _, f in facts_of(any_file)
            for each in f.cites
        }
        assert not [source.id for source in file.source if source.id not in cited]


def test_every_authority_decides_or_is_named_by_a_step(book):
    for pack in book.packs.values():
        named = {step.authority for each in pack.procedure for step in each.steps}
        named |= {each.authority for each in pack.procedure}
        assert not [each.id for each in pack.authority if not each.competence and each.id not in named]


def test_every_missing_input_has_its_sentence():
    assert set(CHANGES) == set(ChangeCode)
    assert set(REASONS) <= set(ReasonCode)


def test_professions_are_named_in_the_languages_of_the_destinations(book):
    for identifier in FIRST:
        assert {"en", "de", "fr", "nl", "pl"} <= set(book.profession(identifier).names)


def _esco_occupations() -> dict[str, dict[str, str]]:
    package = SHARED / "esco" / "ESCO dataset - v1.1.1 - classification - en - csv.zip"
    if not package.exists():
        pytest.skip("the official ESCO package is not in ../shared/esco")
    with zipfile.ZipFile(package) as archive:
        member = next(name for name in archive.namelist() if name.endswith("occupations_en.csv"))
        text = io.TextIOWrapper(archive.open(member), encoding="utf-8", newline="")
        return {row["conceptUri"]: row for row in csv.DictReader(text)}


@pytest.mark.real_esco
def test_occupations_and_groups_are_those_of_esco(book):
    occupations = _esco_occupations()
    for profession in book.professions:
        for uri in (*profession.esco, *profession.not_esco):
            assert occupations[uri]["iscoGroup"] in profession.isco, (profession.id, uri)


def test_native_titles_are_those_of_the_eu_database(book):
    snapshot = SHARED / "recognition" / "regulated_professions_2023.csv"
    if not snapshot.exists():
        pytest.skip("the snapshot of the EU database is not in ../shared/recognition")
    rows = list(csv.DictReader(io.StringIO(snapshot.read_text("utf-8"), newline="")))
    for country, pack in book.packs.items():
        titles = " ".join(row["native_title"] for row in rows if row["country"] == NAMES[country]).casefold()
        for need in pack.need:
            if need.needed == "yes" and "regprof-2023" in need.cites and need.native_titles:
                words = [title.casefold().split()[0].split("/")[0] for title in need.native_titles]
                assert any(word in titles for word in words), need.id
