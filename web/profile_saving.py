"""What the form of a profile does when it is sent: saves what is right, and keeps what is not yet, as it was typed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Final

from fastapi import Depends, Request
from sqlalchemy.orm import Session

from talent import accounts, profiles, programmes
from talent.actors import Actor
from talent.errors import Conflict, RuleBroken
from talent.profiles import Profile, Row
from web import profile_forms, profile_words
from web.profile_fields import Typed
from web.profile_forms import PERSONAL, SUMMARY, WISHES, Form

NEW: Final = "new-entry"
"""The key of a row that is not there yet; "new" alone would be a language, Newari."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """`errors`: field to message, empty where nothing is wrong. `is_draft`: kept, but not in the profile."""

    errors: Mapping[str, str] = field(default_factory=dict)
    is_draft: bool = False
    lives_in_the_union: bool = False


async def _typed(request: Request) -> Typed:
    """Read here, in the loop: the route itself runs in a thread."""
    form = await request.form()
    return {name: [text for text in form.getlist(name) if isinstance(text, str)] for name in form}


TypedForm = Annotated[Typed, Depends(_typed)]


def name_of(form: Form, key: str | None) -> str:
    """Under which what was typed is kept: its path under the profile."""
    return f"{form.slug}/{key}" if key else form.slug


def save(db: Session, actor: Actor, form: Form, key: str | None, typed: Typed) -> Outcome:
    """Puts it into the profile; where a rule is broken, keeps what was typed instead, so that nothing is lost."""
    try:
        with programmes.announcing(db, actor):
            _save(db, actor, form, key, form.meant(typed))
    except RuleBroken as broken:
        kept = keep(db, actor, form, key, typed)
        return Outcome(profile_words.of_rule(broken), kept, broken.code == "lives-in-the-union")
    profiles.forget_unfinished(db, profiles.begin(db, actor), name_of(form, key))
    return Outcome()


def keep(db: Session, actor: Actor, form: Form, key: str | None, typed: Typed) -> bool:
    """As a draft, if anything was typed. False where there is no profile to keep it in: nobody knows yet where its
    owner lives.
    """
    fields = {name: list(texts) for name, texts in typed.items() if name in form.names}
    try:
        profile = profiles.begin(db, actor)
    except Conflict:
        return False
    if any(text.strip() for texts in fields.values() for text in texts):
        profiles.keep_unfinished(db, profile, name_of(form, key), fields)
    else:
        profiles.forget_unfinished(db, profile, name_of(form, key))
    return True


def draft_of(db: Session, profile: Profile, form: Form, key: str | None) -> Typed | None:
    """What was typed and could not be saved yet."""
    kept = profiles.unfinished(db, profile).get(name_of(form, key))
    return kept.fields if kept else None


def row_of(profile: Profile, form: Form, key: str | None) -> Row | None:
    """None for a form of its own and for a new row. Raises NotFound."""
    if form.row is None or key in (None, NEW):
        return None
    found: Row = profiles.row_of(profile, form.row, key)
    return found


def _save(db: Session, actor: Actor, form: Form, key: str | None, meant: Any) -> None:
    if form is PERSONAL:
        profiles.introduce(db, actor, meant)
    elif form is WISHES:
        profiles.wish(db, actor, meant)
    elif form is SUMMARY:
        profiles.summarise(db, actor, **meant)
    elif row := row_of(profiles.begin(db, actor), form, key):
        profiles.change(db, actor, row, meant)
    else:
        profiles.add(db, actor, meant)


def stored(db: Session, actor: Actor, profile: Profile, form: Form, key: str | None) -> Typed:
    """What the profile says, as the form has it."""
    return profile_forms.typed_of(form, profile, accounts.own(db, actor), row_of(profile, form, key))
