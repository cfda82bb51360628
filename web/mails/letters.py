"""What a mail is before it has a form, and what all who write one need."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from web import i18n
from web.settings import Settings


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    address: str


@dataclass(frozen=True, slots=True)
class Letter:
    """Paragraphs before and after the one thing to do."""

    subject: str
    paragraphs: tuple[str, ...]
    link: Link | None = None
    after: tuple[str, ...] = ()
    stop: Link | None = None
    """Where such mails are stopped with one press; mail programs are told of it too."""


Writer = Callable[[Mapping[str, Any], Settings], Letter]
"""From the data of a mail, in the language in use."""


def to(settings: Settings, path: str, **query: str) -> str:
    """The whole address of a page."""
    return settings.address + path + ("?" + urlencode(query) if query else "")


def day(data: Mapping[str, Any]) -> str:
    """The day that the mail names, as its reader writes dates."""
    return i18n.current().date(date.fromisoformat(data["day"]))
