"""Consents: given and withdrawn by section and country, kept as history, to words that stay as they were."""

import hashlib
import json

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from talent import consents, profiles, sharing
from talent.actors import OPERATOR, STRANGER, Actor, Role
from talent.audit import Event, EventKind
from talent.consents import Consent
from talent.errors import NotAllowed, NotFound, RuleBroken
from talent.organisations import Vetting
from talent.profiles import Profile, Visibility
from talent.sections import FINDABLE, Section
from tests.factories.records import make_actor, make_employer, make_profile, profile_draft

DIGESTS = {
    "2026-11": "aeaf9269d94f9a9e870e376429cf1da523dd40dd078329d92d33bccfe9843714",
    "2026-11-23": "ba93a88559c7f257bf6ba1f597df35bcdeee1e817215e23fb642b33e4242dfae",
}
"""SHA-256 of the words of every published version. Other words are another version: add its digest, change none."""


@pytest.fixture
def owner(db: Session) -> Actor:
    return make_actor(db)


@pytest.fixture
def profile(db: Session, owner: Actor) -> Profile:
    """Of somebody who named two countries and agreed to nothing yet."""
    profile = make_profile(db, owner=owner, destinations=frozenset({"DE", "FR"}), shared=())
    assert consents.given(db, profile) == {}
    return profile


def give(db: Session, owner: Actor, profile: Profile, country: str, *sections: Section) -> None:
    consents.give(db, owner, profile, country, sections or tuple(Section), language="fr")


def events(db: Session, kind: EventKind) -> list[dict[str, object]]:
    return list(db.scalars(sa.select(Event.data).where(Event.kind == kind).order_by(Event.id)))


def test_what_is_given_is_in_force_with_its_words(db: Session, owner: Actor, profile: Profile) -> None:
    give(db, owner, profile, "DE", Section.EDUCATION, Section.SKILLS)

    assert consents.given(db, profile) == {"DE": {Section.EDUCATION, Section.SKILLS}}
    row = consents.history(db, owner, profile)[0]
    assert (row.version, row.language) == (consents.current_text().version, "fr")
    assert (
        consents.text(row.version).words(row.language).sections[Section.SKILLS].startswith("Les compétences")
    )
    assert events(db, EventKind.CONSENT_GIVEN) == [{"country": "DE", "sections": "education+skills"}]


def test_giving_twice_is_giving_once(db: Session, owner: Actor, profile: Profile) -> None:
    give(db, owner, profile, "DE", Section.SKILLS)
    give(db, owner, profile, "DE", Section.SKILLS, Section.SUMMARY)

    assert len(consents.history(db, owner, profile)) == 2
    assert len(events(db, EventKind.CONSENT_GIVEN)) == 2


@pytest.mark.parametrize(
    ("chosen", "left"),
    [
        ({}, {}),
        ({"country": "DE"}, {"FR": {Section.SKILLS}}),
        ({"country": "DE", "sections": [Section.SKILLS]}, {"DE": {Section.SUMMARY}, "FR": {Section.SKILLS}}),
        ({"sections": [Section.SKILLS]}, {"DE": {Section.SUMMARY}}),
        ({"country": "NL"}, {"DE": {Section.SUMMARY, Section.SKILLS}, "FR": {Section.SKILLS}}),
    ],
)
def test_withdrawing(
    db: Session, owner: Actor, profile: Profile, chosen: dict[str, str], left: dict[str, set[Section]]
) -> None:
    give(db, owner, profile, "DE", Section.SUMMARY, Section.SKILLS)
    give(db, owner, profile, "FR", Section.SKILLS)

    gone = consents.withdraw(db, owner, profile, **chosen)  # type: ignore[arg-type]
    db.flush()

    assert consents.given(db, profile) == left
    assert gone == 3 - sum(map(len, left.values()))


def test_history_keeps_what_was(db: Session, owner: Actor, profile: Profile) -> None:
    give(db, owner, profile, "DE", Section.SKILLS)
    consents.withdraw(db, owner, profile)
    give(db, owner, profile, "DE", Section.SKILLS)

    again, first = consents.history(db, owner, profile)
    assert (again.withdrawn_at, first.withdrawn_at is None) == (None, False)
    assert first.given_at < first.withdrawn_at < again.given_at  # type: ignore[operator]


def test_a_form_makes_exactly_what_is_ticked(db: Session, owner: Actor, profile: Profile) -> None:
    give(db, owner, profile, "DE", Section.SKILLS, Section.SUMMARY)
    give(db, owner, profile, "FR", Section.SKILLS)
    kept = consents.history(db, owner, profile)[0].id

    consents.keep_to(
        db, owner, profile, {"DE": {Section.SKILLS, Section.EDUCATION}, "FR": set()}, language="en"
    )

    assert consents.given(db, profile) == {"DE": {Section.SKILLS, Section.EDUCATION}}
    assert kept in {row.id for row in consents.history(db, owner, profile)}
    assert len(consents.history(db, owner, profile)) == 4


