"""Complete, boring records for tests: whatever a test does not name is plausible and of no importance."""

import itertools
from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy.orm import Session

from talent import consents, organisations, profiles, vacancies
from talent.accounts import Account, AccountRole, passwords
from talent.actors import OPERATOR, Actor, Role
from talent.organisations import Membership, Organisation, OrganisationDraft, OrganisationKind, Vetting
from talent.profiles import (
    LanguageDraft,
    LanguageLevel,
    Profile,
    ProfileDraft,
    QualificationDraft,
    Section,
    TextDraft,
    TextKind,
    Visibility,
)
from talent.vacancies import Vacancy, VacancyDraft

PASSWORD = "a long enough password"

_numbers = itertools.count(1)


@cache
def _hash_of_password() -> str:
    return passwords.hashed(PASSWORD)


def make_account(db: Session, *roles: Role, **changes: Any) -> Account:
    new = {
        "email": f"person{next(_numbers)}@people.example",
        "password_hash": _hash_of_password(),
        "display_name": "Boring Person (invented)",
        "role_rows": {AccountRole(role=role) for role in roles or (Role.CANDIDATE,)},
    }
    account = Account(**(new | changes))
    db.add(account)
    db.flush()
    return account


def make_actor(db: Session, *roles: Role, organisation: Organisation | None = None, **changes: Any) -> Actor:
    account = make_account(db, *roles, **changes)
    if organisation is not None:
        db.add(Membership(account_id=account.id, organisation_id=organisation.id))
    db.flush()
    return organisations.actor_of(db, account)


def make_organisation(
    db: Session, *, vetting: Vetting = Vetting.VERIFIED, is_demonstration: bool = False, **changes: Any
) -> Organisation:
    draft = {"name": "Boring Works (invented)", "country": "DE"}
    organisation = organisations.register(db, OPERATOR, OrganisationDraft(**(draft | changes)))
    organisation.is_demonstration = is_demonstration
    if vetting is not Vetting.PENDING:
        organisations.vet(db, OPERATOR, organisation, vetting)
    db.flush()
    return organisation


def make_employer(db: Session, *, vetting: Vetting = Vetting.VERIFIED, **changes: Any) -> Actor:
    return make_actor(db, Role.EMPLOYER, organisation=make_organisation(db, vetting=vetting, **changes))


def make_issuer(db: Session, *, is_demonstration: bool = False, **changes: Any) -> Actor:
    """A contact point that decides for an authority."""
    authority = {"name": "Boring Partnership Office (invented)", "kind": OrganisationKind.AUTHORITY} | changes
    organisation = make_organisation(db, is_demonstration=is_demonstration, **authority)
    return make_actor(db, Role.CONTACT_POINT, organisation=organisation, is_demonstration=is_demonstration)


def profile_draft(**changes: Any) -> ProfileDraft:
    draft = {
        "residence": "TN",
        "texts": (TextDraft(TextKind.CV, "J'ai travaillé six ans comme infirmière.", "fr"),),
        "qualifications": (QualificationDraft("Licence en sciences infirmières", "TN", isced=6, year=2016),),
        "languages": (LanguageDraft("ar", LanguageLevel.NATIVE), LanguageDraft("fr", LanguageLevel.B2)),
        "destinations": frozenset({"DE", "FR"}),
        "visibility": Visibility.VISIBLE,
    }
    return ProfileDraft(**(draft | changes))


def make_profile(
    db: Session,
    *,
    owner: Actor | None = None,
    is_demonstration: bool = False,
    shared: Iterable[Section] = tuple(Section),
    **changes: Any,
) -> Profile:
    """With consent to show the sections `shared` in all its destinations."""
    profile = profiles.save(db, owner or OPERATOR, profile_draft(**changes))
    profile.is_demonstration = is_demonstration or profile.is_demonstration
    db.flush()
    for country in profile.destinations:
        consents.give(db, owner or OPERATOR, profile, country, frozenset(shared), language="en")
    db.flush()
    return profile


def vacancy_draft(**changes: Any) -> VacancyDraft:
    draft = {
        "title": "Pflegefachkraft (m/w/d)",
        "text": "Wir suchen eine Pflegefachkraft für unsere Station.",
        "country": "DE",
        "language": "de",
    }
    return VacancyDraft(**(draft | changes))


def make_vacancy(
    db: Session, *, employer: Actor | None = None, published: bool = True, **changes: Any
) -> Vacancy:
    employer = employer or make_employer(db)
    vacancy = vacancies.save(db, employer, vacancy_draft(**changes))
    if published:
        vacancies.publish(db, employer, vacancy)
    db.flush()
    return vacancy
