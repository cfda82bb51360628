"""Bad input: each fault is an error that names file, line and column and says what to do; what is in use stays."""

import io
import json
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from esco_data import EscoError, PackageError, SourceError
from esco_data.importer import current_digest, import_packages
from tests.factories.esco import english_package, occupation_uri, skill_uri
from tests.factories.esco_package import (
    as_csv,
    contents,
    write_folder,
    write_raw_zip,
    write_zip,
)

UNKNOWN = "http://data.europa.eu/esco/skill/00000000-0000-4000-8000-999999999999"


def refused(path: Path, target: Path) -> PackageError:
    """The error of importing `path`, after which the taxonomy in use is as it was and nothing is left over."""
    before = import_packages([write_zip(target.parent.parent / "good.zip", english_package())], target).digest
    with pytest.raises(PackageError) as caught:
        import_packages([path], target)
    assert current_digest(target) == before
    assert list(target.parent.glob("*.part-*")) == []
    assert caught.value.problem
    assert caught.value.remedy
    assert caught.value.file in str(caught.value)
    return caught.value


@pytest.mark.parametrize(
    ("stem", "row", "column", "value"),
    [
        ("occupationSkillRelations", 4, "skillUri", UNKNOWN),
        ("occupationSkillRelations", 0, "occupationUri", UNKNOWN),
        ("occupationSkillRelations", 1, "relationType", "maybe"),
        ("skillSkillRelations", 0, "relatedSkillUri", UNKNOWN),
        ("broaderRelationsSkillPillar", 2, "broaderUri", UNKNOWN),
        ("broaderRelationsSkillPillar", 2, "conceptUri", UNKNOWN),
        ("digitalSkillsCollection", 0, "conceptUri", UNKNOWN),
        ("ISCOGroups", 1, "conceptUri", "nothing of the kind"),
        ("ISCOGroups", 4, "conceptUri", "http://data.europa.eu/esco/isco/C2"),
        ("ISCOGroups", 3, "preferredLabel", "  "),
    ],
)
def test_a_wrong_cell(tmp_path: Path, target: Path, stem: str, row: int, column: str, value: str) -> None:
    files = english_package()
    files[f"{stem}_en.csv"][row][column] = value
    error = refused(write_zip(tmp_path / "bad.zip", files), target)
    assert (error.file, error.line, error.column) == (f"bad.zip/{stem}_en.csv", row + 2, column)


def test_lines_are_counted_through_fields_of_many_lines(tmp_path: Path, target: Path) -> None:
    files = english_package()
    files["occupations_en.csv"][0]["altLabels"] = (
        "one\ntwo\nthree"  # the header, then three lines: the next row is on 5
    )
    files["occupations_en.csv"][1]["iscoGroup"] = "110"
    error = refused(write_zip(tmp_path / "bad.zip", files), target)
    assert (error.line, error.column) == (5, "iscoGroup")
    assert "leading zero" in error.remedy


def test_an_isco_code_without_its_group(tmp_path: Path, target: Path) -> None:
    files = english_package()
    files["occupations_en.csv"][0]["iscoGroup"] = "9999"
    error = refused(write_zip(tmp_path / "bad.zip", files), target)
    assert (error.file, error.line, error.column) == ("bad.zip/occupations_en.csv", 2, "iscoGroup")


def test_a_uri_twice(tmp_path: Path, target: Path) -> None:
    files = english_package()
    files["skills_en.csv"].append(dict(files["skills_en.csv"][0]))
    error = refused(write_zip(tmp_path / "bad.zip", files), target)
    assert error.column == "conceptUri"
    assert "on line 2" in error.problem


@pytest.mark.parametrize(
    "missing", sorted(set(english_package()) - {"digitalSkillsCollection_en.csv", "conceptSchemes_en.csv"})
)
def test_a_missing_file(tmp_path: Path, target: Path, missing: str) -> None:
    files = english_package()
    del files[missing]
    assert missing in refused(write_zip(tmp_path / "bad.zip", files), target).problem


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("skills_en.csv", "preferredLabel"),
        ("occupations_en.csv", "iscoGroup"),
        ("occupationSkillRelations_en.csv", "skillUri"),
    ],
)
def test_a_missing_column(tmp_path: Path, target: Path, name: str, column: str) -> None:
    renamed = as_csv(name, english_package()[name]).replace(column.encode(), b"somethingElse", 1)
    error = refused(
        write_zip(tmp_path / "bad.zip", english_package(), **{name.removesuffix(".csv"): renamed}), target
    )
    assert (error.file, error.line, error.column) == (f"bad.zip/{name}", 1, column)


