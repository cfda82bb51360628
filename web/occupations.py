"""The occupation of a pasted vacancy, which its writer can put right: what is offered, found by name, and checked."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from web import i18n
from web.concepts import name_of
from web.platform import NotReady, Platform
from web.views.choices import Options

if TYPE_CHECKING:
    from esco_data import SearchHit

MOST_FOUND = 8
"""Occupations offered for a name that was searched."""


def is_known(parts: Platform, uri: str) -> bool:
    """Whether this is an occupation of the taxonomy in use. Raises NotReady before the first import."""
    from esco_data import ConceptKind

    concept = parts.taxonomy.concept(uri)
    return concept is not None and concept.kind is ConceptKind.OCCUPATION and not concept.obsolete


def search(parts: Platform, name: str) -> Options:
    """The best answers to a name as typed, in any language. Raises NotReady before the first import."""
    from esco_data import ConceptKind

    language = i18n.current().language
    hits = parts.taxonomy.search(name, language=language, kind=ConceptKind.OCCUPATION, limit=MOST_FOUND)
    return [(hit.uri, _found(hit)) for hit in hits]


def _found(hit: "SearchHit") -> str:
    """The preferred label, with the label that answered where it is another."""
    return hit.label if hit.text.casefold() == hit.label.casefold() else f"{hit.label} ({hit.text})"


def options(parts: Platform, uris: Iterable[str], *, after: Options) -> Options:
    """What to choose from: `after` as it is, then those of `uris` that are not in it, each once."""
    offered = dict(after)
    for uri in uris:
        offered.setdefault(uri, _label(parts, uri))
    return list(offered.items())


def _label(parts: Platform, uri: str) -> str:
    try:
        return name_of(parts.taxonomy, uri, i18n.current().language).text
    except NotReady:
        return uri
