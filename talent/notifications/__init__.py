"""What the platform tells people: on the page, by mail at once or in a digest, as each of them chose for each kind."""

from talent.notifications.due import Parcel, is_due, take_due
from talent.notifications.kinds import STANDARDS, Kind, MailWay, Standard, kinds_for, next_mail
from talent.notifications.notices import (
    KEPT_FOR,
    forget_old,
    mark_all_read,
    mark_read,
    newest,
    notify,
    seen,
    take_back,
    unread,
)
from talent.notifications.preferences import Choice, choose, chosen, silence
from talent.notifications.records import Notification, NotificationPreference

__all__ = [
    "KEPT_FOR",
    "STANDARDS",
    "Choice",
    "Kind",
    "MailWay",
    "Notification",
    "NotificationPreference",
    "Parcel",
    "Standard",
    "choose",
    "chosen",
    "forget_old",
    "is_due",
    "kinds_for",
    "mark_all_read",
    "mark_read",
    "newest",
    "next_mail",
    "notify",
    "seen",
    "silence",
    "take_back",
    "take_due",
    "unread",
]
