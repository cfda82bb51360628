"""The things that a CV can say, each with its fields as texts: as they were found, and as they are typed in a form."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from talent.papers import Note


class ItemKind(StrEnum):
    """In the order in which a form shows them. ENTRY: dated, but work or study cannot be told apart."""

    SUMMARY = "summary"
    EXPERIENCE = "experience"
    EDUCATION = "education"
    ENTRY = "entry"
    LANGUAGE = "language"
    DRIVING = "driving"
    TEXT = "text"


DIMENSIONS: Final = ("listening", "reading", "spoken_interaction", "spoken_production", "writing")

DATED: Final = ("title", "organisation", "country", "start", "end", "current", "words")
"""`organisation` is the employer or the school; `start` and `end` are "YYYY" or "YYYY-MM", `current` "yes" or empty."""

FIELDS: Final[Mapping[ItemKind, tuple[str, ...]]] = {
    ItemKind.SUMMARY: ("words",),
    ItemKind.EXPERIENCE: DATED,
    ItemKind.EDUCATION: DATED,
    ItemKind.ENTRY: DATED,
    ItemKind.LANGUAGE: ("language", "level", *DIMENSIONS, "certificate"),
    ItemKind.DRIVING: ("category",),
    ItemKind.TEXT: ("words",),
}


class NotTaken(StrEnum):
    """What a file says of a person and is not looked at any further."""

    NAME = "name"
    BIRTH_DATE = "birth-date"
    GENDER = "gender"
    NATIONALITY = "nationality"
    ADDRESS = "address"
    CONTACTS = "contacts"
    PHOTO = "photo"


@dataclass(frozen=True, slots=True)
class Item:
    """`values` has the fields of its kind; what the file does not say is missing, never guessed.

    `key` tells it from the others of its draft. `there`: the profile says the same already.
    """

    key: str
    kind: ItemKind
    values: Mapping[str, str] = field(repr=False)
    there: bool = False

    def said(self, name: str) -> str:
        return self.values.get(name, "")


@dataclass(frozen=True, slots=True)
class Draft:
    """What one file says. `language` is that of its words, where it is known; `left_out` are lines about who and where
    somebody is, their hobbies and their referees.
    """

    items: tuple[Item, ...]
    language: str | None = None
    not_taken: tuple[NotTaken, ...] = ()
    left_out: tuple[str, ...] = field(default=(), repr=False)
    scanned: tuple[int, ...] = ()
    unclear: tuple[int, ...] = ()
    notes: tuple[Note, ...] = ()
