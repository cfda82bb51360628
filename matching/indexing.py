"""Builds the concept index in stages, the most useful first, so that people can search long before it is complete.

Preferred labels in English come first (half a minute), then occupations in the other languages and their
descriptions, then aliases, then skills in the other languages one by one. After each stage the folder's manifest is
replaced in one rename. Killed at any moment, the next call goes on where the last stage ended, and the vector cache
keeps what was encoded since.
"""

import fcntl
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from esco_data import ConceptKind, LabelKind, Surface, Taxonomy, written
from esco_data.files import replacing
from matching import calibration, tables
from matching.centring import Centring, centred_by_language
from matching.encoder import Encoder, Vectors
from matching.index import LETTERS, MANIFEST, PREFERRED, Manifest, Progress
from matching.letters import Letters
from matching.tables import KINDS

FORMAT = 7
"""Raised when what is kept in the folder changes its meaning; older folders are then built anew."""

LINKS = 16
"""HNSW's M: links of a vector on each level of the graph. With efSearch 64 the recall@10 is .986 at 0.2 ms."""

CURRENT = "current"
"""A file beside the folders, replaced after each stage: whoever has an index open sees that there is a newer."""

Report = Callable[[str, int, int], None]
"""Called with (stage, surfaces done in it, surfaces in it)."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of the building: which surfaces it adds."""

    name: str
    languages: tuple[str, ...]
    kinds: tuple[ConceptKind, ...] = KINDS
    labels: tuple[LabelKind, ...] = ()
    descriptions: bool = False
    written: bool = False

    def surfaces(self, taxonomy: Taxonomy) -> Iterator[Surface]:
        if self.written:
            return tables.written_names(taxonomy)
        return taxonomy.surfaces(
            languages=self.languages,
            kinds=self.kinds,
            label_kinds=self.labels,
            descriptions=self.descriptions,
        )


def stages(taxonomy: Taxonomy) -> tuple[Stage, ...]:
    """All stages for a taxonomy, in the order in which they help most: what jobs are called, in every language,
    before what else skills are called.
    """
    others = tuple(language for language in taxonomy.info.languages if language != "en")
    preferred, alternative = (LabelKind.PREFERRED,), (LabelKind.ALTERNATIVE,)
    occupations, skills = (ConceptKind.OCCUPATION,), (ConceptKind.SKILL,)
    return (
        Stage("labels-en", ("en",), labels=preferred),
        *((Stage("occupations", others, occupations, preferred),) if others else ()),
        Stage("occupations-described", ("en",), occupations, descriptions=True),
        Stage("aliases-en", ("en",), labels=alternative),
        *(Stage(f"skills-{code}", (code,), skills, preferred + alternative) for code in others),
        *(Stage(f"aliases-{code}", (code,), occupations, alternative) for code in others),
        Stage("written", (), written=True),
        Stage("skills-described", ("en",), skills, descriptions=True),
    )


def folder_for(index_path: Path, taxonomy: Taxonomy, encoder: Encoder) -> Path:
    names = f"{taxonomy.info.digest[:12]}-{written.digest()[:6]}"
    return index_path / f"{names}-{encoder.revision[:16]}-{FORMAT}"


