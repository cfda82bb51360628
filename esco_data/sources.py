"""Finds packages on this machine: where the operator says, in the data folder, beside the project."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from esco_data.errors import SourceError
from esco_data.importer import Plan, plan

Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Local:
    """Packages on this machine: how to speak of the place, where it is, and what is to be imported."""

    name: str
    paths: tuple[Path, ...]
    plan: Plan


def find_local(
    data: Path, operator_path: Path | None, *, report: Report, start: Path | None = None
) -> Local | None:
    """The first place that holds a whole classification; None if none does.

    A path that the operator gives must hold one, else SourceError or PackageError. The other places may be absent or
    hold labels only, which is reported. Packages of two places are never mixed. `start`: see `project_root`.
    """
    if operator_path is not None:
        return Local(f"the given path {operator_path}", (operator_path,), plan([operator_path]))
    for name, folder in (
        ("the data folder", data / "esco"),
        ("the shared folder", project_root(start or Path.cwd()) / ".." / "shared" / "esco"),
    ):
        if folder.is_dir() and any(folder.iterdir()):
            try:
                return Local(name, (folder,), plan([folder]))
            except SourceError as problem:
                report(f"Taxonomy: {name} is passed over. {problem}")
    return None


def project_root(start: Path) -> Path:
    """The nearest folder above `start` (or itself) with a pyproject.toml; `start` where there is none."""
    absolute = start.resolve()
    candidates = (folder for folder in (absolute, *absolute.parents) if (folder / "pyproject.toml").is_file())
    return next(candidates, absolute)
