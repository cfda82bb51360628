"""A device that keeps passkeys, in software: it answers what a browser would, as JSON, with every part changeable."""

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

PRESENT, VERIFIED, WITH_KEY = 0x01, 0x04, 0x40
"""Flags of authenticator data (Web Authentication Level 3, 6.1)."""


@dataclass
class Device:
    """Holds one key. `verifies`: whether it makes sure who holds it. `counts`: how far its counter goes each time."""

    origin: str
    verifies: bool = True
    counts: int = 1
    count: int = 0
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    user: str = ""

    def make(self, options: str, **changes: Any) -> str:
        """A new passkey, for what navigator.credentials.create was asked."""
        asked = json.loads(options)
        self.user = asked["user"]["id"]
        length = len(self.credential_id).to_bytes(2, "big")
        data = (
            self._data(asked["rp"]["id"], WITH_KEY) + bytes(16) + length + self.credential_id + self._cose()
        )
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", asked["challenge"], changes)
        return self._answer(clientDataJSON=client, attestationObject=attestation)

    def sign(self, options: str, *, user: str | None = None, rp_id: str | None = None, **changes: Any) -> str:
        """A signature, for what navigator.credentials.get was asked."""
        asked = json.loads(options)
        data = self._data(rp_id or asked["rpId"], 0)
        client = self._client("webauthn.get", asked["challenge"], changes)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        whose = base64url_to_bytes(self.user if user is None else user)
        return self._answer(
            clientDataJSON=client, authenticatorData=data, signature=signature, userHandle=whose
        )

    def _data(self, rp_id: str, flags: int) -> bytes:
        self.count += self.counts
        flags |= PRESENT | (VERIFIED if self.verifies else 0)
        return hashlib.sha256(rp_id.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, challenge: str, changes: dict[str, Any]) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(said | changes).encode()

    def _cose(self) -> bytes:
        """The public key as RFC 9053 has it: EC2, ES256, P-256."""
        point = self.key.public_key().public_numbers()
        return cbor2.dumps(
            {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")}
        )

    def _answer(self, **response: bytes) -> str:
        name = bytes_to_base64url(self.credential_id)
        parts = {part: bytes_to_base64url(value) for part, value in response.items()}
        return json.dumps(
            {"id": name, "rawId": name, "type": "public-key", "response": parts, "clientExtensionResults": {}}
        )
