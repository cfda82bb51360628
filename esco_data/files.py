"""Whole or absent: files and folders made beside their final place and renamed into it."""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PART = re.compile(r"\.part-(\d+)$")


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Gives a path to write; on leaving well it is synced and takes the place of `path`, else it is removed.

    Whoever is killed meanwhile leaves a `.part-<pid>`, and the next caller removes it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    remove_stale_parts(path)
    part = path.with_name(f"{path.name}.part-{os.getpid()}")
    try:
        yield part
        _sync(part)
        part.replace(path)
        _sync_one(path.parent)
    finally:
        _remove(part)


def remove_stale_parts(path: Path) -> None:
    """Removes what killed processes left of `path`; the parts of living ones stay."""
    for left in path.parent.glob(f"{path.name}.part-*"):
        found = _PART.search(left.name.removesuffix("-journal"))
        if found and not _alive(int(found[1])):
            _remove(left)


def _alive(pid: int) -> bool:
    if pid == os.getpid():
        return False  # a number used again: this process has only just begun, the part is not its own
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _sync(path: Path) -> None:
    if path.is_dir():
        for inside in path.iterdir():
            _sync(inside)
    _sync_one(path)


def _sync_one(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
