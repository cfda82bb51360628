"""What mails say: from a kind and its data to a text in the recipient's language, as plain text and as HTML."""

from collections.abc import Callable, Mapping
from contextvars import copy_context
from dataclasses import dataclass
from datetime import date
from email.message import EmailMessage
from email.utils import format_datetime
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from talent.outbox import Mail, MailKind
from web import i18n, notification_words
from web.i18n import gettext as _
from web.i18n import ngettext
from web.settings import Settings

TEMPLATES: Final = Path(__file__).parent / "templates" / "mail"


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    address: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail before it has a form; paragraphs before and after the one thing to do."""

    subject: str
    paragraphs: tuple[str, ...]
    link: Link | None = None
    after: tuple[str, ...] = ()
    stop: Link | None = None
    """Where such mails are stopped with one press; mail programs are told of it too."""


Writer = Callable[[Mapping[str, Any], Settings], Letter]


def write(mail: Mail, settings: Settings) -> Letter:
    """In the mail's own language, whatever language the page is in that is being made meanwhile."""
    return copy_context().run(_write, mail, settings)


def message(mail: Mail, settings: Settings) -> EmailMessage:
    """The mail as a mail server takes it. The Message-ID is the same at every try."""
    letter = write(mail, settings)
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


def _write(mail: Mail, settings: Settings) -> Letter:
    i18n.use(mail.language)
    return WRITERS[mail.kind](mail.data, settings)


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


def _to(settings: Settings, path: str, **query: str) -> str:
    return settings.address + path + ("?" + urlencode(query) if query else "")


def _confirm_email(data: Mapping[str, Any], settings: Settings) -> Letter:
    return Letter(
        _("Confirm your e-mail address"),
        (
            _("You asked for an account at %(site)s.", site=settings.site_name),
            _("Open this link and enter the password that you chose. Then your account is ready."),
        ),
        Link(_("Confirm my e-mail address"), _to(settings, "/register/confirm", token=data["token"])),
        (
            _("The link works once, for 24 hours."),
            _("If you did not ask for an account, you need not do anything. No account is made."),
        ),
    )


def _already_registered(_data: Mapping[str, Any], settings: Settings) -> Letter:
    return Letter(
        _("You already have an account"),
        (
            _("Somebody, perhaps you, asked for a new account at %(site)s.", site=settings.site_name),
            _("There is an account with your e-mail address already. You can sign in with it."),
        ),
        Link(_("Sign in"), _to(settings, "/sign-in")),
        (
            _("If you forgot your password, choose “Forgotten your password?” on that page."),
            _("If it was not you, you need not do anything. Nothing was changed."),
        ),
    )


def _reset_password(data: Mapping[str, Any], settings: Settings) -> Letter:
    return Letter(
        _("Choose a new password"),
        (_("Somebody, perhaps you, said that the password of your account is forgotten."),),
        Link(_("Choose a new password"), _to(settings, "/reset-password", token=data["token"])),
        (
            _("The link works once, for one hour."),
            _("If it was not you, you need not do anything. Your password stays as it is."),
        ),
    )


def _no_account(_data: Mapping[str, Any], settings: Settings) -> Letter:
    return Letter(
        _("There is no account with this e-mail address"),
        (
            _("Somebody, perhaps you, asked for a link to an account at %(site)s.", site=settings.site_name),
            _("There is no account with this e-mail address. Perhaps you used another one?"),
        ),
        Link(_("Make an account"), _to(settings, "/register")),
        (_("If it was not you, you need not do anything."),),
    )


def _password_changed(_data: Mapping[str, Any], settings: Settings) -> Letter:
    return Letter(
        _("Your password was changed"),
        (
            _("The password of your account at %(site)s was changed.", site=settings.site_name),
            _("If it was not you, choose a new password at once."),
        ),
        Link(_("Choose a new password"), _to(settings, "/forgotten-password")),
    )


