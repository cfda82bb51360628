"""Concepts as readers see them: the preferred label in their language, or in another that says which it is."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from esco_data import Taxonomy


@dataclass(frozen=True, slots=True)
class Name:
    """A text and the language it is in; `language` is None where that is not known."""

    text: str
    language: str | None


def name_of(taxonomy: "Taxonomy", uri: str, language: str) -> Name:
    """The preferred label in `language`, else in English, else in any; else the URI."""
    for wished in (language, "en", None):
        if labels := taxonomy.labels(uri, wished):
            return Name(labels[0].text, labels[0].language)
    return Name(uri, None)
