"""Words around messages and reports, and what is said of the sender and of links."""

import re
from collections.abc import Mapping
from typing import Final

from sqlalchemy.orm import Session

from talent import organisations
from talent.conversations import Concern, ReportState
from talent.organisations import Organisation, Vetting
from web import i18n
from web.i18n import N_
from web.i18n import gettext as _

CONCERNS: Final[Mapping[Concern, str]] = {
    Concern.MONEY: N_("Money is asked for"),
    Concern.DOCUMENTS: N_("A passport or other papers are asked for"),
    Concern.FALSE_OFFER: N_("The job does not seem to be real"),
    Concern.INSULT: N_("Insults, threats or harassment"),
    Concern.PRIVATE: N_("Questions about private life, such as family plans or religion"),
    Concern.OTHER: N_("Something else"),
}

REPORT_STATES: Final[Mapping[ReportState, tuple[str, str]]] = {
    ReportState.RECEIVED: (N_("Received"), "info"),
    ReportState.LOOKED_INTO: (N_("Being looked into"), "info"),
    ReportState.ACTED: (N_("Measures were taken"), "success"),
    ReportState.NOTHING_FOUND: (N_("No breach of the rules was found"), "neutral"),
}

WHY_NOT: Final[Mapping[str, str]] = {
    "blocked": N_("You have blocked this organisation. To write to it, unblock it first."),
    "withdrawn": N_("The application is withdrawn. You cannot write any more."),
    "suspended": N_("Your organisation is suspended. You cannot write."),
    "not-verified": N_(
        "Your organisation is not checked yet. Until then you can only answer: "
        "the candidate has not written to you."
    ),
}

_LINK: Final = re.compile(r"(?i)\b(?:https?://|www\.)\S|\b[\w-]+\.(?:com|net|org|info|io|me|ru|xyz|top)\b")


def has_link(text: str) -> bool:
    """Whether a text names a website. It is shown as text, never as a link."""
    return _LINK.search(text) is not None


def standing(db: Session, organisation: Organisation) -> tuple[str, str]:
    """How far the sender was checked, in words, and the tone of the label."""
    if organisation.vetting is Vetting.SUSPENDED:
        return _("Suspended by the contact point"), "error"
    if organisation.vetting is not Vetting.VERIFIED:
        return _("Not verified"), "warning"
    country, since = i18n.current().country(organisation.country), organisations.verified_at(db, organisation)
    if since is None:
        return _("Verified by the contact point of %(country)s", country=country), "success"
    said = _(
        "Verified by the contact point of %(country)s on %(day)s",
        country=country,
        day=i18n.current().date(since),
    )
    return said, "success"
