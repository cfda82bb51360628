"""Which ways to sign in this site offers besides a password, by its settings and never by a request."""

from ipaddress import ip_address
from typing import Final
from urllib.parse import urlencode, urlsplit

from talent.accounts.passkeys import Site
from web.providers import LOOPBACK
from web.security import safe_next
from web.settings import Settings

TRIAL: Final = "localhost"
"""The one name for which browsers make passkeys on an open line."""


def passkey_site(settings: Settings) -> Site | None:
    """Whom passkeys are for; None where browsers would make none: without a name, or on an open line.

    Browsers take "localhost" and names that are reached by HTTPS (Web Authentication Level 3, 5.1.2). A trial at
    127.0.0.1 has them under its other name; see `passkeys_at`.
    """
    parts = urlsplit(settings.address)
    host = parts.hostname or ""
    if parts.scheme == "http" and host in LOOPBACK:
        host = TRIAL
    elif not host or _is_number(host) or parts.scheme != "https":
        return None
    port = f":{parts.port}" if parts.port else ""
    return Site(host, f"{parts.scheme}://{host}{port}", settings.site_name)


def passkeys_at(settings: Settings, host: str | None) -> str | None:
    """Where a trial that was opened as `host` is to be opened instead for passkeys; None where it works as it is.

    Of real sites `host` tells nothing: what stands before the server may have changed it.
    """
    site = passkey_site(settings)
    return site.origin if site and site.id == TRIAL != host else None


def provider_links(settings: Settings, next_page: str) -> list[tuple[str, str]]:
    """Name and address of each provider that somebody may come from."""
    query = urlencode({"next": safe_next(next_page)})
    return [(each.name, f"/session/oidc/{each.key}?{query}") for each in settings.oidc_providers]


def callback(settings: Settings, provider: str) -> str:
    """Where a provider sends people back to: the address that is registered with it."""
    return f"{settings.address}/session/oidc/{provider}/callback"


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
