"""The reader's own profile, step by step: an overview, a page for each step, and a form for each entry."""

from collections.abc import Mapping
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.orm import Session

from talent import db as records
from talent import profiles, skill_claims
from talent.actors import Actor, Permission
from talent.errors import Conflict, NotFound
from talent.profiles import Profile
from web import profile_forms, profile_saving, profile_words, seen
from web.deps import Carries, CurrentActor, Db, Needs, platform
from web.i18n import N_
from web.i18n import gettext as _
from web.profile_fields import Asking, Typed
from web.profile_forms import PERSONAL, PROGRAMME, SUMMARY, Form
from web.profile_saving import NEW, Outcome, TypedForm
from web.templating import render
from web.views import profile as views
from web.views import programmes

router = APIRouter(prefix="/profile", dependencies=[Needs(Permission.KEEP_OWN_PROFILE)])

NOTICES: Final = {
    "saved": N_("Saved."),
    "back": N_("It is back in your profile."),
    "discarded": N_("What was not saved is gone."),
}
"""What was just done, by the word in the address."""


@router.get("")
def overview(request: Request, db: Db, actor: CurrentActor) -> HTMLResponse:
    profile = profiles.unsaved(db, actor)
    there = profile.id is not None
    confirmed = there and any(claim.is_confirmed for claim in skill_claims.of(db, profile))
    unfinished = profiles.unfinished(db, profile) if there else {}
    return render(
        request,
        "pages/profile/overview.html",
        profile=profile,
        overview=views.overview(profile, unfinished, skills=confirmed),
    )


@router.post("/removed/{removal_id}/put-back")
def put_back(db: Db, actor: CurrentActor, removal_id: str) -> Response:
    removal = profiles.put_back(db, actor, removal_id)
    return _to(_slug_of(removal.table, removal.section), "back")


@router.post("/texts/{text_id}/remove")
def remove_text(db: Db, actor: CurrentActor, text_id: str) -> Response:
    """A first wording, or the description of oneself with all its wordings."""
    text = profiles.text_of(profiles.begin(db, actor), text_id)
    if text is None:
        raise NotFound("profile-text")
    removal = profiles.take_out_text(db, actor, text)
    return _to(_slug_of(removal.table, removal.section), "removed")


def _slug_of(table: str, section: str) -> str:
    """The step where rows of a table stand; texts stand in that of their section."""
    by_table = {form.row.__tablename__: form.slug for form in profile_forms.LISTS if form.row}
    return by_table.get(table, section)


def _to(slug: str, notice: str) -> RedirectResponse:
    return RedirectResponse(f"/profile/{slug}?notice={notice}", 303)


def routes_of_list(form: Form) -> APIRouter:
    """The pages of one list: its entries, and the form of each."""
    made = APIRouter(prefix=f"/{form.slug}")

    @made.get("")
    def entries(request: Request, db: Db, actor: CurrentActor, notice: str = "") -> Response:
        return _entries(request, db, actor, form, notice)

    @made.get("/{key}")
    def ask(request: Request, db: Db, actor: CurrentActor, key: str) -> Response:
        return _form(request, db, actor, form, key)

    @made.post("/{key}", dependencies=[Carries(*form.names)])
    def save(
        request: Request, db: Db, actor: CurrentActor, key: str, typed: TypedForm, autosave: bool = False
    ) -> Response:
        if autosave:
            return _autosaved(request, db, actor, form, key, typed)
        outcome = profile_saving.save(db, actor, form, key, typed)
        if outcome.errors:
            return _again(request, db, actor, form, key, typed, outcome)
        return _to(form.slug, "saved")

    @made.post("/{key}/remove")
    def remove(db: Db, actor: CurrentActor, key: str) -> Response:
        row = profile_saving.row_of(profiles.begin(db, actor), form, key)
        if row is None:
            raise NotFound("profile-row")
        profiles.take_out(db, actor, row)
        return _to(form.slug, "removed")

    @made.post("/{key}/discard")
    def discard(db: Db, actor: CurrentActor, key: str) -> Response:
        profiles.forget_unfinished(db, profiles.begin(db, actor), profile_saving.name_of(form, key))
        return _to(form.slug, "discarded")

    return made


def routes_of_single(form: Form) -> APIRouter:
    """The page of a step that is one form."""
    made = APIRouter(prefix=f"/{form.slug}")

    @made.get("")
    def ask(request: Request, db: Db, actor: CurrentActor, notice: str = "") -> Response:
        return _form(request, db, actor, form, None, notice)

    @made.post("", dependencies=[Carries(*form.names)])
    def save(
        request: Request, db: Db, actor: CurrentActor, typed: TypedForm, autosave: bool = False
    ) -> Response:
        if autosave:
            return _autosaved(request, db, actor, form, None, typed)
        outcome = profile_saving.save(db, actor, form, None, typed)
        if outcome.errors:
            return _again(request, db, actor, form, None, typed, outcome)
        return _to(form.slug, "saved")

    @made.post("/discard")
    def discard(db: Db, actor: CurrentActor) -> Response:
        profiles.forget_unfinished(db, profiles.begin(db, actor), form.slug)
        return _to(form.slug, "discarded")

    return made


