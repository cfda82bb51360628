"""Profiles: who may see which, what changes the revision, and that texts stay as they were written."""

import dataclasses

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from talent import db as records
from talent import organisations, profiles
from talent.actors import OPERATOR, STRANGER, Actor, Role
from talent.db import Base
from talent.errors import NotAllowed, NotFound, RuleBroken
from talent.organisations import Organisation, Vetting
from talent.profiles import (
    LanguageDraft,
    LanguageLevel,
    Profile,
    ProfileDraft,
    ProfileText,
    QualificationDraft,
    TextDraft,
    TextKind,
    Visibility,
)
from tests.factories.records import make_actor, make_employer, make_profile, profile_draft

HIDDEN, PAUSED, VISIBLE = Visibility.HIDDEN, Visibility.PAUSED, Visibility.VISIBLE


def seen_by(db: Session, actor: Actor) -> set[str]:
    return set(db.scalars(profiles.visible_to(actor).with_only_columns(Profile.id)))


def sees(db: Session, actor: Actor, profile: Profile) -> bool:
    return profile.id in seen_by(db, actor)


class TestWhoSees:
    @pytest.mark.parametrize("visibility", list(Visibility))
    @pytest.mark.parametrize("is_demonstration", [True, False], ids=["invented", "real"])
    def test_a_stranger_sees_visible_invented_people(
        self, db: Session, visibility: Visibility, is_demonstration: bool
    ) -> None:
        profile = make_profile(db, visibility=visibility, is_demonstration=is_demonstration)
        assert sees(db, STRANGER, profile) is (is_demonstration and visibility is VISIBLE)

    @pytest.mark.parametrize("visibility", list(Visibility))
    def test_owners_see_their_own(self, db: Session, visibility: Visibility) -> None:
        owner, other = make_actor(db), make_actor(db)
        profile = make_profile(db, owner=owner, visibility=visibility)
        assert sees(db, owner, profile)
        assert not sees(db, other, profile)

    @pytest.mark.parametrize("visibility", list(Visibility))
    @pytest.mark.parametrize("vetting", list(Vetting))
    def test_employers_see_visible_ones_once_verified(
        self, db: Session, visibility: Visibility, vetting: Vetting
    ) -> None:
        profile = make_profile(db, visibility=visibility)
        employer = make_employer(db, vetting=vetting)
        assert sees(db, employer, profile) is (visibility is VISIBLE and vetting is Vetting.VERIFIED)

    def test_a_suspension_counts_at_once(self, db: Session) -> None:
        profile, employer = make_profile(db), make_employer(db)
        organisation = db.get_one(Organisation, employer.organisation_id)
        organisations.vet(db, OPERATOR, organisation, Vetting.SUSPENDED)
        assert not sees(db, employer, profile)

    def test_employers_see_those_who_agreed_to_their_country(self, db: Session) -> None:
        profile = make_profile(db, destinations=frozenset({"FR"}))
        assert sees(db, make_employer(db, country="FR"), profile)
        assert not sees(db, make_employer(db, country="DE"), profile)

    def test_without_a_destination_no_employer_sees_a_profile(self, db: Session) -> None:
        profile = make_profile(db, destinations=frozenset())
        assert not sees(db, make_employer(db), profile)

    def test_membership_without_the_role_shows_nothing(self, db: Session) -> None:
        employer = make_employer(db)
        former = dataclasses.replace(employer, roles=frozenset({Role.CANDIDATE}))
        assert not sees(db, former, make_profile(db))

    @pytest.mark.parametrize("role", [Role.OFFICER, Role.CONTACT_POINT])
    @pytest.mark.parametrize("visibility", list(Visibility))
    def test_officers_see_all_but_hidden_ones(self, db: Session, role: Role, visibility: Visibility) -> None:
        profile = make_profile(db, visibility=visibility)
        assert sees(db, make_actor(db, role), profile) is (visibility is not HIDDEN)

    def test_administrators_see_nobody(self, db: Session) -> None:
        assert not sees(db, make_actor(db, Role.ADMINISTRATOR), make_profile(db))

    @pytest.mark.parametrize("role", list(Role))
    def test_a_published_password_never_shows_a_person_who_exists(self, db: Session, role: Role) -> None:
        person, invented = make_profile(db), make_profile(db, is_demonstration=True)
        known = dataclasses.replace(make_employer(db), roles=frozenset({role}), is_demonstration=True)
        assert not sees(db, known, person)
        assert sees(db, known, invented)

    def test_what_anybody_writes_with_a_published_password_is_found_by_such_accounts_alone(
        self, db: Session
    ) -> None:
        shared = make_actor(db, is_demonstration=True)
        written = make_profile(db, owner=shared)
        assert written.is_demonstration
        assert not sees(db, STRANGER, written)
        assert not sees(db, make_employer(db), written)
        assert not sees(db, make_actor(db), written)
        assert sees(db, shared, written)
        assert sees(db, dataclasses.replace(make_employer(db), is_demonstration=True), written)

    def test_what_may_not_be_seen_is_not_found(self, db: Session) -> None:
        profile = make_profile(db)
        for name in (profile.id, profile.code, "no such id", ""):
            with pytest.raises(NotFound):
                profiles.get(db, STRANGER, name)

    def test_a_profile_is_found_by_id_and_by_code(self, db: Session) -> None:
        profile = make_profile(db, is_demonstration=True)
        assert profiles.get(db, STRANGER, profile.id) is profile
        assert profiles.get(db, STRANGER, profile.code) is profile


