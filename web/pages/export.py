"""Taking one's data away: everything in one archive or as JSON, the profile as Europass XML or PDF."""

from collections.abc import Callable
from typing import Annotated, Final

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response, StreamingResponse

from talent import audit
from talent.actors import Actor, Permission
from talent.errors import Conflict
from talent.export.typeset import CannotTypeset
from web import exporting, i18n
from web.deps import CurrentActor, Needs, Public, ReadingActor, ReadingDb, platform
from web.exporting import Taken
from web.i18n import gettext as _
from web.templating import render

router = APIRouter()

EVERYTHING: Final = "everything"
FILES: Final[dict[str, tuple[str, str, Callable[[Taken], bytes]]]] = {
    "pdf": ("cv.pdf", "application/pdf", exporting.as_pdf),
    "europass": ("europass.xml", "application/xml", exporting.as_europass),
    "json": ("my-data.json", "application/json", exporting.as_json),
}
"""What may be chosen besides everything: the file's name, its type and what makes it."""


@router.get("/account/export", dependencies=[Needs(Permission.KEEP_OWN_ACCOUNT)])
def page(request: Request, _actor: CurrentActor) -> HTMLResponse:
    return _page(request)


@router.post("/account/export", dependencies=[Public])
def export(
    request: Request,
    db: ReadingDb,
    actor: ReadingActor,
    what: Annotated[str, Form()] = "",
    named: Annotated[str, Form()] = "",
) -> Response:
    """Reads without the lock that writing needs: making a file takes seconds."""
    actor.must(Permission.KEEP_OWN_ACCOUNT)
    if what != EVERYTHING and what not in FILES:
        return _page(request, errors={"what": _("Choose what you want to download")}, status=422)
    parts, language = platform(request), i18n.current().language
    taken = exporting.take(parts, db, actor, language=language, named=bool(named))
    try:
        answer = _file(request, taken, what)
    except Conflict:
        message = _("You have no profile yet. Download everything, or write your profile first.")
        return _page(request, what=what, errors={"what": message}, status=422)
    except CannotTypeset:
        message = _("Your profile is too long for a PDF. Choose another file.")
        return _page(request, what=what, errors={"what": message}, status=422)
    _note(request, actor, what)
    return answer


def _file(request: Request, taken: Taken, what: str) -> Response:
    if what == EVERYTHING:
        pieces = exporting.as_archive(taken, platform(request).documents)
        return StreamingResponse(pieces, media_type="application/zip", headers=_attached("my-data.zip"))
    name, kind, make = FILES[what]
    return Response(make(taken), media_type=kind, headers=_attached(name))


def _attached(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}


def _note(request: Request, actor: Actor, what: str) -> None:
    with platform(request).database.transaction() as db:
        audit.record(db, actor, audit.EventKind.DATA_EXPORTED, what=what)


def _page(
    request: Request, *, what: str = EVERYTHING, errors: dict[str, str] | None = None, status: int = 200
) -> HTMLResponse:
    return render(request, "pages/account/export.html", status=status, what=what, errors=errors or {})
