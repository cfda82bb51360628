"""Registering as a candidate: who may join, name and password, and a link by mail that makes the account.

What somebody answered travels from the first form to the second in hidden fields: it is kept by nobody before the
account is, and stands in no address. No page here tells whether an e-mail address is registered.
"""

from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.orm import Session

from talent import accounts, countries, eligibility, organisations, profiles
from talent.accounts import Refusal, registration
from talent.accounts.registration import RegistrationDraft
from talent.eligibility import Answers, MemberState, Reason
from talent.errors import Conflict, NotFound, RuleBroken
from web import account_words, arrivals, i18n, signing
from web.deps import Db, Public, platform
from web.i18n import gettext as _
from web.mail_links import link_form, no_longer
from web.security import safe_next
from web.templating import render
from web.views import choices

router = APIRouter()

AFTER: Final = "/profile"
"""Where somebody is led who has just got an account, and was not on the way to another page."""

LONGEST_ADDRESS: Final = 2_000
"""Characters; a search with all its parts has some hundred."""


CHECKED_AT: Final[dict[str, Any]] = {"here": "/register/check", "show": ""}
"""Where a page made from the answers is asked for again, in another language."""


@dataclass(frozen=True, slots=True)
class Said:
    """The answers of the first form as they were sent, to be shown again."""

    residence: str = ""
    eu_citizen: str = ""
    destination: str = ""
    age: str = ""
    next: str = ""
    """Where somebody was going; no answer, but on the same way."""

    def missing(self) -> list[RuleBroken]:
        """Answers that are not there or none, in the order of the form."""
        given = {
            "residence": (bool(self.residence), "unknown-country"),
            "eu_citizen": (self.eu_citizen in {"yes", "no"}, "not-answered"),
            "destination": (bool(self.destination), "unknown-country"),
            "age": (self.age.strip().isdecimal() and len(self.age.strip()) <= 3, "out-of-range"),
        }
        return [RuleBroken(field, code) for field, (there, code) in given.items() if not there]

    def answers(self) -> Answers:
        """Raises RuleBroken where one is missing or makes no sense."""
        for broken in self.missing():
            raise broken
        return eligibility.checked(
            Answers(self.residence, self.eu_citizen == "yes", self.destination, int(self.age))
        )


def _said(
    residence: Annotated[str, Form()] = "",
    eu_citizen: Annotated[str, Form()] = "",
    destination: Annotated[str, Form()] = "",
    age: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "",
) -> Said:
    return Said(residence, eu_citizen, destination, age, _wanted(next))


def _wanted(next: str) -> str:
    """A page of this site; empty where there is none to go to."""
    return safe_next(next, otherwise="") if len(next) <= LONGEST_ADDRESS else ""


SaidForm = Annotated[Said, Depends(_said)]


@dataclass(frozen=True, slots=True)
class Typed:
    """The fields of the second form that may be shown again: not the password."""

    display_name: str = ""
    email: str = ""
    linked: str = ""


def _arrived(request: Request) -> Typed:
    """What a provider said of somebody who comes from there."""
    arrival = arrivals.of(request)
    return Typed(arrival.name, arrival.email, "yes") if arrival else Typed()


@router.get("/register", dependencies=[Public])
def join_form(request: Request, next: str = "") -> HTMLResponse:
    return _join_form(request, Said(next=_wanted(next)))


@router.post("/register/check", dependencies=[Public])
def check(request: Request, said: SaidForm, change: Annotated[str, Form()] = "") -> HTMLResponse:
    """Leads on to the account, or says kindly why not and where to go instead. Changes nothing."""
    if change:
        return _join_form(request, said)
    if missing := said.missing():
        return _join_form(request, said, errors=_wrong(*missing), status=422)
    try:
        answers = said.answers()
    except RuleBroken as broken:
        return _join_form(request, said, errors=_wrong(broken), status=422)
    if reasons := eligibility.reasons_against(answers):
        return _refusal(request, said, answers, reasons)
    return _account_form(request, said, _arrived(request))


@router.post("/register", dependencies=[Public])
def register(
    request: Request,
    db: Db,
    said: SaidForm,
    display_name: Annotated[str, Form()] = "",
    email: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    linked: Annotated[str, Form()] = "",
) -> Response:
    typed = Typed(display_name, email, linked)
    arrival = arrivals.of(request) if linked else None
    try:
        draft = RegistrationDraft(
            said.answers(),
            display_name,
            email,
            password,
            i18n.current().language,
            arrival.identity if arrival else None,
            said.next or None,
        )
        if mistakes := registration.mistakes(draft):
            return _account_form(request, said, typed, errors=_wrong(*mistakes), status=422)
        refused = registration.register(db, draft, address=signing.address(request))
    except (RuleBroken, Conflict) as error:
        return _again(request, said, typed, error)
    if refused:
        errors = {"": account_words.too_many()}
        return _account_form(request, said, typed, errors=errors, status=429)
    response = RedirectResponse("/register/sent", 303)
    arrivals.forget(request, response)
    return response


