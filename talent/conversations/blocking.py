"""A candidate's "no more messages from this organisation", of which the organisation learns nothing."""

from sqlalchemy.orm import Session

from talent.actors import Actor
from talent.applications import Side, side_of
from talent.conversations.records import Block, Conversation
from talent.errors import NotFound


def is_blocked(db: Session, profile_id: str, organisation_id: str) -> bool:
    return db.get(Block, (profile_id, organisation_id)) is not None


def block(db: Session, actor: Actor, conversation: Conversation) -> None:
    """Of every conversation with this organisation. What it writes from now on never reaches the candidate."""
    profile_id, organisation_id = _between(actor, conversation)
    if not is_blocked(db, profile_id, organisation_id):
        db.add(Block(profile_id=profile_id, organisation_id=organisation_id))
        db.flush()


def unblock(db: Session, actor: Actor, conversation: Conversation) -> None:
    profile_id, organisation_id = _between(actor, conversation)
    if (there := db.get(Block, (profile_id, organisation_id))) is not None:
        db.delete(there)
        db.flush()


def _between(actor: Actor, conversation: Conversation) -> tuple[str, str]:
    """Raises NotFound for whoever is not the candidate."""
    application = conversation.application
    if side_of(actor, application) is not Side.CANDIDATE:
        raise NotFound("conversation")
    return application.profile_id, application.vacancy.organisation_id
