"""Imports: what merges, what is left out and reported, what becomes obsolete, and that nothing half-made is used."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from esco_data import SourceError, Taxonomy
from esco_data.importer import current_digest, import_packages, plan
from tests.factories.esco import english_package, label_package, occupation_uri, skill_uri
from tests.factories.esco_package import contents, write_folder, write_raw_zip, write_zip

NURSE, WELDER, PYTHON = occupation_uri("nurse"), occupation_uri("welder"), skill_uri("python")
ROOT = Path(__file__).parents[2]


def test_any_number_of_packages_merge(target: Path, packages: list[Path]) -> None:
    report = import_packages(packages, target)
    assert report.counts["occupation"] == 12
    assert set(report.labels) == {"en", "fr", "de", "ar"}
    assert [file.taken for file in report.files] == [12, 27] * 3 or {file.taken for file in report.files} == {
        12,
        27,
    }


def test_a_folder_of_packages_and_an_unpacked_one_give_the_same(tmp_path: Path, packages: list[Path]) -> None:
    unpacked = write_folder(tmp_path / "unpacked v0.0.1", english_package())
    assert plan([packages[0]]).digest == plan([unpacked]).digest
    assert plan(packages).digest == plan([packages[0].parent]).digest == plan(reversed(packages)).digest


def test_a_folder_inside_the_zip_does_not_matter(tmp_path: Path, target: Path) -> None:
    inside = {f"ESCO/{name}": data for name, data in contents(english_package()).items()}
    assert import_packages([write_raw_zip(tmp_path / "en.zip", inside)], target).counts["occupation"] == 12


def test_unchanged_packages_are_not_read_again_unless_forced(target: Path, packages: list[Path]) -> None:
    first = import_packages(packages, target)
    again = import_packages(packages, target)
    assert (first.unchanged, again.unchanged) == (False, True)
    assert again.digest == first.digest
    assert not import_packages(packages, target, force=True).unchanged


def test_labels_are_parted_by_line_or_bar_and_said_once(tmp_path: Path, target: Path) -> None:
    files = english_package()
    files["occupations_en.csv"][0]["altLabels"] = (
        "ward  nurse | RN\nRN\n\nnurse responsible for general care | "
    )
    files["occupations_en.csv"][0]["hiddenLabels"] = "nurce"
    import_packages([write_zip(tmp_path / "en.zip", files)], target)
    with Taxonomy.open(target) as taxonomy:
        found = [(label.kind.value, label.text) for label in taxonomy.labels(NURSE)]
    assert found == [
        ("preferred", "nurse responsible for general care"),
        ("alternative", "RN"),
        ("alternative", "ward nurse"),
        ("hidden", "nurce"),
    ]


def test_unknown_and_repeated_rows_of_a_label_pack_are_counted(tmp_path: Path, target: Path) -> None:
    pack = label_package("fr")
    newer = {**pack["occupations_fr.csv"][0], "conceptUri": f"{NURSE}7"}
    pack["occupations_fr.csv"] += [newer, pack["occupations_fr.csv"][0]]
    paths = [write_zip(tmp_path / "en.zip", english_package()), write_zip(tmp_path / "fr.zip", pack)]
    [report] = [file for file in import_packages(paths, target).files if "occupations" in file.file]
    assert (report.taken, report.unknown, report.repeated) == (12, 1, 1)
    assert report.examples == [f"{NURSE}7"]


def test_labels_alone_are_no_taxonomy(target: Path, packages: list[Path]) -> None:
    with pytest.raises(SourceError, match="labels only"):
        import_packages(packages[1:], target)
    assert not target.exists()


def test_a_group_that_only_the_hierarchy_has_is_taken(tmp_path: Path, target: Path) -> None:
    files = english_package()
    gone = files["skillGroups_en.csv"].pop()
    import_packages([write_zip(tmp_path / "en.zip", files)], target)
    with Taxonomy.open(target) as taxonomy:
        concept = taxonomy.concept(gone["conceptUri"])
    assert concept is not None
    assert concept.code == gone["code"]


def test_what_a_newer_release_lacks_stays_as_obsolete(
    tmp_path: Path, target: Path, packages: list[Path]
) -> None:
    import_packages(packages, target)
    report = import_packages([_without_welder(tmp_path)], target)
    assert [(gone.uri, gone.label) for gone in report.obsolete] == [(WELDER, "welder")]
    assert report.newly_obsolete == 1
    with Taxonomy.open(target) as taxonomy:
        welder = taxonomy.concept(WELDER)
        assert welder is not None
        assert welder.obsolete
        assert taxonomy.label(WELDER, "de") == "Schweißer/Schweißerin"
        assert WELDER not in {hit.uri for hit in taxonomy.search("welder", language="en")}
        assert WELDER not in {surface.uri for surface in taxonomy.surfaces(descriptions=True)}
        assert taxonomy.info.counts["obsolete"] == 1


def test_obsolete_stays_obsolete_and_may_return(tmp_path: Path, target: Path, packages: list[Path]) -> None:
    import_packages(packages, target)
    newer = _without_welder(tmp_path)
    import_packages([newer], target)
    again = import_packages([newer], target, force=True)
    assert (len(again.obsolete), again.newly_obsolete) == (1, 0)
    assert import_packages(packages, target).obsolete == []


def _without_welder(folder: Path) -> Path:
    files = english_package()
    for name in ("occupations_en.csv", "broaderRelationsOccPillar_en.csv", "occupationSkillRelations_en.csv"):
        files[name] = [row for row in files[name] if WELDER not in row.values()]
    return write_zip(folder / "ESCO dataset - v0.0.2 - classification - en - csv.zip", files)


def test_an_unreadable_former_taxonomy_is_replaced_and_said(target: Path, packages: list[Path]) -> None:
    target.parent.mkdir()
    target.write_bytes(b"damaged")
    report = import_packages(packages, target)
    assert "could not be read" in report.notes[0]
    assert current_digest(target) == report.digest


def test_the_part_of_a_dead_process_is_removed_and_of_a_living_one_kept(
    target: Path, packages: list[Path]
) -> None:
    target.parent.mkdir()
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    dead = target.with_name(f"{target.name}.part-{ended.pid}")
    alive = target.with_name(f"{target.name}.part-{os.getppid()}")
    for part in (dead, alive):
        part.write_bytes(b"half")
    import_packages(packages, target)
    assert not dead.exists()
    assert alive.exists()


_SLOW_IMPORT = """
import sys, time
from pathlib import Path
from esco_data.importer import import_packages
def stop(done, total):
    print(done, flush=True)
    time.sleep(60)
