"""Fixtures of the browser tests: the whole application on a small world, driven through a real Chromium.

Without Chromium or the front-end files the tests are skipped, and say so; with TALENT_REQUIRE_BROWSER=1 they fail.
"""

import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import quote

import pytest
import uvicorn
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from talent import db as records
from talent.accounts.registration import Joining
from talent.db import open_database
from talent.demonstration import seed
from talent.demonstration.data import PACKAGED
from tests.factories.esco import write_mini_taxonomy
from tests.factories.records import PASSWORD, make_account
from web import frontend, migrations
from web.app import create_app
from web.settings import Settings

VIEWPORTS = {
    "phone": (390, 844),
    "small phone": (360, 740),
    "desktop": (1280, 900),
    "narrow": (320, 640),
    "enlarged": (320, 256),
}
LOOKS = [("narrow", "ar"), ("desktop", "en")]
"""Viewport and language in which a state of a page is looked at; all pages as such, in test_every_page."""

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
]
WORLD = ("candidates/fr-care.toml", "candidates/ar-care.toml", "vacancies/de-care.toml")
"""Parts of the demonstration data that make the small world: some nurses and advertisements for nurses."""

AXE = "tags => axe.run({runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})"

WAIT_MS = 30_000
"""For what the page shall show or let somebody press: long, because many use the machine that runs tests."""

AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

OpenPage = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


def missing(what: str) -> NoReturn:
    if os.environ.get("TALENT_REQUIRE_BROWSER") == "1":
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="session")
def frontend_files() -> Path:
    """The folder with the pages' files; that of axe-core lies beside it."""
    real = Settings()
    if not frontend.is_complete(real.frontend_path, frontend.PAGES):
        missing("browser tests left out: there are no front-end files; run `talent frontend --tests`")
    if not frontend.is_complete(real.frontend_tests_path, frontend.TESTS):
        missing("browser tests left out: axe-core is missing; run `talent frontend --tests`")
    return real.frontend_path.resolve()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the session."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        missing("browser tests left out: there is no Chromium on this machine")
    expect.set_options(timeout=WAIT_MS)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory, frontend_files: Path) -> Settings:
    """Settings of a prepared data folder: a taxonomy in miniature, its index, some nurses, vacancies, sign-ins."""
    from matching import indexing
    from matching.encoder import StandInEncoder

    settings = Settings(
        data=tmp_path_factory.mktemp("world"), model="stand-in", environment="test", database_url=None
    )
    settings.frontend_path.symlink_to(frontend_files)
    taxonomy = write_mini_taxonomy(settings.taxonomy_path)
    encoder = StandInEncoder()
    folder = indexing.folder_for(settings.index_path, taxonomy, encoder)
    indexing.build(folder, taxonomy, encoder, lambda *_: None)
    _seed(settings, tmp_path_factory.mktemp("demonstration"))
    return settings


def _seed(settings: Settings, folder: Path) -> None:
    for name in WORLD:
        (folder / name).parent.mkdir(exist_ok=True)
        shutil.copy(PACKAGED / name, folder / name)
    migrations.upgrade(settings.database)
    database = open_database(settings.database)
    with database.transaction() as db:
        seed.load(db, folder=folder)
    database.close()


@pytest.fixture(scope="session")
def live_server(world: Settings) -> Iterator[str]:
    """The address of the application, served as `talent serve` does."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    config = uvicorn.Config(create_app(world), log_level="warning", access_log=False, server_header=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="live-server")
    thread.start()
    with _stopping(server, thread):
        _wait_until(lambda: server.started)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


@contextmanager
def _stopping(server: uvicorn.Server, thread: threading.Thread) -> Iterator[None]:
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(timeout=10)


def _wait_until(ready: Callable[[], bool], seconds: float = 15) -> None:
    end = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < end, "the server did not start"
        time.sleep(0.02)


@pytest.fixture
def open_page(browser: Browser, live_server: str) -> Iterator[OpenPage]:
    """Opens a path in a fresh profile: `open_page("/", viewport="phone", language="ar", javascript=False)`.

    After the test, any error in a console, violations of the content security policy among them, fails it.
    """
    complaints: list[str] = []
    contexts = []

    def open_(
        path: str, *, viewport: str = "desktop", language: str = "en", javascript: bool = True, **options: Any
    ) -> Page:
        width, height = VIEWPORTS[viewport]
        context = browser.new_context(
            base_url=live_server,
            viewport={"width": width, "height": height},
            locale=language,
            java_script_enabled=javascript,
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(WAIT_MS)
        page.on("console", lambda message: _note(complaints, page, message))
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        page.goto(path)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def join(world: Settings, open_page: OpenPage) -> OpenPage:
    """Opens a path of the profile on a narrow phone, as somebody who has just joined, in their language."""

    def open_(path: str, *, language: str = "en", javascript: bool = True) -> Page:
        page = open_page(
            f"/sign-in?next={quote(path)}", viewport="narrow", language=language, javascript=javascript
        )
        page.locator("#email").fill(_newcomer(world, language))
        page.locator("#password").fill(PASSWORD)
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_url(f"**{path}")
        return page

    return open_


def _newcomer(world: Settings, language: str) -> str:
    """Their e-mail address."""
    database = open_database(world.database)
    email = f"{records.new_id()}@people.example"
    with database.transaction() as db:
        account = make_account(db, email=email, locale=language)
        db.add(Joining(account_id=account.id, residence="TN", destination="DE", facts_version="of a test"))
    database.close()
    return email


def _note(complaints: list[str], page: Page, message: ConsoleMessage) -> None:
    """That the page itself answered 404 or 422 is the test's business; a missing file of it is not."""
    own_status = message.text.startswith("Failed to load resource") and message.location["url"] == page.url
    if message.type in {"error", "warning"} and not own_status:
        complaints.append(f"{page.url}: {message.text} {message.location}")


@pytest.fixture
def browser_page(open_page: OpenPage) -> Page:
    """The home page in English on a desktop."""
    return open_page("/")


@pytest.fixture(scope="session")
def axe_source(frontend_files: Path) -> str:
    return (frontend_files.parent / "frontend-tests" / "axe.min.js").read_text(encoding="utf-8")


Axe = Callable[[Page], list[str]]


@pytest.fixture
def axe(axe_source: str) -> Axe:
    """What axe-core finds on a page. Needs a page with script."""

    def violations(page: Page) -> list[str]:
        page.evaluate(axe_source)
        result = page.evaluate(AXE, AXE_TAGS)
        return [_described(violation) for violation in result["violations"]]

    return violations


@pytest.fixture
def assert_accessible(axe: Axe) -> Callable[[Page], None]:
    """Asserts that axe-core finds nothing, and that the page does not scroll sideways. Needs a page with script."""

    def check(page: Page) -> None:
        assert axe(page) == []
        sideways = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert sideways <= 0, f"{page.url} scrolls {sideways} px sideways"

    return check


def _described(violation: dict[str, Any]) -> str:
    places = [" ".join(map(str, node["target"])) for node in violation["nodes"]]
    return f"{violation['id']}: {violation['help']} at {places}"
