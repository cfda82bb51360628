"""Probabilities are measured against what was right."""

from xml.etree import ElementTree

import pytest

from matching.reliability import plot, reliability


def test_seven_of_ten_at_seventy_per_cent_is_no_error() -> None:
    found = reliability([0.7] * 10, [True] * 7 + [False] * 3)
    (only,) = found.bins
    assert (only.low, only.high, only.number) == pytest.approx((0.7, 0.8, 10))
    assert found.error == pytest.approx(0)
    assert found.brier == pytest.approx(0.21)


def test_too_much_promised_is_an_error_of_as_much() -> None:
    found = reliability([0.95] * 5 + [0.15] * 15, [False] * 5 + [False] * 15)
    assert found.error == pytest.approx((5 * 0.95 + 15 * 0.15) / 20)
    assert [each.number for each in found.bins] == [15, 5]


def test_certainty_belongs_to_the_last_bin() -> None:
    assert reliability([1.0, 0.0], [True, False]).bins[-1].high == 1
    assert reliability([1.0, 0.0], [True, False]).brier == 0


def test_nothing_can_be_said_of_nothing() -> None:
    with pytest.raises(ValueError, match="no suggestion"):
        reliability([], [])


def test_the_plot_is_an_image_that_says_in_words_what_it_shows() -> None:
    drawn = plot({"skills": reliability([0.2, 0.8], [False, True]), "jobs": reliability([0.5], [True])})
    tree = ElementTree.fromstring(drawn)  # noqa: S314 - made a line above
    space = "{http://www.w3.org/2000/svg}"
    assert tree.attrib["role"] == "img"
    assert "calibration error" in (tree.findtext(f"{space}desc") or "")
    assert len(tree.findall(f".//{space}circle")) == 3
