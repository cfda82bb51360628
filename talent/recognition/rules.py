"""From a question and the rule book to a route. Pure: no database, no clock, no network."""

from collections.abc import Sequence
from dataclasses import dataclass

from talent.recognition.answer import Asked, Change, ProfessionView, Reason, Route, RouteSummary
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
from talent.recognition.schema import Authority, Fact, Need, Pack, Procedure
from talent.recognition.selection import facets_of, fits, need_for, notices_for, procedure_for
from talent.recognition.texts import BY_GROUP, CHANGES, REASONS
from talent.recognition.views import Views


@dataclass(frozen=True, slots=True)
class _Found:
    """What the packs say of a question."""

    pack: Pack
    matched: ProfessionMatch
    need: Need
    procedure: Procedure | None
    authority: Authority | None

    @property
    def lane(self) -> Lane:
        return (self.procedure and self.procedure.lane) or self.need.lane

    @property
    def reason(self) -> Reason:
        code = (self.procedure and self.procedure.reason) or self.need.reason
        text = (self.procedure and self.procedure.text) or self.need.text
        return Reason(code=code, text=text if self.certain else f"{text} {BY_GROUP}")

    @property
    def certain(self) -> bool:
        """Whether the evidence speaks of this very occupation."""
        return self.matched.how is Match.EXACT or self.need.covers_group

    @property
    def facts(self) -> list[Fact]:
        """What the answer rests on."""
        steps = (self.procedure, *self.procedure.steps) if self.procedure else ()
        return [self.need, *steps, *([self.authority] if self.authority else [])]


def route(book: RuleBook, query: Query) -> Route:
    """The route for a question. What the packs do not say is unknown, never no."""
    pack = book.packs.get(query.destination)
    matched = book.match(query.uri, query.isco)
    facets = facets_of(book, query)
    if pack is None or matched is None:
        missing = ReasonCode.DESTINATION_NOT_COVERED if pack is None else ReasonCode.PROFESSION_NOT_COVERED
        return _unknown(book, query, pack, matched, missing)
    if facets.origin is Origin.SAME_COUNTRY:
        return _unknown(book, query, pack, matched, ReasonCode.DOMESTIC)
    need = need_for(pack, matched.profession.id, facets, query)
    if need is None:
        return _unknown(book, query, pack, matched, _why_no_need(pack, matched, facets))
    procedure = procedure_for(book, pack, need, matched.profession.id, facets, query)
    authority = _authority(pack, procedure, matched.profession.id, facets, query)
    found = _Found(pack, matched, need, procedure, authority)
    if need.needed is Needed.NO and not found.certain:
        return _unknown(book, query, pack, matched, ReasonCode.NOT_REGULATED_INEXACT)
    return _known(book, query, found)


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
    """Sums of shortest and longest times; a parallel step counts only where it outlasts the one before."""
    stretches: list[tuple[int, int]] = []
    for step in route.steps:
        time = step.typical_time
        days = (time.minimum_days, time.maximum_days) if time else (0, 0)
        if step.parallel and stretches:
            before = stretches.pop()
            days = max(before[0], days[0]), max(before[1], days[1])
        stretches.append(days)
    return sum(low for low, _ in stretches), sum(high for _, high in stretches)


def _authority(
    pack: Pack, procedure: Procedure | None, profession: str, facets: Facets, query: Query
) -> Authority | None:
    """The one that the procedure names, else the one with the competence."""
    if procedure and procedure.authority:
        return next(each for each in pack.authority if each.id == procedure.authority)
    return competent_authority(pack, profession, facets.origin, query)


def _known(book: RuleBook, query: Query, found: _Found) -> Route:
    views = Views(book.sources(found.pack.country))
    authority = views.authority(found.authority, query.region)
    pack, procedure, verification = found.pack, found.procedure, _verification(found)
    return Route(
        asked=_asked(query, found.matched),
        needed=found.need.needed,
        reason=found.reason,
        lane=found.lane,
        profession=_profession(found.matched, found.need),
        authority=authority,
        contact=views.contact(pack.contact),
        finder=views.contact(pack.finder) if pack.finder else None,
        steps=views.steps(procedure, pack, authority) if procedure else (views.ask(pack, found.need.cites),),
        legal_basis=views.citations((*found.need.cites, *(procedure.cites if procedure else ()))),
        notices=views.notices(notices_for(book, pack, found.lane, found.matched.profession.id, query)),
        would_change=_changes(query, found.matched, pack, found.lane),
        checked_on=min(fact.checked_on for fact in found.facts),
        verified=verification is Verification.VERIFIED,
        verification=verification,
    )


def _unknown(
    book: RuleBook, query: Query, pack: Pack | None, matched: ProfessionMatch | None, why: ReasonCode
) -> Route:
    """Unknown, with whom to ask: the contact point of the country, else the Union's."""
    file = pack or book.shared
    views = Views(book.sources(query.destination))
    profession = matched.profession.id if matched else None
    return Route(
        asked=_asked(query, matched),
        needed=Needed.UNKNOWN,
        reason=Reason(code=why, text=REASONS[why]),
        lane=Lane.UNKNOWN,
        profession=_profession(matched, None) if matched else None,
        authority=None,
        contact=views.contact(file.contact),
        finder=views.contact(pack.finder) if pack and pack.finder else None,
        steps=(views.ask(file),),
        legal_basis=(),
        notices=views.notices(notices_for(book, pack, Lane.UNKNOWN, profession, query)),
        would_change=_changes(query, matched, pack, Lane.UNKNOWN),
        checked_on=None,
        verified=False,
        verification=Verification.NOT_VERIFIED,
    )


def _why_no_need(pack: Pack, matched: ProfessionMatch, facets: Facets) -> ReasonCode:
    """Rules that would fit on another day, or none at all."""
    otherwise = (need for need in pack.need if matched.profession.id in need.professions)
    return (
        ReasonCode.NOT_IN_FORCE if any(fits(need.when, facets) for need in otherwise) else ReasonCode.NO_RULE
    )


def _verification(found: _Found) -> Verification:
    read = [fact.verified for fact in found.facts]
    if all(read) and found.procedure and found.certain:
        return Verification.VERIFIED
    return Verification.PARTLY if any(read) else Verification.NOT_VERIFIED


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
        changes.append(_change(ChangeCode.REGION, tuple(pack.regions)))
    if matched and matched.how is Match.ISCO_GROUP:
        changes.append(_change(ChangeCode.OCCUPATION))
    if query.status is None:
        changes.append(_change(ChangeCode.STATUS, tuple(Status)))
    if query.recognised_in and query.practice_years is None:
        changes.append(_change(ChangeCode.PRACTICE_YEARS))
    if query.recognised_in is None and lane is Lane.REGULATED:
        changes.append(_change(ChangeCode.EARLIER_RECOGNITION))
    return tuple(changes)


def _change(code: ChangeCode, choices: Sequence[str] = ()) -> Change:
    return Change(code=code, text=CHANGES[code], choices=tuple(choices))
