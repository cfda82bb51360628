"""Claims: what is confirmed is evidence, what is rejected stays rejected, and both are their owner's alone."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from talent import audit, profiles, skill_claims
from talent.accounts import Account
from talent.actors import STRANGER, Actor, Role
from talent.errors import NotAllowed, NotFound, RuleBroken
from talent.profiles import Choice, Piece, Profile, Section, TextDraft, TextKind
from talent.skill_claims import (
    ClaimKind,
    ClaimLevel,
    ClaimSource,
    ClaimStatus,
    Decision,
    Details,
    SkillClaim,
    deciding,
)
from tests.factories.records import make_actor, make_employer, make_profile

CV = "Six years at the hospital. I dress wounds every day."
WOUNDS = "http://data.europa.eu/esco/skill/wounds"
NURSE = "http://data.europa.eu/esco/occupation/nurse"
YES, NO = ClaimStatus.CONFIRMED, ClaimStatus.REJECTED


@pytest.fixture
def owner(db: Session) -> Actor:
    return make_actor(db)


@pytest.fixture
def profile(db: Session, owner: Actor) -> Profile:
    return make_profile(db, owner=owner, texts=(TextDraft(TextKind.CV, CV, "en"),))


def decision(
    status: ClaimStatus | None,
    uri: str = WOUNDS,
    label: str = "carry out wound care",
    quote: str | None = None,
) -> Decision:
    kind = ClaimKind.OCCUPATION if "occupation" in uri else ClaimKind.SKILL
    return Decision(uri, kind, label, status, quote)


def decide(db: Session, owner: Actor, profile: Profile, *decisions: Decision) -> int:
    return skill_claims.decide(db, owner, profile, decisions, source=ClaimSource.SUGGESTED)


def only(db: Session, profile: Profile) -> SkillClaim:
    [claim] = skill_claims.of(db, profile)
    return claim


def skill_pieces(profile: Profile) -> list[str]:
    return [piece.text for piece in profiles.pieces(profile) if piece.section is Section.SKILLS]


def test_what_is_confirmed_is_a_piece_of_the_profile(db: Session, owner: Actor, profile: Profile) -> None:
    before = profile.revision
    assert decide(db, owner, profile, decision(YES)) == 1

    claim = only(db, profile)
    assert (claim.status, claim.source, claim.label) == (YES, ClaimSource.SUGGESTED, "carry out wound care")
    assert profiles.pieces(profile)[-1] == Piece(
        Section.SKILLS, "skill_claims", claim.id, "carry out wound care", "en", Choice(claim.concept_uri)
    )
    assert profile.revision == before + 1


def test_what_is_rejected_is_none(db: Session, owner: Actor, profile: Profile) -> None:
    before = profile.revision
    decide(db, owner, profile, decision(NO))

    assert skill_pieces(profile) == []
    assert skill_claims.rejected(db, profile) == {WOUNDS}
    assert profile.revision == before + 1, "its words must be read again without it"


def test_saying_the_same_again_changes_nothing(db: Session, owner: Actor, profile: Profile) -> None:
    decide(db, owner, profile, decision(YES))
    before = profile.revision

    assert decide(db, owner, profile, decision(YES)) == 0
    assert profile.revision == before


def test_several_are_decided_at_once_as_one_change(db: Session, owner: Actor, profile: Profile) -> None:
    before = profile.revision
    changed = decide(
        db, owner, profile, decision(YES), decision(NO, NURSE, "nurse"), decision(NO, NURSE, "nurse")
    )

    assert (changed, profile.revision) == (2, before + 1)
    event = audit.events_about(db, Actor("reader", roles=frozenset({Role.ADMINISTRATOR})), profile)[-1]
    assert (event.kind, event.data) == (audit.EventKind.SKILLS_DECIDED, {"number": 2})


def test_left_open_nothing_is_said(db: Session, owner: Actor, profile: Profile) -> None:
    decide(db, owner, profile, decision(NO))
    assert decide(db, owner, profile, decision(None)) == 1
    assert skill_claims.of(db, profile) == []
    assert decide(db, owner, profile, decision(None)) == 0


class TestQuote:
    def test_words_of_the_profile_are_kept_with_their_place(
        self, db: Session, owner: Actor, profile: Profile
    ) -> None:
        decide(db, owner, profile, decision(YES, quote="I dress wounds"))
        claim = only(db, profile)
        assert (claim.quote, claim.piece_source) == ("I dress wounds", "profile_texts")
        assert claim.piece_id == profile.texts[0].id

    @pytest.mark.parametrize("quote", ["I dress salads", "", None])
    def test_other_words_are_not(
        self, db: Session, owner: Actor, profile: Profile, quote: str | None
    ) -> None:
        decide(db, owner, profile, decision(YES, quote=quote))
        claim = only(db, profile)
        assert (claim.quote, claim.piece_source, claim.piece_id) == (None, None, None)


class TestRemoving:
    def test_what_was_theirs_can_be_put_back_as_it_was(
        self, db: Session, owner: Actor, profile: Profile
    ) -> None:
        decide(db, owner, profile, decision(YES))
        claim = only(db, profile)
        skill_claims.describe(db, owner, profile, claim, Details(ClaimLevel.ALONE, 6))
        skill_claims.remove(db, owner, profile, claim.id)
        assert skill_claims.rejected(db, profile) == {WOUNDS}
        assert skill_pieces(profile) == []

        assert skill_claims.restore(db, owner, profile, claim.id) is True
        assert skill_pieces(profile) == ["carry out wound care: 6 years of experience, independent"]

    def test_what_never_was_theirs_is_open_again(self, db: Session, owner: Actor, profile: Profile) -> None:
        decide(db, owner, profile, decision(NO))
        assert skill_claims.restore(db, owner, profile, only(db, profile).id) is False
        assert skill_claims.of(db, profile) == []

    def test_a_new_text_does_not_bring_it_back(self, db: Session, owner: Actor, profile: Profile) -> None:
        decide(db, owner, profile, decision(NO))
        make_profile(db, owner=owner, texts=(TextDraft(TextKind.CV, "I dress wounds, always.", "en"),))
        assert skill_claims.rejected(db, profile) == {WOUNDS}

    def test_adding_it_oneself_does(self, db: Session, owner: Actor, profile: Profile) -> None:
        decide(db, owner, profile, decision(NO))
        skill_claims.decide(db, owner, profile, [decision(YES)], source=ClaimSource.PICKED)
        assert (only(db, profile).status, only(db, profile).source) == (YES, ClaimSource.PICKED)

    def test_only_what_is_there_can_be_removed_or_put_back(
        self, db: Session, owner: Actor, profile: Profile
    ) -> None:
        decide(db, owner, profile, decision(YES))
        claim = only(db, profile)
        with pytest.raises(NotFound):
            skill_claims.remove(db, owner, profile, "nobody's")
        with pytest.raises(NotFound):
            skill_claims.restore(db, owner, profile, claim.id)


class TestDescribing:
    @pytest.mark.parametrize(
        ("details", "said"),
        [
            (Details(), "carry out wound care"),
            (Details(years=1), "carry out wound care: 1 year of experience"),
            (Details(years=0), "carry out wound care"),
            (Details(level=ClaimLevel.LEARNING), "carry out wound care: beginner"),
            (Details(ClaimLevel.TEACHES, 12), "carry out wound care: 12 years of experience, expert"),
        ],
    )
    def test_level_and_years_are_said_in_words(
        self, db: Session, owner: Actor, profile: Profile, details: Details, said: str
    ) -> None:
        decide(db, owner, profile, decision(YES))
        skill_claims.describe(db, owner, profile, only(db, profile), details)
        assert skill_pieces(profile) == [said]

    def test_proof_in_words_is_read_and_an_address_is_not(
        self, db: Session, owner: Actor, profile: Profile
    ) -> None:
        decide(db, owner, profile, decision(YES))
        proof = Details(link="https://work.example/wounds", words="شهادة في العناية بالجروح")
        skill_claims.describe(db, owner, profile, only(db, profile), proof)
        assert skill_pieces(profile) == ["carry out wound care", "شهادة في العناية بالجروح"]
        assert only(db, profile).evidence_link == "https://work.example/wounds"

    def test_only_a_change_makes_a_revision(self, db: Session, owner: Actor, profile: Profile) -> None:
        decide(db, owner, profile, decision(YES))
        claim = only(db, profile)
        skill_claims.describe(db, owner, profile, claim, Details(years=6))
        before = profile.revision
        skill_claims.describe(db, owner, profile, claim, Details(years=6))
        assert profile.revision == before

    @pytest.mark.parametrize(
        ("details", "field"),
        [
            (Details(years=71), "years"),
            (Details(years=-1), "years"),
            (Details(link="javascript:alert(1)"), "link"),
            (Details(link="https://work.example/" + "x" * 300), "link"),
            (Details(words="x" * 1001), "words"),
            (Details(words="nul \0"), "words"),
        ],
    )
    def test_what_makes_no_sense_is_refused_at_its_field(
        self, db: Session, owner: Actor, profile: Profile, details: Details, field: str
    ) -> None:
        decide(db, owner, profile, decision(YES))
        with pytest.raises(RuleBroken) as broken:
            skill_claims.describe(db, owner, profile, only(db, profile), details)
        assert broken.value.field == field


class TestWhose:
    def test_others_see_and_change_nothing(self, db: Session, owner: Actor, profile: Profile) -> None:
        decide(db, owner, profile, decision(YES))
        claim = only(db, profile)
        other = make_actor(db)
        make_profile(db, owner=other)
        for actor in (other, make_employer(db), STRANGER):
            assert db.scalars(skill_claims.visible_to(actor)).all() == []
            with pytest.raises(NotFound):
                skill_claims.get(db, actor, claim.id)
        with pytest.raises(NotFound):
            decide(db, other, profile, decision(NO))
        with pytest.raises(NotFound):
            skill_claims.remove(db, other, profile, claim.id)

    def test_without_the_permission_nothing_is_said(self, db: Session, profile: Profile) -> None:
        with pytest.raises(NotAllowed):
            decide(db, make_employer(db), profile, decision(YES))

    def test_erasing_the_account_erases_them(self, db: Session, owner: Actor, profile: Profile) -> None:
        decide(db, owner, profile, decision(YES))
        db.execute(sa.delete(Account).where(Account.id == owner.account_id))
        assert db.scalars(sa.select(SkillClaim.id)).all() == []


def test_there_is_one_claim_a_concept(db: Session, owner: Actor, profile: Profile) -> None:
    decide(db, owner, profile, decision(YES))
    twice = {"kind": ClaimKind.SKILL, "status": NO, "source": ClaimSource.PICKED, "label": "again"}
    db.add(SkillClaim(profile_id=profile.id, concept_uri=WOUNDS, **twice))
    with pytest.raises(IntegrityError):
        db.flush()


def test_what_is_no_address_of_a_concept_is_refused(db: Session, owner: Actor, profile: Profile) -> None:
    with pytest.raises(RuleBroken, match="concept"):
        decide(db, owner, profile, decision(YES, uri="wounds"))


def test_there_is_an_end_to_claims(
    db: Session, owner: Actor, profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deciding, "MOST_CLAIMS", 2)
    with pytest.raises(RuleBroken, match="too-many"):
        decide(db, owner, profile, *(decision(YES, f"{WOUNDS}-{n}", f"skill {n}") for n in range(3)))


def test_skills_in_the_order_of_a_list_are_not_told_in_that_order(
    db: Session, owner: Actor, profile: Profile
) -> None:
    labels = [f"skill number {n}" for n in range(12)]
    decide(db, owner, profile, *(decision(YES, f"{WOUNDS}-{n}", label) for n, label in enumerate(labels)))
    assert skill_pieces(profile) != labels, "one chance in 479 million"
    assert sorted(skill_pieces(profile)) == sorted(labels)
