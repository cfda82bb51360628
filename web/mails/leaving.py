"""Mails about the end of an account: asked for, or after a long absence."""

from collections.abc import Mapping
from typing import Any, Final

from talent.outbox import MailKind
from web.i18n import gettext as _
from web.mails.letters import Letter, Link, Writer, day, to
from web.settings import Settings


def _erasure_asked(data: Mapping[str, Any], settings: Settings) -> Letter:
    return Letter(
        _("Your account will be erased on %(day)s", day=day(data)),
        (
            _(
                "You asked us to erase your account at %(site)s with everything in it.",
                site=settings.site_name,
            ),
            _("Until then nobody finds your profile. You can still change your mind."),
        ),
        Link(_("Keep my account"), to(settings, "/account/erase/undo", token=data["token"])),
        (
            _("If it was not you, keep the account with this link and choose a new password at once."),
            _("If you want to leave, you need not do anything."),
        ),
    )


def _retention_reminder(data: Mapping[str, Any], settings: Settings) -> Letter:
    return Letter(
        _("Do you still want to keep your profile?"),
        (
            _("You have not been at %(site)s for a long time.", site=settings.site_name),
            _(
                "From %(day)s on, employers do not see your profile any more, unless you come back.",
                day=day(data),
            ),
        ),
        _keep(data, settings),
        (_("If you want to leave, you can erase your account on your account page."),),
    )


def _retention_hidden(data: Mapping[str, Any], settings: Settings) -> Letter:
    return Letter(
        _("Employers do not see your profile any more"),
        (
            _("You have not been at %(site)s for a long time.", site=settings.site_name),
            _("So we have hidden your profile. With this link it is again as it was."),
        ),
        _keep(data, settings),
        (
            _(
                "If you do not come back, your account is erased on %(day)s. We write to you before.",
                day=day(data),
            ),
        ),
    )


def _retention_warning(data: Mapping[str, Any], settings: Settings) -> Letter:
    return Letter(
        _("Your account will be erased on %(day)s", day=day(data)),
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
        Link(_("Make an account"), to(settings, "/register")),
    )


def _keep(data: Mapping[str, Any], settings: Settings) -> Link:
    return Link(_("Keep my profile"), to(settings, "/profile/keep", token=data["token"]))


WRITERS: Final[dict[str, Writer]] = {
    MailKind.ERASURE_ASKED: _erasure_asked,
    MailKind.RETENTION_REMINDER: _retention_reminder,
    MailKind.RETENTION_HIDDEN: _retention_hidden,
    MailKind.RETENTION_WARNING: _retention_warning,
    MailKind.RETENTION_ERASED: _retention_erased,
}
