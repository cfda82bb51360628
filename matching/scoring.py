"""How sure it is that a text speaks of a concept: what vectors, letters and labels say, as one probability."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from matching import weights
from matching.cosines import Calibration

Numbers = NDArray[np.float32]

FEATURES = ("whole", "clause", "agreement", "preferred", "letters", "label", "word", "behind")
"""What is weighed, for each concept that a text may speak of:

- whole, clause: similarity of the sentence, and of its best clause, with the concept's best surface (not held to
  [0, 1]); of an occupation, half of `whole` is how near the text is in which the sentence stands;
- agreement: the mean of both with the concept's next best surface;
- preferred: the mean of both with the nearest of its preferred labels, in any language;
- letters: how alike the clause and a surface are letter by letter;
- label: 1 where a label of two or more words stands in the text, word: 1 where one of one word does;
- behind: how much less near the concept is, in whole and clause together, than the nearest of its kind.
"""

SHIPPED = Path(__file__).with_name("scoring.toml")
OTHER = "other"
"""The table for encoders that nothing was fitted for."""

HEADER = """\
# How much each piece of evidence counts for a concept, by revision of the encoder; see matching/scoring.py.
# Written by matching.training.ranker. `other` is for encoders that nothing was fitted for."""


class Found(NamedTuple):
    """What speaks for a concept in a stretch of text: cosines of its best and its next best surface and of the best
    preferred label, and the letters, in [0, 1], of the surface that is most alike."""

    cosine: float
    second: float
    preferred: float
    letters: float


Near = Mapping[int, Found]
"""By the row of the concept."""

Named = Mapping[bool, bool]
"""Whether nearly all occupations (True), and nearly all skills (False), have a name in a language."""

EVERYWHERE: Named = MappingProxyType({True: True, False: True})


@dataclass(frozen=True, slots=True)
class Evidence:
    """For each of n concepts by their `rows`: `features`, shape (n, len(FEATURES)), `clause`, the number of its best
    clause, `cosine`, the mean of its sentence's and clause's, and `occupations`, whether it is one.
    """

    rows: NDArray[np.int64]
    features: Numbers
    clause: NDArray[np.int64]
    cosine: Numbers
    occupations: NDArray[np.bool_]
    named: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Model:
    """A logistic regression: the weight of each feature, in the order of FEATURES, and a constant."""

    weights: Numbers
    constant: float

    def probability(self, features: Numbers) -> Numbers:
        """In [0, 1], shape (n,), that a text speaks of the concepts with these features, shape (n, len(FEATURES))."""
        odds = np.clip(features @ self.weights + self.constant, -30, 30)
        return np.asarray(1 / (1 + np.exp(-odds)), np.float32)


def of_name(cosines: Numbers, letters: Numbers, crowded: Numbers) -> Numbers:
    """In [0, 1], from the cosine of a text and a name, how alike their letters are, and how near to the name those
    of others are; each of any one shape.
    """
    share, crowd = weights.LETTERS, weights.CROWD
    return np.asarray(np.clip((1 - share) * cosines + share * letters - crowd * crowded, 0, 1), np.float32)


def evidence(
    whole: Near,
    clauses: Sequence[Near],
    labels: Mapping[int, int],
    index: "Measured",
    gist: Near | None = None,
    named: Named = EVERYWHERE,
) -> Evidence:
    """Of all concepts near a sentence or one of its clauses, or with a label in it (`labels`: of how many words).

    What the index did not return is as near as the last that it did. `gist`: what is near the text around. `named`:
    what has names in the language of the text.
    """
    rows = np.array(sorted({*whole, *labels, *(row for clause in clauses for row in clause)}), np.int64)
    columns = np.stack([_column(clause, rows) for clause in clauses])  # (clauses, concepts, len(Found))
    best = np.argmax(columns[:, :, 0], axis=0)
    in_clause, in_whole = columns[best, np.arange(len(rows))], _column(whole, rows)
    occupations = index.occupations[rows]
    both = (in_whole + in_clause) / 2
    around = in_whole[:, 0] if gist is None else (in_whole[:, 0] + _column(gist, rows)[:, 0]) / 2
    sentence = np.where(occupations, around, in_whole[:, 0])
    scaled = index.calibration.scaled(np.column_stack([sentence, in_clause[:, 0], both[:, 1:3]]))
    words = np.array([labels.get(row, 0) for row in rows.tolist()], np.int64)
    behind = _behind(scaled[:, 0] + scaled[:, 1], occupations)
    features = np.column_stack([scaled, in_clause[:, 3], words > 1, words == 1, behind]).astype(np.float32)
    return Evidence(
        rows, features, best, both[:, 0], occupations, np.where(occupations, named[True], named[False])
    )


class Measured(Protocol):
    """What of an index the evidence depends on."""

    @property
    def calibration(self) -> Calibration: ...

    @property
    def occupations(self) -> NDArray[np.bool_]: ...


def _column(near: Near, rows: NDArray[np.int64]) -> Numbers:
    floor = min((found.cosine for found in near.values()), default=0.0)
    last = Found(floor, floor, floor, 0.0)
    return np.array([near.get(row, last) for row in rows.tolist()], np.float32).reshape(len(rows), len(last))


def _behind(near: Numbers, occupations: NDArray[np.bool_]) -> Numbers:
    """How far each is from the nearest of its kind; 0 or less."""
    first = {kind: near[occupations == kind].max(initial=-np.inf) for kind in (True, False)}
    return np.asarray(near - np.where(occupations, first[True], first[False]), np.float32)


def probabilities(found: Evidence, encoder: str) -> Numbers:
    """In [0, 1], shape (n,): that the text speaks of each concept. `encoder`: its revision."""
    likely: Numbers = np.zeros(len(found.rows), np.float32)
    for kind, named in product((True, False), repeat=2):
        some = (found.occupations == kind) & (found.named == named)
        likely[some] = model(encoder, occupations=kind, named=named).probability(found.features[some])
    return likely


@lru_cache(maxsize=16)
def model(encoder: str, *, occupations: bool, named: bool = True) -> Model:
    """As fitted for this revision of an encoder, or for any other (scoring.toml; `matching.training.ranker`)."""
    tables = tomllib.loads(SHIPPED.read_text("utf-8"))
    fitted = tables.get(encoder, tables[OTHER])[table(occupations=occupations, named=named)]
    return Model(np.array([fitted[name] for name in FEATURES], np.float32), fitted["constant"])


def table(*, occupations: bool, named: bool) -> str:
    """Where scoring.toml has the weights for a kind of concept, for a language in which it has names or has not."""
    return ("occupation" if occupations else "skill") + ("" if named else "-unnamed")
