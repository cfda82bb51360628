"""The nouns of the taxonomy, in ESCO's own terms."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum

ATTRIBUTION = "This service uses the ESCO classification of the European Commission."


class ConceptKind(StrEnum):
    SKILL = "skill"  # ESCO's KnowledgeSkillCompetence
    SKILL_GROUP = "skill-group"
    OCCUPATION = "occupation"
    ISCO_GROUP = "isco-group"


class LabelKind(StrEnum):
    PREFERRED = "preferred"
    ALTERNATIVE = "alternative"
    HIDDEN = "hidden"  # SKOS: found by search, never shown (misspellings, old names)


@dataclass(frozen=True, slots=True)
class Concept:
    """`isco` is the ISCO-08 unit group, four digits, of occupations; `code` is ESCO's own (2221.2, S1.4.0)."""

    uri: str
    kind: ConceptKind
    code: str | None = None
    isco: str | None = None
    skill_type: str | None = None
    reuse_level: str | None = None
    obsolete: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    language: str
    kind: LabelKind
    text: str


@dataclass(frozen=True, slots=True)
class Surface:
    """One text by which a concept may be met. `label_kind` is None for its description."""

    uri: str
    kind: ConceptKind
    language: str
    label_kind: LabelKind | None
    text: str


@dataclass(frozen=True, slots=True)
class SkillRelation:
    uri: str
    essential: bool


@dataclass(frozen=True, slots=True)
class Collection:
    """A named set of concepts: a collection of ESCO (digital, green …) or the tops of a concept scheme."""

    key: str
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class SearchHit:
    """`label` is in the reader's language; `text` is what matched, in `language`. `score` is in (0, 1].

    A hidden label is not shown: then `text` is the preferred label of its language.
    """

    uri: str
    kind: ConceptKind
    label: str
    text: str
    language: str
    label_kind: LabelKind
    score: float


@dataclass(frozen=True, slots=True)
class TaxonomyInfo:
    """What taxonomy this is. `counts` holds concepts by kind, obsolete ones and relations by name."""

    name: str
    version: str
    source: str
    digest: str
    imported: str  # ISO 8601, UTC
    languages: tuple[str, ...]
    counts: Mapping[str, int]
    labels: Mapping[str, int]  # by language
    is_starter: bool
    attribution: str = ATTRIBUTION

    @property
    def has_relations(self) -> bool:
        """Whether it is known which skills an occupation needs. The starter does not know."""
        return self.counts.get("occupation_skill", 0) > 0

    def as_json(self) -> dict[str, object]:
        return {**asdict(self), "languages": list(self.languages), "has_relations": self.has_relations}
