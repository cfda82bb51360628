"""Keeps the vectors of public texts on disk, so that the labels of all concepts are encoded once."""

import logging
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import Protocol, TypeVar

import numpy as np

from matching.encoder.protocol import Encoder, Progress, Stretch, Vectors

Item = TypeVar("Item")

log = logging.getLogger(__name__)

_TEXTS_A_COMMIT = 4096  # at most this many are encoded again after a kill
_KEYS_A_QUERY = 500
_BUSY_SECONDS = 60.0  # how long a writer waits for another
_SCHEMA = "CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB NOT NULL)"


class VectorStore:
    """Vectors by key in one SQLite file: many readers and one writer at a time, in any number of processes.

    Holds vectors as float16 (cosines change by less than 0.001) and hashes of texts, never a text.
    """

    def __init__(self, path: Path, dimensions: int) -> None:
        self.path = path
        self._bytes = dimensions * 2

    def find(self, keys: Sequence[bytes]) -> dict[bytes, Vectors]:
        """The vectors that are there, of length 1 only as nearly as float16 has it."""
        found: dict[bytes, Vectors] = {}
        with self._connection() as db:
            for some in _chunks(keys, _KEYS_A_QUERY):
                places = ",".join("?" * len(some))
                rows = db.execute(f"SELECT key, vector FROM vectors WHERE key IN ({places})", some)  # noqa: S608 - only question marks
                found.update((key, _unpacked(blob)) for key, blob in rows if len(blob) == self._bytes)
        return found

    def keep(self, vectors: dict[bytes, Vectors]) -> None:
        rows = [(key, vector.astype(np.float16).tobytes()) for key, vector in vectors.items()]
        with self._connection() as db, db:
            db.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        """One a call, so that threads share nothing. A damaged file is thrown away: it is only a cache."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        try:
            db = self._opened()
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):  # locked, disk full: nothing wrong with the file
                raise
            log.warning("%s is damaged (%s): its vectors are made anew.", self.path, error)
            self.path.unlink()
            db = self._opened()
        with closing(db):
            yield db

    def _opened(self) -> sqlite3.Connection:
        db = sqlite3.connect(self.path, timeout=_BUSY_SECONDS)
        try:
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = NORMAL")
            db.execute(_SCHEMA)
        except sqlite3.Error:
            db.close()
            raise
        return db


class CachedEncoder:
    """Another encoder, with a memory for the texts that the caller says are public.

    People's texts go straight through: a vector gives away what its text is about, so
    none of theirs is kept, and erasing a person needs no visit here.
    """

    def __init__(self, encoder: Encoder, folder: Path) -> None:
        self._encoder = encoder
        self._store = VectorStore(folder / f"{encoder.revision}.sqlite", encoder.dimensions)

    @property
    def name(self) -> str:
        return self._encoder.name

    @property
    def revision(self) -> str:
        return self._encoder.revision

    @property
    def dimensions(self) -> int:
        return self._encoder.dimensions

    def encode_queries(
        self, texts: Sequence[str], *, public: bool = False, progress: Progress | None = None
    ) -> Vectors:
        encode = self._encoder.encode_queries
        return self._kept("query", encode, texts, progress) if public else encode(texts, progress=progress)

    def encode_passages(
        self, texts: Sequence[str], *, public: bool = False, progress: Progress | None = None
    ) -> Vectors:
        encode = self._encoder.encode_passages
        return self._kept("passage", encode, texts, progress) if public else encode(texts, progress=progress)

    def encode_within(
        self,
        texts: Sequence[str],
        stretches: Sequence[Sequence[Stretch]],
        *,
        progress: Progress | None = None,
    ) -> list[Vectors]:
        return self._encoder.encode_within(texts, stretches, progress=progress)

    def _kept(self, role: str, encode: "Encode", texts: Sequence[str], progress: Progress | None) -> Vectors:
        vectors = np.empty((len(texts), self.dimensions), dtype=np.float32)
        done = 0
        for some in _chunks(texts, _TEXTS_A_COMMIT):
            told = _from(done, len(texts), progress)
            vectors[done : done + len(some)] = self._remembered(role, encode, some, told)
            done += len(some)
            if progress is not None:
                progress(done, len(texts))
        return vectors

    def _remembered(
        self, role: str, encode: "Encode", texts: Sequence[str], progress: Progress | None
    ) -> Vectors:
        """As kept in float16 whether they are new or not, so that both times the same comes out."""
        keys = [_key(role, text) for text in texts]
        known = self._store.find(list(dict.fromkeys(keys)))
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if missing:
            new = encode(list(missing.values()), progress=progress)
            made = dict(zip(missing, new.astype(np.float16), strict=True))
            self._store.keep(made)
            known |= {key: vector.astype(np.float32) for key, vector in made.items()}
        vectors: Vectors = np.stack([known[key] for key in keys])
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors


class Encode(Protocol):
    """One of an encoder's two methods."""

    def __call__(self, texts: Sequence[str], *, progress: Progress | None = None) -> Vectors: ...


def _key(role: str, text: str) -> bytes:
    """Two texts of a taxonomy collide with a probability below 1e-26."""
    return blake2b(f"{role}\0{text}".encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _unpacked(blob: bytes) -> Vectors:
    return np.frombuffer(blob, dtype=np.float16).astype(np.float32)


def _chunks(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


def _from(offset: int, total: int, progress: Progress | None) -> Progress | None:
    """Progress of a part, told as progress of the whole. Texts found in the cache count at the end."""
    if progress is None:
        return None
    return lambda done, _part: progress(offset + done, total)
