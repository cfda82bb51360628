"""A CV from a file or a text, shown field by field: what its owner confirms goes into the profile, and nothing else."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any, Final

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.orm import Session

from talent import documents, imports, profiles
from talent.actors import Actor, Permission
from talent.countries import country_codes
from talent.documents import Details, DocumentKind, Sent
from talent.documents.media import OF_KIND
from talent.errors import RuleBroken
from talent.imports import DIMENSIONS, FIELDS, Draft, Item, ItemKind, ItemsBroken
from talent.papers import Paper, Unreadable
from talent.profiles import DRIVING, Profile
from web import cv_drafts, document_words, import_words, profile_words, uploads
from web.deps import Carries, CurrentActor, Db, Needs, Public, ReadingActor, ReadingDb, platform
from web.i18n import N_
from web.i18n import gettext as _
from web.profile_fields import Typed, month
from web.profile_saving import TypedForm
from web.templating import render
from web.views import choices
from web.views import profile as views

router = APIRouter()

OWN: Final = Needs(Permission.KEEP_OWN_PROFILE)

NOTICES: Final = {
    "taken": N_("What you chose is in your profile now."),
    "nothing": N_("Nothing was taken. Your profile is as it was."),
    "gone": N_("There is no file waiting. Send it once more."),
}
"""What was just done, by the word in the address."""

DRAFT: Final = "/profile/import/draft"


@router.get("/profile/import", dependencies=[OWN])
def ask(request: Request, db: Db, actor: CurrentActor, notice: str = "") -> HTMLResponse:
    return _ask(request, db, actor, notice=NOTICES.get(notice, ""))


@router.post("/profile/import", dependencies=[Public])
def read(
    request: Request,
    db: ReadingDb,
    actor: ReadingActor,
    text: Annotated[str, Form()] = "",
    keep: Annotated[str, Form()] = "",
    file: uploads.Upload = None,
) -> Response:
    """The file is read while nobody waits for the database. It is kept only where its owner ticked that."""
    actor.must(Permission.KEEP_OWN_PROFILE)
    text = text.replace("\r\n", "\n")
    try:
        paper = uploads.read(file, platform(request).settings)
        draft = cv_drafts.of_paper(paper) if paper else cv_drafts.of_text(text)
        if not draft.items:
            raise RuleBroken("text", "empty")
        _keep(request, actor, draft, _sent(file, paper) if keep == "yes" else None)
    except Unreadable as refused:
        return _ask(request, db, actor, text, errors={"file": uploads.message(refused)}, status=422)
    except RuleBroken as broken:
        return _ask(request, db, actor, text, errors=_wrong(broken), status=422)
    return RedirectResponse(DRAFT, 303)


@router.get(DRAFT, dependencies=[OWN])
def show(request: Request, db: Db, actor: CurrentActor) -> Response:
    draft = imports.current(db, actor, seal=platform(request).seal)
    if draft is None:
        return RedirectResponse("/profile/import?notice=gone", 303)
    return _show(request, db, actor, draft)


@router.post(DRAFT, dependencies=[OWN, Carries("draft")])
def take(request: Request, db: Db, actor: CurrentActor, typed: TypedForm) -> Response:
    """What is ticked goes into the profile, all of it or nothing."""
    draft = imports.current(db, actor, seal=platform(request).seal)
    if draft is None:
        return RedirectResponse("/profile/import?notice=gone", 303)
    chosen = [_confirmed(item, typed) for item in draft.items if _said(typed, item, "take")]
    try:
        with db.begin_nested():
            taken = imports.take(db, actor, chosen, language=draft.language)
    except ItemsBroken as broken:
        return _show(request, db, actor, draft, typed, errors=import_words.errors(broken), status=422)
    imports.discard(db, actor)
    return RedirectResponse(f"/profile/import?notice={'taken' if taken else 'nothing'}", 303)


@router.post("/profile/import/discard", dependencies=[OWN])
def discard(db: Db, actor: CurrentActor) -> Response:
    imports.discard(db, actor)
    return RedirectResponse("/profile/import?notice=nothing", 303)


def _keep(request: Request, actor: Actor, draft: Draft, sent: Sent | None) -> None:
    """The draft, and the file as a document where that was wanted. A file that is there already stays one."""
    parts = platform(request)
    with parts.database.transaction() as db:
        imports.keep(db, actor, draft, seal=parts.seal)
        if sent is None or actor.is_demonstration:
            return
        try:
            documents.add(db, actor, sent, Details(DocumentKind.CV, draft.language), vault=parts.documents)
        except RuleBroken as broken:
            if broken.code != "already-there":
                raise


def _sent(file: uploads.Upload, paper: Paper | None) -> Sent | None:
    if file is None or paper is None:
        return None
    file.file.seek(0)
    return Sent(file.filename or "", OF_KIND[paper.kind], file.file.read())


def _wrong(broken: RuleBroken) -> dict[str, str]:
    if broken.field == "text":
        return {"text": _("Choose a file, or paste your CV")}
    return {"keep": document_words.broken(broken)}


def _said(typed: Typed, item: Item, name: str) -> str:
    return next(iter(typed.get(f"{item.key}.{name}", [])), "").replace("\r\n", "\n")


def _confirmed(item: Item, typed: Typed) -> Item:
    """An item as it stands in the form, of the kind that was chosen there."""
    values = {name: _meant(name, _said(typed, item, name)) for name in FIELDS[item.kind]}
    if "title" not in FIELDS[item.kind]:
        return replace(item, values=values)
    chosen = _said(typed, item, "is")
    kind = ItemKind(chosen) if chosen in import_words.IS else ItemKind.ENTRY
    if kind is ItemKind.TEXT:
        values["words"] = "\n".join(filter(None, (values["title"], _time(values), values["words"])))
    return replace(item, kind=kind, values=values)


def _time(values: dict[str, str]) -> str:
    return " – ".join(filter(None, (values["start"], values["end"])))


def _meant(name: str, said: str) -> str:
    """Months as the profile has them; what is none is refused there."""
    if name not in ("start", "end") or not said.strip():
        return said.strip() if name != "words" else said
    try:
        return month(said)
    except ValueError:
        return said


def _ask(
    request: Request,
    db: Session,
    actor: Actor,
    text: str = "",
    *,
    notice: str = "",
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> HTMLResponse:
    parts = platform(request)
    profile = profiles.own(db, actor)
    return render(
        request,
        "pages/imports/ask.html",
        status=status,
        notice=_(notice) if notice else "",
        text=text,
        errors=errors or {},
        waiting=imports.current(db, actor, seal=parts.seal) is not None,
        imported=views.imported(profile, *views.IMPORTED) if profile else [],
        shared=actor.is_demonstration,
        uploads=uploads.offered(parts.settings),
    )


def _show(
    request: Request,
    db: Session,
    actor: Actor,
    draft: Draft,
    typed: Typed | None = None,
    *,
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> HTMLResponse:
    profile = profiles.own(db, actor)
    items = imports.mark(profile, draft.items) if profile else draft.items
    return render(
        request,
        "pages/imports/draft.html",
        status=status,
        groups=import_words.groups(items),
        title=import_words.title,
        typed=typed if typed is not None else _proposed(items, has_summary=_has_summary(profile)),
        errors=errors or {},
        notes=import_words.notes(draft),
        not_taken=import_words.not_taken(draft),
        left_out=draft.left_out,
        has_summary=_has_summary(profile),
        shared=actor.is_demonstration,
        **_options(items),
    )


def _has_summary(profile: Profile | None) -> bool:
    return profile is not None and profiles.summary(profile) is not None


def _proposed(items: Sequence[Item], *, has_summary: bool) -> Typed:
    """The form as it is first shown: ticked is what is new and takes the place of nothing."""
    typed: dict[str, Sequence[str]] = {}
    for item in items:
        typed |= {f"{item.key}.{name}": [item.said(name)] for name in FIELDS[item.kind]}
        typed[f"{item.key}.is"] = [item.kind.value]
        replaces = item.kind is ItemKind.SUMMARY and has_summary
        typed[f"{item.key}.take"] = [] if item.there or replaces else ["yes"]
    return typed


def _options(items: Sequence[Item]) -> dict[str, Any]:
    spoken = {item.said("language") for item in items} - {""}
    return {
        "countries": choices.countries(country_codes()),
        "languages": choices.languages(*spoken),
        "levels": import_words.levels(),
        "dimensions": {name: _(label) for name, label in profile_words.DIMENSIONS.items()},
        "dimension_names": DIMENSIONS,
        "cefr": [(level, level) for level in ("A1", "A2", "B1", "B2", "C1", "C2")],
        "categories": [(category, category) for category in DRIVING],
        "kinds": import_words.kinds(),
    }
