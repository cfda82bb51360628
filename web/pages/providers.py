"""Signing in by way of another provider, and linking one to an account. Nothing is ever linked by e-mail address.

A journey to a provider begins with a link and not with a form: the policy for content lets no form lead to other
sites. What has to be written stands in short transactions of its own; no lock is held while the provider is asked.
"""

import logging
from typing import Annotated, Final

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.orm import Session

from talent import accounts, organisations
from talent.accounts import Refusal, identities
from talent.accounts.identities import Identity, Journey
from talent.actors import Actor, Permission
from talent.errors import Conflict
from web import account_words, arrivals, signing
from web.deps import CurrentActor, Db, Needs, Public, ReadingActor, ReadingDb, platform, token
from web.i18n import N_
from web.i18n import gettext as _
from web.oidc import Arrival, Departure, OidcError, OpenId, Trouble
from web.security import safe_next
from web.templating import render

router = APIRouter()
log = logging.getLogger("talent.providers")

OWN = Needs(Permission.KEEP_OWN_ACCOUNT)

TROUBLES: Final = {
    "cancelled": (200, N_("You came back from %(provider)s without signing in. Nothing was changed.")),
    "stale": (400, N_("This took too long, or it was done already. Begin again.")),
    "taken": (409, N_("This account at %(provider)s opens another account here. Remove it there first.")),
    Refusal.TOO_MANY: (429, N_("There were too many attempts. Wait 15 minutes, then try again.")),
    Trouble.UNTRUSTED: (403, N_("%(provider)s gave an answer that we cannot trust. Nothing was changed.")),
    Trouble.UNREACHABLE: (503, N_("%(provider)s does not answer at the moment. Try again in a few minutes.")),
}
"""Status and words of what may go wrong on the way."""


@router.get("/session/oidc/{provider}", dependencies=[Public])
def depart(request: Request, provider: str, next: str = "/") -> Response:
    """Off to the provider, to sign in."""
    openid = platform(request).openid(provider)
    departure = _departure(request, openid, next=safe_next(next))
    if isinstance(departure, Response):
        return departure
    response = RedirectResponse(departure.address, 303)
    signing.keep_journey(request, response, departure.state)
    return response


@router.get("/session/oidc/{provider}/callback", dependencies=[Public])
def arrive(
    request: Request, provider: str, code: str = "", state: str = "", error: str = "", iss: str = ""
) -> Response:
    """Back from the provider: signed in, linked, or on the way to an account. `iss`: RFC 9207."""
    openid = platform(request).openid(provider)
    journey = _journey(request, state)
    if journey is None or journey.provider != provider:
        return _trouble(request, openid, "stale")
    if error:
        return _trouble(request, openid, "cancelled")
    if iss not in ("", openid.provider.issuer):
        return _trouble(request, openid, Trouble.UNTRUSTED)
    try:
        arrival = openid.arrive(code, journey)
        if journey.account_id:
            return _link(request, openid, journey.account_id, arrival.identity)
        return _sign_in(request, journey, arrival) or _unknown(request, openid, journey, arrival)
    except OidcError as failure:
        return _failed(request, openid, failure)


@router.get("/account/providers", dependencies=[OWN])
def page(request: Request, db: Db, actor: CurrentActor) -> HTMLResponse:
    return _page(request, db, actor)


@router.get("/account/providers/link", dependencies=[OWN])
def link_again() -> Response:
    """Where a reader comes who changes the language before leaving."""
    return RedirectResponse("/account/providers", 303)


@router.post("/account/providers/link", dependencies=[Public])
def link(
    request: Request,
    db: ReadingDb,
    actor: ReadingActor,
    provider: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
) -> Response:
    """Answers with the link that leads off: see the top of this file."""
    actor.must(Permission.KEEP_OWN_ACCOUNT)
    openid = platform(request).openid(provider)
    with platform(request).database.transaction() as writing:
        refused = identities.may_link(writing, actor, password)
    if refused:
        return _page(request, db, actor, **account_words.of_password(refused))
    departure = _departure(request, openid, account_id=actor.account_id)
    if isinstance(departure, Response):
        return departure
    name, address = openid.provider.name, departure.address
    response = render(request, "pages/providers/leave.html", provider=name, address=address)
    signing.keep_journey(request, response, departure.state)
    return response


@router.post("/account/providers/{identity_id}/remove", dependencies=[OWN])
def unlink(identity_id: str, db: Db, actor: CurrentActor) -> Response:
    identities.unlink(db, actor, identity_id)
    return RedirectResponse("/account?notice=unlinked", 303)


def _departure(
    request: Request, openid: OpenId, *, next: str = "/", account_id: str | None = None
) -> Departure | HTMLResponse:
    """Where the way leads, its way back remembered; or the page that says why it does not begin."""
    try:
        departure = openid.depart()
    except OidcError as error:
        return _failed(request, openid, error)
    journey = Journey(openid.provider.key, departure.nonce, departure.verifier, next, account_id)
    with platform(request).database.transaction() as db:
        refused = identities.depart(db, departure.state, journey, address=signing.address(request))
    return _trouble(request, openid, refused) if refused else departure


def _journey(request: Request, state: str) -> Journey | None:
    """What is remembered of the way there, once, and only in the browser that set out."""
    if not signing.is_journey(request, state):
        return None
    with platform(request).database.transaction() as db:
        return identities.arrive(db, state)


def _sign_in(request: Request, journey: Journey, arrival: Arrival) -> Response | None:
    """None where nobody has linked this identity."""
    device = signing.device(request)
    with platform(request).database.transaction() as db:
        outcome = identities.sign_in(db, arrival.identity, both_steps=arrival.both_steps, device=device)
        return signing.let_in(request, db, outcome, journey.next) if outcome else None


def _link(request: Request, openid: OpenId, account_id: str, identity: Identity) -> Response:
    """Only for whoever set out, and is still signed in."""
    with platform(request).database.transaction() as db:
        account = accounts.signed_in(db, token(request) or "")
        if account is None or account.id != account_id:
            return _trouble(request, openid, "stale")
        try:
            identities.link(db, organisations.actor_of(db, account), identity)
        except Conflict:
            return _trouble(request, openid, "taken")
    return RedirectResponse("/account?notice=linked", 303)


def _unknown(request: Request, openid: OpenId, journey: Journey, arrival: Arrival) -> Response:
    """The same whether or not the e-mail address is known here: nobody learns that, and nothing is linked by it."""
    known = openid.known(arrival)
    response = render(
        request,
        "pages/providers/unknown.html",
        provider=openid.provider.name,
        register=signing.register_page(journey.next),
    )
    arrivals.keep(request, response, arrival.identity, email=known.email, name=known.name)
    return response


def _failed(request: Request, openid: OpenId, error: OidcError) -> HTMLResponse:
    log.warning("provider %s: %s", openid.provider.key, error)
    return _trouble(request, openid, error.trouble)


def _trouble(request: Request, openid: OpenId, trouble: str) -> HTMLResponse:
    status, words = TROUBLES[trouble]
    message = _(words, provider=openid.provider.name)
    return render(request, "pages/providers/trouble.html", status=status, message=message)


def _page(
    request: Request,
    db: Session,
    actor: Actor,
    *,
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> HTMLResponse:
    settings = platform(request).settings
    linked = [(each, settings.name_of_issuer(each.issuer)) for each in identities.of(db, actor)]
    return render(
        request,
        "pages/account/providers.html",
        status=status,
        account=accounts.own(db, actor),
        linked=linked,
        providers=[(each.key, each.name) for each in settings.oidc_providers],
        errors=errors or {},
    )
