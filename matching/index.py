"""Concepts as vectors in FAISS: every label, alias and description of its own, a concept scored by its best."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.centring import Centring
from matching.encoder import Vectors
from matching.facts import Facts
from matching.lexicon import Lexicon

MANIFEST = "manifest.json"
NEIGHBOURS = 48
"""Surfaces asked of FAISS for each text: a concept has eight on average, so about a dozen concepts come back."""


EARLY_STAGES = 4
"""Labels, occupations in all languages, their descriptions, aliases: they change most; see matching.indexing."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Where the centred cosines of this encoder lie: nearly all pairs of texts that have nothing to do with each
    other lie under `strangers`, names of one concept about `synonyms`. Measured when the index is built, so that
    any encoder's cosines mean the same here.
    """

    strangers: float
    synonyms: float

    def similarity(self, cosine: NDArray[np.float32]) -> NDArray[np.float32]:
        """Cosines, any shape, as similarity in [0, 1]: 0 where strangers are as near, 1 where synonyms are."""
        scaled = (cosine - self.strangers) / max(self.synonyms - self.strangers, 1e-6)
        return np.asarray(np.clip(scaled, 0, 1), np.float32)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the index has come: surfaces encoded of all that the taxonomy has, and the stages done."""

    done: int
    total: int
    stages: tuple[str, ...]
    pending: tuple[str, ...]

    @property
    def complete(self) -> bool:
        return not self.pending


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the folder holds now. Replaced in one rename after each stage: a reader sees the old or the new."""

    taxonomy: str
    taxonomy_digest: str
    encoder: str
    file: str
    calibration: Calibration
    progress: Progress

    @property
    def revision(self) -> str:
        """Names everything that a reading of a text depends on besides the text."""
        return f"{self.taxonomy_digest[:12]}-{self.encoder[:40]}-{len(self.progress.stages)}"

    @property
    def milestone(self) -> str:
        """The revision, with later stages counted only when all are there: profiles are read anew at each
        milestone, and thirty times would be a waste.
        """
        steps = (
            len(self.progress.stages)
            if self.progress.complete
            else min(len(self.progress.stages), EARLY_STAGES)
        )
        return f"{self.taxonomy_digest[:12]}-{self.encoder[:40]}-{steps}"

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        data = json.loads((folder / MANIFEST).read_text("utf-8"))
        kept = data.pop("progress")
        progress = Progress(kept["done"], kept["total"], tuple(kept["stages"]), tuple(kept["pending"]))
        return cls(**data | {"calibration": Calibration(**data["calibration"]), "progress": progress})

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class ConceptRow:
    """What matching needs of a concept. Its row number is its place in the list of all."""

    uri: str
    occupation: bool


class ConceptIndex:
    """Opened from the folder that `matching.indexing` fills. Reads only; safe to use from many threads."""

    def __init__(self, folder: Path) -> None:
        """Opens what the manifest names. A builder may finish a stage meanwhile and take the older file away: then
        there is a newer manifest.
        """
        self.folder = folder
        self.manifest = Manifest.read(folder)
        while True:
            try:
                self._faiss, self._owner = _open(folder / self.manifest.file)
                return
            except FileNotFoundError:
                newer = Manifest.read(folder)
                if newer == self.manifest:
                    raise
                self.manifest = newer

    @cached_property
    def concepts(self) -> tuple[ConceptRow, ...]:
        rows = json.loads((self.folder / "concepts.json").read_text("utf-8"))
        return tuple(ConceptRow(uri, occupation) for uri, occupation in rows)

    @cached_property
    def lexicon(self) -> Lexicon:
        return Lexicon.load(self.folder / "lexicon.npz")

    @cached_property
    def centring(self) -> Centring:
        return Centring.load(self.folder / "centring.npz")

    @cached_property
    def facts(self) -> Facts:
        return facts_from_json(json.loads((self.folder / "facts.json").read_text("utf-8")))

    @cached_property
    def telling(self) -> dict[str, float]:
        """How much each stem of a word tells, in [0, 1]: rare words in the taxonomy's texts tell most."""
        weights: dict[str, float] = json.loads((self.folder / "telling.json").read_text("utf-8"))
        return weights

    @cached_property
    def unseen(self) -> float:
        """The same for a stem that the taxonomy does not have: as much as its median stem."""
        return float(np.median(list(self.telling.values()))) if self.telling else 1.0

    def warm(self) -> None:
        """Loads everything now, so that the first question is as quick as the second."""
        _ = (self.concepts, self.lexicon, self.centring, self.facts, self.unseen)

    def nearest(self, vectors: Vectors, *, neighbours: int = NEIGHBOURS) -> list[dict[int, float]]:
        """For each vector, shape (n, d): cosine of the best surface of each concept near it, by the concept's row."""
        if not len(vectors):
            return []
        cosines, surfaces = self._faiss.search(np.ascontiguousarray(vectors, np.float32), neighbours)
        return [self._best(row, found) for row, found in zip(cosines, surfaces, strict=True)]

    def nearest_of(self, vectors: Vectors, *, occupations: bool, neighbours: int) -> list[dict[int, float]]:
        """The same among the surfaces of one kind of concept alone."""
        if not len(vectors):
            return []
        import faiss

        library: Any = faiss  # its types know neither of the two
        chosen = library.SearchParametersHNSW(
            sel=library.IDSelectorBitmap(self._bits[occupations]), efSearch=max(neighbours, 64)
        )
        cosines, surfaces = self._faiss.search(
            np.ascontiguousarray(vectors, np.float32), neighbours, params=chosen
        )
        return [self._best(row, found) for row, found in zip(cosines, surfaces, strict=True)]

    @cached_property
    def _bits(self) -> dict[bool, NDArray[np.uint8]]:
        """Which surfaces are of occupations, and which of skills, eight a byte as FAISS has them."""
        occupations = np.array([concept.occupation for concept in self.concepts], np.bool_)[self._owner]
        return {kind: np.packbits(occupations == kind, bitorder="little") for kind in (True, False)}

    def _best(self, cosines: NDArray[np.float32], surfaces: NDArray[np.int64]) -> dict[int, float]:
        best: dict[int, float] = {}
        for cosine, surface in zip(cosines.tolist(), surfaces.tolist(), strict=True):
            if surface < 0:  # FAISS pads short lists
                break
            best.setdefault(int(self._owner[surface]), cosine)  # surfaces come best first
        return best


