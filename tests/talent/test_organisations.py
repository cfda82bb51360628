"""Organisations: vetting by steps, and who sees them."""

import pytest
from sqlalchemy.orm import Session

from talent import organisations
from talent.accounts import Account
from talent.actors import OPERATOR, STRANGER, Role
from talent.errors import Conflict, NotAllowed, NotFound, RuleBroken
from talent.organisations import Organisation, OrganisationDraft, Vetting
from tests.factories.records import make_account, make_actor, make_employer, make_organisation


def test_whoever_registers_an_organisation_acts_for_it(db: Session) -> None:
    employer = make_actor(db, Role.EMPLOYER)
    organisation = organisations.register(db, employer, OrganisationDraft("Boring (invented)", "DE"))
    db.flush()
    again = organisations.actor_of(db, db.get(Account, employer.account_id))
    assert again.organisation_id == organisation.id
    assert organisation.vetting is Vetting.PENDING


def test_what_a_demonstration_account_registers_is_a_demonstration(db: Session) -> None:
    actor = make_actor(db, Role.EMPLOYER, is_demonstration=True)
    assert organisations.register(db, actor, OrganisationDraft("Trial", "DE")).is_demonstration


def test_the_actor_of_an_account(db: Session) -> None:
    account = make_account(db, Role.EMPLOYER, Role.CANDIDATE)
    actor = organisations.actor_of(db, account)
    assert actor.name == actor.account_id == account.id
    assert actor.roles == {Role.EMPLOYER, Role.CANDIDATE}
    assert actor.organisation_id is None


def test_nobody_signed_in_is_the_stranger(db: Session) -> None:
    assert organisations.actor_of(db, None) is STRANGER


def test_a_candidate_registers_no_organisation(db: Session) -> None:
    with pytest.raises(NotAllowed):
        organisations.register(db, make_actor(db), OrganisationDraft("Boring", "DE"))


def test_an_unknown_country_is_refused(db: Session) -> None:
    with pytest.raises(RuleBroken, match="unknown-country"):
        organisations.register(db, OPERATOR, OrganisationDraft("Boring", "XX"))


@pytest.mark.parametrize("start", list(Vetting))
@pytest.mark.parametrize("outcome", list(Vetting))
def test_vetting_goes_by_the_table(db: Session, start: Vetting, outcome: Vetting) -> None:
    organisation = make_organisation(db, vetting=Vetting.PENDING)
    organisation.vetting = start
    contact_point = make_actor(db, Role.CONTACT_POINT)
    if outcome in organisations.MOVES[start]:
        organisations.vet(db, contact_point, organisation, outcome)
        assert organisation.vetting is outcome
    else:
        with pytest.raises(Conflict):
            organisations.vet(db, contact_point, organisation, outcome)


def test_employers_do_not_vet_themselves(db: Session) -> None:
    employer = make_employer(db, vetting=Vetting.PENDING)
    organisation = db.get_one(Organisation, employer.organisation_id)
    with pytest.raises(NotAllowed):
        organisations.vet(db, employer, organisation, Vetting.VERIFIED)


def test_who_sees_an_organisation_that_waits(db: Session) -> None:
    employer = make_employer(db, vetting=Vetting.PENDING)
    waiting = db.get_one(Organisation, employer.organisation_id)
    for actor in (employer, make_actor(db, Role.CONTACT_POINT), OPERATOR):
        assert organisations.get(db, actor, waiting.id) is waiting
    for actor in (STRANGER, make_actor(db), make_employer(db)):
        with pytest.raises(NotFound):
            organisations.get(db, actor, waiting.id)


def test_anyone_sees_a_verified_organisation(db: Session) -> None:
    organisation = make_organisation(db)
    assert organisations.get(db, STRANGER, organisation.id) is organisation
