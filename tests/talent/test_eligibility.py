"""Who may join: every reason alone and together, and that each fact says where it comes from."""

import dataclasses

import pytest

from talent import eligibility
from talent.countries import EU, country_codes
from talent.eligibility import Answers, Participation, Reason
from talent.errors import RuleBroken

NURSE = Answers(residence="TN", eu_citizen=False, destination="DE", age=27)


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        ({}, ()),
        ({"residence": "NO"}, ()),
        ({"residence": "GB"}, ()),
        ({"residence": "FR"}, (Reason.LIVES_IN_THE_UNION,)),
        ({"eu_citizen": True}, (Reason.CITIZEN_OF_THE_UNION,)),
        ({"destination": "DK"}, (Reason.DESTINATION_DOES_NOT_TAKE_PART,)),
        ({"age": 18}, ()),
        ({"age": 17}, (Reason.NOT_OF_AGE,)),
        ({"residence": "SE", "eu_citizen": True, "destination": "DK", "age": 9}, tuple(Reason)),
    ],
)
def test_reasons(changes: dict[str, object], reasons: tuple[Reason, ...]) -> None:
    assert eligibility.reasons_against(dataclasses.replace(NURSE, **changes)) == reasons  # type: ignore[arg-type]


@pytest.mark.parametrize("residence", sorted(EU))
def test_nobody_who_lives_in_the_union_joins(residence: str) -> None:
    assert not eligibility.may_reside(residence)


def test_everybody_else_may_live_where_they_live() -> None:
    assert all(eligibility.may_reside(residence) for residence in country_codes() - EU)


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"residence": "XX"}, "residence"), ({"destination": "CH"}, "destination"), ({"age": 0}, "age")],
)
def test_answers_that_make_no_sense(changes: dict[str, object], field: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        eligibility.checked(dataclasses.replace(NURSE, **changes))  # type: ignore[arg-type]
    assert broken.value.field == field


def test_every_member_state_has_facts_with_a_source() -> None:
    states = eligibility.facts().states
    assert set(states) == EU
    for state in states.values():
        assert 16 <= state.of_age <= 21
        assert state.participation_source
        assert state.of_age_source


def test_what_nobody_has_checked_says_so() -> None:
    """Whoever verifies a fact removes these words and sets `verified`."""
    for state in eligibility.facts().states.values():
        said = "not verified" in state.participation_source + state.of_age_source
        assert said or state.verified, state.code


def test_nobody_is_refused_for_what_nobody_knows() -> None:
    unknown = [s for s in eligibility.facts().states.values() if s.participation is Participation.UNKNOWN]
    for state in unknown:
        assert eligibility.reasons_against(dataclasses.replace(NURSE, destination=state.code)) == ()
