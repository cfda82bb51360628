"""From a question and the rule book to a route. Pure: no database, no clock, no network."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import TypeVar

from talent.recognition.answer import (
    Asked,
    AuthorityView,
    Change,
    ContactView,
    NoticeView,
    ProfessionView,
    Reason,
    Route,
    RouteSummary,
)
from talent.recognition.authorities import competent_authority, is_regional
from talent.recognition.book import ProfessionMatch, RuleBook
from talent.recognition.kinds import (
    ChangeCode,
    Lane,
    Match,
    Needed,
    Origin,
    ReasonCode,
    Status,
    Verification,
)
from talent.recognition.query import Facets, Query
from talent.recognition.schema import Authority, Dated, Fact, Need, Notice, Pack, Procedure, When
from talent.recognition.views import Views

Entry = TypeVar("Entry", Need, Procedure)

_UNKNOWN = {
    ReasonCode.PROFESSION_NOT_COVERED: "The rule packs do not cover this occupation. That says nothing about whether "
    "it is regulated; ask the contact point.",
    ReasonCode.DESTINATION_NOT_COVERED: "The rule packs do not cover this country yet. Ask the contact point.",
    ReasonCode.NO_RULE: "No rule was found for this profession in this country. That does not mean that it is not "
    "regulated; ask the contact point.",
    ReasonCode.NOT_IN_FORCE: "The rule packs have rules for this profession, but none for that day.",
}
_INEXACT = "Only the ISCO group of the occupation is known, and the evidence that no recognition is needed speaks of one "
_INEXACT += "occupation in it. Name the exact occupation, or ask the contact point."


def route(book: RuleBook, query: Query) -> Route:
    """The route for a question. What the packs do not say is unknown, never no."""
    pack = book.packs.get(query.destination)
    matched = book.match(query.uri, query.isco)
    facets = facets_of(book, query)
    need = _need(pack, matched, facets, query)
    if not (pack and matched and need):
        return _unknown(book, query, pack, matched)
    return _Answering(book, query, pack, matched, facets).answer(need)


def facets_of(book: RuleBook, query: Query) -> Facets:
    """The question as conditions see it, defaults filled in."""
    return Facets(
        region=query.region,
        origin=book.origin_of(query.qualification_country, query.destination, query.on),
        origin_country=query.qualification_country,
        status=query.status or Status.THIRD_COUNTRY_ABROAD,
        recognised_earlier=query.recognised_in is not None,
        practice_years=query.practice_years or 0,
    )


def fits(when: When, facets: Facets) -> bool:
    """Whether every stated condition holds. A condition on regions does not hold where no region is given."""
    return (
        (not when.regions or facets.region in when.regions)
        and when.origin in (Origin.ANY, facets.origin)
        and (not when.origin_countries or facets.origin_country in when.origin_countries)
        and (not when.statuses or facets.status in when.statuses)
        and when.recognised_earlier in (None, facets.recognised_earlier)
        and facets.practice_years >= (when.practice_years_from or 0)
        and (when.practice_years_below is None or facets.practice_years < when.practice_years_below)
    )


def summary(route: Route) -> RouteSummary:
    """The short form for a ranked list."""
    timed = [step.typical_time for step in route.steps if step.typical_time]
    return RouteSummary(
        needed=route.needed,
        reason=route.reason.code,
        authority=route.authority.name if route.authority else None,
        steps=len(route.steps),
        days=_days(route) if timed else None,
        days_complete=bool(timed) and len(timed) == len(route.steps),
        verified=route.verified,
        verification=route.verification,
    )


def _days(route: Route) -> tuple[int, int]:
    """Lower and upper sum of typical times; a parallel step runs beside the one before it and the longer counts."""
    stretches: list[tuple[int, int]] = []
    for step in route.steps:
        time = (
            (step.typical_time.minimum_days, step.typical_time.maximum_days) if step.typical_time else (0, 0)
        )
        if step.parallel and stretches:
            before = stretches.pop()
            time = max(before[0], time[0]), max(before[1], time[1])
        stretches.append(time)
    return sum(low for low, _ in stretches), sum(high for _, high in stretches)


def _need(pack: Pack | None, matched: ProfessionMatch | None, facets: Facets, query: Query) -> Need | None:
    if pack is None or matched is None:
        return None
    return _most_specific(
        pack.need, matched.profession.id, facets, query, lambda need: (need.when.specificity, 0)
    )


def _most_specific(
    entries: Iterable[Entry],
    profession: str,
    facets: Facets,
    query: Query,
    rank: Callable[[Entry], tuple[int, int]],
) -> Entry | None:
    fitting = [
        each
        for each in entries
        if ({profession, "any"} & set(each.professions)) and _holds(each, query) and fits(each.when, facets)
    ]
    return max(fitting, key=rank, default=None)


def _holds(entry: Dated, query: Query) -> bool:
    return entry.holds(query.on, query.as_recorded)


class _Answering:
    """One question being answered where profession, country and need are known; holds what each part looks at."""

    def __init__(
        self, book: RuleBook, query: Query, pack: Pack, matched: ProfessionMatch, facets: Facets
    ) -> None:
        self.book, self.query, self.pack, self.matched, self.facets = book, query, pack, matched, facets
        self.views = Views(book.sources(pack.country))

    def answer(self, need: Need) -> Route:
        if need.needed is Needed.NO and self.matched.how is Match.ISCO_GROUP and not need.covers_group:
            return self._inexact(need)
        procedure = self._procedure(need)
        authority = competent_authority(self.pack, self.matched.profession.id, self.query)
        lane = (procedure and procedure.lane) or need.lane
        return self._route(need, procedure, authority, lane)

    def _procedure(self, need: Need) -> Procedure | None:
        if need.needed is Needed.NO:
            entries = [each for each in self.pack.procedure if each.lane in (Lane.COMPARABILITY, Lane.NONE)]
        else:
            entries = [each for each, _ in self.book.procedures(self.pack)]
        own = {each.id for each in self.pack.procedure}
        return _most_specific(
            entries,
            self.matched.profession.id,
            self.facets,
            self.query,
            lambda each: (each.when.specificity, int(each.id in own)),
        )

    def _route(
        self, need: Need, procedure: Procedure | None, authority: Authority | None, lane: Lane
    ) -> Route:
        view = self.views.authority(authority, self.query.region)
        steps = (
            self.views.steps(procedure, self.pack, view) if procedure else (self.views.ask(need, self.pack),)
        )
        facts: list[Fact] = [
            need,
            *(procedure.steps if procedure else ()),
            *([authority] if authority else []),
        ]
        return Route(
            asked=_asked(self.query, self.matched),
            needed=need.needed,
            reason=Reason(
                code=(procedure and procedure.reason) or need.reason,
                text=(procedure and procedure.text) or need.text,
            ),
            lane=lane,
            profession=_profession(self.matched, need),
            authority=view,
            contact=self.views.contact(self.pack.contact),
            finder=self.views.contact(self.pack.finder) if self.pack.finder else None,
            steps=steps,
            legal_basis=self.views.citations((*need.cites, *(procedure.cites if procedure else ()))),
            notices=self._notices(lane),
            would_change=_changes(self.query, self.matched, self.pack, lane),
            checked_on=min(fact.checked_on for fact in facts),
            verified=all(fact.verified for fact in facts) and procedure is not None,
            verification=_verification(facts, complete=procedure is not None),
        )

    def _inexact(self, need: Need) -> Route:
        unknown = _unknown(self.book, self.query, self.pack, self.matched)
        reason = Reason(code=ReasonCode.NOT_REGULATED_INEXACT, text=_INEXACT)
        return unknown.model_copy(update={"reason": reason, "legal_basis": self.views.citations(need.cites)})

    def _notices(self, lane: Lane) -> tuple[NoticeView, ...]:
        return _notices(self.book, self.pack, self.query, lane, self.matched.profession.id)


def _unknown(book: RuleBook, query: Query, pack: Pack | None, matched: ProfessionMatch | None) -> Route:
    """Unknown, with whom to ask: the contact point of the country, else the Union's."""
    file = pack or book.shared
    views = Views(book.sources(query.destination))
    code = _why_unknown(pack, matched)
    return Route(
        asked=_asked(query, matched),
        needed=Needed.UNKNOWN,
        reason=Reason(code=code, text=_UNKNOWN[code]),
        lane=Lane.UNKNOWN,
        profession=_profession(matched, None) if matched else None,
        authority=None,
        contact=views.contact(file.contact),
        finder=views.contact(pack.finder) if pack and pack.finder else None,
        steps=(views.ask_contact(file.contact),),
        legal_basis=(),
        notices=_notices(book, pack, query, Lane.UNKNOWN, matched.profession.id if matched else None),
        would_change=_changes(query, matched, pack, Lane.UNKNOWN),
        checked_on=None,
        verified=False,
        verification=Verification.NOT_VERIFIED,
    )


