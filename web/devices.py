"""Which browser on which system sends a request, in two words: what a reader needs to know a device of theirs again."""

from typing import Final

from web.i18n import gettext as _

BROWSERS: Final = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser/": "Samsung Internet",
    "UCBrowser/": "UC Browser",
    "FxiOS/": "Firefox",
    "Firefox/": "Firefox",
    "CriOS/": "Chrome",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
"""Mark in the User-Agent header to name, the more particular first: most browsers also claim to be others."""

SYSTEMS: Final = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "CrOS": "ChromeOS",
    "Mac OS X": "macOS",
    "Linux": "Linux",
}


def noted(user_agent: str) -> str:
    """What is kept of a User-Agent header: "Firefox/Android", either part empty where unknown; never the header."""
    return f"{_first(BROWSERS, user_agent)}/{_first(SYSTEMS, user_agent)}"


def in_words(noted: str) -> str:
    """The same for a reader."""
    browser, _slash, system = noted.partition("/")
    if browser and system:
        return _("%(browser)s on %(system)s", browser=browser, system=system)
    return browser or system or _("Unknown device")


def _first(marks: dict[str, str], text: str) -> str:
    return next((name for mark, name in marks.items() if mark in text), "")
