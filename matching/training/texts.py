"""Makes names look as people write them: in sentences, with typing errors, in capitals, behind "(m/f/d)"."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from numpy.random import Generator

from matching.encoder import Stretch

_TYPING_ERRORS, _LOWER, _CAPITALS = 0.06, 0.25, 0.04
_LONGEST_DESCRIPTION = 240  # characters: the first sentence or two say what it is


@dataclass(frozen=True, slots=True)
class Templates:
    """In one language; each has one "{}"."""

    titles: tuple[str, ...]
    skills: tuple[str, ...]
    lists: tuple[str, ...]
    last: str  # joins the last two of a list


@lru_cache(maxsize=1)
def templates() -> dict[str, Templates]:
    read = tomllib.loads(files("matching.training").joinpath("templates.toml").read_text("utf-8"))
    return {
        code: Templates(tuple(t["titles"]), tuple(t["skills"]), tuple(t["lists"]), t["and"])
        for code, t in read.items()
    }


def title(rng: Generator, name: str, language: str) -> str:
    """The name of an occupation as an advertisement or a CV has it; as it is in half of all cases."""
    known = templates().get(language)
    return noisy(rng, pick(rng, known.titles).format(name) if known and rng.random() < 0.5 else name)


def skill(rng: Generator, name: str, language: str) -> str:
    """The name of a skill as somebody writes it; as it is in two of three cases."""
    known = templates().get(language)
    return noisy(rng, pick(rng, known.skills).format(name) if known and rng.random() < 0.33 else name)


def sentence(rng: Generator, names: Sequence[str], language: str) -> str:
    """One sentence that speaks of all these skills."""
    known = templates()[language]
    *first, last = names
    joined = f"{', '.join(first)}{known.last}{last}" if first else last
    return noisy(rng, pick(rng, known.lists).format(joined))


def stretch(text: str, name: str) -> Stretch:
    """Where a name stands in a text, in letters of any size; the whole text where it was mistyped."""
    start = text.lower().find(name.lower())
    return (start, start + len(name)) if start >= 0 else (0, len(text))


def shortened(description: str) -> str:
    """The beginning of a description, to the end of a word."""
    if len(description) <= _LONGEST_DESCRIPTION:
        return description
    return description[:_LONGEST_DESCRIPTION].rsplit(" ", 1)[0]


def noisy(rng: Generator, text: str) -> str:
    chance = rng.random()
    if chance < _TYPING_ERRORS:
        return _mistyped(rng, text)
    if chance < _TYPING_ERRORS + _LOWER:
        return text.lower()
    return text.upper() if chance < _TYPING_ERRORS + _LOWER + _CAPITALS else text


def pick(rng: Generator, some: Sequence[str]) -> str:
    return some[int(rng.integers(len(some)))]


def _mistyped(rng: Generator, text: str) -> str:
    """A letter left out, doubled or changed with its neighbour."""
    if len(text) < 5:
        return text
    at = int(rng.integers(1, len(text) - 1))
    kind = rng.integers(3)
    if kind == 0:
        return text[:at] + text[at + 1 :]
    if kind == 1:
        return text[:at] + text[at] + text[at:]
    return text[: at - 1] + text[at] + text[at - 1] + text[at + 1 :]