def _second_factor_on(_data: Mapping[str, Any], settings: Settings) -> Letter:
    return Letter(
        _("Signing in now takes two steps"),
        (
            _("From now on you need your password and a code from your phone to sign in."),
            _("If it was not you, choose a new password at once and tell the people who run this service."),
        ),
        Link(_("Your account"), _to(settings, "/account")),
    )


def _second_factor_off(_data: Mapping[str, Any], settings: Settings) -> Letter:
    return Letter(
        _("Signing in no longer takes two steps"),
        (
            _("From now on your password alone is enough to sign in."),
            _("If it was not you, choose a new password at once and switch the second step on again."),
        ),
        Link(_("Your account"), _to(settings, "/account")),
    )


def _erasure_asked(data: Mapping[str, Any], settings: Settings) -> Letter:
    day = i18n.current().date(date.fromisoformat(data["day"]))
    return Letter(
        _("Your account will be erased on %(day)s", day=day),
        (
            _(
                "You asked us to erase your account at %(site)s with everything in it.",
                site=settings.site_name,
            ),
            _("Until then nobody finds your profile. You can still change your mind."),
        ),
        Link(_("Keep my account"), _to(settings, "/account/erase/undo", token=data["token"])),
        (
            _("If it was not you, keep the account with this link and choose a new password at once."),
            _("If you want to leave, you need not do anything."),
        ),
    )


def _news(data: Mapping[str, Any], settings: Settings) -> Letter:
    """One piece of news or a digest of several."""
    lines = notification_words.unpacked(data)
    stop = _stop_news(data, settings)
    if len(lines) == 1:
        only = lines[0]
        return Letter(only.text, (only.text,), Link(only.label, _to(settings, only.address)), stop=stop)
    subject = ngettext("%(n)s piece of news for you", "%(n)s pieces of news for you", len(lines))
    said = tuple(line.text for line in lines)
    return Letter(subject, said, Link(_("See all"), _to(settings, "/notifications")), stop=stop)


def _stop_news(data: Mapping[str, Any], settings: Settings) -> Link | None:
    """None for news that cannot be switched off."""
    if not data["token"]:
        return None
    return Link(_("Stop these mails"), _to(settings, "/notifications/stop", token=data["token"]))


def _retention_reminder(data: Mapping[str, Any], settings: Settings) -> Letter:
    day = i18n.current().date(date.fromisoformat(data["day"]))
    return Letter(
        _("Do you still want to keep your profile?"),
        (
            _("You have not been at %(site)s for a long time.", site=settings.site_name),
            _("From %(day)s on, employers do not see your profile any more, unless you come back.", day=day),
        ),
        _keep(data, settings),
        (_("If you want to leave, you can erase your account on your account page."),),
    )


def _retention_hidden(data: Mapping[str, Any], settings: Settings) -> Letter:
    day = i18n.current().date(date.fromisoformat(data["day"]))
    return Letter(
        _("Employers do not see your profile any more"),
        (
            _("You have not been at %(site)s for a long time.", site=settings.site_name),
            _("So we have hidden your profile. With this link it is again as it was."),
        ),
        _keep(data, settings),
        (_("If you do not come back, your account is erased on %(day)s. We write to you before.", day=day),),
    )


def _retention_warning(data: Mapping[str, Any], settings: Settings) -> Letter:
    day = i18n.current().date(date.fromisoformat(data["day"]))
    return Letter(
        _("Your account will be erased on %(day)s", day=day),
        (
            _("You have not been at %(site)s for a long time.", site=settings.site_name),
            _("This is the last warning. On that day everything in your account is erased for good."),
        ),
        _keep(data, settings),
        (_("If you want to leave, you need not do anything."),),
    )


def _retention_erased(_data: Mapping[str, Any], settings: Settings) -> Letter:
    return Letter(
        _("Your account was erased"),
        (
            _("You had not been at %(site)s for a long time.", site=settings.site_name),
            _("Your account and everything in it is erased. You can make a new one whenever you like."),
        ),
        Link(_("Make an account"), _to(settings, "/register")),
    )


