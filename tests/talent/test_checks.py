"""Input is refused with a field and a code, and never repeated in the error."""

from collections.abc import Callable

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from talent import checks, countries
from talent.errors import RuleBroken


@pytest.mark.parametrize(
    ("check", "given", "code"),
    [
        (checks.text, [" \n"], "empty"),
        (checks.text, ["x" * (checks.LONGEST_TEXT + 1)], "too-long"),
        (checks.text, ["a\0b"], "not-text"),
        (checks.text, ["a\ud800b"], "not-text"),
        (checks.line, ["two\nlines"], "not-one-line"),
        (checks.line, ["bell\a"], "not-one-line"),
        (checks.uri, ["javascript:alert(1)"], "not-an-address"),
        (checks.number, [9, 0, 8], "out-of-range"),
        (checks.country, ["EU"], "unknown-country"),
        (checks.country, ["de"], "unknown-country"),
        (checks.region, ["FR-BY", "DE"], "not-a-region"),
        (checks.language, ["xx"], "unknown-language"),
        (checks.language, ["de_AT"], "unknown-language"),
        (checks.currency, ["EURO"], "unknown-currency"),
    ],
)
def test_refused(check: Callable[..., object], given: list[object], code: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        check("f", *given)
    assert (broken.value.field, broken.value.code) == ("f", code)


def test_line_ends_become_one_character() -> None:
    assert checks.text("f", "a\r\nb\rc") == "a\nb\nc"


def test_an_error_does_not_repeat_what_was_written() -> None:
    with pytest.raises(RuleBroken) as broken:
        checks.country("residence", "my secret")
    assert "secret" not in str(broken.value) + repr(broken.value.args)


@given(st.text(alphabet=st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=200))
def test_text_that_can_be_stored_is_kept(value: str) -> None:
    assume(value.strip())
    assert checks.text("f", value) == value.replace("\r\n", "\n").replace("\r", "\n")


def test_countries_are_those_of_iso_3166_and_kosovo() -> None:
    codes = countries.country_codes()
    assert len(codes) == 250
    assert {"TN", "BD", "UA", "XK", "GR"} <= codes
    assert not {"EU", "UN", "UK", "EL", "ZZ"} & codes


def test_member_states() -> None:
    assert len(countries.EU) == 27
    assert len(countries.EEA) == 30
    assert countries.country_codes() >= countries.EEA


def test_languages_of_candidates_are_known() -> None:
    assert {"ar", "bn", "ur", "uk", "es", "fr", "ha", "ckb"} <= countries.language_codes()
