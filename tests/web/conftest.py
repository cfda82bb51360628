"""Fixtures of the page tests: the application on a real database, and `page()`, which checks what it fetches."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol
from xml.etree.ElementTree import Element

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from matching import indexing, store, vacancy_store
from matching.encoder import StandInEncoder
from talent.accounts import Account
from talent.actors import Actor
from talent.db import Database
from tests.factories.esco import write_mini_taxonomy
from tests.factories.records import PASSWORD
from tests.web import accounts, html
from web import i18n, security
from web.app import create_app
from web.platform import Platform
from web.settings import Settings

BROWSER: Final = {"sec-fetch-site": "same-origin", "accept": "text/html,*/*", "accept-language": "en"}
"""What a browser of today says on a page of this site."""

SignIn = Callable[[Actor], None]
ReadAll = Callable[[], None]


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the mini taxonomy and its index, to be linked into a test's own."""
    data = tmp_path_factory.mktemp("prepared")
    taxonomy = write_mini_taxonomy(data / "taxonomy.sqlite")
    encoder = StandInEncoder()
    folder = indexing.folder_for(data / "index", taxonomy, encoder)
    indexing.build(folder, taxonomy, encoder, lambda *_: None)
    return data


@pytest.fixture
def indexed(settings: Settings, prepared: Path) -> None:
    """Gives the test's own data folder taxonomy and index; they may be unlinked again."""
    for name in ("taxonomy.sqlite", "index"):
        (settings.data / name).symlink_to(prepared / name)


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    """What a test does to the language of its thread ends with it."""
    yield
    i18n.use(i18n.SOURCE_LANGUAGE)


@pytest.fixture
def platform(settings: Settings, database: Database) -> Platform:
    return Platform(settings, database)


@pytest.fixture(scope="session")
def apps() -> dict[str, FastAPI]:
    """Applications by those of their settings that the platform does not bring: to make one takes longer than most
    tests.
    """
    return {}


@pytest.fixture
def app(settings: Settings, platform: Platform, apps: dict[str, FastAPI]) -> FastAPI:
    alike = settings.model_dump_json(exclude={"data", "oidc_providers"})
    if alike not in apps:
        apps[alike] = create_app(settings, platform=platform)
    apps[alike].state.platform = platform
    return apps[alike]


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    """A browser of today on a page of this site: its requests say that they come from here."""
    with TestClient(app, headers=BROWSER, follow_redirects=False) as client:
        yield client


@pytest.fixture
def sign_in(client: TestClient, db: Session) -> SignIn:
    """Signs somebody in, in place of whoever was, on pages that stay English; commits what was made before."""

    def as_(actor: Actor) -> None:
        db.commit()
        email = db.get_one(Account, actor.account_id).email
        client.cookies.clear()
        client.cookies.set("lang", "en")
        assert client.post("/sign-in", data={"email": email, "password": PASSWORD}).status_code == 303

    return as_


@pytest.fixture
def signed_in(client: TestClient, db: Session, account: Account) -> TestClient:
    """The phone of the one `account` that a module's tests are about."""
    db.commit()
    assert accounts.sign_in(client, account) == 303
    return client


@pytest.fixture
def read_all(db: Session, platform: Platform) -> ReadAll:
    """Does with profiles and vacancies what the reconciler does in the background, and commits."""

    def read() -> None:
        db.flush()
        mapper = platform.matcher.mapper
        store.keep(db, store.read(db, mapper, most=500))
        vacancy_store.keep(db, vacancy_store.read(db, mapper, most=500))
        db.commit()

    return read


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
