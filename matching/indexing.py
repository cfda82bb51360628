"""Builds the concept index in stages, the most useful first, so that people can search long before it is complete.

Preferred labels in English come first (half a minute), then aliases, descriptions and the other languages one by
one. After each stage the folder's manifest is replaced in one rename. Killed at any moment, the next call goes on
where the last stage ended, and the vector cache keeps what was encoded since.
"""

import fcntl
import json
import os
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import log
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from esco_data import ConceptKind, LabelKind, Surface, Taxonomy
from matching.centring import Centring, unit
from matching.encoder import Encoder, Vectors
from matching.facts import Facts
from matching.index import MANIFEST, Calibration, Manifest, Progress, facts_as_json
from matching.lexicon import Lexicon
from matching.text import Span, stems

FORMAT = 2
"""Raised when what is kept in the folder changes its meaning; older folders are then built anew."""

FEW = 200
"""Texts. The mean of fewer says more of them than of their language."""

LINKS = 16
"""HNSW's M: links of a vector on each level of the graph. With efSearch 64 the recall@10 is .986 at 0.2 ms."""

CURRENT = "current"
"""A file beside the folders, replaced after each stage: whoever has an index open sees that there is a newer."""

KINDS = (ConceptKind.SKILL, ConceptKind.OCCUPATION)

Report = Callable[[str, int, int], None]
"""Called with (stage, surfaces done in it, surfaces in it)."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of the building: which surfaces it adds."""

    name: str
    language: str
    labels: tuple[LabelKind, ...] = ()
    descriptions: bool = False

    def surfaces(self, taxonomy: Taxonomy) -> Iterator[Surface]:
        return taxonomy.surfaces(
            languages=(self.language,), kinds=KINDS, label_kinds=self.labels, descriptions=self.descriptions
        )


def stages(taxonomy: Taxonomy) -> tuple[Stage, ...]:
    """All stages for a taxonomy, in the order in which they help most."""
    others = [language for language in taxonomy.info.languages if language != "en"]
    return (
        Stage("labels-en", "en", (LabelKind.PREFERRED,)),
        Stage("aliases-en", "en", (LabelKind.ALTERNATIVE,)),
        Stage("descriptions-en", "en", descriptions=True),
        *(Stage(f"labels-{code}", code, (LabelKind.PREFERRED, LabelKind.ALTERNATIVE)) for code in others),
    )


def folder_for(index_path: Path, taxonomy: Taxonomy, encoder: Encoder) -> Path:
    return index_path / f"{taxonomy.info.digest[:12]}-{encoder.revision[:16]}-{FORMAT}"


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
            _clear(folder)
            _tables(folder, taxonomy, encoder)
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


def _clear(folder: Path) -> None:
    """Takes away what a killed build has left."""
    for left in folder.glob("*.part-*"):
        left.unlink()


def _tables(folder: Path, taxonomy: Taxonomy, encoder: Encoder) -> None:
    """What comes before the concepts' vectors: their list, the lexicon of labels, relations, the languages' means."""
    concepts = [
        (c.uri, c.kind is ConceptKind.OCCUPATION)
        for kind in KINDS
        for c in taxonomy.concepts(kind)
        if not c.obsolete
    ]
    row = {uri: number for number, (uri, _) in enumerate(concepts)}
    _write(folder / "concepts.json", json.dumps(concepts).encode())
    labels = (
        (row[s.uri], s.label_kind is LabelKind.PREFERRED, s.text)
        for s in taxonomy.surfaces(kinds=KINDS)
        if s.label_kind
    )
    part = folder / f"lexicon.part-{os.getpid()}.npz"
    Lexicon.of(labels).save(part)
    part.replace(folder / "lexicon.npz")
    part = folder / f"centring.part-{os.getpid()}.npz"
    Centring.measure(encoder).save(part)
    part.replace(folder / "centring.npz")
    _write(folder / "telling.json", json.dumps(_telling(taxonomy)).encode())
    _write(folder / "facts.json", json.dumps(facts_as_json(facts_of(taxonomy))).encode())


def _telling(taxonomy: Taxonomy) -> dict[str, float]:
    """Weight of each stem by how few of the taxonomy's texts have it, 1 for a stem of one text (inverse frequency)."""
    texts = Counter[str]()
    count = 0
    for surface in taxonomy.surfaces(kinds=KINDS, descriptions=True):
        count += 1
        texts.update(stems(Span(0, len(surface.text), surface.text)))
    most = log(1 + count)
    return {stem: round(log(1 + count / n) / most, 4) for stem, n in texts.items()}


def facts_of(taxonomy: Taxonomy) -> Facts:
    """The relations of a taxonomy as the ranking wants them."""
    essential: dict[str, set[str]] = defaultdict(set)
    optional: dict[str, set[str]] = defaultdict(set)
    broader, related = {}, {}
    isco = {}
    users: Counter[str] = Counter()
    for concept in taxonomy.concepts(ConceptKind.OCCUPATION):
        for relation in taxonomy.skills_of(concept.uri):
            (essential if relation.essential else optional)[concept.uri].add(relation.uri)
            users[relation.uri] += 1
        if concept.isco:
            isco[concept.uri] = concept.isco
    for kind in KINDS:
        for concept in taxonomy.concepts(kind):
            broader[concept.uri] = frozenset(taxonomy.broader(concept.uri))
    for concept in taxonomy.concepts(ConceptKind.SKILL):
        if relations := taxonomy.related_skills(concept.uri):
            related[concept.uri] = frozenset(r.uri for r in relations)
    frozen = [{k: frozenset(v) for k, v in links.items()} for links in (essential, optional)]
    return Facts(frozen[0], frozen[1], broader, related, isco, dict(users), max(1, len(isco)))


