"""One candidate under a pseudonym, for whoever may see them; and for the candidate, the same page as a preview."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.orm import Session

from talent import access_log, applications, consents, profiles, sharing, vacancies
from talent.access_log import Why
from talent.accounts import Account
from talent.actors import Actor, Permission
from talent.errors import NotFound
from talent.organisations import Organisation
from talent.profiles import Profile, Qualification, Section
from talent.recognition import Occupation
from talent.vacancies import Vacancy
from web import i18n, recognition_words, section_words
from web.concepts import Name, name_of
from web.deps import CurrentActor, Db, Needs, platform
from web.platform import Platform
from web.templating import render
from web.views import candidate as views
from web.views import sharing as sharing_views
from web.views.recognition_hints import Hint, Hints, Job

router = APIRouter()


@router.get("/candidates/{code}", dependencies=[Needs(Permission.FIND_WORKERS)])
def candidate(request: Request, db: Db, actor: CurrentActor, code: str, vacancy: str = "") -> Response:
    """`vacancy` is the code of the one that the reader has in mind: the ledger names it."""
    profile = profiles.get(db, actor, code)
    if actor.account_id and profile.account_id == actor.account_id:
        return RedirectResponse("/profile/preview", 303)
    job = vacancies.get(db, actor, vacancy) if vacancy else None
    shown = profiles.sections_shown_to(db, actor, among=[profile.id]).get(profile.id, frozenset())
    country = job.country if job else _country_of(db, actor)
    answer = _page(request, profile, shown, country, job, person=_person(db, actor, profile))
    with platform(request).database.transaction() as log:
        access_log.record(log, actor, [profile.id], why=Why.PAGE_OPENED, vacancy_id=job.id if job else None)
    return answer


@router.get("/profile/preview", dependencies=[Needs(Permission.KEEP_OWN_PROFILE)])
def preview(request: Request, db: Db, actor: CurrentActor, country: str = "") -> HTMLResponse:
    """What an employer of one country would get, with what is hidden from them and why."""
    profile = sharing.own(db, actor)
    agreed, history = consents.given(db, profile), consents.history(db, actor, profile)
    rows = sharing_views.countries(profile, agreed, history)
    chosen = country or next((row.code for row in rows if row.given), rows[0].code if rows else "")
    if chosen and chosen not in profile.destinations:
        raise NotFound("country")
    shown = agreed.get(chosen, frozenset())
    more = {
        "choices": [(row.code, i18n.current().country(row.code)) for row in rows],
        "chosen": chosen,
        "is_found": chosen in sharing_views.found_in(profile, rows),
        "withdrawn": sharing_views.withdrawn(history, chosen),
    }
    return _page(request, profile, shown, chosen or None, None, preview=more)


def _page(
    request: Request,
    profile: Profile,
    shown: frozenset[Section],
    country: str | None,
    job: Vacancy | None,
    *,
    preview: dict[str, Any] | None = None,
    person: Account | None = None,
) -> HTMLResponse:
    parts = platform(request)
    return render(
        request,
        "pages/candidate/candidate.html",
        seen=views.seen(profile, shown, _namer(parts), _hinting(parts, country, job)),
        section_names=section_words.SECTIONS_OF_ANOTHER,
        needed=recognition_words.NEEDED,
        preview=preview,
        person=person,
        vacancy=job,
        shows_concepts=True,
    )


def _namer(parts: Platform) -> Callable[[str], Name]:
    return cache(lambda uri: name_of(parts.taxonomy, uri, i18n.current().language))


def _hinting(
    parts: Platform, country: str | None, job: Vacancy | None
) -> Callable[[Qualification], Hint | None]:
    """Of a qualification that is tied to an occupation, or else seen for a job that is, in the country of the job."""
    today = datetime.now(UTC).date()

    def hint(row: Qualification) -> Hint | None:
        uri = row.occupation_uri or (job.occupation_uri if job else None)
        if uri is None or country is None:
            return None
        concept = parts.taxonomy.concept(uri)
        profession = Occupation(uri, concept.isco if concept else None, None)
        return Hints(parts.rules, Job(profession, country, job.region if job else None), today).of(
            row.country
        )

    return hint


def _country_of(db: Session, actor: Actor) -> str | None:
    organisation = db.get(Organisation, actor.organisation_id) if actor.organisation_id else None
    return organisation.country if organisation else None


def _person(db: Session, actor: Actor, profile: Profile) -> Account | None:
    """Who it is, once both have agreed."""
    if profile.account_id is None or actor.organisation_id is None:
        return None
    if not applications.identity_shared(db, profile.id, actor.organisation_id):
        return None
    return db.get(Account, profile.account_id)