@router.get("/register/sent", dependencies=[Public])
def sent(request: Request, again: bool = False) -> HTMLResponse:
    return _sent(request, again=again)


@router.post("/register/sent", dependencies=[Public])
def resend(request: Request, db: Db, email: Annotated[str, Form()] = "") -> Response:
    language, address = i18n.current().language, signing.address(request)
    try:
        refused = registration.send_again(db, email, language=language, address=address)
    except RuleBroken as broken:
        return _sent(request, email=email, errors=account_words.of_rule(broken), status=422)
    if refused:
        return _sent(request, email=email, errors={"": account_words.too_many()}, status=429)
    return RedirectResponse("/register/sent?again=true", 303)


@router.get("/register/confirm", dependencies=[Public])
def confirm_form(request: Request, db: Db, token: str = "") -> HTMLResponse:
    return _confirm_form(request, db, token)


@router.post("/register/confirm", dependencies=[Public])
def confirm(
    request: Request,
    db: Db,
    token: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
) -> Response:
    if not password:
        errors = {"password": _("Enter your password")}
        return _confirm_form(request, db, token, errors=errors, status=422)
    address, device = signing.address(request), signing.device(request)
    try:
        wanted = registration.find(db, token).wanted_page
        outcome = registration.confirm(db, token, password, address=address, device=device)
    except NotFound:
        return _confirm_form(request, db, token)
    if isinstance(outcome, Refusal):
        return _confirm_form(request, db, token, **account_words.of_password(outcome))
    account = accounts.signed_in(db, outcome.token)
    if account is not None:
        profiles.begin(db, organisations.actor_of(db, account))
    response = RedirectResponse(safe_next(wanted, otherwise=AFTER), 303)
    signing.keep(request, response, outcome, account)
    return response


def _again(request: Request, said: Said, typed: Typed, error: RuleBroken | Conflict) -> HTMLResponse:
    """The form where the mistake is. Answers that do not let somebody join came past the first form."""
    if isinstance(error, Conflict):
        return _join_form(request, said, status=409)
    if hasattr(said, error.field):
        return _join_form(request, said, errors=_wrong(error), status=422)
    return _account_form(request, said, typed, errors=account_words.of_rule(error), status=422)


def _wrong(*broken: RuleBroken) -> dict[str, str]:
    errors: dict[str, str] = {}
    for each in broken:
        unanswered = each.code == "not-answered"
        errors |= {each.field: _("Choose yes or no")} if unanswered else account_words.of_rule(each)
    return errors


def _join_form(
    request: Request, said: Said, *, errors: dict[str, str] | None = None, status: int = 200
) -> HTMLResponse:
    return render(
        request,
        "pages/register/join.html",
        status=status,
        said=said,
        errors=errors or {},
        countries=choices.countries(countries.country_codes()),
        destinations=choices.countries(eligibility.facts().states),
        unverified=_unverified(),
        resent_by="join" if request.method == "POST" else None,
        **CHECKED_AT,
    )


def _unverified() -> list[MemberState]:
    return [state for state in eligibility.facts().states.values() if not state.verified]


def _refusal(request: Request, said: Said, answers: Answers, reasons: tuple[Reason, ...]) -> HTMLResponse:
    state = eligibility.facts().states[answers.destination]
    return render(
        request,
        "pages/register/refusal.html",
        said=said,
        reasons=reasons,
        state=state,
        resent_by="again",
        **CHECKED_AT,
    )


def _account_form(
    request: Request, said: Said, typed: Typed, *, errors: dict[str, str] | None = None, status: int = 200
) -> HTMLResponse:
    arrival = arrivals.of(request)
    return render(
        request,
        "pages/register/account.html",
        status=status,
        said=said,
        typed=typed,
        provider=platform(request).settings.name_of_issuer(arrival.issuer) if arrival else None,
        errors=errors or {},
        shortest=accounts.SHORTEST_PASSWORD,
        resent_by="again",
        **CHECKED_AT,
    )


def _sent(
    request: Request,
    *,
    again: bool = False,
    email: str = "",
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> HTMLResponse:
    return render(
        request,
        "pages/register/sent.html",
        status=status,
        again=again,
        email=email,
        errors=errors or {},
        shows_mailbox=platform(request).settings.shows_mailbox,
    )


def _confirm_form(
    request: Request, db: Session, token: str, *, errors: dict[str, str] | None = None, status: int = 200
) -> HTMLResponse:
    try:
        email = registration.find(db, token).email
    except NotFound:
        return no_longer(request, "pages/register/used.html")
    page = "pages/register/confirm.html"
    return link_form(request, page, token, form="confirm", errors=errors, status=status, email=email)
