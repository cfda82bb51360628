"""Fetches the English package from the ESCO portal, where that is reachable."""

import http.client
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import quote

from esco_data.errors import SourceError
from esco_data.files import replacing

ADDRESS = "https://ec.europa.eu/esco/download/"
RELEASES = ("1.2.0", "1.1.1")  # newest first
TIMEOUT = 5  # seconds without an answer
MAX_BYTES = 128 * 2**20
_BLOCK = 2**16


def package_name(release: str, language: str = "en") -> str:
    return f"ESCO dataset - v{release} - classification - {language} - csv.zip"


def fetch(folder: Path, *, address: str = ADDRESS) -> Path:
    """The newest release's package in `folder`. SourceError where the portal cannot be reached or has none."""
    for release in RELEASES:
        path = folder / package_name(release)
        try:
            if not path.exists():
                _download(address + quote(path.name), path)
            return path
        except urllib.error.HTTPError as problem:
            problem.close()  # not this release: the next one may be there
        except (OSError, http.client.HTTPException) as problem:
            raise SourceError(f"The ESCO portal cannot be reached ({_reason(problem)}).") from problem
    raise SourceError("The ESCO portal has no package under the names known here.")


def _download(address: str, path: Path) -> None:
    answer = urllib.request.urlopen(address, timeout=TIMEOUT)  # noqa: S310 — a fixed https address
    with answer, replacing(path) as part, part.open("wb") as file:
        received = 0
        while block := answer.read(_BLOCK):
            received += len(block)
            if received > MAX_BYTES:
                raise OSError(f"more than {MAX_BYTES:,} bytes came")
            file.write(block)


def _reason(problem: Exception) -> str:
    return str(getattr(problem, "reason", "") or problem or type(problem).__name__)
