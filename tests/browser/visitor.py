"""Somebody before a screen: follows links, fills in what is labelled, presses what is named, in their language."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from playwright.sync_api import Locator, Page, expect

from web.i18n import Reader, reader

HEADER = "banner"


@dataclass(frozen=True)
class Visitor:
    """Messages are the English ones of the code; what is looked for is what `reader` is shown for them."""

    page: Page
    reader: Reader

    @classmethod
    def of(cls, page: Page, language: str) -> "Visitor":
        return cls(page, reader(language))

    def words(self, message: str, **values: object) -> str:
        text = self.reader.gettext(message)
        return text % values if values else text

    @property
    def main(self) -> Locator:
        return self.page.get_by_role("main")

    def field(self, label: str) -> Locator:
        """By how its label begins: behind it may stand that it is optional."""
        return self.main.get_by_label(re.compile(rf"^\s*{re.escape(self.words(label))}"))

    def fill(self, label: str, text: str) -> None:
        self.field(label).fill(text)

    def choose(self, label: str, option: str) -> None:
        """`option` as it is shown: names of countries and languages come from Babel, not from the catalogue."""
        self.field(label).select_option(label=option)

    def check(self, label: str, *, group: str | None = None) -> None:
        where = self.main.get_by_role("group", name=group) if group else self.main
        where.get_by_label(self.words(label), exact=True).check()

    def unfold(self, name: str) -> None:
        self.main.get_by_text(self.words(name), exact=True).click()

    def press(self, name: str, **values: object) -> None:
        self.main.get_by_role("button", name=self.words(name, **values), exact=True).click()
        self.fits()

    def follow(self, name: str, **values: object) -> None:
        self._follow(self.main, self.words(name, **values))

    def follow_name(self, name: str) -> None:
        """A link that bears what somebody wrote, the title of a vacancy."""
        self._follow(self.main, name)

    def go_to(self, name: str) -> None:
        """By the link at the top of every page."""
        self._follow(self.page.get_by_role(HEADER), self.words(name))

    def go_by_menu(self, name: str) -> None:
        menu = self.page.get_by_role("navigation", name=self.words("Main"), exact=True)
        menu.get_by_text(self.words("Menu"), exact=True).click()
        menu.get_by_role("link", name=self.words(name), exact=True).click()
        self.fits()

    def _follow(self, where: Locator, name: str) -> None:
        where.get_by_role("link", name=re.compile(rf"^\s*{re.escape(name)}")).first.click()
        self.fits()

    def reads(self, message: str, **values: object) -> None:
        self.finds(self.words(message, **values))

    def finds(self, text: str) -> None:
        """The text stands on the page, where it can be seen."""
        expect(self.main.get_by_text(text).filter(visible=True).first).to_be_visible()

    def fits(self) -> None:
        """Nothing has to be scrolled to sideways."""
        self.page.wait_for_load_state()
        sideways = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert sideways <= 0, f"{self.page.url} scrolls {sideways} px sideways"

    def until(self, there: Callable[[], bool], again: Callable[[], object], *, seconds: float = 30) -> None:
        """Does something `again` until what the server works on beside the pages is done."""
        end = monotonic() + seconds
        while not there():
            assert monotonic() < end, f"waited in vain on {self.page.url}"
            self.page.wait_for_timeout(500)
            again()
            self.page.wait_for_load_state()
