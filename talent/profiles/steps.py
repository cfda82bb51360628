"""A profile step by step: each verb changes one thing and leaves the rest. Same checks and rows as `save`."""

from dataclasses import asdict
from typing import Any

from sqlalchemy.orm import Session

from talent import accounts
from talent.actors import Actor
from talent.errors import Conflict, RuleBroken
from talent.profiles import checking, keeping, wording
from talent.profiles.drafts import (
    ExperienceDraft,
    PersonalDraft,
    ProfileDraft,
    RowDraft,
    TextDraft,
    WishesDraft,
)
from talent.profiles.lists import Row, list_of, must_have_room, next_position, text_of, values
from talent.profiles.records import Profile, TextKind
from talent.profiles.rows import Experience, Programme, Wishes
from talent.profiles.saving import begin, save, settle
from talent.sections import Section


def introduce(db: Session, actor: Actor, draft: PersonalDraft) -> Profile:
    """Name, residence and language of mails. Raises RuleBroken, also for a residence in the Union."""
    draft, account = checking.personal(draft), accounts.own(db, actor)
    renamed = account.display_name != draft.display_name
    account.display_name, account.locale = draft.display_name, draft.locale
    profile = _begin_in(db, actor, draft.residence)
    if renamed:
        _ask_issuers_again(db, profile)
    if profile.residence != draft.residence:
        profile.residence = draft.residence
        settle(db, actor, profile)
    return profile


def _ask_issuers_again(db: Session, profile: Profile) -> None:
    """They confirmed that somebody of the former name took part; what was taken out cannot come back confirmed."""
    for row in profile.programmes:
        _lock(db, row)
        row.ask_again()
    for removal in keeping.removals(db, profile, Section.PROGRAMMES):
        db.delete(removal)


def _lock(db: Session, row: Programme) -> None:
    """Until the end of the transaction no issuer decides about it; what one has just decided is read."""
    db.flush()
    db.refresh(row, with_for_update=True)


def _begin_in(db: Session, actor: Actor, residence: str) -> Profile:
    """Also for an account that did not join as candidates do: it now says where its owner lives."""
    try:
        return begin(db, actor)
    except Conflict:
        return save(db, actor, ProfileDraft(residence))


def wish(db: Session, actor: Actor, draft: WishesDraft) -> Profile:
    """Under which conditions somebody would move. Raises RuleBroken."""
    profile, draft = begin(db, actor), checking.wishes(draft)
    said = asdict(draft) | {"contracts": list(draft.contracts)}
    there = profile.wishes = profile.wishes or Wishes()
    if any(getattr(there, name) != value for name, value in said.items()):
        for name, value in said.items():
            setattr(there, name, value)
        settle(db, actor, profile)
    return profile


def add(db: Session, actor: Actor, draft: RowDraft) -> Any:
    """Puts a row at the end of its list and returns it. Raises RuleBroken."""
    profile, draft = begin(db, actor), checking.row(draft)
    of = list_of(draft)
    must_have_room(of, profile)
    row = of.row(**values(draft))
    _must_be_new(profile, row)
    if hasattr(row, "position"):
        row.position = next_position(of.rows(profile))
    of.rows(profile).append(row)
    _tell(db, profile, row, draft)
    settle(db, actor, profile)
    return row


def change(db: Session, actor: Actor, row: Row, draft: RowDraft) -> None:
    """Makes one of the actor's own rows say something else. What an issuer decided falls with it."""
    profile, draft = begin(db, actor), checking.row(draft)
    said = values(draft)
    if isinstance(row, Programme):
        _lock(db, row)
    if all(getattr(row, name) == value for name, value in said.items()) and not _retold(profile, row, draft):
        return
    _must_be_new(profile, list_of(draft).row(**said), besides=row)
    for name, value in said.items():
        setattr(row, name, value)
    if isinstance(row, Programme):
        row.ask_again()
    _tell(db, profile, row, draft)
    settle(db, actor, profile)


def summarise(db: Session, actor: Actor, text: str, language: str | None = None) -> Profile:
    """Says in the person's own words who they are at work; once more for another wording."""
    profile = begin(db, actor)
    draft = checking.row(TextDraft(TextKind.SUMMARY, text, language))
    wording.write(db, profile, draft, before=summary(profile))
    settle(db, actor, profile)
    return profile


def summary(profile: Profile) -> Any:
    """The latest wording; None where there is none."""
    found = [row for row in profile.current_texts if row.kind is TextKind.SUMMARY]
    return found[-1] if found else None


def _must_be_new(profile: Profile, row: Row, *, besides: Row | None = None) -> None:
    """One row for each language and each country. Raises RuleBroken."""
    of = list_of(row)
    if of.key == "id":
        return
    others = {getattr(each, of.key) for each in of.rows(profile) if each is not besides}
    if getattr(row, of.key) in others:
        raise RuleBroken(of.key, "twice-the-same")


def _retold(profile: Profile, row: Row, draft: RowDraft) -> bool:
    if not isinstance(row, Experience) or not isinstance(draft, ExperienceDraft):
        return False
    there = text_of(profile, row.text_id)
    return draft.words != (there and there.text)


def _tell(db: Session, profile: Profile, row: Row, draft: RowDraft) -> None:
    """The words of an experience: another wording where they changed, none where they were emptied."""
    if not isinstance(row, Experience) or not isinstance(draft, ExperienceDraft):
        return
    before = text_of(profile, row.text_id)
    if draft.words is not None:
        told = TextDraft(TextKind.EXPERIENCE, draft.words, draft.language)
        row.text_id = wording.write(db, profile, told, before=before).id
    elif before is not None:
        wording.withdraw(db, profile, row, before)
