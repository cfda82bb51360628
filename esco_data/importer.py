"""Imports ESCO packages, of any number and language, into one taxonomy file."""

import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from esco_data import obsolete, relations, schema
from esco_data.concepts import KINDS, LABEL_COLUMNS, Entry, Structure, entry_of, read_structure
from esco_data.errors import EscoError, SourceError
from esco_data.packages import Package, PackageFile, digest, find_packages
from esco_data.report import FileReport, ImportReport
from esco_data.rows import long_fields, read
from esco_data.writer import Writer, writing

Progress = Callable[[int, int], None]  # done, total


@dataclass(frozen=True, slots=True)
class Plan:
    """Which package gives the structure, in which of its languages, and which files give labels besides."""

    packages: tuple[Package, ...]
    structure: Package
    language: str
    label_files: tuple[PackageFile, ...]
    digest: str

    @property
    def name(self) -> str:
        return f"ESCO v{self.structure.version}" if self.structure.version else "ESCO"


def plan(paths: Iterable[Path]) -> Plan:
    """Looks at the packages without reading them. SourceError if none of them is a whole classification."""
    packages = find_packages(paths)
    structure, language = _choose(packages)
    used = {structure.file(stem, language) for stem in KINDS}
    files = [f for p in packages for f in p.files if f.stem in KINDS and f not in used]
    return Plan(tuple(packages), structure, language, tuple(files), digest(packages, schema.FORMAT))


def _choose(packages: Sequence[Package]) -> tuple[Package, str]:
    """The newest whole classification, in English if there is one: its relations are the taxonomy's."""
    whole = [
        (package, lang) for package in packages for lang in package.languages if package.has_structure(lang)
    ]
    if not whole:
        names = ", ".join(package.path.name for package in packages)
        raise SourceError(
            f"These packages have labels only: {names}. Add a whole classification, such as "
            "'ESCO dataset - v1.1.1 - classification - en - csv.zip' from the ESCO portal."
        )
    return next(((p, lang) for p, lang in whole if lang == "en"), whole[0])


def import_packages(
    paths: Iterable[Path],
    target: Path,
    *,
    source: str = "packages",
    force: bool = False,
    progress: Progress | None = None,
) -> ImportReport:
    """Makes the taxonomy at `target` from the packages at `paths`; what has not changed only if `force`.

    PackageError or SourceError leave the taxonomy in use as it was, and so does being killed.
    """
    started = time.perf_counter()
    due = plan(paths)
    report = ImportReport(due.digest, due.name, due.structure.version)
    if not force and current_digest(target) == due.digest:
        report.unchanged = True
        return report
    with long_fields(), writing(target) as writer:
        _fill(writer, due, report, progress or _silent)
        obsolete.carry_over(target, writer, report)
        meta = {"name": due.name, "version": due.structure.version, "source": source, "digest": due.digest}
        info = writer.finish(meta)
    report.counts, report.labels = dict(info.counts), dict(info.labels)
    report.seconds = time.perf_counter() - started
    return report


def current_digest(target: Path) -> str | None:
    """The digest of the taxonomy there; None if there is none that this program can read."""
    try:
        with closing(schema.open_read_only(target)) as connection:
            return schema.read_meta(connection)["digest"]
    except EscoError:
        return None


def _silent(done: int, total: int) -> None:
    del done, total


def _fill(writer: Writer, due: Plan, report: ImportReport, progress: Progress) -> None:
    total = len(due.label_files) + 3  # concepts, relations, search
    structure = read_structure(due.structure, due.language)
    writer.concepts(entry.concept for entry in structure.entries.values())
    writer.texts(list(structure.entries.values()))
    progress(1, total)
    _write_relations(writer, due)
    progress(2, total)
    described = {(uri, due.language) for uri, entry in structure.entries.items() if entry.labels}
    for number, file in enumerate(due.label_files, 3):
        _write_labels(writer, file, structure, described, report)
        progress(number, total)
    report.nameless = writer.drop_nameless()
    report.declared = sorted(structure.declared - set(report.nameless))


def _write_relations(writer: Writer, due: Plan) -> None:
    where = due.structure, due.language, writer.ids
    writer.broader(relations.broader(*where))
    writer.occupation_skills(relations.occupation_skills(*where))
    writer.skill_skills(relations.skill_skills(*where))
    writer.collections(relations.collections(*where))


def _write_labels(
    writer: Writer,
    file: PackageFile,
    structure: Structure,
    described: set[tuple[str, str]],
    report: ImportReport,
) -> None:
    """Takes the labels of known concepts that nobody described in this language before; counts the rest."""
    counted = FileReport(file.shown, file.language)
    taken: list[Entry] = []
    for row in read(file, LABEL_COLUMNS if file.stem != "ISCOGroups" else LABEL_COLUMNS[:2]):
        entry = entry_of(row, file.stem)
        key = entry.concept.uri, file.language
        if entry.concept.uri not in writer.ids:
            counted.leave_unknown(entry.concept.uri)
        elif key in described:
            counted.repeated += 1
        else:
            described.add(key)
            taken.append(entry)
            if entry.concept.uri in structure.declared:
                writer.complete(entry.concept)
    writer.texts(taken)
    counted.taken = len(taken)
    report.files.append(counted)
