"""What an actor is not shown counts for nothing: not in the ranking, not in the whole, not in who is picked for it."""

import numpy as np
import pytest
from sqlalchemy.orm import Session

from matching import matcher as matcher_module
from matching import store
from matching.facts import Facts
from matching.index import Calibration
from matching.matcher import Matcher
from matching.pool import Pool
from matching.ranking import Evidence, Kind, Knowledge, Match, Meaning, Requirement
from matching.store import Stamp
from talent import consents
from talent.actors import STRANGER, Actor
from talent.profiles import Profile, Section, TextDraft, TextKind
from tests.factories.records import make_actor, make_employer, make_profile

KNOWN = Knowledge(Facts(), Calibration(0.0, 1.0))
EVERYTHING = frozenset(Section)
SKILLS = frozenset({Section.SKILLS})

AD = "Registered nurse\nYour profile\n- dress wounds\n- cook hot dishes"
WOUNDS, DISHES = "I dress wounds every day.", "I cook hot dishes every day."


def meaning(axis: int, *concepts: str) -> Meaning:
    return Meaning(
        tuple((uri, 1.0) for uri in concepts), np.eye(8, dtype=np.float32)[axis], frozenset({str(axis)})
    )


def said(axis: int, section: Section | None, *, whole: bool = False) -> Evidence:
    meant = meaning(axis, *(() if whole else (f"concept {axis}",)))
    return Evidence(f"said {axis} (invented)", 0, 4, "en", meant, whole=whole, section=section)


def pool_of(**people: list[Evidence]) -> Pool:
    return Pool(Stamp(len(people), None), people)


TWO_SECTIONS = [said(0, Section.SKILLS), said(1, Section.EDUCATION), said(2, None, whole=True)]
FOR_EDUCATION = Requirement("asked", Kind.SKILL, essential=True, meaning=meaning(1, "concept 1"))
FOR_ALL = Requirement("all", Kind.WHOLE, essential=True, meaning=meaning(1))


class TestPart:
    def test_who_shows_everything_is_taken_as_read(self) -> None:
        pool = pool_of(one=TWO_SECTIONS)
        both = frozenset({Section.SKILLS, Section.EDUCATION})

        for sections in (EVERYTHING, both):
            assert pool.best([], KNOWN, {"one": sections}, most=9)["one"] is TWO_SECTIONS

    def test_of_who_shows_a_part_the_rest_is_gone_from_the_whole_too(self) -> None:
        shown = pool_of(one=TWO_SECTIONS).best([], KNOWN, {"one": SKILLS}, most=9)["one"]

        assert [each.text for each in shown] == ["said 0 (invented)", "said 0 (invented)"]
        assert shown[-1].whole
        assert shown[-1].meaning.words == {"0"}
        assert np.allclose(shown[-1].meaning.vector, meaning(0).vector)

    def test_who_shows_nothing_that_was_read_is_there_with_nothing(self) -> None:
        pool = pool_of(one=TWO_SECTIONS)

        assert pool.best([], KNOWN, {"one": frozenset({Section.WISHES})}, most=9) == {"one": []}
        assert pool.visible({"one": SKILLS, "not read yet": SKILLS}) == {"one"}

    def test_what_was_read_before_sections_were_kept_is_shown_with_everything_only(self) -> None:
        old = [said(0, None), said(0, None, whole=True)]
        pool = pool_of(one=old)

        assert pool.best([], KNOWN, {"one": EVERYTHING}, most=9) == {"one": old}
        assert pool.best([], KNOWN, {"one": EVERYTHING - {Section.WISHES}}, most=9) == {"one": []}


@pytest.mark.parametrize("asked", [FOR_EDUCATION, FOR_ALL], ids=["a piece", "the whole"])
def test_what_is_hidden_helps_nobody_to_be_picked(asked: Requirement) -> None:
    """Two would be first by what they hide; who shows it is."""
    open_one = [said(1, Section.EDUCATION), said(1, None, whole=True)]
    hiding = [said(3, Section.SKILLS), said(1, Section.EDUCATION), said(1, None, whole=True)]
    pool = pool_of(a=hiding, b=hiding, c=open_one)

    assert set(pool.best([asked], KNOWN, dict.fromkeys("abc", EVERYTHING), most=2)) == {"a", "b"}
    shown = {"a": SKILLS, "b": SKILLS, "c": EVERYTHING}
    assert set(pool.best([asked], KNOWN, shown, most=1)) == {"c"}


def test_of_who_hides_something_the_rest_is_still_found() -> None:
    part = [said(1, Section.SKILLS), said(3, Section.EDUCATION), said(2, None, whole=True)]
    others = [said(4, Section.SKILLS), said(4, None, whole=True)]
    pool = pool_of(part=part, x=others, y=others)

    for asked in (FOR_EDUCATION, FOR_ALL):
        shown = {"part": SKILLS, "x": EVERYTHING, "y": EVERYTHING}
        assert set(pool.best([asked], KNOWN, shown, most=1)) == {"part"}


@pytest.fixture
def owner(db: Session) -> Actor:
    return make_actor(db)


@pytest.fixture
def profile(db: Session, owner: Actor, matcher: Matcher) -> Profile:
    """Two texts in two sections."""
    texts = (TextDraft(TextKind.SUMMARY, WOUNDS, "en"), TextDraft(TextKind.EXPERIENCE, DISHES, "en"))
    profile = make_profile(db, owner=owner, texts=texts, qualifications=(), languages=())
    store.keep(db, store.read(db, matcher.mapper, most=9))
    return profile


def reasons(found: Match) -> set[str]:
    return {part.evidence.text for part in found.parts if part.evidence and not part.evidence.whole}


@pytest.mark.parametrize("retrieved", [400, 0], ids=["all are ranked", "some are picked"])
def test_a_withdrawn_section_is_no_reason_at_once(
    db: Session,
    matcher: Matcher,
    owner: Actor,
    profile: Profile,
    retrieved: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(matcher_module, "RETRIEVED", max(retrieved, 1))
    if not retrieved:
        make_profile(db, texts=(TextDraft(TextKind.CV, "I sell shoes.", "en"),), languages=())
        store.keep(db, store.read(db, matcher.mapper, most=9))
    employer = make_employer(db, country="DE")
    (before,) = matcher.match_text(db, employer, AD).matches[:1]
    consents.withdraw(db, owner, profile, country="DE", sections=[Section.EXPERIENCE])
    db.flush()
    (after,) = matcher.match_text(db, employer, AD).matches[:1]
    french = matcher.match_text(db, make_employer(db, country="FR"), AD).matches[0]

    assert before.candidate == after.candidate == profile.id
    assert reasons(before) == {WOUNDS, DISHES}
    assert reasons(after) == {WOUNDS}
    assert after.score < before.score
    assert french.score == before.score, "they withdrew for one country only"
    assert DISHES not in repr(after)


def test_whoever_withdraws_the_last_is_gone_and_whoever_gives_again_is_back(
    db: Session, matcher: Matcher, owner: Actor, profile: Profile
) -> None:
    employer = make_employer(db, country="DE")
    consents.withdraw(db, owner, profile)
    db.flush()
    gone = matcher.match_text(db, employer, AD)
    consents.give_again(db, owner, profile, language="en")
    db.flush()

    assert (list(gone.matches), gone.visible, gone.considered) == ([], 0, 0)
    assert [match.candidate for match in matcher.match_text(db, employer, AD).matches] == [profile.id]
    assert matcher.match_text(db, STRANGER, AD).visible == 0
