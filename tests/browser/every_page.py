"""Every page of the application: who reads it, and a world in which all that its address names is there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from sqlalchemy.orm import Session

from talent import (
    applications,
    conversations,
    documents,
    imports,
    profiles,
    saved_searches,
    skill_claims,
)
from talent.accounts import Account
from talent.actors import Actor
from talent.conversations import Concern
from talent.documents import Details, Media, Sent
from talent.imports import Draft, Item, ItemKind
from talent.profiles import ProgrammeDraft
from talent.saved_searches import Alert
from talent.skill_claims import ClaimKind, ClaimSource, ClaimStatus, Decision
from tests.factories.esco import occupation_uri
from tests.factories.nurse import make_nurse
from tests.factories.records import make_employer, make_issuer, make_vacancy
from web.platform import Platform


class Who(StrEnum):
    """Kinds of readers."""

    STRANGER = "stranger"
    CANDIDATE = "candidate"
    EMPLOYER = "employer"
    CONTACT_POINT = "contact point"


ANYBODY = (Who.STRANGER,)
"""The same page for everybody, so that it is looked at once."""

EVERYBODY = tuple(Who)
CANDIDATE, EMPLOYER, CONTACT_POINT = (Who.CANDIDATE,), (Who.EMPLOYER,), (Who.CONTACT_POINT,)

PAGES: Mapping[str, tuple[Who, ...]] = {
    "/": EVERYBODY,
    "/account": (Who.CANDIDATE, Who.EMPLOYER, Who.CONTACT_POINT),
    "/account/email": CANDIDATE,
    "/account/email/confirm": ANYBODY,
    "/account/email/undo": ANYBODY,
    "/account/erase": CANDIDATE,
    "/account/erase/asked": ANYBODY,
    "/account/erase/undo": ANYBODY,
    "/account/export": (Who.CANDIDATE, Who.EMPLOYER),
    "/account/passkeys": CANDIDATE,
    "/account/providers": CANDIDATE,
    "/account/second-factor": CANDIDATE,
    "/applications": CANDIDATE,
    "/applications/{application_id}": CANDIDATE,
    "/candidates/{code}": (Who.EMPLOYER, Who.CONTACT_POINT),
    "/conversations": (Who.CANDIDATE, Who.EMPLOYER),
    "/conversations/{conversation_id}": (Who.CANDIDATE, Who.EMPLOYER),
    "/conversations/{conversation_id}/report": (Who.CANDIDATE, Who.EMPLOYER),
    "/find": (Who.STRANGER, Who.EMPLOYER),
    "/forgotten-password": ANYBODY,
    "/forgotten-password/sent": ANYBODY,
    "/mailbox": ANYBODY,
    "/notifications": (Who.CANDIDATE, Who.EMPLOYER, Who.CONTACT_POINT),
    "/notifications/settings": (Who.CANDIDATE, Who.EMPLOYER, Who.CONTACT_POINT),
    "/notifications/stop": ANYBODY,
    "/profile": CANDIDATE,
    "/profile/destinations": CANDIDATE,
    "/profile/destinations/{key}": CANDIDATE,
    "/profile/documents": CANDIDATE,
    "/profile/documents/{document_id}/details": CANDIDATE,
    "/profile/education": CANDIDATE,
    "/profile/education/{key}": CANDIDATE,
    "/profile/experience": CANDIDATE,
    "/profile/experience/{key}": CANDIDATE,
    "/profile/import": CANDIDATE,
    "/profile/import/draft": CANDIDATE,
    "/profile/keep": ANYBODY,
    "/profile/kept": ANYBODY,
    "/profile/languages": CANDIDATE,
    "/profile/languages/{key}": CANDIDATE,
    "/profile/licences": CANDIDATE,
    "/profile/licences/{key}": CANDIDATE,
    "/profile/personal": CANDIDATE,
    "/profile/preview": CANDIDATE,
    "/profile/programmes": CANDIDATE,
    "/profile/programmes/{key}": CANDIDATE,
    "/profile/sharing": CANDIDATE,
    "/profile/sharing/history": CANDIDATE,
    "/profile/skills": CANDIDATE,
    "/profile/skills/claims/{claim_id}": CANDIDATE,
    "/profile/skills/occupation": CANDIDATE,
    "/profile/skills/pick": CANDIDATE,
    "/profile/summary": CANDIDATE,
    "/profile/who-saw": CANDIDATE,
    "/profile/wishes": CANDIDATE,
    "/programmes": CONTACT_POINT,
    "/programmes/{programme_id}": CONTACT_POINT,
    "/received": EMPLOYER,
    "/recognition": ANYBODY,
    "/recommended": CANDIDATE,
    "/recommended/help": CANDIDATE,
    "/recommended/{code}": CANDIDATE,
    "/register": ANYBODY,
    "/register/confirm": ANYBODY,
    "/register/sent": ANYBODY,
    "/reports": CONTACT_POINT,
    "/reports/{report_id}": CONTACT_POINT,
    "/reset-password": ANYBODY,
    "/searches": CANDIDATE,
    "/searches/new": (Who.STRANGER, Who.CANDIDATE),
    "/searches/{search_id}/edit": CANDIDATE,
    "/sign-in": ANYBODY,
    "/sign-in/code": ANYBODY,
    "/status": ANYBODY,
    "/understand": ANYBODY,
    "/vacancies": (Who.STRANGER, Who.CANDIDATE),
    "/vacancies/{code}": (Who.STRANGER, Who.CANDIDATE, Who.EMPLOYER),
    "/vacancies/{code}/applications": EMPLOYER,
    "/vacancies/{code}/applications/{application_id}": EMPLOYER,
    "/vacancies/{code}/apply": CANDIDATE,
    "/vacancies/{code}/interest": CANDIDATE,
}
"""By the address as the route has it: who reads the page."""

NO_PAGES = frozenset(
    {
        "/static/{name:path}",
        "/favicon.ico",
        "/healthz",
        "/profile/documents/{document_id}",
        "/searches/{search_id}",
        "/session/oidc/{provider}",
        "/session/oidc/{provider}/callback",
        "/account/passkeys/new",
        "/account/providers/link",
        "/sign-in/passkey",
        "/sign-in/passkey/answer",
    }
)
"""Files, an answer for machines, and addresses that only lead on."""


LINKS_OF_MAILS = frozenset(
    {
        "/account/email/confirm",
        "/account/email/undo",
        "/account/erase/undo",
        "/notifications/stop",
        "/profile/keep",
        "/register/confirm",
        "/reset-password",
    }
)
"""Asked for without what the mail brings: they say, with a status of their own, that the link does not work."""


def routes(app: FastAPI) -> Iterator[str]:
    """Every address that is asked for by GET."""
    for context in iter_route_contexts(app.routes):
        if context.path and "GET" in (context.methods or ()):
            yield context.path


@dataclass(frozen=True)
class Filled:
    """E-mail addresses of those who sign in, and what fills an address, queries included."""

    emails: Mapping[Who, str]
    values: Mapping[str, str]

    def addresses(self, who: Who) -> list[str]:
        return [self.address(path) for path, readers in PAGES.items() if who in readers]

    def address(self, path: str) -> str:
        """The values of a page stand under its whole address where those of all pages would not do."""
        own = {
            name.removeprefix(f"{path} "): value
            for name, value in self.values.items()
            if name.startswith(f"{path} ")
        }
        return path.format_map({**self.values, **own}) + self.values.get(f"{path}?", "")


def fill(db: Session, parts: Platform) -> Filled:
    """A candidate with a full profile who applied, an employer that answered, a contact point with a report to read."""
    watcher = make_issuer(db)
    employer = make_employer(db, name="Every Hospital (invented)")
    she, profile = make_nurse(db)
    vacancy = make_vacancy(db, employer=employer, title="Pflegefachkraft (applied for)")
    other = make_vacancy(db, employer=employer, title="Pflegefachkraft (not applied for)")
    nurse = Decision(occupation_uri("nurse"), ClaimKind.OCCUPATION, "nurse", ClaimStatus.CONFIRMED)
    skill_claims.decide(db, she, profile, [nurse], source=ClaimSource.PICKED)
    application = applications.apply(db, she, vacancy, note="Ich kann im Mai beginnen.", shares_identity=True)
    values = {
        "application_id": application.id,
        "/vacancies/{code} code": vacancy.code,
        "/vacancies/{code}/applications code": vacancy.code,
        "/vacancies/{code}/applications/{application_id} code": vacancy.code,
        "/candidates/{code} code": profile.code,
        "code": other.code,
        "claim_id": next(claim.id for claim in skill_claims.of(db, profile) if claim.is_confirmed),
        "key": "new-entry",
        "programme_id": profiles.add(db, she, ProgrammeDraft("Partnership (invented)", "DE")).id,
        "/profile/destinations/{key} key": "DE",
        "/profile/experience/{key} key": profile.experiences[0].id,
        "/profile/education/{key} key": profile.qualifications[0].id,
        "/profile/skills/occupation?": f"?uri={occupation_uri('nurse')}",
        "/profile/skills/pick?": "?name=wound",
        "/find?": f"?vacancy={vacancy.code}",
        "/vacancies?": "?words=pflege&country=DE",
        "/searches/new?": "?words=pflege",
        **_talk(db, she, employer, application),
        **_keep(db, she, parts),
    }
    emails = {
        Who.CANDIDATE: _email(db, she),
        Who.EMPLOYER: _email(db, employer),
        Who.CONTACT_POINT: _email(db, watcher),
    }
    return Filled(emails, values)


def _email(db: Session, actor: Actor) -> str:
    return db.get_one(Account, actor.account_id).email


def _talk(db: Session, she: Actor, employer: Actor, application: applications.Application) -> dict[str, str]:
    applications.open_one(db, employer, application)
    conversation = conversations.about(db, employer, application)
    conversations.send(db, employer, conversation, "Guten Tag, https://example.org")
    conversations.send(db, she, conversation, "شكرًا")
    report = conversations.reports.make(
        db, she, conversation, Concern.MONEY, "They ask for money (invented)."
    )
    return {"conversation_id": conversation.id, "report_id": report.id}


def _keep(db: Session, she: Actor, parts: Platform) -> dict[str, str]:
    sent = Sent("licence.pdf", Media.PDF, b"%PDF- a licence (invented)")
    document = documents.add(db, she, sent, Details(), vault=parts.documents)
    search = saved_searches.save(db, she, "Care (invented)", {"words": "pflege"}, Alert.DAILY)
    item = Item(
        "0", ItemKind.EXPERIENCE, {"title": "Infirmière", "words": "Soins des plaies", "start": "2015"}
    )
    imports.keep(db, she, Draft((item,), "fr"), seal=parts.seal)
    return {"document_id": document.id, "search_id": search.id}