class TestSave:
    def test_what_is_saved_is_read_again(self, db: Session) -> None:
        owner, draft = make_actor(db), profile_draft()
        profiles.save(db, owner, draft)
        db.flush()
        db.expunge_all()
        profile = profiles.own(db, owner)
        assert profile is not None
        assert [(each.kind, each.text, each.language) for each in profile.texts] == [
            (each.kind, each.text, each.language) for each in draft.texts
        ]
        assert profile.qualifications[0].title == draft.qualifications[0].title
        assert {each.language: each.level for each in profile.languages} == {
            "ar": LanguageLevel.NATIVE,
            "fr": LanguageLevel.B2,
        }
        assert profile.destinations == draft.destinations

    def test_saving_the_same_changes_nothing(self, db: Session) -> None:
        owner = make_actor(db)
        profile = make_profile(db, owner=owner)
        before = (profile.revision, profile.updated_at, [text.id for text in profile.texts])
        profiles.save(db, owner, profile_draft())
        assert (profile.revision, profile.updated_at, [text.id for text in profile.texts]) == before

    @pytest.mark.parametrize(
        ("changes", "counts"),
        [
            ({"texts": (TextDraft(TextKind.CV, "Autre texte.", "fr"),)}, True),
            ({"texts": (TextDraft(TextKind.CV, "J'ai travaillé six ans comme infirmière."),)}, True),
            ({"texts": ()}, True),
            ({"qualifications": ()}, True),
            ({"qualifications": (QualificationDraft("Licence", "MA"),)}, True),
            ({"languages": (LanguageDraft("fr", LanguageLevel.C1),)}, True),
            ({"visibility": PAUSED}, False),
            ({"destinations": frozenset({"NL"})}, False),
            ({"residence": "DZ"}, False),
        ],
    )
    def test_the_revision_grows_with_what_matching_reads(
        self, db: Session, changes: dict[str, object], counts: bool
    ) -> None:
        owner = make_actor(db)
        before = make_profile(db, owner=owner).updated_at
        profile = profiles.save(db, owner, profile_draft(**changes))
        assert profile.revision == (2 if counts else 1)
        assert profile.updated_at > before

    def test_the_order_of_languages_does_not_matter(self, db: Session) -> None:
        owner = make_actor(db)
        profile = make_profile(db, owner=owner)
        profiles.save(db, owner, profile_draft(languages=tuple(reversed(profile_draft().languages))))
        assert profile.revision == 1

    def test_texts_that_stay_keep_their_rows(self, db: Session) -> None:
        owner = make_actor(db)
        first, second, third = (TextDraft(TextKind.EXPERIENCE, f"Text {n}") for n in range(3))
        profile = make_profile(db, owner=owner, texts=(first, second))
        kept = profile.texts[0].id
        profiles.save(db, owner, profile_draft(texts=(first, third, second)))
        assert [each.text for each in profile.texts] == ["Text 0", "Text 2", "Text 1"]
        assert profile.texts[0].id == kept

    def test_a_text_is_never_overwritten(self, db: Session) -> None:
        profile = make_profile(db)
        profile.texts[0].text = "in better words"
        with pytest.raises(TypeError, match="profile_texts are written once"):
            db.flush()

    def test_one_account_has_one_profile(self, db: Session) -> None:
        owner = make_actor(db)
        assert make_profile(db, owner=owner) is make_profile(db, owner=owner, residence="DZ")

    def test_the_code_is_no_part_of_the_person(self, db: Session) -> None:
        owner = make_actor(db)
        profile = make_profile(db, owner=owner)
        assert profile.code.startswith("T-")
        assert set(profile.code[2:]) <= set(records.CODE_LETTERS)
        profiles.remove(db, owner, profile)
        assert make_profile(db, owner=owner).code != profile.code

    @pytest.mark.parametrize(
        ("changes", "field", "code"),
        [
            ({"residence": "XX"}, "residence", "unknown-country"),
            ({"destinations": frozenset({"EU"})}, "destinations", "unknown-country"),
            ({"texts": (TextDraft(TextKind.CV, ""),)}, "texts.0.text", "empty"),
            ({"texts": (TextDraft(TextKind.CV, "a", "zz"),)}, "texts.0.language", "unknown-language"),
            ({"texts": (TextDraft(TextKind.CV, "a"),) * 61}, "texts", "out-of-range"),
            ({"qualifications": (QualificationDraft("a", "TN", isced=9),)}, "qualifications.0.isced", "out-of-range"),
            ({"qualifications": (QualificationDraft("a", "TN", year=1066),)}, "qualifications.0.year", "out-of-range"),
            ({"languages": (LanguageDraft("fr", LanguageLevel.A1),) * 2}, "languages", "twice-the-same"),
        ],
    )  # fmt: skip
    def test_refused(self, db: Session, changes: dict[str, object], field: str, code: str) -> None:
        with pytest.raises(RuleBroken) as broken:
            profiles.save(db, make_actor(db), profile_draft(**changes))
        assert (broken.value.field, broken.value.code) == (field, code)

    def test_nobody_writes_the_profile_of_another(self, db: Session) -> None:
        profile = make_profile(db, owner=make_actor(db))
        with pytest.raises(NotFound):
            profiles.save(db, make_actor(db), profile_draft(residence="DZ"), profile=profile)
        with pytest.raises(NotFound):
            profiles.remove(db, make_actor(db), profile)

    def test_strangers_and_employers_keep_no_profile(self, db: Session) -> None:
        for actor in (STRANGER, make_employer(db)):
            with pytest.raises(NotAllowed):
                profiles.save(db, actor, profile_draft())


