"""Reads the packaged 4-bit model file: its shape, its vocabulary and its weights."""

import itertools
import struct
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.encoder.protocol import EncoderError

_MAGIC = b"E5S1"
_VERSION = 1
_FLOAT32 = 0
_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])

BLOCK_SIZE = 32
ZERO_POINT = 8


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of a BERT encoder."""

    hidden: int
    layers: int
    heads: int
    intermediate: int
    vocabulary: int  # rows of the embedding table; there are fewer pieces
    positions: int  # the longest input, in tokens
    types: int
    epsilon: float  # of layer normalisation


@dataclass(frozen=True, slots=True)
class Blocks:
    """A matrix [out, in] in 4 bits: weight = (code - 8) * scale, one scale for 32 neighbours in a row."""

    codes: NDArray[np.uint8]  # [out, in // 32, 16]; two weights a byte, neighbours together, low half first
    scales: NDArray[np.float32]  # [out, in // 32]

    def dequantised(self) -> NDArray[np.float32]:
        codes = np.stack([self.codes & 0x0F, self.codes >> 4], axis=-1).astype(np.int8) - ZERO_POINT
        rows, blocks, _ = self.codes.shape
        weights = codes.reshape(rows, blocks, BLOCK_SIZE) * self.scales[:, :, None]
        return weights.reshape(rows, blocks * BLOCK_SIZE)


@dataclass(frozen=True, slots=True)
class Dense:
    """A matrix [out, in] as it is, in float32."""

    weights: NDArray[np.float32]

    def dequantised(self) -> NDArray[np.float32]:
        return self.weights


@dataclass(frozen=True, slots=True)
class PackedModel:
    shape: Shape
    pieces: list[tuple[str, float]]  # of a Unigram tokenizer, with log probabilities; place = token id
    unknown: int  # token id
    matrices: dict[str, Blocks | Dense]
    vectors: dict[str, NDArray[np.float32]]  # biases, layer normalisation, position and type embeddings

    @property
    def words(self) -> Blocks:
        """The word embeddings: nothing is ever put in their place."""
        found = self.matrices["emb.word"]
        if not isinstance(found, Blocks):
            raise EncoderError("The word embeddings are not in 4 bits, as the served graph needs them.")
        return found


class _Cursor:
    def __init__(self, data: memoryview) -> None:
        self.data = data
        self.at = 0

    def take(self, layout: str) -> tuple[int, ...]:
        values = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return values

    def array(self, dtype: str, count: int) -> NDArray[np.generic]:
        values = np.frombuffer(self.data, dtype, count, self.at)
        self.at += values.nbytes
        return values

    def text(self, length: int) -> str:
        self.at += length
        return bytes(self.data[self.at - length : self.at]).decode()


def read_packed(data: bytes) -> PackedModel:
    """The model in a file's content. Raises EncoderError if its layout is not the one known here."""
    try:
        return _read(_Cursor(memoryview(data)))
    except (struct.error, ValueError) as error:
        raise EncoderError(f"Not a whole 4-bit model file: {error}.") from error


def _read(cursor: _Cursor) -> PackedModel:
    if cursor.text(4).encode() != _MAGIC or cursor.take("I") != (_VERSION,):
        raise ValueError("unknown kind or version")
    shape = Shape(*cursor.take("7i"), *cursor.take("f"))
    _block, count, _bos, _eos, _pad, unknown = cursor.take("6i")
    pieces = _pieces(cursor, count)
    _skip_character_map(cursor)
    matrices: dict[str, Blocks | Dense] = {}
    vectors: dict[str, NDArray[np.float32]] = {}
    for _ in range(*cursor.take("i")):
        _tensor(cursor, shape, matrices, vectors)
    return PackedModel(shape, pieces, unknown, matrices, vectors)


def _pieces(cursor: _Cursor, count: int) -> list[tuple[str, float]]:
    (length,) = cursor.take("Q")
    offsets = cursor.array("<u4", count + 1).tolist()
    scores = cursor.array("<f4", count).tolist()
    start = cursor.at
    cursor.at += length
    blob = bytes(cursor.data[start : cursor.at])
    texts = (blob[first:last].decode() for first, last in itertools.pairwise(offsets))
    return list(zip(texts, scores, strict=True))


def _skip_character_map(cursor: _Cursor) -> None:
    """A map of single code points: the tokenizer needs the full one, which sentencepiece has."""
    _count, length = cursor.take("iI")
    cursor.at += length


def _tensor(
    cursor: _Cursor,
    shape: Shape,
    matrices: dict[str, Blocks | Dense],
    vectors: dict[str, NDArray[np.float32]],
) -> None:
    name = cursor.text(*cursor.take("H"))
    kind, count, offset, size = cursor.take("BIQQ")
    if offset + size > len(cursor.data):
        raise ValueError(f"{name} ends after the file")
    raw = cursor.data[offset : offset + size]
    if kind == _FLOAT32:
        vectors[name] = np.frombuffer(raw, "<f4", count)
    else:
        rows = count // (shape.intermediate if name.endswith(".fo.w") else shape.hidden)
        matrices[name] = _blocks(np.frombuffer(raw, _BLOCK).reshape(rows, -1))


def _blocks(packed: NDArray[np.void]) -> Blocks:
    """From byte j = weights (j, j + 16) of its block to byte j = weights (2j, 2j + 1)."""
    nibbles = packed["nibbles"]
    ordered = np.concatenate([nibbles & 0x0F, nibbles >> 4], axis=-1)
    return Blocks(ordered[..., ::2] | ordered[..., 1::2] << 4, packed["scale"].astype(np.float32))
