"""What is measured, the product with one model, and what comes out of measuring it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from esco_data import Taxonomy
from matching.encoder import Encoder, Progress, Stretch, Vectors
from matching.evaluation.judging import Labels
from matching.evaluation.measures import Estimate
from matching.evaluation.sets import Family

if TYPE_CHECKING:
    from matching.matcher import Matcher


@dataclass(frozen=True, slots=True)
class Subject:
    """The product with one model. What all sets need is made once."""

    matcher: "Matcher"
    taxonomy: Taxonomy
    labels: Labels
    encoder: "PublicLabels"

    @classmethod
    def of(cls, matcher: "Matcher", taxonomy: Taxonomy) -> "Subject":
        encoder = PublicLabels.of(matcher.mapper.encoder, taxonomy)
        return cls(matcher, taxonomy, Labels.of(taxonomy), encoder)


@dataclass(frozen=True, slots=True)
class Measured:
    """One measure on one set. `milliseconds` is the median of a query asked alone; `baselines` are plain values."""

    set: str
    family: Family
    languages: str
    measure: str
    estimate: Estimate
    milliseconds: float
    baselines: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class PublicLabels:
    """An encoder that lets the vectors of labels of the taxonomy be kept on disk, and of nothing else.

    Corpora of judged sets are such labels for the most part, so that they are encoded once. `public` is not taken at
    a caller's word: whoever makes an index says it of all its names, and here those may be anybody's titles.
    """

    encoder: Encoder
    labels: frozenset[str]

    @classmethod
    def of(cls, encoder: Encoder, taxonomy: Taxonomy) -> "PublicLabels":
        return cls(encoder, frozenset(surface.text for surface in taxonomy.surfaces()))

    @property
    def name(self) -> str:
        return self.encoder.name

    @property
    def revision(self) -> str:
        return self.encoder.revision

    @property
    def dimensions(self) -> int:
        return self.encoder.dimensions

    def encode_queries(
        self,
        texts: Sequence[str],
        *,
        public: bool = False,  # noqa: ARG002 - see above
        progress: Progress | None = None,
    ) -> Vectors:
        return self._split(self.encoder.encode_queries, texts, progress)

    def encode_passages(
        self,
        texts: Sequence[str],
        *,
        public: bool = False,  # noqa: ARG002 - see above
        progress: Progress | None = None,
    ) -> Vectors:
        return self._split(self.encoder.encode_passages, texts, progress)

    def encode_within(
        self,
        texts: Sequence[str],
        stretches: Sequence[Sequence[Stretch]],
        *,
        progress: Progress | None = None,
    ) -> list[Vectors]:
        return self.encoder.encode_within(texts, stretches, progress=progress)

    def _split(self, encode: "Encode", texts: Sequence[str], progress: Progress | None) -> Vectors:
        known = [place for place, text in enumerate(texts) if text in self.labels]
        others = [place for place, text in enumerate(texts) if text not in self.labels]
        vectors = np.empty((len(texts), self.dimensions), np.float32)
        for places, public in ((known, True), (others, False)):
            if places:
                vectors[places] = encode([texts[place] for place in places], public=public, progress=progress)
        return vectors


class Encode(Protocol):
    """One of an encoder's two methods."""

    def __call__(
        self, texts: Sequence[str], *, public: bool = False, progress: Progress | None = None
    ) -> Vectors: ...
