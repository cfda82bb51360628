"""The skills of an occupation that the reader confirmed, as a list to be ticked."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.orm import Session

from talent import profiles, skill_claims
from talent.actors import Actor, Permission
from talent.errors import NotFound
from talent.profiles import Profile
from talent.skill_claims import ClaimKind, ClaimSource, SkillClaim
from web import i18n, skill_answers
from web.deps import CurrentActor, Db, Needs, platform
from web.pages.skills import PAGE
from web.skill_answers import Fields
from web.templating import render
from web.views import skills as views

router = APIRouter(dependencies=[Needs(Permission.KEEP_OWN_PROFILE)])

Uri = Annotated[str, Query(max_length=300)]


@router.get(f"{PAGE}/occupation")
def checklist(request: Request, db: Db, actor: CurrentActor, uri: Uri = "", notice: str = "") -> HTMLResponse:
    profile, occupation = _confirmed(db, actor, uri)
    taxonomy, language = platform(request).taxonomy, i18n.current().language
    return render(
        request,
        "pages/skills/checklist.html",
        address=f"{PAGE}/occupation?{urlencode({'uri': uri})}",
        concept=views.named(occupation, taxonomy, language),
        checklist=views.checklist(taxonomy.skills_of(uri), skill_claims.of(db, profile), taxonomy, language),
        saved=notice == "saved",
        shows_concepts=True,
    )


@router.post(f"{PAGE}/occupation")
def answer(request: Request, db: Db, actor: CurrentActor, form: Fields, uri: Uri = "") -> Response:
    profile, _occupation = _confirmed(db, actor, uri)
    said = skill_answers.decisions(form, platform(request).taxonomy)
    skill_claims.decide(db, actor, profile, said, source=ClaimSource.CHECKLIST)
    return RedirectResponse(f"{PAGE}/occupation?{urlencode({'uri': uri, 'notice': 'saved'})}", 303)


def _confirmed(db: Session, actor: Actor, uri: str) -> tuple[Profile, SkillClaim]:
    """The reader's profile and their claim to this occupation. Raises NotFound."""
    profile = profiles.own(db, actor)
    for claim in skill_claims.of(db, profile) if profile else []:
        if profile and claim.concept_uri == uri and claim.is_confirmed and claim.kind is ClaimKind.OCCUPATION:
            return profile, claim
    raise NotFound("skill-claim")
