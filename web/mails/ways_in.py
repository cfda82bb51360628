"""Mails of another way to sign in, or of one less: second steps, passkeys, providers."""

from collections.abc import Mapping
from typing import Any, Final

from talent.outbox import MailKind
from web.i18n import gettext as _
from web.mails.letters import Letter, Link, Writer, to
from web.settings import Settings


def _second_factor_on(_data: Mapping[str, Any], settings: Settings) -> Letter:
    return Letter(
        _("Signing in now takes two steps"),
        (
            _("From now on you need your password and a code from your phone to sign in."),
            _("If it was not you, choose a new password at once and tell the people who run this service."),
        ),
        Link(_("Your account"), to(settings, "/account")),
    )


def _second_factor_off(_data: Mapping[str, Any], settings: Settings) -> Letter:
    return Letter(
        _("Signing in no longer takes two steps"),
        (
            _("From now on your password alone is enough to sign in."),
            _("If it was not you, choose a new password at once and switch the second step on again."),
        ),
        Link(_("Your account"), to(settings, "/account")),
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
        Link(_("Ways to sign in"), to(settings, page)),
    )


WRITERS: Final[dict[str, Writer]] = {
    MailKind.SECOND_FACTOR_ON: _second_factor_on,
    MailKind.SECOND_FACTOR_OFF: _second_factor_off,
    MailKind.PASSKEY_ADDED: _passkey_added,
    MailKind.PASSKEY_REMOVED: _passkey_removed,
    MailKind.IDENTITY_LINKED: _identity_linked,
    MailKind.IDENTITY_UNLINKED: _identity_unlinked,
}
