"""Cosines of any encoder as similarity on one scale, by what strangers and synonyms have in it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Calibration:
    """Where the centred cosines of this encoder lie: nearly all pairs of texts that have nothing to do with each
    other lie under `strangers`, names of one concept about `synonyms`. Measured when the index is built, so that
    any encoder's cosines mean the same here.
    """

    strangers: float
    synonyms: float

    def scaled(self, cosine: NDArray[np.float32]) -> NDArray[np.float32]:
        """Cosines, any shape: 0 where strangers are as near, 1 where synonyms are, below and above beyond them."""
        return np.asarray((cosine - self.strangers) / max(self.synonyms - self.strangers, 1e-6), np.float32)

    def similarity(self, cosine: NDArray[np.float32]) -> NDArray[np.float32]:
        """The same held to [0, 1]."""
        return np.asarray(np.clip(self.scaled(cosine), 0, 1), np.float32)
