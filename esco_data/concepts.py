"""Reads the concepts of a package: skills, occupations and groups, with their labels and descriptions."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from esco_data.errors import PackageError
from esco_data.model import Concept, ConceptKind, LabelKind
from esco_data.packages import Package, PackageFile
from esco_data.rows import Row, read

KINDS = {
    "skills": ConceptKind.SKILL,
    "occupations": ConceptKind.OCCUPATION,
    "ISCOGroups": ConceptKind.ISCO_GROUP,
    "skillGroups": ConceptKind.SKILL_GROUP,
}
TYPES = {  # as broaderRelations name them
    "KnowledgeSkillCompetence": ConceptKind.SKILL,
    "Occupation": ConceptKind.OCCUPATION,
    "ISCOGroup": ConceptKind.ISCO_GROUP,
    "SkillGroup": ConceptKind.SKILL_GROUP,
}
# Occupations have a column regulatedProfessionNote. It is left out on purpose: it marks 15 of 3,007 occupations
# (the sectoral professions of Directive 2005/36/EC) and calls teachers and electricians "unregulated". Whether a
# profession is regulated is a question of country and date, and is answered by rule packs alone.
COLUMNS = {
    "skills": ("conceptUri", "preferredLabel", "altLabels", "skillType", "reuseLevel"),
    "occupations": ("conceptUri", "preferredLabel", "altLabels", "iscoGroup"),
    "ISCOGroups": ("conceptUri", "preferredLabel", "code"),
    "skillGroups": ("conceptUri", "preferredLabel", "altLabels"),
}
LABEL_COLUMNS = ("conceptUri", "preferredLabel", "altLabels")
DECLARED_PER_CONCEPT = 1 / 1000


@dataclass(frozen=True, slots=True)
class Entry:
    """A concept with what one language says of it. `labels` begins with the preferred one, if any."""

    concept: Concept
    language: str
    labels: tuple[tuple[LabelKind, str], ...] = ()
    description: str = ""


@dataclass(slots=True)
class Structure:
    """The concepts of a classification by URI; `declared` are those whose own row the release lacks."""

    entries: dict[str, Entry] = field(default_factory=dict)
    declared: set[str] = field(default_factory=set)


def read_structure(package: Package, language: str) -> Structure:
    """All concepts of a whole package. PackageError for a missing file or a URI that stands there twice."""
    structure = Structure()
    for stem in KINDS:
        lines: dict[str, int] = {}
        for row in read(need(package, stem, language), COLUMNS[stem]):
            entry = entry_of(row, stem)
            if entry.concept.uri in structure.entries:
                there = (
                    f" on line {lines[entry.concept.uri]}"
                    if entry.concept.uri in lines
                    else " in another file"
                )
                raise row.error("conceptUri", f"{entry.concept.uri} stands there already,{there}.")
            structure.entries[entry.concept.uri] = entry
            lines[entry.concept.uri] = row.line
    _check_isco(package, structure, language)
    _add_hierarchy(package, structure, language)
    _add_declared(package, structure, language)
    return structure


def need(package: Package, stem: str, language: str) -> PackageFile:
    if file := package.file(stem, language):
        return file
    problem = f"the file {stem}_{language}.csv is missing."
    raise PackageError(package.path.name, problem, "Download the package again, with all its parts.")


def entry_of(row: Row, stem: str) -> Entry:
    """The concept of a row and its texts. A row without a preferred label is an error."""
    kind = KINDS[stem]
    concept = Concept(
        row.uri("conceptUri"),
        kind,
        code=row["code"].strip() or None,
        isco=_isco(row) if kind is ConceptKind.OCCUPATION else None,
        skill_type=row["skillType"].strip() or None,
        reuse_level=row["reuseLevel"].strip() or None,
    )
    return Entry(concept, row.file.language, tuple(_labels(row)), _description(row))


def _labels(row: Row) -> Iterator[tuple[LabelKind, str]]:
    preferred = " ".join(row["preferredLabel"].split())
    if not preferred:
        raise row.error("preferredLabel", "the concept has no preferred label.")
    row.texts("preferredLabel")  # refuses what is too long
    yield LabelKind.PREFERRED, preferred
    seen = {preferred}
    for kind, column in ((LabelKind.ALTERNATIVE, "altLabels"), (LabelKind.HIDDEN, "hiddenLabels")):
        for text in row.texts(column):
            if text not in seen:
                seen.add(text)
                yield kind, text


def _description(row: Row) -> str:
    return row["description"].strip() or row["definition"].strip()


def _isco(row: Row) -> str | None:
    code = row["iscoGroup"].strip().removeprefix("C")
    if "iscoGroup" not in row.cells:
        return None
    if len(code) != 4 or not code.isdecimal():
        remedy = "An ISCO-08 unit group has four digits; a spreadsheet drops a leading zero."
        raise row.error("iscoGroup", f"{code!r} is not a unit group of ISCO-08.", remedy)
    return code


def _check_isco(package: Package, structure: Structure, language: str) -> None:
    known = {e.concept.code for e in structure.entries.values() if e.concept.kind is ConceptKind.ISCO_GROUP}
    if all(e.concept.isco is None or e.concept.isco in known for e in structure.entries.values()):
        return
    for row in read(need(package, "occupations", language), ("iscoGroup",)):
        if _isco(row) not in known:
            raise row.error(
                "iscoGroup", f"ISCO group {row['iscoGroup']} is not in ISCOGroups_{language}.csv."
            )


def _add_hierarchy(package: Package, structure: Structure, language: str) -> None:
    """Adds skill groups that only skillsHierarchy has (seven in v1.1.1)."""
    file = need(package, "skillsHierarchy", language)
    for row in read(
        file, [f"Level {level} {what}" for level in range(4) for what in ("URI", "preferred term")]
    ):
        level = max((n for n in range(4) if row[f"Level {n} URI"].strip()), default=None)
        if level is None:
            raise row.error("Level 0 URI", "the row names no skill group.")
        uri, code = row.uri(f"Level {level} URI"), row[f"Level {level} code"].strip()
        if uri in structure.entries:
            continue
        label = " ".join(row[f"Level {level} preferred term"].split())
        if not label:
            raise row.error(f"Level {level} preferred term", "the skill group has no label.")
        concept = Concept(uri, ConceptKind.SKILL_GROUP, code=code or None)
        labels = ((LabelKind.PREFERRED, label),)
        structure.entries[uri] = Entry(concept, language, labels, row["Description"].strip())


def _add_declared(package: Package, structure: Structure, language: str) -> None:
    """Adds concepts that a pillar places, with their type, though the release forgot their own row.

    v1.1.1 lacks one occupation so, of 18,170 concepts. More than one in a thousand is a broken package, and so
    is a URI that only another relation names.
    """
    allowed = int(len(structure.entries) * DECLARED_PER_CONCEPT)
    for stem in ("broaderRelationsOccPillar", "broaderRelationsSkillPillar"):
        for row in read(
            need(package, stem, language), ("conceptType", "conceptUri", "broaderType", "broaderUri")
        ):
            uri, kind = row.uri("conceptUri"), TYPES.get(row["conceptType"].strip())
            if uri in structure.entries:
                continue
            if kind is None or len(structure.declared) == allowed:
                raise unknown(row, "conceptUri")
            structure.declared.add(uri)
            structure.entries[uri] = Entry(Concept(uri, kind), language)


def unknown(row: Row, column: str) -> PackageError:
    problem = f"{row[column].strip()} is no concept of this package."
    return row.error(column, problem, "All files must be of one release. Download the package again.")
