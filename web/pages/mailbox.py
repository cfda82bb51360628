"""The mails of a trial without mail server, for whoever tries it. There is no such page in production."""

import logging
from collections.abc import Iterator, Sequence

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from talent import outbox
from talent.errors import NotFound
from talent.outbox import Mail
from talent.sealing import CannotOpen
from web import i18n, mails
from web.deps import Db, Public, platform
from web.i18n import Reader
from web.mails import Letter
from web.platform import Platform
from web.templating import render

log = logging.getLogger(__name__)

router = APIRouter()


@router.get("/mailbox", dependencies=[Public])
def mailbox(request: Request, db: Db) -> HTMLResponse:
    parts = platform(request)
    if not parts.settings.shows_mailbox:
        raise NotFound("mailbox")
    sent = list(_letters(parts, outbox.shown(db)))
    return render(request, "pages/mailbox.html", mails=sent, site=parts.settings.address)


def _letters(parts: Platform, sent: Sequence[Mail]) -> Iterator[tuple[Mail, Letter, Reader]]:
    """Without those whose key is gone, as after the file of a trial's key was removed."""
    for mail in sent:
        try:
            data = outbox.opened(mail, parts.seal)
        except CannotOpen:
            log.warning("mail %s cannot be shown: it was sealed with another key", mail.id)
            continue
        yield mail, mails.write(mail, data, parts.settings), i18n.reader(mail.language)
