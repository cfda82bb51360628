"""Who acts, and what each role may do: one table. A stranger is an actor too, with what anyone has."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from talent.errors import NotAllowed


class Role(StrEnum):
    CANDIDATE = "candidate"
    EMPLOYER = "employer"
    OFFICER = "officer"
    CONTACT_POINT = "contact-point"
    ADMINISTRATOR = "administrator"


class Permission(StrEnum):
    FIND_WORKERS = "find-workers"  # among those whom the actor may see: see profiles.visible_to
    READ_VACANCIES = "read-vacancies"
    UNDERSTAND_TEXT = "understand-text"
    FIND_ROUTES = "find-routes"
    KEEP_OWN_ACCOUNT = "keep-own-account"
    KEEP_OWN_PROFILE = "keep-own-profile"
    WRITE_VACANCIES = "write-vacancies"
    SEE_EVERY_PROFILE = "see-every-profile"
    VET_ORGANISATIONS = "vet-organisations"
    CONFIRM_PROGRAMMES = "confirm-programmes"  # of the country of the authority that the actor acts for
    MANAGE_ACCOUNTS = "manage-accounts"
    READ_AUDIT = "read-audit"


ANYONE: Final = frozenset(
    {Permission.FIND_WORKERS, Permission.READ_VACANCIES, Permission.UNDERSTAND_TEXT, Permission.FIND_ROUTES}
)

WITH_ACCOUNT: Final = frozenset({Permission.KEEP_OWN_ACCOUNT})

PERMISSIONS: Final[Mapping[Role, frozenset[Permission]]] = {
    Role.CANDIDATE: WITH_ACCOUNT | {Permission.KEEP_OWN_PROFILE},
    Role.EMPLOYER: WITH_ACCOUNT | {Permission.WRITE_VACANCIES},
    Role.OFFICER: WITH_ACCOUNT | {Permission.SEE_EVERY_PROFILE},
    Role.CONTACT_POINT: WITH_ACCOUNT
    | {Permission.SEE_EVERY_PROFILE, Permission.VET_ORGANISATIONS, Permission.CONFIRM_PROGRAMMES},
    Role.ADMINISTRATOR: WITH_ACCOUNT | {Permission.MANAGE_ACCOUNTS, Permission.READ_AUDIT},
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever asks. `name` stands in the audit trail: an account's id, "stranger" or "operator".

    `is_demonstration`: an account whose password everyone knows. Such an actor is shown invented people only.
    """

    name: str
    account_id: str | None = None
    roles: frozenset[Role] = frozenset()
    organisation_id: str | None = None
    is_demonstration: bool = False

    @property
    def signed_in(self) -> bool:
        return self.account_id is not None

    @property
    def permissions(self) -> frozenset[Permission]:
        return ANYONE.union(*(PERMISSIONS[role] for role in self.roles))

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions

    def must(self, permission: Permission) -> None:
        """Raises NotAllowed where the actor may not."""
        if not self.may(permission):
            raise NotAllowed(permission, signed_in=self.signed_in)


STRANGER: Final = Actor("stranger")
OPERATOR: Final = Actor("operator", roles=frozenset(Role))
"""Whoever holds the command line holds the database; every role, so that the same verbs serve."""
