"""Whether probabilities mean what they say: of all suggestions at 70 %, seven in ten should be right. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Suggestions whose probability lies from `low` to `high`: how many, what they said on average, what was right."""

    low: float
    high: float
    number: int
    said: float
    right: float


@dataclass(frozen=True, slots=True)
class Reliability:
    """`error` is the expected calibration error, the mean of |said − right| over suggestions, bin by bin (Naeini,
    Cooper, Hauskrecht, AAAI 2015); `brier` the mean squared difference of probability and truth (Brier 1950).
    Both in [0, 1], 0 is best. Bins without any suggestion are left out.
    """

    bins: tuple[Bin, ...]
    error: float
    brier: float
    number: int


def reliability(said: Sequence[float], right: Sequence[bool]) -> Reliability:
    """Of probabilities in [0, 1] and what was true. Raises ValueError where there are none."""
    if not len(said):
        raise ValueError("there is no suggestion to judge")
    claimed, true = np.array(said, np.float64), np.array(right, np.float64)
    place = np.minimum((claimed * BINS).astype(int), BINS - 1)
    bins = tuple(_bin(number, claimed, true, place) for number in range(BINS) if (place == number).any())
    error = sum(each.number * abs(each.said - each.right) for each in bins) / len(claimed)
    return Reliability(bins, error, float(np.mean((claimed - true) ** 2)), len(claimed))


def _bin(
    number: int, claimed: NDArray[np.float64], true: NDArray[np.float64], place: NDArray[np.int64]
) -> Bin:
    inside = place == number
    said, right = float(claimed[inside].mean()), float(true[inside].mean())
    return Bin(number / BINS, (number + 1) / BINS, int(inside.sum()), said, right)


# --- the plot ---------------------------------------------------------------------------------------------

_SIDE, _MARGIN, _GAP = 240, 44, 24
_COLOURS = ("#004494", "#b8500a")


def plot(found: dict[str, Reliability]) -> str:
    """An SVG with one square for each name: what was said against what was right, dots by how many, best on the
    diagonal. Colours that differ in lightness too; a `title` and `desc` say the same in words.
    """
    width = len(found) * (_SIDE + _MARGIN + _GAP)
    squares = [
        _square(number * (_SIDE + _MARGIN + _GAP) + _MARGIN, name, each, _COLOURS[number % len(_COLOURS)])
        for number, (name, each) in enumerate(found.items())
    ]
    told = "; ".join(f"{name}: calibration error {each.error:.3f}" for name, each in found.items())
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {_SIDE + 2 * _MARGIN}" role="img"'
            ' font-family="sans-serif" font-size="12">',
            "<title>What suggestions say against how often they are right</title>",
            f"<desc>{told}.</desc>",
            f'<rect width="{width}" height="{_SIDE + 2 * _MARGIN}" fill="#fff"/>',
            *squares,
            "</svg>\n",
        ]
    )


def _square(left: int, name: str, found: Reliability, colour: str) -> str:
    top, most = _MARGIN, max(each.number for each in found.bins)
    points = [(left + each.said * _SIDE, top + (1 - each.right) * _SIDE, each.number) for each in found.bins]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y, _ in points)
    dots = [
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{2.5 + 5 * (n / most) ** 0.5:.1f}" fill="{colour}"/>'
        for x, y, n in points
    ]
    ticks = [_tick(left, top, share) for share in (0.0, 0.25, 0.5, 0.75, 1.0)]
    return "\n".join(
        [
            f'<text x="{left}" y="{top - 24}" font-weight="bold">{name}</text>',
            f'<text x="{left}" y="{top - 8}" fill="#404040">error {found.error:.3f}, Brier {found.brier:.3f}, '
            f"{found.number:,} suggestions</text>",
            f'<rect x="{left}" y="{top}" width="{_SIDE}" height="{_SIDE}" fill="none" stroke="#404040"/>',
            f'<path d="M{left} {top + _SIDE}L{left + _SIDE} {top}" stroke="#8a8a8a" stroke-dasharray="4 4"/>',
            *ticks,
            f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>',
            *dots,
            f'<text x="{left + _SIDE / 2}" y="{top + _SIDE + 34}" text-anchor="middle">said</text>',
        ]
    )


def _tick(left: int, top: int, share: float) -> str:
    x, y = left + share * _SIDE, top + (1 - share) * _SIDE
    return (
        f'<text x="{x}" y="{top + _SIDE + 16}" text-anchor="middle">{share:.0%}</text>'
        f'<text x="{left - 6}" y="{y + 4}" text-anchor="end">{share:.0%}</text>'
    )
