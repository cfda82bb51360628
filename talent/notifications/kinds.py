"""The kinds of news, whom each is for, and how it is told to those who have not chosen otherwise. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Final

from talent.actors import Actor, Permission


class Kind(StrEnum):
    """Each part adds its own, with a line in STANDARDS and its words in web/notification_words.py."""

    APPLICATION_OPENED = "application-opened"
    APPLICATION_MOVED = "application-moved"
    IDENTITY_SHARED = "identity-shared"
    APPLICATION_RECEIVED = "application-received"
    APPLICATION_WITHDRAWN = "application-withdrawn"
    MESSAGE = "message"
    REPORT_MADE = "report-made"
    REPORT_ANSWERED = "report-answered"
    SEARCH_NEWS = "search-news"
    PROGRAMME_DECIDED = "programme-decided"
    PROGRAMME_NAMED = "programme-named"


class MailWay(StrEnum):
    AT_ONCE = "at-once"
    DAILY = "daily"
    WEEKLY = "weekly"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Standard:
    """`needs`: whoever lacks it never gets this kind, and is not asked about it. `fixed`: cannot be switched off."""

    needs: Permission
    mail: MailWay = MailWay.AT_ONCE
    fixed: bool = False


_CANDIDATE: Final = Permission.KEEP_OWN_PROFILE
_EMPLOYER: Final = Permission.WRITE_VACANCIES

STANDARDS: Final[Mapping[Kind, Standard]] = {
    Kind.APPLICATION_OPENED: Standard(_CANDIDATE, MailWay.DAILY),
    Kind.APPLICATION_MOVED: Standard(_CANDIDATE),
    Kind.IDENTITY_SHARED: Standard(_CANDIDATE),
    Kind.APPLICATION_RECEIVED: Standard(_EMPLOYER, MailWay.DAILY),
    Kind.APPLICATION_WITHDRAWN: Standard(_EMPLOYER, MailWay.DAILY),
    Kind.MESSAGE: Standard(Permission.KEEP_OWN_ACCOUNT),
    Kind.REPORT_MADE: Standard(Permission.VET_ORGANISATIONS),
    Kind.REPORT_ANSWERED: Standard(Permission.KEEP_OWN_ACCOUNT),
    Kind.SEARCH_NEWS: Standard(Permission.KEEP_OWN_ACCOUNT),  # made as often as its search asks for
    Kind.PROGRAMME_DECIDED: Standard(
        _CANDIDATE, MailWay.DAILY
    ),  # so that an undone decision is seldom mailed
    Kind.PROGRAMME_NAMED: Standard(Permission.CONFIRM_PROGRAMMES, MailWay.DAILY),
}

DIGEST_AT: Final = time(6)
"""UTC. A weekly digest goes on Mondays."""

_MONDAY: Final = 0


def kinds_for(actor: Actor) -> tuple[Kind, ...]:
    return tuple(kind for kind, standard in STANDARDS.items() if actor.may(standard.needs))


def next_mail(way: MailWay, now: datetime) -> datetime | None:
    """When news of `now` (aware, UTC) goes out by mail; None for never."""
    if way is MailWay.OFF:
        return None
    if way is MailWay.AT_ONCE:
        return now
    digest = datetime.combine(now.date(), DIGEST_AT, now.tzinfo)
    while digest <= now or (way is MailWay.WEEKLY and digest.weekday() != _MONDAY):
        digest += timedelta(days=1)
    return digest