def test_the_last_withdrawal_is_undone_as_a_whole(db: Session, owner: Actor, profile: Profile) -> None:
    give(db, owner, profile, "DE")
    give(db, owner, profile, "FR", Section.SKILLS)
    before = consents.given(db, profile)
    consents.withdraw(db, owner, profile)
    consents.give_again(db, owner, profile, language="en")

    assert consents.given(db, profile) == before
    assert consents.last_withdrawal(db, owner, profile) != []


def test_nothing_is_undone_where_nothing_was_withdrawn(db: Session, owner: Actor, profile: Profile) -> None:
    consents.give_again(db, owner, profile, language="en")

    assert consents.given(db, profile) == {}


@pytest.mark.parametrize(("country", "code"), [("NL", "not-a-destination"), ("XX", "unknown-country")])
def test_only_for_countries_that_were_named(
    db: Session, owner: Actor, profile: Profile, country: str, code: str
) -> None:
    with pytest.raises(RuleBroken) as broken:
        give(db, owner, profile, country, Section.SKILLS)
    assert (broken.value.field, broken.value.code) == ("country", code)


def test_nobody_agrees_or_asks_for_another(db: Session, profile: Profile) -> None:
    for actor in (STRANGER, make_actor(db), make_employer(db)):
        for act in (
            lambda who=actor: give(db, who, profile, "DE"),
            lambda who=actor: consents.withdraw(db, who, profile),
            lambda who=actor: consents.history(db, who, profile),
            lambda who=actor: consents.keep_to(db, who, profile, {}, language="en"),
            lambda who=actor: consents.give_again(db, who, profile, language="en"),
        ):
            with pytest.raises(NotFound):
                act()
    give(db, OPERATOR, profile, "DE")


def test_the_database_holds_one_consent_in_force(db: Session, owner: Actor, profile: Profile) -> None:
    give(db, owner, profile, "DE", Section.SKILLS)
    same = {"profile_id": profile.id, "country": "DE", "section": Section.SKILLS}
    db.add(Consent(**same, version="2026-11", language="en"))
    with pytest.raises(IntegrityError):
        db.flush()


def test_a_consent_is_never_deleted(db: Session, owner: Actor, profile: Profile) -> None:
    give(db, owner, profile, "DE", Section.SKILLS)
    db.delete(consents.history(db, owner, profile)[0])
    with pytest.raises(TypeError, match="consents are written once"):
        db.flush()


class TestWhoSeesWhat:
    """Through the gate of profiles, which asks consents at every query."""

    def test_an_employer_sees_what_was_agreed_to_for_their_country(
        self, db: Session, owner: Actor, profile: Profile
    ) -> None:
        german, french, dutch = (make_employer(db, country=code) for code in ("DE", "FR", "NL"))
        give(db, owner, profile, "DE", Section.EDUCATION, Section.WISHES)
        give(db, owner, profile, "FR", Section.SKILLS)

        assert shown(db, german) == {profile.id: {Section.EDUCATION, Section.WISHES}}
        assert shown(db, french) == {profile.id: {Section.SKILLS}}
        assert shown(db, dutch) == {}

    def test_a_destination_alone_is_no_consent(self, db: Session, owner: Actor, profile: Profile) -> None:
        assert shown(db, make_employer(db, country="DE")) == {}
        assert shown(db, owner) == {profile.id: set(Section)}

    def test_nobody_is_found_by_where_they_live_and_what_they_wish(
        self, db: Session, owner: Actor, profile: Profile
    ) -> None:
        give(db, owner, profile, "DE", Section.PERSONAL, Section.WISHES)

        assert shown(db, make_employer(db, country="DE")) == {}

    def test_withdrawing_counts_at_once(self, db: Session, owner: Actor, profile: Profile) -> None:
        employer = make_employer(db, country="DE")
        give(db, owner, profile, "DE", Section.EDUCATION, Section.SKILLS)
        consents.withdraw(db, owner, profile, country="DE", sections=[Section.SKILLS])
        assert shown(db, employer) == {profile.id: {Section.EDUCATION}}

        consents.withdraw(db, owner, profile)
        assert shown(db, employer) == {}

    def test_an_employer_who_was_not_checked_sees_nobody_real(
        self, db: Session, owner: Actor, profile: Profile
    ) -> None:
        give(db, owner, profile, "DE")
        invented = make_profile(db, is_demonstration=True, shared=[Section.SKILLS])

        for vetting in (Vetting.PENDING, Vetting.SUSPENDED):
            assert shown(db, make_employer(db, vetting=vetting)) == {invented.id: {Section.SKILLS}}

    def test_strangers_see_what_invented_people_agreed_to_anywhere(self, db: Session) -> None:
        part = make_profile(db, is_demonstration=True, shared=[Section.SKILLS, Section.WISHES])
        make_profile(db, is_demonstration=True, shared=[Section.WISHES])

        assert shown(db, STRANGER) == {part.id: {Section.SKILLS, Section.WISHES}}

    def test_invented_people_withdraw_from_employers_too(self, db: Session) -> None:
        invented = make_profile(db, is_demonstration=True, destinations=frozenset({"FR"}))

        assert shown(db, make_employer(db, country="DE")) == {}
        assert shown(db, make_employer(db, country="FR")) == {invented.id: set(Section)}

    @pytest.mark.parametrize("role", [Role.OFFICER, Role.CONTACT_POINT])
    def test_authorities_see_everything_but_hidden_people(
        self, db: Session, profile: Profile, role: Role
    ) -> None:
        assert shown(db, make_actor(db, role)) == {profile.id: set(Section)}

    def test_only_those_asked_for(self, db: Session) -> None:
        one, _other = (make_profile(db, is_demonstration=True) for _ in range(2))

        assert set(profiles.sections_shown_to(db, STRANGER, among=[one.id])) == {one.id}

    def test_what_a_country_loses_it_does_not_get_back_by_itself(
        self, db: Session, owner: Actor, profile: Profile
    ) -> None:
        give(db, owner, profile, "DE")
        give(db, owner, profile, "FR")
        for destinations in ({"FR"}, {"DE", "FR"}):
            profiles.save(db, owner, profile_draft(destinations=frozenset(destinations)))
            assert set(consents.given(db, profile)) == {"FR"}


