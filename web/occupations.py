"""The occupation of a pasted vacancy, which its writer can put right: what is offered, found by name, and checked."""

from collections.abc import Iterable

from web import concepts, i18n
from web.concepts import Found, name_of
from web.platform import NotReady, Platform
from web.views.choices import Options


def is_known(parts: Platform, uri: str) -> bool:
    """Whether this is an occupation of the taxonomy in use. Raises NotReady before the first import."""
    from esco_data import ConceptKind

    return concepts.kind_of(parts.taxonomy, uri) is ConceptKind.OCCUPATION


def search(parts: Platform, name: str) -> Options:
    """The best answers to a name as typed, in any language. Raises NotReady before the first import."""
    from esco_data import ConceptKind

    found = concepts.search(parts.taxonomy, name, i18n.current().language, kind=ConceptKind.OCCUPATION)
    return [(each.uri, _shown(each)) for each in found]


def _shown(found: Found) -> str:
    """The preferred label, with the label that answered where it is another."""
    return f"{found.name.text} ({found.by.text})" if found.by else found.name.text


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
