"""What a page has shown counts as read: noted in a short transaction of its own, and only where there is news."""

from fastapi import Request

from talent import notifications
from talent.actors import Actor
from web.deps import platform


def note(request: Request, actor: Actor, **about: str) -> None:
    """Of the news that names this thing, such as `application="…"`."""
    if actor.account_id is None:
        return
    database = platform(request).database
    with database.transaction(writing=False) as db:
        if not notifications.unread(db, actor.account_id):
            return
    with database.transaction() as db:
        notifications.seen(db, actor, **about)
