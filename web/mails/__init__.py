"""What mails say: from a kind and its data to a text in the recipient's language, as plain text and as HTML."""

from collections.abc import Mapping
from contextvars import copy_context
from email.message import EmailMessage
from email.utils import format_datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from talent.outbox import Mail
from web import i18n
from web.mails import accounts, leaving, news, ways_in
from web.mails.letters import Letter, Link, Writer
from web.settings import Settings

__all__ = ["TEMPLATES", "WRITERS", "Letter", "Link", "message", "write"]

TEMPLATES: Final = Path(__file__).parent.parent / "templates" / "mail"

WRITERS: Final[dict[str, Writer]] = {
    **accounts.WRITERS,
    **ways_in.WRITERS,
    **leaving.WRITERS,
    **news.WRITERS,
}
"""By kind. Whoever posts mails of another kind adds its writer to one of these modules."""


def write(mail: Mail, data: Mapping[str, Any], settings: Settings) -> Letter:
    """In the mail's own language, whatever language the page is in that is being made meanwhile.

    `data` is what was sealed in the mail; see talent.outbox.opened.
    """
    return copy_context().run(_write, mail, data, settings)


def message(mail: Mail, data: Mapping[str, Any], settings: Settings) -> EmailMessage:
    """The mail as a mail server takes it. The Message-ID is the same at every try."""
    letter = write(mail, data, settings)
    made = EmailMessage()
    made["From"] = settings.smtp_sender
    made["To"] = mail.recipient
    made["Subject"] = letter.subject
    made["Date"] = format_datetime(mail.created_at)
    made["Message-ID"] = f"<{mail.id}@{_domain(settings)}>"
    made["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answer from a machine, please
    if letter.stop:  # RFC 2369 and RFC 8058: mail programs show a button of their own
        made["List-Unsubscribe"] = f"<{letter.stop.address}>"
        made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    made.set_content(_rendered("mail.txt", letter, mail, settings))
    made.add_alternative(_rendered("mail.html", letter, mail, settings), subtype="html")
    made["Content-Language"] = i18n.reader(mail.language).language  # last: parts take such headers with them
    return made


def _write(mail: Mail, data: Mapping[str, Any], settings: Settings) -> Letter:
    i18n.use(mail.language)
    return WRITERS[mail.kind](data, settings)


def _rendered(name: str, letter: Letter, mail: Mail, settings: Settings) -> str:
    template = _environment().get_template(name)
    return template.render(letter=letter, reader=i18n.reader(mail.language), site_name=settings.site_name)


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _domain(settings: Settings) -> str:
    return settings.smtp_sender.rpartition("@")[2] or "localhost"
