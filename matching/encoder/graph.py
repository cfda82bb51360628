"""Writes a BERT encoder with mean pooling as an ONNX graph in 8-bit integers, for ONNX Runtime on processors.

Built operator by operator from the weights, with ONNX Runtime's fused operators, instead of exported from
torch and then quantised: exporting takes minutes and a gigabyte, this takes a second, and the choice of what
is rounded stays in sight. docs/model.md has the figures behind each choice.

Linear layers are rounded in one of two ways. By block: weights and activations in 8 bits, each 128 inputs of an
output and of a token by a scale of their own, so that a few activations a hundred times the rest spoil no others. By
row, which is faster, where there are no such activations: weights in 7 bits per output channel (ONNX Runtime's kernels
for 8 bits overflow on processors without VNNI, for 7 they cannot), activations in 8 bits per call. Word embeddings
keep the 4 bits they came in.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from matching.encoder.packed import BLOCK_SIZE, PackedModel

if TYPE_CHECKING:
    from onnx import ModelProto, NodeProto, TensorProto

QUANTISATION = (
    "embeddings q4_0; linear int8 by block of 128; ao, and q k v of the lower half, int7 per channel"
)
"""Part of the model's revision: whoever changes the graph so that vectors change by more than rounding does, changes
this.
"""

INPUTS = ("input_ids", "attention_mask")  # int64, (batch, tokens)
OUTPUT = "vectors"  # float32, (batch, hidden), length 1
STATES = "states"  # float32, (batch, tokens, hidden): of each token

_LARGEST_CODE = 63  # of a weight by row
_MIDDLE_CODE = 128  # of a weight by block: what stands for 0
_BLOCKS = (128, 64, 32, 16)  # inputs in a block: as many as divide all inputs
_INTEGER_ACTIVATIONS = 4  # "accuracy level" of MatMulNBits
_OPSET, _MICROSOFT_OPSET, _IR_VERSION = 21, 1, 10
_MICROSOFT = "com.microsoft"


def write_graph(model: PackedModel, path: Path) -> None:
    """Writes `path` and, beside it, `path`.data with the weights, which ONNX Runtime maps instead of reading."""
    import onnx

    onnx.save(
        _graph(model), path, save_as_external_data=True, location=f"{path.name}.data", size_threshold=1024
    )


def quantised(weights: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Codes in -63..63 of a matrix [out, in], and the scale of each row: weight = code * scale."""
    scales = np.abs(weights).max(axis=1) / _LARGEST_CODE
    scales[scales == 0] = 1
    return np.rint(weights / scales[:, None]).astype(np.int8), scales.astype(np.float32)


def by_block(weights: NDArray[np.float32]) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Codes in 1..255 of a matrix [out, in], shape [out, blocks, block], and the scale of each block, shape [out,
    blocks]: weight = (code - 128) * scale.
    """
    size = next(block for block in _BLOCKS if weights.shape[1] % block == 0)
    blocks = weights.reshape(len(weights), -1, size)
    scales = np.abs(blocks).max(axis=2) / (_MIDDLE_CODE - 1)
    scales[scales == 0] = 1
    codes = np.rint(blocks / scales[:, :, None]) + _MIDDLE_CODE
    return codes.astype(np.uint8), scales.astype(np.float32)


class _Builder:
    """Collects nodes and constants; every method that adds a node returns the name of its output."""

    def __init__(self) -> None:
        self.nodes: list[NodeProto] = []
        self.constants: dict[str, TensorProto] = {}

    def constant(self, name: str, values: NDArray[np.generic]) -> str:
        from onnx import numpy_helper

        self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(values), name)
        return name

    def add(self, operator: str, *inputs: str, output: str = "", **attributes: float) -> str:
        return self._node("", operator, inputs, output, attributes)

    def fused(self, operator: str, *inputs: str, **attributes: float) -> str:
        """An operator of ONNX Runtime's own."""
        return self._node(_MICROSOFT, operator, inputs, "", attributes)

    def _node(
        self, domain: str, operator: str, inputs: Sequence[str], output: str, attributes: dict[str, float]
    ) -> str:
        from onnx import helper

        output = output or f"{operator}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, inputs, [output], domain=domain, **attributes))
        return output


def _graph(model: PackedModel) -> "ModelProto":
    build = _Builder()
    mask = build.add("Cast", "attention_mask", to=_element("INT32"))
    states = _embeddings(build, model)
    for layer in range(model.shape.layers):
        states = _layer(build, model, f"l{layer}", states, mask)
    _pooling(build, build.add("Identity", states, output=STATES))
    return _finished(build, model)


