"""The files that a person takes away, made from one short reading of the database and outside of it."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from talent import accounts, documents, export, profiles
from talent import db as records
from talent.actors import Actor
from talent.documents import Damaged, Vault
from talent.errors import Conflict
from talent.export import bundle, europass, typeset
from talent.export import cv as cvs
from talent.export.bundle import Part
from talent.export.cv import Cv
from talent.export.sheet import Sheet
from talent.export.typeset import CannotTypeset
from web import concepts
from web.platform import NotReady, Platform
from web.views import cv_sheet


@dataclass(frozen=True, slots=True)
class Taken:
    """What was read for an export: neither the database nor the reader's language is asked again."""

    made_at: datetime
    document: export.Document
    shown: "Shown | None"
    papers: tuple[documents.Document, ...]

    @property
    def profile(self) -> "Shown":
        """Raises Conflict where there is no profile to show."""
        if self.shown is None:
            raise Conflict("no-profile")
        return self.shown


@dataclass(frozen=True, slots=True)
class Shown:
    """A profile as a CV, and in the words of the reader's language."""

    cv: Cv
    sheet: Sheet


def take(platform: Platform, db: Session, actor: Actor, *, language: str, named: bool) -> Taken:
    """`named`: whether the CV says whose it is and how to reach them."""
    account = accounts.own(db, actor)
    profile = profiles.own(db, actor)
    shown = None
    if profile is not None:
        name = _names(platform, language)
        cv = cvs.of(profile, language=language, name=name, account=account if named else None)
        shown = Shown(cv, cv_sheet.sheet(cv))
    return Taken(records.now(), export.everything(db, actor), shown, tuple(documents.kept(db, actor)))


def as_json(taken: Taken) -> bytes:
    return json.dumps(taken.document.as_json(), ensure_ascii=False, indent=1).encode("utf-8", "replace")


def as_europass(taken: Taken) -> bytes:
    """Raises Conflict without a profile."""
    return europass.write(taken.profile.cv, made_at=taken.made_at)


def as_pdf(taken: Taken) -> bytes:
    """Raises Conflict without a profile, CannotTypeset for one that is too long."""
    return typeset.pdf(taken.profile.sheet, made_at=taken.made_at)


def as_archive(taken: Taken, vault: Vault) -> Iterator[bytes]:
    return bundle.archive(_parts(taken, vault))


def _parts(taken: Taken, vault: Vault) -> Iterator[Part]:
    """What cannot be made is named in a file of its own, and the rest is there all the same."""
    missing: list[str] = []
    yield "my-data.json", partial(as_json, taken)
    if taken.shown is not None:
        yield "europass.xml", partial(as_europass, taken)
        yield from _unless(CannotTypeset, "cv.pdf", partial(as_pdf, taken), missing)
    for number, paper in enumerate(taken.papers, 1):
        path = f"documents/{number:02d}-{bundle.safe_name(paper.name)}"
        yield from _unless(Damaged, path, partial(documents.open_content, paper, vault), missing)
    if missing:
        yield "missing.txt", partial(_listed, missing)


def _unless(
    error: type[Exception], path: str, make: Callable[[], bytes], missing: list[str]
) -> Iterator[Part]:
    try:
        content = make()
    except error:
        missing.append(path)
    else:
        yield path, lambda: content


def _listed(paths: list[str]) -> bytes:
    return "\n".join(paths).encode()


def _names(platform: Platform, language: str) -> cvs.Name:
    """Names of concepts in the reader's language, as far as there is a taxonomy."""
    try:
        taxonomy = platform.taxonomy
    except NotReady:
        return lambda _uri: None
    return lambda uri: concepts.name_of(taxonomy, uri, language).text if taxonomy.concept(uri) else None
