"""Seals what must not be read from a stolen disk or backup: AES-256-GCM, under keys that can be changed.

Sealed bytes are a version, four bytes that tell which key closed them, a random nonce, and the ciphertext with its
tag. What they are `about` (a purpose and the id of a row) is authenticated without being stored, so that sealed
bytes put into another row do not open there.
"""

import base64
import binascii
import os
from collections.abc import Sequence
from typing import Final, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION: Final = b"\x01"
KEY_BYTES: Final = 32
NAME_BYTES: Final = 4
NONCE_BYTES: Final = 12
"""Drawn at random for each closing: safe for 2**32 closings under one key (NIST SP 800-38D, 8.3)."""

_KEY_STARTS: Final = len(VERSION)
_NONCE_STARTS: Final = _KEY_STARTS + NAME_BYTES
_REST_STARTS: Final = _NONCE_STARTS + NONCE_BYTES


class BadKey(ValueError):
    """A key is not 32 bytes in base64. The message does not quote it."""


class CannotOpen(Exception):
    """Sealed bytes were changed, belong elsewhere, or were closed with a key that is no longer there."""


class Seal:
    """Closes with the first key and opens with any. Safe to use from many threads."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        if not keys or any(len(key) != KEY_BYTES for key in keys):
            raise BadKey(f"a key has {KEY_BYTES} bytes, and there is at least one")
        self._ciphers = {_name(key): AESGCM(key) for key in keys}
        self._closing = _name(keys[0])

    @classmethod
    def of(cls, keys: str) -> Self:
        """From a setting: keys in base64 with commas between them, the newest first. Raises BadKey."""
        return cls([_decoded(key.strip()) for key in keys.split(",")])

    def close(self, data: bytes, *, about: str) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        head = VERSION + self._closing
        return head + nonce + self._ciphers[self._closing].encrypt(nonce, data, head + about.encode())

    def open(self, data: bytes, *, about: str) -> bytes:
        """What was closed under the same `about`. Raises CannotOpen."""
        head, nonce = data[:_NONCE_STARTS], data[_NONCE_STARTS:_REST_STARTS]
        cipher = self._ciphers.get(data[_KEY_STARTS:_NONCE_STARTS])
        if not data.startswith(VERSION) or cipher is None or len(nonce) < NONCE_BYTES:
            raise CannotOpen("no key for this")
        try:
            return cipher.decrypt(nonce, data[_REST_STARTS:], head + about.encode())
        except InvalidTag as error:
            raise CannotOpen("changed, or put in another place") from error

    def renewed(self, data: bytes, *, about: str) -> bytes:
        """The same, closed with the first key; untouched where it was already. Raises CannotOpen."""
        if data.startswith(VERSION + self._closing):
            return data
        return self.close(self.open(data, about=about), about=about)


def new_key() -> str:
    """A fresh key as the setting wants it."""
    return base64.b64encode(os.urandom(KEY_BYTES)).decode("ascii")


def _decoded(key: str) -> bytes:
    try:
        return base64.b64decode(key, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadKey("a key is written in base64") from error


def _name(key: bytes) -> bytes:
    """Tells keys apart without telling anything of them."""
    code = hmac.HMAC(key, hashes.SHA256())
    code.update(b"name of a key")
    return code.finalize()[:NAME_BYTES]
