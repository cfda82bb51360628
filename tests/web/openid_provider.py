"""An OpenID provider on this machine whose answers a test can falsify, part by part. Its keys are made in the test."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from joserfc.jws import JWSRegistry

CLIENT_ID, CLIENT_SECRET = "talent", "a secret of the test"


@dataclass
class Provider:
    """`person`: who signs in. `says`: claims that differ from what would be right; None leaves a claim out."""

    issuer: str
    person: dict[str, Any] = field(default_factory=lambda: {"sub": "person-1"})
    says: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] = field(default_factory=dict)
    algorithm: str = "RS256"
    is_down: bool = False
    keys: list[RSAKey] = field(default_factory=lambda: [_first_key()])
    published: list[RSAKey] | None = None
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def agree(self, address: str) -> dict[str, str]:
        """Somebody was sent to `address` and said yes: what comes back with them."""
        request = dict(parse_qsl(urlsplit(address).query))
        assert request["response_type"] == "code"
        assert request["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(16)
        self.codes[code] = request
        return {"code": code, "state": request["state"]}

    def answer(self, path: str, body: str, headers: Any) -> tuple[int, dict[str, Any]]:
        self.asked.append(path)
        if self.is_down:
            return 503, {}
        if path == "/.well-known/openid-configuration":
            return 200, self._metadata()
        if path == "/jwks":
            shown = self.keys if self.published is None else self.published
            return 200, {"keys": [key.as_dict(private=False) for key in shown]}
        if path == "/userinfo":
            return 200, {"sub": self.person["sub"]} | self.userinfo
        return self._token(body, headers)

    def _metadata(self) -> dict[str, Any]:
        ends = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")
        names = ("auth", "token", "userinfo", "jwks")
        found = {end: f"{self.issuer}/{name}" for end, name in zip(ends, names, strict=True)}
        return {
            "issuer": self.issuer,
            "id_token_signing_alg_values_supported": ["RS256"],
            **found,
        } | self.metadata

    def _token(self, body: str, headers: Any) -> tuple[int, dict[str, Any]]:
        """A code works once, for whoever knows the verifier and the client's secret."""
        given = {name: values[0] for name, values in parse_qs(body).items()}
        request = self.codes.pop(given.get("code", ""), None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(given.get("code_verifier", "").encode()).digest())
        basic = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        if request is None or challenge.decode().rstrip("=") != request["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        if headers["Authorization"] != f"Basic {basic}" or given["redirect_uri"] != request["redirect_uri"]:
            return 401, {"error": "invalid_client"}
        return 200, {
            "access_token": "opaque",
            "token_type": "Bearer",
            "id_token": self._id_token(request["nonce"]),
        }

    def _id_token(self, nonce: str) -> str:
        now = int(time.time())
        right = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 60,
            "nonce": nonce,
        } | self.person
        claims = {name: value for name, value in (right | self.says).items() if value is not None}
        if self.algorithm == "none":
            return f"{_part({'alg': 'none'})}.{_part(claims)}."
        if self.algorithm == "HS256":
            return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(CLIENT_SECRET))
        key = self.keys[0]
        further = JWSRegistry(algorithms=["RS256"], strict_check_header=False)
        return jwt.encode({"alg": "RS256", "kid": key.kid, "x-of-theirs": 1}, claims, key, registry=further)


@cache
def _first_key() -> RSAKey:
    return new_key()


def new_key(kid: str | None = None) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": kid or secrets.token_hex(4), "use": "sig"})


def _part(content: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


@contextmanager
def running() -> Iterator[Provider]:
    provider = Provider("")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer("")

        def do_POST(self) -> None:
            self._answer(self.rfile.read(int(self.headers["Content-Length"])).decode())

        def _answer(self, body: str) -> None:
            status, answer = provider.answer(urlsplit(self.path).path, body, self.headers)
            content = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        provider.issuer = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield provider
        finally:
            server.shutdown()
            thread.join()
