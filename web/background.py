"""Work that goes on while the pages already answer, and how far it is: written by whoever works, read by the pages.

Each task is one small file under the data folder, replaced whole, so that another process (the one that encodes
further languages) can report too.
"""

import json
import logging
import math
import os
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from web.i18n import N_

log = logging.getLogger(__name__)

STALE_AFTER_S = 120.0
WRITE_EVERY_S = 0.5

TASK_NAMES = {
    "index": N_("Reading further names of skills and occupations"),
    "evidence": N_("Reading profiles"),
}


@dataclass(frozen=True, slots=True)
class Task:
    """`done` of `total` steps at the time `at` (seconds since 1970)."""

    name: str
    done: int
    total: int
    at: float

    @property
    def share(self) -> float:
        return self.done / max(self.total, 1)

    @property
    def finished(self) -> bool:
        return self.done >= self.total

    @property
    def stalled(self) -> bool:
        """Nothing heard for two minutes: whoever worked was stopped. The next start takes it up again."""
        return not self.finished and time.time() - self.at > STALE_AFTER_S


def folder(data: Path) -> Path:
    return data / "progress"


def reporter(data: Path, name: str) -> Callable[[int, int], None]:
    """A function of (done, total) to hand to whatever takes a progress callback; cheap to call often."""
    path = folder(data) / f"{name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    last = -math.inf

    def report(done: int, total: int) -> None:
        nonlocal last
        now = time.monotonic()
        if done < total and now - last < WRITE_EVERY_S:
            return
        last = now
        _write(path, Task(name, done, total, time.time()))

    return report


def tasks(data: Path) -> list[Task]:
    """What has been reported, in order of names."""
    found = [_read(path) for path in sorted(folder(data).glob("*.json"))]
    return [task for task in found if task is not None]


def _write(path: Path, task: Task) -> None:
    part = path.with_name(f"{path.name}.part-{os.getpid()}")
    part.write_text(json.dumps(asdict(task)), encoding="utf-8")
    part.replace(path)


def _read(path: Path) -> Task | None:
    """None where the file is not whole: power was lost while it was written. The next report replaces it."""
    try:
        return Task(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        log.warning("%s can't be read: %s", path, type(error).__name__)
        return None
