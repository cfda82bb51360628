"""Drafts on their way: sealed in a row for a day, opened by their owner alone."""

from functools import cache

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy.orm import Session

from talent import db as records
from talent.actors import Actor, Permission
from talent.imports.items import Draft
from talent.imports.records import KEPT_FOR, ImportDraft
from talent.sealing import Seal


def keep(db: Session, actor: Actor, draft: Draft, *, seal: Seal) -> ImportDraft:
    """Puts a draft in the place of the actor's last one."""
    actor.must(Permission.KEEP_OWN_PROFILE)
    discard(db, actor)
    row = ImportDraft(account_id=actor.account_id, id=records.new_id())
    row.expires_at = records.now() + KEPT_FOR
    row.content = seal.close(_json().dump_json(draft), about=_about(row))
    db.add(row)
    db.flush()
    return row


def current(db: Session, actor: Actor, *, seal: Seal) -> Draft | None:
    """The draft that waits for the actor, if any."""
    row = db.scalar(_of(actor).where(ImportDraft.expires_at > records.now()))
    return _json().validate_json(seal.open(row.content, about=_about(row))) if row else None


def reseal(row: ImportDraft, seal: Seal) -> None:
    """Closes a draft with the newest key. Raises CannotOpen."""
    row.content = seal.renewed(row.content, about=_about(row))


def discard(db: Session, actor: Actor) -> None:
    db.execute(sa.delete(ImportDraft).where(ImportDraft.account_id == actor.account_id))


def forget_expired(db: Session) -> int:
    """How many went."""
    gone = db.execute(
        sa.delete(ImportDraft)
        .where(ImportDraft.expires_at <= records.now())
        .returning(ImportDraft.account_id)
    )
    return len(gone.all())


def _of(actor: Actor) -> sa.Select[ImportDraft]:
    return sa.select(ImportDraft).where(ImportDraft.account_id == actor.account_id)


def _about(row: ImportDraft) -> str:
    return f"import draft {row.id}"


@cache
def _json() -> TypeAdapter[Draft]:
    return TypeAdapter(Draft)
