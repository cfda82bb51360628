"""Who is signed in, for the header of every page, error pages included."""

import logging
from dataclasses import dataclass

from fastapi import Request
from sqlalchemy.exc import SQLAlchemyError

from talent import accounts, notifications
from web.deps import platform, token

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Viewer:
    """`unread`: how many pieces of news wait."""

    name: str
    unread: int


def viewer(request: Request) -> Viewer | None:
    """None for a stranger, and where the database doesn't answer: an error page must still come up."""
    presented = token(request)
    if presented is None:
        return None
    try:
        with platform(request).database.transaction(writing=False) as db:
            account = accounts.signed_in(db, presented)
            return Viewer(account.display_name, notifications.unread(db, account.id)) if account else None
    except SQLAlchemyError as error:
        log.warning("the header can't say who is signed in: %s", type(error).__name__)
        return None