def _embeddings(build: _Builder, model: PackedModel) -> str:
    """The sum of word, position and type embeddings (all tokens are of the first type), normalised."""
    words = model.words
    codes = build.constant("words", words.codes.reshape(model.shape.vocabulary, -1))
    scales = build.constant("words.scales", words.scales)
    layout: dict[str, float] = {"bits": 4, "block_size": BLOCK_SIZE, "gather_axis": 0, "quantize_axis": 1}
    word = build.fused("GatherBlockQuantized", codes, "input_ids", scales, **layout)
    table = build.constant("positions", model.vectors["emb.pos"].reshape(1, -1, model.shape.hidden))
    first = build.constant("first", np.array([0]))
    length = build.add("Shape", "input_ids", start=1, end=2)
    position = build.add("Slice", table, first, length, build.constant("axis", np.array([1])))
    token_type = build.constant("type", model.vectors["emb.type"][: model.shape.hidden])
    return _add_and_normalise(build, model, "emb.ln", word, position, token_type)


def _layer(build: _Builder, model: PackedModel, name: str, states: str, mask: str) -> str:
    query, key, value = (_linear(build, model, f"{name}.{part}", states) for part in "qkv")
    attended = build.fused("MultiHeadAttention", query, key, value, "", mask, num_heads=model.shape.heads)
    attended = _linear(build, model, f"{name}.ao", attended)
    states = _add_and_normalise(build, model, f"{name}.aln", attended, states)
    inner = build.fused("Gelu", _linear(build, model, f"{name}.fi", states))
    return _add_and_normalise(build, model, f"{name}.oln", _linear(build, model, f"{name}.fo", inner), states)


def _linear(build: _Builder, model: PackedModel, name: str, states: str) -> str:
    weights = model.matrices[f"{name}.w"].dequantised()
    bias = build.constant(f"{name}.b", model.vectors[f"{name}.b"])
    if _is_even(name, model.shape.layers):
        codes, scales = quantised(weights)
        constants = build.constant(f"{name}.w", codes.T), build.constant(f"{name}.s", scales)
        return build.fused("DynamicQuantizeMatMul", states, *constants, "", bias)
    blocks, scales = by_block(weights)
    outputs, number, size = blocks.shape
    layout: dict[str, float] = {"N": outputs, "K": number * size, "bits": 8, "block_size": size}
    constants = build.constant(f"{name}.w", blocks), build.constant(f"{name}.s", scales.reshape(-1))
    return build.fused(
        "MatMulNBits", states, *constants, "", "", bias, accuracy_level=_INTEGER_ACTIVATIONS, **layout
    )


def _is_even(name: str, layers: int) -> bool:
    """Whether no activation of this linear layer stands out, so that it can be rounded by row."""
    layer, part = name.split(".")
    return part == "ao" or (part in "qkv" and int(layer[1:]) < layers // 2)


def _add_and_normalise(build: _Builder, model: PackedModel, name: str, *terms: str) -> str:
    """Layer normalisation of a sum. ONNX Runtime has an operator for both, which is slower (docs/model.md)."""
    gain = build.constant(f"{name}.w", model.vectors[f"{name}.w"])
    shift = build.constant(f"{name}.b", model.vectors[f"{name}.b"])
    total, *others = terms
    for other in others:
        total = build.add("Add", total, other)
    return build.add("LayerNormalization", total, gain, shift, axis=-1, epsilon=model.shape.epsilon)


def _pooling(build: _Builder, states: str) -> None:
    """The sum over all tokens that are not padding, at length 1: the mean has the same direction."""
    mask = build.add("Cast", "attention_mask", to=_element("FLOAT"))
    row = build.add("Unsqueeze", mask, "axis")
    total = build.add("Squeeze", build.add("MatMul", row, states), "axis")
    build.add("LpNormalization", total, output=OUTPUT, axis=-1, p=2)


def _finished(build: _Builder, model: PackedModel) -> "ModelProto":
    from onnx import helper

    sizes = ["batch", "tokens"]
    inputs = [helper.make_tensor_value_info(name, _element("INT64"), sizes) for name in INPUTS]
    shapes = {OUTPUT: ["batch", model.shape.hidden], STATES: [*sizes, model.shape.hidden]}
    outputs = [
        helper.make_tensor_value_info(name, _element("FLOAT"), shape) for name, shape in shapes.items()
    ]
    graph = helper.make_graph(build.nodes, "encoder", inputs, outputs, list(build.constants.values()))
    opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_MICROSOFT, _MICROSOFT_OPSET)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=_IR_VERSION)


def _element(name: str) -> int:
    from onnx import TensorProto

    return int(TensorProto.DataType.Value(name))
