"""What the steps of an application mean, in plain words: to the candidate and to the employer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from talent.applications import ApplicationEvent, Happening, Reason, Side, State
from talent.applications.readiness import Gap
from web.i18n import N_
from web.i18n import gettext as _

STATES: Final[Mapping[State, tuple[str, str]]] = {
    State.INTEREST: (N_("Interest shown"), "info"),
    State.APPLIED: (N_("Applied"), "info"),
    State.IN_REVIEW: (N_("Being read"), "info"),
    State.INVITED: (N_("Invited to talk"), "success"),
    State.OFFERED: (N_("Job offered"), "success"),
    State.HIRED: (N_("Hired"), "success"),
    State.DECLINED: (N_("Not chosen"), "neutral"),
    State.WITHDRAWN: (N_("Withdrawn"), "neutral"),
    State.CLOSED: (N_("Vacancy ended"), "neutral"),
}
"""Word and tone of the label."""

DECISIONS: Final[Mapping[State, str]] = {
    State.IN_REVIEW: N_("Read it more closely"),
    State.INVITED: N_("Invite to talk"),
    State.OFFERED: N_("Offer the job"),
    State.HIRED: N_("Note that the person takes the job"),
    State.DECLINED: N_("Do not go on"),
}

REASONS: Final[Mapping[Reason, str]] = {
    Reason.SOMEBODY_ELSE: N_("Somebody else was chosen"),
    Reason.REQUIREMENT: N_("Something that the job needs is missing"),
    Reason.LANGUAGE: N_("The languages are not yet at the level that the job needs"),
    Reason.RECOGNITION: N_("The qualification is not recognised yet"),
    Reason.NOT_FILLED: N_("The job is not filled after all"),
    Reason.OTHER: N_("Another reason"),
}

GAPS: Final[Mapping[Gap, str]] = {
    Gap.NOTHING_SHOWN: N_("Employers of this country can see nothing of your profile yet."),
    Gap.NO_EXPERIENCE: N_("Your profile names no work yet. Unpaid work and work at home count too."),
    Gap.NO_EDUCATION: N_("Your profile names no school, training or diploma yet."),
    Gap.NO_LANGUAGES: N_("Your profile does not say yet which languages you speak."),
}

NEXT: Final[Mapping[State, str]] = {
    State.INTEREST: N_("The employer can read your profile and write to you. Nothing to do now."),
    State.APPLIED: N_("The employer reads your application and decides how to go on. Nothing to do now."),
    State.IN_REVIEW: N_("The employer decides how to go on. Nothing to do now."),
    State.INVITED: N_("Read your messages: the employer writes there when and how you can talk."),
    State.OFFERED: N_("Tell the employer in a message whether you take the job, and ask what happens next."),
    State.HIRED: N_("Ask the employer in a message which papers you need, and who applies for them."),
    State.DECLINED: N_("Nothing to do here. You can apply for other vacancies at any time."),
    State.WITHDRAWN: N_("Nothing to do. You can apply again as long as the vacancy is open."),
    State.CLOSED: N_("Nothing to do. It says nothing about you: the vacancy ended before a decision."),
}
"""What happens next, for the candidate. How long it takes is not said where nobody knows it."""

_BY_CANDIDATE: Final[Mapping[State, str]] = {
    State.INTEREST: N_("You showed interest."),
    State.APPLIED: N_("You applied."),
    State.WITHDRAWN: N_("You withdrew. %(employer)s no longer sees your profile."),
}

BY_EMPLOYER: Final[Mapping[State, str]] = {
    State.IN_REVIEW: N_("%(employer)s reads your application more closely."),
    State.INVITED: N_("%(employer)s would like to talk with you."),
    State.OFFERED: N_("%(employer)s offers you the job."),
    State.HIRED: N_("%(employer)s has written down that you take the job."),
    State.DECLINED: N_("%(employer)s does not go on with your application."),
}
"""Notifications say the same."""

ENDED: Final = N_("“%(vacancy)s” at %(employer)s is closed. Your application ends with it.")

OTHER: Final[Mapping[Happening, str]] = {
    Happening.OPENED: N_("%(employer)s has opened your application."),
    Happening.UNDONE: N_("You took your withdrawal back."),
    Happening.IDENTITY_AGREED: N_("You agreed that %(employer)s may see your name and e-mail address."),
    Happening.IDENTITY_TAKEN_BACK: N_("You decided that %(employer)s may not see your name any more."),
    Happening.IDENTITY_SHARED: N_("%(employer)s agreed too, and now sees your name and e-mail address."),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a timeline; `words` are the employer's own."""

    at: datetime
    text: str
    reason: str | None
    words: str | None


def timeline(events: Sequence[ApplicationEvent], *, employer: str, vacancy: str) -> list[Step]:
    """For the candidate, the latest first. `employer` and `vacancy` are their names."""
    return [_step(event, employer, vacancy) for event in reversed(events)]


def _step(event: ApplicationEvent, employer: str, vacancy: str) -> Step:
    reason = _(REASONS[event.reason]) if event.reason else None
    text = _(_sentence(event), employer=employer, vacancy=vacancy)
    return Step(event.at, text, reason, event.words)


def _sentence(event: ApplicationEvent) -> str:
    if event.kind is not Happening.MOVED:
        return OTHER[event.kind]
    if event.by is Side.PLATFORM:
        return ENDED
    return (_BY_CANDIDATE if event.by is Side.CANDIDATE else BY_EMPLOYER)[event.state]
