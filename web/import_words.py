"""The words of the import of a CV: groups of what was found, what was not taken, and what is wrong with an entry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from talent.imports import Draft, Item, ItemKind, ItemsBroken, NotTaken
from talent.papers import Note
from web import profile_words, uploads
from web.i18n import N_, current
from web.i18n import gettext as _

GROUPS: Final[Mapping[ItemKind, str]] = {
    ItemKind.SUMMARY: N_("About you at work"),
    ItemKind.EXPERIENCE: N_("Work experience"),
    ItemKind.EDUCATION: N_("Education and training"),
    ItemKind.ENTRY: N_("Work or education?"),
    ItemKind.LANGUAGE: N_("Languages"),
    ItemKind.DRIVING: N_("Licences"),
    ItemKind.TEXT: N_("The rest, in your own words"),
}

IS: Final[Mapping[ItemKind, str]] = {
    ItemKind.EXPERIENCE: N_("Work"),
    ItemKind.EDUCATION: N_("Education or training"),
    ItemKind.TEXT: N_("Neither: keep the words only"),
}
"""What a dated entry can be."""

NOT_TAKEN: Final[Mapping[NotTaken, str]] = {
    NotTaken.NAME: N_("Name"),
    NotTaken.BIRTH_DATE: N_("Date of birth"),
    NotTaken.GENDER: N_("Gender"),
    NotTaken.NATIONALITY: N_("Nationality"),
    NotTaken.ADDRESS: N_("Address"),
    NotTaken.CONTACTS: N_("E-mail addresses and telephone numbers"),
    NotTaken.PHOTO: N_("Photo"),
}

SHOWN_NOTES: Final = {Note.ATTACHMENT_UNREAD: uploads.NOTES[Note.ATTACHMENT_UNREAD]}


@dataclass(frozen=True, slots=True)
class Group:
    """Items of one kind, under a heading."""

    kind: ItemKind
    heading: str
    items: Sequence[Item]


def groups(items: Sequence[Item]) -> list[Group]:
    found = [
        Group(kind, _(name), [one for one in items if one.kind is kind]) for kind, name in GROUPS.items()
    ]
    return [group for group in found if group.items]


def title(item: Item) -> str:
    """What an entry is called above its fields: by its own words where it has some."""
    if item.kind is ItemKind.LANGUAGE:
        code = item.said("language")
        return current().language_name(code) if code else item.said("named")
    if item.kind is ItemKind.DRIVING:
        return _("Driving licence, category %(category)s", category=item.said("category"))
    return item.said("title") or _(GROUPS[item.kind])


def kinds() -> list[tuple[str, str]]:
    return [(kind.value, _(name)) for kind, name in IS.items()]


def levels() -> list[tuple[str, str]]:
    return [(level.value, _(name)) for level, name in profile_words.LEVELS.items()]


def not_taken(draft: Draft) -> list[str]:
    return [_(NOT_TAKEN[what]) for what in draft.not_taken]


def notes(draft: Draft) -> list[str]:
    """What a reader should know before trusting the entries."""
    said = [_(SHOWN_NOTES[note]) for note in draft.notes if note in SHOWN_NOTES]
    return said + uploads.of_pages(draft.scanned, draft.unclear)


def errors(broken: ItemsBroken) -> dict[str, str]:
    """Messages by the names of the fields."""
    return {
        name: _message(name, rule.field, profile_words.of_rule(rule)) for name, rule in broken.broken.items()
    }


def _message(name: str, field: str, known: Mapping[str, str]) -> str:
    if name.endswith(".is"):
        return _("Choose whether this is work or education, or take the tick away.")
    return known[field]
