"""What people have reported, for the contact points: read, look into, answer."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.orm import Session

from talent.actors import Permission
from talent.conversations import Report, ReportState, reports
from talent.errors import RuleBroken
from web import account_words, conversation_words, seen
from web.deps import CurrentActor, Db, Needs
from web.i18n import gettext as _
from web.templating import render

router = APIRouter(dependencies=[Needs(Permission.VET_ORGANISATIONS)])


@router.get("/reports")
def inbox(request: Request, db: Db, actor: CurrentActor) -> HTMLResponse:
    rows = reports.inbox(db, actor)
    return render(request, "pages/reports/list.html", reports=rows, words=conversation_words)


@router.get("/reports/{report_id}")
def one(request: Request, db: Db, actor: CurrentActor, report_id: str) -> HTMLResponse:
    report = reports.get(db, actor, report_id)
    seen.note(request, actor, report=report.id)
    return _page(request, db, report)


@router.post("/reports/{report_id}")
def move(
    request: Request,
    db: Db,
    actor: CurrentActor,
    report_id: str,
    to: Annotated[str, Form()] = "",
    answer: Annotated[str, Form()] = "",
) -> Response:
    report = reports.get(db, actor, report_id)
    if to not in list(ReportState):
        return _page(request, db, report, answer, {"to": _("Choose the next step")})
    try:
        reports.move(db, actor, report, ReportState(to), answer=answer)
    except RuleBroken as broken:
        return _page(request, db, report, answer, account_words.of_rule(broken))
    return RedirectResponse(f"/reports/{report_id}", 303)


def _page(
    request: Request, db: Session, report: Report, answer: str = "", errors: dict[str, str] | None = None
) -> HTMLResponse:
    states = conversation_words.REPORT_STATES
    nexts = reports.MOVES[report.state]
    vacancy = report.conversation.application.vacancy
    return render(
        request,
        "pages/reports/one.html",
        status=422 if errors else 200,
        report=report,
        vacancy=vacancy,
        standing=conversation_words.standing(db, vacancy.organisation),
        messages=reports.reported_messages(db, report),
        words=conversation_words,
        nexts=[(state, _(name)) for state, (name, _tone) in states.items() if state in nexts],
        answer=answer,
        errors=errors or {},
    )
