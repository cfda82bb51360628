"""Every page that can be asked for, as each kind of reader: accessible and whole on the narrowest phone, and light.

320 px is also what 1280 px are at 400 %, WCAG 2.2 criterion 1.4.10.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Axe, OpenPage
from tests.browser.every_page import LINKS_OF_MAILS, NO_PAGES, PAGES, Filled, Who, fill, routes
from tests.factories.records import PASSWORD
from tests.web.test_assets import BUDGET_BYTES
from web.app import create_app
from web.benchmarks import serving
from web.platform import Platform
from web.settings import Settings

TOO_WIDE = """() => {
  const root = document.documentElement;
  if (root.scrollWidth <= innerWidth) return [];
  const reaches = each => { const box = each.getBoundingClientRect(); return box.right > innerWidth || box.left < 0; };
  return [...document.querySelectorAll("main *")].filter(reaches).map(each => each.outerHTML.slice(0, 90)).slice(-3);
}"""

LANGUAGES = ("en", "ar")


@pytest.fixture(scope="module")
def filled(world: Settings, live_server: str) -> Filled:
    platform = Platform.of(world)
    with platform.database.transaction() as db:
        made = fill(db, platform)
    platform.close()
    return made


def test_every_address_has_a_row(settings: Settings) -> None:
    """A new page belongs into tests/browser/every_page.py, with whoever reads it."""
    assert set(routes(create_app(settings, platform=Platform.of(settings)))) == set(PAGES) | NO_PAGES


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("who", Who)
def test_every_page_is_accessible_and_fits(
    open_page: OpenPage,
    axe: Axe,
    filled: Filled,
    who: Who,
    language: str,
) -> None:
    page = open_page(f"/sign-in?lang={language}", viewport="enlarged", language=language)
    if who in filled.emails:
        sign_in(page, filled.emails[who])
    faults = [fault for address in filled.addresses(who) for fault in faults_at(page, axe, address, language)]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("who", Who)
def test_a_first_visit_to_every_page_is_light(live_server: str, filled: Filled, who: Who) -> None:
    """With all its files, compressed; there are no fonts among them."""
    email = filled.emails.get(who)
    cookie = serving.sign_in(live_server, email, PASSWORD) if email else ""
    addresses = filled.addresses(who)
    weights = {each: serving.weigh(live_server, each, cookie=cookie) for each in addresses}
    assert {each: weight for each, weight in weights.items() if weight.all_bytes >= BUDGET_BYTES} == {}
    assert {each for each, weight in weights.items() if weight.status != 200} <= LINKS_OF_MAILS


def sign_in(page: Page, email: str) -> None:
    page.locator("#email").fill(email)
    page.locator("#password").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("form[action='/sign-out']")).to_be_visible()


def faults_at(page: Page, axe: Axe, address: str, language: str) -> Iterator[str]:
    """What is wrong with a page, with its folds open."""
    joint = "&" if "?" in address else "?"
    answer = page.goto(f"{address}{joint}lang={language}")
    assert answer is not None
    if page.url.split("?")[0] != f"{origin(page)}{address.split('?')[0]}":
        yield f"{address}: leads to {page.url}"
    page.evaluate("document.querySelectorAll('main details').forEach(each => each.open = true)")
    yield from (f"{address}: {violation}" for violation in axe(page))
    if wide := page.evaluate(TOO_WIDE):
        yield f"{address}: scrolls sideways because of {wide}"


def origin(page: Page) -> str:
    return "/".join(page.url.split("/")[:3])