def _skills() -> bytes:
    return as_csv("skills_en.csv", english_package()["skills_en.csv"])


@pytest.mark.parametrize(
    ("data", "line", "column", "says"),
    [
        (_skills().replace(b"administer", b"admin\xffister", 1), 2, None, "not UTF-8"),
        (_skills().decode().encode("utf-16"), 1, "byte 1", "not UTF-8"),
        (_skills().replace(b"administer", b"admin\0ster", 1), 2, None, "zero byte"),
        (_skills() + b'KnowledgeSkillCompetence,"http://data.europa.eu/x', None, None, "broken"),
        (_skills() + b"a,b,c\n", None, None, "ends before it"),
        (_skills() + b",".join([b"x"] * 40) + b"\n", None, None, "40 cells"),
        (b"", None, None, "empty"),
        (_skills().replace(b"give medicines", b"x" * 1_001, 1), 2, "altLabels", "characters"),
        (_skills().replace(b"give medicines", b"x" * 100_001, 1), 2, "altLabels", "characters"),
        (
            _skills().replace(b"give medicines", " ".join(map(str, range(700_000))).encode(), 1),
            2,
            None,
            "field larger",
        ),
    ],
    ids=["byte", "utf-16", "zero", "quote", "short", "wide", "empty", "label", "field", "huge"],
)
def test_broken_text(
    tmp_path: Path, target: Path, data: bytes, line: int | None, column: str | None, says: str
) -> None:
    error = refused(write_zip(tmp_path / "bad.zip", english_package(), skills_en=data), target)
    assert error.file == "bad.zip/skills_en.csv"
    assert says in error.problem
    assert line is None or error.line == line
    assert column is None or error.column == column


def test_the_byte_of_a_broken_encoding_is_named(tmp_path: Path, target: Path) -> None:
    data = b"conceptUri\n" + b"abc\xe9\n"
    assert (
        refused(write_zip(tmp_path / "bad.zip", english_package(), skillSkillRelations_en=data), target).line
        == 1
    )
    broken = as_csv("skillSkillRelations_en.csv", []) + b"abc\xe9,\n"
    error = refused(write_zip(tmp_path / "bad.zip", english_package(), skillSkillRelations_en=broken), target)
    assert (error.line, error.column) == (2, "byte 4")
    assert "byte 4" in error.place


def test_a_byte_order_mark_is_no_fault(tmp_path: Path, target: Path) -> None:
    path = write_zip(tmp_path / "en.zip", english_package(), skills_en=b"\xef\xbb\xbf" + _skills())
    assert import_packages([path], target).counts["skill"] == 27


def test_not_a_zip(tmp_path: Path, target: Path) -> None:
    path = tmp_path / "bad.zip"
    path.write_bytes(b"<html>not found</html>")
    assert "not a zip" in refused(path, target).problem


@pytest.mark.parametrize("share", [0.05, 0.5, 0.99])
def test_a_truncated_zip(tmp_path: Path, target: Path, share: float) -> None:
    path = write_zip(tmp_path / "bad.zip", english_package())
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    assert "truncated or damaged" in refused(path, target).problem


def test_a_zip_whose_content_does_not_fit_its_sum(tmp_path: Path, target: Path) -> None:
    path = tmp_path / "bad.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, data in contents(english_package()).items():
            archive.writestr(name, data.replace(b"medicines", b"drugs"))
    path.write_bytes(path.read_bytes().replace(b"administer", b"administar", 1))
    error = refused(path, target)
    assert error.file == "bad.zip/skills_en.csv"
    assert "truncated or damaged" in error.problem


@pytest.mark.parametrize(
    "name",
    [
        "../skills_en.csv",
        "/etc/skills_en.csv",
        "a/../../skills_en.csv",
        "..\\skills_en.csv",
        "C:skills_en.csv",
    ],
)
def test_a_path_that_leaves_the_package(tmp_path: Path, target: Path, name: str) -> None:
    path = write_raw_zip(tmp_path / "bad.zip", {**contents(english_package()), name: b"x"})
    assert "leaves the package" in refused(path, target).problem
    assert not (tmp_path.parent / "skills_en.csv").exists()


def test_a_link_that_leaves_the_folder(tmp_path: Path, target: Path) -> None:
    folder = write_folder(tmp_path / "unpacked", english_package())
    outside = tmp_path / "outside.csv"
    outside.write_bytes((folder / "skills_en.csv").read_bytes())
    (folder / "skills_en.csv").unlink()
    (folder / "skills_en.csv").symlink_to(outside)
    assert "leaves the folder" in refused(folder, target).problem


