"""What can go wrong in the domain, as codes; statuses and people's languages are the web's."""

from collections.abc import Mapping


class TalentError(Exception):
    """Something a caller can act on. `code` is stable and translated by whoever shows it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NotFound(TalentError):
    """There is no such thing, or none that this actor may know of: the two are never told apart."""

    def __init__(self, kind: str) -> None:
        super().__init__(f"{kind}.not-found")
        self.kind = kind


class NotAllowed(TalentError):
    """The actor's roles do not permit this; `signed_in` tells whether signing in might help."""

    def __init__(self, permission: str, *, signed_in: bool) -> None:
        super().__init__("not-allowed")
        self.permission = permission
        self.signed_in = signed_in


class Conflict(TalentError):
    """The state of things does not admit this, though the input itself is well formed."""


class NotText(TalentError):
    """What was asked with, or was to be stored, holds what no text has: NUL, or half of a surrogate pair."""

    def __init__(self) -> None:
        super().__init__("not-text")


class RuleBroken(TalentError):
    """One field of the input breaks a rule.

    `field` is the path of the field ("texts.0.language"), `code` the rule, `limits` the numbers that its
    message needs. None holds what the person wrote.
    """

    def __init__(self, field: str, code: str, **limits: int) -> None:
        super().__init__(code)
        self.field = field
        self.limits: Mapping[str, int] = limits

    def __str__(self) -> str:
        return f"{self.field}: {self.code}"
