"""Reads the relations of a package: broader, occupation to skill, skill to skill, and its collections."""

import re
from collections.abc import Iterator, Mapping

from esco_data.concepts import need, unknown
from esco_data.packages import Package
from esco_data.rows import Row, read

Ids = Mapping[str, int]
Pair = tuple[int, int]


def broader(package: Package, language: str, ids: Ids) -> Iterator[Pair]:
    for stem in ("broaderRelationsOccPillar", "broaderRelationsSkillPillar"):
        for row in read(need(package, stem, language), ("conceptUri", "broaderUri")):
            yield _known(row, "conceptUri", ids), _known(row, "broaderUri", ids)


def occupation_skills(package: Package, language: str, ids: Ids) -> Iterator[tuple[int, int, bool]]:
    file = need(package, "occupationSkillRelations", language)
    for row in read(file, ("occupationUri", "relationType", "skillUri")):
        yield _known(row, "occupationUri", ids), _known(row, "skillUri", ids), _essential(row)


def skill_skills(package: Package, language: str, ids: Ids) -> Iterator[tuple[int, int, bool]]:
    file = need(package, "skillSkillRelations", language)
    for row in read(file, ("originalSkillUri", "relationType", "relatedSkillUri")):
        yield _known(row, "originalSkillUri", ids), _known(row, "relatedSkillUri", ids), _essential(row)


def collections(package: Package, language: str, ids: Ids) -> Iterator[tuple[str, str, list[int]]]:
    """Key, name and members of each collection and concept scheme."""
    for file in package.files:
        if file.language == language and file.stem.endswith("Collection"):
            members = [_known(row, "conceptUri", ids) for row in read(file, ("conceptUri",))]
            yield file.stem, _spoken(file.stem), members
    if schemes := package.file("conceptSchemes", language):
        columns = ("conceptSchemeUri", "preferredLabel", "hasTopConcept")
        for row in read(schemes, columns, lists=("hasTopConcept",)):
            yield row.uri("conceptSchemeUri"), row["preferredLabel"].strip(), _tops(row, ids)


def _tops(row: Row, ids: Ids) -> list[int]:
    """The scheme's top concepts. Schemes of label roles and the like have tops that are no concepts here."""
    uris = re.split(r"[,\s]+", row["hasTopConcept"].strip())
    return [ids[uri] for uri in uris if uri in ids]


def _spoken(stem: str) -> str:
    """`digitalSkillsCollection` → `digital skills`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z][a-z])", " ", stem.removesuffix("Collection")).lower()


def _known(row: Row, column: str, ids: Ids) -> int:
    try:
        return ids[row[column]]
    except KeyError:
        pass
    if (found := ids.get(row.uri(column))) is None:
        raise unknown(row, column)
    return found


def _essential(row: Row) -> bool:
    kind = row["relationType"].strip()
    if kind not in ("essential", "optional"):
        raise row.error("relationType", f"{kind!r} is neither 'essential' nor 'optional'.")
    return kind == "essential"
