"""What training changed, as the project ships it: the weights of the upper layers, put in place of the base model's."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from esco_data.files import replacing
from matching.encoder.packed import Dense, PackedModel
from matching.encoder.protocol import EncoderError

SHIPPED = Path(__file__).with_name("tuned.safetensors")
"""Made by `talent train --ship`; docs/model-card.md says from what."""


@dataclass(frozen=True, slots=True)
class Tuned:
    """Weights by the name that transformers gives them ("encoder.layer.6.output.dense.weight"), and their origin."""

    weights: dict[str, NDArray[np.float32]]
    about: dict[str, str]


def write(path: Path, weights: Mapping[str, NDArray[np.float32]], about: Mapping[str, str]) -> None:
    """In half precision; replaces the file in one rename."""
    from safetensors.numpy import save_file

    halved = {name: np.ascontiguousarray(weights[name], np.float16) for name in sorted(weights)}
    with replacing(path) as part:
        save_file(halved, part, metadata=dict(about))


def read(path: Path) -> Tuned:
    """Raises EncoderError where there is no such file, or it is damaged."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="numpy") as file:
            weights = {name: file.get_tensor(name).astype(np.float32) for name in file.keys()}  # noqa: SIM118 - no dict
            return Tuned(weights, dict(file.metadata() or {}))
    except (OSError, SafetensorError) as error:
        raise EncoderError(
            f"{path}: these are not whole tuned weights ({error}). Get the file again."
        ) from error


@lru_cache(maxsize=4)
def digest(path: Path) -> str:
    """SHA-256 of the file. Raises EncoderError where there is none."""
    try:
        return sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise EncoderError(f"{path} cannot be read ({error.strerror}). It belongs to the program.") from error


def put_on(model: PackedModel, tuned: Tuned, names: Mapping[str, str]) -> PackedModel:
    """The model with these weights in place of its own. `names` leads from transformers' names to the model's.

    Raises EncoderError for a weight that the model does not have, or has in another shape.
    """
    matrices: dict[str, Any] = dict(model.matrices)
    vectors = dict(model.vectors)
    for long, values in tuned.weights.items():
        name = names.get(long, "")
        known = matrices[name].dequantised() if name in matrices else vectors.get(name)
        if known is None or known.shape != values.shape:
            raise EncoderError(
                f"The tuned weights have {long} {values.shape}, which this model does not have."
            )
        if name in matrices:
            matrices[name] = Dense(values)
        else:
            vectors[name] = values
    return replace(model, matrices=matrices, vectors=vectors)
