"""Finds ESCO packages (zip files or unpacked folders), says what they hold, and opens their files safely.

Nothing is unpacked onto the disk: members are read as streams, and what exceeds the limits is refused.
"""

import hashlib
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from esco_data.errors import PackageError, SourceError

CONCEPT_FILES = ("skills", "occupations", "ISCOGroups", "skillGroups")
RELATION_FILES = (
    "skillsHierarchy",
    "broaderRelationsOccPillar",
    "broaderRelationsSkillPillar",
    "occupationSkillRelations",
    "skillSkillRelations",
)
MAX_FILE = 512 * 2**20  # bytes unpacked; the largest official file has 21 MB
MAX_PACKAGE = 2**30
MAX_RATIO = 100  # unpacked to packed; official packages stay under 40
MAX_MEMBERS = 1000

_NAME = re.compile(r"^(?P<stem>[A-Za-z]+)_(?P<language>[a-z]{2}(?:-[a-zA-Z]{2,4})?)\.csv$")
_VERSION = re.compile(r"\bv(\d+(?:\.\d+)+)")
_AGAIN = "Download the package again from the ESCO portal."


@dataclass(frozen=True, slots=True)
class PackageFile:
    """One CSV file of a package. `member` is its name in the zip, None in an unpacked folder."""

    path: Path
    member: str | None
    stem: str
    language: str
    size: int
    crc: int

    @property
    def name(self) -> str:
        return PurePosixPath(self.member).name if self.member else self.path.name

    @property
    def shown(self) -> str:
        return f"{self.path.name}/{self.name}" if self.member else f"{self.path.parent.name}/{self.name}"

    @contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        if self.member is None:
            with self.path.open("rb") as stream:
                yield stream
        else:
            with zipfile.ZipFile(self.path) as archive, archive.open(self.member) as stream:
                yield stream


@dataclass(frozen=True, slots=True)
class Package:
    path: Path
    files: tuple[PackageFile, ...]

    @property
    def version(self) -> str:
        """The release that the package's name tells, "1.1.1"; empty where it tells none."""
        found = _VERSION.search(self.path.name)
        return found[1] if found else ""

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(sorted({file.language for file in self.files}))

    def file(self, stem: str, language: str) -> PackageFile | None:
        return next((f for f in self.files if (f.stem, f.language) == (stem, language)), None)

    def has_structure(self, language: str) -> bool:
        """Whether it means to be a whole classification in that language and not only labels."""
        return any(self.file(stem, language) for stem in RELATION_FILES)


def find_packages(paths: Iterable[Path]) -> list[Package]:
    """The packages at `paths`: each a zip, an unpacked folder, or a folder of these. The newest release first.

    Raises PackageError for a file that is no sound package, SourceError where there is none at all.
    """
    paths = list(paths)
    found = [package for path in paths for package in _packages_at(path)]
    if not found:
        places = ", ".join(str(path) for path in paths) or "the given places"
        raise SourceError(f"No ESCO package (a .zip, or a folder of .csv files) in {places}.")
    return sorted(found, key=lambda p: ([-n for n in _numbers(p.version)], p.path.name))


def wheel_file(path: Path, member: str) -> PackageFile:
    """A CSV file inside a wheel of the package index."""
    try:
        with zipfile.ZipFile(path) as archive:
            info = archive.getinfo(member)
    except (zipfile.BadZipFile, KeyError, OSError) as problem:
        remedy = "Delete it, and it is downloaded anew."
        raise PackageError(path.name, f"{member} cannot be read ({problem}).", remedy) from problem
    _check_size(member, info.file_size, packed=info.compress_size)
    return PackageFile(path, member, PurePosixPath(member).stem, "en", info.file_size, info.CRC)


