"""Trains: step by step, with progress and time left; killed at any moment it goes on from its last stop."""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from math import cos, pi
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from esco_data.files import replacing
from matching.training.batches import FAMILY, Batches
from matching.training.corpus import Corpus
from matching.training.loss import loss
from matching.training.network import Network
from matching.training.sets import Sets

CHECKPOINT = "checkpoint.pt"
STEPS_A_CHECKPOINT = 50


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that decides what comes out, besides the texts."""

    steps: int = 1000
    seed: int = 2026
    rate: float = 1.5e-4
    warm_up: float = 0.04  # share of the steps
    decay: float = 0.01
    refreshes: int = 4  # times that the nearest rivals are looked for anew

    def rate_at(self, step: int) -> float:
        """Rises to `rate` in the warm-up, then falls to a fiftieth of it along a cosine."""
        warm = max(1, round(self.steps * self.warm_up))
        if step < warm:
            return self.rate * (step + 1) / warm
        along = (step - warm) / max(1, self.steps - warm)
        return self.rate * (0.02 + 0.98 * (1 + cos(pi * along)) / 2)


@dataclass(frozen=True, slots=True)
class Told:
    """How far training is: `loss` is the mean since the last report, `left` the seconds to go."""

    step: int
    steps: int
    loss: float
    left: float


Report = Callable[[Told], None]


class Training:
    """One run in a folder of its own."""

    def __init__(self, network: Network, corpus: Corpus, sets: Sets, recipe: Recipe, folder: Path) -> None:
        from torch.optim import AdamW

        self.network, self.corpus, self.sets, self.recipe, self.folder = network, corpus, sets, recipe, folder
        self.step = 0
        self.optimiser: AdamW = AdamW(
            network.learnt().values(), lr=recipe.rate, weight_decay=recipe.decay, fused=True
        )
        self.neighbours = np.zeros((0, FAMILY - 1), np.int64)

    def run(self, report: Report, *, every: int = 10) -> None:
        """To the last step. Reports every so many steps, counting from where it went on."""
        self._resume()
        began, first, losses = time.monotonic(), self.step, list[float]()
        for step in range(self.step, self.recipe.steps):
            if step % self._stage == 0:
                self.neighbours = nearest(self.network, self.corpus)
            losses.append(self._learn(step))
            self.step = step + 1
            if self.step % every == 0 or self.step == self.recipe.steps:
                pace = (time.monotonic() - began) / (self.step - first)
                left = pace * (self.recipe.steps - self.step)
                report(Told(self.step, self.recipe.steps, float(np.mean(losses)), left))
                losses.clear()
            if self.step % STEPS_A_CHECKPOINT == 0:
                self._keep()
        self._keep()

    @property
    def _stage(self) -> int:
        """Steps between two looks for the nearest rivals."""
        return -(-self.recipe.steps // max(1, self.recipe.refreshes))

    def _learn(self, step: int) -> float:
        from torch.nn.utils import clip_grad_norm_

        for group in self.optimiser.param_groups:
            group["lr"] = self.recipe.rate_at(step)
        batch = Batches(self.corpus, self.sets, self.neighbours, self.recipe.seed).batch(step)
        value = loss(self.network, batch)
        value.backward()
        clip_grad_norm_(self.network.learnt().values(), 1.0)
        self.optimiser.step()
        self.optimiser.zero_grad(set_to_none=True)
        return float(value.detach())

    # Stopping and going on

    def _keep(self) -> None:
        import torch

        self.folder.mkdir(parents=True, exist_ok=True)
        with replacing(self.folder / CHECKPOINT) as part:
            torch.save(self._state(), part)

    def _state(self) -> dict[str, Any]:
        import torch

        return {
            "recipe": asdict(self.recipe),
            "step": self.step,
            "weights": {name: p.detach() for name, p in self.network.learnt().items()},
            "optimiser": self.optimiser.state_dict(),
            "neighbours": torch.from_numpy(self.neighbours),
        }

    def _resume(self) -> None:
        """From the checkpoint in the folder, if it is of the same recipe."""
        import torch

        with suppress(FileNotFoundError):
            state = torch.load(self.folder / CHECKPOINT, map_location=self.network.device, weights_only=True)
            if state["recipe"] != asdict(self.recipe):
                raise ValueError(
                    f"{self.folder} holds a run of another recipe. Name another folder, or delete this one."
                )
            self.network.model.load_state_dict(state["weights"], strict=False)
            self.optimiser.load_state_dict(state["optimiser"])
            self.step, self.neighbours = state["step"], state["neighbours"].numpy()


def nearest(network: Network, corpus: Corpus) -> NDArray[np.int64]:
    """For each concept the others of its kind whose labels lie nearest, shape (concepts, FAMILY - 1).

    Where a kind has fewer concepts, a concept stands in its own list.
    """
    vectors = network.encode([corpus.label(number) for number in range(len(corpus.uris))])
    found = np.repeat(np.arange(len(corpus.uris))[:, None], FAMILY - 1, axis=1)
    for occupations in (True, False):
        usable = corpus.of_kind(occupations=occupations)
        most = min(FAMILY, len(usable)) - 1
        for some in np.array_split(usable, max(1, len(usable) // 1024)):
            cosines = vectors[some] @ vectors[usable].T
            cosines[np.arange(len(some)), np.searchsorted(usable, some)] = -2  # not its own neighbour
            found[some, :most] = usable[np.argsort(-cosines, axis=1)[:, :most]]
    return found
