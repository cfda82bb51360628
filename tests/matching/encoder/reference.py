"""BERT with mean pooling in plain numpy, one text at a time: slow, short, and written apart from the graph."""

import math

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]


def encode(weights: dict[str, Array], ids: list[int], *, layers: int, heads: int) -> Array:
    """The vector of one sequence of token ids, length 1."""
    hidden = weights["emb.ln.w"].size
    x = (
        weights["emb.word"][ids]
        + weights["emb.pos"].reshape(-1, hidden)[: len(ids)]
        + weights["emb.type"][:hidden]
    )
    x = _normalised(weights, "emb.ln", x)
    for layer in range(layers):
        name = f"l{layer}"
        x = _normalised(weights, f"{name}.aln", x + _attention(weights, name, x, heads))
        inner = _gelu(_linear(weights, f"{name}.fi", x))
        x = _normalised(weights, f"{name}.oln", x + _linear(weights, f"{name}.fo", inner))
    mean = x.mean(axis=0)
    return mean / np.linalg.norm(mean)


def _attention(weights: dict[str, Array], name: str, x: Array, heads: int) -> Array:
    q, k, v = (
        _linear(weights, f"{name}.{part}", x).reshape(len(x), heads, -1).transpose(1, 0, 2) for part in "qkv"
    )
    scores = np.exp(q @ k.transpose(0, 2, 1) / math.sqrt(q.shape[-1]))
    mixed = (scores / scores.sum(axis=-1, keepdims=True)) @ v
    return _linear(weights, f"{name}.ao", mixed.transpose(1, 0, 2).reshape(len(x), -1))


def _linear(weights: dict[str, Array], name: str, x: Array) -> Array:
    return x @ weights[f"{name}.w"].T + weights[f"{name}.b"]


def _normalised(weights: dict[str, Array], name: str, x: Array) -> Array:
    centred = x - x.mean(axis=-1, keepdims=True)
    return (
        centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True)) * weights[f"{name}.w"]
        + weights[f"{name}.b"]
    )


def _gelu(x: Array) -> Array:
    return x * 0.5 * (1 + np.vectorize(math.erf)(x / math.sqrt(2)).astype(np.float32))
