"""Names of skills and occupations that ESCO has not, written for this project: written/<language>.tsv.

ESCO has no names in Bengali and Urdu, few of skills in Arabic and Ukrainian, and few of the titles that people and
employers really use. No native speaker has read these: they lead to concepts, and are never shown as their names.
"""

from collections.abc import Iterator
from functools import lru_cache
from hashlib import blake2b
from importlib.resources import files
from importlib.resources.abc import Traversable

from esco_data.model import ConceptKind, LabelKind, Surface

_BEFORE = "http://data.europa.eu/esco/"
"""A line is "skill/<uuid>", a tab, and a name."""


def names() -> Iterator[Surface]:
    """By language, in the order of the files."""
    for file in _files():
        for line in file.read_text("utf-8").splitlines():
            if line and not line.startswith("#"):
                concept, text = line.split("\t")
                kind = ConceptKind(concept.partition("/")[0])
                language = file.name.removesuffix(".tsv")
                yield Surface(_BEFORE + concept, kind, language, LabelKind.ALTERNATIVE, text)


@lru_cache(maxsize=1)
def digest() -> str:
    """Twelve hexadecimal digits of everything written."""
    together = blake2b(digest_size=6)
    for file in _files():
        together.update(file.name.encode() + file.read_bytes())
    return together.hexdigest()


def _files() -> list[Traversable]:
    folder = files("esco_data").joinpath("written")
    return sorted((f for f in folder.iterdir() if f.name.endswith(".tsv")), key=lambda file: file.name)
