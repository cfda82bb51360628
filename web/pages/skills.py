"""The reader's skills: what their words suggest, what they confirmed, what they removed, and what they add to each."""

from typing import TYPE_CHECKING, Annotated, Any, Final

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.orm import Session

from talent import profiles, skill_claims
from talent.actors import Actor, Permission
from talent.errors import NotFound, RuleBroken
from talent.profiles import Profile
from talent.skill_claims import ClaimLevel, ClaimSource, Details, SkillClaim
from web import i18n, skill_answers
from web.deps import Carries, CurrentActor, Db, Needs, platform
from web.i18n import N_
from web.i18n import gettext as _
from web.platform import NotReady, Platform
from web.skill_answers import Fields
from web.templating import render
from web.views import skills as views
from web.views.understanding import HOW_SURE

if TYPE_CHECKING:
    from esco_data import Taxonomy
    from matching.skill_suggestions import Suggested

router = APIRouter(dependencies=[Needs(Permission.KEEP_OWN_PROFILE)])

PAGE: Final = "/profile/skills"

NOTICES: Final = {
    "saved": N_("Your answers are saved."),
    "added": N_("It is in your list now."),
    "removed": N_("It is removed, and is not suggested again. You can put it back below."),
    "back": N_("It is in your list again."),
    "open": N_("It is no longer removed. It is suggested again where your words speak of it."),
    "described": N_("What you added is saved."),
}
"""What was just done, by the word in the address."""


@router.get(PAGE)
def skills(request: Request, db: Db, actor: CurrentActor, notice: str = "") -> HTMLResponse:
    parts = platform(request)
    profile = profiles.own(db, actor)
    claims = skill_claims.of(db, profile) if profile else []
    return render(
        request,
        "pages/skills/skills.html",
        notice=_(NOTICES[notice]) if notice in NOTICES else "",
        decided=views.decided(claims, taxonomy_of(parts), i18n.current().language),
        levels=views.LEVELS,
        how_sure=HOW_SURE,
        shows_concepts=True,
        **_suggestions(parts, profile, {claim.concept_uri for claim in claims}),
    )


def taxonomy_of(parts: Platform) -> "Taxonomy | None":
    """None before the first import: what is decided can be shown without it."""
    try:
        return parts.taxonomy
    except NotReady:
        return None


def _suggestions(parts: Platform, profile: Profile | None, decided: set[str]) -> dict[str, Any]:
    """The groups of rows; `ready` is False where texts cannot be read yet."""
    try:
        found = _suggested(parts, profile, decided)
        groups = views.groups(found, parts.taxonomy, i18n.current().language) if found else []
    except NotReady:
        return {"groups": [], "left_out": 0, "ready": False}
    return {"groups": groups, "left_out": found.left_out if found else 0, "ready": True}


def _suggested(parts: Platform, profile: Profile | None, decided: set[str]) -> "Suggested | None":
    if profile is None:
        return None
    return parts.matcher.suggester.suggest(profiles.pieces(profile), decided)


@router.post(PAGE)
def answer(request: Request, db: Db, actor: CurrentActor, form: Fields) -> Response:
    """The answers to some or all suggestions."""
    said = skill_answers.decisions(form, platform(request).taxonomy)
    skill_claims.decide(db, actor, profiles.begin(db, actor), said, source=ClaimSource.SUGGESTED)
    return RedirectResponse(f"{PAGE}?notice=saved", 303)


@router.post(f"{PAGE}/remove")
def remove(db: Db, actor: CurrentActor, claim: Annotated[str, Form()] = "") -> Response:
    skill_claims.remove(db, actor, _own(db, actor), claim)
    return RedirectResponse(f"{PAGE}?notice=removed#removed", 303)


@router.post(f"{PAGE}/restore")
def restore(db: Db, actor: CurrentActor, claim: Annotated[str, Form()] = "") -> Response:
    is_theirs = skill_claims.restore(db, actor, _own(db, actor), claim)
    return RedirectResponse(f"{PAGE}?notice={'back' if is_theirs else 'open'}", 303)


def _own(db: Session, actor: Actor) -> Profile:
    profile = profiles.own(db, actor)
    if profile is None:
        raise NotFound("profile")
    return profile


# --- one confirmed concept --------------------------------------------------------------------------------


@router.get(f"{PAGE}/claims/{{claim_id}}")
def details(request: Request, db: Db, actor: CurrentActor, claim_id: str) -> HTMLResponse:
    claim = skill_claims.get(db, actor, claim_id)
    typed = {
        "level": claim.level or "",
        "years": "" if claim.years is None else str(claim.years),
        "link": claim.evidence_link or "",
        "words": claim.evidence_words or "",
    }
    return _details(request, claim, typed)


@router.post(f"{PAGE}/claims/{{claim_id}}", dependencies=[Carries("level", "years", "link", "words")])
def describe(
    request: Request,
    db: Db,
    actor: CurrentActor,
    claim_id: str,
    level: Annotated[str, Form()] = "",
    years: Annotated[str, Form()] = "",
    link: Annotated[str, Form()] = "",
    words: Annotated[str, Form()] = "",
) -> Response:
    claim = skill_claims.get(db, actor, claim_id)
    typed = {"level": level, "years": years, "link": link, "words": words}
    try:
        given = Details(_level(level), _years(years), link, words.strip() or None)
        skill_claims.describe(db, actor, _own(db, actor), claim, given)
    except RuleBroken as broken:
        db.refresh(claim)
        return _details(request, claim, typed, errors={broken.field: _message(broken)}, status=422)
    return RedirectResponse(f"{PAGE}?notice=described", 303)


def _level(value: str) -> ClaimLevel | None:
    return ClaimLevel(value) if value in set(ClaimLevel) else None


def _years(typed: str) -> int | None:
    """In the digits of any script."""
    typed = typed.strip()
    if not typed:
        return None
    if not (typed.isdecimal() and len(typed) <= 3):
        raise RuleBroken("years", "out-of-range")
    return int(typed)


def _message(broken: RuleBroken) -> str:
    known = {
        "out-of-range": _("Enter whole years, such as 6"),
        "not-an-address": _("Enter a web address that begins with https://, or leave this empty"),
        "too-long": _("Use at most %(n)s characters.", n=broken.limits.get("longest", 0)),
    }
    return known.get(broken.code) or _("This is not valid. Check it and try again.")


def _details(
    request: Request,
    claim: SkillClaim,
    typed: dict[str, str],
    *,
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> HTMLResponse:
    return render(
        request,
        "pages/skills/details.html",
        status=status,
        claim=claim,
        concept=views.named(claim, taxonomy_of(platform(request)), i18n.current().language),
        typed=typed,
        errors=errors or {},
        levels=views.LEVELS,
        longest=skill_claims.LONGEST_WORDS,
        shows_concepts=True,
    )
