"""Fixtures of the page tests: the application on a real database, and `page()`, which checks what it fetches."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from xml.etree.ElementTree import Element

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from matching import indexing
from matching.encoder import StandInEncoder
from talent.db import Database
from tests.factories.esco import write_mini_taxonomy
from tests.web import html
from web import i18n, security
from web.app import create_app
from web.platform import Platform
from web.settings import Settings


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the mini taxonomy and its index, to be linked into a test's own."""
    data = tmp_path_factory.mktemp("prepared")
    taxonomy = write_mini_taxonomy(data / "taxonomy.sqlite")
    encoder = StandInEncoder()
    folder = indexing.folder_for(data / "index", taxonomy, encoder)
    indexing.build(folder, taxonomy, encoder, lambda *_: None)
    return data


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    """What a test does to the language of its thread ends with it."""
    yield
    i18n.use(i18n.SOURCE_LANGUAGE)


@pytest.fixture
def platform(settings: Settings, database: Database) -> Platform:
    return Platform(settings, database)


@pytest.fixture
def app(settings: Settings, platform: Platform) -> FastAPI:
    return create_app(settings, platform=platform)


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    """A browser of today on a page of this site: its requests say that they come from here."""
    headers = {"sec-fetch-site": "same-origin", "accept": "text/html,*/*", "accept-language": "en"}
    with TestClient(app, headers=headers, follow_redirects=False) as client:
        yield client


@dataclass(frozen=True)
class Page:
    """A page that passed the checks."""

    document: Element
    headers: Mapping[str, str]

    @property
    def text(self) -> str:
        return html.text_of(self.document)

    @property
    def title(self) -> str:
        return html.text_of(next(self.document.iter("h1")))

    def links(self) -> list[str]:
        return [link.get("href", "") for link in self.document.iter("a")]

    def field(self, name: str) -> Element:
        return next(each for each in self.document.iter() if each.get("name") == name)


class FetchPage(Protocol):
    def __call__(self, path: str, *, status: int = 200, data: dict[str, Any] | None = None) -> Page: ...


@pytest.fixture
def page(client: TestClient) -> FetchPage:
    """Fetches a page (posts `data`, where there is some) and asserts everything that holds for all pages."""

    def fetch(path: str, *, status: int = 200, data: dict[str, Any] | None = None) -> Page:
        response = client.get(path) if data is None else client.post(path, data=data)
        assert response.status_code == status, response.text[:2000]
        assert response.headers["content-security-policy"] == security.CONTENT_SECURITY_POLICY
        document = html.parse(response.text)
        assert html.faults(document) == []
        assert document.find("html").get("lang") == response.headers["content-language"]  # type: ignore[union-attr]
        return Page(document, response.headers)

    return fetch
