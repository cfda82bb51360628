"""Texts of a profile: written once, worded anew beside the first wording, and taken back only by who wrote them."""

from sqlalchemy.orm import Session

from talent.profiles import keeping
from talent.profiles.drafts import TextDraft
from talent.profiles.lists import next_position
from talent.profiles.records import Profile, ProfileText
from talent.profiles.rows import Experience
from talent.sections import Section


def write(db: Session, profile: Profile, draft: TextDraft, *, before: ProfileText | None) -> ProfileText:
    """The row that holds these words: a new one, beside the first wording, unless `before` says the same already.

    Of several wordings the first and the last are kept.
    """
    if before is not None and before.text == draft.text:
        return before
    row = ProfileText(
        position=next_position(profile.texts),
        kind=draft.kind,
        language=draft.language,
        text=draft.text,
        first_id=before.thread if before else None,
    )
    profile.texts.append(row)
    if before is not None and before.first_id is not None:
        profile.texts.remove(before)
    db.flush()
    return row


def wordings(profile: Profile, text: ProfileText) -> list[ProfileText]:
    """All wordings of a text, the first one first."""
    return [row for row in profile.texts if row.thread == text.thread]


def withdraw(db: Session, profile: Profile, told: Experience, text: ProfileText) -> None:
    """Takes the words of an experience out; they can be put back for a day."""
    gone = wordings(profile, text)
    keeping.remember(db, profile, Section.EXPERIENCE, told.title, [told, *gone])
    told.text_id = None
    for row in gone:
        profile.texts.remove(row)
    db.flush()
