"""What training makes small: a text lies nearer to its own partner than to all others of the batch."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor

    from matching.training.batches import Batch
    from matching.training.network import Network, Packed

SCALE = 30.0
"""Cosines times this are the logits: temperature 1/30."""


def loss(network: "Network", batch: "Batch") -> "Tensor":
    """InfoNCE in both directions (van den Oord, Li, Vinyals 2018, arXiv:1807.03748), over the batch.

    For sentences the same again with similarities word by word, since a sentence speaks of several things, and for
    their stretches, read in the sentence, as serving reads its clauses.
    """
    import torch

    ignored = torch.from_numpy(batch.ignored).to(network.device)
    names = network.vectors(batch.right)
    said = network.packed(batch.left)
    compared = [said.means() @ names.T]
    if batch.sentences:
        compared.append(word_by_word(said, names))
    if batch.stretches:
        compared.append(said.within(network.tokens(batch.left, batch.stretches)) @ names.T)
    return torch.stack([_both_ways(cosines, ignored) for cosines in compared]).mean()


def word_by_word(said: "Packed", names: "Tensor") -> "Tensor":
    """Cosine of each name with what each text says about it, shape (texts, names).

    What a text says about a name is the mean of its tokens, each weighted by how much it has to do with the name
    (softmax of the dot products): ConTeXT-match of Decorte, Van Hautte, Develder, Demeester (2025).
    `names` (names, dimensions), of length 1.
    """
    import torch

    found = []
    for states in said.texts():
        dots = states @ names.T  # (tokens, names)
        attention = dots.softmax(0)
        length = (attention.T @ states).norm(dim=-1)
        found.append((attention * dots).sum(0) / length.clamp_min(1e-6))
    return torch.stack(found)


def _both_ways(cosines: "Tensor", ignored: "Tensor") -> "Tensor":
    import torch
    from torch.nn.functional import cross_entropy

    logits = (cosines * SCALE).masked_fill(ignored, float("-inf"))
    partners = torch.arange(len(logits), device=logits.device)
    backwards = logits[:, : len(logits)].T
    return (cross_entropy(logits, partners) + cross_entropy(backwards, partners)) / 2