import_packages([Path(p) for p in sys.argv[2:]], Path(sys.argv[1]), force=True, progress=stop)
"""


def test_killed_in_the_middle_the_old_taxonomy_is_whole(target: Path, packages: list[Path]) -> None:
    before = import_packages(packages, target)
    command = [sys.executable, "-c", _SLOW_IMPORT, str(target), *map(str, packages[:1])]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:  # noqa: S603 — our own program
        assert process.stdout is not None
        assert process.stdout.readline() == b"1\n"
        assert target.with_name(f"{target.name}.part-{process.pid}").exists()
        process.send_signal(signal.SIGKILL)
    assert current_digest(target) == before.digest
    after = import_packages(packages[:1], target)
    assert after.digest != before.digest
    assert list(target.parent.glob("*.part-*")) == []


@pytest.mark.real_esco
def test_the_official_english_package(real_english: Path, target: Path) -> None:
    started = time.perf_counter()
    report = import_packages([real_english], target)
    assert time.perf_counter() - started < 60
    assert (report.counts["skill"], report.counts["isco-group"]) == (13_896, 619)
    assert (report.counts["occupation"], report.counts["skill-group"]) == (3_007, 647)
    assert report.counts["occupation_skill"] > 123_000
    assert report.nameless == ["http://data.europa.eu/esco/occupation/a9e54177-a185-404d-b6e6-15663d31137e"]


@pytest.mark.real_esco
def test_mixed_language_packs_fill_gaps_and_their_unknown_rows_are_counted(
    real_english: Path, real_packages: Path, target: Path
) -> None:
    packs = [real_packages / f"esco-labels-{language}-mixed-releases.zip" for language in ("ar", "it")]
    report = import_packages([real_english, *packs], target)
    forgotten = "http://data.europa.eu/esco/occupation/a9e54177-a185-404d-b6e6-15663d31137e"
    assert report.declared == [forgotten]
    assert {(f.language, f.unknown > 0) for f in report.files} == {("ar", True), ("it", True)}
    with Taxonomy.open(target) as taxonomy:
        concept = taxonomy.concept(forgotten)
        assert concept is not None
        assert concept.isco == "2269"
        assert taxonomy.label(forgotten) == "tecnico di radioterapia"
        assert len(taxonomy.skills_of(forgotten)) == 67
