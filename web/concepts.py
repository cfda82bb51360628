"""Concepts as readers see them: found by what they type, named in their language or in another that says which."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from esco_data import ConceptKind, SearchHit, Taxonomy

MOST_FOUND = 8
"""Concepts offered for a name that was searched."""

LONGEST_NAME = 300
"""Characters of a name that are searched for; ESCO's longest labels have about 240."""


@dataclass(frozen=True, slots=True)
class Name:
    """A text and the language it is in; `language` is None where that is not known."""

    text: str
    language: str | None


@dataclass(frozen=True, slots=True)
class Found:
    """A concept that answers what was typed; `by` is the label that did, where it is another than the name."""

    uri: str
    occupation: bool
    name: Name
    by: Name | None


def name_of(taxonomy: "Taxonomy", uri: str, language: str) -> Name:
    """The preferred label in `language`, else in English, else in any; else the URI."""
    for wished in (language, "en", None):
        if labels := taxonomy.labels(uri, wished):
            return Name(labels[0].text, labels[0].language)
    return Name(uri, None)


def speaks(taxonomy: "Taxonomy", language: str) -> bool:
    """Whether the taxonomy has names in this language; else readers see English ones."""
    return language in taxonomy.info.languages


def search(
    taxonomy: "Taxonomy", typed: str, language: str, *, kind: "ConceptKind | None" = None
) -> list[Found]:
    """Skills and occupations, or those of one kind, that answer a name as typed so far, in any language; best first."""
    hits = taxonomy.search(typed[:LONGEST_NAME], language=language, kind=kind, limit=MOST_FOUND)
    return [_found(taxonomy, hit, language) for hit in hits]


def _found(taxonomy: "Taxonomy", hit: "SearchHit", language: str) -> Found:
    name = name_of(taxonomy, hit.uri, language)
    same = hit.text.casefold() == name.text.casefold()
    return Found(hit.uri, hit.kind == "occupation", name, None if same else Name(hit.text, hit.language))


def found(taxonomy: "Taxonomy", uri: str, language: str) -> Found:
    """A concept by its URI, which the taxonomy has."""
    return Found(uri, kind_of(taxonomy, uri) == "occupation", name_of(taxonomy, uri, language), None)


def neighbours(taxonomy: "Taxonomy", uri: str, language: str) -> list[Found]:
    """What may be meant instead of a concept: wider and narrower ones, those under the same wider one, related ones."""
    wider = taxonomy.broader(uri)
    near = [*wider, *taxonomy.narrower(uri), *(r.uri for r in taxonomy.related_skills(uri))]
    near += [sister for each in wider for sister in taxonomy.narrower(each)]
    choosable = [each for each in dict.fromkeys(near) if each != uri and is_choosable(taxonomy, each)]
    return [found(taxonomy, each, language) for each in choosable[:MOST_FOUND]]


def kind_of(taxonomy: "Taxonomy", uri: str) -> "ConceptKind | None":
    """Of a concept of today; None for what the taxonomy has not, or no longer has."""
    concept = taxonomy.concept(uri)
    return None if concept is None or concept.obsolete else concept.kind


def is_choosable(taxonomy: "Taxonomy", uri: str) -> bool:
    """Whether this is a skill or an occupation of today; groups of them stand for no single one."""
    return kind_of(taxonomy, uri) in ("skill", "occupation")
