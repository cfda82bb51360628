"""Mails about an account and its e-mail address and password."""

from collections.abc import Mapping
from typing import Any, Final

from talent.outbox import MailKind
from web.i18n import gettext as _
from web.mails.letters import Letter, Link, Writer, to
from web.settings import Settings


def _confirm_email(data: Mapping[str, Any], settings: Settings) -> Letter:
    return Letter(
        _("Confirm your e-mail address"),
        (
            _("You asked for an account at %(site)s.", site=settings.site_name),
            _("Open this link and enter the password that you chose. Then your account is ready."),
        ),
        Link(_("Confirm my e-mail address"), to(settings, "/register/confirm", token=data["token"])),
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
        Link(_("Sign in"), to(settings, "/sign-in")),
        (
            _("If you forgot your password, choose “Forgotten your password?” on that page."),
            _("If it was not you, you need not do anything. Nothing was changed."),
        ),
    )


def _reset_password(data: Mapping[str, Any], settings: Settings) -> Letter:
    return Letter(
        _("Choose a new password"),
        (_("Somebody, perhaps you, said that the password of your account is forgotten."),),
        Link(_("Choose a new password"), to(settings, "/reset-password", token=data["token"])),
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
        Link(_("Make an account"), to(settings, "/register")),
        (_("If it was not you, you need not do anything."),),
    )


def _password_changed(_data: Mapping[str, Any], settings: Settings) -> Letter:
    return Letter(
        _("Your password was changed"),
        (
            _("The password of your account at %(site)s was changed.", site=settings.site_name),
            _("If it was not you, choose a new password at once."),
        ),
        Link(_("Choose a new password"), to(settings, "/forgotten-password")),
    )


def _confirm_new_email(data: Mapping[str, Any], settings: Settings) -> Letter:
    return Letter(
        _("Confirm your new e-mail address"),
        (
            _("You want to use this address for your account at %(site)s.", site=settings.site_name),
            _("Open this link and enter your password. From then on you sign in with this address."),
        ),
        Link(_("Confirm my new address"), to(settings, "/account/email/confirm", token=data["token"])),
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
        Link(_("It was not me"), to(settings, "/account/email/undo", token=data["token"])),
    )


WRITERS: Final[dict[str, Writer]] = {
    MailKind.CONFIRM_EMAIL: _confirm_email,
    MailKind.ALREADY_REGISTERED: _already_registered,
    MailKind.RESET_PASSWORD: _reset_password,
    MailKind.NO_ACCOUNT: _no_account,
    MailKind.PASSWORD_CHANGED: _password_changed,
    MailKind.CONFIRM_NEW_EMAIL: _confirm_new_email,
    MailKind.EMAIL_CHANGED: _email_changed,
}
