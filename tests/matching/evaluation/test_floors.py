"""The product with its own model on small slices: no change may make it worse unnoticed.

Floors are in floors.toml. Where a change is meant to move them, write them anew and say why in the commit:
`pytest tests/matching/evaluation/test_floors.py --renew-floors`.
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest

from esco_data import Taxonomy
from matching.encoder import Encoder, EncoderError, open_encoder
from tests.matching.evaluation import slices
from tests.matching.evaluation.slices import Values
from web.settings import settings as real_settings

pytestmark = pytest.mark.real_model

FLOORS = Path(__file__).with_name("floors.toml")
MARGIN = 0.03
"""Between what was measured and the floor: other processors round otherwise, and one query in forty is .025."""

MARGIN_OF_ONE_LANGUAGE = 0.12
"""Where one language alone is compared with English: in so few texts two concepts are as much."""

HOW = "If that is meant to be so: pytest tests/matching/evaluation/test_floors.py --renew-floors"


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    try:
        return open_encoder("default", real_settings().models_path)
    except EncoderError as error:
        pytest.skip(f"the default model is not built: {error}")


def test_parallel_texts(
    taxonomy: Taxonomy, encoder: Encoder, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    hold("parallel", slices.parallel_values(taxonomy, encoder, tmp_path), request)


def test_titles_and_sentences(encoder: Encoder, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    if not (slices.SHARED / "eval").is_dir() or not (slices.SHARED / "esco").is_dir():
        pytest.skip("the judged sets and ESCO are not in ../shared")
    hold("shared", slices.shared_values(encoder, tmp_path), request)


def hold(name: str, values: Values, request: pytest.FixtureRequest) -> None:
    """Fails where a value is under its floor, or has none. With --renew-floors, writes the floors instead."""
    kept: dict[str, dict[str, float]] = tomllib.loads(FLOORS.read_text("utf-8"))
    if request.config.getoption("--renew-floors", default=False):
        floors = {key: round(max(value - _margin(key), 0.0), 3) for key, value in values.items()}
        FLOORS.write_text(as_toml(kept | {name: floors}), "utf-8")
        return
    assert kept[name].keys() == values.keys(), HOW
    under = {
        key: f"{value:.3f}, floor {kept[name][key]:.3f}"
        for key, value in values.items()
        if value < kept[name][key]
    }
    assert under == {}, HOW


def _margin(key: str) -> float:
    return MARGIN_OF_ONE_LANGUAGE if key.endswith("F1 with English") else MARGIN


def as_toml(floors: Mapping[str, Mapping[str, float]]) -> str:
    head = "# Written by `pytest tests/matching/evaluation/test_floors.py --renew-floors`: measured, less a margin.\n"
    tables = (
        f"\n[{name}]\n" + "".join(f'"{key}" = {value}\n' for key, value in values.items())
        for name, values in sorted(floors.items())
    )
    return head + "".join(tables)
