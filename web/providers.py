"""Who else may say who somebody is (OpenID Connect): what an operator writes down of each provider."""

from typing import Annotated, Final
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr

LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})


def encrypted(address: str) -> str:
    """An address whose way is encrypted, or does not leave this machine. Raises ValueError."""
    parts = urlsplit(address)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise ValueError("must begin with https://")
    return address


class Provider(BaseModel):
    """One provider, such as EU Login or a national eID, with which this site is registered."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str = Field(
        pattern="^[a-z0-9-]{1,32}$", description="In addresses; the callback is registered with it."
    )
    name: str = Field(min_length=1, max_length=60, description="What readers call it.")
    issuer: Annotated[
        str, AfterValidator(encrypted), Field(max_length=255, description="Exactly as in its tokens.")
    ]
    client_id: str = Field(min_length=1)
    client_secret: SecretStr
    scope: str = Field("openid email profile", pattern=r"^openid( |$)")
    strong_acr: frozenset[str] = Field(frozenset(), description="Values of acr that count for both steps.")
    strong_amr: frozenset[str] = Field(
        frozenset(), description="Values of amr of which one counts for both steps."
    )
