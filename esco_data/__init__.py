"""The ESCO taxonomy: import, relations, labels in languages and their search.

`Taxonomy.open(path)` reads what `importer.import_packages` wrote; `prepare.ensure` does what of the two is due.
"""

from esco_data.errors import EscoError, PackageError, SourceError
from esco_data.model import (
    ATTRIBUTION,
    Collection,
    Concept,
    ConceptKind,
    Label,
    LabelKind,
    SearchHit,
    SkillRelation,
    Surface,
    TaxonomyInfo,
)
from esco_data.taxonomy import Taxonomy

__all__ = [
    "ATTRIBUTION",
    "Collection",
    "Concept",
    "ConceptKind",
    "EscoError",
    "Label",
    "LabelKind",
    "PackageError",
    "SearchHit",
    "SkillRelation",
    "SourceError",
    "Surface",
    "Taxonomy",
    "TaxonomyInfo",
]
