"""Mails of news, one piece or a digest of several."""

from collections.abc import Mapping
from typing import Any, Final

from talent.outbox import MailKind
from web import notification_words
from web.i18n import gettext as _
from web.i18n import ngettext
from web.mails.letters import Letter, Link, Writer, to
from web.settings import Settings


def _news(data: Mapping[str, Any], settings: Settings) -> Letter:
    """One piece of news or a digest of several."""
    lines = notification_words.unpacked(data)
    stop = _stop_news(data, settings)
    if len(lines) == 1:
        only = lines[0]
        return Letter(only.text, (only.text,), Link(only.label, to(settings, only.address)), stop=stop)
    subject = ngettext("%(n)s piece of news for you", "%(n)s pieces of news for you", len(lines))
    said = tuple(line.text for line in lines)
    return Letter(subject, said, Link(_("See all"), to(settings, "/notifications")), stop=stop)


def _stop_news(data: Mapping[str, Any], settings: Settings) -> Link | None:
    """None for news that cannot be switched off."""
    if not data["token"]:
        return None
    return Link(_("Stop these mails"), to(settings, "/notifications/stop", token=data["token"]))


WRITERS: Final[dict[str, Writer]] = {
    MailKind.NEWS: _news,
}
