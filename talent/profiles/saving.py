"""Making a profile say what a draft says, as a whole; and what every change of a profile ends with."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from talent import audit, consents
from talent import db as records
from talent.accounts.registration import Joining
from talent.actors import Actor, Permission
from talent.db import Base
from talent.errors import Conflict, NotFound
from talent.profiles import checking
from talent.profiles.drafts import ExperienceDraft, ProfileDraft, TextDraft
from talent.profiles.lists import values
from talent.profiles.pieces import digest
from talent.profiles.records import Profile, ProfileText, TextKind
from talent.profiles.rows import Destination, Experience, LanguageSkill, Licence, Qualification
from talent.profiles.seeing import own

Row = TypeVar("Row", bound=Base)

NOT_SAID = ("id", "profile_id", "regions")
"""Columns that a draft of the whole does not decide."""


def begin(db: Session, actor: Actor) -> Profile:
    """The actor's own profile; where there is none, an empty and hidden one is made from how they joined.

    Raises Conflict for an account that did not join as a candidate does: nobody knows where they live.
    """
    actor.must(Permission.KEEP_OWN_PROFILE)
    records.one_at_a_time(db, f"profile of {actor.account_id}")
    if there := own(db, actor):
        return there
    joined = db.get(Joining, actor.account_id)
    if joined is None:
        raise Conflict("did-not-join")
    return save(db, actor, ProfileDraft(joined.residence, destinations=frozenset({joined.destination})))


def unsaved(db: Session, actor: Actor) -> Profile:
    """The actor's own profile to be shown; where there is none yet, the one that `begin` would make, in no database."""
    if there := own(db, actor):
        return there
    joined = db.get(Joining, actor.account_id)
    places = [Destination(country=joined.destination, regions=[])] if joined else []
    return Profile(residence=joined.residence if joined else "", destination_rows=places)


def save(db: Session, actor: Actor, draft: ProfileDraft, *, profile: Profile | None = None) -> Profile:
    """Makes the actor's profile (or `profile`, for whoever manages accounts) say what `draft` says.

    Raises RuleBroken, or NotFound for somebody else's profile. Saving the same again changes nothing.
    """
    profile = kept_by(db, actor, profile)
    draft = checking.checked(draft)
    opened = (profile.residence, profile.visibility) != (draft.residence, draft.visibility)
    profile.residence, profile.visibility = draft.residence, draft.visibility
    profile.content_digest = profile.content_digest or ""
    db.add(profile)
    if _replace_rows(db, profile, draft) or opened or not profile.content_digest:
        settle(db, actor, profile)
    return profile


def settle(db: Session, actor: Actor, profile: Profile) -> None:
    """Ends every change of a profile: `revision` grows by one where matching reads another thing than before.

    Residence, visibility and wishes decide who is shown, not how they rank, and are read from the row at every
    query. What was agreed to for a country ends where the country is no destination any more.
    """
    db.flush()
    for country in consents.given(db, profile).keys() - profile.destinations:
        consents.withdraw(db, actor, profile, country=country)
    said = digest(profile)
    profile.updated_at = records.now()
    if profile.content_digest not in ("", said):
        profile.revision += 1
    profile.content_digest = said
    audit.record(db, actor, audit.EventKind.PROFILE_SAVED, profile, revision=profile.revision)
    consents.withdraw_elsewhere(db, actor, profile)


def touched(db: Session, actor: Actor, profile: Profile) -> None:
    """Says that something outside the profile's own rows changed what matching reads. Raises NotFound."""
    kept_by(db, actor, profile)
    profile.revision += 1
    profile.updated_at = records.now()
    db.flush()


def remove(db: Session, actor: Actor, profile: Profile) -> None:
    """Erases the profile with all that hangs on it; the audit trail keeps an id that leads nowhere."""
    kept_by(db, actor, profile)
    audit.record(db, actor, audit.EventKind.PROFILE_REMOVED, profile)
    db.delete(profile)
    db.flush()


def kept_by(db: Session, actor: Actor, profile: Profile | None) -> Profile:
    """The profile that this actor is about to change. Raises NotFound where it is not theirs."""
    actor.must(Permission.KEEP_OWN_PROFILE)
    if profile is None:
        return own(db, actor) or Profile(
            account_id=actor.account_id, is_demonstration=actor.is_demonstration, destination_rows=[]
        )
    if profile.account_id != actor.account_id and not actor.may(Permission.MANAGE_ACCOUNTS):
        raise NotFound("profile")
    return profile


def _replace_rows(db: Session, profile: Profile, draft: ProfileDraft) -> bool:
    """Whether anything changed."""
    told = [_words(job) for job in draft.experiences if job.words]
    texts = [ProfileText(position=n, **asdict(text)) for n, text in enumerate([*draft.texts, *told])]
    titles = [Qualification(position=n, **asdict(title)) for n, title in enumerate(draft.qualifications)]
    licences = [Licence(position=n, **asdict(licence)) for n, licence in enumerate(draft.licences)]
    changed = [
        _replace(db, profile.destination_rows, [Destination(country=code) for code in draft.destinations]),
        _replace(db, profile.texts, texts),
        _replace(db, profile.experiences, _experiences(db, profile, draft)),
        _replace(db, profile.qualifications, titles),
        _replace(db, profile.languages, [LanguageSkill(**asdict(language)) for language in draft.languages]),
        _replace(db, profile.licences, licences),
    ]
    return any(changed)


def _words(job: ExperienceDraft) -> TextDraft:
    return TextDraft(TextKind.EXPERIENCE, job.words or "", job.language)


def _experiences(db: Session, profile: Profile, draft: ProfileDraft) -> list[Experience]:
    """Each with its words, which stand after the free texts."""
    db.flush()
    texts = iter(sorted(profile.texts, key=lambda row: row.position)[len(draft.texts) :])
    return [
        Experience(position=n, text_id=next(texts).id if job.words else None, **values(job))
        for n, job in enumerate(draft.experiences)
    ]


def _replace(db: Session, rows: list[Row], wanted: Iterable[Row]) -> bool:
    """Makes `rows` say what `wanted` says. Rows that say the same already stay, and with them their ids."""
    new = {_said(row): row for row in wanted}
    kept = [row for row in rows if new.pop(_said(row), None)]
    changed = bool(new) or len(kept) < len(rows)
    rows[:] = kept
    db.flush()  # the rows that went must be gone before others take their positions
    rows.extend(new.values())
    return changed


def _said(row: Base) -> tuple[object, ...]:
    names = sa.inspect(type(row)).column_attrs.keys()
    return tuple(getattr(row, name) for name in names if name not in NOT_SAID)
