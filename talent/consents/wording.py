"""The words that people agree to, by version. A version that was published once is never changed: make another."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Final

from talent.errors import NotFound
from talent.sections import Section

FALLBACK: Final = "en"


@dataclass(frozen=True, slots=True)
class Words:
    """In one language. `agreement` has a place for the country: "{country}". Older versions lack newer sections."""

    agreement: str
    sections: Mapping[Section, str]


@dataclass(frozen=True, slots=True)
class Text:
    """`languages` are those in which this version was published."""

    version: str
    since: date
    languages: Mapping[str, Words]

    def language(self, wanted: str) -> str:
        """The language in which a reader of `wanted` gets it."""
        return wanted if wanted in self.languages else FALLBACK

    def words(self, language: str) -> Words:
        return self.languages[self.language(language)]


def text(version: str) -> Text:
    """Raises NotFound."""
    for each in texts():
        if each.version == version:
            return each
    raise NotFound("consent-text")


def current_text() -> Text:
    return texts()[-1]


@cache
def texts() -> Sequence[Text]:
    """All versions, oldest first."""
    document = tomllib.loads(files("talent.consents").joinpath("texts.toml").read_text("utf-8"))
    return tuple(
        Text(each["id"], each["since"], {code: _words(given) for code, given in each["words"].items()})
        for each in document["version"]
    )


def _words(given: Mapping[str, str]) -> Words:
    return Words(given["agreement"], {each: given[each.value] for each in Section if each.value in given})
