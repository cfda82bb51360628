"""Style sheets, scripts and icons: where they lie, their versioned addresses, and the answer that carries them."""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

OWN_FILES = Path(__file__).parent / "static"
VENDOR = "vendor/"
FOR_A_YEAR = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Asset:
    """One file, read once. Its version is a digest of its content, so an address never changes its meaning."""

    media_type: str
    content: bytes

    @cached_property
    def version(self) -> str:
        return hashlib.sha256(self.content).hexdigest()[:12]

    @cached_property
    def compressed(self) -> bytes:
        return gzip.compress(self.content, 9, mtime=0)


class Assets:
    """Files under `web/static` and, with the prefix `vendor/`, those fetched at set-up."""

    def __init__(self, vendor_folder: Path) -> None:
        self._vendor_folder = vendor_folder
        self._loaded: dict[tuple[str, int], Asset] = {}

    def address(self, name: str) -> str:
        """`/static/talent.css?v=0123456789ab`; without the version where the file is missing."""
        asset = self.find(name)
        return f"/static/{name}?v={asset.version}" if asset else f"/static/{name}"

    def find(self, name: str) -> Asset | None:
        path = self._path(name)
        if path is None:
            return None
        key = (name, path.stat().st_mtime_ns)
        if key not in self._loaded:
            self._loaded[key] = Asset(_media_type(name), path.read_bytes())
        return self._loaded[key]

    def respond(self, request: Request, name: str) -> Response | None:
        """The file, or 304 where the browser has it; None where there is no such file."""
        asset = self.find(name)
        if asset is None:
            return None
        versioned = request.query_params.get("v") == asset.version
        headers = {
            "ETag": f'"{asset.version}"',
            "Cache-Control": FOR_A_YEAR if versioned else "no-cache",
            "Vary": "Accept-Encoding",
        }
        if headers["ETag"] in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        if "gzip" in request.headers.get("accept-encoding", ""):
            headers["Content-Encoding"] = "gzip"
            return Response(asset.compressed, headers=headers, media_type=asset.media_type)
        return Response(asset.content, headers=headers, media_type=asset.media_type)

    def _path(self, name: str) -> Path | None:
        folder, rest = (OWN_FILES, name)
        if name.startswith(VENDOR):
            folder, rest = (self._vendor_folder, name.removeprefix(VENDOR))
        path = (folder / rest).resolve()
        inside = path.is_relative_to(folder.resolve())
        return path if inside and path.is_file() else None


def _media_type(name: str) -> str:
    known, _ = mimetypes.guess_type(name)
    return known or "application/octet-stream"