def build(
    folder: Path, taxonomy: Taxonomy, encoder: Encoder, report: Report, *, only_first: bool = False
) -> Manifest:
    """Brings the folder up to its last stage, or to its first. Does nothing where nothing is missing.

    Where another process is building, waits for it and then does what is left.
    """
    if only_first and is_started(folder):
        return Manifest.read(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder):
        if not is_started(folder):
            tables.write(folder, taxonomy, encoder)
            _write_texts(folder, taxonomy)
        plan = stages(taxonomy)
        done = Manifest.read(folder).progress.stages if is_started(folder) else ()
        for stage in plan[:1] if only_first else plan:
            if stage.name not in done:
                _add(folder, stage, plan, taxonomy, encoder, report)
    return Manifest.read(folder)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Holds a lock that the system lets go of when its holder ends, in whatever way."""
    with (folder / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _add(
    folder: Path, stage: Stage, plan: tuple[Stage, ...], taxonomy: Taxonomy, encoder: Encoder, report: Report
) -> None:
    """Encodes the surfaces of a stage, adds them to a copy of the index and makes that the current one."""
    before = Manifest.read(folder) if is_started(folder) else None
    rows = _rows(folder)
    surfaces = [surface for surface in stage.surfaces(taxonomy) if surface.uri in rows]
    vectors = _encoded(folder, stage, surfaces, encoder, lambda n, of: report(stage.name, n, of))
    owners = np.fromiter((rows[s.uri] for s in surfaces), np.int32, len(surfaces))
    name = f"surfaces-{len(before.progress.stages) if before else 0}.faiss"
    total = _write_faiss(folder, name, before, vectors, owners)
    measured = (
        before.calibration if before else calibration.measure(taxonomy, encoder, _centring(folder), vectors)
    )
    finished = (*(before.progress.stages if before else ()), stage.name)
    pending = tuple(s.name for s in plan if s.name not in finished)
    progress = Progress(total, _count(taxonomy, plan), finished, pending)
    manifest = Manifest(
        f"{taxonomy.info.name} {taxonomy.info.version}",
        taxonomy.info.digest,
        written.digest(),
        encoder.revision,
        name,
        measured,
        progress,
    )
    _json(folder / MANIFEST, manifest.as_json())
    _json(folder.parent / CURRENT, {"folder": folder.name, "stages": len(finished)})
    if before:
        _forget(folder, len(finished) - 3)


def _encoded(
    folder: Path,
    stage: Stage,
    surfaces: list[Surface],
    encoder: Encoder,
    progress: Callable[[int, int], None],
) -> Vectors:
    """Labels are encoded as queries (they are as short as what people write of themselves: RP@5 on development
    sentences .41 against .37 as passages), descriptions as passages. Each language is centred by its own mean.
    """
    encode = encoder.encode_passages if stage.descriptions else encoder.encode_queries
    vectors = encode([s.text for s in surfaces], public=True, progress=progress)
    return centred_by_language(vectors, [s.language for s in surfaces], _centring(folder))


def _centring(folder: Path) -> Centring:
    return Centring.load(folder / "centring.npz")


def _rows(folder: Path) -> dict[str, int]:
    """Row number of each concept by its URI."""
    concepts = json.loads((folder / "concepts.json").read_text("utf-8"))
    return {uri: number for number, (uri, _) in enumerate(concepts)}


def _write_texts(folder: Path, taxonomy: Taxonomy) -> None:
    """What letters all surfaces have that will ever be in the index, in their order, and which are preferred labels.
    Descriptions have no letters: those that they share with a text say nothing.
    """
    rows = _rows(folder)
    every = (surface for stage in stages(taxonomy) for surface in stage.surfaces(taxonomy))
    surfaces = [(s.label_kind, s.text) for s in every if s.uri in rows]
    Letters.of(["" if kind is None else text for kind, text in surfaces]).save(folder / LETTERS)
    with replacing(folder / PREFERRED) as part, part.open("wb") as file:
        np.save(file, np.array([kind is LabelKind.PREFERRED for kind, _ in surfaces], np.bool_))


def _write_faiss(
    folder: Path, name: str, before: Manifest | None, vectors: Vectors, owners: NDArray[np.int32]
) -> int:
    """The index so far with the new vectors, written beside it. Returns how many vectors it holds."""
    import faiss

    index: Any = faiss.read_index(str(folder / before.file)) if before else _new_faiss(vectors)
    if before:
        owners = np.concatenate([np.load(folder / f"{before.file}.owners.npy"), owners])
    if len(vectors):
        index.add(vectors)
    with replacing(folder / name) as part:
        faiss.write_index(index, str(part))
    with replacing(folder / f"{name}.owners.npy") as part, part.open("wb") as file:
        np.save(file, owners)
    return int(index.ntotal)


def _new_faiss(vectors: Vectors) -> Any:
    """A graph of neighbours over vectors in 8 bits a dimension, the ranges learned from the first stage's."""
    import faiss

    kind = faiss.ScalarQuantizer.QT_8bit
    index: Any = faiss.IndexHNSWSQ(vectors.shape[1], kind, LINKS, faiss.METRIC_INNER_PRODUCT)  # type: ignore[arg-type]
    index.hnsw.efSearch = 64
    index.train(vectors)
    return index


def _count(taxonomy: Taxonomy, plan: tuple[Stage, ...]) -> int:
    return sum(1 for stage in plan for _ in stage.surfaces(taxonomy))


def _forget(folder: Path, number: int) -> None:
    """Removes the index of two stages ago; the last one stays for whoever has just read the manifest of before."""
    for old in (folder / f"surfaces-{number}.faiss", folder / f"surfaces-{number}.faiss.owners.npy"):
        old.unlink(missing_ok=True)


def _json(path: Path, content: object) -> None:
    with replacing(path) as part:
        part.write_text(json.dumps(content, indent=1), encoding="utf-8")


def is_started(folder: Path) -> bool:
    """Whether the first stage is there, so that texts can be read."""
    return (folder / MANIFEST).exists()
