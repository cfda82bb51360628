"""How a programme that somebody named stands with its issuer, in words for its owner and for employers. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from talent.profiles import Profile, Programme, ProgrammeState, Visibility
from web import i18n, programme_words
from web.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class Standing:
    """`lines`: what it means, and what its owner can do. `answer`: what the issuer wrote. `hidden`: the issuer does
    not see it, because the whole profile is hidden.
    """

    label: str
    tone: str
    lines: Sequence[str]
    answer: str | None
    confirmed: bool
    hidden: bool


def standing(profile: Profile, row: Programme) -> Standing:
    label, tone = programme_words.STATES[row.state]
    waits = row.state is ProgrammeState.WAITING
    lines = _waiting(row) if waits else _decided(row)
    hidden = waits and profile.visibility is Visibility.HIDDEN
    return Standing(_(label), tone, () if hidden else lines, row.answer, row.is_confirmed, hidden)


def confirmed_by(row: Programme) -> str:
    """Of a confirmed one."""
    issuer = row.organisation.name if row.organisation else None
    return confirmed(issuer, row.decided_at.date() if row.decided_at else None)


def confirmed(issuer: str | None, day: date | None) -> str:
    """`issuer` is None where the authority is not on the platform any more."""
    when = i18n.current().date(day) if day else ""
    return _("Confirmed by %(issuer)s on %(day)s", issuer=issuer or _("the issuer"), day=when)


def what_falls(profile: Profile, slug: str, key: str | None) -> str:
    """What the change of a form would undo, said beforehand; "" for nothing."""
    decided = {row.id for row in profile.programmes if row.is_confirmed}
    if slug == "personal" and decided:
        return _(
            "An issuer confirmed a programme under your name. If you change the name, the programme is checked again."
        )
    if slug == "programmes" and key in decided:
        return _(
            "The issuer confirmed this entry. If you change it, it is checked again, and employers do not see it "
            "until then."
        )
    return ""


def _waiting(row: Programme) -> list[str]:
    country = i18n.current().country(row.country)
    checks = _("The issuer in %(country)s checks it. You have nothing to do now.", country=country)
    changed = _("You changed it or your name after the issuer had decided, so it is checked again.")
    return [changed, checks] if row.reopened else [checks]


def _decided(row: Programme) -> list[str]:
    if row.is_confirmed:
        return [confirmed_by(row)]
    return [_(programme_words.REASONS[row.reason])] if row.reason else []