def _open(path: Path) -> tuple[Any, NDArray[np.int32]]:
    """The vectors in FAISS, and for each the row number of the concept that it belongs to."""
    import faiss

    owners: NDArray[np.int32] = np.load(path.with_name(f"{path.name}.owners.npy"))
    if not path.exists():  # FAISS says it with an error of its own
        raise FileNotFoundError(path)
    return faiss.read_index(str(path)), owners


def facts_as_json(facts: Facts) -> dict[str, Any]:
    """Relations as plain lists, as kept in the index folder."""
    links = {name: {k: sorted(v) for k, v in getattr(facts, name).items()} for name in _LINKS}
    return {**links, "isco": dict(facts.isco), "users": dict(facts.users), "occupations": facts.occupations}


def facts_from_json(data: dict[str, Any]) -> Facts:
    links: dict[str, dict[str, frozenset[str]]] = {
        name: {k: frozenset(_shared(v)) for k, v in data[name].items()} for name in _LINKS
    }
    return Facts(**links, isco=data["isco"], users=data["users"], occupations=data["occupations"])


_LINKS = ("essential", "optional", "broader", "related")


def _shared(uris: Sequence[str]) -> list[str]:
    """One string object for each URI: there are 17,000 of them and 150,000 mentions."""
    from sys import intern

    return [intern(uri) for uri in uris]
