"""Several files in one ZIP archive, made and sent piece by piece: at no time is more than one of them in memory."""

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator

Part = tuple[str, Callable[[], bytes]]
"""A path in the archive, and what makes the content when its turn has come."""

_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200e\u200f\u202a-\u202e\u2066-\u2069]')
"""What some system would not take in a name, or what would show it as another."""

_ENDING = re.compile(r"\.\w{1,5}$")


def archive(parts: Iterable[Part]) -> Iterator[bytes]:
    """The archive in pieces. Text is packed, what is packed already is not."""
    written = _Written()
    with zipfile.ZipFile(written, "w") as file:
        for path, content in parts:
            packing = zipfile.ZIP_DEFLATED if path.endswith((".json", ".xml", ".txt")) else zipfile.ZIP_STORED
            file.writestr(path, content(), packing)
            yield written.taken()
    yield written.taken()


def safe_name(name: str, *, longest: int = 80) -> str:
    """A name that somebody gave a file, fit for any folder: no path, no trick, its ending kept."""
    harmless = _UNSAFE.sub("_", name).strip(" .")
    ending = _ENDING.search(harmless)
    return harmless[: ending.start() if ending else None][:longest] + (ending[0] if ending else "") or "_"


class _Written(io.RawIOBase):
    """Where the archive is written: a stream that cannot go back, and is emptied by whoever sends it."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: "bytes | bytearray | memoryview") -> int:  # type: ignore[override]  # any buffer, as typeshed has no name for
        self._pieces.append(bytes(piece))
        return len(piece)

    def taken(self) -> bytes:
        taken, self._pieces = b"".join(self._pieces), []
        return taken
