"""One candidate with one of everything, the people around them, and links as mails have them: what gates keep apart."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import sqlalchemy as sa
from argon2 import PasswordHasher
from sqlalchemy.orm import Session

from talent import (
    applications,
    conversations,
    documents,
    imports,
    notifications,
    profiles,
    programmes,
    retention,
    saved_searches,
    skill_claims,
)
from talent import db as records
from talent.accounts import Account, sessions
from talent.accounts.email_changes import EmailChange, FormerEmail
from talent.accounts.identities import LinkedIdentity
from talent.accounts.passkeys import Passkey
from talent.accounts.registration import Registration
from talent.accounts.resets import PasswordReset
from talent.accounts.throttle import digest
from talent.actors import Actor, Role
from talent.applications import Application
from talent.conversations import Concern, Conversation, reports
from talent.documents import Details, Document, DocumentKind, Media, Sent
from talent.imports import Draft, Item, ItemKind
from talent.leaving import Leaving
from talent.notifications import Kind
from talent.organisations import Vetting
from talent.profiles import (
    ExperienceDraft,
    LanguageDraft,
    LanguageLevel,
    LicenceDraft,
    LicenceKind,
    Profile,
    ProgrammeDraft,
    QualificationDraft,
    TextDraft,
    TextKind,
    Visibility,
)
from talent.retention import RetentionStep
from talent.saved_searches import Alert
from talent.skill_claims import ClaimKind, ClaimSource, ClaimStatus, Decision
from tests.factories import pictures
from tests.factories.esco import occupation_uri, skill_uri
from tests.factories.records import (
    PASSWORD,
    make_actor,
    make_employer,
    make_issuer,
    make_organisation,
    make_profile,
    make_vacancy,
)
from web import unsubscribing
from web.platform import Platform

NAME: Final = "Zqname (invented)"
EMAIL: Final = "zqmail@people.example"
WORDS: Final = "Zqwords, nurse (invented): I dress wounds."
QUICK_HASH: Final = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
TOKEN: Final = "zqtoken"
"""The same for every kind of link: each kind looks for it in a table of its own."""


class Visitor(StrEnum):
    """Whoever tries a route. SHARED_: with a password that everybody knows."""

    STRANGER = "stranger"
    CANDIDATE = "candidate"
    OTHER_CANDIDATE = "other-candidate"
    EMPLOYER = "employer"
    OTHER_EMPLOYER = "other-employer"
    UNVERIFIED = "unverified-employer"
    OFFICER = "officer"
    CONTACT_POINT = "contact-point"
    ADMINISTRATOR = "administrator"
    SHARED_CANDIDATE = "shared-candidate"
    SHARED_EMPLOYER = "shared-employer"
    SHARED_CONTACT_POINT = "shared-contact-point"


@dataclass(frozen=True, slots=True)
class World:
    """`things`: what a path or a field of the table may name. `tokens`: the sign-ins of everybody but the stranger."""

    things: Mapping[str, str]
    tokens: Mapping[Visitor, str]


def build(db: Session, platform: Platform) -> World:
    """Commits."""
    people = _people(db)
    profile = _profile(db, people[Visitor.CANDIDATE])
    _other_profile(db, people[Visitor.OTHER_CANDIDATE])
    things = {
        **_of_account(db, people[Visitor.CANDIDATE]),
        **_of_profile(db, people[Visitor.CANDIDATE], profile, platform),
        **_of_both(db, people),
        **_decided(db, people),
        **_others(db, people),
        **_links(db, platform, people[Visitor.CANDIDATE]),
        "provider": "nobodys",
        "file": "nothing.css",
        "skill": skill_uri("administer-medication"),
        "occupation": occupation_uri("nurse"),
    }
    tokens = {visitor: _open(db, actor) for visitor, actor in people.items()}
    db.execute(sa.update(Account).values(password_hash=QUICK_HASH))
    things["session"] = db.scalars(
        sa.select(sessions.SignIn.id).where(sessions.SignIn.device == "Zqdevice")
    ).one()
    db.commit()
    return World(things, tokens)


def _people(db: Session) -> dict[Visitor, Actor]:
    invented = make_organisation(db, name="Invented Works", is_demonstration=True)
    return {
        Visitor.CANDIDATE: make_actor(db, display_name=NAME, email=EMAIL),
        Visitor.OTHER_CANDIDATE: make_actor(db),
        Visitor.EMPLOYER: make_employer(db, name="Boring Hospital (invented)"),
        Visitor.OTHER_EMPLOYER: make_employer(db),
        Visitor.UNVERIFIED: make_employer(db, vetting=Vetting.PENDING),
        Visitor.OFFICER: make_actor(db, Role.OFFICER),
        Visitor.CONTACT_POINT: make_issuer(db),
        Visitor.ADMINISTRATOR: make_actor(db, Role.ADMINISTRATOR),
        Visitor.SHARED_CANDIDATE: make_actor(db, is_demonstration=True),
        Visitor.SHARED_EMPLOYER: make_actor(db, Role.EMPLOYER, organisation=invented, is_demonstration=True),
        Visitor.SHARED_CONTACT_POINT: make_issuer(db, is_demonstration=True),
    }


def _other_profile(db: Session, owner: Actor) -> Profile:
    """Of what is counted by its name nothing that the candidate has, but a country where both may apply."""
    return make_profile(db, owner=owner, destinations=frozenset({"AT", "DE"}), languages=())


def _open(db: Session, actor: Actor) -> str:
    return sessions.open_for(db, db.get_one(Account, actor.account_id), "").token


def _profile(db: Session, owner: Actor) -> Profile:
    return make_profile(
        db,
        owner=owner,
        texts=(TextDraft(TextKind.CV, WORDS, "en"), TextDraft(TextKind.SUMMARY, "Zqwords of myself", "en")),
        experiences=(ExperienceDraft("Zqwords, ward nurse", country="TN", words="Zqwords on a ward"),),
        qualifications=(QualificationDraft("Zqwords diploma", "TN", isced=6, year=2016),),
        languages=(LanguageDraft("fr", LanguageLevel.B2), LanguageDraft("ar", LanguageLevel.NATIVE)),
        licences=(LicenceDraft(LicenceKind.DRIVING, category="B", country="TN"),),
    )


def _of_account(db: Session, owner: Actor) -> dict[str, str]:
    sessions.open_for(db, db.get_one(Account, owner.account_id), "Zqdevice")
    account = owner.account_id or ""
    passkey = Passkey(account_id=account, credential_id="zq", public_key="zq", sign_count=0, name="Zqkey")
    identity = LinkedIdentity(account_id=account, issuer="https://id.example", subject="zq")
    db.add_all([passkey, identity])
    search = saved_searches.save(db, owner, "Zqwords", {"q": "nurse"}, Alert.NEVER)
    removed = saved_searches.save(db, owner, "Zqwords gone", {"q": "cook"}, Alert.NEVER)
    saved_searches.remove(db, owner, removed)
    news = notifications.notify(db, account, Kind.SEARCH_NEWS, search=search.id, vacancies=1)
    db.flush()
    assert news is not None
    return {
        "passkey": passkey.id,
        "identity": identity.id,
        "search": search.id,
        "removed_search": removed.id,
        "notification": news.id,
    }


def _of_profile(db: Session, owner: Actor, profile: Profile, platform: Platform) -> dict[str, str]:
    programme = profiles.add(db, owner, ProgrammeDraft("Zqwords partnership", "DE"))
    gone = profiles.add(db, owner, ExperienceDraft("Zqwords, cook"))
    removal = profiles.take_out(db, owner, gone)
    claims = [_claim(db, owner, profile, uri) for uri in (skill_uri("dress-wounds"), skill_uri("write-code"))]
    skill_claims.remove(db, owner, profile, claims[1])
    said = skill_claims.Details(years=6, words="Zqwords about wounds")
    skill_claims.describe(db, owner, profile, skill_claims.get(db, owner, claims[0]), said)
    nurse = _claim(db, owner, profile, occupation_uri("nurse"), ClaimKind.OCCUPATION)
    document, removed = (_document(db, owner, platform, place) for place in (b"zq here", b"zq gone"))
    documents.remove(db, owner, removed)
    waiting = Draft((Item("0", ItemKind.TEXT, {"words": WORDS}),), language="en")
    imports.keep(db, owner, waiting, seal=platform.seal)
    return {
        "candidate": profile.code,
        "text": next(text.id for text in profile.texts if text.kind is TextKind.CV),
        "experience": profile.experiences[0].id,
        "education": profile.qualifications[0].id,
        "language": "fr",
        "licence": profile.licences[0].id,
        "destination": "FR",
        "programme": programme.id,
        "programme_asked_at": programme.asked_at.isoformat(),
        "removal": removal.id,
        "claim": claims[0],
        "rejected_claim": claims[1],
        "confirmed_occupation": nurse,
        "document": document.id,
        "removed_document": removed.id,
    }


def _claim(db: Session, owner: Actor, profile: Profile, uri: str, kind: ClaimKind = ClaimKind.SKILL) -> str:
    made = Decision(uri, kind, "Zqwords", ClaimStatus.CONFIRMED)
    skill_claims.decide(db, owner, profile, [made], source=ClaimSource.PICKED)
    db.flush()
    return next(claim.id for claim in skill_claims.of(db, profile) if claim.concept_uri == uri)


def _document(db: Session, owner: Actor, platform: Platform, place: bytes) -> Document:
    sent = Sent("Zqwords.jpg", Media.JPEG, pictures.jpeg(place=place))
    return documents.add(db, owner, sent, Details(DocumentKind.DIPLOMA), vault=platform.documents)


def _of_both(db: Session, people: Mapping[Visitor, Actor]) -> dict[str, str]:
    """What the candidate and the employer have with each other."""
    candidate, employer = people[Visitor.CANDIDATE], people[Visitor.EMPLOYER]
    application = _application(db, candidate, employer)
    withdrawn = _application(db, candidate, employer)
    applications.withdraw(db, candidate, withdrawn)
    talk, blocked = _talk(db, candidate, employer, application), _application(db, candidate, employer)
    report = reports.make(db, employer, talk, Concern.OTHER, "This is odd (invented)")
    assert not isinstance(report, str)
    return {
        "vacancy": application.vacancy.code,
        "application": application.id,
        "withdrawn": withdrawn.id,
        "begun_vacancy": blocked.vacancy.code,
        "begun": blocked.id,
        "conversation": talk.id,
        "report": report.id,
    }


def _decided(db: Session, people: Mapping[Visitor, Actor]) -> dict[str, str]:
    """What the candidate and the contact point have with each other."""
    draft = ProgrammeDraft("Zqwords exchange", "DE")
    programme = profiles.add(db, people[Visitor.CANDIDATE], draft)
    programmes.confirm(db, people[Visitor.CONTACT_POINT], programme, seen=programme.asked_at)
    return {"decided_programme": programme.id}


def _application(db: Session, candidate: Actor, employer: Actor) -> Application:
    return applications.apply(db, candidate, make_vacancy(db, employer=employer), note="Zqwords, in May")


def _talk(db: Session, candidate: Actor, employer: Actor, application: Application) -> Conversation:
    talk = conversations.about(db, candidate, application)
    conversations.send(db, candidate, talk, "Zqwords, good day")
    conversations.send(db, employer, talk, "Good day")
    return talk


def _others(db: Session, people: Mapping[Visitor, Actor]) -> dict[str, str]:
    """What is nobody's secret, or another's."""
    employer = people[Visitor.EMPLOYER]
    hidden = make_actor(db, display_name=NAME)
    shared = people[Visitor.SHARED_CANDIDATE]
    return {
        "open_vacancy": make_vacancy(db, employer=employer).code,
        "draft": make_vacancy(db, employer=employer, published=False).code,
        "hidden_candidate": make_profile(db, owner=hidden, visibility=Visibility.HIDDEN).code,
        "invented_candidate": make_profile(db, is_demonstration=True).code,
        "shared_candidate": _other_profile(db, shared).code,
    }


def _links(db: Session, platform: Platform, owner: Actor) -> dict[str, str]:
    """What the links in mails to the candidate need, for every kind of link that works once."""
    account, soon = owner.account_id or "", records.now() + sessions.SIGN_IN_LASTS
    of_link = {"token_digest": digest(TOKEN), "expires_at": soon}
    asked = {"password_hash": QUICK_HASH, "display_name": NAME, "locale": "en"}
    place = {"residence": "TN", "destination": "DE", "facts_version": "none"}
    db.add_all(
        [
            EmailChange(account_id=account, email="zqnew@people.example", **of_link),
            FormerEmail(account_id=account, email="zqold@people.example", **of_link),
            PasswordReset(account_id=account, **of_link),
            Registration(email="zqfresh@people.example", **asked, **place, **of_link),
            Leaving(account_id=make_actor(db).account_id, token_digest=digest(TOKEN), due_at=soon),
            _reminder(make_actor(db)),
        ]
    )
    return {"token": TOKEN, "stop": unsubscribing.token(platform.seal, account, [Kind.MESSAGE])}


def _reminder(actor: Actor) -> RetentionStep:
    return RetentionStep(
        account_id=actor.account_id,
        active_at=records.now(),
        kind=retention.Kind.REMIND,
        months=6,
        token_digest=digest(TOKEN),
    )
