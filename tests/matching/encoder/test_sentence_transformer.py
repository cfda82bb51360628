"""Any other model, through torch: the toy model's own folder serves as one."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from matching.encoder import EncoderError, open_encoder
from matching.encoder.onnx import OnnxEncoder

pytestmark = pytest.mark.filterwarnings(
    "ignore::DeprecationWarning"
)  # torch and transformers warn of their own

TEXTS = ["nurse", "welders", "a b a b", "nurses weld"]


def test_the_folder_loads_and_agrees_with_the_served_graph(
    tiny_folder: Path, tiny_encoder: OnnxEncoder
) -> None:
    encoder = open_encoder(str(tiny_folder), tiny_folder, allow_stand_in=False)
    assert encoder.dimensions == 32
    for exact, served in (
        (encoder.encode_queries(TEXTS), tiny_encoder.encode_queries(TEXTS)),
        (encoder.encode_passages(TEXTS), tiny_encoder.encode_passages(TEXTS)),
    ):
        assert exact.dtype == np.float32
        assert (exact * served).sum(axis=1).min() > 0.999


def test_revision_follows_the_weights(tiny_folder: Path, tmp_path: Path) -> None:
    first = open_encoder(str(tiny_folder), tmp_path, allow_stand_in=False).revision
    copy = shutil.copytree(tiny_folder, tmp_path / "copy")
    assert open_encoder(str(copy), tmp_path, allow_stand_in=False).revision == first
    weights = copy / "model.safetensors"
    content = bytearray(weights.read_bytes())
    content[-1] ^= 1
    weights.write_bytes(content)
    assert open_encoder(str(copy), tmp_path, allow_stand_in=False).revision != first


def test_a_folder_that_is_no_model_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    with pytest.raises(EncoderError, match="TALENT_MODEL takes"):
        open_encoder(str(tmp_path), tmp_path, allow_stand_in=False)
