"""A taxonomy in miniature, invented for tests: twelve occupations and their main skills in four languages.

The URIs have ESCO's form and are not ESCO's: their identifiers are zeros with a number. The ISCO groups are real.
The words are in mini_esco.toml.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from esco_data import Taxonomy
from esco_data.importer import import_packages
from tests.factories.esco_package import PackageFiles, write_zip

BASE = "http://data.europa.eu/esco"
LANGUAGES = ("en", "fr", "de", "ar")


@cache
def mini() -> dict[str, Any]:
    """Tables `isco` and `skill_groups` (code to label), lists `skills` and `occupations`. Not to be changed."""
    return tomllib.loads(Path(__file__).with_name("mini_esco.toml").read_text(encoding="utf-8"))


def skill_uri(key: str) -> str:
    """The URI of a skill of mini_esco.toml by its key, `dress-wounds`."""
    return _uri("skill/00000000-0000-4000-8000", [skill["key"] for skill in mini()["skills"]], key)


def occupation_uri(key: str) -> str:
    """The URI of an occupation by its key, `nurse`."""
    return _uri("occupation/00000000-0000-4000-8000", [one["key"] for one in mini()["occupations"]], key)


def group_uri(code: str) -> str:
    """The URI of a skill group by its code, `S3`."""
    return _uri("skill/00000000-0000-4000-9000", list(mini()["skill_groups"]), code)


def isco_uri(code: str) -> str:
    return f"{BASE}/isco/C{code}"


def _uri(start: str, keys: list[str], key: str) -> str:
    return f"{BASE}/{start}-{keys.index(key) + 1:012d}"


def english_package() -> PackageFiles:
    """The whole mini classification, as rows by file and in the official columns; change it to make it wrong."""
    return {
        **label_package("en"),
        "ISCOGroups_en.csv": [
            {"conceptType": "ISCOGroup", "conceptUri": isco_uri(code), "code": code, "preferredLabel": label}
            for code, label in mini()["isco"].items()
        ],
        "skillGroups_en.csv": [
            {
                "conceptType": "SkillGroup",
                "conceptUri": group_uri(code),
                "preferredLabel": label,
                "code": code,
            }
            for code, label in mini()["skill_groups"].items()
        ],
        "skillsHierarchy_en.csv": [
            {"Level 0 URI": group_uri(code), "Level 0 preferred term": label, "Level 0 code": code}
            for code, label in mini()["skill_groups"].items()
        ],
        **_relations(),
        **_collections(),
    }


def label_package(language: str) -> PackageFiles:
    """The labels alone, as the language packs have them. Descriptions are in English only."""
    texts = language == "en"
    return {
        f"skills_{language}.csv": [
            {
                "conceptType": "KnowledgeSkillCompetence",
                "conceptUri": skill_uri(skill["key"]),
                "skillType": "knowledge" if skill.get("knowledge") else "skill/competence",
                "reuseLevel": "sector-specific",
                **_labels(skill[language]),
                "description": skill["description"] if texts else "",
            }
            for skill in mini()["skills"]
        ],
        f"occupations_{language}.csv": [
            {
                "conceptType": "Occupation",
                "conceptUri": occupation_uri(occupation["key"]),
                "iscoGroup": occupation["isco"],
                "code": occupation["code"],
                **_labels(occupation[language]),
                "description": occupation["description"] if texts else "",
            }
            for occupation in mini()["occupations"]
        ],
    }


def _labels(names: list[str]) -> dict[str, str]:
    return {"preferredLabel": names[0], "altLabels": "\n".join(names[1:])}


def _relations() -> PackageFiles:
    return {
        "broaderRelationsOccPillar_en.csv": [
            *(
                _broader("ISCOGroup", isco_uri(c), "ISCOGroup", isco_uri(c[:-1]))
                for c in mini()["isco"]
                if c[1:]
            ),
            *(
                _broader("Occupation", occupation_uri(one["key"]), "ISCOGroup", isco_uri(one["isco"]))
                for one in mini()["occupations"]
            ),
        ],
        "broaderRelationsSkillPillar_en.csv": [
            _broader(
                "KnowledgeSkillCompetence", skill_uri(skill["key"]), "SkillGroup", group_uri(skill["group"])
            )
            for skill in mini()["skills"]
        ],
        "occupationSkillRelations_en.csv": [
            {"occupationUri": occupation_uri(one["key"]), "relationType": how, "skillUri": skill_uri(key)}
            for one in mini()["occupations"]
            for how in ("essential", "optional")
            for key in one[how]
        ],
        "skillSkillRelations_en.csv": [
            {
                "originalSkillUri": skill_uri("python"),
                "relationType": "optional",
                "relatedSkillUri": skill_uri("databases"),
            }
        ],
    }


def _broader(what: str, uri: str, broader: str, broader_uri: str) -> dict[str, str]:
    return {"conceptType": what, "conceptUri": uri, "broaderType": broader, "broaderUri": broader_uri}


def _collections() -> PackageFiles:
    digital = [skill for skill in mini()["skills"] if skill["group"] == "S5"]
    return {
        "digitalSkillsCollection_en.csv": [
            {"conceptUri": skill_uri(skill["key"]), **_labels(skill["en"])} for skill in digital
        ],
        "conceptSchemes_en.csv": [
            {
                "conceptSchemeUri": f"{BASE}/concept-scheme/isco",
                "preferredLabel": "ISCO 2008",
                "hasTopConcept": ",\n".join(isco_uri(code) for code in mini()["isco"] if len(code) == 1),
            }
        ],
    }


def write_packages(folder: Path) -> list[Path]:
    """The English package and the three language packs, zipped, in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    whole = folder / "ESCO dataset - v0.0.1 - classification - en - csv.zip"
    write_zip(whole, english_package())
    packs = [folder / f"labels-{language}.zip" for language in LANGUAGES[1:]]
    for pack, language in zip(packs, LANGUAGES[1:], strict=True):
        write_zip(pack, label_package(language))
    return [whole, *packs]


def write_mini_taxonomy(path: Path) -> Taxonomy:
    """The mini taxonomy, imported to `path` as an operator would import the real one."""
    import_packages(write_packages(path.parent / f"{path.name}-packages"), path)
    return Taxonomy.open(path)
