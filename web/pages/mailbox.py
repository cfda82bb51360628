"""The mails of a trial without mail server, for whoever tries it. There is no such page in production."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from talent import outbox
from talent.errors import NotFound
from web import i18n, mails
from web.deps import Db, Public, platform
from web.templating import render

router = APIRouter()


@router.get("/mailbox", dependencies=[Public])
def mailbox(request: Request, db: Db) -> HTMLResponse:
    settings = platform(request).settings
    if not settings.shows_mailbox:
        raise NotFound("mailbox")
    sent = [(mail, mails.write(mail, settings), i18n.reader(mail.language)) for mail in outbox.shown(db)]
    return render(request, "pages/mailbox.html", mails=sent, site=settings.address)
