"""Signing in at another provider: the code flow of OpenID Connect Core 1.0 with PKCE (RFC 7636), by Authlib."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from ssl import SSLContext
from threading import Lock
from typing import Any, Final

import httpx2
from authlib.common.security import generate_token
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from authlib.oidc.discovery import get_well_known_url
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from talent.accounts.identities import LONGEST_SUBJECT, Identity, Journey
from web.providers import Provider, encrypted

TIMEOUT_S: Final = 10
KEPT_S: Final = 3600
"""Seconds for which a provider's metadata and keys are taken as known; a key that is new is fetched at once."""

LEEWAY_S: Final = 60
"""Seconds by which a provider's clock may be off."""

ALGORITHMS: Final = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}
)
"""Signatures that only the provider can make: neither "none" nor one with a secret that both sides hold."""


class Trouble(StrEnum):
    UNREACHABLE = "unreachable"
    UNTRUSTED = "untrusted"  # what came back is not what was asked for, or not theirs


class OidcError(Exception):
    """A provider could not say who somebody is. The message is for the log and holds no data of theirs."""

    def __init__(self, trouble: Trouble, why: str) -> None:
        super().__init__(f"{trouble}: {why}")
        self.trouble = trouble


@cache
def _trusted() -> SSLContext:
    """Whose certificates are believed: read once, since that takes a tenth of a second."""
    return httpx2.create_ssl_context()


