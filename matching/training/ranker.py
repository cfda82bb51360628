"""Fits how much each piece of evidence counts for a concept, on texts whose concepts are known; seconds, no GPU.

What is fitted is a logistic regression of each kind of concept over the features of `matching.scoring`, so that its
answer is a probability. It belongs to one revision of an encoder and is kept under it in scoring.toml.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from esco_data.files import replacing
from matching import scoring
from matching.encoder import Encoder
from matching.index import ConceptIndex
from matching.mapping import Mapper
from matching.scoring import FEATURES, Evidence, Model
from matching.training.judged import Judged

NEAREST = 50
"""Concepts of each text that are learnt from: the rest are wrong and far away, and teach nothing."""

ENOUGH = 1500
"""Texts of each kind. Nine numbers are learnt: more texts change their third digit."""

AT_ONCE = 64  # texts; their evidence is small, what the index returns for them is not
STRENGTH = 1.0  # of regularisation, as scikit-learn's C


@dataclass(frozen=True)
class Examples:
    """Pairs of a text and a concept near it: `features`, shape (n, len(FEATURES)), whether it is `right`,
    and the `weight` of its text.

    `missed`: right concepts that are not among the nearest.
    """

    features: NDArray[np.float32]
    right: NDArray[np.bool_]
    weight: NDArray[np.float64]
    missed: int


def fit(
    index: ConceptIndex, encoder: Encoder, *, skills: Sequence[Judged], titles: Sequence[Judged]
) -> dict[str, Model]:
    """Models for skills, from sentences and terms, and for occupations, from titles: by their table in scoring.toml.

    From ENOUGH of each, spread evenly. Raises ValueError where one of the two is empty, or where not one right concept
    is near any text.
    """
    mapper = Mapper(index, encoder)
    learnt = {
        False: examples(mapper, _spread(skills), occupations=False),
        True: examples(mapper, _spread(titles), occupations=True),
    }
    return {
        scoring.table(occupations=kind, named=named): fitted(some if named else of_few_names(some))
        for kind, some in learnt.items()
        for named in (True, False)
    }


def of_few_names(learnt: Examples) -> Examples:
    """The same as in a language in which some concepts have one name and most have none: that its letters or a second
    name are near tells which have a name, not which are meant.
    """
    features = learnt.features.copy()
    features[:, [FEATURES.index(name) for name in ("letters", "agreement")]] = 0
    return replace(learnt, features=features)


def _spread(judged: Sequence[Judged]) -> Sequence[Judged]:
    return judged[:: max(1, len(judged) // ENOUGH)][:ENOUGH] if len(judged) > 2 * ENOUGH else judged


def examples(mapper: Mapper, judged: Sequence[Judged], *, occupations: bool) -> Examples:
    """Of each text the nearest concepts, right and wrong."""
    found = list(_evidence(mapper, judged, occupations=occupations))
    if not found:
        raise ValueError("There is no text to learn from.")
    kept = [(evidence.features[near], right[near]) for evidence, right, near in found]
    known = sum(len(each.concepts) for each in judged)
    rights = np.concatenate([right for _, right in kept])
    weights = np.repeat([each.weight for each in judged], [len(right) for _, right in kept])
    features = np.concatenate([features for features, _ in kept])
    return Examples(features, rights, weights, known - int(rights.sum()))


def _evidence(
    mapper: Mapper, judged: Sequence[Judged], *, occupations: bool
) -> Iterator[tuple[Evidence, NDArray[np.bool_], NDArray[np.int64]]]:
    """For each text what speaks for which concepts, which of them are right, and the places of the nearest."""
    uris = np.array([concept.uri for concept in mapper.index.concepts])
    for start in range(0, len(judged), AT_ONCE):
        some = judged[start : start + AT_ONCE]
        languages = [each.language for each in some]
        weighed = mapper.weigh(
            [e.text for e in some], occupations=occupations, languages=languages, first=NEAREST
        )
        for each, evidence in zip(some, weighed, strict=True):
            right = np.isin(uris[evidence.rows], list(each.concepts))
            yield evidence, right, np.argsort(-evidence.cosine, kind="stable")[:NEAREST]


def fitted(learnt: Examples) -> Model:
    """A logistic regression over features brought to one scale, given back in their own."""
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]  # has none

    if not learnt.right.any() or learnt.right.all():
        raise ValueError("There must be right and wrong concepts among the nearest to learn from.")
    middle, spread = learnt.features.mean(axis=0), np.maximum(learnt.features.std(axis=0), 1e-3)
    regression = LogisticRegression(C=STRENGTH, max_iter=500)
    weights = learnt.weight * len(learnt.weight) / learnt.weight.sum()
    regression.fit((learnt.features - middle) / spread, learnt.right, sample_weight=weights)
    slopes = (regression.coef_[0] / spread).astype(np.float32)
    return Model(slopes, float(regression.intercept_[0] - slopes @ middle))


def keep(
    models: Mapping[str, Model], encoder: str, path: Path = scoring.SHIPPED, *, others: bool = False
) -> None:
    """Writes them into scoring.toml under the encoder's revision, and with `others` also for encoders that nothing
    was fitted for. What is kept there of other revisions stays.
    """
    tables = tomllib.loads(path.read_text("utf-8"))
    written = {kind: _numbers(model) for kind, model in models.items()}
    tables |= dict.fromkeys((encoder, scoring.OTHER) if others else (encoder,), written)
    lines = [scoring.HEADER]
    for name, kinds in sorted(tables.items()):
        for kind, numbers in kinds.items():
            lines += ["", f'["{name}".{kind}]', *(f"{key} = {value}" for key, value in numbers.items())]
    with replacing(path) as part:
        part.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _numbers(model: Model) -> dict[str, float]:
    numbers = dict(zip(FEATURES, model.weights.tolist(), strict=True)) | {"constant": model.constant}
    return {name: round(value, 4) for name, value in numbers.items()}