def _why_unknown(pack: Pack | None, matched: ProfessionMatch | None) -> ReasonCode:
    if pack is None:
        return ReasonCode.DESTINATION_NOT_COVERED
    if matched is None:
        return ReasonCode.PROFESSION_NOT_COVERED
    known = any(matched.profession.id in need.professions for need in pack.need)
    return ReasonCode.NOT_IN_FORCE if known else ReasonCode.NO_RULE


def _notices(
    book: RuleBook, pack: Pack | None, query: Query, lane: Lane, profession: str | None
) -> tuple[NoticeView, ...]:
    facets, views = facets_of(book, query), Views(book.sources(query.destination))

    def applies(notice: Notice) -> bool:
        return (
            _holds(notice, query)
            and fits(notice.when, facets)
            and (not notice.professions or profession in notice.professions)
            and (not notice.lanes or lane in notice.lanes)
        )

    return tuple(views.notice(each) for each in book.notices(pack) if applies(each))


def _asked(query: Query, matched: ProfessionMatch | None) -> Asked:
    return Asked(
        profession=query.label or (matched.profession.name("en") if matched else None),
        uri=query.uri,
        isco=query.isco,
        destination=query.destination,
        region=query.region,
        qualification_country=query.qualification_country,
        status=query.status or Status.THIRD_COUNTRY_ABROAD,
        recognised_in=query.recognised_in,
        practice_years=query.practice_years,
        on=query.on,
        as_recorded=query.as_recorded,
    )


