"""The verbs of documents: who may see one, and how it is added, described, opened, removed and taken back."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from talent import audit, checks, profiles
from talent import db as records
from talent.actors import Actor, Permission
from talent.documents import vault as files
from talent.documents.media import Media
from talent.documents.records import LONGEST_UNDO, MOST_BYTES, MOST_DOCUMENTS, Document, DocumentKind
from talent.documents.vault import Place, Vault
from talent.errors import Conflict, NotFound, RuleBroken
from talent.papers import MEGABYTE
from talent.profiles import Profile
from talent.sealing import Seal


@dataclass(frozen=True, slots=True)
class Sent:
    """A file that passed `inspect`. `name` is the one that it had on the sender's device."""

    name: str
    media: Media
    data: bytes = field(repr=False)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class Details:
    """What its owner says of a document. `certified`: a copy that an authority or a notary has certified."""

    kind: DocumentKind = DocumentKind.OTHER
    language: str | None = None
    certified: bool = False
    expires_on: date | None = None


def visible_to(actor: Actor) -> sa.Select[Document]:
    """The documents that this actor may see: their own. The one place for whoever else may see some one day."""
    mine = sa.select(Profile.id).where(Profile.account_id == actor.account_id)
    return sa.select(Document).where(Document.profile_id.in_(mine))


def kept(db: Session, actor: Actor) -> Sequence[Document]:
    """Newest first, with those that can still be taken back."""
    undoable = Document.removed_at.is_(None) | (Document.removed_at > records.now() - LONGEST_UNDO)
    newest = visible_to(actor).where(undoable).order_by(Document.stored_at.desc(), Document.id)
    return db.scalars(newest).all()


def get(db: Session, actor: Actor, document_id: str) -> Document:
    """Raises NotFound also for what this actor may not see, and for what was removed."""
    return _found(db, actor, document_id, Document.removed_at.is_(None))


def open_content(document: Document, vault: Vault) -> bytes:
    """The plain bytes, for whoever was allowed to get the row. Raises Damaged."""
    return vault.read(_place(document), document.sealed_key, sha256=document.sha256)


def reseal(document: Document, seal: Seal) -> None:
    """Closes the key of the file with the newest main key. Raises CannotOpen."""
    document.sealed_key = files.renewed(_place(document), document.sealed_key, seal)


def add(db: Session, actor: Actor, sent: Sent, details: Details, *, vault: Vault) -> Document:
    """Stores a file as one of the actor's own documents.

    Raises RuleBroken at "file" for one too many, too much or there already, and Conflict where everybody may use the
    account. Where the transaction fails later, the file has no row, and `sweep` removes it.
    """
    actor.must(Permission.KEEP_OWN_PROFILE)
    if actor.is_demonstration:
        raise Conflict("shared-account")
    details, name = _checked(details), _name(sent)
    profile = profiles.begin(db, actor)
    records.one_at_a_time(db, f"documents {profile.id}")
    _require_room(db, profile, sent)
    document = Document(id=records.new_id(), profile_id=profile.id, name=name, media=sent.media)
    document.size, document.sha256 = len(sent.data), sent.sha256
    _say(document, details)
    document.sealed_key = vault.write(_place(document), sent.data)
    db.add(document)
    audit.record(db, actor, audit.EventKind.DOCUMENT_ADDED, document, said=document.kind, size=document.size)
    return document


def describe(db: Session, actor: Actor, document: Document, details: Details) -> None:
    """Corrects what the owner says of a document; its content stays as it was sent. Raises RuleBroken."""
    _require_owner(db, actor, document)
    _say(document, _checked(details))
    audit.record(db, actor, audit.EventKind.DOCUMENT_DESCRIBED, document, said=document.kind)


def remove(db: Session, actor: Actor, document: Document) -> None:
    """Nobody sees it from now on; `restore` takes it back for LONGEST_UNDO, then `sweep` erases it."""
    _require_owner(db, actor, document)
    document.removed_at = records.now()
    audit.record(db, actor, audit.EventKind.DOCUMENT_REMOVED, document)


def restore(db: Session, actor: Actor, document_id: str) -> Document:
    """Raises NotFound where it is too late."""
    undoable = Document.removed_at > records.now() - LONGEST_UNDO
    document = _found(db, actor, document_id, undoable)
    _require_owner(db, actor, document)
    document.removed_at = None
    audit.record(db, actor, audit.EventKind.DOCUMENT_RESTORED, document)
    return document


def _found(db: Session, actor: Actor, document_id: str, which: sa.ColumnElement[bool]) -> Document:
    document = db.scalar(visible_to(actor).where(Document.id == document_id, which))
    if document is None:
        raise NotFound("document")
    return document


def _require_owner(db: Session, actor: Actor, document: Document) -> None:
    """Raises NotFound for whoever may at most look."""
    actor.must(Permission.KEEP_OWN_PROFILE)
    own = profiles.own(db, actor)
    if own is None or own.id != document.profile_id:
        raise NotFound("document")


def _require_room(db: Session, profile: Profile, sent: Sent) -> None:
    """What was removed and can be taken back still takes its room."""
    of_theirs = Document.profile_id == profile.id
    number, size = db.execute(
        sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(Document.size), 0)).where(of_theirs)
    ).one()
    same = sa.exists().where(of_theirs, Document.sha256 == sent.sha256, Document.removed_at.is_(None))
    if db.scalar(sa.select(same)):
        raise RuleBroken("file", "already-there")
    if number >= MOST_DOCUMENTS:
        raise RuleBroken("file", "too-many", most=MOST_DOCUMENTS)
    if size + len(sent.data) > MOST_BYTES:
        raise RuleBroken("file", "no-room", most=MOST_BYTES // MEGABYTE)


def _name(sent: Sent) -> str:
    """As on the sender's device, without folders and control characters, with the ending of what it is."""
    last = sent.name.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(letter for letter in last if letter.isprintable()).strip(" .")
    return sent.media.named(shown[: checks.LONGEST_LINE - len(".docx")] or "document")


def _checked(details: Details) -> Details:
    return replace(details, language=checks.language("language", details.language))


def _say(document: Document, details: Details) -> None:
    document.kind, document.language = details.kind, details.language
    document.certified, document.expires_on = details.certified, details.expires_on


def _place(document: Document) -> Place:
    return Place(document.profile_id, document.id)
