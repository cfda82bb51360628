"""Imports: what a CV says, field by field, to be confirmed by the person it is about before anything is stored."""

from talent.imports.drafts import current, discard, forget_expired, keep, must_get
from talent.imports.items import DIMENSIONS, FIELDS, Draft, Item, ItemKind, NotTaken
from talent.imports.records import KEPT_FOR, ImportDraft

__all__ = [
    "DIMENSIONS",
    "FIELDS",
    "KEPT_FOR",
    "Draft",
    "ImportDraft",
    "Item",
    "ItemKind",
    "NotTaken",
    "current",
    "discard",
    "forget_expired",
    "keep",
    "must_get",
]
