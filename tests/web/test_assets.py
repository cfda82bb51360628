"""Files come under addresses that change with their content, compressed, and from nowhere but their folders."""

import gzip
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from web.app import create_app
from web.assets import FOR_A_YEAR, Assets
from web.platform import Platform
from web.settings import Settings

BUDGET_BYTES = 120_000
"""What the first visit may cost a phone on a slow line, compressed."""


@pytest.fixture
def app(settings: Settings, platform: Platform) -> FastAPI:
    """One that serves the files of this test's own folder."""
    return create_app(settings, platform=platform)


@pytest.fixture
def vendor(settings: Settings) -> Path:
    folder = settings.frontend_path
    folder.mkdir()
    (folder / "library.js").write_text("'use strict';\n" * 100, encoding="utf-8")
    return folder


def test_an_address_changes_with_the_content(vendor: Path) -> None:
    assets = Assets(vendor)
    before = assets.address("vendor/library.js")

    (vendor / "library.js").write_text("changed", encoding="utf-8")

    assert before.startswith("/static/vendor/library.js?v=")
    assert assets.address("vendor/library.js") != before


def test_a_file_that_is_not_there_still_has_an_address(vendor: Path) -> None:
    assert Assets(vendor).address("vendor/missing.js") == "/static/vendor/missing.js"


@pytest.mark.parametrize(
    "name",
    ["../settings.py", "vendor/../../settings.py", "vendor/%2e%2e/settings.py", "/etc/passwd", "", "vendor/"],
)
def test_nothing_outside_the_folders_is_served(client: TestClient, vendor: Path, name: str) -> None:
    assert Assets(vendor).find(name) is None
    assert client.get(f"/static/{name}").status_code == 404


def test_the_current_version_is_kept_for_a_year_any_other_is_asked_for_again(
    client: TestClient, vendor: Path
) -> None:
    address = Assets(vendor).address("vendor/library.js")

    assert client.get(address).headers["cache-control"] == FOR_A_YEAR
    assert client.get("/static/vendor/library.js?v=old").headers["cache-control"] == "no-cache"


def test_files_travel_compressed_where_that_is_understood(client: TestClient, vendor: Path) -> None:
    with client.stream("GET", "/static/vendor/library.js", headers={"accept-encoding": "gzip"}) as answer:
        compressed = b"".join(answer.iter_raw())
    plain = client.get("/static/vendor/library.js", headers={"accept-encoding": "identity"})

    assert gzip.decompress(compressed) == plain.content
    assert "content-encoding" not in plain.headers
    assert len(compressed) < len(plain.content) / 5


def test_a_file_that_the_browser_has_is_not_sent_again(client: TestClient, vendor: Path) -> None:
    tag = client.get("/static/vendor/library.js").headers["etag"]

    again = client.get("/static/vendor/library.js", headers={"if-none-match": tag})

    assert (again.status_code, again.content) == (304, b"")


def test_our_own_files_are_a_small_part_of_the_budget() -> None:
    assets = Assets(Path("nowhere"))

    own = [assets.find(name) for name in ("talent.css", "talent.js", "icon.svg")]

    assert sum(len(asset.compressed) for asset in own if asset) < BUDGET_BYTES / 10
