"""Takes the starter's run-together texts apart: preferred label, alternative labels, description.

Occupations say their label again, in the plural and with a capital, where the description begins. Knowledge
concepts rarely do, so the end of the label is chosen by a few signs, whose weights were fitted on half of the
official English package and tried on the other half (docs/taxonomy.md has the figures).
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

_OPENINGS = frozenset(
    [
        "The",
        "A",
        "An",
        "Understand",
        "Types",
        "Know",
        "Different",
        "Various",
        "Field",
        "Process",
        "Processes",
        "Techniques",
        "Thoroughly",
        "Have",
        "Principles",
        "Set",
        "Variety",
        "Methods",
        "Be",
    ]
)
_LINKS = frozenset(
    ("of", "the", "in", "for", "and", "to", "a", "on", "with", "from", "by", "an", "or", "as", "at")
)
_LONGEST = 9  # words of a label
_PLURALS = (("men", "man"), ("ies", "y"), ("sses", "ss"), ("ches", "ch"), ("shes", "sh"), ("s", ""))
_BEGINNING = 5  # letters by which two forms of a word are held to be the same

_WEIGHTS = (
    0.52,  # the whole beginning comes again, up to twice; times the root of its length
    -0.04,  # pairs of words inside that come again elsewhere
    -1.44,  # pairs inside that do not
    -1.28,  # the pair across the cut comes again
    1.55,  # the next word stood in the beginning already
    1.52,  # the next word is the first one again
    -3.82,  # the last word is a link, as "of"
    -2.69,  # the next word is a link
    1.45,  # nothing follows
    -1.59,  # a single word
    -0.61,  # the square of the number of words, over ten
    2.77,  # a capital follows where there was none
    1.57,  # the last word ends in s
)


@dataclass(frozen=True, slots=True)
class Parts:
    """`alternatives` are still run together; empty where there are none."""

    label: str
    alternatives: str
    description: str


def split_isco_group(text: str) -> Parts:
    """Two spaces stand where the alternative labels would be."""
    label, _, description = text.partition("  ")
    return Parts(label.strip(), "", description.strip())


def split_occupation(text: str) -> Parts:
    words = text.split()
    length, start = _said_again(words)
    if not length:
        start = _description_start(words)
        length = _label_length(words[:start], words[start:])
    return _parts(words, length, start)


def split_skill(text: str) -> Parts:
    words = text.split()
    start = _description_start(words)
    return _parts(words, _label_length(words[:start], words[start:]), start)


def _parts(words: Sequence[str], length: int, start: int) -> Parts:
    return Parts(" ".join(words[:length]), " ".join(words[length:start]), " ".join(words[start:]))


def _said_again(words: Sequence[str]) -> tuple[int, int]:
    """How many words from the first on come again, the first with a capital, and where; the longest such run."""
    stems = [_stem(word) for word in words]
    best = (0, 0)
    for start in range(1, len(words)):
        if not words[start][:1].isupper():
            continue
        length = _common(stems, start)
        if length > best[0] and _differs(words, start, length):
            best = (length, start)
    return best


def _common(stems: Sequence[str], start: int) -> int:
    length = 0
    while length < start and start + length < len(stems) and stems[length] == stems[start + length]:
        length += 1
    return length


def _differs(words: Sequence[str], start: int, length: int) -> bool:
    """In the capital or in a plural: the same words alone are an alternative label that says the name again."""
    if words[start][0] != words[0][0]:
        return True
    return any(words[k].lower() != words[start + k].lower().strip(",.") for k in range(length))


def _stem(word: str) -> str:
    word = word.lower().strip(",.;:")
    if not word.endswith("ss"):
        for plural, singular in _PLURALS:
            if word.endswith(plural):
                return word.removesuffix(plural) + singular
    return word


def _description_start(words: Sequence[str]) -> int:
    """Where the description begins: at a usual opening, else at the first capitalised word of the first sentence."""
    for place in range(1, len(words)):
        if words[place] in _OPENINGS:
            return place
    end = next((k for k in range(1, len(words)) if words[k].endswith(".")), len(words) - 1)
    capitals = (k for k in range(1, end) if words[k][:1].isupper() and words[k][1:2].islower())
    return next(capitals, len(words))


def _label_length(head: Sequence[str], description: Sequence[str]) -> int:
    """How many words of `head`, a label and its alternatives run together, are the label."""
    keys = [_stem(word)[:_BEGINNING] for word in head]
    told = [_stem(word)[:_BEGINNING] for word in description]
    pairs = Counter(pairwise(keys))
    again = {pair for pair, times in pairs.items() if times > 1} | set(pairwise(told))
    lengths = range(1, min(len(head), _LONGEST) + 1)
    return max(lengths, key=lambda n: _fit(head, keys, again, n), default=0)


def _fit(head: Sequence[str], keys: Sequence[str], again: set[tuple[str, str]], n: int) -> float:
    inside = sum(pair in again for pair in pairwise(keys[:n]))
    repeats = sum(keys[k : k + n] == keys[:n] for k in range(n, len(keys) - n + 1))
    last, following = head[n - 1], head[n] if n < len(head) else ""
    ends = n == len(head)
    signs: tuple[float, ...] = (
        min(repeats, 2) * math.sqrt(n),
        inside,
        n - 1 - inside,
        not ends and (keys[n - 1], keys[n]) in again,
        not ends and keys[n] in keys[:n] and following.lower() not in _LINKS,
        not ends and keys[n] == keys[0],
        last.lower() in _LINKS,
        following.lower() in _LINKS,
        ends,
        n == 1,
        n * n / 10,
        following[:1].isupper() and not last[:1].isupper(),
        last.endswith("s"),
    )
    return sum(weight * sign for weight, sign in zip(_WEIGHTS, signs, strict=True))
