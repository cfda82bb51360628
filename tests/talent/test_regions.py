"""Regions of countries: what can be chosen, how it is called, what lies in what."""

import pytest

from talent.countries import EU
from talent.regions import MOST_TO_CHOOSE, is_region, name, regions, with_parts


def test_regions_are_named_in_their_own_language_and_ordered_by_it() -> None:
    spain = regions("ES")
    assert spain["ES-MD"] == "Comunidad de Madrid"
    assert spain["ES-CT"] == "Catalunya"
    assert list(spain.values()) == sorted(spain.values(), key=str.casefold)
    assert regions("SE")["SE-AB"] == "Stockholms län"


def test_all_member_states_but_two_have_regions_and_no_two_have_one_name() -> None:
    assert {code for code in EU if not regions(code)} == {"MT", "SI"}
    for code in EU:
        assert len(set(regions(code).values())) == len(regions(code)) <= MOST_TO_CHOOSE
    assert regions("XX") == {}


def test_what_is_no_part_of_the_union_cannot_be_chosen() -> None:
    assert "NL-AW" not in regions("NL")
    assert "FR-NC" not in regions("FR")
    assert "FR-974" in regions("FR")


def test_regions_of_any_level_have_a_name_and_unknown_ones_keep_their_code() -> None:
    assert name("BE-VAN") == "Antwerpen"
    assert name("DE-XX") == "DE-XX"


@pytest.mark.parametrize(
    ("code", "country", "right"),
    [
        ("DE-BY", "DE", True),
        ("BE-VAN", "BE", True),
        ("DE-BY", "FR", False),
        ("DE-XX", "DE", False),
        ("de-by", "DE", False),
        ("", "DE", False),
    ],
)
def test_a_region_is_one_that_is_listed(code: str, country: str, right: bool) -> None:
    assert is_region(code, country) is right


def test_a_region_comes_with_what_lies_in_it() -> None:
    assert {"IT-25", "IT-MI"} <= with_parts(["IT-25"])
    assert "IT-RM" not in with_parts(["IT-25"])
    assert with_parts([]) == frozenset()
