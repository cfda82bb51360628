"""Checks across entries: open citations, unknown ids, ambiguous rules, facts called verified but unread."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import combinations

from talent.recognition.book import RuleBook
from talent.recognition.kinds import Origin, SourceKind
from talent.recognition.schema import (
    COMPETENT,
    NOBODY,
    Authority,
    Dated,
    Fact,
    Need,
    Notice,
    Pack,
    Procedure,
    Shared,
    Source,
    When,
)
from talent.regions import is_region

_CONVINCING = {SourceKind.LAW, SourceKind.COURT, SourceKind.OFFICIAL, SourceKind.DATASET}


def faults_of(book: RuleBook) -> list[str]:
    """Every fault across the entries of a book, one line each; empty if there is none."""
    faults = [*_profession_faults(book), *_file_faults(book, "eu.toml", book.shared, None)]
    for country, pack in book.packs.items():
        faults += _file_faults(book, f"{country}.toml", pack, pack)
    return faults


def facts_of(file: Shared | Pack) -> Iterator[tuple[str, Fact]]:
    """Every fact of a file with a name for it, steps included."""
    yield "contact", file.contact
    if isinstance(file, Pack):
        if file.finder:
            yield "finder", file.finder
        yield from ((f'authority "{each.id}"', each) for each in file.authority)
        yield from ((f'need "{each.id}"', each) for each in file.need)
    for procedure in file.procedure:
        yield f'procedure "{procedure.id}"', procedure
        yield from ((f'procedure "{procedure.id}", step "{step.id}"', step) for step in procedure.steps)
    yield from ((f'notice "{each.id}"', each) for each in file.notice)


def _profession_faults(book: RuleBook) -> Iterator[str]:
    yield from _repeated("professions.toml", "profession", (each.id for each in book.professions))
    for field in ("esco", "isco"):
        values = Counter(value for each in book.professions for value in getattr(each, field))
        for value, count in values.items():
            if count > 1:
                yield f"professions.toml: field {field}: {value} is in {count} professions; keep it in one"


def _file_faults(book: RuleBook, name: str, file: Shared | Pack, pack: Pack | None) -> Iterator[str]:
    sources = book.sources(pack.country if pack else None)
    yield from _repeated(
        name, "source", (each.id for each in (*book.shared.source, *(pack.source if pack else ())))
    )
    for where, fact in facts_of(file):
        yield from _citation_faults(f"{name}: {where}", fact, sources)
    yield from _reference_faults(book, name, file, pack)
    yield from _ambiguities(name, file.procedure)
    if pack:
        yield from _ambiguities(name, pack.need)


def _repeated(file: str, kind: str, ids: Iterable[str]) -> Iterator[str]:
    for identifier, count in Counter(ids).items():
        if count > 1:
            yield f'{file}: {kind} "{identifier}": field id: used {count} times; give each its own'


def _citation_faults(where: str, fact: Fact, sources: dict[str, Source]) -> Iterator[str]:
    known = [sources[each] for each in fact.cites if each in sources]
    for missing in set(fact.cites) - sources.keys():
        yield f'{where}: field cites: "{missing}" is no source; add a [[source]] with that id or correct it'
    if fact.verified and not any(each.read_on and each.kind in _CONVINCING for each in known):
        yield (
            f"{where}: field verified: true, but no cited law, court, official page or data set has read_on; "
            "read one and note the day, or set verified = false"
        )
    if fact.verified and any(each.read_on and each.read_on > fact.checked_on for each in known):
        yield f"{where}: field checked_on: lies before a cited source was read; correct a date"


def _reference_faults(book: RuleBook, name: str, file: Shared | Pack, pack: Pack | None) -> Iterator[str]:
    professions = {each.id for each in book.professions}
    authorities = {each.id for each in pack.authority} if pack else set()
    for where, wanted, known in _references(
        file, professions, authorities, set(pack.regions) if pack else set()
    ):
        for missing in sorted(set(wanted) - known):
            yield f'{name}: {where}: "{missing}" is not known; correct it or add it'
    if pack:
        yield from (
            f"{name}: field regions: {code} is no region of {pack.country}; correct the code"
            for code in pack.regions
            if not is_region(code, pack.country)
        )


def _references(
    file: Shared | Pack, professions: set[str], authorities: set[str], regions: set[str]
) -> Iterator[tuple[str, Sequence[str], set[str]]]:
    """Every place that names something defined elsewhere: where it is, what it names, what is known."""
    for procedure in file.procedure:
        named = [procedure.authority] if procedure.authority else []
        yield f'procedure "{procedure.id}": field authority', named, authorities
        for step in procedure.steps:
            where = f'procedure "{procedure.id}", step "{step.id}": field authority'
            yield where, [step.authority], authorities | {COMPETENT, NOBODY}
    conditional: list[Need | Procedure | Notice] = [*file.procedure, *file.notice]
    for each in conditional + list(file.need if isinstance(file, Pack) else ()):
        where = f'{type(each).__name__.lower()} "{each.id}": field'
        yield f"{where} professions", each.professions, professions
        yield f"{where} when.regions", each.when.regions, regions
    if isinstance(file, Pack):
        yield "field regional", file.regional, professions
        yield from _competence_references(file.authority, professions, regions)


def _competence_references(
    authorities: Iterable[Authority], professions: set[str], regions: set[str]
) -> Iterator[tuple[str, Sequence[str], set[str]]]:
    for authority in authorities:
        for competence in authority.competence:
            where = f'authority "{authority.id}": field competence'
            yield f"{where}.professions", competence.professions, professions
            yield f"{where}.regions", competence.regions, regions


def _ambiguities(file: str, entries: Sequence[Need | Procedure]) -> Iterator[str]:
    """Two entries that could answer the same question with equal right."""
    for one, other in combinations(entries, 2):
        if one.when.specificity == other.when.specificity and _can_meet(one, other):
            yield (
                f'{file}: {type(one).__name__.lower()} "{one.id}" and "{other.id}": field when: '
                "both fit some questions equally well; restrict one further, or end one (valid_to, withdrawn_at)"
            )


def _can_meet(one: Need | Procedure, other: Need | Procedure) -> bool:
    return bool(
        set(one.professions) & set(other.professions)
        and _times_meet(one, other)
        and _conditions_meet(one.when, other.when)
    )


def _times_meet(one: Dated, other: Dated) -> bool:
    in_law = max(one.valid_from or date.min, other.valid_from or date.min) <= min(
        one.valid_to or date.max, other.valid_to or date.max
    )
    known = max(one.recorded_at, other.recorded_at) < min(
        one.withdrawn_at or date.max, other.withdrawn_at or date.max
    )
    return in_law and known


def _conditions_meet(one: When, other: When) -> bool:
    return (
        _sets_meet(one.regions, other.regions)
        and _sets_meet(one.origin_countries, other.origin_countries)
        and _sets_meet(one.statuses, other.statuses)
        and (Origin.ANY in (one.origin, other.origin) or one.origin is other.origin)
        and (
            None in (one.recognised_earlier, other.recognised_earlier)
            or one.recognised_earlier is other.recognised_earlier
        )
        and _practice_meets(one, other)
    )


def _sets_meet(one: Sequence[str], other: Sequence[str]) -> bool:
    return not one or not other or bool(set(one) & set(other))


def _practice_meets(one: When, other: When) -> bool:
    lowest = max(one.practice_years_from or 0, other.practice_years_from or 0)
    return lowest < min(one.practice_years_below or 99, other.practice_years_below or 99)
