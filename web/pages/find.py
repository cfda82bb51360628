"""Find skilled workers: a vacancy, pasted or picked, gives a ranked and explained list of candidates."""

import logging
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse
from sqlalchemy.orm import Session, defer

from talent import regions, vacancies
from talent.actors import Actor, Permission
from talent.countries import EEA
from talent.papers import Unreadable
from talent.vacancies import Vacancy
from web import background, occupations, recognition_words, shortlist, state, uploads
from web.deps import Public, ReadingActor, ReadingDb, platform
from web.i18n import gettext as _
from web.platform import NotReady, Platform
from web.shortlist import Asked, Pasted, Picked
from web.templating import render
from web.views import choices, matches

log = logging.getLogger(__name__)
router = APIRouter()

FIRST: Final = 20
"""Candidates shown at once, and how many more each time."""

MOST_OFFERED: Final = 500
"""Vacancies to pick from, the newest; older ones are reached by the address with their code."""

DESTINATIONS: Final = EEA | {"CH"}

LONGEST_NAME: Final = 300
"""Characters of an occupation's name that are searched for; ESCO's longest labels have about 240."""

_NOTHING: Final[dict[str, Any]] = {
    "errors": {},
    "found": None,
    "not_ready": None,
    "hits": [],
    "searched": "",
    "show": FIRST,
}
"""What the template shows besides the form, before the form led to anything."""


@router.get("/find", dependencies=[Public])
def find(
    request: Request,
    db: ReadingDb,
    actor: ReadingActor,
    vacancy: str = "",
    show: Annotated[int, Query(ge=1)] = FIRST,
) -> HTMLResponse:
    actor.must(Permission.FIND_WORKERS)
    if not vacancy:
        return _page(request, db, actor)
    return _ranked(request, db, actor, Picked(vacancies.get(db, actor, vacancy)), show)


@router.post("/find", dependencies=[Public])
def find_for_text(
    request: Request,
    db: ReadingDb,
    actor: ReadingActor,
    text: Annotated[str, Form()] = "",
    destination: Annotated[str, Form()] = "",
    region: Annotated[str, Form()] = "",
    occupation: Annotated[str, Form()] = "",
    occupation_name: Annotated[str, Form()] = "",
    show: Annotated[int, Form(ge=1)] = FIRST,
    file: uploads.Upload = None,
) -> HTMLResponse:
    """Posted so that the text stands in no address; nothing of it is kept. A file takes the place of the text."""
    actor.must(Permission.FIND_WORKERS)
    pasted = Pasted(_lines(text), destination, region, occupation)
    try:
        if paper := uploads.read(file, platform(request).settings):
            pasted = Pasted(paper.text, destination, region, file_notes=uploads.notes(paper))
    except Unreadable as refused:
        return _page(request, db, actor, pasted, errors={"file": uploads.message(refused)}, status=422)
    return _found_for(request, db, actor, pasted, occupation_name, show)


def _found_for(
    request: Request, db: Session, actor: Actor, pasted: Pasted, occupation_name: str, show: int
) -> HTMLResponse:
    try:
        if errors := _wrong_with(pasted, platform(request)):
            return _page(request, db, actor, pasted, errors=errors, status=422)
        if name := occupation_name.strip()[:LONGEST_NAME]:
            return _searched(request, db, actor, pasted, name)
    except NotReady as missing:
        return _not_ready(request, db, actor, pasted, missing)
    return _ranked(request, db, actor, pasted, show)


def _lines(text: str) -> str:
    """Browsers end the lines of a form with CR and LF, scripts with LF alone: what is read must not differ."""
    return text.replace("\r\n", "\n")


def _searched(request: Request, db: Session, actor: Actor, pasted: Pasted, name: str) -> HTMLResponse:
    """Offers the occupations of this name. Nothing is ranked until one of them is chosen."""
    if hits := occupations.search(platform(request), name):
        return _page(request, db, actor, pasted, searched=name, hits=hits)
    errors = {"occupation_name": _("No occupation was found by this name. Try another word for it.")}
    return _page(request, db, actor, pasted, searched=name, errors=errors, status=422)


