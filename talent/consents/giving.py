"""Giving consent and taking it back: each one step, each recorded, and one as easy as the other."""

from collections.abc import Collection, Iterable, Mapping
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from talent import audit, checks
from talent import db as records
from talent.actors import Actor
from talent.audit import EventKind
from talent.consents import wording
from talent.consents.asking import given, last_withdrawal, must_be_kept_by
from talent.consents.records import Consent, Consenting
from talent.errors import RuleBroken
from talent.sections import Section

SUGGESTED: Final = frozenset(
    {Section.EXPERIENCE, Section.EDUCATION, Section.LANGUAGES, Section.LICENCES, Section.SKILLS}
)
"""What employers need in order to find somebody. Offered in one press, never ticked beforehand."""


def give(
    db: Session,
    actor: Actor,
    profile: Consenting,
    country: str,
    sections: Collection[Section],
    *,
    language: str,
) -> frozenset[Section]:
    """Agrees to the present words, as shown in `language`; returns what was not agreed to before.

    Raises RuleBroken where the country is none of the profile's destinations.
    """
    must_be_kept_by(actor, profile)
    _must_be_named(profile, country)
    new = frozenset(sections) - given(db, profile).get(country, frozenset())
    text = wording.current_text()
    now, read_in = records.now(), text.language(language)
    for section in sorted(new):
        agreed = {"section": section, "version": text.version, "language": read_in, "given_at": now}
        db.add(Consent(profile_id=profile.id, country=country, **agreed))
    _record(db, actor, EventKind.CONSENT_GIVEN, profile, {country: new})
    return new


def withdraw(
    db: Session,
    actor: Actor,
    profile: Consenting,
    *,
    country: str | None = None,
    sections: Collection[Section] | None = None,
) -> int:
    """Takes back consents in force: all, those of one country, or some sections there. Returns how many."""
    must_be_kept_by(actor, profile)
    chosen: sa.ColumnElement[bool] = sa.true()
    if country is not None:
        chosen &= Consent.country == country
    if sections is not None:
        chosen &= Consent.section.in_(sorted(sections))
    return _take_back(db, actor, profile, chosen)


def keep_to(
    db: Session,
    actor: Actor,
    profile: Consenting,
    wanted: Mapping[str, Collection[Section]],
    *,
    language: str,
) -> None:
    """Makes exactly `wanted` (by country) the consents in force. Raises RuleBroken, and has then changed nothing."""
    must_be_kept_by(actor, profile)
    for country in wanted:
        _must_be_named(profile, country)
    kept = [(country, section) for country, sections in wanted.items() for section in sections]
    _take_back(db, actor, profile, sa.tuple_(Consent.country, Consent.section).not_in(kept))
    for country, chosen in sorted(wanted.items()):
        if chosen:
            give(db, actor, profile, country, chosen, language=language)


def withdraw_elsewhere(db: Session, actor: Actor, profile: Consenting) -> None:
    """Takes back what was agreed to for countries that the person no longer names. Naming one again gives nothing."""
    if gone := given(db, profile).keys() - profile.destinations:
        _take_back(db, actor, profile, Consent.country.in_(sorted(gone)))


def give_again(db: Session, actor: Actor, profile: Consenting, *, language: str) -> None:
    """Undoes the last withdrawal, by agreeing anew to what it took, to the words of today."""
    for country, sections in _by_country(last_withdrawal(db, actor, profile)).items():
        if country in profile.destinations:
            give(db, actor, profile, country, sections, language=language)


def _must_be_named(profile: Consenting, country: str) -> None:
    if checks.country("country", country) not in profile.destinations:
        raise RuleBroken("country", "not-a-destination")


def _take_back(db: Session, actor: Actor, profile: Consenting, chosen: sa.ColumnElement[bool]) -> int:
    """In one moment, by which `last_withdrawal` knows it."""
    in_force = sa.and_(Consent.profile_id == profile.id, Consent.withdrawn_at.is_(None))
    rows = db.scalars(sa.select(Consent).where(in_force, chosen)).all()
    now = records.now()
    for row in rows:
        row.withdrawn_at = now
    _record(db, actor, EventKind.CONSENT_WITHDRAWN, profile, _by_country(rows))
    return len(rows)


def _by_country(rows: Iterable[Consent]) -> dict[str, set[Section]]:
    found: dict[str, set[Section]] = {}
    for row in rows:
        found.setdefault(row.country, set()).add(row.section)
    return found


def _record(
    db: Session, actor: Actor, kind: EventKind, profile: Consenting, what: Mapping[str, Collection[Section]]
) -> None:
    for country, sections in what.items():
        if sections:
            named = "+".join(sorted(sections))
            audit.record(db, actor, kind, profile, country=country, sections=named)