def _keep(data: Mapping[str, Any], settings: Settings) -> Link:
    return Link(_("Keep my profile"), _to(settings, "/profile/keep", token=data["token"]))


def _confirm_new_email(data: Mapping[str, Any], settings: Settings) -> Letter:
    return Letter(
        _("Confirm your new e-mail address"),
        (
            _("You want to use this address for your account at %(site)s.", site=settings.site_name),
            _("Open this link and enter your password. From then on you sign in with this address."),
        ),
        Link(_("Confirm my new address"), _to(settings, "/account/email/confirm", token=data["token"])),
        (
            _("The link works once, for 24 hours."),
            _("If you did not ask for this, you need not do anything. Somebody typed a wrong address."),
        ),
    )


def _email_changed(data: Mapping[str, Any], settings: Settings) -> Letter:
    return Letter(
        _("Your account has another e-mail address"),
        (
            _("The e-mail address of your account at %(site)s was changed.", site=settings.site_name),
            _("If it was you, you need not do anything."),
            _("If it was not you, open this link within 7 days. You get your account back."),
        ),
        Link(_("It was not me"), _to(settings, "/account/email/undo", token=data["token"])),
    )


def _passkey_added(_data: Mapping[str, Any], settings: Settings) -> Letter:
    return _ways_in(_("A passkey was added to your account"), settings, "/account/passkeys")


def _passkey_removed(_data: Mapping[str, Any], settings: Settings) -> Letter:
    return _ways_in(_("A passkey was removed from your account"), settings, "/account/passkeys")


def _identity_linked(data: Mapping[str, Any], settings: Settings) -> Letter:
    name = settings.name_of_issuer(data["issuer"])
    return _ways_in(_("You can now sign in with %(provider)s", provider=name), settings, "/account/providers")


def _identity_unlinked(data: Mapping[str, Any], settings: Settings) -> Letter:
    name = settings.name_of_issuer(data["issuer"])
    words = _("You can no longer sign in with %(provider)s", provider=name)
    return _ways_in(words, settings, "/account/providers")


def _ways_in(what: str, settings: Settings, page: str) -> Letter:
    """Word of another way to sign in, or of one less."""
    return Letter(
        what,
        (
            _("This is about your account at %(site)s.", site=settings.site_name),
            _("If it was not you, open this page, put it right, and change your password."),
        ),
        Link(_("Ways to sign in"), _to(settings, page)),
    )


WRITERS: Final[dict[str, Writer]] = {
    MailKind.CONFIRM_EMAIL: _confirm_email,
    MailKind.ALREADY_REGISTERED: _already_registered,
    MailKind.RESET_PASSWORD: _reset_password,
    MailKind.NO_ACCOUNT: _no_account,
    MailKind.PASSWORD_CHANGED: _password_changed,
    MailKind.SECOND_FACTOR_ON: _second_factor_on,
    MailKind.SECOND_FACTOR_OFF: _second_factor_off,
    MailKind.CONFIRM_NEW_EMAIL: _confirm_new_email,
    MailKind.EMAIL_CHANGED: _email_changed,
    MailKind.PASSKEY_ADDED: _passkey_added,
    MailKind.PASSKEY_REMOVED: _passkey_removed,
    MailKind.IDENTITY_LINKED: _identity_linked,
    MailKind.IDENTITY_UNLINKED: _identity_unlinked,
    MailKind.NEWS: _news,
    MailKind.ERASURE_ASKED: _erasure_asked,
    MailKind.RETENTION_REMINDER: _retention_reminder,
    MailKind.RETENTION_HIDDEN: _retention_hidden,
    MailKind.RETENTION_WARNING: _retention_warning,
    MailKind.RETENTION_ERASED: _retention_erased,
}
"""By kind. Whoever posts mails of another kind adds its writer here."""
