"""Where the key comes from that seals files and secrets: the setting, or in development a file beside the data."""

import os
import secrets
from pathlib import Path
from typing import Final

from talent import sealing
from talent.sealing import BadKey, Seal
from web.settings import Settings

HOW_TO_MAKE_ONE: Final = (
    "Make one with\n"
    '  python -c "import base64, secrets; print(base64.b64encode(secrets.token_bytes(32)).decode())"\n'
    "and keep it apart from the database and its backups: without it, documents and second factors cannot be opened.\n"
    "To change it, set the new key, a comma, and the old one; then run talent seal rotate."
)


class NoKey(Exception):
    """There is no usable key. The message is for operators and says how to make one."""


def seal(settings: Settings) -> Seal:
    """Raises NoKey where the setting is missing in production, or is no key."""
    try:
        return Seal.of(_keys(settings))
    except BadKey as error:
        raise NoKey(f"TALENT_SECRET_KEY must be 32 bytes in base64 ({error}). {HOW_TO_MAKE_ONE}") from error


def _keys(settings: Settings) -> str:
    if settings.secret_key is not None:
        return settings.secret_key.get_secret_value()
    if settings.environment == "production":
        raise NoKey(f"In production TALENT_SECRET_KEY must be set. {HOW_TO_MAKE_ONE}")
    return _kept(settings.secret_key_path)


def _kept(path: Path) -> str:
    """The key of a trial, made by whoever asks first. It appears whole, and only its owner may read it."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f"{path.name}.part-{secrets.token_hex(8)}")
        _write(part, sealing.new_key())
        _link(part, path)
    return path.read_text("ascii").strip()


def _write(path: Path, key: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(key + "\n")
        file.flush()
        os.fsync(file.fileno())


def _link(part: Path, path: Path) -> None:
    """Unlike a rename, a link does not take the place of a key that another process has made meanwhile."""
    try:
        path.hardlink_to(part)
    except FileExistsError:
        return
    finally:
        part.unlink()
