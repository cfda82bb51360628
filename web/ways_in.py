"""Which ways to sign in this site offers besides a password, by its settings and never by a request."""

from ipaddress import ip_address
from urllib.parse import urlencode, urlsplit

from talent.accounts.passkeys import Site
from web.providers import LOOPBACK
from web.security import safe_next
from web.settings import Settings


def passkey_site(settings: Settings) -> Site | None:
    """Whom passkeys are for; None where browsers would make none: without a name, or on an open line.

    Browsers take "localhost" and names that are reached by HTTPS (Web Authentication Level 3, 5.1.2).
    """
    parts = urlsplit(settings.address)
    host = parts.hostname or ""
    if not host or _is_number(host) or (parts.scheme != "https" and host not in LOOPBACK):
        return None
    port = f":{parts.port}" if parts.port else ""
    return Site(host, f"{parts.scheme}://{host}{port}", settings.site_name)


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
