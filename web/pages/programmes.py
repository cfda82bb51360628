"""Programmes that candidates name, for the authority that issued them: read what is needed, confirm, decline, undo."""

from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.orm import Session

from talent import access_log, programmes
from talent.access_log import Why
from talent.actors import Actor, Permission
from talent.errors import Conflict, NotFound, RuleBroken
from talent.profiles import Programme, ProgrammeReason, ProgrammeState
from web import account_words, profile_words, programme_words, seen
from web.deps import CurrentActor, Db, Needs, platform
from web.i18n import N_
from web.i18n import gettext as _
from web.templating import render
from web.views.profile import stretch

router = APIRouter(prefix="/programmes", dependencies=[Needs(Permission.CONFIRM_PROGRAMMES)])

A_PAGE: Final = 25

NOTICES: Final = {
    "confirmed": N_("Confirmed. The candidate is told."),
    "declined": N_("Not confirmed. The candidate is told, with your reason."),
    "undone": N_("It waits again, as if nobody had decided."),
}
"""What was just done, by the word in the address."""


@router.get("")
def inbox(
    request: Request,
    db: Db,
    actor: CurrentActor,
    state: str = "",
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> HTMLResponse:
    chosen = ProgrammeState(state) if state in list(ProgrammeState) else None
    counts = programmes.counts(db, actor)
    seen.note(request, actor, page=programmes.INBOX)
    total = counts[chosen] if chosen else sum(counts.values())
    pages = max(1, -(-total // A_PAGE))
    if page > pages:
        raise NotFound("page")
    return render(
        request,
        "pages/programmes/list.html",
        issuer=programmes.issuer(db, actor),
        programmes=programmes.listed(db, actor, state=chosen, start=(page - 1) * A_PAGE, most=A_PAGE),
        counts=counts,
        chosen=chosen,
        page=page,
        pages=pages,
        kinds=profile_words.PROGRAMMES,
        words=programme_words,
    )


@router.get("/{programme_id}")
def one(
    request: Request, db: Db, actor: CurrentActor, programme_id: str, notice: str = "", name: str = ""
) -> HTMLResponse:
    """The name of whoever says that they took part is shown only when it is asked for: `name=shown`."""
    programme = programmes.get(db, actor, programme_id)
    named = name == "shown"
    answer = _page(request, db, actor, programme, notice=notice, named=named)
    _note(request, actor, programme, Why.NAME_READ if named else Why.PROGRAMME_CHECK)
    return answer


@router.post("/{programme_id}/confirm")
def confirm(
    db: Db, actor: CurrentActor, programme_id: str, asked_at: Annotated[str, Form()] = ""
) -> RedirectResponse:
    programme = programmes.get(db, actor, programme_id)
    programmes.confirm(db, actor, programme, seen=_moment(asked_at))
    return _to(programme, "confirmed")


@router.post("/{programme_id}/decline")
def decline(
    request: Request,
    db: Db,
    actor: CurrentActor,
    programme_id: str,
    asked_at: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
    answer: Annotated[str, Form()] = "",
) -> Response:
    programme = programmes.get(db, actor, programme_id)
    given = {"reason": reason, "answer": answer}
    if reason not in list(ProgrammeReason):
        errors = {"reason": _("Choose a reason. The candidate reads it.")}
        return _page(request, db, actor, programme, given=given, errors=errors)
    try:
        why = ProgrammeReason(reason)
        programmes.decline(db, actor, programme, why, seen=_moment(asked_at), answer=answer)
    except RuleBroken as broken:
        return _page(request, db, actor, programme, given=given, errors=_message(broken))
    return _to(programme, "declined")


@router.post("/{programme_id}/undo")
def undo(db: Db, actor: CurrentActor, programme_id: str) -> RedirectResponse:
    programme = programmes.get(db, actor, programme_id)
    programmes.undo(db, actor, programme)
    return _to(programme, "undone")


def _moment(asked_at: str) -> datetime:
    """Since when the words wait that the reader decided on. Raises Conflict for what no page of ours has sent."""
    try:
        return datetime.fromisoformat(asked_at)
    except ValueError:
        raise Conflict("programme-step") from None


def _message(broken: RuleBroken) -> dict[str, str]:
    if broken.code == "empty":
        return {"answer": _("Write the reason in your own words.")}
    return account_words.of_rule(broken)


def _to(programme: Programme, notice: str) -> RedirectResponse:
    return RedirectResponse(f"/programmes/{programme.id}?notice={notice}", 303)


def _note(request: Request, actor: Actor, programme: Programme, why: Why) -> None:
    """In the ledger, in which the candidate reads who saw what of them."""
    with platform(request).database.transaction() as db:
        access_log.record(db, actor, [programme.profile_id], why=why)


def _page(
    request: Request,
    db: Session,
    actor: Actor,
    programme: Programme,
    *,
    notice: str = "",
    named: bool = False,
    given: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
) -> HTMLResponse:
    return render(
        request,
        "pages/programmes/one.html",
        status=422 if errors else 200,
        programme=programme,
        took=stretch(programme.start, programme.end),
        owner=programmes.owner_name(db, actor, programme) if named else "",
        notice=_(NOTICES[notice]) if notice in NOTICES else "",
        undone_until=programmes.undone_until(programme),
        kinds=profile_words.PROGRAMMES,
        words=programme_words,
        reasons=[(reason, _(text)) for reason, text in programme_words.choices(programme.state).items()],
        given={"reason": "", "answer": ""} | (given or {}),
        errors=errors or {},
    )
