"""A toy model, built by the real converter, and the real one where set-up has built it."""

from pathlib import Path

import pytest

from matching.encoder.convert import build_default, default_folder
from matching.encoder.onnx import OnnxEncoder
from tests.matching.encoder.tiny import Tiny, tiny_model, tiny_wheel
from web.settings import settings as real_settings


@pytest.fixture(scope="session")
def tiny() -> Tiny:
    return tiny_model()


@pytest.fixture(scope="session")
def tiny_folder(tiny: Tiny, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The toy model as `talent model build` leaves the real one."""
    folder = tmp_path_factory.mktemp("tiny")
    with pytest.MonkeyPatch.context() as patch:
        wheel = tiny_wheel(folder, patch, tiny.content)
        return build_default(folder / "models", folder, wheel=wheel, on_top=None, report=lambda _line: None)


@pytest.fixture(scope="session")
def tiny_encoder(tiny_folder: Path) -> OnnxEncoder:
    return OnnxEncoder.open(tiny_folder)


@pytest.fixture(scope="session")
def real_folder() -> Path:
    folder = default_folder(real_settings().models_path)
    if not folder.exists():
        pytest.skip("the default model is not built: run `talent model build`")
    return folder