@dataclass(frozen=True, slots=True)
class Departure:
    """Where the browser goes, and what is to be remembered under `state` meanwhile."""

    address: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who came back, and whether the provider asked them for two steps."""

    identity: Identity
    both_steps: bool
    claims: Mapping[str, Any]
    token: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Known:
    """What the provider knows of somebody who has no account here yet; empty where it does not say."""

    email: str
    name: str


class OpenId:
    """One provider. Its metadata and keys are fetched when first needed. Safe to use from many threads."""

    def __init__(self, provider: Provider, callback: str) -> None:
        self.provider = provider
        self._callback = callback
        self._lock = Lock()
        self._kept: dict[str, tuple[float, Mapping[str, Any]]] = {}

    def depart(self) -> Departure:
        """Raises OidcError."""
        nonce, verifier = generate_token(32), generate_token(64)
        with self._client() as client:
            address, state = client.create_authorization_url(
                self._endpoint("authorization_endpoint"),
                state=generate_token(43),
                code_verifier=verifier,
                nonce=nonce,
            )
        return Departure(address, state, nonce, verifier)

    def arrive(self, code: str, journey: Journey) -> Arrival:
        """Who somebody is that came back with `code`. Raises OidcError where it is not certain."""
        token = self._token(code, journey.verifier)
        claims = self._claims(token, journey.nonce)
        identity = Identity(self.provider.issuer, claims["sub"])
        if not 0 < len(identity.subject) <= LONGEST_SUBJECT:
            raise OidcError(Trouble.UNTRUSTED, "subject")
        return Arrival(identity, self._both_steps(claims), claims, token)

    def known(self, arrival: Arrival) -> Known:
        """Asks what the ID token left out. An address that the provider has not verified is not taken."""
        claims = dict(arrival.claims)
        if "email" not in claims and "userinfo_endpoint" in self._metadata():
            claims |= self._userinfo(arrival)
        email = claims.get("email") if claims.get("email_verified") is True else None
        return Known(*(each if isinstance(each, str) else "" for each in (email, claims.get("name"))))

    def _token(self, code: str, verifier: str) -> Mapping[str, Any]:
        address = self._endpoint("token_endpoint")
        try:
            with self._client() as client:
                token: Mapping[str, Any] = client.fetch_token(address, code=code, code_verifier=verifier)
        except OAuthError as error:
            raise OidcError(Trouble.UNTRUSTED, "the code was refused") from error
        except (httpx2.HTTPError, ValueError) as error:
            raise OidcError(Trouble.UNREACHABLE, "token endpoint") from error
        return token

    def _claims(self, token: Mapping[str, Any], nonce: str) -> Mapping[str, Any]:
        """Of an ID token that is signed by the provider, for this site, in answer to this journey, and not too old."""
        wanted = {
            "iss": {"essential": True, "value": self.provider.issuer},
            "aud": {"essential": True, "value": self.provider.client_id},
        }
        asked = {
            "nonce": nonce,
            "client_id": self.provider.client_id,
            "access_token": token.get("access_token"),
        }
        try:
            signed = self._verified(str(token.get("id_token", "")))
            claims = CodeIDToken(signed.claims, signed.header, wanted, asked)
            claims.validate(leeway=LEEWAY_S)
        except (JoseError, ValueError, TypeError) as error:
            raise OidcError(Trouble.UNTRUSTED, f"ID token ({type(error).__name__})") from error
        found: Mapping[str, Any] = claims
        return found

    def _verified(self, id_token: str) -> jwt.Token:
        """Header fields that only this provider knows are let through."""
        offered = self._metadata().get("id_token_signing_alg_values_supported", ["RS256"])
        registry = JWSRegistry(algorithms=list(ALGORITHMS & set(offered)), strict_check_header=False)
        try:
            return jwt.decode(id_token, self._keys(), registry=registry)
        except InvalidKeyIdError:
            return jwt.decode(id_token, self._keys(again=True), registry=registry)

    def _both_steps(self, claims: Mapping[str, Any]) -> bool:
        said = claims.get("amr")
        methods = {each for each in said if isinstance(each, str)} if isinstance(said, list) else set()
        return claims.get("acr") in self.provider.strong_acr or bool(methods & self.provider.strong_amr)

    def _userinfo(self, arrival: Arrival) -> Mapping[str, Any]:
        bearer = {"Authorization": f"Bearer {arrival.token.get('access_token', '')}"}
        found = self._get(self._endpoint("userinfo_endpoint"), headers=bearer)
        if found.get("sub") != arrival.identity.subject:
            raise OidcError(Trouble.UNTRUSTED, "userinfo of somebody else")
        return found

    def _endpoint(self, name: str) -> str:
        try:
            return encrypted(str(self._metadata()[name]))
        except (KeyError, ValueError) as error:
            raise OidcError(Trouble.UNTRUSTED, f"metadata without {name}") from error

    def _metadata(self) -> Mapping[str, Any]:
        found = self._once(get_well_known_url(self.provider.issuer, external=True))
        if found.get("issuer") != self.provider.issuer:
            raise OidcError(Trouble.UNTRUSTED, "metadata of another issuer")
        return found

    def _keys(self, *, again: bool = False) -> KeySet:
        found: Any = self._once(self._endpoint("jwks_uri"), again=again)
        return KeySet.import_key_set(found)

    def _once(self, address: str, *, again: bool = False) -> Mapping[str, Any]:
        """The JSON at an address, as it was within the hour."""
        with self._lock:
            until, kept = self._kept.get(address, (0.0, {}))
            if again or until <= time.monotonic():
                kept = self._get(address)
                self._kept[address] = (time.monotonic() + KEPT_S, kept)
            return kept

    def _get(self, address: str, *, headers: Mapping[str, str] | None = None) -> Mapping[str, Any]:
        try:
            found = httpx2.get(address, headers=headers, timeout=TIMEOUT_S, verify=_trusted())
            answer = found.raise_for_status().json()
        except (httpx2.HTTPError, ValueError) as error:
            raise OidcError(Trouble.UNREACHABLE, type(error).__name__) from error
        if not isinstance(answer, dict):
            raise OidcError(Trouble.UNREACHABLE, "no JSON object")
        return answer

    def _client(self) -> OAuth2Client:
        return OAuth2Client(
            client_id=self.provider.client_id,
            client_secret=self.provider.client_secret.get_secret_value(),
            scope=self.provider.scope,
            redirect_uri=self._callback,
            code_challenge_method="S256",
            timeout=TIMEOUT_S,
            verify=_trusted(),
        )
