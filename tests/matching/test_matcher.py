"""Who is ranked, and that retrieval and documents keep to what the ranking says."""

import json

import pytest
from sqlalchemy.orm import Session

from matching import matcher as matcher_module
from matching import store, weights
from matching.matcher import Matcher, match_as_json
from talent import profiles
from talent.actors import OPERATOR, STRANGER, Actor
from talent.profiles import Profile, TextDraft, TextKind, Visibility
from tests.factories.esco import mini, occupation_uri
from tests.factories.records import make_employer, make_profile, make_vacancy

AD = (
    "Registered nurse\nYour profile\n- dress wounds\n- German B2\n- 2 years of experience\n- Python is a plus"
)
NURSE = "Registered nurse, six years.\nI dress wounds.\nGerman B2"
COOK = "Cook, ten years.\nI cook hot dishes.\nGerman B2"


def invented(db: Session, words: str, **changes: object) -> Profile:
    text = (TextDraft(TextKind.CV, words, "en"),)
    new = {"texts": text, "qualifications": (), "languages": (), "is_demonstration": True}
    return make_profile(db, **(new | changes))  # type: ignore[arg-type]  # any of a draft's fields


def read_all(db: Session, matcher: Matcher) -> None:
    store.keep(db, store.read(db, matcher.mapper, most=500))


def ranked(db: Session, matcher: Matcher, actor: Actor = STRANGER) -> list[str]:
    return [match.candidate for match in matcher.match_text(db, actor, AD).matches]


def test_texts_are_ranked_with_reasons(matcher: Matcher) -> None:
    result = matcher.rank_texts(AD, {"cook.txt": COOK, "nurse.txt": NURSE, "empty.txt": ""})
    assert [match.candidate for match in result.matches] == ["nurse.txt", "cook.txt", "empty.txt"]
    assert result.matches[-1].score == 0
    assert (result.considered, result.visible) == (3, 3)
    assert result.occupations[0].uri == occupation_uri("nurse")
    assert len(result.text_digest) == 64


def test_ranking_nobody_or_for_nothing(matcher: Matcher) -> None:
    assert matcher.rank_texts(AD, {}).matches == []
    assert [m.score for m in matcher.rank_texts("", {"nurse.txt": NURSE}).matches] == [0]


def test_profiles_are_ranked_like_their_texts(db: Session, matcher: Matcher) -> None:
    nurse, cook = invented(db, NURSE), invented(db, COOK)
    read_all(db, matcher)
    assert ranked(db, matcher) == [nurse.id, cook.id]
    on_record = matcher.match_text(db, STRANGER, AD).matches[0].score
    as_text = matcher.rank_texts(AD, {"nurse": NURSE}).matches[0].score
    assert on_record == pytest.approx(as_text, abs=5e-3)  # vectors are kept in 16 bits


def test_a_vacancy_on_record_brings_its_confirmed_occupation(db: Session, matcher: Matcher) -> None:
    invented(db, NURSE)
    read_all(db, matcher)
    vacancy = make_vacancy(db, title="A job", text=AD, language="en", occupation_uri=occupation_uri("cook"))
    (match,) = matcher.match(db, STRANGER, vacancy).matches
    assert match.parts[0].requirement.meaning.concepts == ((occupation_uri("cook"), 1.0),)
    assert len(matcher.match(db, STRANGER, vacancy, limit=0).matches) == 0


def test_nobody_is_ranked_for_whom_they_do_not_want_to_be_seen_by(db: Session, matcher: Matcher) -> None:
    shown = invented(db, NURSE)
    invented(db, NURSE, visibility=Visibility.HIDDEN)
    invented(db, NURSE, visibility=Visibility.PAUSED)
    real = invented(db, NURSE, is_demonstration=False, destinations=frozenset({"DE"}))
    read_all(db, matcher)
    assert ranked(db, matcher) == [shown.id]
    assert sorted(ranked(db, matcher, make_employer(db, country="DE"))) == sorted([shown.id, real.id])
    assert ranked(db, matcher, make_employer(db, country="FR")) == [shown.id]