def digest(packages: Sequence[Package], form: str) -> str:
    """Names what is in the packages, whether zipped or unpacked; `form` is the importer's version.

    Built from lengths and CRC-32 of the files, which a zip lists without being unpacked and which are checked
    when it is read.
    """
    lines = {f"{p.version} {f.name} {f.size} {f.crc:08x}" for p in packages for f in p.files}
    return hashlib.sha256("\n".join([form, *sorted(lines)]).encode()).hexdigest()[:16]


def _numbers(version: str) -> list[int]:
    return [int(number) for number in version.split(".") if number]


def _packages_at(path: Path) -> list[Package]:
    if path.is_dir():
        folders = [path, *sorted(p for p in path.iterdir() if p.is_dir())]
        zips = [_zipped(p) for p in sorted(path.glob("*.zip"))]
        return [*filter(None, map(_unpacked, folders)), *zips]
    if path.exists():
        return [_zipped(path)]
    raise PackageError(str(path), "there is no such file or folder.", "Give the path of an ESCO package.")


def _unpacked(folder: Path) -> Package | None:
    files = []
    for path in sorted(folder.glob("*.csv")):
        if not (name := _NAME.match(path.name)):
            continue
        if not path.resolve().is_relative_to(folder.resolve()):
            raise PackageError(
                path.name, "it is a link that leaves the folder.", "Put the file itself there."
            )
        size = path.stat().st_size
        _check_size(path.name, size, packed=None)
        files.append(PackageFile(path, None, name["stem"], name["language"], size, _crc(path)))
    return Package(folder, tuple(files)) if files else None


def _crc(path: Path) -> int:
    total = 0
    with path.open("rb") as stream:
        while block := stream.read(2**20):
            total = zlib.crc32(block, total)
    return total


def _zipped(path: Path) -> Package:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError) as problem:
        raise _not_a_zip(path, problem) from problem
    if len(members) > MAX_MEMBERS or sum(m.file_size for m in members) > MAX_PACKAGE:
        raise PackageError(
            path.name, "it unpacks to more than an ESCO package can hold (a zip bomb?).", _AGAIN
        )
    files = tuple(filter(None, (_member(path, info) for info in members)))
    if not files:
        raise PackageError(
            path.name,
            "it has no ESCO file such as skills_en.csv or occupations_fr.csv.",
            "Choose 'classification' and 'CSV' in the ESCO portal's download page.",
        )
    return Package(path, files)


def _member(path: Path, info: zipfile.ZipInfo) -> PackageFile | None:
    shown = f"{path.name}/{info.filename}"
    pure = PurePosixPath(info.filename.replace("\\", "/"))
    if pure.is_absolute() or ".." in pure.parts or ":" in info.filename:
        raise PackageError(shown, "its path leaves the package.", f"Do not use this package. {_AGAIN}")
    _check_size(shown, info.file_size, packed=info.compress_size)
    if info.flag_bits & 1:
        raise PackageError(shown, "it is encrypted.", "Give the package without a password.")
    name = _NAME.match(pure.name)
    if info.is_dir() or not name:
        return None
    return PackageFile(path, info.filename, name["stem"], name["language"], info.file_size, info.CRC)


def _check_size(shown: str, size: int, *, packed: int | None) -> None:
    if size > MAX_FILE:
        raise PackageError(shown, f"it has {size:,} bytes, more than the {MAX_FILE:,} allowed.", _AGAIN)
    if packed is not None and size > MAX_RATIO * max(packed, 1) and size > 2**20:
        raise PackageError(
            shown, f"it unpacks to {size // max(packed, 1)} times its size (a zip bomb?).", _AGAIN
        )


def _not_a_zip(path: Path, problem: Exception) -> PackageError:
    try:
        with path.open("rb") as stream:
            start = stream.read(2)
    except OSError:
        return PackageError(path.name, f"it cannot be read ({problem}).", "Check its permissions.")
    if start == b"PK":
        return PackageError(path.name, f"the zip is truncated or damaged ({problem}).", _AGAIN)
    return PackageError(
        path.name, "it is not a zip file.", "Give the package as downloaded, or its unpacked folder."
    )
