"""A profile step by step: what each verb changes, what it leaves, and what comes back after it was taken out."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matching import store
from talent import consents, countries, profiles
from talent.accounts import Account
from talent.accounts.registration import Joining
from talent.actors import STRANGER, Actor
from talent.errors import Conflict, NotAllowed, NotFound, RuleBroken
from talent.profiles import (
    DestinationDraft,
    ExperienceDraft,
    Family,
    LanguageDraft,
    LanguageLevel,
    LanguageSkill,
    LicenceDraft,
    LicenceKind,
    PersonalDraft,
    Profile,
    ProfileDraft,
    ProgrammeDraft,
    QualificationDraft,
    Removal,
    RowDraft,
    Section,
    StudyUnit,
    TextKind,
    WishesDraft,
)
from talent.profiles.lists import LISTS
from talent.terms import ContractKind, PayPeriod
from tests.factories.records import make_actor, make_profile, profile_draft

DRAFTS: Sequence[RowDraft] = (
    ExperienceDraft(
        "Pflegerin", start="2015-03", end="2019", employer="Klinik (invented)", words="Ich pflege."
    ),
    QualificationDraft(
        "إجازة", "TN", isced=6, field="091", workload=180, unit=StudyUnit.CREDITS, start_year=2012
    ),
    LanguageDraft("de", LanguageLevel.B1, writing="A2", certificate="telc", certificate_year=2024),
    LicenceDraft(LicenceKind.DRIVING, "CE", valid_until=date(2031, 5, 1)),
    LicenceDraft(LicenceKind.OTHER, name="Forklift", country="TN"),
    DestinationDraft("FR", ("FR-IDF",)),
    ProgrammeDraft("THAMM (invented)", "TN", start="2021", end="2022-06"),
)


EACH = pytest.mark.parametrize(
    "draft", DRAFTS, ids=[f"{number}-{type(draft).__name__}" for number, draft in enumerate(DRAFTS)]
)


def make_joined(db: Session) -> Actor:
    actor = make_actor(db)
    db.add(Joining(account_id=actor.account_id, residence="TN", destination="DE", facts_version="of a test"))
    db.flush()
    return actor


@pytest.fixture
def me(db: Session) -> Actor:
    return make_joined(db)


def own(db: Session, actor: Actor) -> Profile:
    """As it stands in the database."""
    db.flush()
    db.expire_all()
    profile = profiles.own(db, actor)
    assert profile is not None
    return profile


class TestBegin:
    def test_it_begins_hidden_from_how_somebody_joined(self, db: Session, me: Actor) -> None:
        profile = profiles.begin(db, me)
        assert (profile.residence, profile.destinations, profile.visibility) == ("TN", {"DE"}, "hidden")
        assert profiles.begin(db, me) is profile

    def test_it_can_be_shown_before_it_is_there(self, db: Session, me: Actor) -> None:
        shown = profiles.unsaved(db, me)
        assert (shown.residence, shown.destinations) == ("TN", {"DE"})
        db.flush()
        assert db.scalars(sa.select(Profile.id)).all() == []

    def test_whoever_did_not_join_has_to_say_where_they_live(self, db: Session) -> None:
        actor = make_actor(db)
        with pytest.raises(Conflict):
            profiles.begin(db, actor)
        profiles.introduce(db, actor, PersonalDraft("A", "MA", "fr"))
        assert profiles.begin(db, actor).residence == "MA"

    def test_strangers_have_none(self, db: Session) -> None:
        with pytest.raises(NotAllowed):
            profiles.begin(db, STRANGER)


class TestLists:
    @EACH
    def test_what_is_added_is_read_again(self, db: Session, me: Actor, draft: RowDraft) -> None:
        added = profiles.add(db, me, draft)
        of = next(each for each in LISTS if isinstance(draft, each.draft))
        row = profiles.row_of(own(db, me), of.row, getattr(added, of.key))
        for name in {each.name for each in fields(draft)} - {"words", "language", "regions"}:
            assert getattr(row, name) == getattr(draft, name)

    @EACH
    def test_the_same_again_changes_nothing(self, db: Session, me: Actor, draft: RowDraft) -> None:
        row = profiles.add(db, me, draft)
        before = (own(db, me).revision, own(db, me).updated_at)
        profiles.change(db, me, row, draft)
        assert (own(db, me).revision, own(db, me).updated_at) == before

    @EACH
    def test_what_was_taken_out_comes_back_as_it_was(self, db: Session, me: Actor, draft: RowDraft) -> None:
        row = profiles.add(db, me, draft)
        before, said = own(db, me).content_digest, profiles.pieces(own(db, me))
        removal = profiles.take_out(db, me, row)
        assert own(db, me).destinations == {"DE"}
        profiles.put_back(db, me, removal.id)
        assert own(db, me).content_digest == before
        assert profiles.pieces(own(db, me)) == said
        with pytest.raises(NotFound):
            profiles.put_back(db, me, removal.id)

    def test_the_revision_counts_what_matching_reads(self, db: Session, me: Actor) -> None:
        profiles.begin(db, me)
        grown = []
        for draft in DRAFTS:
            before = own(db, me).revision
            profiles.add(db, me, draft)
            grown.append(own(db, me).revision - before)
        assert grown == [1, 1, 1, 1, 1, 0, 0]

    @pytest.mark.parametrize(
        ("draft", "field", "code"),
        [
            (ExperienceDraft(""), "title", "empty"),
            (ExperienceDraft("A", start="2019-13"), "start", "not-a-month"),
            (ExperienceDraft("A", start="2019-05", end="2019-04"), "end", "end-before-start"),
            (ExperienceDraft("A", end="2019", current=True), "end", "current-has-no-end"),
            (QualificationDraft("A", "TN", field="nursing"), "field", "not-a-field-code"),
            (QualificationDraft("A", "TN", workload=180), "unit", "empty"),
            (QualificationDraft("A", "TN", start_year=2019, year=2018), "year", "end-before-start"),
            (LanguageDraft("de", LanguageLevel.B1, reading="native"), "reading", "unknown-level"),
            (LicenceDraft(LicenceKind.DRIVING, "Z"), "category", "unknown-category"),
            (LicenceDraft(LicenceKind.OTHER), "name", "empty"),
            (DestinationDraft("TN"), "country", "not-a-member-state"),
            (DestinationDraft("FR", ("DE-BY",)), "regions", "not-a-region"),
            (ProgrammeDraft("", "TN"), "name", "empty"),
        ],
    )
    def test_refused(self, db: Session, me: Actor, draft: RowDraft, field: str, code: str) -> None:
        with pytest.raises(RuleBroken) as broken:
            profiles.add(db, me, draft)
        assert (broken.value.field, broken.value.code) == (field, code)

    def test_a_year_may_hold_its_own_months(self, db: Session, me: Actor) -> None:
        assert profiles.add(db, me, ExperienceDraft("A", start="2019-05", end="2019")).end == "2019"

    def test_a_language_and_a_country_stand_once(self, db: Session, me: Actor) -> None:
        profiles.add(db, me, LanguageDraft("de", LanguageLevel.B1))
        other = profiles.add(db, me, LanguageDraft("fr", LanguageLevel.B1))
        for do in (
            lambda: profiles.add(db, me, LanguageDraft("de", LanguageLevel.C1)),
            lambda: profiles.change(db, me, other, LanguageDraft("de", LanguageLevel.C1)),
            lambda: profiles.add(db, me, DestinationDraft("DE")),
        ):
            with pytest.raises(RuleBroken) as broken:
                do()
            assert broken.value.code == "twice-the-same"

    def test_nobody_has_endless_lists(self, db: Session, me: Actor) -> None:
        profile = profiles.begin(db, me)
        profile.licences.extend(
            profiles.Licence(position=n, kind=LicenceKind.OTHER, name="A") for n in range(profiles.MOST_ROWS)
        )
        with pytest.raises(RuleBroken):
            profiles.add(db, me, LicenceDraft(LicenceKind.OTHER, name="A"))


class TestWords:
    def wordings(self, db: Session, actor: Actor) -> list[str]:
        return [text.text for text in sorted(own(db, actor).texts, key=lambda text: text.position)]

    def test_the_first_and_the_last_wording_are_kept(self, db: Session, me: Actor) -> None:
        row = profiles.add(db, me, ExperienceDraft("A", words="first"))
        for words in ("second", "third"):
            profiles.change(db, me, row, ExperienceDraft("A", words=words))
        assert self.wordings(db, me) == ["first", "third"]
        profile = own(db, me)
        latest = profiles.text_of(profile, profile.experiences[0].text_id)
        assert latest is not None
        first = profile.first_wording(latest)
        assert first is not None
        assert (latest.text, first.text) == ("third", "first")
        assert [piece.text for piece in profiles.pieces(profile)] == ["A", "third"]

    def test_the_first_wording_goes_when_its_writer_says_so(self, db: Session, me: Actor) -> None:
        row = profiles.add(db, me, ExperienceDraft("A", words="first"))
        profiles.change(db, me, row, ExperienceDraft("A", words="second"))
        profile = own(db, me)
        first = next(text for text in profile.texts if text.text == "first")
        removal = profiles.take_out_text(db, me, first)
        assert self.wordings(db, me) == ["second"]
        profiles.put_back(db, me, removal.id)
        assert sorted(self.wordings(db, me)) == ["first", "second"]

    def test_emptied_words_can_be_put_back(self, db: Session, me: Actor) -> None:
        row = profiles.add(db, me, ExperienceDraft("A", words="first"))
        profiles.change(db, me, row, ExperienceDraft("B"))
        assert own(db, me).experiences[0].text_id is None
        assert self.wordings(db, me) == []
        [removal] = profiles.removals(db, own(db, me))
        profiles.put_back(db, me, removal.id)
        profile = own(db, me)
        assert (profile.experiences[0].title, self.wordings(db, me)) == ("B", ["first"])
        assert profile.experiences[0].text_id == profile.texts[0].id

    def test_a_summary_is_worded_anew(self, db: Session, me: Actor) -> None:
        for words in ("first", "second", "second"):
            profiles.summarise(db, me, words)
        assert self.wordings(db, me) == ["first", "second"]
        profiles.take_out_text(db, me, profiles.summary(own(db, me)))
        assert self.wordings(db, me) == []


class TestPersonal:
    def test_the_account_has_the_name(self, db: Session, me: Actor) -> None:
        profiles.introduce(db, me, PersonalDraft("Other (invented)", "DZ", "ar"))
        account = db.get_one(Account, me.account_id)
        assert (account.display_name, account.locale, own(db, me).residence) == (
            "Other (invented)",
            "ar",
            "DZ",
        )

    @pytest.mark.parametrize("country", sorted(countries.EU))
    def test_nobody_lives_in_the_union(self, db: Session, me: Actor, country: str) -> None:
        with pytest.raises(RuleBroken) as broken:
            profiles.introduce(db, me, PersonalDraft("A", country, "ar"))
        assert broken.value.code == "lives-in-the-union"
        with pytest.raises(RuleBroken):
            profiles.save(db, me, ProfileDraft(country))

    def test_wishes(self, db: Session, me: Actor) -> None:
        said = WishesDraft(
            date(2027, 3, 1),
            Family.LATER,
            Decimal("2500.50"),
            "EUR",
            PayPeriod.MONTH,
            (ContractKind.SEASONAL,),
        )
        profiles.wish(db, me, said)
        wishes = own(db, me).wishes
        assert wishes is not None
        assert (wishes.pay_floor, wishes.contracts, wishes.family) == (
            Decimal("2500.50"),
            ["seasonal"],
            "later",
        )
        profiles.wish(db, me, WishesDraft(currency="EUR"))
        assert wishes.currency is None

    @pytest.mark.parametrize(
        ("said", "field"),
        [
            (WishesDraft(pay_floor=Decimal(5)), "currency"),
            (WishesDraft(pay_floor=Decimal(5), currency="EUR"), "pay_period"),
            (WishesDraft(pay_floor=Decimal(-5), currency="EUR", pay_period=PayPeriod.HOUR), "pay_floor"),
        ],
    )
    def test_half_a_wish_for_pay(self, db: Session, me: Actor, said: WishesDraft, field: str) -> None:
        with pytest.raises(RuleBroken) as broken:
            profiles.wish(db, me, said)
        assert broken.value.field == field


class TestKeeping:
    def test_a_form_waits_until_it_is_forgotten(self, db: Session, me: Actor) -> None:
        profile = profiles.begin(db, me)
        profiles.keep_unfinished(db, profile, "experience/new", {"title": ["Half a"]})
        profiles.keep_unfinished(db, profile, "experience/new", {"title": ["Half a word"]})
        assert profiles.unfinished(db, own(db, me))["experience/new"].fields == {"title": ["Half a word"]}
        profiles.forget_unfinished(db, profile, "experience/new")
        assert profiles.unfinished(db, profile) == {}

    def test_nobody_keeps_a_library(self, db: Session, me: Actor) -> None:
        profile = profiles.begin(db, me)
        with pytest.raises(RuleBroken):
            profiles.keep_unfinished(db, profile, "summary", {"text": ["x" * 200_000]})
        for n in range(100):
            profiles.keep_unfinished(db, profile, f"form {n}", {})
        with pytest.raises(RuleBroken):
            profiles.keep_unfinished(db, profile, "one more", {})

    def test_what_was_taken_out_is_forgotten_after_a_day(self, db: Session, me: Actor) -> None:
        removal = profiles.take_out(db, me, profiles.add(db, me, LanguageDraft("de", LanguageLevel.B1)))
        removal.removed_at -= timedelta(days=1)
        db.flush()
        with pytest.raises(NotFound):
            profiles.put_back(db, me, removal.id)
        profiles.take_out(db, me, profiles.add(db, me, LanguageDraft("fr", LanguageLevel.B1)))
        assert [each.title for each in db.scalars(sa.select(Removal))] == ["fr"]

    def test_nobody_puts_back_what_another_took_out(self, db: Session, me: Actor) -> None:
        removal = profiles.take_out(db, me, profiles.add(db, me, LanguageDraft("de", LanguageLevel.B1)))
        with pytest.raises(NotFound):
            profiles.put_back(db, make_joined(db), removal.id)

    def test_what_came_in_its_place_stays(self, db: Session, me: Actor) -> None:
        removal = profiles.take_out(db, me, profiles.add(db, me, LanguageDraft("de", LanguageLevel.B1)))
        profiles.add(db, me, LanguageDraft("de", LanguageLevel.C1))
        profiles.put_back(db, me, removal.id)
        assert [row.level for row in own(db, me).languages] == ["C1"]

    def test_a_row_put_back_finds_another_place(self, db: Session, me: Actor) -> None:
        removal = profiles.take_out(db, me, profiles.add(db, me, LicenceDraft(LicenceKind.DRIVING, "B")))
        profiles.add(db, me, LicenceDraft(LicenceKind.DRIVING, "CE"))
        profiles.put_back(db, me, removal.id)
        assert [row.category for row in own(db, me).licences] == ["CE", "B"]


class TestWhole:
    def test_a_whole_draft_and_the_steps_fill_the_same_rows(self, db: Session, me: Actor) -> None:
        told = ExperienceDraft("Pflegerin", words="Ich pflege.")
        other = make_joined(db)
        profiles.save(
            db, other, profile_draft(experiences=(told,), texts=(), qualifications=(), languages=())
        )
        profiles.add(db, me, told)
        assert own(db, me).content_digest == own(db, other).content_digest

    def test_saving_a_whole_keeps_rows_that_stay(self, db: Session) -> None:
        owner = make_actor(db)
        jobs = tuple(ExperienceDraft(f"Job {n}", words=f"Words {n}") for n in range(3))
        before = [row.id for row in make_profile(db, owner=owner, experiences=jobs).experiences]
        make_profile(db, owner=owner, experiences=(*jobs[:2], ExperienceDraft("Job 3", words="Words 3")))
        profile = own(db, owner)
        assert [row.id for row in profile.experiences][:2] == before[:2]
        words = [profiles.text_of(profile, row.text_id) for row in profile.experiences]
        assert [text and text.text for text in words] == ["Words 0", "Words 1", "Words 3"]

    def test_leaving_a_destination_ends_what_was_agreed_to_there(self, db: Session, me: Actor) -> None:
        profile = profiles.begin(db, me)
        row = profiles.add(db, me, DestinationDraft("FR"))
        for country in ("DE", "FR"):
            consents.give(db, me, profile, country, {Section.SKILLS}, language="en")
        profiles.take_out(db, me, row)
        assert set(consents.given(db, profile)) == {"DE"}


class TestPieces:
    def test_every_piece_knows_its_section_and_row(self, db: Session, me: Actor) -> None:
        for draft in DRAFTS:
            profiles.add(db, me, draft)
        profiles.summarise(db, me, "Ich helfe gern.")
        profile = own(db, me)
        assert [(piece.section, piece.source, piece.text) for piece in profiles.pieces(profile)] == [
            ("summary", "profile_texts", "Ich helfe gern."),
            ("experience", "experiences", "Pflegerin, 2015 – 2019"),
            ("experience", "profile_texts", "Ich pflege."),
            ("education", "qualifications", "إجازة"),
            ("languages", "profile_languages", "German: B1"),
            ("licences", "licences", "Driving licence, category CE"),
            ("licences", "licences", "Forklift"),
        ]

    def test_nothing_in_them_tells_who_or_where_somebody_is(self, db: Session, me: Actor) -> None:
        for draft in DRAFTS:
            profiles.add(db, me, draft)
        profiles.add(
            db, me, QualificationDraft("Licence", "MA", licence_number="MA-4711", institution="Institut X")
        )
        document = store.document(own(db, me))
        for hidden in ("Klinik", "MA-4711", "Institut X", "TN", "THAMM"):
            assert hidden not in document

    def test_a_text_of_every_kind_has_a_section(self) -> None:
        assert set(profiles.SECTION_OF) == set(TextKind)


def test_touched_makes_matching_look_again(db: Session, me: Actor) -> None:
    profile = profiles.begin(db, me)
    before = profile.revision
    profiles.touched(db, me, profile)
    assert own(db, me).revision == before + 1
    with pytest.raises(NotFound):
        profiles.touched(db, make_joined(db), profile)


def test_erasing_the_profile_erases_every_row(db: Session, me: Actor) -> None:
    for draft in DRAFTS:
        profiles.add(db, me, draft)
    profile = profiles.wish(db, me, WishesDraft(family=Family.ALONE))
    profiles.take_out(db, me, profiles.row_of(profile, LanguageSkill, "de"))
    profiles.keep_unfinished(db, profile, "summary", {"text": ["x"]})
    profiles.remove(db, me, profile)
    for table in (
        "experiences",
        "licences",
        "wishes",
        "programmes",
        "removals",
        "unfinished_forms",
        "profile_texts",
    ):
        assert db.scalar(sa.text(f"SELECT count(*) FROM {table}")) == 0  # noqa: S608  our own names
