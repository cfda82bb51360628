"""What to suggest to somebody from their own words: concepts not decided yet, each beside the words it came from."""

from collections import OrderedDict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from threading import Lock
from typing import Final

from matching import weights
from matching.mapping import Mapper, Suggestion, summed_up
from talent.profiles import Piece, Section

MOST: Final = 40
"""Suggestions at once; answering them makes room for the less likely ones."""

REMEMBERED: Final = 5_000
"""Pieces whose reading is remembered: those of some hundred people who are at their profiles."""

NEAR: Final = 5
"""Concepts of each kind offered for words that are no name of one."""

UNREAD: Final = frozenset({Section.SKILLS, Section.LANGUAGES})
"""Sections that name things already decided, or none that is a concept to be decided on."""


@dataclass(frozen=True, slots=True)
class FromPiece:
    """A piece of a profile with what it suggests: occupations first, then by likelihood, each with its place in the
    piece's text.
    """

    piece: Piece
    suggestions: tuple[Suggestion, ...]


@dataclass(frozen=True, slots=True)
class Suggested:
    """Grouped by piece, in the order of the profile. `left_out` less likely ones come when these are answered."""

    groups: tuple[FromPiece, ...]
    left_out: int

    @property
    def number(self) -> int:
        return sum(len(group.suggestions) for group in self.groups)


class Suggester:
    """Reads pieces and remembers what was found where in them, by a digest: it keeps nobody's words.

    Safe to use from many threads. One lives as long as its mapper, so a new index or model reads anew.
    """

    def __init__(self, mapper: Mapper) -> None:
        self._mapper = mapper
        self._found: OrderedDict[str, tuple[Suggestion, ...]] = OrderedDict()
        self._lock = Lock()

    def suggest(self, pieces: Iterable[Piece], decided: Collection[str]) -> Suggested:
        """Each concept once, beside the words that show it best; none of `decided`. Slow for words not read lately."""
        readable = [piece for piece in pieces if piece.section not in UNREAD]
        best = _best(self._read(readable), decided)
        kept = sorted(best, key=lambda uri: (-best[uri][1].probability, uri))[:MOST]
        groups = [_group(number, piece, best, kept) for number, piece in enumerate(readable)]
        return Suggested(tuple(group for group in groups if group.suggestions), len(best) - len(kept))

    def _read(self, pieces: Sequence[Piece]) -> list[tuple[Suggestion, ...]]:
        """What each piece speaks of; those that are not remembered are read together."""
        keys = [_key(piece) for piece in pieces]
        with self._lock:
            known = {key: self._found[key] for key in keys if key in self._found}
        new = {key: piece for key, piece in zip(keys, pieces, strict=True) if key not in known}
        if new:
            texts = [piece.text for piece in new.values()]
            languages = [piece.language for piece in new.values()]
            readings = self._mapper.read_many(texts, languages=languages)
            known |= {key: _without_words(summed_up(r)) for key, r in zip(new, readings, strict=True)}
        self._remember({key: known[key] for key in keys})
        return [known[key] for key in keys]

    def _remember(self, found: dict[str, tuple[Suggestion, ...]]) -> None:
        """As the latest; the oldest are forgotten."""
        with self._lock:
            for key, places in found.items():
                self._found[key] = places
                self._found.move_to_end(key)
            while len(self._found) > REMEMBERED:
                self._found.popitem(last=False)


def by_meaning(mapper: Mapper, words: str) -> list[str]:
    """URIs of skills and occupations that mean nearly what was typed, likeliest first: for words that name none."""
    [skills], [occupations] = (mapper.rank([words], occupations=kind, first=NEAR) for kind in (False, True))
    likely = [each for each in skills if each[1] >= weights.TOLD]
    likely += [each for each in occupations if each[1] >= weights.TOLD_OCCUPATION]
    return [uri for uri, _probability in sorted(likely, key=lambda each: -each[1])]


def _key(piece: Piece) -> str:
    return sha256(f"{piece.language}\n{piece.text}".encode()).hexdigest()


def _without_words(suggestions: Iterable[Suggestion]) -> tuple[Suggestion, ...]:
    """Their places are enough to find the words again in the piece."""
    return tuple(replace(each, text="") for each in suggestions)


def _best(
    found: Sequence[Sequence[Suggestion]], decided: Collection[str]
) -> dict[str, tuple[int, Suggestion]]:
    """Of each concept the likeliest suggestion, with the number of its piece."""
    best: dict[str, tuple[int, Suggestion]] = {}
    for number, suggestions in enumerate(found):
        for each in suggestions:
            if each.uri not in decided and (
                each.uri not in best or each.probability > best[each.uri][1].probability
            ):
                best[each.uri] = (number, each)
    return best


def _group(
    number: int, piece: Piece, best: dict[str, tuple[int, Suggestion]], kept: Iterable[str]
) -> FromPiece:
    """Occupations first: the skills of one that is confirmed need not be found one by one."""
    own = sorted(
        (best[uri][1] for uri in kept if best[uri][0] == number), key=lambda each: not each.occupation
    )
    return FromPiece(piece, tuple(replace(each, text=piece.text[each.start : each.end]) for each in own))