def test_a_zip_bomb_by_ratio(tmp_path: Path, target: Path) -> None:
    path = write_zip(tmp_path / "bad.zip", english_package(), skills_en=b"0" * 20_000_000)
    assert "zip bomb" in refused(path, target).problem


def test_a_zip_bomb_by_size_is_refused_by_what_it_claims(tmp_path: Path, target: Path) -> None:
    path = write_raw_zip(tmp_path / "bad.zip", contents(english_package()))
    data = bytearray(path.read_bytes())
    place = data.index(b"PK\x01\x02")
    data[place + 24 : place + 28] = struct.pack("<I", 2_000_000_000)  # the length that the directory tells
    path.write_bytes(bytes(data))
    assert "zip bomb" in refused(path, target).problem


def test_a_zip_of_too_many_files(tmp_path: Path, target: Path) -> None:
    path = write_raw_zip(tmp_path / "bad.zip", {f"{n}.txt": b"" for n in range(1_001)})
    assert "more than an ESCO package" in refused(path, target).problem


def test_a_zip_without_esco_files(tmp_path: Path, target: Path) -> None:
    path = write_raw_zip(tmp_path / "bad.zip", {"readme.txt": b"nothing here"})
    assert "no ESCO file" in refused(path, target).problem


def test_an_encrypted_zip(tmp_path: Path, target: Path) -> None:
    path = write_raw_zip(tmp_path / "bad.zip", contents(english_package()))
    data = bytearray(path.read_bytes())
    place = data.index(b"PK\x01\x02")
    data[place + 8] |= 1
    path.write_bytes(bytes(data))
    assert "encrypted" in refused(path, target).problem


def test_a_path_that_is_not_there(tmp_path: Path, target: Path) -> None:
    assert "no such file" in refused(tmp_path / "nowhere.zip", target).problem


def test_an_empty_folder(tmp_path: Path, target: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(SourceError, match="No ESCO package"):
        import_packages([tmp_path / "empty"], target)


def test_an_error_is_json_too() -> None:
    error = PackageError("a.csv", "wrong.", "Mend it.", line=3, column="code")
    assert json.loads(json.dumps(error.as_json()))["line"] == 3
    assert str(error) == "a.csv, line 3, column code: wrong. Mend it."


GOOD = contents(english_package())


@settings(max_examples=60, deadline=None)
@given(
    name=st.sampled_from(sorted(GOOD)),
    place=st.floats(0, 1),
    noise=st.binary(max_size=12)
    | st.sampled_from([b'"', b"\n", b",", b"\r", b'",', b"\xff", b"\0", UNKNOWN.encode()]),
    cut=st.integers(0, 40),
)
def test_whatever_stands_in_a_file_it_is_imported_or_refused(
    name: str, place: float, noise: bytes, cut: int
) -> None:
    data = GOOD[name]
    at = int(len(data) * place)
    changed = data[:at] + noise + data[at + cut :]
    _imported_or_refused(lambda path: write_raw_zip(path, {**GOOD, name: changed}))


def _zip_bytes() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in GOOD.items():
            archive.writestr(name, data)
    return stream.getvalue()


ZIPPED = _zip_bytes()


@settings(max_examples=60, deadline=None)
@given(changes=st.lists(st.tuples(st.floats(0, 0.9999), st.integers(0, 255)), min_size=1, max_size=6))
def test_whatever_stands_in_a_zip_it_is_imported_or_refused(changes: list[tuple[float, int]]) -> None:
    data = bytearray(ZIPPED)
    for place, value in changes:
        data[int(len(data) * place)] = value
    _imported_or_refused(lambda path: path.write_bytes(data))


def _imported_or_refused(write: Callable[[Path], object]) -> None:
    with TemporaryDirectory() as folder:
        path, target = Path(folder) / "package.zip", Path(folder) / "taxonomy.sqlite"
        write(path)
        try:
            digest = import_packages([path], target).digest
        except EscoError:
            digest = None
        assert current_digest(target) == digest
        assert target.exists() == (digest is not None)
        assert list(Path(folder).glob("*.part-*")) == []


def test_uris_of_the_mini_package_are_well_formed() -> None:
    assert skill_uri("python").startswith("http://data.europa.eu/esco/skill/00000000-")
    assert occupation_uri("nurse").startswith("http://data.europa.eu/esco/occupation/00000000-")
