"""Imports: what a CV says, field by field, to be confirmed by the person it is about before anything is stored."""

from talent.imports.drafts import current, discard, forget_expired, keep, reseal
from talent.imports.items import DIMENSIONS, FIELDS, Draft, Item, ItemKind, NotTaken
from talent.imports.records import KEPT_FOR, ImportDraft
from talent.imports.taking import ItemsBroken, mark, take

__all__ = [
    "DIMENSIONS",
    "FIELDS",
    "KEPT_FOR",
    "Draft",
    "ImportDraft",
    "Item",
    "ItemKind",
    "ItemsBroken",
    "NotTaken",
    "current",
    "discard",
    "forget_expired",
    "keep",
    "mark",
    "reseal",
    "take",
]
