"""Programmes before their issuer: seen by one authority, decided on the words that it read, fallen when they change."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from talent import audit, notifications, profiles, programmes, sharing
from talent import db as records
from talent.actors import OPERATOR, STRANGER, Actor, Role
from talent.errors import Conflict, NotAllowed, NotFound, RuleBroken
from talent.notifications import Kind
from talent.organisations import OrganisationKind, Vetting
from talent.profiles import (
    PersonalDraft,
    Programme,
    ProgrammeDraft,
    ProgrammeReason,
    ProgrammeState,
    Visibility,
)
from tests.factories.records import make_actor, make_employer, make_issuer, make_organisation, make_profile

NAMED = ProgrammeDraft("Partnership (invented)", "DE", reference="P-1 (invented)")


@pytest.fixture
def issuer(db: Session) -> Actor:
    return make_issuer(db)


@pytest.fixture
def candidate(db: Session) -> Actor:
    candidate = make_actor(db)
    make_profile(db, owner=candidate)
    return candidate


@pytest.fixture
def programme(db: Session, candidate: Actor) -> Programme:
    return name_one(db, candidate)


def name_one(db: Session, candidate: Actor, draft: ProgrammeDraft = NAMED) -> Programme:
    row: Programme = profiles.add(db, candidate, draft)
    db.flush()
    return row


def confirm(db: Session, issuer: Actor, programme: Programme) -> None:
    programmes.confirm(db, issuer, programme, seen=programme.asked_at)


def decline(
    db: Session,
    issuer: Actor,
    programme: Programme,
    reason: ProgrammeReason = ProgrammeReason.NOT_FOUND,
    answer: str = "",
) -> None:
    programmes.decline(db, issuer, programme, reason, seen=programme.asked_at, answer=answer)


def news(db: Session, candidate: Actor) -> list[str]:
    found = notifications.newest(db, candidate, most=10)
    return [each.data["outcome"] for each in found if each.kind == Kind.PROGRAMME_DECIDED]


class TestWhoSeesWhat:
    def test_the_authority_of_the_country_that_issued_it(
        self, db: Session, issuer: Actor, programme: Programme
    ) -> None:
        elsewhere = make_actor(db)
        make_profile(db, owner=elsewhere)
        name_one(db, elsewhere, ProgrammeDraft("Elsewhere (invented)", "FR"))
        assert list(programmes.listed(db, issuer)) == [programme]
        assert programmes.get(db, issuer, programme.id) is programme

    def test_not_of_a_hidden_profile_but_of_a_paused_one(
        self, db: Session, issuer: Actor, candidate: Actor, programme: Programme
    ) -> None:
        profile = profiles.begin(db, candidate)
        for visibility, seen in ((Visibility.PAUSED, [programme]), (Visibility.HIDDEN, [])):
            profile.visibility = visibility
            db.flush()
            assert list(programmes.listed(db, issuer)) == seen

    @pytest.mark.parametrize(
        "changes",
        [
            {"country": "FR"},
            {"vetting": Vetting.PENDING},
            {"vetting": Vetting.SUSPENDED},
            {"kind": OrganisationKind.EMPLOYER},
            {"is_demonstration": True},
        ],
        ids=["another country", "not vetted", "suspended", "no authority", "published password"],
    )
    def test_no_other_contact_point(self, db: Session, programme: Programme, changes: dict[str, Any]) -> None:
        other = make_issuer(db, **changes)
        assert list(programmes.listed(db, other)) == []
        with pytest.raises(NotFound):
            programmes.get(db, other, programme.id)
        with pytest.raises(NotFound):
            confirm(db, other, programme)

    @pytest.mark.usefixtures("programme")
    def test_nobody_without_an_authority(self, db: Session) -> None:
        for actor in (make_actor(db, Role.CONTACT_POINT), OPERATOR):
            assert programmes.issuer(db, actor) is None
            assert list(programmes.listed(db, actor)) == []

    @pytest.mark.parametrize("role", [role for role in Role if role is not Role.CONTACT_POINT])
    def test_no_other_role(self, db: Session, programme: Programme, role: Role) -> None:
        authority = make_organisation(db, kind=OrganisationKind.AUTHORITY)
        for actor in (make_actor(db, role, organisation=authority), STRANGER):
            assert db.scalars(programmes.visible_to(actor)).all() == []
            for verb in (programmes.listed, programmes.counts, programmes.issuer):
                with pytest.raises(NotAllowed):
                    verb(db, actor)
            with pytest.raises(NotAllowed):
                confirm(db, actor, programme)

    def test_nobody_confirms_their_own(self, db: Session) -> None:
        authority = make_organisation(db, kind=OrganisationKind.AUTHORITY)
        both = make_actor(db, Role.CANDIDATE, Role.CONTACT_POINT, organisation=authority)
        make_profile(db, owner=both)
        own = name_one(db, both)
        with pytest.raises(NotFound):
            confirm(db, both, own)

    def test_with_a_published_password_only_invented_people(self, db: Session, programme: Programme) -> None:
        shared, invented = make_issuer(db, is_demonstration=True), make_actor(db, is_demonstration=True)
        make_profile(db, owner=invented)
        theirs = name_one(db, invented)
        assert list(programmes.listed(db, shared)) == [theirs]
        assert list(programmes.listed(db, make_issuer(db))) == [programme]


class TestDeciding:
    def test_confirmed(self, db: Session, issuer: Actor, candidate: Actor, programme: Programme) -> None:
        confirm(db, issuer, programme)
        assert programme.is_confirmed
        assert (programme.decided_by, programme.organisation_id) == (issuer.name, issuer.organisation_id)
        assert news(db, candidate) == ["confirmed"]

    def test_declined_with_a_reason_in_words(
        self, db: Session, issuer: Actor, candidate: Actor, programme: Programme
    ) -> None:
        with pytest.raises(RuleBroken) as broken:
            decline(db, issuer, programme, ProgrammeReason.OTHER)
        assert (broken.value.field, programme.state) == ("answer", ProgrammeState.WAITING)
        decline(db, issuer, programme, ProgrammeReason.OTHER, "The course was stopped (invented)")
        assert (programme.state, programme.answer) == (
            ProgrammeState.DECLINED,
            "The course was stopped (invented)",
        )
        assert news(db, candidate) == ["declined"]

    def test_a_confirmation_is_taken_back_with_a_reason(
        self, db: Session, issuer: Actor, programme: Programme
    ) -> None:
        confirm(db, issuer, programme)
        decline(db, issuer, programme, ProgrammeReason.MISTAKE)
        assert (programme.state, programme.reason) == (ProgrammeState.DECLINED, ProgrammeReason.MISTAKE)

    def test_what_was_declined_can_be_confirmed_after_all(
        self, db: Session, issuer: Actor, programme: Programme
    ) -> None:
        decline(db, issuer, programme)
        confirm(db, issuer, programme)
        assert (programme.is_confirmed, programme.reason, programme.answer) == (True, None, None)

    def test_twice_the_same_is_none(self, db: Session, issuer: Actor, programme: Programme) -> None:
        confirm(db, issuer, programme)
        with pytest.raises(Conflict):
            confirm(db, issuer, programme)

    def test_nobody_confirms_what_they_did_not_read(
        self, db: Session, issuer: Actor, candidate: Actor, programme: Programme
    ) -> None:
        read = programme.asked_at
        profiles.change(db, candidate, programme, ProgrammeDraft("Another (invented)", "DE"))
        with pytest.raises(Conflict):
            programmes.confirm(db, issuer, programme, seen=read)
        assert programme.state is ProgrammeState.WAITING

    def test_the_history_has_codes_and_is_the_candidates(
        self, db: Session, issuer: Actor, candidate: Actor, programme: Programme
    ) -> None:
        decline(db, issuer, programme, ProgrammeReason.OTHER, "In words (invented)")
        events = audit.events_about(db, OPERATOR, profiles.begin(db, candidate))
        [event] = [each for each in events if each.kind == audit.EventKind.PROGRAMME_MOVED]
        assert event.data == {"programme": programme.id, "to": "declined", "reason": "other"}


class TestUndoing:
    def test_it_waits_again_and_was_no_news(
        self, db: Session, issuer: Actor, candidate: Actor, programme: Programme
    ) -> None:
        confirm(db, issuer, programme)
        programmes.undo(db, issuer, programme)
        assert (programme.state, programme.decided_at) == (ProgrammeState.WAITING, None)
        assert programme.decided_by is programme.organisation_id is None
        assert news(db, candidate) == []

    def test_whoever_has_read_it_is_told(
        self, db: Session, issuer: Actor, candidate: Actor, programme: Programme
    ) -> None:
        decline(db, issuer, programme)
        notifications.mark_all_read(db, candidate)
        programmes.undo(db, issuer, programme)
        assert sorted(news(db, candidate)) == ["declined", "waiting"]

    def test_not_for_ever(self, db: Session, issuer: Actor, programme: Programme) -> None:
        confirm(db, issuer, programme)
        programme.decided_at = records.now() - programmes.UNDO_FOR - timedelta(seconds=1)
        db.flush()
        with pytest.raises(Conflict):
            programmes.undo(db, issuer, programme)
        assert programme.is_confirmed

    def test_nothing_to_undo(self, db: Session, issuer: Actor, programme: Programme) -> None:
        with pytest.raises(Conflict):
            programmes.undo(db, issuer, programme)


class TestFalling:
    @pytest.mark.parametrize("decide", [confirm, decline])
    def test_a_change_of_the_entry(
        self, db: Session, issuer: Actor, candidate: Actor, programme: Programme, decide: object
    ) -> None:
        assert callable(decide)
        decide(db, issuer, programme)
        before = programme.asked_at
        profiles.change(db, candidate, programme, NAMED)
        assert not programme.reopened, "saving the same again changes nothing"
        profiles.change(db, candidate, programme, ProgrammeDraft("Other (invented)", "DE"))
        assert (programme.state, programme.reopened) == (ProgrammeState.WAITING, True)
        assert programme.asked_at > before

    def test_another_name_of_its_owner(
        self, db: Session, issuer: Actor, candidate: Actor, programme: Programme
    ) -> None:
        """Else one could have a programme confirmed under the name of somebody who took part."""
        confirm(db, issuer, programme)
        profiles.introduce(db, candidate, PersonalDraft("Boring Person (invented)", "TN", "ar"))
        assert programme.is_confirmed, "the name is as it was"
        profiles.introduce(db, candidate, PersonalDraft("Somebody Else (invented)", "TN", "ar"))
        assert (programme.state, programme.reopened) == (ProgrammeState.WAITING, True)

    def test_what_was_taken_out_comes_back_confirmed_but_under_no_other_name(
        self, db: Session, issuer: Actor, candidate: Actor, programme: Programme
    ) -> None:
        confirm(db, issuer, programme)
        removal = profiles.take_out(db, candidate, programme)
        profiles.put_back(db, candidate, removal.id)
        [back] = profiles.begin(db, candidate).programmes
        assert back.is_confirmed

        removal = profiles.take_out(db, candidate, back)
        profiles.introduce(db, candidate, PersonalDraft("Somebody Else (invented)", "TN", "ar"))
        with pytest.raises(NotFound):
            profiles.put_back(db, candidate, removal.id)

    def test_the_organisation_may_go_and_the_decision_stays(
        self, db: Session, issuer: Actor, programme: Programme
    ) -> None:
        confirm(db, issuer, programme)
        db.delete(programmes.issuer(db, issuer))
        db.flush()
        db.refresh(programme)
        assert (programme.is_confirmed, programme.organisation) == (True, None)


class TestTheList:
    def test_what_waits_longest_comes_first(self, db: Session, issuer: Actor, candidate: Actor) -> None:
        first, second, third, fourth = (
            name_one(db, candidate, ProgrammeDraft(f"{n} (invented)", "DE")) for n in range(4)
        )
        confirm(db, issuer, first)
        decline(db, issuer, second)
        assert list(programmes.listed(db, issuer)) == [third, fourth, second, first]
        assert list(programmes.listed(db, issuer, start=1, most=2)) == [fourth, second]
        assert list(programmes.listed(db, issuer, state=ProgrammeState.CONFIRMED)) == [first]
        assert programmes.counts(db, issuer) == {
            ProgrammeState.WAITING: 2,
            ProgrammeState.CONFIRMED: 1,
            ProgrammeState.DECLINED: 1,
        }

    def test_the_name_of_its_owner_is_for_the_issuer(
        self, db: Session, issuer: Actor, programme: Programme
    ) -> None:
        assert programmes.owner_name(db, issuer, programme) == "Boring Person (invented)"
        with pytest.raises(NotAllowed):
            programmes.owner_name(db, make_employer(db), programme)


class TestAnnouncing:
    @pytest.fixture
    def told(self, db: Session, issuer: Actor) -> Callable[[], int]:
        """How much news the issuer has not read, which it then has."""

        def count() -> int:
            unread = notifications.unread(db, issuer.account_id or "")
            notifications.mark_all_read(db, issuer)
            return unread

        return count

    def test_the_issuers_of_the_country_are_told_once(
        self, db: Session, issuer: Actor, candidate: Actor
    ) -> None:
        elsewhere, invented = make_issuer(db, country="FR"), make_issuer(db, is_demonstration=True)
        for n in range(2):
            with programmes.announcing(db, candidate):
                name_one(db, candidate, ProgrammeDraft(f"{n} (invented)", "DE"))
        unread = [notifications.unread(db, each.account_id or "") for each in (issuer, elsewhere, invented)]
        assert unread == [1, 0, 0]

    def test_of_what_changed_and_of_nothing_else(
        self, db: Session, candidate: Actor, programme: Programme, told: Callable[[], int]
    ) -> None:
        with programmes.announcing(db, candidate):
            profiles.change(db, candidate, programme, NAMED)
        assert told() == 0
        with programmes.announcing(db, candidate):
            profiles.change(db, candidate, programme, ProgrammeDraft("Other (invented)", "DE"))
        assert told() == 1

    def test_of_what_comes_out_of_hiding(
        self, db: Session, candidate: Actor, told: Callable[[], int]
    ) -> None:
        profile = profiles.begin(db, candidate)
        profile.visibility = Visibility.HIDDEN
        with programmes.announcing(db, candidate):
            name_one(db, candidate)
        assert told() == 0
        with programmes.announcing(db, candidate):
            sharing.set_visibility(db, candidate, Visibility.VISIBLE)
        assert told() == 1
