"""Choosing a skill or an occupation oneself: a search over all names as they are typed."""

import logging
from typing import Annotated, Any, Final

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from matching.skill_suggestions import by_meaning
from talent import profiles, skill_claims
from talent.actors import Permission
from talent.skill_claims import ClaimSource, ClaimStatus
from web import concepts, i18n, skill_answers
from web.concepts import LONGEST_NAME, Found
from web.deps import CurrentActor, Db, Needs, platform
from web.pages.skills import PAGE
from web.platform import NotReady, Platform
from web.templating import render

log = logging.getLogger(__name__)
router = APIRouter(dependencies=[Needs(Permission.KEEP_OWN_PROFILE)])

ENOUGH: Final = 3
"""Names found from which nothing is searched by meaning: whoever types a name finds it so."""


@router.get(f"{PAGE}/pick")
def pick(
    request: Request, db: Db, actor: CurrentActor, name: str = "", instead: str = "", notice: str = ""
) -> HTMLResponse:
    """`instead` is a concept that was suggested and is not quite right: its neighbours are offered first."""
    parts = platform(request)
    profile = profiles.own(db, actor)
    claims = skill_claims.of(db, profile) if profile else []
    typed = name.replace("\0", "").strip()[:LONGEST_NAME]
    return render(
        request,
        "pages/skills/pick.html",
        typed=typed,
        statuses={claim.concept_uri: claim.status for claim in claims},
        added=notice == "added",
        shows_concepts=True,
        **_offered(parts, typed, instead),
    )


def _offered(parts: Platform, typed: str, instead: str) -> dict[str, Any]:
    """What can be chosen, and what is to be said of it; `ready` is False before the first import."""
    try:
        taxonomy = parts.taxonomy
    except NotReady:
        return {"found": [], "near": [], "instead": None, "in_english": False, "ready": False}
    language = i18n.current().language
    replaced = (
        concepts.found(taxonomy, instead, language) if concepts.is_choosable(taxonomy, instead) else None
    )
    found = concepts.search(taxonomy, typed, language) if typed else []
    return {
        "found": found,
        "near": _near(parts, typed, replaced, found),
        "instead": replaced,
        "in_english": not concepts.speaks(taxonomy, language),
        "ready": True,
    }


def _near(parts: Platform, typed: str, replaced: Found | None, found: list[Found]) -> list[Found]:
    """Where names answer little, what means nearly the same; before a search, what is near to the one replaced."""
    from matching.encoder import EncoderError

    taxonomy, language = parts.taxonomy, i18n.current().language
    if not typed:
        return concepts.neighbours(taxonomy, replaced.uri, language) if replaced else []
    if len(found) >= ENOUGH:
        return []
    try:
        uris = by_meaning(parts.matcher.mapper, typed)
    except (NotReady, EncoderError) as missing:
        log.info("names alone are searched: %s", type(missing).__name__)
        return []
    known = {each.uri for each in found}
    return [concepts.found(taxonomy, uri, language) for uri in uris if uri not in known]


@router.post(f"{PAGE}/pick")
def choose(
    request: Request,
    db: Db,
    actor: CurrentActor,
    uri: Annotated[str, Form()] = "",
    instead: Annotated[str, Form()] = "",
) -> Response:
    """Adds a concept, also one that was removed before, and removes the one that it takes the place of."""
    taxonomy = platform(request).taxonomy
    chosen = [skill_answers.decision(taxonomy, uri, ClaimStatus.CONFIRMED)]
    if instead and instead != uri:
        chosen.append(skill_answers.decision(taxonomy, instead, ClaimStatus.REJECTED))
    profile = profiles.begin(db, actor)
    skill_claims.decide(db, actor, profile, chosen, source=ClaimSource.PICKED)
    return RedirectResponse(f"{PAGE}?notice=added" if instead else f"{PAGE}/pick?notice=added", 303)
