"""Surfaces of concepts (labels, aliases, descriptions): their vectors in FAISS, their letters beside them."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.encoder import Vectors
from matching.letters import Letters
from matching.scoring import Found

SEARCHED = 64
"""HNSW's efSearch, at least: with 64 the recall@10 is .986 at 0.2 ms."""


WORTH_SHARING = 64
"""Vectors in one search, from which more cores are quicker than one."""


@dataclass(frozen=True)
class Surfaces:
    """`owners`: of each surface the row of its concept. `occupations`: of each concept whether it is one. `letters`
    and `preferred`, whether it is a preferred label, may go on beyond the surfaces that are there yet.
    """

    faiss: Any
    owners: NDArray[np.int32]
    letters: Letters
    preferred: NDArray[np.bool_]
    occupations: NDArray[np.bool_]

    @classmethod
    def open(
        cls, path: Path, letters: Letters, preferred: NDArray[np.bool_], occupations: NDArray[np.bool_]
    ) -> "Surfaces":
        """Raises FileNotFoundError where a newer index has taken the place of this one."""
        import faiss

        owners: NDArray[np.int32] = np.load(path.with_name(f"{path.name}.owners.npy"))
        if not path.exists():  # FAISS says it with an error of its own
            raise FileNotFoundError(path)
        return cls(faiss.read_index(str(path)), owners, letters, preferred, occupations)

    def near(
        self,
        texts: Sequence[str],
        vectors: Vectors,
        *,
        neighbours: int,
        occupations: bool | None = None,
    ) -> list[dict[int, Found]]:
        """For each text and its vector the concepts near it, of both kinds or of one."""
        if not len(vectors):
            return []
        _share(len(vectors))
        cosines, surfaces = self.faiss.search(
            np.ascontiguousarray(vectors, np.float32),
            neighbours,
            params=self._parameters(neighbours, occupations),
        )
        letters = self.letters.alike(texts, np.maximum(surfaces, 0))
        return [self._found(*each) for each in zip(cosines, surfaces, letters, strict=True)]

    def _parameters(self, neighbours: int, occupations: bool | None) -> Any:
        import faiss

        library: Any = faiss  # its types do not know these
        selected = None if occupations is None else library.IDSelectorBitmap(self._bits[occupations])
        return library.SearchParametersHNSW(sel=selected, efSearch=max(neighbours, SEARCHED))

    @cached_property
    def _bits(self) -> dict[bool, NDArray[np.uint8]]:
        """Which surfaces are of occupations, and which of skills, eight a byte as FAISS has them."""
        kind = self.occupations[self.owners]
        return {wanted: np.packbits(kind == wanted, bitorder="little") for wanted in (True, False)}

    def _found(
        self, cosines: NDArray[np.float32], surfaces: NDArray[np.int64], letters: NDArray[np.float32]
    ) -> dict[int, Found]:
        """Surfaces come best first, so that the first of a concept is its best."""
        there = surfaces >= 0  # FAISS pads short lists with -1
        cosines, surfaces = cosines[there], surfaces[there]
        last = float(cosines[-1]) if len(cosines) else 0.0
        found: dict[int, Found] = {}
        for owner, cosine, preferred, spelt in zip(
            self.owners[surfaces].tolist(),
            cosines.tolist(),
            self.preferred[surfaces].tolist(),
            letters[there].tolist(),
            strict=True,
        ):
            label = cosine if preferred else last
            before = found.get(owner)
            if before is None:
                found[owner] = Found(cosine, last, label, spelt)
            else:
                best, second, of_label, alike = before
                found[owner] = Found(best, max(second, cosine), max(of_label, label), max(alike, spelt))
        return found


def _share(vectors: int) -> None:
    """On all cores, or for a few vectors on one: threads that wait for work in FAISS would keep the encoder from it."""
    import faiss

    faiss.omp_set_num_threads(1 if vectors < WORTH_SHARING else os.cpu_count() or 1)