def _add(
    folder: Path, stage: Stage, plan: tuple[Stage, ...], taxonomy: Taxonomy, encoder: Encoder, report: Report
) -> None:
    """Encodes the surfaces of a stage, adds them to a copy of the index and makes that the current one."""
    before = Manifest.read(folder) if is_started(folder) else None
    rows = {
        uri: number
        for number, (uri, _) in enumerate(json.loads((folder / "concepts.json").read_text("utf-8")))
    }
    surfaces = [s for s in stage.surfaces(taxonomy) if s.uri in rows]
    vectors = _encoded(
        folder, stage, [s.text for s in surfaces], encoder, lambda n, of: report(stage.name, n, of)
    )
    owners = np.fromiter((rows[s.uri] for s in surfaces), np.int32, len(surfaces))
    name = f"surfaces-{len(before.progress.stages) if before else 0}.faiss"
    total = _write_faiss(folder, name, before, vectors, owners)
    calibration = before.calibration if before else _calibrate(taxonomy, encoder, vectors)
    finished = (*(before.progress.stages if before else ()), stage.name)
    pending = tuple(s.name for s in plan if s.name not in finished)
    progress = Progress(total, _count(taxonomy, plan), finished, pending)
    manifest = Manifest(
        f"{taxonomy.info.name} {taxonomy.info.version}",
        taxonomy.info.digest,
        encoder.revision,
        name,
        calibration,
        progress,
    )
    _write(folder / MANIFEST, json.dumps(manifest.as_json(), indent=1).encode())
    _write(folder.parent / CURRENT, f"{folder.name} {len(finished)}".encode())
    if before:
        _forget(folder, before.file)


def _encoded(
    folder: Path, stage: Stage, texts: list[str], encoder: Encoder, progress: Callable[[int, int], None]
) -> Vectors:
    """Labels are encoded as queries (they are as short as what people write of themselves: RP@5 on development
    sentences .41 against .37 as passages), descriptions as passages; then centred by their own mean.
    """
    encode = encoder.encode_passages if stage.descriptions else encoder.encode_queries
    vectors = encode(texts, public=True, progress=progress)
    if len(vectors) < FEW:
        return Centring.load(folder / "centring.npz").centre(vectors, [stage.language] * len(texts))
    return unit(vectors - vectors.mean(axis=0))


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
    part = folder / f"{name}.part-{os.getpid()}"
    faiss.write_index(index, str(part))
    part.replace(folder / name)
    np.save(folder / f"{name}.owners.npy", owners)
    return int(index.ntotal)


def _new_faiss(vectors: Vectors) -> Any:
    """A graph of neighbours over vectors in 8 bits a dimension, the ranges learned from the first stage's."""
    import faiss

    kind = faiss.ScalarQuantizer.QT_8bit
    index: Any = faiss.IndexHNSWSQ(vectors.shape[1], kind, LINKS, faiss.METRIC_INNER_PRODUCT)  # type: ignore[arg-type]
    index.hnsw.efSearch = 64
    index.train(vectors)
    return index


def _calibrate(taxonomy: Taxonomy, encoder: Encoder, centred: Vectors, *, sample: int = 400) -> Calibration:
    """From preferred labels at random (the cosine that 95 of 100 pairs stay under), and from labels with an alias."""
    chance = np.random.default_rng(0)
    left, right = (centred[chance.integers(0, len(centred), 4 * sample)] for _ in range(2))
    strangers = float(np.percentile(np.sum(left * right, axis=1), 95))
    pairs = _synonyms(taxonomy, sample)
    if not pairs:
        return Calibration(strangers, 1.0)
    names, aliases = (encoder.encode_queries(list(side), public=True) for side in zip(*pairs, strict=True))
    mean = np.concatenate([names, aliases]).mean(axis=0)
    synonyms = float(np.mean(np.sum(unit(names - mean) * unit(aliases - mean), axis=1)))
    return Calibration(min(strangers, synonyms - 0.01), synonyms)


def _synonyms(taxonomy: Taxonomy, sample: int) -> list[tuple[str, str]]:
    """Pairs (preferred label, one alias) in English, from concepts spread over the taxonomy."""
    alias = {
        s.uri: s.text
        for s in taxonomy.surfaces(languages=("en",), kinds=KINDS, label_kinds=(LabelKind.ALTERNATIVE,))
    }
    uris = sorted(alias)
    chosen = uris[:: max(1, len(uris) // sample)]
    return [
        (taxonomy.label(uri, "en"), alias[uri]) for uri in chosen if alias[uri] != taxonomy.label(uri, "en")
    ]


def _count(taxonomy: Taxonomy, plan: tuple[Stage, ...]) -> int:
    return sum(1 for stage in plan for _ in stage.surfaces(taxonomy))


def _forget(folder: Path, name: str) -> None:
    """Removes the index before this one. Who has it open keeps it: the file has no name, but is there."""
    for old in (folder / name, folder / f"{name}.owners.npy"):
        old.unlink(missing_ok=True)


def _write(path: Path, content: bytes) -> None:
    part = path.with_name(f"{path.name}.part-{os.getpid()}")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def is_started(folder: Path) -> bool:
    """Whether the first stage is there, so that texts can be read."""
    return (folder / MANIFEST).exists()
