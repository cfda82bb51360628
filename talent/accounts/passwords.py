"""Passwords: how long they are, how they are stored, and what checking one costs."""

import secrets
from functools import cache
from typing import Final

from argon2 import PasswordHasher, profiles
from argon2.exceptions import VerificationError

from talent.errors import RuleBroken

SHORTEST_PASSWORD: Final = 12  # NIST SP 800-63B asks for length and forbids rules of composition
LONGEST_PASSWORD: Final = 256

PARAMETERS = profiles.RFC_9106_LOW_MEMORY
"""argon2id as RFC 9106, section 4, recommends for what has 64 MiB to spend on a password."""


def checked(password: str, field: str = "password") -> str:
    """Raises RuleBroken on `field` where nobody should use such a password."""
    if len(password) < SHORTEST_PASSWORD:
        raise RuleBroken(field, "too-short", shortest=SHORTEST_PASSWORD)
    if len(password) > LONGEST_PASSWORD:
        raise RuleBroken(field, "too-long", longest=LONGEST_PASSWORD)
    return password


def hashed(password: str) -> str:
    return _hasher().hash(_encoded(password))


def matches(stored: str | None, password: str) -> bool:
    """Whether `password` is the one that `stored` was made from. Costs one verification, for None too."""
    if len(password) > LONGEST_PASSWORD:
        return False
    try:
        _hasher().verify(stored or _hash_of_nothing(), _encoded(password))
    except VerificationError:
        return False
    return stored is not None


def is_outdated(stored: str) -> bool:
    """Made with older parameters: to be made anew when the password is known."""
    return _hasher().check_needs_rehash(stored)


def _encoded(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher.from_parameters(PARAMETERS)


@cache
def _hash_of_nothing() -> str:
    return hashed(secrets.token_urlsafe(32))
