"""How sure it is that a text means a concept, from its vectors and letters: one scale wherever texts meet names."""

import numpy as np
from numpy.typing import NDArray

from matching import weights

Numbers = NDArray[np.float32]


def of_name(cosines: Numbers, letters: Numbers) -> Numbers:
    """In [0, 1], from the cosine of a text and a name and how alike their letters are, each of any one shape."""
    share = weights.LETTERS
    return np.asarray(np.clip((1 - share) * cosines + share * letters, 0, 1), np.float32)
