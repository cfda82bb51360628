"""Taking rows out of a profile, and putting them back for a day."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy.orm import Session

from talent.actors import Actor
from talent.db import Base
from talent.errors import NotFound
from talent.profiles import keeping, wording
from talent.profiles.keeping import Removal
from talent.profiles.lists import LISTS, Row, list_of, next_position, text_of
from talent.profiles.pieces import SECTION_OF
from talent.profiles.records import Profile, ProfileText
from talent.profiles.rows import Experience
from talent.profiles.saving import begin, settle

ATTRIBUTES: Final[Mapping[str, tuple[str, type[Base], str]]] = {
    **{each.row.__tablename__: (each.attribute, each.row, each.key) for each in LISTS},
    ProfileText.__tablename__: ("texts", ProfileText, "id"),
}
"""By table: where a profile has its rows, their class, and the column that tells them apart."""


def take_out(db: Session, actor: Actor, row: Row) -> Removal:
    """Removes one of the actor's own rows, an experience with its words."""
    profile = begin(db, actor)
    of, words = list_of(row), _words(profile, row)
    removal = keeping.remember(db, profile, of.section, _title(row), [row, *words])
    of.rows(profile).remove(row)
    db.flush()  # before the words that it points to
    for text in words:
        profile.texts.remove(text)
    settle(db, actor, profile)
    return removal


def take_out_text(db: Session, actor: Actor, text: ProfileText) -> Removal:
    """Removes a text with all its wordings; where another wording has come since, this one alone."""
    profile = begin(db, actor)
    latest = text in profile.current_texts
    gone = wording.wordings(profile, text) if latest else [text]
    removal = keeping.remember(db, profile, SECTION_OF[text.kind], _beginning(text), gone)
    for row in gone:
        profile.texts.remove(row)
    settle(db, actor, profile)
    return removal


def put_back(db: Session, actor: Actor, removal_id: str) -> Removal:
    """Undoes a removal. What came in its place meanwhile stays. Raises NotFound after a day."""
    profile = begin(db, actor)
    removal = next((each for each in keeping.removals(db, profile) if each.id == removal_id), None)
    if removal is None:
        raise NotFound("removal")
    for noted in reversed(removal.rows):  # words before the experience that points to them
        _put_back(db, profile, noted["table"], noted["columns"])
    db.delete(removal)
    settle(db, actor, profile)
    return removal


def _put_back(db: Session, profile: Profile, table: str, columns: Mapping[str, Any]) -> None:
    attribute, model, key = ATTRIBUTES[table]
    rows = getattr(profile, attribute)
    there = next((row for row in rows if getattr(row, key) == columns[key]), None)
    if there is None:
        row: Any = keeping.row_again(model, columns)
        if columns.get("position") in {getattr(each, "position", None) for each in rows} - {None}:
            row.position = next_position(rows)
        rows.append(row)
    elif isinstance(there, Experience) and there.text_id is None:
        there.text_id = columns["text_id"]
    db.flush()


def _words(profile: Profile, row: Row) -> list[ProfileText]:
    text = text_of(profile, row.text_id) if isinstance(row, Experience) else None
    return wording.wordings(profile, text) if text else []


def _title(row: Row) -> str:
    """What its owner calls it; of a language and a country the code."""
    for name in ("title", "name", "category", "language", "country"):
        if said := getattr(row, name, None):
            return str(said)
    raise TypeError(f"a row of {row.__tablename__} has no title")


def _beginning(text: ProfileText) -> str:
    return " ".join(text.text.split())[:100]
