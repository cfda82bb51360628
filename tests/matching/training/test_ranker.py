"""What counts for a concept is learnt from judged texts, and kept for its encoder alone."""

import tomllib
from pathlib import Path

import numpy as np
import pytest

from matching import scoring
from matching.encoder import StandInEncoder
from matching.index import ConceptIndex
from matching.mapping import Mapper
from matching.scoring import FEATURES, Model
from matching.training import ranker
from matching.training.judged import Judged
from tests.factories.esco import mini, occupation_uri, skill_uri

SENTENCES = [
    Judged(f"{words} {skill['en'][0]}", frozenset([skill_uri(skill["key"])]), "en")
    for skill in mini()["skills"]
    for words in ("You", "Experienced staff who")
] + [Judged("We are a family business by the lake.", frozenset(), "en")]
TITLES = [
    Judged(job["en"][0] + " wanted", frozenset([occupation_uri(job["key"])])) for job in mini()["occupations"]
]


@pytest.fixture(scope="module")
def models(index: ConceptIndex) -> dict[str, Model]:
    return ranker.fit(index, StandInEncoder(), skills=SENTENCES, titles=TITLES)


def test_right_concepts_come_out_likelier_than_wrong_ones(models: dict[str, Model], mapper: Mapper) -> None:
    for kind, judged in (("skill", SENTENCES), ("occupation", TITLES)):
        examples = ranker.examples(mapper, judged, occupations=kind == "occupation")
        likely = models[kind].probability(examples.features)
        assert examples.right.sum() + examples.missed == sum(len(each.concepts) for each in judged)
        assert likely[examples.right].mean() > 3 * likely[~examples.right].mean()
        assert likely.mean() == pytest.approx(examples.right.mean(), abs=0.02), "calibrated on the whole"


def test_nothing_is_learnt_from_nothing(index: ConceptIndex) -> None:
    with pytest.raises(ValueError, match="no text"):
        ranker.fit(index, StandInEncoder(), skills=[], titles=TITLES)
    with pytest.raises(ValueError, match="right and wrong"):
        ranker.fit(index, StandInEncoder(), skills=SENTENCES[-1:], titles=TITLES)


def test_models_are_kept_by_encoder_and_those_of_others_stay(tmp_path: Path) -> None:
    path = tmp_path / "scoring.toml"
    path.write_bytes(scoring.SHIPPED.read_bytes())
    before = tomllib.loads(path.read_text("utf-8"))
    model = Model(np.arange(len(FEATURES), dtype=np.float32), -3.5)
    ranker.keep({"skill": model, "occupation": model}, "abc123", path)
    after = tomllib.loads(path.read_text("utf-8"))
    assert after.pop("abc123")["skill"] == {name: float(n) for n, name in enumerate(FEATURES)} | {
        "constant": -3.5
    }
    assert after == before
