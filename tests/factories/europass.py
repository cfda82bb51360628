"""The Europass schema (SkillsPassport 3.4.1) from beside the repository, put together to validate against.

It names lists that its authors keep elsewhere and that nobody here has. In their place stand lists of our own, with
nothing but codes that are certain to be in theirs.
"""

from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
from lxml import etree

SCHEMA: Final = Path(__file__).parents[3] / "shared" / "europass" / "schema-v3.4.1"

ELSEWHERE: Final = {
    "EQF_08": ("EQF/08", "level", [str(level) for level in range(1, 9)]),
    "ISCED97": ("ISCED/97", "field-level2", []),
    "EUDriving": ("EUDriving", "drivinglicence", ["A1", "A2", "A", "B1", "B", "BE", "C1", "C", "CE", "D"]),
    "NACE": ("NACE", "sector-level1", []),
}
"""Part of the address: name of the namespace, of the type, and its codes; none where we write none."""


class _Lists(etree.Resolver):
    def resolve(self, url: str, _public: str, context: Any) -> Any:
        if "/imported/" in url:
            name, kind, codes = next(known for part, known in ELSEWHERE.items() if part in url)
            return self.resolve_string(_list(name, kind, codes), context)
        if "/included/" in url:
            return self.resolve_filename(str(SCHEMA / "included" / url.rpartition("/")[2]), context)
        return None


def _list(name: str, kind: str, codes: list[str]) -> str:
    allowed = "".join(f'<x:enumeration value="{code}"/>' for code in codes or ["none"])
    return (
        '<x:schema xmlns:x="http://www.w3.org/2001/XMLSchema" '
        f'targetNamespace="http://europass.cedefop.europa.eu/{name}"><x:simpleType name="{kind}">'
        f'<x:restriction base="x:string">{allowed}</x:restriction></x:simpleType></x:schema>'
    )


@cache
def schema() -> "etree.XMLSchema":
    """Skips the test where the schema is not beside the repository."""
    if not SCHEMA.is_dir():
        pytest.skip("the Europass schema is not in ../shared/europass")
    parser = etree.XMLParser()
    parser.resolvers.add(_Lists())
    return etree.XMLSchema(etree.parse(str(SCHEMA / "EuropassSchema.xsd"), parser))


def faults(document: bytes) -> list[str]:
    """What the schema has against a file; nothing, where it is valid."""
    known = schema()
    known.validate(etree.fromstring(document))
    return [error.message for error in known.error_log]


def codes(file: str, type_name: str) -> frozenset[str]:
    """The codes that a type of one of the schema's own lists allows."""
    if not SCHEMA.is_dir():
        pytest.skip("the Europass schema is not in ../shared/europass")
    xsd = "{http://www.w3.org/2001/XMLSchema}"
    tree = etree.parse(str(next((SCHEMA / "included").glob(file))))
    found = next(each for each in tree.iter(f"{xsd}simpleType") if each.get("name") == type_name)
    return frozenset(each.get("value", "") for each in found.iter(f"{xsd}enumeration"))
