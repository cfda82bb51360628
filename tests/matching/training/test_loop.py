"""Training: it learns, it can be stopped, and what comes out is what went in with other upper layers."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from matching.encoder import tuned
from matching.encoder.sentence_transformer import SentenceTransformerEncoder
from matching.training import export, loop
from matching.training.batches import Batches
from matching.training.corpus import Corpus
from matching.training.loop import Recipe, Told, Training, nearest
from matching.training.loss import loss
from matching.training.network import Network
from matching.training.sets import Sets

SHORT = Recipe(steps=12, rate=3e-3, refreshes=2)
TEXTS = ["nurse", "welder and nurse", "a", "nurse nurse nurse welder"]


def run(network: Network, corpus: Corpus, sets: Sets, folder: Path, recipe: Recipe = SHORT) -> list[Told]:
    told: list[Told] = []
    Training(network, corpus, sets, recipe, folder).run(told.append, every=1)
    return told


def weights(network: Network) -> dict[str, np.ndarray]:
    return {name: p.detach().numpy().copy() for name, p in network.learnt().items()}


def test_packed_texts_give_the_vectors_that_the_model_gives(network: Network, toy_base: Path) -> None:
    served = SentenceTransformerEncoder.open(str(toy_base)).encode_queries(TEXTS)
    assert (network.encode(TEXTS) * served).sum(axis=1) == pytest.approx(np.ones(len(TEXTS)), abs=1e-3)


def test_it_learns_and_says_how_long_it_takes(
    network: Network, learnt_from: Corpus, sets: Sets, tmp_path: Path
) -> None:
    batches = Batches(learnt_from, sets, nearest(network, learnt_from), seed=1)

    def worth() -> float:
        return float(np.mean([loss(network, batches.batch(n)).item() for n in range(10)]))

    before = worth()
    told = run(network, learnt_from, sets, tmp_path, replace(SHORT, steps=40))
    assert [t.step for t in told] == list(range(1, 41))
    assert told[-1].left == 0
    assert worth() < before


def test_only_the_upper_layers_change(
    network: Network, toy_base: Path, learnt_from: Corpus, sets: Sets, tmp_path: Path
) -> None:
    run(network, learnt_from, sets, tmp_path)
    before = dict(Network.open(toy_base, "cpu").model.named_parameters())
    changed = {
        name
        for name, p in network.model.named_parameters()
        if not np.array_equal(p.detach(), before[name].detach())
    }
    assert changed == set(network.learnt())
    assert all(name.startswith("encoder.layer.1.") for name in changed)


def test_a_run_that_was_stopped_ends_as_one_that_was_not(
    toy_base: Path, learnt_from: Corpus, sets: Sets, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop, "STEPS_A_CHECKPOINT", 5)
    whole = Network.open(toy_base, "cpu")
    run(whole, learnt_from, sets, tmp_path / "whole")

    def stop(told: Told) -> None:
        if told.step == 7:
            raise KeyboardInterrupt

    stopped = Training(Network.open(toy_base, "cpu"), learnt_from, sets, SHORT, tmp_path / "stopped")
    with pytest.raises(KeyboardInterrupt):
        stopped.run(stop, every=1)
    resumed = Network.open(toy_base, "cpu")
    told = run(resumed, learnt_from, sets, tmp_path / "stopped")
    assert told[0].step == 6
    for name, values in weights(whole).items():
        assert weights(resumed)[name] == pytest.approx(values, abs=1e-5)


def test_a_folder_of_another_recipe_is_refused(
    network: Network, learnt_from: Corpus, sets: Sets, tmp_path: Path
) -> None:
    run(network, learnt_from, sets, tmp_path)
    with pytest.raises(ValueError, match="another recipe"):
        run(network, learnt_from, sets, tmp_path, replace(SHORT, seed=1))


def test_the_rate_rises_and_falls() -> None:
    recipe = Recipe(steps=100, rate=1.0, warm_up=0.1)
    rates = [recipe.rate_at(step) for step in range(100)]
    assert max(rates) == rates[9] == 1.0
    assert rates[:10] == sorted(rates[:10])
    assert rates[10:] == sorted(rates[10:], reverse=True)
    assert rates[-1] < 0.03


def test_what_was_learnt_is_written_in_half_precision_with_its_origin(
    network: Network, tmp_path: Path
) -> None:
    export.write(network, tmp_path / "made" / "t.safetensors", {"command": "talent train"})
    read = tuned.read(tmp_path / "made" / "t.safetensors")
    assert read.about == {"command": "talent train"}
    for name, values in weights(network).items():
        assert read.weights[name] == pytest.approx(values, rel=1e-3, abs=1e-4)
