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
from matching.cosines import Calibration as Calibration
from matching.encoder import Vectors
from matching.facts import Facts
from matching.letters import Letters
from matching.lexicon import Lexicon
from matching.scoring import Found, Named
from matching.surfaces import Surfaces

MANIFEST = "manifest.json"
LETTERS, PREFERRED = "letters", "preferred.npy"
"""What is kept of each surface beside its vector, in the order of the stages."""

NEIGHBOURS = 48
"""Surfaces asked of FAISS for each text: a concept has eight on average, so about a dozen concepts come back."""


EARLY_STAGES = 4
"""Labels, occupations in all languages, their descriptions, aliases: they change most; see matching.indexing."""


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
    written: str  # digest of the names of our own
    encoder: str
    file: str
    calibration: Calibration
    progress: Progress

    @property
    def revision(self) -> str:
        """Names everything that a reading of a text depends on besides the text."""
        return f"{self._sources}-{len(self.progress.stages)}"

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
        return f"{self._sources}-{steps}"

    @property
    def _sources(self) -> str:
        return f"{self.taxonomy_digest[:12]}-{self.written[:6]}-{self.encoder[:40]}"

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
                self._surfaces = self._open()
                return
            except FileNotFoundError:
                newer = Manifest.read(folder)
                if newer == self.manifest:
                    raise
                self.manifest = newer

    def _open(self) -> Surfaces:
        """Of an index that was built before letters were kept, neither they nor preferred labels say anything."""
        total, path = self.manifest.progress.total, self.folder / self.manifest.file
        if not (self.folder / PREFERRED).exists():
            return Surfaces.open(path, Letters.of([""] * total), np.ones(total, np.bool_), self.occupations)
        return Surfaces.open(path, self.letters, self.preferred, self.occupations)

    @property
    def calibration(self) -> Calibration:
        return self.manifest.calibration

    @cached_property
    def concepts(self) -> tuple[ConceptRow, ...]:
        rows = json.loads((self.folder / "concepts.json").read_text("utf-8"))
        return tuple(ConceptRow(uri, occupation) for uri, occupation in rows)

    @cached_property
    def occupations(self) -> NDArray[np.bool_]:
        """Of each concept whether it is an occupation, and no skill."""
        return np.array([concept.occupation for concept in self.concepts], np.bool_)

    @cached_property
    def letters(self) -> Letters:
        """Of all surfaces that all stages together have, in their order."""
        return Letters.load(self.folder / LETTERS)

    @cached_property
    def preferred(self) -> NDArray[np.bool_]:
        """Of the same surfaces whether they are preferred labels."""
        found: NDArray[np.bool_] = np.load(self.folder / PREFERRED)
        return found

    def named_in(self, language: str) -> Named:
        """Whether nearly all concepts of each kind have a name in this language."""
        return {kind: language in languages for kind, languages in self._named.items()}

    @cached_property
    def _named(self) -> dict[bool, frozenset[str]]:
        read = json.loads((self.folder / "named.json").read_text("utf-8"))
        return {True: frozenset(read["occupation"]), False: frozenset(read["skill"])}

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
        _ = (self.concepts, self._named, self.lexicon, self.centring, self.facts, self.unseen)

    def near(
        self,
        texts: Sequence[str],
        vectors: Vectors,
        *,
        neighbours: int = NEIGHBOURS,
        occupations: bool | None = None,
    ) -> list[dict[int, Found]]:
        """For each text and its centred vector, shape (n, d): what speaks for the concepts near it, by their rows.

        Of both kinds, or of one. Texts may be empty: then letters say nothing.
        """
        return self._surfaces.near(texts, vectors, neighbours=neighbours, occupations=occupations)


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