def test_who_hides_or_leaves_is_not_in_the_next_ranking(db: Session, matcher: Matcher) -> None:
    one, other, third = (invented(db, NURSE) for _ in range(3))
    read_all(db, matcher)
    assert len(ranked(db, matcher)) == 3
    one.visibility = Visibility.HIDDEN
    profiles.remove(db, OPERATOR, other)
    db.flush()
    assert ranked(db, matcher) == [third.id]


def test_words_taken_back_are_not_ranked_any_more(db: Session, matcher: Matcher) -> None:
    profile = invented(db, NURSE)
    read_all(db, matcher)
    assert ranked(db, matcher) == [profile.id]
    profile.revision += 1  # as `profiles.save` does when a text changes
    db.flush()
    assert ranked(db, matcher) == []


def test_retrieval_finds_the_ten_that_ranking_all_would(
    db: Session, matcher: Matcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    skills = [skill["en"][0] for skill in mini()["skills"]]
    for number in range(60):
        own = f"I {skills[number % len(skills)]}, I {skills[(number * 7) % len(skills)]}."
        invented(db, f"{(NURSE, COOK, 'Electrician.', 'Welder.')[number % 4]}\n{own}\nCase {number}")
    read_all(db, matcher)
    everyone = ranked(db, matcher)
    monkeypatch.setattr(matcher_module, "RETRIEVED", 30)  # 400 would take a test of minutes
    result = matcher.match_text(db, STRANGER, AD)
    assert (result.considered, result.visible) == (30, 60)
    assert [match.candidate for match in result.matches][:10] == everyone[:10]


def test_the_occupation_that_a_person_chose_is_the_one_asked_for(db: Session, matcher: Matcher) -> None:
    nurse, cook = invented(db, NURSE), invented(db, COOK)
    read_all(db, matcher)
    chosen = matcher.match_text(db, STRANGER, AD, occupation=occupation_uri("cook"))
    as_read = matcher.match_text(db, STRANGER, AD)
    assert chosen.requirements[0].meaning.concepts == ((occupation_uri("cook"), 1.0),)
    assert chosen.occupations == as_read.occupations
    before, after = ({m.candidate: m.parts[0].similarity for m in r.matches} for r in (as_read, chosen))
    assert after[cook.id] > before[cook.id]
    assert after[nurse.id] < before[nurse.id]


def test_a_match_as_json_has_the_documented_shape(matcher: Matcher) -> None:
    (match,) = matcher.rank_texts(AD, {"nurse.txt": NURSE}).matches
    document = json.loads(json.dumps(match_as_json(match)))
    assert list(document) == ["candidate", "score", "parts", "copied"]
    keys = ["requirement", "weight", "similarity", "worth", "relation", "evidence", "contribution"]
    for part in document["parts"]:
        assert list(part) == keys
        assert list(part["requirement"]) == ["text", "kind", "essential"]
        assert part["evidence"] is None or list(part["evidence"]) == ["text", "start", "end", "language"]
    assert [
        part["evidence"] for part in document["parts"] if part["requirement"]["text"] == "Python is a plus"
    ]
    assert document["score"] == pytest.approx(
        sum(part["contribution"] for part in document["parts"]), abs=1e-9
    )


def test_a_ranking_says_what_made_it(matcher: Matcher) -> None:
    made_with = matcher.rank_texts(AD, {}).made_with
    assert made_with.encoder_revision == "stand-in-1"
    assert made_with.weights_digest == weights.digest()
    assert made_with.taxonomy_digest == matcher.mapper.index.manifest.revision


def test_one_line_with_the_occupation_is_ahead_of_a_long_text_about_another(matcher: Matcher) -> None:
    cook = COOK + "".join(
        f"\n20{year}: I cooked hot dishes in a hotel of {year} rooms." for year in range(10, 24)
    )
    thin = matcher.rank_texts(AD, {"long": cook, "thin": "Registered nurse"})
    assert [match.candidate for match in thin.matches] == ["thin", "long"]
