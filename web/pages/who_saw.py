"""The ledger "who saw my profile", in plain words, for its owner."""

from collections.abc import Mapping
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from talent import access_log, profiles
from talent.access_log import Who, Why
from talent.actors import Permission
from talent.errors import NotFound
from web.deps import CurrentActor, Db, Needs
from web.i18n import N_
from web.templating import render

router = APIRouter()

LINES: Final = 25
"""On one page."""

WHO: Final[Mapping[Who, str]] = {
    Who.TRIAL: N_("Somebody trying the platform"),
    Who.EMPLOYER: N_("An employer that is not here any more"),
    Who.AUTHORITY: N_("A public authority"),
    Who.SERVICE: N_("The people who run this service"),
}
"""Whoever looked, where no name of an organisation is known."""

WHY: Final[Mapping[Why, str]] = {
    Why.SEARCH_RESULT: N_("You were in a list of candidates"),
    Why.PAGE_OPENED: N_("Your profile was opened"),
    Why.DOCUMENT_OPENED: N_("One of your documents was opened"),
    Why.APPLICATION: N_("Your application was read"),
    Why.OFFICER_CASE: N_("Your case was worked on"),
    Why.EXPORT: N_("Your profile was exported"),
    Why.PROGRAMME_CHECK: N_("A programme that you named was checked"),
    Why.NAME_READ: N_("Your name was read, to check a programme that you named"),
}


@router.get("/profile/who-saw", dependencies=[Needs(Permission.KEEP_OWN_PROFILE)])
def who_saw(
    request: Request, db: Db, actor: CurrentActor, page: Annotated[int, Query(ge=1, le=10_000)] = 1
) -> HTMLResponse:
    profile = profiles.own(db, actor)
    total = access_log.count(db, actor, profile) if profile else 0
    pages = max(1, -(-total // LINES))
    if page > pages:
        raise NotFound("page")
    start = (page - 1) * LINES
    lines = access_log.seen(db, actor, profile, start=start, most=LINES) if profile else []
    return render(
        request, "pages/who_saw.html", lines=lines, total=total, page=page, pages=pages, who=WHO, why=WHY
    )
