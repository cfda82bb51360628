"""The mini taxonomy and its packages, for all tests of this folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from esco_data import Taxonomy
from tests.factories.esco import write_mini_taxonomy, write_packages

SHARED = Path(__file__).parents[2] / ".." / "shared"


@pytest.fixture(scope="session")
def mini(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Taxonomy]:
    with write_mini_taxonomy(tmp_path_factory.mktemp("esco") / "taxonomy.sqlite") as taxonomy:
        yield taxonomy


@pytest.fixture
def packages(tmp_path: Path) -> list[Path]:
    """The English package first, then French, German and Arabic labels."""
    return write_packages(tmp_path / "packages")


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "data" / "taxonomy.sqlite"


@pytest.fixture(scope="session")
def real_packages() -> Path:
    folder = SHARED / "esco"
    if not folder.is_dir():
        pytest.skip("the official packages are not in ../shared/esco")
    return folder


@pytest.fixture(scope="session")
def real_english(real_packages: Path) -> Path:
    return next(real_packages.glob("*classification - en*.zip"))


@pytest.fixture(scope="session")
def real_taxonomy(real_english: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Taxonomy]:
    """The English package, imported once."""
    from esco_data.importer import import_packages

    target = tmp_path_factory.mktemp("real") / "taxonomy.sqlite"
    import_packages([real_english], target)
    with Taxonomy.open(target) as taxonomy:
        yield taxonomy
