"""What people confirm counts in the ranking and is shown as the reason; what they reject is no reason any more."""

import numpy as np
import pytest
from sqlalchemy.orm import Session

from matching import store
from matching.facts import Facts, Relation
from matching.index import Calibration
from matching.matcher import Matcher
from matching.pool import Pool
from matching.ranking import Chosen, Evidence, Kind, Knowledge, Meaning, Part
from matching.store import Stamp
from talent import skill_claims
from talent.actors import Actor
from talent.profiles import LanguageDraft, LanguageLevel, Profile, TextDraft, TextKind
from talent.sections import Section
from talent.skill_claims import ClaimKind, ClaimLevel, ClaimSource, ClaimStatus, Decision, Details
from tests.factories.esco import occupation_uri, skill_uri
from tests.factories.records import make_actor, make_employer, make_profile, make_vacancy

WOUNDS, NURSE = skill_uri("dress-wounds"), occupation_uri("nurse")
VACANCY = (
    "Registered nurse\nYour tasks:\n- carry out wound care\nRequirements:\n- 5 years of experience as a nurse"
)


@pytest.fixture
def owner(db: Session) -> Actor:
    return make_actor(db)


def profile_of(db: Session, owner: Actor, words: str) -> Profile:
    texts = (TextDraft(TextKind.CV, words, "en"),)
    return make_profile(db, owner=owner, texts=texts, qualifications=(), languages=())


def decide(db: Session, owner: Actor, profile: Profile, status: ClaimStatus, uri: str = WOUNDS) -> None:
    is_nurse = uri == NURSE
    kind = ClaimKind.OCCUPATION if is_nurse else ClaimKind.SKILL
    label = "nurse responsible for general care" if is_nurse else "carry out wound care"
    skill_claims.decide(
        db, owner, profile, [Decision(uri, kind, label, status)], source=ClaimSource.SUGGESTED
    )


def answers(db: Session, matcher: Matcher, kind: Kind = Kind.SKILL) -> list[Part]:
    """How the only candidate answers what the vacancy asks of this kind, as an employer is shown it."""
    store.keep(db, store.read(db, matcher.mapper, most=9))
    employer = make_employer(db)
    vacancy = make_vacancy(db, employer=employer, title="Nurse", text=VACANCY, language="en")
    [match] = matcher.match(db, employer, vacancy).matches
    return [part for part in match.parts if part.requirement.kind is kind]


def wound_care(db: Session, matcher: Matcher) -> Part:
    return next(part for part in answers(db, matcher) if "wound" in part.requirement.text)


def concepts(db: Session, profile: Profile) -> set[str]:
    read = dict(store.load(db, "stand-in-1"))[profile.id]
    return {uri for piece in read for uri, _score in piece.meaning.concepts}


def test_a_rejected_skill_is_no_reason_any_more(db: Session, matcher: Matcher, owner: Actor) -> None:
    profile = profile_of(db, owner, "I dress wounds.")
    assert wound_care(db, matcher).relation is Relation.SAME
    assert WOUNDS in concepts(db, profile)

    decide(db, owner, profile, ClaimStatus.REJECTED)

    assert store.unread(db, matcher.mapper) == [profile.id]
    assert wound_care(db, matcher).relation is not Relation.SAME
    assert WOUNDS not in concepts(db, profile)


def test_it_stays_so_in_new_words_and_after_reading_anew(db: Session, matcher: Matcher, owner: Actor) -> None:
    profile = profile_of(db, owner, "I dress wounds.")
    decide(db, owner, profile, ClaimStatus.REJECTED)
    profile_of(db, owner, "Every day I change bandages, I carry out wound care.")
    answers(db, matcher)
    assert WOUNDS not in concepts(db, profile)


def test_a_confirmed_skill_is_the_reason(db: Session, matcher: Matcher, owner: Actor) -> None:
    profile = profile_of(db, owner, "I write computer programs.")
    assert wound_care(db, matcher).relation is not Relation.SAME

    decide(db, owner, profile, ClaimStatus.CONFIRMED)

    part = wound_care(db, matcher)
    assert part.relation is Relation.SAME
    assert part.evidence is not None
    assert part.evidence.text == "carry out wound care"


def test_the_evidence_says_that_it_is_of_the_skills(db: Session, matcher: Matcher, owner: Actor) -> None:
    profile = profile_of(db, owner, "I worked in a hospital.")
    decide(db, owner, profile, ClaimStatus.CONFIRMED)
    [reading] = store.read(db, matcher.mapper, most=9)
    assert Section.SKILLS in {row.section for row in reading.rows}


