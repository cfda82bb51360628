"""Imports: what a CV says, field by field, to be confirmed by the person it is about before anything is stored."""

from talent.imports.records import KEPT_FOR, ImportDraft

__all__ = ["KEPT_FOR", "ImportDraft"]
