"""A mini taxonomy, its index made with the stand-in encoder, and what reads and ranks with them."""

from pathlib import Path

import pytest

from esco_data import Taxonomy
from matching import indexing
from matching.encoder import StandInEncoder
from matching.index import ConceptIndex
from matching.mapping import Mapper
from matching.matcher import Matcher
from tests.factories.esco import write_mini_taxonomy


def no_report(stage: str, done: int, total: int) -> None:
    """Nobody watches."""


@pytest.fixture(scope="session")
def taxonomy(tmp_path_factory: pytest.TempPathFactory) -> Taxonomy:
    return write_mini_taxonomy(tmp_path_factory.mktemp("taxonomy") / "mini.sqlite")


@pytest.fixture(scope="session")
def index_folder(taxonomy: Taxonomy, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = indexing.folder_for(tmp_path_factory.mktemp("index"), taxonomy, StandInEncoder())
    indexing.build(folder, taxonomy, StandInEncoder(), no_report)
    return folder


@pytest.fixture(scope="session")
def index(index_folder: Path) -> ConceptIndex:
    return ConceptIndex(index_folder)


@pytest.fixture(scope="session")
def mapper(index: ConceptIndex) -> Mapper:
    return Mapper(index, StandInEncoder())


@pytest.fixture
def matcher(index: ConceptIndex) -> Matcher:
    """A new one for each test: it remembers the pool of candidates."""
    return Matcher(index, StandInEncoder())
