"""What the reader's profile shows to employers of which country, and whether it is shown at all."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.orm import Session

from talent import consents, profiles, programmes, sharing
from talent.actors import Actor, Permission
from talent.consents import SUGGESTED
from talent.errors import RuleBroken
from talent.profiles import Profile, Visibility
from talent.sections import Section
from web import i18n, section_words
from web.deps import Carries, CurrentActor, Db, Needs
from web.i18n import N_
from web.i18n import gettext as _
from web.templating import render
from web.views import sharing as views

router = APIRouter(prefix="/profile/sharing", dependencies=[Needs(Permission.KEEP_OWN_PROFILE)])

NOTICES: Final = {
    "saved": N_("Your choice is saved. It counts from now on."),
    "given": N_("Saved. Employers of this country see it from now on, if your profile is visible."),
    "withdrawn": N_("Withdrawn. It is not shown any more, from now on."),
    "undone": N_("It is again as it was before."),
    "visibility": N_("Saved. It counts from now on."),
}
"""What was just done, by the word in the address."""


@router.get("")
def form(request: Request, db: Db, actor: CurrentActor, notice: str = "") -> HTMLResponse:
    return _page(request, db, actor, notice=notice if notice in NOTICES else "")


@router.post("", dependencies=[Carries("share", "table")])
def keep_to(
    request: Request, db: Db, actor: CurrentActor, share: Annotated[list[str] | None, Form()] = None
) -> Response:
    """The whole table: `share` has "DE:skills" for every tick. Without any, `table` says that it was sent."""
    profile = sharing.own(db, actor)
    try:
        consents.keep_to(db, actor, profile, _ticked(share or []), language=_language())
    except RuleBroken:
        return _page(request, db, actor, errors=_errors(), status=422)
    return _done("saved")


@router.post("/give")
def give(
    request: Request,
    db: Db,
    actor: CurrentActor,
    country: Annotated[str, Form()] = "",
    what: Annotated[str, Form()] = "",
) -> Response:
    """Everything for one country, or what is suggested, in one press: `what` is "everything" or "suggested"."""
    sections = frozenset(Section) if what == "everything" else SUGGESTED
    try:
        consents.give(db, actor, sharing.own(db, actor), country, sections, language=_language())
    except RuleBroken:
        return _page(request, db, actor, errors=_errors(), status=422)
    return _done("given")


@router.post("/withdraw", dependencies=[Carries("country")])
def withdraw(db: Db, actor: CurrentActor, country: Annotated[str, Form()] = "") -> Response:
    """Everything for one country; without one, everything everywhere."""
    consents.withdraw(db, actor, sharing.own(db, actor), country=country or None)
    return _done("withdrawn")


@router.post("/undo")
def undo(db: Db, actor: CurrentActor) -> Response:
    """Gives again what the last withdrawal took."""
    consents.give_again(db, actor, sharing.own(db, actor), language=_language())
    return _done("undone")


@router.post("/visibility")
def set_visibility(
    request: Request, db: Db, actor: CurrentActor, visibility: Annotated[str, Form()] = ""
) -> Response:
    if visibility not in set(Visibility):
        errors = {"visibility": _("Choose one of the three")}
        return _page(request, db, actor, errors=errors, status=422)
    with programmes.announcing(db, actor):
        sharing.set_visibility(db, actor, Visibility(visibility))
    return _done("visibility")


@router.get("/history")
def history(request: Request, db: Db, actor: CurrentActor) -> HTMLResponse:
    """When what was agreed to and withdrawn, with the words that were agreed to."""
    profile = profiles.own(db, actor)
    rows = consents.history(db, actor, profile) if profile else []
    return render(
        request,
        "pages/sharing/history.html",
        happenings=views.happenings(rows),
        words=_words,
        section_names=section_words.SECTIONS,
        country_in=lambda code, language: i18n.reader(language).country(code),
    )


def _page(
    request: Request,
    db: Session,
    actor: Actor,
    *,
    notice: str = "",
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> HTMLResponse:
    profile = profiles.own(db, actor)
    return render(
        request,
        "pages/sharing/sharing.html",
        status=status,
        profile=profile,
        notice=notice,
        notice_words=_(NOTICES[notice]) if notice else "",
        errors=errors or {},
        section_names=section_words.SECTIONS,
        visibilities=[(each.value, *map(_, said)) for each, said in section_words.VISIBILITIES.items()],
        words=_words(consents.current_text().version, _language()),
        **(_shared(db, actor, profile) if profile else {"countries": [], "found_in": []}),
    )


def _shared(db: Session, actor: Actor, profile: Profile) -> dict[str, Any]:
    rows = views.countries(profile, consents.given(db, profile), consents.history(db, actor, profile))
    return {"countries": rows, "found_in": views.found_in(profile, rows)}


def _words(version: str, language: str) -> tuple[str, consents.Words]:
    """The words of a version with the language they are in, for a reader of `language`."""
    text = consents.text(version)
    return text.language(language), text.words(language)


def _ticked(share: list[str]) -> dict[str, set[Section]]:
    """Raises RuleBroken for what is no tick of this page."""
    wanted: dict[str, set[Section]] = {}
    for each in share:
        country, _colon, section = each.partition(":")
        if section not in set(Section):
            raise RuleBroken("share", "unknown-section")
        wanted.setdefault(country, set()).add(Section(section))
    return wanted


def _errors() -> dict[str, str]:
    """A country is no destination any more: the page was open while the profile changed."""
    return {"": _("The list of countries has changed. Look at it again, then choose.")}


def _language() -> str:
    return i18n.current().language


def _done(notice: str) -> Response:
    return RedirectResponse(f"/profile/sharing?notice={notice}", 303)
