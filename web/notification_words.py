"""What each kind of news says, in the reader's language, and where it leads: one line a kind."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from talent.applications import Happening, State
from talent.notifications import Kind, MailWay, Notification
from talent.organisations import Organisation
from talent.profiles import ProgrammeState
from talent.saved_searches import SavedSearch
from talent.vacancies import Vacancy
from web import application_words, programme_words
from web.i18n import N_, ngettext
from web.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class Names:
    """Titles of vacancies by code and names of organisations by id: what employers have made public. And names of
    saved searches by id, which only their owner is told.
    """

    vacancies: Mapping[str, str] = field(default_factory=dict)
    organisations: Mapping[str, str] = field(default_factory=dict)
    searches: Mapping[str, str] = field(default_factory=dict)

    def vacancy(self, data: Mapping[str, Any]) -> str:
        return self.vacancies.get(data["vacancy"], data["vacancy"])

    def organisation(self, data: Mapping[str, Any]) -> str:
        return self.organisations.get(data["organisation"], _("an employer that has left"))

    def search(self, data: Mapping[str, Any]) -> str:
        return self.searches.get(data["search"], _("a search that you removed"))


@dataclass(frozen=True, slots=True)
class Line:
    """`label` says what a reader does behind the link."""

    text: str
    address: str
    label: str


Writer = Callable[[Mapping[str, Any], Names], Line]

KIND_NAMES: Final[Mapping[Kind, str]] = {
    Kind.APPLICATION_OPENED: N_("An employer opened your application"),
    Kind.APPLICATION_MOVED: N_("An employer decided the next step of your application"),
    Kind.IDENTITY_SHARED: N_("An employer now sees your name and e-mail address"),
    Kind.APPLICATION_RECEIVED: N_("Somebody applies for your vacancy or shows interest"),
    Kind.APPLICATION_WITHDRAWN: N_("Somebody withdraws an application"),
    Kind.MESSAGE: N_("Somebody sent you a message"),
    Kind.REPORT_MADE: N_("Somebody reported a conversation"),
    Kind.REPORT_ANSWERED: N_("What became of your report"),
    Kind.SEARCH_NEWS: N_("There are new vacancies for a search that you saved"),
    Kind.PROGRAMME_DECIDED: N_("An issuer decided about a programme that you named"),
    Kind.PROGRAMME_NAMED: N_("Somebody names a programme for you to confirm"),
}
"""For the settings."""

WAYS: Final[Mapping[MailWay, str]] = {
    MailWay.AT_ONCE: N_("At once"),
    MailWay.DAILY: N_("Once a day, all in one mail"),
    MailWay.WEEKLY: N_("Once a week, all in one mail"),
    MailWay.OFF: N_("No mail"),
}


def line(kind: Kind, data: Mapping[str, Any], names: Names) -> Line:
    return WRITERS[kind](data, names)


def names_in(db: Session, news: Iterable[Notification]) -> Names:
    """Everything that the lines of `news` name, in three queries."""
    data = [each.data for each in news]
    codes = {each["vacancy"] for each in data if "vacancy" in each}
    ids = {each["organisation"] for each in data if "organisation" in each}
    saved = {each["search"] for each in data if "search" in each}
    titles = sa.select(Vacancy.code, Vacancy.title).where(Vacancy.code.in_(codes))
    organisations = sa.select(Organisation.id, Organisation.name).where(Organisation.id.in_(ids))
    searches = sa.select(SavedSearch.id, SavedSearch.name).where(SavedSearch.id.in_(saved))
    return Names(
        {row.code: row.title for row in db.execute(titles)},
        {row.id: row.name for row in db.execute(organisations)},
        {row.id: row.name for row in db.execute(searches)},
    )


def packed(news: Iterable[Notification], names: Names) -> dict[str, Any]:
    """For the data of a mail: it is written later, without the database."""
    lines = [{"kind": each.kind, "data": each.data} for each in news]
    return {"lines": lines, "names": asdict(names)}


def unpacked(data: Mapping[str, Any]) -> list[Line]:
    names = Names(**data["names"])
    return [line(Kind(each["kind"]), each["data"], names) for each in data["lines"]]


# --- the words --------------------------------------------------------------------------------------------


def _application(data: Mapping[str, Any], text: str) -> Line:
    return Line(text, f"/applications/{data['application']}", _("See your application"))


def _received(data: Mapping[str, Any], text: str) -> Line:
    address = f"/vacancies/{data['vacancy']}/applications/{data['application']}"
    return Line(text, address, _("See the application"))


def _opened(data: Mapping[str, Any], names: Names) -> Line:
    said = application_words.OTHER[Happening.OPENED]
    return _application(data, _(said, employer=names.organisation(data)))


def _moved(data: Mapping[str, Any], names: Names) -> Line:
    """By the state that the application has now."""
    state = State(data["state"])
    said = application_words.ENDED if state is State.CLOSED else application_words.BY_EMPLOYER[state]
    return _application(data, _(said, employer=names.organisation(data), vacancy=names.vacancy(data)))


def _identity_shared(data: Mapping[str, Any], names: Names) -> Line:
    said = application_words.OTHER[Happening.IDENTITY_SHARED]
    return _application(data, _(said, employer=names.organisation(data)))


def _application_received(data: Mapping[str, Any], names: Names) -> Line:
    interest = _("Somebody is interested in “%(vacancy)s”.", vacancy=names.vacancy(data))
    applied = _("Somebody has applied for “%(vacancy)s”.", vacancy=names.vacancy(data))
    return _received(data, interest if data["state"] == "interest" else applied)


def _application_withdrawn(data: Mapping[str, Any], names: Names) -> Line:
    text = _("An application for “%(vacancy)s” was withdrawn.", vacancy=names.vacancy(data))
    return Line(text, f"/vacancies/{data['vacancy']}/applications", _("See the applications"))


def _message(data: Mapping[str, Any], names: Names) -> Line:
    """From a candidate to an employer, the sender is only somebody: no name is known yet."""
    if "organisation" in data:
        text = _("You have a message from %(employer)s.", employer=names.organisation(data))
    else:
        text = _("You have a message about “%(vacancy)s”.", vacancy=names.vacancy(data))
    return Line(text, f"/conversations/{data['conversation']}", _("Read the message"))


def _report_made(data: Mapping[str, Any], _names: Names) -> Line:
    return Line(_("A conversation was reported."), f"/reports/{data['report']}", _("See the report"))


def _report_answered(data: Mapping[str, Any], _names: Names) -> Line:
    address = f"/conversations/{data['conversation']}"
    return Line(_("There is news about your report."), address, _("See the report"))


def _search_news(data: Mapping[str, Any], names: Names) -> Line:
    text = ngettext(
        "%(n)s new vacancy for your search “%(search)s”",
        "%(n)s new vacancies for your search “%(search)s”",
        data["vacancies"],
        search=names.search(data),
    )
    return Line(text, f"/searches/{data['search']}", _("See the vacancies"))


def _programme_decided(data: Mapping[str, Any], _names: Names) -> Line:
    return Line(
        _(programme_words.NEWS[ProgrammeState(data["outcome"])]),
        "/profile/programmes",
        _("See your programmes"),
    )


def _programme_named(_data: Mapping[str, Any], _names: Names) -> Line:
    return Line(_("There are programmes to confirm."), "/programmes", _("See the programmes"))


WRITERS: Final[Mapping[Kind, Writer]] = {
    Kind.APPLICATION_OPENED: _opened,
    Kind.APPLICATION_MOVED: _moved,
    Kind.IDENTITY_SHARED: _identity_shared,
    Kind.APPLICATION_RECEIVED: _application_received,
    Kind.APPLICATION_WITHDRAWN: _application_withdrawn,
    Kind.MESSAGE: _message,
    Kind.REPORT_MADE: _report_made,
    Kind.REPORT_ANSWERED: _report_answered,
    Kind.SEARCH_NEWS: _search_news,
    Kind.PROGRAMME_DECIDED: _programme_decided,
    Kind.PROGRAMME_NAMED: _programme_named,
}
