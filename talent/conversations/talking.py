"""Who takes part in a conversation, what they write and what they have read."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from talent import checks, notifications
from talent import db as records
from talent.accounts import Refusal, throttle
from talent.actors import Actor, Permission
from talent.applications import Application, Side, State, side_of
from talent.conversations.blocking import is_blocked
from talent.conversations.records import Conversation, Message
from talent.errors import Conflict, NotFound
from talent.notifications import Kind
from talent.organisations import Vetting, accounts_of
from talent.profiles import Profile
from talent.vacancies import Vacancy

LONGEST_MESSAGE: Final = 2000
MESSAGES_PER_ACCOUNT: Final = 20
"""In the window of talent.accounts.throttle, 15 minutes."""

MOST_SHOWN: Final = 200


@dataclass(frozen=True, slots=True)
class Listed:
    conversation: Conversation
    unread: int


@dataclass(frozen=True, slots=True)
class Written:
    """That a side wrote something, and when."""

    by: Side
    sent_at: datetime
    withheld: bool


def visible_to(actor: Actor) -> sa.Select[Conversation]:
    """The candidate's own and those of the actor's own organisation, verified or not: it may read what it was
    written before it was suspended. Nobody else reads a conversation; see `reports` for those that are reported."""
    may: sa.ColumnElement[bool] = sa.false()
    if actor.account_id and actor.may(Permission.KEEP_OWN_PROFILE):
        may |= Profile.account_id == actor.account_id
    if actor.organisation_id and actor.may(Permission.WRITE_VACANCIES):
        may |= Vacancy.organisation_id == actor.organisation_id
    if actor.is_demonstration:
        may &= Profile.is_demonstration
    return (
        sa.select(Conversation)
        .join(Application, Application.id == Conversation.application_id)
        .join(Profile, Profile.id == Application.profile_id)
        .join(Vacancy, Vacancy.id == Application.vacancy_id)
        .where(may)
    )


def get(db: Session, actor: Actor, conversation_id: str) -> Conversation:
    """Raises NotFound also for what this actor may not see."""
    conversation = db.scalar(visible_to(actor).where(Conversation.id == conversation_id))
    if conversation is None:
        raise NotFound("conversation")
    return conversation


def about(db: Session, actor: Actor, application: Application) -> Conversation:
    """The one of an application, begun where there is none. Raises NotFound for whoever is on neither side."""
    side_of(actor, application)
    there = db.scalar(sa.select(Conversation).where(Conversation.application_id == application.id))
    if there is None:
        there = Conversation(application=application)
        db.add(there)
        db.flush()
    return there


def listed(db: Session, actor: Actor) -> list[Listed]:
    """With at least one message that the actor may read, the latest first."""
    actor.must(Permission.KEEP_OWN_ACCOUNT)
    bare = joinedload(Conversation.application).joinedload(Application.profile).lazyload("*")
    latest = visible_to(actor).order_by(Conversation.last_at.desc(), Conversation.id)
    rows = db.scalars(latest.limit(MOST_SHOWN).options(bare)).all()
    written = _written(db, rows)
    found = [(row, _for_side(written[row.id], side_of(actor, row.application))) for row in rows]
    return [Listed(row, _count_unread(row, actor, readable)) for row, readable in found if readable]


def messages(db: Session, actor: Actor, conversation: Conversation) -> list[Message]:
    """The oldest first; at most the last MOST_SHOWN."""
    return _readable(db, conversation, side_of(actor, conversation.application))


def may_write(db: Session, actor: Actor, conversation: Conversation) -> str | None:
    """None, or why this side cannot write now: "blocked", "withdrawn", "suspended", "not-verified"."""
    application = conversation.application
    if side_of(actor, application) is Side.CANDIDATE:
        blocked = is_blocked(db, application.profile_id, application.vacancy.organisation_id)
        return "blocked" if blocked else None
    vetting = application.vacancy.organisation.vetting
    if vetting is Vetting.SUSPENDED:
        return "suspended"
    if application.state is State.WITHDRAWN:
        return "withdrawn"
    if vetting is not Vetting.VERIFIED and not _has_written(db, conversation, Side.CANDIDATE):
        return "not-verified"
    return None


def send(db: Session, actor: Actor, conversation: Conversation, text: str) -> Message | Refusal:
    """Writes to the other side and tells it that there is a message, never which. Raises RuleBroken, Conflict.

    Whoever writes too much gets Refusal.TOO_MANY, as a value: the count must be committed.
    """
    side = side_of(actor, conversation.application)
    if (why_not := may_write(db, actor, conversation)) is not None:
        raise Conflict(why_not)
    text = checks.text("text", text, longest=LONGEST_MESSAGE).strip()
    if throttle.too_many(db, f"messages of {actor.account_id}", most=MESSAGES_PER_ACCOUNT):
        return Refusal.TOO_MANY
    message = Message(
        conversation_id=conversation.id,
        by=side,
        writer_id=actor.account_id,
        text=text,
        withheld=side is Side.EMPLOYER and _is_unwanted(db, conversation),
    )
    db.add(message)
    conversation.last_at = records.now()
    _tell(db, conversation, message)
    return message


def is_unread(db: Session, actor: Actor, conversation: Conversation) -> bool:
    """Whether the other side wrote something that this side has not been shown."""
    side = side_of(actor, conversation.application)
    return (
        _count_unread(conversation, actor, _for_side(_written(db, [conversation])[conversation.id], side)) > 0
    )


def seen(db: Session, actor: Actor, conversation: Conversation) -> None:
    """The actor's side has read everything that there is now."""
    if side_of(actor, conversation.application) is Side.CANDIDATE:
        conversation.candidate_read_at = records.now()
    else:
        conversation.employer_read_at = records.now()
    db.flush()


