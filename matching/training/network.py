"""The encoder as torch trains it: what is learnt is the upper half of its layers, the rest stays as it was.

The six upper layers of twelve take 21 MB in half precision, which is what a project can ship.

Texts are packed: the tokens of all of them in one long row without padding, texts of equal length beside each other,
so that only the attention needs to know where a text ends.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from matching.encoder import Stretch
from matching.encoder.tokens import Cutter, in_bytes

if TYPE_CHECKING:
    from torch import Tensor

LONGEST = 96
"""Tokens of a text in training; what is longer is cut."""

PROMPT = "query: "

AT_ONCE = 1024  # texts, where nothing is learnt from them


@dataclass(frozen=True, slots=True)
class Packed:
    """The last states of all tokens (tokens, dimensions), float32; texts in `order`, `lengths` of them beside it."""

    states: "Tensor"
    order: list[int]
    lengths: list[int]

    def means(self) -> "Tensor":
        """Mean state of each text at length 1, in the order in which the texts came: (texts, dimensions)."""
        import torch
        from torch.nn.functional import normalize

        sums = [some.sum(1) for some in _equal(self.states, self.lengths)]
        back = torch.tensor(np.argsort(self.order), device=self.states.device)
        return normalize(torch.cat(sums), dim=-1)[back]

    def texts(self) -> "list[Tensor]":
        """The states of each text (its tokens, dimensions), in the order in which the texts came."""
        parts = self.states.split(self.lengths)
        return [parts[place] for place in np.argsort(self.order)]

    def within(self, places: "Sequence[NDArray[np.int64]]") -> "Tensor":
        """The mean state of these tokens of each text at length 1: (texts, dimensions)."""
        import torch
        from torch.nn.functional import normalize

        sums = [
            states[torch.from_numpy(some[some < len(states)]).to(states.device)].sum(0)
            for states, some in zip(self.texts(), places, strict=True)
        ]
        return normalize(torch.stack(sums), dim=-1)


@dataclass(frozen=True)
class Network:
    model: Any  # transformers' BertModel
    cutter: Cutter
    device: str

    @classmethod
    def open(cls, folder: Path, device: str) -> "Network":
        """From a folder that `talent model build` made."""
        from transformers import BertModel
        from transformers.utils.logging import disable_progress_bar

        from matching.encoder.convert import TOKENS_FILE

        disable_progress_bar()
        model = BertModel.from_pretrained(folder)
        longest = min(LONGEST, model.config.max_position_embeddings)
        for name, parameter in model.named_parameters():
            parameter.requires_grad = _is_upper(name, model.config.num_hidden_layers // 2)
        return cls(model.to(device), Cutter.open(folder / TOKENS_FILE, longest=longest), device)

    def learnt(self) -> "dict[str, Tensor]":
        """The weights that training changes, by their name in the model."""
        return {name: p for name, p in self.model.named_parameters() if p.requires_grad}

    def vectors(self, texts: Sequence[str]) -> "Tensor":
        """Shape (texts, dimensions), float32, of length 1."""
        return self.packed(texts).means()

    def tokens(self, texts: Sequence[str], stretches: Sequence[Stretch]) -> list[NDArray[np.int64]]:
        """Of each text the places of the tokens that touch its stretch."""
        found = []
        for text, stretch in zip(texts, stretches, strict=True):
            (inside,) = in_bytes(text, [stretch], len(PROMPT))
            found.append(self.cutter.place(PROMPT + text).within(*inside))
        return found

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """As `vectors`, for looking only: nothing is learnt from it."""
        import torch

        with torch.no_grad():
            parts = [self.vectors(texts[start : start + AT_ONCE]) for start in range(0, len(texts), AT_ONCE)]
            found: NDArray[np.float32] = torch.cat(parts).cpu().numpy()
        return found

    def packed(self, texts: Sequence[str]) -> Packed:
        """All texts through all layers, in bfloat16 where that is safe."""
        import torch

        ids = self.cutter.cut([PROMPT + text for text in texts])
        order = sorted(range(len(ids)), key=lambda place: len(ids[place]))
        lengths = [len(ids[place]) for place in order]
        with torch.autocast(self.device.partition(":")[0], dtype=torch.bfloat16):
            states = self._embedded([ids[place] for place in order])
            for layer in self.model.encoder.layer:
                states = _through(layer, states, lengths)
        return Packed(states.float(), order, lengths)

    def _embedded(self, ids: list[list[int]]) -> "Tensor":
        import torch

        tokens = torch.tensor([token for some in ids for token in some], device=self.device)
        places = torch.tensor([place for some in ids for place in range(len(some))], device=self.device)
        embedded: Tensor = self.model.embeddings(input_ids=tokens[None], position_ids=places[None])
        return embedded[0]


def _through(layer: Any, states: "Tensor", lengths: list[int]) -> "Tensor":
    """One of transformers' BertLayers over packed texts; its dropout is left out."""
    import torch
    from torch.nn.functional import gelu, scaled_dot_product_attention

    own = layer.attention.self
    query, key, value = (
        [_headed(some, own.num_attention_heads) for some in _equal(part(states), lengths)]
        for part in (own.query, own.key, own.value)
    )
    attended = [scaled_dot_product_attention(*some) for some in zip(query, key, value, strict=True)]
    joined = torch.cat([some.transpose(1, 2).flatten(2).flatten(0, 1) for some in attended])
    output = layer.attention.output
    states = output.LayerNorm(output.dense(joined) + states)
    inner: Tensor = layer.output.dense(gelu(layer.intermediate.dense(states)))
    normalised: Tensor = layer.output.LayerNorm(inner + states)
    return normalised


def _headed(states: "Tensor", heads: int) -> "Tensor":
    """(texts, tokens, dimensions) to (texts, heads, tokens, dimensions of a head)."""
    return states.unflatten(-1, (heads, -1)).transpose(1, 2)


def _equal(states: "Tensor", lengths: list[int]) -> "Iterator[Tensor]":
    """Cuts packed states (tokens, dimensions) into texts of equal length: (texts, tokens, dimensions) each."""
    start = 0
    for length, some in groupby(lengths):
        number = len(list(some))
        yield states[start : start + number * length].unflatten(0, (number, length))
        start += number * length


def _is_upper(name: str, first: int) -> bool:
    """Whether a weight is in this layer or above: "encoder.layer.7.…"."""
    parts = name.split(".")
    return parts[:2] == ["encoder", "layer"] and int(parts[2]) >= first
