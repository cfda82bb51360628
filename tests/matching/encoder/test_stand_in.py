"""The stand-in: deterministic, unit length, near where words are shared."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.encoder import EncoderError, StandInEncoder, open_encoder


def similarity(first: str, second: str) -> float:
    a, b = StandInEncoder().encode_queries([first, second])
    return float(a @ b)


@given(st.lists(st.text(max_size=40), max_size=5))
def test_every_text_has_a_vector_of_length_one(texts: list[str]) -> None:
    vectors = StandInEncoder().encode_passages(texts)
    assert vectors.shape == (len(texts), StandInEncoder.dimensions)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)


def test_texts_that_share_words_are_nearer_than_texts_that_do_not() -> None:
    assert similarity("nurse in a hospital", "hospital nurse") > 0.8
    assert similarity("nurse", "nurses") > 0.4
    assert abs(similarity("nurse in a hospital", "weld steel pipes")) < 0.35


def test_accents_and_case_do_not_count() -> None:
    assert similarity("Élève infirmière", "eleve INFIRMIERE") == pytest.approx(1, abs=1e-6)


def test_languages_are_not_bridged() -> None:
    assert abs(similarity("nurse", "ممرضة")) < 0.35


def test_another_process_gets_the_same_vectors() -> None:
    code = (
        "from matching.encoder import StandInEncoder as S; print(S().encode_queries(['nurse'])[0].tolist())"
    )
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 - this interpreter, our own code
    assert other.stdout.strip() == str(StandInEncoder().encode_queries(["nurse"])[0].tolist())


def test_refused_unless_allowed(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(EncoderError, match="TALENT_MODEL=default"):
        open_encoder("stand-in", tmp_path, allow_stand_in=False)
    assert open_encoder("stand-in", tmp_path, allow_stand_in=True).name == "stand-in"
    assert "not on meaning" in caplog.text