for each in profile_forms.LISTS:
    router.include_router(routes_of_list(each))
for each in profile_forms.SINGLE:
    router.include_router(routes_of_single(each))


def _entries(request: Request, db: Session, actor: Actor, form: Form, notice: str) -> Response:
    profile = profiles.unsaved(db, actor)
    if not profile.residence:
        return _home_first()
    begun = profiles.unfinished(db, profile) if profile.id is not None else {}
    for programme in profile.programmes if form is PROGRAMME else ():
        seen.note(request, actor, programme=programme.id)
    return render(
        request,
        "pages/profile/entries.html",
        slug=form.slug,
        entries=views.entries(profile, form.slug),
        begun={name.partition("/")[2] for name in begun if name.startswith(f"{form.slug}/")},
        add=_(profile_words.ADD[form.slug]),
        **_step(form.slug),
        **_notice(db, profile, form, notice),
    )


def _home_first() -> RedirectResponse:
    """For an account of which nobody knows where its owner lives: nothing can be kept before that."""
    return RedirectResponse("/profile/personal", 303)


def _form(
    request: Request, db: Session, actor: Actor, form: Form, key: str | None, notice: str = ""
) -> Response:
    """With what was typed and could not be saved yet, else with what the profile says."""
    profile = profiles.unsaved(db, actor)
    if not profile.residence and form is not PERSONAL:
        return _home_first()
    kept = profile_saving.draft_of(db, profile, form, key) if profile.id is not None else None
    typed = profile_saving.stored(db, actor, profile, form, key) if kept is None else kept
    context = _notice(db, profile, form, notice) | {"kept": kept is not None}
    return _shown(request, profile, form, key, typed, Outcome(), context)


def _again(
    request: Request, db: Session, actor: Actor, form: Form, key: str | None, typed: Typed, outcome: Outcome
) -> HTMLResponse:
    """The form as it was sent, with what is wrong."""
    profile = profiles.unsaved(db, actor)
    context = _notice(db, profile, form, "") | {"kept": False}
    return _shown(request, profile, form, key, typed, outcome, context)


def _shown(
    request: Request,
    profile: Profile,
    form: Form,
    key: str | None,
    typed: Typed,
    outcome: Outcome,
    context: Mapping[str, Any],
) -> HTMLResponse:
    asking = Asking(platform(request), profile, key)
    return render(
        request,
        "pages/profile/form.html",
        status=422 if outcome.errors else 200,
        slug=form.slug,
        key=key,
        is_new=key == NEW,
        address=f"/profile/{profile_saving.name_of(form, key)}",
        fields=form.fields,
        options={each.name: each.options(asking) for each in form.fields if each.options},
        typed=typed,
        outcome=outcome,
        first=_first_wording(profile, form, key),
        falls=programmes.what_falls(profile, form.slug, key),
        **_step(form.slug),
        **context,
    )


def _step(slug: str) -> dict[str, Any]:
    following = views.next_step(slug)
    return {
        "new": NEW,
        "heading": _(profile_words.TITLES[slug]),
        "why": _(profile_words.WHY[slug]),
        "next": f"/profile/{following}" if following else "/profile",
        "next_title": _(profile_words.TITLES[following]) if following else "",
    }


def _notice(db: Session, profile: Profile, form: Form, notice: str) -> dict[str, Any]:
    """What was just done, what can be put back, and the texts of the step that stand in no form."""
    gone = profiles.removals(db, profile) if profile.id is not None else []
    here = [each for each in gone if _slug_of(each.table, each.section) == form.slug]
    return {
        "notice": _(NOTICES[notice]) if notice in NOTICES else "",
        "removed": [(each.id, views.removed_title(each)) for each in here],
        "imported": views.imported(profile, form.slug),
    }


def _first_wording(profile: Profile, form: Form, key: str | None) -> Any:
    """How the text of a form was written first, where it has been worded anew."""
    row = profile_saving.row_of(profile, form, key)
    latest = (
        profiles.summary(profile)
        if form is SUMMARY
        else profiles.text_of(profile, getattr(row, "text_id", None))
    )
    return profile.first_wording(latest) if latest else None


def _autosaved(
    request: Request, db: Session, actor: Actor, form: Form, key: str | None, typed: Typed
) -> HTMLResponse:
    """A line that says what became of it. What is new goes into the profile only when its writer says so."""
    if key == NEW:
        if not profile_saving.keep(db, actor, form, key, typed):
            raise Conflict("did-not-join")
        outcome = Outcome(is_draft=True)
    else:
        outcome = profile_saving.save(db, actor, form, key, typed)
    return render(request, "pages/profile/saved.html", at=records.now(), outcome=outcome)
