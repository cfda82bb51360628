"""Under which conditions something was measured: machine, date, taxonomy and model. Figures without them say little."""

import os
import platform
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from matching import weights

if TYPE_CHECKING:
    from matching.index import Manifest


@dataclass(frozen=True, slots=True)
class Machine:
    """`cpus` are those that this process may use; `memory_gib` is that of the machine, None where it isn't told."""

    cpus: int
    processor: str
    memory_gib: float | None


@dataclass(frozen=True, slots=True)
class Conditions:
    """`encoder` is the encoder's revision, `stages` those of the concept index; None and 0 where nothing is built."""

    machine: Machine
    date: str
    taxonomy: str | None
    taxonomy_digest: str | None
    encoder: str | None
    stages: int
    weights: str


def conditions(manifest: "Manifest | None") -> Conditions:
    """Those of here and now, with the index that the manifest describes."""
    return Conditions(
        machine(),
        datetime.now(UTC).isoformat(timespec="seconds"),
        manifest.taxonomy if manifest else None,
        manifest.taxonomy_digest if manifest else None,
        manifest.encoder if manifest else None,
        len(manifest.progress.stages) if manifest else 0,
        weights.digest()[:12],
    )


def machine() -> Machine:
    cpus = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    kib = _field(Path("/proc/meminfo"), "MemTotal")
    memory = round(int(kib.split()[0]) / 2**20, 1) if kib else None
    return Machine(
        cpus,
        _field(Path("/proc/cpuinfo"), "model name") or platform.processor() or platform.machine(),
        memory,
    )


def _field(file: Path, name: str) -> str | None:
    """The first value of this name in a file of lines `name : value`; None where there is no such file (not Linux)."""
    if not file.exists():
        return None
    pairs = (line.partition(":") for line in file.read_text("utf-8").splitlines())
    return next((value.strip() for key, _, value in pairs if key.strip() == name), None)
