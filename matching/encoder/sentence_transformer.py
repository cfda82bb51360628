"""Any model that sentence-transformers loads, by name or folder, through torch."""

import threading
from collections.abc import Callable, Iterator, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from matching.encoder.protocol import EncoderError, Progress, Stretch, Vectors, apart

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_TEXTS_AT_ONCE = 512  # between two reports of progress; sorted by length inside
_BATCH = 32
_CONFIGURATION = (".json", ".txt", ".model", ".safetensors", ".bin")


class SentenceTransformerEncoder:
    """Uses the model's own prompts for queries and passages if it has any.

    One call at a time: the tokenizers that transformers uses break when two threads share one.
    """

    def __init__(self, name: str, revision: str, model: "SentenceTransformer") -> None:
        self.name = name
        self.revision = revision
        self.dimensions = int(model.get_embedding_dimension() or 0)
        self._model = model
        self._lock = threading.Lock()

    @classmethod
    def open(cls, name: str) -> "SentenceTransformerEncoder":
        """`name`: a folder, or a name on the model hub. Raises EncoderError if it cannot be loaded."""
        from sentence_transformers import SentenceTransformer

        try:
            model = SentenceTransformer(name, device="cpu")
        except (OSError, ValueError) as error:
            raise EncoderError(
                f"The model {name!r} cannot be loaded: {error}\n"
                "TALENT_MODEL takes 'default', a folder, or a name that the model hub knows."
            ) from error
        return cls(name, _revision(name, model), model)

    def encode_queries(
        self,
        texts: Sequence[str],
        *,
        public: bool = False,  # noqa: ARG002 - part of the protocol; nothing is kept here
        progress: Progress | None = None,
    ) -> Vectors:
        return self._encode(self._model.encode_query, texts, progress)

    def encode_passages(
        self,
        texts: Sequence[str],
        *,
        public: bool = False,  # noqa: ARG002 - part of the protocol; nothing is kept here
        progress: Progress | None = None,
    ) -> Vectors:
        return self._encode(self._model.encode_document, texts, progress)

    def encode_within(
        self,
        texts: Sequence[str],
        stretches: Sequence[Sequence[Stretch]],
        *,
        progress: Progress | None = None,
    ) -> list[Vectors]:
        return apart(self, texts, stretches, progress)

    def _encode(
        self, encode: Callable[..., Vectors], texts: Sequence[str], progress: Progress | None
    ) -> Vectors:
        vectors = np.empty((len(texts), self.dimensions), dtype=np.float32)
        for start in range(0, len(texts), _TEXTS_AT_ONCE):
            some = list(texts[start : start + _TEXTS_AT_ONCE])
            with self._lock:
                vectors[start : start + len(some)] = encode(
                    some, batch_size=_BATCH, show_progress_bar=False, normalize_embeddings=True
                )
            if progress is not None:
                progress(start + len(some), len(texts))
        return vectors


def _revision(name: str, model: "SentenceTransformer") -> str:
    """From everything in the folder that can change a vector, or from the commit that the hub gave."""
    digest = blake2b(digest_size=6)
    for part in _made_from(name, model):
        digest.update(part)
    return digest.hexdigest()


def _made_from(name: str, model: "SentenceTransformer") -> Iterator[bytes]:
    folder = Path(name)
    if folder.is_dir():
        for path in sorted(path for path in folder.rglob("*") if path.suffix in _CONFIGURATION):
            yield str(path.relative_to(folder)).encode()
            yield path.read_bytes()
    else:
        config = model[0].auto_model.config
        yield f"{name} {getattr(config, '_commit_hash', None)} {sorted(model.prompts.items())}".encode()
        yield config.to_json_string().encode()
