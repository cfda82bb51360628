"""Writes ESCO packages for tests, in the official columns, as zips or as folders."""

import csv
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

PackageFiles = dict[str, list[dict[str, str]]]  # rows by file name

COLUMNS = {
    "skills": "conceptType conceptUri skillType reuseLevel preferredLabel altLabels hiddenLabels status description",
    "occupations": "conceptType conceptUri iscoGroup preferredLabel altLabels hiddenLabels status"
    " regulatedProfessionNote description code",
    "ISCOGroups": "conceptType conceptUri code preferredLabel status altLabels inScheme description",
    "skillGroups": "conceptType conceptUri preferredLabel altLabels hiddenLabels status description code",
    "broaderRelationsOccPillar": "conceptType conceptUri broaderType broaderUri",
    "broaderRelationsSkillPillar": "conceptType conceptUri broaderType broaderUri",
    "occupationSkillRelations": "occupationUri relationType skillType skillUri",
    "skillSkillRelations": "originalSkillUri originalSkillType relationType relatedSkillType relatedSkillUri",
    "digitalSkillsCollection": "conceptType conceptUri preferredLabel altLabels",
    "conceptSchemes": "conceptType conceptSchemeUri preferredLabel title status description hasTopConcept",
}
_LEVELS = [f"Level {level} {what}" for level in range(4) for what in ("URI", "preferred term")]
_HIERARCHY = [*_LEVELS, "Description", "Scope note", *(f"Level {level} code" for level in range(4))]


def columns(name: str) -> list[str]:
    stem = name.split("_")[0]
    return _HIERARCHY if stem == "skillsHierarchy" else COLUMNS[stem].split()


def as_csv(name: str, rows: list[dict[str, str]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns(name), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def contents(files: PackageFiles) -> dict[str, bytes]:
    return {name: as_csv(name, rows) for name, rows in files.items()}


def write_zip(path: Path, files: PackageFiles, **raw: bytes) -> Path:
    """`raw` replaces or adds files by name, byte for byte (`skills_en=…` for skills_en.csv)."""
    replaced = {f"{name}.csv": data for name, data in raw.items()}
    return write_raw_zip(path, {**contents(files), **replaced})


def write_raw_zip(path: Path, files: Mapping[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def write_folder(folder: Path, files: PackageFiles) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in contents(files).items():
        (folder / name).write_bytes(data)
    return folder
