"""From a file or a pasted text to the draft of a profile: Europass field by field, a plain CV as far as it says so."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import chain

from matching import cv_entries
from matching.cv_entries import Entry, SplitCv, Spoken
from matching.cv_words import Part
from matching.text import mask_contacts
from talent.countries import language_codes
from talent.imports import Draft, Item, ItemKind, NotTaken, europass
from talent.papers import Europass, Paper

KINDS: Mapping[Part | None, ItemKind] = {
    Part.WORK: ItemKind.EXPERIENCE,
    Part.STUDY: ItemKind.EDUCATION,
    None: ItemKind.ENTRY,
}


def of_paper(paper: Paper) -> Draft:
    if paper.europass is not None:
        return _of_europass(paper, paper.europass)
    return replace(_of_plain(paper.text), scanned=paper.scanned, unclear=paper.unclear, notes=paper.notes)


def of_text(text: str) -> Draft:
    return _of_plain(text)


def _of_europass(paper: Paper, cv: Europass) -> Draft:
    return Draft(
        europass.items(cv),
        language=cv.locale if cv.locale in language_codes() else None,
        not_taken=europass.not_taken(cv.personal),
        notes=paper.notes,
    )


def _of_plain(text: str) -> Draft:
    cv = cv_entries.split(text)
    return Draft(
        tuple(Item(str(n), kind, values) for n, (kind, values) in enumerate(_items(cv))),
        language=cv.language if cv.language in language_codes() else None,
        not_taken=(NotTaken.CONTACTS,) if mask_contacts(text) != text else (),
        left_out=cv.left_out,
    )


def _items(cv: SplitCv) -> Iterator[tuple[ItemKind, dict[str, str]]]:
    yield from chain(map(_entry, cv.entries), map(_spoken, cv.languages))
    if cv.rest:
        yield ItemKind.TEXT, {"words": cv.rest}


def _entry(entry: Entry) -> tuple[ItemKind, dict[str, str]]:
    values = {
        "title": entry.title,
        "start": entry.time.start or "",
        "end": entry.time.end or "",
        "current": "yes" if entry.time.current else "",
        "words": entry.words,
    }
    return KINDS[entry.part], {name: value for name, value in values.items() if value}


def _spoken(spoken: Spoken) -> tuple[ItemKind, dict[str, str]]:
    return ItemKind.LANGUAGE, {
        "language": spoken.language,
        "level": spoken.level,
        "quote": spoken.quote,
    }
