"""The documents that somebody keeps here: sent, described, opened, removed and taken back."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Final, Self
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.orm import Session

from talent import documents
from talent.actors import Actor, Permission
from talent.documents import Details, Document, DocumentKind, Media, Sent
from talent.errors import RuleBroken
from talent.papers import Unreadable
from web import document_words, uploads
from web.deps import Carries, CurrentActor, Db, Needs, Public, ReadingActor, ReadingDb, platform
from web.i18n import N_
from web.i18n import gettext as _
from web.templating import render
from web.views import choices

router = APIRouter()

OWN: Final = Needs(Permission.KEEP_OWN_PROFILE)

NOTICES: Final = {
    "added": N_("Your document is kept here. Only you can open it."),
    "changed": N_("Your changes are saved."),
    "restored": N_("Your document is back."),
}
"""What was just done, by the word in the address."""

ACCEPTED: Final = ",".join(f".{media}" for media in Media)


@dataclass(frozen=True, slots=True)
class Typed:
    """The form as it was sent."""

    kind: str = ""
    language: str = ""
    certified: str = ""
    expires_on: str = ""

    @classmethod
    def of(cls, document: Document) -> Self:
        expiry = document.expires_on.isoformat() if document.expires_on else ""
        return cls(document.kind, document.language or "", "yes" if document.certified else "", expiry)

    def details(self) -> Details:
        """Raises RuleBroken."""
        kind = DocumentKind(self.kind) if self.kind in set(DocumentKind) else DocumentKind.OTHER
        return Details(kind, self.language or None, self.certified == "yes", _day(self.expires_on))


def typed(
    kind: Annotated[str, Form()] = "",
    language: Annotated[str, Form()] = "",
    certified: Annotated[str, Form()] = "",
    expires_on: Annotated[str, Form()] = "",
) -> Typed:
    return Typed(kind, language, certified, expires_on)


Said = Annotated[Typed, Depends(typed)]


@router.get("/profile/documents", dependencies=[OWN])
def own(request: Request, db: Db, actor: CurrentActor, notice: str = "") -> HTMLResponse:
    return _page(request, db, actor, notice=NOTICES.get(notice, ""))


@router.post("/profile/documents", dependencies=[Public])
def add(
    request: Request,
    db: ReadingDb,
    actor: ReadingActor,
    said: Said,
    file: uploads.Upload = None,
) -> Response:
    """The file is looked at while nobody waits for the database, and stored in a transaction of its own."""
    actor.must(Permission.KEEP_OWN_PROFILE)
    try:
        _store(request, actor, said.details(), _sent(request, file))
    except Unreadable as refused:
        errors = {"file": document_words.refused(refused)}
        return _page(request, db, actor, said, errors=errors, status=422)
    except RuleBroken as broken:
        errors = {broken.field: document_words.broken(broken)}
        return _page(request, db, actor, said, errors=errors, status=422)
    return RedirectResponse("/profile/documents?notice=added", 303)


@router.get("/profile/documents/{document_id}", dependencies=[OWN])
def open_one(request: Request, db: Db, actor: CurrentActor, document_id: str) -> Response:
    """Always to be saved, never shown by the browser as a page of this site."""
    document = documents.get(db, actor, document_id)
    content = documents.open_content(document, platform(request).documents)
    return Response(content, media_type=document.media.served_as, headers=_headers(document))


@router.get("/profile/documents/{document_id}/details", dependencies=[OWN])
def details(request: Request, db: Db, actor: CurrentActor, document_id: str) -> HTMLResponse:
    document = documents.get(db, actor, document_id)
    return _details_page(request, document, Typed.of(document))


@router.post("/profile/documents/{document_id}/details", dependencies=[OWN, Carries("kind")])
def describe(request: Request, db: Db, actor: CurrentActor, document_id: str, said: Said) -> Response:
    document = documents.get(db, actor, document_id)
    try:
        documents.describe(db, actor, document, said.details())
    except RuleBroken as broken:
        errors = {broken.field: document_words.broken(broken)}
        return _details_page(request, document, said, errors=errors, status=422)
    return RedirectResponse("/profile/documents?notice=changed", 303)


@router.post("/profile/documents/{document_id}/remove", dependencies=[OWN])
def remove(db: Db, actor: CurrentActor, document_id: str) -> Response:
    documents.remove(db, actor, documents.get(db, actor, document_id))
    return RedirectResponse("/profile/documents", 303)


@router.post("/profile/documents/{document_id}/restore", dependencies=[OWN])
def restore(db: Db, actor: CurrentActor, document_id: str) -> Response:
    documents.restore(db, actor, document_id)
    return RedirectResponse("/profile/documents?notice=restored", 303)


def _sent(request: Request, file: uploads.Upload) -> Sent:
    """Raises RuleBroken where no file was chosen, and Unreadable."""
    if file is None or not uploads.is_chosen(file):
        raise RuleBroken("file", "no-file")
    settings, name = platform(request).settings, file.filename or ""
    data = uploads.content(file, settings)
    return Sent(name, documents.inspect(data, name=name, limits=uploads.limits(settings)), data)


def _store(request: Request, actor: Actor, said: Details, sent: Sent) -> None:
    parts = platform(request)
    with parts.database.transaction() as db:
        documents.add(db, actor, sent, said, vault=parts.documents)


def _headers(document: Document) -> dict[str, str]:
    """RFC 6266, with a plain name for whatever does not know RFC 8187."""
    name = f"filename=\"document.{document.media}\"; filename*=UTF-8''{quote(document.name, safe='')}"
    return {"Content-Disposition": f"attachment; {name}", "Cache-Control": "private, no-store"}


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise RuleBroken("expires_on", "not-a-date") from error


def _page(
    request: Request,
    db: Session,
    actor: Actor,
    said: Typed | None = None,
    *,
    notice: str = "",
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> HTMLResponse:
    there = documents.kept(db, actor)
    return render(
        request,
        "pages/documents/list.html",
        status=status,
        kept=[document for document in there if document.removed_at is None],
        removed=[document for document in there if document.removed_at is not None],
        undo_minutes=int(documents.LONGEST_UNDO.total_seconds() // 60),
        shared=actor.is_demonstration,
        notice=_(notice) if notice else "",
        accept=ACCEPTED,
        megabytes=platform(request).settings.upload_megabytes,
        **_form(said or Typed(), errors),
    )


def _details_page(
    request: Request,
    document: Document,
    said: Typed,
    *,
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> HTMLResponse:
    return render(
        request, "pages/documents/details.html", status=status, document=document, **_form(said, errors)
    )


def _form(said: Typed, errors: dict[str, str] | None) -> dict[str, Any]:
    return {
        "typed": said,
        "errors": errors or {},
        "kinds": document_words.kinds(),
        "kind_names": document_words.KINDS,
        "languages": choices.languages(),
        "size": document_words.size,
        "today": date.today(),  # noqa: DTZ011  the day on the server is near enough to say "expired"
    }
