"""What somebody's profile shows to whom: how visible it is at all, and which sections an actor gets to see."""

from sqlalchemy.orm import Session

from talent import audit, profiles
from talent import db as records
from talent.actors import Actor, Permission
from talent.errors import NotFound
from talent.profiles import Profile, Visibility


def own(db: Session, actor: Actor) -> Profile:
    """The actor's own profile, about to be shared or not. Raises NotFound where there is none yet."""
    actor.must(Permission.KEEP_OWN_PROFILE)
    profile = profiles.own(db, actor)
    if profile is None:
        raise NotFound("profile")
    return profile


def set_visibility(db: Session, actor: Actor, visibility: Visibility) -> None:
    """Of the actor's own profile. It counts from the next query on; what was agreed to stays agreed."""
    profile = own(db, actor)
    if profile.visibility is not visibility:
        profile.visibility = visibility
        profile.updated_at = records.now()
        audit.record(db, actor, audit.EventKind.VISIBILITY_CHANGED, profile, visibility=visibility)
