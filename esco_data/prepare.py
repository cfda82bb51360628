"""Sees to it that there is a taxonomy, from the best source within reach; does nothing where nothing has changed."""

from collections.abc import Callable
from pathlib import Path

from esco_data import portal, starter
from esco_data.errors import EscoError, PackageError, SourceError
from esco_data.files import remove_stale_parts
from esco_data.importer import Progress, current_digest, import_packages
from esco_data.report import ImportReport
from esco_data.sources import Local, find_local
from esco_data.taxonomy import Taxonomy

Report = Callable[[str], None]


def ensure(
    data: Path,
    *,
    operator_path: Path | None = None,
    report: Report,
    progress: Progress | None = None,
    start: Path | None = None,
) -> Taxonomy:
    """The taxonomy of the data folder, made or renewed if it is due. Unchanged, it takes a few milliseconds.

    Packages on this machine are compared with what was imported. The network is asked only where there is no
    taxonomy at all. A fault in a package is reported and leaves the taxonomy in use; EscoError where there is none.
    """
    target = data / "taxonomy.sqlite"
    remove_stale_parts(target)
    in_use = current_digest(target)
    try:
        local = find_local(data, operator_path, report=report, start=start)
        if local and local.plan.digest != in_use:
            _tell(_from_packages(local, target, progress), report)
    except EscoError as problem:
        if in_use is None:
            raise
        report(f"Taxonomy: the one in use stays. {problem}")
        return Taxonomy.open(target)
    if local is None and in_use is None:
        _tell(_from_network(data, target, report, progress), report)
    return Taxonomy.open(target)


def _from_packages(local: Local, target: Path, progress: Progress | None) -> ImportReport:
    return import_packages(local.paths, target, source=local.name, progress=progress)


def _from_network(data: Path, target: Path, report: Report, progress: Progress | None) -> ImportReport:
    try:
        package = portal.fetch(data / "esco-portal")
        return import_packages([package], target, source="the ESCO portal", progress=progress)
    except (SourceError, PackageError) as problem:
        report(f"Taxonomy: {problem}")
    return starter.import_starter(target, data / "esco-starter", report=report)


def _tell(imported: ImportReport, report: Report) -> None:
    for line in imported.lines()[:1]:
        report(f"Taxonomy: {line}")
    gone = len(imported.obsolete)
    if gone:
        report(f"Taxonomy: {gone} concepts of earlier releases are kept as obsolete.")