def test_years_of_a_confirmed_occupation_count(db: Session, matcher: Matcher, owner: Actor) -> None:
    profile = profile_of(db, owner, "I worked in a hospital.")
    decide(db, owner, profile, ClaimStatus.CONFIRMED, NURSE)
    claim = next(iter(skill_claims.of(db, profile)))
    skill_claims.describe(db, owner, profile, claim, Details(ClaimLevel.ALONE, 6))

    [part] = answers(db, matcher, Kind.EXPERIENCE)

    assert part.relation is Relation.MEETS
    assert part.evidence is not None
    assert part.evidence.text == "nurse responsible for general care: 6 years of experience, independent"


@pytest.mark.parametrize(
    "words",
    ["J’ai travaillé à l’hôpital comme aide-soignante.", "عملت في المستشفى مع المرضى كل يوم.", "–"],
    ids=["in French", "in Arabic", "in no language"],
)
def test_they_count_whatever_language_their_owner_writes(
    db: Session, matcher: Matcher, owner: Actor, words: str
) -> None:
    profile = profile_of(db, owner, words)
    decide(db, owner, profile, ClaimStatus.CONFIRMED, NURSE)
    claim = next(iter(skill_claims.of(db, profile)))
    skill_claims.describe(db, owner, profile, claim, Details(years=6))

    [part] = answers(db, matcher, Kind.EXPERIENCE)

    assert part.evidence is not None
    assert (part.relation, part.evidence.years) == (Relation.MEETS, 6)


def test_no_level_takes_a_confirmed_skill_back(db: Session, matcher: Matcher, owner: Actor) -> None:
    profile = profile_of(db, owner, "I worked in a hospital.")
    decide(db, owner, profile, ClaimStatus.CONFIRMED)
    claim = next(iter(skill_claims.of(db, profile)))
    for level in ClaimLevel:
        skill_claims.describe(db, owner, profile, claim, Details(level))
        assert wound_care(db, matcher).relation is Relation.SAME, level


# --- in whose words ---------------------------------------------------------------------------------------


def suggested(db: Session, owner: Actor, profile: Profile, quote: str) -> None:
    said = Decision(WOUNDS, ClaimKind.SKILL, "carry out wound care", ClaimStatus.CONFIRMED, quote)
    skill_claims.decide(db, owner, profile, [said], source=ClaimSource.SUGGESTED)


def chosen(db: Session, matcher: Matcher, profile: Profile) -> list[Chosen]:
    store.keep(db, store.read(db, matcher.mapper, most=9))
    found = dict(store.load(db, "stand-in-1"))[profile.id]
    return [piece.chosen for piece in found if piece.chosen]


def test_a_confirmed_skill_quotes_the_words_it_was_suggested_from(
    db: Session, matcher: Matcher, owner: Actor
) -> None:
    profile = profile_of(db, owner, "Je change les pansements, tel. +216 20 123 456, chaque jour.")
    suggested(db, owner, profile, "change les pansements, tel. +216 20 123 456")

    [found] = chosen(db, matcher, profile)

    assert found.concept == WOUNDS
    assert found.sections == {Section.SUMMARY}
    assert found.quote is not None
    assert found.quote.startswith("change les pansements")
    assert "216" not in found.quote


def test_words_that_stand_there_no_more_are_quoted_no_more(
    db: Session, matcher: Matcher, owner: Actor
) -> None:
    profile = profile_of(db, owner, "Je change les pansements.")
    suggested(db, owner, profile, "change les pansements")
    profile_of(db, owner, "I worked in a hospital.")

    assert chosen(db, matcher, profile) == [Chosen(WOUNDS)]


def test_what_was_ticked_without_words_is_chosen_and_a_language_too(
    db: Session, matcher: Matcher, owner: Actor
) -> None:
    profile = make_profile(db, owner=owner, languages=(LanguageDraft("de", LanguageLevel.B2),))
    decide(db, owner, profile, ClaimStatus.CONFIRMED)

    assert chosen(db, matcher, profile) == [Chosen(), Chosen(WOUNDS)]


def test_a_quote_goes_only_to_whoever_sees_the_section_it_stands_in() -> None:
    vector = np.ones(1, np.float32)
    line = Evidence(
        "carry out wound care", 0, 20, "en", Meaning((), vector, frozenset()), section=Section.SKILLS,
        chosen=Chosen(WOUNDS, "je change les pansements", frozenset({Section.SUMMARY})),
    )  # fmt: skip
    pool = Pool(Stamp(1, None), {"one": [line]})
    knowledge = Knowledge(Facts(), Calibration(0.0, 1.0))

    def seen_by(*sections: Section) -> Chosen | None:
        return pool.best([], knowledge, {"one": frozenset(sections)}, most=9)["one"][0].chosen

    assert seen_by(Section.SKILLS, Section.SUMMARY) == line.chosen
    assert seen_by(Section.SKILLS) == Chosen(WOUNDS)
