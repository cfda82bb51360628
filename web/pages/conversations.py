"""Messages between a candidate and an employer: reading, writing, blocking and reporting."""

from typing import Annotated, Final

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.orm import Session

from talent import applications, conversations
from talent.accounts import Account, Refusal
from talent.actors import Actor, Permission
from talent.applications import Side
from talent.conversations import LONGEST_MESSAGE, Concern, Conversation, reports
from talent.errors import RuleBroken
from web import account_words, conversation_words, seen
from web.deps import CurrentActor, Db, Needs, platform
from web.i18n import N_
from web.i18n import gettext as _
from web.templating import render

router = APIRouter(dependencies=[Needs(Permission.KEEP_OWN_ACCOUNT)])

NOTICES: Final = {
    "sent": N_("Your message is sent."),
    "blocked": N_("Blocked. You get no more messages from this organisation. It is not told."),
    "unblocked": N_("You get messages from this organisation again."),
    "reported": N_("Thank you. The contact point reads your report, and you see here what becomes of it."),
}


@router.get("/conversations")
def every(request: Request, db: Db, actor: CurrentActor) -> HTMLResponse:
    found = conversations.listed(db, actor)
    return render(
        request,
        "pages/conversations/list.html",
        listed=[(each, _other_side(db, actor, each.conversation)) for each in found],
    )


@router.post("/conversations")
def begin(db: Db, actor: CurrentActor, application: Annotated[str, Form()] = "") -> Response:
    conversation = conversations.about(db, actor, applications.get(db, actor, application))
    return RedirectResponse(f"/conversations/{conversation.id}", 303)


@router.get("/conversations/{conversation_id}")
def one(
    request: Request, db: Db, actor: CurrentActor, conversation_id: str, notice: str = ""
) -> HTMLResponse:
    conversation = conversations.get(db, actor, conversation_id)
    if conversations.is_unread(db, actor, conversation):
        _note_seen(request, actor, conversation_id)
    seen.note(request, actor, conversation=conversation_id)
    return _page(request, db, actor, conversation, notice=_(NOTICES[notice]) if notice in NOTICES else "")


@router.post("/conversations/{conversation_id}")
def write(
    request: Request,
    db: Db,
    actor: CurrentActor,
    conversation_id: str,
    text: Annotated[str, Form()] = "",
) -> Response:
    conversation = conversations.get(db, actor, conversation_id)
    try:
        sent = conversations.send(db, actor, conversation, text)
    except RuleBroken as broken:
        errors = account_words.of_rule(broken)
        return _page(request, db, actor, conversation, text=text, errors=errors, status=422)
    if sent is Refusal.TOO_MANY:
        errors = {"text": _("You have sent many messages. Wait 15 minutes, then send this one again.")}
        return _page(request, db, actor, conversation, text=text, errors=errors, status=429)
    return RedirectResponse(f"/conversations/{conversation_id}?notice=sent", 303)


@router.post("/conversations/{conversation_id}/block")
def block(db: Db, actor: CurrentActor, conversation_id: str) -> Response:
    conversations.block(db, actor, conversations.get(db, actor, conversation_id))
    return RedirectResponse(f"/conversations/{conversation_id}?notice=blocked", 303)


@router.post("/conversations/{conversation_id}/unblock")
def unblock(db: Db, actor: CurrentActor, conversation_id: str) -> Response:
    conversations.unblock(db, actor, conversations.get(db, actor, conversation_id))
    return RedirectResponse(f"/conversations/{conversation_id}?notice=unblocked", 303)


@router.get("/conversations/{conversation_id}/report")
def report_form(request: Request, db: Db, actor: CurrentActor, conversation_id: str) -> HTMLResponse:
    return _report_page(request, conversations.get(db, actor, conversation_id))


@router.post("/conversations/{conversation_id}/report")
def report(
    request: Request,
    db: Db,
    actor: CurrentActor,
    conversation_id: str,
    concern: Annotated[str, Form()] = "",
    words: Annotated[str, Form()] = "",
) -> Response:
    conversation = conversations.get(db, actor, conversation_id)
    given = {"concern": concern, "words": words}
    if concern not in list(Concern):
        return _report_page(request, conversation, given, {"concern": _("Choose what it is about")})
    try:
        made = reports.make(db, actor, conversation, Concern(concern), words)
    except RuleBroken as broken:
        return _report_page(request, conversation, given, account_words.of_rule(broken))
    if made is Refusal.TOO_MANY:
        return _report_page(request, conversation, given, {"": account_words.too_many()}, status=429)
    return RedirectResponse(f"/conversations/{conversation_id}?notice=reported", 303)


def _note_seen(request: Request, actor: Actor, conversation_id: str) -> None:
    with platform(request).database.transaction() as db:
        conversations.seen(db, actor, conversations.get(db, actor, conversation_id))


def _other_side(db: Session, actor: Actor, conversation: Conversation) -> str:
    """Who the reader talks with, by the name that they may know."""
    application = conversation.application
    if applications.side_of(actor, application) is Side.CANDIDATE:
        return application.vacancy.organisation.name
    profile = application.profile
    shared = applications.identity_shared(db, profile.id, application.vacancy.organisation_id)
    person = db.get(Account, profile.account_id) if shared and profile.account_id else None
    return person.display_name if person else _("Candidate %(code)s", code=profile.code)


def _page(
    request: Request,
    db: Session,
    actor: Actor,
    conversation: Conversation,
    *,
    notice: str = "",
    text: str = "",
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> HTMLResponse:
    application = conversation.application
    side = applications.side_of(actor, application)
    organisation = application.vacancy.organisation
    why_not = conversations.may_write(db, actor, conversation)
    return render(
        request,
        "pages/conversations/one.html",
        status=status,
        notice=notice,
        text=text,
        errors=errors or {},
        conversation=conversation,
        application=application,
        vacancy=application.vacancy,
        side=side,
        other=_other_side(db, actor, conversation),
        standing=conversation_words.standing(db, organisation),
        messages=conversations.messages(db, actor, conversation),
        has_link=conversation_words.has_link,
        why_not=_(conversation_words.WHY_NOT[why_not]) if why_not else "",
        is_blocked=side is Side.CANDIDATE
        and conversations.is_blocked(db, application.profile_id, organisation.id),
        reports=reports.own(db, actor, conversation),
        words=conversation_words,
        longest=LONGEST_MESSAGE,
    )


def _report_page(
    request: Request,
    conversation: Conversation,
    given: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
    *,
    status: int = 422,
) -> HTMLResponse:
    return render(
        request,
        "pages/conversations/report.html",
        status=status if errors else 200,
        conversation=conversation,
        vacancy=conversation.application.vacancy,
        concerns=[(concern, _(text)) for concern, text in conversation_words.CONCERNS.items()],
        given=given or {"concern": "", "words": ""},
        errors=errors or {},
        longest=reports.LONGEST_WORDS,
    )