class TestRemove:
    def test_every_row_goes(self, db: Session) -> None:
        owner = make_actor(db)
        profiles.remove(db, owner, make_profile(db, owner=owner))
        for table in Base.metadata.sorted_tables:
            if table.name == "profiles" or "profile_id" in table.columns:
                assert db.scalar(sa.select(sa.func.count()).select_from(table)) == 0

    def test_erasing_the_account_erases_the_profile(self, db: Session) -> None:
        owner = make_actor(db)
        make_profile(db, owner=owner)
        db.execute(sa.text("DELETE FROM accounts"))
        assert db.scalars(sa.select(ProfileText.id)).all() == []


def test_matching_finds_nothing_personal_in_a_profile() -> None:
    """Fields by which people are discriminated against, or told apart, are in no table that matching reads."""
    forbidden = {
        "name",
        "email",
        "birth",
        "age",
        "gender",
        "sex",
        "nationality",
        "origin",
        "photo",
        "religion",
    }
    read = {
        "profiles",
        "profile_texts",
        "profile_languages",
        "profile_destinations",
        "experiences",
        "qualifications",
    }
    for table in read:
        for column in Base.metadata.tables[table].columns:
            assert not forbidden & set(column.name.split("_")), f"{table}.{column.name}"


def test_the_database_holds_the_levels_of_education(db: Session) -> None:
    make_profile(db)
    with pytest.raises(IntegrityError, match="isced_level"):
        db.execute(sa.text("UPDATE qualifications SET isced = 9"))


def test_a_draft_hides_unless_it_says_otherwise() -> None:
    draft = ProfileDraft(residence="TN")
    assert draft.visibility is HIDDEN
    assert draft.destinations == frozenset()
