"""Puts the invented people, organisations and vacancies into the database, and takes them out again.

Loading is one transaction and may be repeated: what changed in the files is updated, what left them is removed.
Rows derived from profiles and vacancies (matching.store) go with them, by ON DELETE CASCADE. The audit trail
keeps the ids of what was removed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from talent import accounts, audit, consents, profiles, vacancies
from talent import db as records
from talent.accounts import Account, NewAccount
from talent.actors import OPERATOR, Role
from talent.audit import EventKind
from talent.consents import Consent
from talent.demonstration import data, partnership
from talent.demonstration.data import PACKAGED, CandidateEntry, Demonstration, SeedError, VacancyEntry
from talent.errors import RuleBroken
from talent.organisations import Membership, Organisation, Vetting, actor_of
from talent.profiles import (
    LanguageDraft,
    Profile,
    ProfileDraft,
    QualificationDraft,
    Section,
    TextDraft,
    TextKind,
    Visibility,
)
from talent.vacancies import Pay, Vacancy, VacancyDraft, VacancyStatus

PASSWORD: Final = "invented-people-only"  # noqa: S105  published on purpose; see `load`

DOMAIN: Final = "demonstration.example"


Record = TypeVar("Record", Profile, Vacancy, Organisation, Account)


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


@dataclass(frozen=True, slots=True)
class SeedReport:
    """What is there after loading, how much of it this load changed, and who may sign in with PASSWORD."""

    candidates: int
    vacancies: int
    organisations: int
    changed: int
    removed: int
    sign_ins: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RemovalReport:
    candidates: int
    vacancies: int
    organisations: int
    accounts: int


@dataclass(frozen=True, slots=True)
class Truth:
    """What an invented person or vacancy really is, whatever its text claims. `isco`: ISCO-08, four digits."""

    key: str
    kind: str
    occupation: str
    isco: str
    style: str | None


def truth(folder: Path = PACKAGED) -> dict[str, Truth]:
    """By the id of the profile or vacancy; for measuring only, never stored beside them."""
    read = data.read(folder)
    people = {each.id: _truth(each, "candidate", each.style) for each in read.candidates}
    return people | {each.id: _truth(each, "vacancy", None) for each in read.vacancies}


def sign_ins(folder: Path = PACKAGED) -> tuple[tuple[Role, str], ...]:
    """Role and e-mail address of the accounts that `load` makes, except in production."""
    return _sign_ins(data.read(folder))


def load(db: Session, *, folder: Path = PACKAGED, production: bool = False) -> SeedReport:
    """Makes the database hold what the files say. Raises SeedError, and then nothing may be committed.

    In `production` nobody gets an account whose password is published, and those who have one lose it.
    """
    read = data.read(folder)
    records.one_at_a_time(db, "demonstration")
    if production:
        db.execute(sa.delete(Account).where(Account.is_demonstration))
    organisations = _load_organisations(db, read.vacancies)
    office = _load_authority(db, read)
    changed = _load_candidates(db, read) + _load_vacancies(db, read)
    removed = _keep_only(db, Profile, read.candidates) + _keep_only(db, Vacancy, read.vacancies)
    _keep_only(db, Organisation, [*organisations, *office])
    emails = () if production else _load_accounts(db, read, organisations, office)
    report = SeedReport(
        len(read.candidates), len(read.vacancies), len(organisations), changed, removed, sign_ins=emails
    )
    if changed or removed:
        audit.record(db, OPERATOR, EventKind.DEMONSTRATION_LOADED, changed=changed, removed=removed)
    return report


def remove(db: Session) -> RemovalReport:
    """Deletes everything invented, what visitors made with demonstration accounts included."""
    report = RemovalReport(
        candidates=_delete(db, Profile),
        vacancies=_delete(db, Vacancy),
        organisations=_delete(db, Organisation),
        accounts=_delete(db, Account),
    )
    audit.record(db, OPERATOR, EventKind.DEMONSTRATION_REMOVED, candidates=report.candidates)
    return report


def _truth(entry: CandidateEntry | VacancyEntry, kind: str, style: str | None) -> Truth:
    return Truth(entry.key, kind, entry.occupation, entry.isco, style)


def _delete(db: Session, model: type[Record]) -> int:
    deleted = db.execute(sa.delete(model).where(model.is_demonstration).returning(model.id))
    return len(deleted.all())


def _keep_only(db: Session, model: type[Record], kept: Iterable[_HasId]) -> int:
    """Deletes what left the files. What visitors made with demonstration accounts stays."""
    ids = db.scalars(sa.select(model.id).where(model.is_demonstration))
    left = {each for each in ids if data.is_from_files(each)} - {each.id for each in kept}
    db.execute(sa.delete(model).where(model.id.in_(left)))
    return len(left)


def _load_organisations(db: Session, entries: Iterable[VacancyEntry]) -> list[Organisation]:
    """Verified organisations, one for each pair of country and name, in that order."""
    there = {
        each.id: each for each in db.scalars(sa.select(Organisation).where(Organisation.is_demonstration))
    }
    wanted = sorted({(entry.country, entry.organisation) for entry in entries})
    loaded = [there.get(_organisation_id(*each)) or _new_organisation(*each) for each in wanted]
    db.add_all(loaded)
    db.flush()
    return loaded


def _load_authority(db: Session, read: Demonstration) -> list[Organisation]:
    """One, in the country of the first vacancy; none where there are no vacancies."""
    loaded = [partnership.authority(db, entry.country) for entry in read.vacancies[:1]]
    db.add_all(loaded)
    db.flush()
    return loaded


def _organisation_id(country: str, name: str) -> str:
    return data.stable_id("organisation", f"{country}/{name}")


def _new_organisation(country: str, name: str) -> Organisation:
    return Organisation(
        id=_organisation_id(country, name),
        name=name,
        country=country,
        vetting=Vetting.VERIFIED,
        is_demonstration=True,
    )


def _load_candidates(db: Session, read: Demonstration) -> int:
    there = {each.id: each for each in db.scalars(sa.select(Profile).where(Profile.is_demonstration))}
    destinations = frozenset(entry.country for entry in read.vacancies)
    changed = 0
    for entry in read.candidates:
        profile = there.get(entry.id) or Profile(id=entry.id, is_demonstration=True)
        before = profile.updated_at
        try:
            profiles.save(db, OPERATOR, _profile_draft(entry, destinations), profile=profile)
        except RuleBroken as error:
            raise SeedError(read.where[entry.id], str(error)) from error
        changed += profile.updated_at != before
    _let_them_agree(db, [entry.id for entry in read.candidates], destinations)
    return changed


def _let_them_agree(db: Session, people: Iterable[str], destinations: Iterable[str]) -> None:
    """Invented people agree to everything, once: what a visitor withdraws for one of them stays withdrawn."""
    decided = set(db.scalars(sa.select(Consent.profile_id).distinct()))
    version = {"version": consents.current_text().version, "language": "en", "given_at": records.now()}
    rows = [
        {"id": records.new_id(), "profile_id": person, "country": country, "section": section, **version}
        for person in people
        if person not in decided
        for country in destinations
        for section in Section
    ]
    if rows:
        db.execute(sa.insert(Consent), rows)


def _profile_draft(entry: CandidateEntry, destinations: frozenset[str]) -> ProfileDraft:
    return ProfileDraft(
        residence=entry.residence,
        texts=(TextDraft(TextKind.CV, entry.text.strip(), entry.language),),
        qualifications=tuple(QualificationDraft(**each.model_dump()) for each in entry.qualification),
        languages=tuple(LanguageDraft(each.code, each.level) for each in entry.speaks),
        destinations=destinations,
        visibility=Visibility.VISIBLE,
    )


def _load_vacancies(db: Session, read: Demonstration) -> int:
    there = {each.id: each for each in db.scalars(sa.select(Vacancy).where(Vacancy.is_demonstration))}
    changed = 0
    for entry in read.vacancies:
        vacancy = there.get(entry.id) or Vacancy(
            id=entry.id, status=VacancyStatus.PUBLISHED, is_demonstration=True
        )
        vacancy.organisation_id = _organisation_id(entry.country, entry.organisation)
        before = vacancy.updated_at
        try:
            vacancies.save(db, OPERATOR, _vacancy_draft(entry), vacancy=vacancy)
        except RuleBroken as error:
            raise SeedError(read.where[entry.id], str(error)) from error
        changed += vacancy.updated_at != before
    return changed


def _vacancy_draft(entry: VacancyEntry) -> VacancyDraft:
    pay = None
    if entry.pay_min and entry.pay_max and entry.currency and entry.period:
        pay = Pay(entry.pay_min, entry.pay_max, entry.currency, entry.period)
    return VacancyDraft(
        title=entry.title,
        text=entry.text.strip(),
        country=entry.country,
        language=entry.language,
        region=entry.region,
        place=entry.place,
        pay=pay,
    )


def _load_accounts(
    db: Session, read: Demonstration, employers: Sequence[Organisation], office: Sequence[Organisation]
) -> tuple[str, ...]:
    """An employer for each destination country, a candidate who owns the first profile, an officer, a contact point."""
    people = [(email, _account(db, role, email)) for role, email in _sign_ins(read)]
    acts_for = {_employer(each.country): each for each in reversed(employers)}
    acts_for |= {_contact_point(each.country): each for each in office}
    for email, account in people:
        if email in acts_for:
            db.merge(Membership(account_id=account.id, organisation_id=acts_for[email].id))
        elif Role.CANDIDATE in account.roles:
            _give_a_profile(db, account, read.candidates, office)
    return tuple(email for email, _ in people)


def _sign_ins(read: Demonstration) -> tuple[tuple[Role, str], ...]:
    countries = sorted({entry.country for entry in read.vacancies})
    return (
        *((Role.EMPLOYER, _employer(country)) for country in countries),
        (Role.CANDIDATE, f"candidate@{DOMAIN}"),
        (Role.OFFICER, f"officer@{DOMAIN}"),
        *((Role.CONTACT_POINT, _contact_point(entry.country)) for entry in read.vacancies[:1]),
    )


def _employer(country: str) -> str:
    return f"employer-{country.lower()}@{DOMAIN}"


def _contact_point(country: str) -> str:
    return f"contact-point-{country.lower()}@{DOMAIN}"


def _give_a_profile(
    db: Session, account: Account, candidates: Sequence[CandidateEntry], office: Sequence[Organisation]
) -> None:
    has_one = db.scalar(sa.select(Profile.id).where(Profile.account_id == account.id))
    if not candidates or has_one:
        return
    db.get_one(Profile, candidates[0].id).account_id = account.id
    db.flush()
    for authority in office:
        partnership.name_a_programme(db, actor_of(db, account), authority.country)


def _account(db: Session, role: Role, email: str) -> Account:
    there = db.scalar(sa.select(Account).where(Account.email == email))
    if there is not None:
        return there
    name = f"{email.partition('@')[0]} (invented)"
    return accounts.create(db, OPERATOR, NewAccount(email, PASSWORD, name, (role,), is_demonstration=True))