def _is_unwanted(db: Session, conversation: Conversation) -> bool:
    application = conversation.application
    return is_blocked(db, application.profile_id, application.vacancy.organisation_id)


def _tell(db: Session, conversation: Conversation, message: Message) -> None:
    if message.withheld:
        return
    vacancy, profile = conversation.application.vacancy, conversation.application.profile
    data = {"conversation": conversation.id, "vacancy": vacancy.code}
    if message.by is Side.CANDIDATE:
        for account_id in accounts_of(db, vacancy.organisation_id):
            notifications.notify(db, account_id, Kind.MESSAGE, **data)
    elif profile.account_id:
        notifications.notify(
            db, profile.account_id, Kind.MESSAGE, **data, organisation=vacancy.organisation_id
        )


def _written(db: Session, rows: Sequence[Conversation]) -> defaultdict[str, list[Written]]:
    """Who wrote when in each of these conversations, by its id; without the words."""
    columns = sa.select(Message.conversation_id, Message.by, Message.sent_at, Message.withheld)
    found: defaultdict[str, list[Written]] = defaultdict(list)
    for row in db.execute(columns.where(Message.conversation_id.in_([each.id for each in rows]))):
        found[row.conversation_id].append(Written(row.by, row.sent_at, row.withheld))
    return found


def _for_side(written: Sequence[Written], side: Side) -> list[Written]:
    return [each for each in written if side is Side.EMPLOYER or not each.withheld]


def _readable(db: Session, conversation: Conversation, side: Side) -> list[Message]:
    of_it = sa.select(Message).where(Message.conversation_id == conversation.id)
    if side is Side.CANDIDATE:
        of_it = of_it.where(Message.withheld.is_(False))
    last = db.scalars(of_it.order_by(Message.id.desc()).limit(MOST_SHOWN)).all()
    return list(reversed(last))


def _count_unread(conversation: Conversation, actor: Actor, readable: Sequence[Written]) -> int:
    side = side_of(actor, conversation.application)
    read_at = conversation.candidate_read_at if side is Side.CANDIDATE else conversation.employer_read_at
    return sum(each.by is not side and (read_at is None or each.sent_at > read_at) for each in readable)


def _has_written(db: Session, conversation: Conversation, side: Side) -> bool:
    written = sa.exists().where(Message.conversation_id == conversation.id, Message.by == side)
    return db.scalar(sa.select(written)) or False
