"""Who is signed in, for the header of every page, error pages included."""

import logging
from dataclasses import dataclass

from fastapi import Request
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from talent import accounts, notifications
from talent.accounts import Account
from talent.actors import PERMISSIONS, Permission
from web.deps import platform, token

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Viewer:
    """`unread`: how many pieces of news wait; `is_shared`: whether everybody may use the account."""

    name: str
    unread: int
    permissions: frozenset[Permission] = frozenset()
    is_shared: bool = False

    @property
    def keeps_profile(self) -> bool:
        """Whether there is a profile page for them."""
        return Permission.KEEP_OWN_PROFILE in self.permissions


def viewer(request: Request) -> Viewer | None:
    """None for a stranger, and where the database doesn't answer: an error page must still come up."""
    presented = token(request)
    if presented is None:
        return None
    try:
        with platform(request).database.transaction(writing=False) as db:
            account = accounts.signed_in(db, presented)
            return _viewer(db, account) if account else None
    except SQLAlchemyError as error:
        log.warning("the header can't say who is signed in: %s", type(error).__name__)
        return None


def _viewer(db: Session, account: Account) -> Viewer:
    permissions = frozenset[Permission]().union(*(PERMISSIONS[role] for role in account.roles))
    unread = notifications.unread(db, account.id)
    return Viewer(account.display_name, unread, permissions, account.is_demonstration)
