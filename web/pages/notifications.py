"""News for whoever is signed in, how they want to be told, and the link that stops a kind of mail."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from talent import notifications
from talent.actors import Permission
from talent.notifications import STANDARDS, Choice, Kind, MailWay
from web import notification_words, unsubscribing
from web.deps import CurrentActor, Db, Needs, Public, platform
from web.i18n import N_
from web.i18n import gettext as _
from web.templating import render

router = APIRouter()
own = [Needs(Permission.KEEP_OWN_ACCOUNT)]

MOST_SHOWN: Final = 50

NOTICES: Final = {"saved": N_("Your choice is saved.")}


@router.get("/notifications", dependencies=own)
def news(
    request: Request, db: Db, actor: CurrentActor, page: Annotated[int, Query(ge=1, le=1000)] = 1
) -> HTMLResponse:
    found = notifications.newest(db, actor, most=MOST_SHOWN + 1, offset=(page - 1) * MOST_SHOWN)
    shown = found[:MOST_SHOWN]
    names = notification_words.names_in(db, shown)
    return render(
        request,
        "pages/notifications/news.html",
        news=[(each, notification_words.line(Kind(each.kind), each.data, names)) for each in shown],
        has_unread=any(each.read_at is None for each in shown),
        page=page,
        has_more=len(found) > MOST_SHOWN,
    )


@router.post("/notifications/read", dependencies=own)
def read_all(db: Db, actor: CurrentActor) -> Response:
    notifications.mark_all_read(db, actor)
    return RedirectResponse("/notifications", 303)


@router.post("/notifications/{notification_id}/read", dependencies=own)
def read_one(notification_id: str, db: Db, actor: CurrentActor) -> Response:
    notifications.mark_read(db, actor, notification_id)
    return RedirectResponse("/notifications", 303)


@router.get("/notifications/settings", dependencies=own)
def settings(request: Request, db: Db, actor: CurrentActor, notice: str = "") -> HTMLResponse:
    chosen = notifications.chosen(db, actor.account_id or "")
    return render(
        request,
        "pages/notifications/settings.html",
        notice=_(NOTICES[notice]) if notice in NOTICES else "",
        kinds=[
            (kind, _(notification_words.KIND_NAMES[kind]), chosen[kind], STANDARDS[kind].fixed)
            for kind in notifications.kinds_for(actor)
        ],
        ways=[(way, _(words)) for way, words in notification_words.WAYS.items()],
    )


async def _fields(request: Request) -> FormData:
    """Read here, in the loop: the route itself runs in a thread."""
    return await request.form()


@router.post("/notifications/settings", dependencies=own)
def choose(db: Db, actor: CurrentActor, given: Annotated[FormData, Depends(_fields)]) -> Response:
    """Fields: `page-<kind>` where it is ticked, `mail-<kind>`. What is unknown changes nothing."""
    choices = {
        kind: Choice(f"page-{kind}" in given, MailWay(way))
        for kind in Kind
        if (way := given.get(f"mail-{kind}")) in list(MailWay)
    }
    notifications.choose(db, actor, choices)
    return RedirectResponse("/notifications/settings?notice=saved", 303)


@router.get("/notifications/stop", dependencies=[Public])
def ask_to_stop(request: Request, token: str = "") -> HTMLResponse:
    """Only asks: programs that look for bad links open every link of a mail."""
    _account, kinds = unsubscribing.read(platform(request).seal, token)
    return _stop_page(request, token, kinds, stopped=False)


@router.post("/notifications/stop", dependencies=[Public])
def stop(request: Request, db: Db, token: str = "") -> HTMLResponse:
    """Also what mail programs send for whoever presses their own button (RFC 8058): the token is in the address."""
    account_id, kinds = unsubscribing.read(platform(request).seal, token)
    notifications.silence(db, account_id, kinds)
    return _stop_page(request, token, kinds, stopped=True)


def _stop_page(request: Request, token: str, kinds: list[Kind], *, stopped: bool) -> HTMLResponse:
    names = [_(notification_words.KIND_NAMES[kind]) for kind in kinds]
    return render(request, "pages/notifications/stop.html", token=token, names=names, stopped=stopped)