class TestSwitch:
    def test_the_profile_is_hidden_and_shown_by_its_owner(
        self, db: Session, owner: Actor, profile: Profile
    ) -> None:
        give(db, owner, profile, "DE")
        employer = make_employer(db, country="DE")
        seen = []
        for visibility in (Visibility.PAUSED, Visibility.HIDDEN, Visibility.VISIBLE, Visibility.VISIBLE):
            sharing.set_visibility(db, owner, visibility)
            db.flush()
            seen.append(profile.id in shown(db, employer))

        assert seen == [False, False, True, True]
        assert events(db, EventKind.VISIBILITY_CHANGED) == [
            {"visibility": "paused"},
            {"visibility": "hidden"},
            {"visibility": "visible"},
        ]

    def test_not_by_others(self, db: Session) -> None:
        with pytest.raises(NotAllowed):
            sharing.set_visibility(db, make_employer(db), Visibility.VISIBLE)
        with pytest.raises(NotFound):
            sharing.set_visibility(db, make_actor(db), Visibility.VISIBLE)


def shown(db: Session, actor: Actor) -> dict[str, frozenset[Section]]:
    found = profiles.sections_shown_to(db, actor)
    assert set(found) == set(db.scalars(profiles.visible_to(actor).with_only_columns(Profile.id)))
    return found


class TestTexts:
    def test_published_words_are_never_changed(self) -> None:
        found = {each.version: _digest(each) for each in consents.texts()}
        assert found == DIGESTS, "publish other words as another version, with a digest of its own"

    def test_versions_follow_each_other(self) -> None:
        days = [each.since for each in consents.texts()]
        assert days == sorted(days)
        assert consents.current_text() is consents.texts()[-1]

    def test_every_section_has_words_in_every_language(self) -> None:
        for each in consents.texts():
            assert set(each.languages) >= {"en", "fr", "ar", "es", "de", "uk"}
            for words in each.languages.values():
                assert words.agreement.count("{country}") == 1
                assert all(words.sections.values())
        for words in consents.current_text().languages.values():
            assert set(words.sections) == set(Section)

    def test_an_older_version_has_the_sections_of_its_day(self) -> None:
        assert Section.PROGRAMMES not in consents.text("2026-11").words("en").sections

    def test_a_language_that_has_none_gets_english(self) -> None:
        assert consents.current_text().language("nl") == "en"

    def test_an_unknown_version_is_not_found(self) -> None:
        with pytest.raises(NotFound):
            consents.text("1999-01")

    def test_where_somebody_lives_makes_nobody_findable(self) -> None:
        assert {Section.PERSONAL, Section.PROGRAMMES, Section.WISHES} == set(Section) - FINDABLE
        assert consents.SUGGESTED <= FINDABLE


def _digest(text: consents.Text) -> str:
    said = {code: [words.agreement, words.sections] for code, words in text.languages.items()}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