def _profession(matched: ProfessionMatch, need: Need | None) -> ProfessionView:
    return ProfessionView(
        id=matched.profession.id,
        name=matched.profession.name("en"),
        how=matched.how,
        native_titles=need.native_titles if need else (),
    )


def _changes(
    query: Query, matched: ProfessionMatch | None, pack: Pack | None, lane: Lane
) -> tuple[Change, ...]:
    """The inputs that are missing or assumed and matter here."""
    changes: list[Change] = []
    if matched and pack and query.region is None and is_regional(pack, matched.profession.id):
        text = "Name the region: another authority decides in each."
        changes.append(Change(code=ChangeCode.REGION, text=text, choices=tuple(pack.regions)))
    if matched and matched.how is Match.ISCO_GROUP:
        text = "Name the exact occupation: only its ISCO group was recognised, and the group holds other work too."
        changes.append(Change(code=ChangeCode.OCCUPATION, text=text))
    if query.status is None:
        text = "A third-country national living abroad was assumed; another status may give equal treatment."
        changes.append(Change(code=ChangeCode.STATUS, text=text, choices=tuple(Status)))
    return (*changes, *_earlier_recognition(query, lane))


def _earlier_recognition(query: Query, lane: Lane) -> tuple[Change, ...]:
    if query.recognised_in and query.practice_years is None:
        text = "Say for how many years the profession was practised in that state; from three years on, other rules apply."
        return (Change(code=ChangeCode.PRACTICE_YEARS, text=text),)
    if query.recognised_in is None and lane is Lane.REGULATED:
        text = "Say if another state of the EU or EEA has recognised the qualification, and for how long it was used there."
        return (Change(code=ChangeCode.EARLIER_RECOGNITION, text=text),)
    return ()


def _verification(facts: list[Fact], *, complete: bool) -> Verification:
    read = [fact.verified for fact in facts]
    if all(read) and complete:
        return Verification.VERIFIED
    return Verification.PARTLY if any(read) else Verification.NOT_VERIFIED


def last_recorded(book: RuleBook) -> date:
    """The day of the newest entry of the packs; shown as their date."""
    files = (book.shared, *book.packs.values())
    return max(
        entry.recorded_at
        for file in files
        for entry in (*file.procedure, *file.notice, *(file.need if isinstance(file, Pack) else ()))
    )


__all__ = ["AuthorityView", "ContactView", "facets_of", "fits", "last_recorded", "route", "summary"]
