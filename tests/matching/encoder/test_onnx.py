"""The serving encoder: right against plain numpy, in order, from many threads, without torch."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from matching.encoder import EncoderError, open_encoder
from matching.encoder.onnx import OnnxEncoder
from tests.matching.encoder import reference
from tests.matching.encoder.tiny import HEADS, LAYERS, POSITIONS, Tiny

TEXTS = ["nurse", "welders", "a b a b a b", "", "nurses weld", "b"]

ENCODE_AND_LIST_MODULES = """
import sys
from pathlib import Path
from matching.encoder.onnx import OnnxEncoder
OnnxEncoder.open(Path(sys.argv[1])).encode_queries(["nurse"])
print(*sorted({name.split(".")[0] for name in sys.modules}))
"""


def test_vectors_are_those_of_plain_numpy(tiny: Tiny, tiny_encoder: OnnxEncoder) -> None:
    """Apart from what rounding takes."""
    for text, vector in zip(TEXTS, tiny_encoder.encode_queries(TEXTS), strict=True):
        (ids,) = tiny_encoder.cutter.cut([f"query: {text}"])
        exact = reference.encode(tiny.weights, ids, layers=LAYERS, heads=HEADS)
        assert vector @ exact > 0.999


def test_a_text_has_the_same_vector_alone_and_among_others(tiny_encoder: OnnxEncoder) -> None:
    together = tiny_encoder.encode_passages(TEXTS)
    alone = np.concatenate([tiny_encoder.encode_passages([text]) for text in TEXTS])
    assert together.dtype == np.float32
    assert np.linalg.norm(together, axis=1) == pytest.approx(1, abs=1e-5)
    assert (together * alone).sum(axis=1).min() > 0.999


def test_queries_and_passages_have_their_own_prompts(tiny_encoder: OnnxEncoder) -> None:
    assert not np.allclose(tiny_encoder.encode_queries(["nurse"]), tiny_encoder.encode_passages(["nurse"]))


def test_long_texts_are_cut_and_no_texts_are_no_vectors(tiny_encoder: OnnxEncoder) -> None:
    assert len(tiny_encoder.cutter.cut(["a b " * 100])[0]) == POSITIONS
    assert tiny_encoder.encode_queries(["a b " * 100]).shape == (1, 32)
    assert tiny_encoder.encode_queries([]).shape == (0, 32)


@pytest.mark.parametrize("text", ["\ud800", "a\x00b", "\u200b", " \n\t", "🧑‍⚕️" * 50])
def test_any_string_has_a_vector(tiny_encoder: OnnxEncoder, text: str) -> None:
    assert np.isfinite(tiny_encoder.encode_queries([text])).all()


def test_a_stretch_is_the_mean_of_its_tokens_in_their_text(tiny_encoder: OnnxEncoder) -> None:
    """A stretch that is the whole text has all tokens but start, prompt and end: near the text's vector, not it."""
    (vectors,) = tiny_encoder.encode_within(["nurses weld"], [[(0, 6), (7, 11), (0, 11)]])
    assert vectors.shape == (4, 32)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(4), abs=1e-5)
    assert vectors[0] @ tiny_encoder.encode_queries(["nurses weld"])[0] > 0.999
    nurses, weld, both = vectors[1:]
    assert nurses @ both < 0.999
    assert weld @ both < 0.999


def test_texts_with_stretches_come_in_their_order(tiny_encoder: OnnxEncoder) -> None:
    stretches = [[(0, 1)] * (len(text) > 0) for text in TEXTS]
    found = tiny_encoder.encode_within(TEXTS, stretches)
    assert [len(vectors) for vectors in found] == [1 + len(some) for some in stretches]
    alone = tiny_encoder.encode_queries(TEXTS)
    assert (np.stack([vectors[0] for vectors in found]) * alone).sum(axis=1).min() > 0.999


def test_a_stretch_is_found_behind_letters_of_several_bytes(tiny_encoder: OnnxEncoder) -> None:
    """The first word is unknown whatever it is made of; what counts is where the second one starts."""
    plain, wide = tiny_encoder.encode_within(["zzz nurse", "ззз nurse"], [[(4, 9)], [(4, 9)]])
    assert plain[1] @ wide[1] > 0.999


def test_a_stretch_beyond_the_last_token_is_read_by_itself(tiny_encoder: OnnxEncoder) -> None:
    text = "a b " * 100 + "nurse"
    ((_, late),) = tiny_encoder.encode_within([text], [[(len(text) - 5, len(text))]])
    assert late @ tiny_encoder.encode_queries(["nurse"])[0] > 0.999


def test_no_texts_and_no_stretches(tiny_encoder: OnnxEncoder) -> None:
    assert tiny_encoder.encode_within([], []) == []
    (vectors,) = tiny_encoder.encode_within(["nurse"], [[]])
    assert vectors.shape == (1, 32)


def test_progress(tiny_encoder: OnnxEncoder) -> None:
    told: list[tuple[int, int]] = []
    tiny_encoder.encode_queries(TEXTS * 100, progress=lambda *at: told.append(at))
    assert told == sorted(told)
    assert told[-1] == (600, 600)


def test_many_threads_share_one_encoder(tiny_encoder: OnnxEncoder) -> None:
    expected = tiny_encoder.encode_queries(TEXTS)
    with ThreadPoolExecutor(8) as pool:
        for vectors in pool.map(lambda _n: tiny_encoder.encode_queries(TEXTS), range(40)):
            np.testing.assert_array_equal(vectors, expected)


def test_serving_loads_neither_torch_nor_transformers(tiny_folder: Path) -> None:
    command = [sys.executable, "-c", ENCODE_AND_LIST_MODULES, str(tiny_folder)]
    loaded = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - this interpreter, our own code
    assert "onnxruntime" in loaded.stdout.split()
    assert not {"torch", "transformers", "sentence_transformers", "onnx"} & set(loaded.stdout.split())


def test_a_model_that_was_not_built_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="talent model build"):
        open_encoder("default", tmp_path, allow_stand_in=False)


@pytest.mark.parametrize("name", ["model.json", "model_int8.onnx", "model_tokens.sentencepiece"])
def test_a_damaged_folder_says_what_to_do(tiny_folder: Path, tmp_path: Path, name: str) -> None:
    for path in tiny_folder.iterdir():
        if path.is_file():
            (tmp_path / path.name).write_bytes(b"damaged" if path.name == name else path.read_bytes())
    with pytest.raises(EncoderError, match="is damaged"):
        OnnxEncoder.open(tmp_path)
