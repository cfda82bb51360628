"""Sends what waits in the outbox while the server runs: a thread with an SMTP client, or a page in development.

A mail is claimed in a short transaction, sent outside of any, and struck off in another; see talent.outbox.claim.
"""

import logging
import smtplib
import ssl
from email.message import EmailMessage

from talent import outbox
from talent.outbox import Mail
from talent.sealing import CannotOpen
from web import mails
from web.platform import Platform
from web.settings import Settings
from web.workers import Worker

log = logging.getLogger(__name__)

TIMEOUT_S = 20.0
"""For each answer of the mail server."""

NOT_SENT = (OSError, smtplib.SMTPException)
NOT_WRITTEN = (CannotOpen, ValueError, KeyError)
"""No mail can be made of the row: its key is missing, or it is of another version. An operator may mend that."""

PERMANENT = 500
"""Reply codes from here on mean that another try is of no use (RFC 5321, 4.2.1)."""


class Postman(Worker):
    """Delivers one mail after the other; at rest where production has no mail server."""

    every_s = 2.0
    failed = "the outbox does not answer"

    def start(self) -> None:
        settings = self._platform.settings
        if settings.smtp_host is None and not settings.shows_mailbox:
            log.warning("no mail server is set (TALENT_SMTP_HOST): mails wait until there is one")
            return
        super().start()

    def take_turn(self) -> None:
        self._while_any(lambda: deliver_one(self._platform))


def deliver_one(platform: Platform) -> bool:
    """Takes the mail that is due and sends it; False when there was none. A failure is logged and tried again."""
    mail = _claimed(platform)
    if mail is None:
        return False
    if platform.settings.shows_mailbox:
        with platform.database.transaction() as db:
            outbox.show(db, mail)
        return True
    try:
        data = outbox.opened(mail, platform.seal)
        send(mails.message(mail, data, platform.settings), platform.settings)
    except (*NOT_SENT, *NOT_WRITTEN) as error:
        _failed(platform, mail, error)
    else:
        with platform.database.transaction() as db:
            outbox.done(db, mail)
    return True


def send(message: EmailMessage, settings: Settings) -> None:
    """Hands one message to the mail server. Raises OSError or SMTPException where it was not taken."""
    with smtplib.SMTP(settings.smtp_host or "", settings.smtp_port, timeout=TIMEOUT_S) as server:
        if settings.smtp_starttls:
            server.starttls(context=ssl.create_default_context())
        if settings.smtp_user and settings.smtp_password:
            server.login(settings.smtp_user, settings.smtp_password.get_secret_value())
        server.send_message(message)


def is_permanent(error: Exception) -> bool:
    """Whether the server refuses this mail for good. A wrong password of ours is not the mail's fault."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= PERMANENT for code, _ in error.recipients.values())
    return isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= PERMANENT


def _claimed(platform: Platform) -> Mail | None:
    with platform.database.transaction(writing=False) as db:
        if not outbox.is_waiting(db):
            return None
    with platform.database.transaction() as db:
        return outbox.claim(db)


def _failed(platform: Platform, mail: Mail, error: Exception) -> None:
    """Says what kind of error it was, and not whose mail: addresses belong in no log."""
    if not is_permanent(error) and mail.tries < outbox.MOST_TRIES:
        log.warning("mail %s was not sent (%s), try %d", mail.id, type(error).__name__, mail.tries)
        return
    with platform.database.transaction() as db:
        outbox.give_up(db, mail)
    log.error("mail %s cannot be sent (%s); it is given up", mail.id, type(error).__name__)
