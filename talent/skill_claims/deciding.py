"""Deciding on concepts: theirs, not theirs, or open again; and what somebody adds to what is theirs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from talent import audit, checks, profiles
from talent import db as records
from talent.actors import Actor, Permission
from talent.errors import NotFound, RuleBroken
from talent.profiles import Piece, Profile
from talent.profiles.claimed import ClaimKind, ClaimLevel, ClaimSource, ClaimStatus, SkillClaim

MOST_CLAIMS: Final = 1_000
"""Concepts decided by one person: an occupation has about 100 skills, a long life some hundreds."""

MOST_YEARS: Final = 70

LONGEST_WORDS: Final = 1_000
"""Characters of what somebody writes as proof of a skill."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody says of a concept; `status` None leaves it open again. `quote`: the words it was suggested from."""

    concept_uri: str
    kind: ClaimKind
    label: str
    status: ClaimStatus | None
    quote: str | None = None


@dataclass(frozen=True, slots=True)
class Details:
    """What may stand beside a confirmed concept. `link` is a web address that shows the work."""

    level: ClaimLevel | None = None
    years: int | None = None
    link: str | None = None
    words: str | None = None


def visible_to(actor: Actor) -> sa.Select[SkillClaim]:
    """Their own only. What others may see of a profile's claims comes with the profile, through its own gate."""
    own = sa.select(Profile.id).where(Profile.account_id == actor.account_id)
    return sa.select(SkillClaim).where(SkillClaim.profile_id.in_(own))


def get(db: Session, actor: Actor, claim_id: str) -> SkillClaim:
    """A confirmed claim of the actor's own. Raises NotFound."""
    return _get(db, actor, claim_id, ClaimStatus.CONFIRMED)


def _get(db: Session, actor: Actor, claim_id: str, status: ClaimStatus) -> SkillClaim:
    asked = visible_to(actor).where(SkillClaim.id == claim_id, SkillClaim.status == status)
    claim = db.scalar(asked)
    if claim is None:
        raise NotFound("skill-claim")
    return claim


def of(db: Session, profile: Profile) -> Sequence[SkillClaim]:
    """All that was decided, the newest first."""
    query = sa.select(SkillClaim).where(SkillClaim.profile_id == profile.id)
    return db.scalars(query.order_by(SkillClaim.decided_at.desc(), SkillClaim.label)).all()


def rejected(db: Session, profile: Profile) -> frozenset[str]:
    """Concepts that must not be read from the profile's words."""
    return frozenset(claim.concept_uri for claim in of(db, profile) if not claim.is_confirmed)


def decide(
    db: Session, actor: Actor, profile: Profile, decisions: Sequence[Decision], *, source: ClaimSource
) -> int:
    """Makes the claims say what the decisions say; the last one on a concept counts. Returns how many have changed.

    Raises RuleBroken where a concept has no proper address or the claims become too many, and NotFound for somebody
    else's profile.
    """
    _must_keep(actor, profile)
    claims = {claim.concept_uri: claim for claim in of(db, profile)}
    pieces = profiles.pieces(profile)
    last = {decision.concept_uri: decision for decision in decisions}
    changed = [d for d in last.values() if _changes(d, claims.get(d.concept_uri))]
    for decision in changed:
        _apply(db, profile, claims.get(decision.concept_uri), decision, source, pieces)
    if changed:
        _changed(db, actor, profile, len(changed))
    return len(changed)


def remove(db: Session, actor: Actor, profile: Profile, claim_id: str) -> None:
    """Takes a confirmed concept away; it does not come back by itself. Raises NotFound."""
    _must_keep(actor, profile)
    _set(_get(db, actor, claim_id, ClaimStatus.CONFIRMED), ClaimStatus.REJECTED)
    _changed(db, actor, profile, 1)


def restore(db: Session, actor: Actor, profile: Profile, claim_id: str) -> bool:
    """Takes a removal back: what was theirs is theirs again (True), what never was is open. Raises NotFound."""
    _must_keep(actor, profile)
    claim = _get(db, actor, claim_id, ClaimStatus.REJECTED)
    if claim.was_confirmed:
        _set(claim, ClaimStatus.CONFIRMED)
    else:
        db.delete(claim)
    _changed(db, actor, profile, 1)
    return claim.was_confirmed


def describe(db: Session, actor: Actor, profile: Profile, claim: SkillClaim, details: Details) -> None:
    """Says how well, how long and by what proof. Raises RuleBroken at `years`, `link` or `words`."""
    _must_keep(actor, profile)
    if claim.profile_id != profile.id:
        raise NotFound("skill-claim")
    details = _checked(details)
    before = Details(claim.level, claim.years, claim.evidence_link, claim.evidence_words)
    claim.level, claim.years = details.level, details.years
    claim.evidence_link, claim.evidence_words = details.link, details.words
    if details != before:
        _changed(db, actor, profile, 1)


def _must_keep(actor: Actor, profile: Profile) -> None:
    actor.must(Permission.KEEP_OWN_PROFILE)
    if actor.account_id is None or profile.account_id != actor.account_id:
        raise NotFound("profile")


def _changes(decision: Decision, claim: SkillClaim | None) -> bool:
    return decision.status is not (claim.status if claim else None)


def _apply(
    db: Session,
    profile: Profile,
    claim: SkillClaim | None,
    decision: Decision,
    source: ClaimSource,
    pieces: Sequence[Piece],
) -> None:
    if decision.status is None:
        db.delete(claim)
    elif claim is None:
        db.add(_new(profile, decision, decision.status, source, pieces))
    else:
        claim.source, claim.label = source, decision.label
        _set(claim, decision.status)


def _set(claim: SkillClaim, status: ClaimStatus) -> None:
    claim.was_confirmed = claim.was_confirmed or claim.is_confirmed
    claim.status, claim.decided_at = status, records.now()


def _new(
    profile: Profile, decision: Decision, status: ClaimStatus, source: ClaimSource, pieces: Sequence[Piece]
) -> SkillClaim:
    place = _place(decision.quote, pieces)
    return SkillClaim(
        profile_id=profile.id,
        concept_uri=checks.uri("concept", decision.concept_uri),
        kind=decision.kind,
        status=status,
        source=source,
        label=checks.line("concept", decision.label),
        quote=decision.quote if place else None,
        piece_source=place.source if place else None,
        piece_id=place.source_id if place else None,
    )


def _place(quote: str | None, pieces: Sequence[Piece]) -> Piece | None:
    """Where the words stand. Words that stand nowhere are nobody's, and are not kept."""
    return next((piece for piece in pieces if quote and quote in piece.text), None)


def _changed(db: Session, actor: Actor, profile: Profile, number: int) -> None:
    db.flush()
    db.expire(profile, ["skill_claims"])
    if len(profile.skill_claims) > MOST_CLAIMS:
        raise RuleBroken("concept", "too-many", most=MOST_CLAIMS)
    profiles.touched(db, actor, profile)
    audit.record(db, actor, audit.EventKind.SKILLS_DECIDED, profile, number=number)


def _checked(details: Details) -> Details:
    return replace(
        details,
        years=checks.number("years", details.years, 0, MOST_YEARS),
        link=checks.uri("link", (details.link or "").strip() or None),
        words=checks.text("words", details.words, longest=LONGEST_WORDS) if details.words else None,
    )