def _wrong_with(pasted: Pasted, parts: Platform) -> dict[str, str]:
    errors = {}
    if not pasted.text.strip():
        errors["text"] = _("Paste or write the text of a vacancy, or choose a file")
    if pasted.destination and pasted.destination not in DESTINATIONS:
        errors["destination"] = _("Choose a country from the list")
    if wrong := _wrong_region(pasted, parts):
        errors["region"] = wrong
    if pasted.occupation and not occupations.is_known(parts, pasted.occupation):
        errors["occupation"] = _("Choose an occupation from the list, or search it by its name")
    return errors


def _wrong_region(pasted: Pasted, parts: Platform) -> str | None:
    if not pasted.region:
        return None
    if pasted.region not in {code for pack in parts.rules.packs.values() for code in pack.regions}:
        return _("Choose a region from the list")
    if not pasted.region.startswith(f"{pasted.country}-"):
        return _("This region is not in the country of the job. Change one of the two.")
    return None


def _ranked(request: Request, db: Session, actor: Actor, asked: Asked, show: int) -> HTMLResponse:
    from matching.encoder import EncoderError

    parts = platform(request)
    try:
        matcher = parts.matcher
    except (NotReady, EncoderError) as missing:
        return _not_ready(request, db, actor, asked, missing)
    found = shortlist.shortlist(parts, matcher, db, actor, asked, most=show)
    return _page(
        request, db, actor, asked, found=found, show=show, first_new=show - FIRST + 1, next=show + FIRST
    )


def _not_ready(request: Request, db: Session, actor: Actor, asked: Asked, missing: Exception) -> HTMLResponse:
    log.info("nothing can be ranked yet: %s", type(missing).__name__)
    return _page(request, db, actor, asked, not_ready=state.read(platform(request)), status=503)


def _page(
    request: Request,
    db: Session,
    actor: Actor,
    asked: Asked | None = None,
    *,
    status: int = 200,
    **shown: Any,
) -> HTMLResponse:
    """The page with its form; `shown` is what the form led to: errors, found and next, hits, or not_ready."""
    parts = platform(request)
    picked = asked.vacancy if isinstance(asked, Picked) else None
    shown = _NOTHING | shown
    return render(
        request,
        "pages/find.html",
        status=status,
        **shown,
        pasted=asked if isinstance(asked, Pasted) else Pasted(),
        occupations=_choosable(parts, asked, shown),
        resent_by="paste" if isinstance(asked, Pasted) else None,
        picked=picked,
        asked=asked,
        region_name=regions.name(asked.region) if asked and asked.region else None,
        destinations=choices.countries(DESTINATIONS),
        regions=choices.regions(parts.rules),
        vacancies=choices.vacancies(_offered(db, actor), actor.organisation_id),
        only_invented=not actor.signed_in or actor.is_demonstration,
        sign_in="/sign-in?" + urlencode({"next": f"/find?vacancy={picked.code}" if picked else "/find"}),
        under_way=[task for task in background.tasks(parts.settings.data) if not task.finished],
        needed=recognition_words.NEEDED,
        little=matches.LITTLE,
        uploads=uploads.offered(parts.settings),
        shows_concepts=True,
    )


def _choosable(parts: Platform, asked: Asked | None, shown: dict[str, Any]) -> choices.Options | None:
    """Occupations for a pasted text: found by name, chosen, read in it. None before anything is known of it."""
    if not isinstance(asked, Pasted):
        return None
    wrong = "occupation" in shown["errors"]
    chosen = [asked.occupation] if asked.occupation and not wrong else []
    read = shown["found"].occupations if shown["found"] else []
    known = wrong or shown["found"] or shown["searched"] or chosen
    return occupations.options(parts, [*chosen, *read], after=shown["hits"]) if known else None


def _offered(db: Session, actor: Actor) -> list[Vacancy]:
    """Without their texts, which only the one that is picked is read with."""
    query = vacancies.visible_to(actor).options(defer(Vacancy.text)).order_by(Vacancy.updated_at.desc())
    return list(db.scalars(query.limit(MOST_OFFERED)))
